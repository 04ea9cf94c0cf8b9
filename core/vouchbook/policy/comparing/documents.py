"""Two rules on what must simply be there: signatures, statements, a membership, a passed exam."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vouchbook.domain.names import PlanKey
from vouchbook.policy.calendar import ALWAYS, NEVER, Spans, without
from vouchbook.policy.comparing.beside import Beside
from vouchbook.policy.comparing.effects import (
    LOOSER,
    OTHER,
    STRICTER,
    Change,
    Changes,
    Effect,
    all_of,
    change,
    condition,
    ladder,
    one_of_if_any,
    switch,
    within,
)
from vouchbook.policy.plans import barred, barred_days
from vouchbook.policy.rules import Attested, Exam, Membership, Signatures


def signatures(old: Signatures, new: Signatures, beside: Beside) -> Changes:
    yield from all_of("documents", old.documents, new.documents)
    yield from ladder("signed", old.signed, new.signed, "once", "this_cycle")
    yield from beside.cycle if "this_cycle" in (old.signed, new.signed) else ()


def attested(old: Attested, new: Attested, beside: Beside) -> Changes:
    yield from all_of("statements", old.statements, new.statements)
    yield from ladder("given", old.given, new.given, "once", "this_cycle")
    yield from beside.cycle if "this_cycle" in (old.given, new.given) else ()


def exam(old: Exam, new: Exam) -> Changes:
    yield from all_of("parts", old.parts, new.parts)
    yield from condition("form", old.form, new.form)
    yield from within("valid_for", old.valid_for, new.valid_for)


def membership(old: Membership, new: Membership, beside: Beside) -> Changes:
    """A cycle need not include the day asked, so that no order holds between the two."""
    yield from switch("required", old.required, new.required)
    if {*old.of} != {*new.of}:
        yield Change("of", old.of, new.of, _bodies(old.of, new.of))
    yield from one_of_if_any("plans", old.plans, new.plans)
    yield from change("when", old.when, new.when, OTHER)
    yield from _of_plans(old, new, beside) if _own(old) and _own(new) else ()


def _of_plans(old: Membership, new: Membership, beside: Beside) -> Changes:
    """Which of the association's plans answer nothing: one more is stricter, for terms that begin on some day.

    A plan that is new changes nothing: nobody has bought it.
    """
    asked = (*old.plans, *new.plans) if old.plans and new.plans else ()
    before, after = (barred_days(barred(rows), asked) for rows in beside.plans)
    sold = {row.key for row in beside.plans[0]}
    after = {key: days for key, days in after.items() if key in sold}
    keys = dict.fromkeys([*before, *after])
    more = any(without(after.get(key, NEVER), before.get(key, NEVER)) for key in keys)
    fewer = any(without(before.get(key, NEVER), after.get(key, NEVER)) for key in keys)
    if more or fewer:
        effect = OTHER if more and fewer else STRICTER if more else LOOSER
        yield Change("plan.counts", _spoken(before), _spoken(after), effect)


def _spoken(plans: Mapping[PlanKey, Spans]) -> tuple[str, ...]:
    """Each plan, with the days on which its terms begin that answer nothing where that is not so of all of them."""
    return tuple(f"{key}{_begun(*days)}" for key in sorted(plans) for days in plans[key])


def _begun(low: int, high: int) -> str:
    first = f" from {date.fromordinal(low)}" if low > ALWAYS[0][0] else ""
    last = f" until {date.fromordinal(high - 1)}" if high < ALWAYS[0][1] else ""
    return f" begun{first}{last}" if first or last else ""


def _own(rule: Membership) -> bool:
    """Whether one's own association is among those that a rule names; its code is written small."""
    return any(each in ("own", "any_imh") or each.islower() for each in rule.of)


def _bodies(old: tuple[str, ...], new: tuple[str, ...]) -> Effect:
    stricter = all(_among(each, old) for each in new)
    looser = all(_among(each, new) for each in old)
    if stricter and looser:
        return Effect.SAME
    return STRICTER if stricter else LOOSER if looser else OTHER


def _among(body: str, of: tuple[str, ...]) -> bool:
    """``any_imh`` takes in one's own and every other association, whose codes are written small."""
    return body in of or ("any_imh" in of and (body == "own" or (body.islower() and body != "other")))
