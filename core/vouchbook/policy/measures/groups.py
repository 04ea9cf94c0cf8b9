"""Ways joined by *or* and by *and*: by Kleene's logic, the best of them or the worst is the status of the whole."""

from __future__ import annotations

from collections.abc import Sequence

from vouchbook.domain.trace import Finding, Lack, Lacking, Status, Unit
from vouchbook.policy.asked import Asked
from vouchbook.policy.found import Compiled, find
from vouchbook.policy.measured import Measure, Measured


def any_of(options: Sequence[Compiled]) -> Measure:
    return _group(options, required=1)


def all_of(options: Sequence[Compiled]) -> Measure:
    return _group(options, required=len(options))


def _group(options: Sequence[Compiled], required: int) -> Measure:
    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.WAYS, required)
        found = tuple(find(option, asked.within(option.key)) for option in options)
        measured.options = found
        measured.sure = min(sum(way.status is Status.MET for way in found), required)
        measured.possible = min(sum(way.status is not Status.MISSING for way in found), required)
        if measured.possible < required:
            measured.lacking.append(Lacking(Lack.WAY, amount=required - measured.possible))
        for way in _that_matter(found, required):
            measured.counted += [item for item in way.counted_items if item not in measured.counted]
            measured.pending_in_ways += [item for item in way.pending_items if item not in measured.pending_in_ways]
            measured.asked_by_ways += way.questions
        return measured

    return measure


def _that_matter(found: Sequence[Finding], required: int) -> Sequence[Finding]:
    """The ways whose items count and whose questions must be answered.

    Of several ways that are met one is enough: that with the fewest questions open. While none is, every way
    that reviewers could settle is asked about.
    """
    if required == len(found):
        return found
    met = [way for way in found if way.status is Status.MET]
    if met:
        return [min(met, key=lambda way: sum(question.answer is None for question in way.questions))]
    return [way for way in found if way.status is Status.JUDGEMENT]
