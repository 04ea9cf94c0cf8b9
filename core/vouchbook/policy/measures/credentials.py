"""Degrees and licences: one that the sheet names suffices, another may be accepted by a reviewer."""

from __future__ import annotations

from vouchbook.domain.evidence import Education, Item, LicenceKind
from vouchbook.domain.evidence import Licence as HeldLicence
from vouchbook.domain.names import Acceptable
from vouchbook.domain.trace import Because, Lack, Lacking, Unit, Why
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import later
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.rules import Degree, Licence

NOT_NEEDED = Because(Why.NOT_NEEDED)


def degree(rule: Degree) -> Measure:
    levels = frozenset(rule.levels)
    acceptable = frozenset(level.value for level in rule.reviewer_may_accept)

    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.DEGREES, 1)
        for item, facts in asked.desk.of(Education):
            if facts.awarded_on > asked.day:
                measured.exclude(item, 1, Because(Why.AFTER_DAY_ASKED, on=facts.awarded_on, until=asked.day))
            elif asked.accepted.get(item.id) is False:
                measured.exclude(item, 1, REJECTED)
            elif facts.level in levels:
                if rule.transcript == "always" and not _shown(facts):
                    measured.exclude(item, 1, _no_transcript(facts))
                else:
                    measured.counted.append(item.id)
            elif because := _unacceptable(facts):
                measured.exclude(item, 1, because)
            else:
                _accept(item, asked, measured)
        _settle(measured, Lack.DEGREE)
        return measured

    def _unacceptable(facts: Education) -> Because | None:
        """Why not even a reviewer may accept this; coursework is worth what its transcript shows."""
        if facts.level.value in acceptable and (_shown(facts) or rule.transcript != "always"):
            return None
        if facts.coursework and Acceptable.COURSEWORK.value in acceptable:
            return None if _shown(facts) or rule.transcript == "never" else _no_transcript(facts)
        return _no_transcript(facts) if facts.level.value in acceptable else Because(Why.LEVEL_NOT_ENOUGH)

    def _shown(facts: Education) -> bool:
        return facts.transcript and (rule.unofficial_transcript or not facts.transcript_unofficial)

    def _no_transcript(facts: Education) -> Because:
        return Because(Why.UNOFFICIAL_TRANSCRIPT if facts.transcript else Why.NO_TRANSCRIPT)

    return measure


def licence(rule: Licence) -> Measure:
    kinds = frozenset(LicenceKind(kind) for kind in rule.kinds)
    acceptable = frozenset(LicenceKind(kind) for kind in rule.reviewer_may_accept)

    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.LICENCES, 1)
        for item, facts in asked.desk.of(HeldLicence):
            if facts.first > asked.day:
                measured.exclude(item, 1, Because(Why.AFTER_DAY_ASKED, on=facts.first, until=asked.day))
            elif facts.last is not None and facts.last < asked.day:
                measured.exclude(item, 1, Because(Why.NOT_IN_FORCE, on=asked.day, until=facts.last))
            elif rule.held is not None and later(facts.first, rule.held) > asked.day:
                held_from = later(facts.first, rule.held)
                measured.exclude(item, 1, Because(Why.NOT_IN_FORCE, on=asked.day, until=held_from))
            elif asked.accepted.get(item.id) is False:
                measured.exclude(item, 1, REJECTED)
            elif facts.kind in kinds:
                measured.counted.append(item.id)
            elif facts.kind in acceptable:
                _accept(item, asked, measured)
            else:
                measured.exclude(item, 1, Because(Why.LEVEL_NOT_ENOUGH))
        _settle(measured, Lack.LICENCE)
        return measured

    return measure


def _accept(item: Item, asked: Asked, measured: Measured) -> None:
    if asked.accepted.get(item.id):
        measured.counted.append(item.id)
    else:
        measured.pending.append(item)


def _settle(measured: Measured, lack: Lack) -> None:
    """One is enough; while one counts, nobody needs to look at what might be accepted."""
    if measured.counted:
        for item in measured.pending:
            measured.exclude(item, 1, NOT_NEEDED)
        measured.pending = []
    measured.sure = 1 if measured.counted else 0
    measured.possible = 1 if measured.counted or measured.pending else 0
    if not measured.possible:
        measured.lacking.append(Lacking(lack))
