"""Which of an association's own plans of membership answer a requirement: those that a person holds and that cover it.

A term answers by the row of its plan on the day on which it begins, or by the latest one before: what was sold keeps
what it covered. Of a plan that the policy does not know, nothing is known against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from vouchbook.domain.names import PlanKey
from vouchbook.domain.trace import Why
from vouchbook.policy.calendar import ALWAYS, Spans, merged
from vouchbook.policy.document import PlanRow
from vouchbook.policy.mistakes import Mistake
from vouchbook.policy.positions import Path

ENDORSEMENT = "endorsement"
Barred = tuple[tuple[PlanKey, tuple[int, int], Why], ...]
"""Plans with the first days, as ordinals with the end excluded, of the terms that answer nothing, and why."""


def why_not(row: PlanRow) -> Why | None:
    """Why a term of a plan answers no requirement; ``None``: it does."""
    if row.held_by == "organisation":
        return Why.HELD_BY_ORGANISATION
    return None if ENDORSEMENT in row.covers else Why.PLAN_NOT_COVERING


def barred(rows: Sequence[PlanRow]) -> Barred:
    """The plans of a policy that answer nothing, each with the first days for which that holds."""
    keys = dict.fromkeys(row.key for row in rows)
    return tuple((key, days, why) for key in keys for days, row in _ruled(key, rows) if (why := why_not(row)))


def _ruled(key: PlanKey, rows: Sequence[PlanRow]) -> Iterator[tuple[tuple[int, int], PlanRow]]:
    """Each row of a plan with the days of beginning that it rules: the first since ever, each until the next."""
    mine = sorted((row for row in rows if row.key == key), key=lambda row: row.from_ or date.min)
    begins = [ALWAYS[0][0], *((row.from_ or date.min).toordinal() for row in mine[1:])]
    ends = [*begins[1:], ALWAYS[0][1]]
    yield from zip(zip(begins, ends, strict=True), mine, strict=True)


def against(plans: Barred, plan: PlanKey, first: date) -> Why | None:
    """Why a term of one's own association that begins on a day answers nothing; ``None``: it does."""
    day = first.toordinal()
    return next((why for key, (low, high), why in plans if key == plan and low <= day < high), None)


def barred_days(plans: Barred, asked: Sequence[PlanKey]) -> Mapping[PlanKey, Spans]:
    """The first days of terms that answer nothing, by plan; ``asked``: the plans that a rule names, if it names any."""
    found: dict[PlanKey, list[tuple[int, int]]] = {}
    for key, days, _ in plans:
        if not asked or key in asked:
            found.setdefault(key, []).append(days)
    return {key: merged(days) for key, days in found.items()}


def mistaken_plans(raw: Mapping[str, object], lines: Mapping[Path, int], name: str) -> Iterator[Mistake]:
    """What cannot be meant: an organisations' plan that covers endorsement, a rule that only such would meet."""
    plans = {str(row.get("key")): (index, row) for index, row in _tables(raw, "plan")}
    for key, (index, row) in plans.items():
        if row.get("held_by") == "organisation" and row.get("covers"):
            yield Mistake(
                name,
                lines["plan", index, "covers"],
                f"covers – the plan {key} is held by organisations and is nobody's own membership: leave covers out, "
                "or sell a plan that persons hold",
            )
    own = sorted(key for key, (_, row) in plans.items() if row.get("held_by") != "organisation" and row.get("covers"))
    for index, row in _tables(raw, "requirement"):
        asked = row.get("plans")
        known = [str(each) for each in asked if each in plans] if isinstance(asked, list) else []
        if row.get("kind") == "membership" and known and not {*known} & {*own}:
            way_out = f"name one of {', '.join(own)}" if own else 'write covers = ["endorsement"] in its row'
            yield Mistake(
                name,
                lines["requirement", index, "plans"],
                f"plans = {', '.join(known)} – none of these is a person's own and covers endorsement: nobody could "
                f"meet this; {way_out}",
            )


def _tables(raw: Mapping[str, object], table: str) -> Iterator[tuple[int, dict[str, object]]]:
    rows = raw.get(table)
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict):
            yield index, row
