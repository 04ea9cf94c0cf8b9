"""Two rules on what must simply be there: signatures, statements, a membership, a passed exam."""

from __future__ import annotations

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


def membership(old: Membership, new: Membership) -> Changes:
    """A cycle need not include the day asked, so that no order holds between the two."""
    yield from switch("required", old.required, new.required)
    if {*old.of} != {*new.of}:
        yield Change("of", old.of, new.of, _bodies(old.of, new.of))
    yield from one_of_if_any("plans", old.plans, new.plans)
    yield from change("when", old.when, new.when, OTHER)


def _bodies(old: tuple[str, ...], new: tuple[str, ...]) -> Effect:
    stricter = all(_among(each, old) for each in new)
    looser = all(_among(each, new) for each in old)
    if stricter and looser:
        return Effect.SAME
    return STRICTER if stricter else LOOSER if looser else OTHER


def _among(body: str, of: tuple[str, ...]) -> bool:
    """``any_imh`` takes in one's own and every other association, whose codes are written small."""
    return body in of or ("any_imh" in of and (body == "own" or (body.islower() and body != "other")))
