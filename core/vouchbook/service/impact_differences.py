"""What differs between the answers of two policy versions: line by line with the rule in words, price by price."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from msgspec.structs import replace

from vouchbook.associations import Association
from vouchbook.domain.names import CategoryCode, FeeOccasion, PlanKey, RequirementKey
from vouchbook.domain.trace import Finding, Origin, Status, Trace
from vouchbook.hookspecs import Fee
from vouchbook.letters.changes import clauses
from vouchbook.letters.impact import FeeImpact, LineImpact, SheetImpact
from vouchbook.letters.standings import Policy
from vouchbook.policy.compare import Side
from vouchbook.policy.comparing.lines import lines
from vouchbook.policy.document import NoSheet, PolicyDocument, UnknownCategory, sheet_on
from vouchbook.policy.rules import Sheet
from vouchbook.service.impact_answers import Answer, Prices

_WORST = (Status.MISSING, Status.JUDGEMENT, Status.MET)
_COSTS = ("cents", "due", "refund", "kept", "paid_before", "added_to")
Why = dict[RequirementKey, tuple[str, ...]]


class Sheets:
    """The sheets of two documents; what differs between two of them is put in words once."""

    def __init__(self, before: PolicyDocument, after: PolicyDocument) -> None:
        self._documents = (before, after)
        self._known: dict[tuple[object, ...], Why] = {}

    def impact(self, before: Answer, after: Answer) -> SheetImpact | None:
        """How what two sheets say of somebody differs; ``None``: they say the same."""
        was, now = (_by_key(each.trace) for each in (before, after))
        differing = [key for key in dict.fromkeys([*now, *was]) if not _same(was.get(key), now.get(key))]
        if not differing and before.problem == after.problem:
            return None
        why = self._why(before, after) if differing else {}
        return SheetImpact(
            before=overall(before.trace),
            after=overall(after.trace),
            lines=tuple(LineImpact(key, was.get(key), now.get(key), why.get(key, ())) for key in differing),
            problem_before=before.problem,
            problem_after=after.problem,
        )

    def _why(self, before: Answer, after: Answer) -> Why:
        """What of each rule differs, in words; a line whose rule stayed as it is has none."""
        if before.trace is None or after.trace is None:
            return {}
        traces = (before.trace, after.trace)
        days = (before.judged_on, after.judged_on)
        asked = (traces[0].category, traces[0].at, *days)
        if asked not in self._known:
            sides = [Side(document, day) for document, day in zip(self._documents, days, strict=True)]
            found = [_sheet(side, trace) for side, trace in zip(sides, traces, strict=True)]
            self._known[asked] = _said(sides, found) if all(found) else {}
        return self._known[asked]


def _sheet(side: Side, trace: Trace) -> Sheet | None:
    try:
        return sheet_on(side.document, trace.category, trace.at, side.on)[1]
    except (NoSheet, UnknownCategory):
        return None


def _said(sides: list[Side], sheets: list[Sheet | None]) -> Why:
    old, new = sides
    was, now = sheets
    if was is None or now is None:
        return {}
    policies = [Policy(side.document, now.category, side.on) for side in sides]
    return {
        each.key: tuple(text for text, _ in clauses(each, policies[0], policies[1]))
        for each in lines(old, new, was, now)
    }


def overall(trace: Trace | None) -> Status | None:
    """The worst of its lines; nothing where there is no trace."""
    if trace is None:
        return None
    return min((finding.status for finding in trace.findings), key=_WORST.index, default=Status.MET)


def _by_key(trace: Trace | None) -> dict[RequirementKey, Finding]:
    return {finding.requirement: finding for finding in trace.findings} if trace else {}


def _same(was: Finding | None, now: Finding | None) -> bool:
    """Whether two findings say the same; where in its document the line stands makes no difference."""
    if was is None or now is None:
        return was is now
    return _placeless(was, now.origin) == _placeless(now, now.origin)


def _placeless(finding: Finding, origin: Origin) -> Finding:
    return replace(finding, origin=origin, options=tuple(_placeless(each, origin) for each in finding.options))


# ── Prices ────────────────────────────────────────────────────────────────────────────────────


def costs(fee: Fee | None) -> tuple[object, ...]:
    """What of a fee people notice: the amount, when it is due, what comes back; not who says so."""
    return tuple(getattr(fee, name) for name in _COSTS) if fee else ()


def fees(before: Prices, after: Prices) -> tuple[FeeImpact, ...]:
    """The prices for one person that differ."""
    return tuple(
        FeeImpact(occasion, before.get((occasion, plan)), after.get((occasion, plan)), plan=plan)
        for occasion, plan in dict.fromkeys([*before, *after])
        if costs(before.get((occasion, plan))) != costs(after.get((occasion, plan)))
    )


def prices(before: Association, after: Association, on: date) -> Iterator[FeeImpact]:
    """Every price of a day that differs, whoever pays it; of members and others once, where it is the same for both."""
    sides = (before, after)
    categories = dict.fromkeys(c for side in sides for c in side.version.document.association.categories)
    plans = dict.fromkeys(row.key for side in sides for row in side.version.document.plan)
    for occasion in FeeOccasion:
        of_plans = occasion is FeeOccasion.MEMBERSHIP
        for category, plan in product([None] if of_plans else categories, plans if of_plans else [None]):
            pairs = {member: _pair(sides, occasion, category, plan, member, on) for member in (True, False)}
            alike = pairs[True] == pairs[False]
            for member in (None,) if alike else (True, False):
                was, now = pairs[member or False] if alike else pairs[bool(member)]
                if costs(was) != costs(now):
                    yield FeeImpact(occasion, was, now, category, plan, member)


def _pair(
    sides: tuple[Association, Association],
    occasion: FeeOccasion,
    category: CategoryCode | None,
    plan: PlanKey | None,
    member: bool,
    on: date,
) -> tuple[Fee | None, Fee | None]:
    was, now = (side.fee(occasion, category=category, plan=plan, member=member, on=on) for side in sides)
    return was, now
