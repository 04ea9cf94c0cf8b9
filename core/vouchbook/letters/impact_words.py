"""What a policy would change for somebody, and which prices, in words: old → new, with the rule that does it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from vouchbook.domain.names import FeeOccasion, PersonId
from vouchbook.domain.trace import Finding, Status
from vouchbook.hookspecs import Fee, ReviewPlan, Term
from vouchbook.letters.amounts import share_of
from vouchbook.letters.impact import (
    ApplicationImpact,
    DayImpact,
    EndorsementImpact,
    FeeImpact,
    Impact,
    LineImpact,
    MemberImpact,
    ReviewImpact,
    SheetImpact,
    StandingImpact,
    TermImpact,
)
from vouchbook.letters.names import may, spaced
from vouchbook.letters.phrases import counted, day, listed, money

Block = tuple[str, list[str]]
"""Whose it is, and what changes."""
STATUS = {Status.MET: "met", Status.MISSING: "missing", Status.JUDGEMENT: "a reviewer decides", None: "no answer"}

# ── People ────────────────────────────────────────────────────────────────────────────────────


def application_said(each: ApplicationImpact, currency: str) -> tuple[PersonId, Block]:
    told = [*_sheet(each.sheet), *_review(each.review)]
    told += _term("if approved, endorsed through", each.holds)
    told += [f"still to pay: {_fee(fee, currency)}" for fee in each.fees]
    return each.person, (f"{each.category}, application {each.application}{_overall(each.sheet)}", told)


def endorsement_said(each: EndorsementImpact, currency: str) -> tuple[PersonId, Block]:
    told = [*_sheet(each.sheet), *_term("renewed when it is due, it would hold through", each.renewed)]
    told += [f"to pay: {_fee(fee, currency)}" for fee in each.fees]
    whose = f"{each.category}, endorsement {each.endorsement}, due on {day(each.valid_until)} as written"
    return each.person, (f"{whose}{_overall(each.sheet)}", told)


def member_said(each: MemberImpact, currency: str) -> tuple[PersonId, Block]:
    told = [_fee(fee, currency) for fee in each.fees]
    return each.person, (f"plan {spaced(each.plan)}", [*told, *_term("would run through", each.covers)])


def standings_said(of: DayImpact) -> Iterator[tuple[PersonId, Block]]:
    for person, group in groupby(of.standings, key=lambda each: each.person):
        yield person, ("", [text for each in group for text in standing_said(each)])


def standing_said(each: StandingImpact) -> Iterator[str]:
    doing = may(each.may)
    lost = [code for code in each.before if code not in each.after]
    gained = [code for code in each.after if code not in each.before]
    if lost:
        waits = all(code in each.awaited_after for code in lost)
        once = " before a reviewer has accepted it" if waits else ""
        yield f"may no longer {doing}{once}, for applicants in {listed(lost, 'and')}"
    if gained:
        yield f"may {doing} too, for applicants in {listed(gained, 'and')}"
    awaited = [code for code in each.awaited_after if code not in (*each.awaited_before, *each.before)]
    if awaited:
        yield f"may {doing} once a reviewer accepts it, for applicants in {listed(awaited, 'and')}"
    over = [code for code in each.awaited_before if code not in (*each.awaited_after, *each.after)]
    if over:
        yield f"may no longer {doing} even if a reviewer accepts it, for applicants in {listed(over, 'and')}"


def _overall(sheet: SheetImpact | None) -> str:
    if sheet is None:
        return ""
    if sheet.before is sheet.after:
        return f" ({STATUS[sheet.after]} on the whole, as before)"
    return f" ({STATUS[sheet.before]} on the whole → {STATUS[sheet.after]})"


def _sheet(sheet: SheetImpact | None) -> Iterator[str]:
    if sheet is None:
        return
    for problem, when in ((sheet.problem_before, "before"), (sheet.problem_after, "then")):
        if problem:
            yield f"{when}, no sheet answers: {problem}"
    if not (sheet.problem_before or sheet.problem_after):
        yield from (_line(each) for each in sheet.lines)


def _line(each: LineImpact) -> str:
    """The line, what it finds under either policy, and what of the rule differs."""
    why = f" [{'; '.join(each.why)}]" if each.why else ""
    if each.before is None or each.after is None:
        there = each.after or each.before
        found = f" ({_found(there)})" if there and each.after else ""
        return f"{spaced(each.key)}: {'no longer asked' if each.after is None else f'asked anew{found}'}{why}"
    was, now = _found(each.before), _found(each.after)
    if was == now:
        return f"{spaced(each.key)}: {now}, for other reasons{why}"
    return f"{spaced(each.key)}: {was} → {now}{why}"


def _found(finding: Finding) -> str:
    status = STATUS[finding.status]
    if finding.required and finding.unit.value != "none":
        return f"{status}, {share_of(finding.counted, finding.required, finding.unit)}"
    return status


def _review(review: ReviewImpact | None) -> Iterator[str]:
    if review is None:
        return
    was, now = (_plan(each) for each in (review.before, review.after))
    yield f"reviewed by {was} → {now}"


def _plan(plan: ReviewPlan | None) -> str:
    if plan is None:
        return "nobody that the policy names"
    barred = listed([spaced(each.value) for each in plan.conflicts], "and") if plan.conflicts else "nobody"
    override = ", unless the coordinator lets it pass" if plan.conflicts and plan.override else ""
    return f"{counted(plan.reviewers, 'reviewer')} who may {may(plan.reviewer_may)} (barred: {barred}{override})"


def _term(what: str, term: TermImpact | None) -> Iterator[str]:
    if term is not None:
        yield f"{what} {_until(term.before)} → {_until(term.after)}"


def _until(term: Term | None) -> str:
    if term is None:
        return "no day that the policy says"
    return day(term.last) + (f", in grace through {day(term.grace_until)}" if term.grace_until else "")


# ── Prices ────────────────────────────────────────────────────────────────────────────────────


def _fee(fee: FeeImpact, currency: str) -> str:
    of = f" ({spaced(fee.plan)})" if fee.plan else ""
    return f"{called_fee(fee.occasion)}{of} {_change(fee, currency)}"


def _change(fee: FeeImpact, currency: str) -> str:
    return f"{_price(fee.before, currency)} → {_price(fee.after, currency, fee.before)}"


def called_fee(occasion: FeeOccasion) -> str:
    return spaced(occasion.value)


def _price(fee: Fee | None, currency: str, before: Fee | None = None) -> str:
    """An amount, with what else of it changed."""
    if fee is None:
        return "nothing"
    beside = []
    if before is not None:
        beside += [f"due at the {spaced(fee.due.value)}"] if fee.due is not before.due else []
        again = (fee.refund, fee.kept) != (before.refund, before.kept)
        kept = f", {money(fee.kept, currency)} kept" if fee.kept else ""
        beside += [f"refunded: {fee.refund.value}{kept}"] if again else []
        waits = fee.paid_before is not before.paid_before
        beside += [f"to be paid before: {fee.paid_before.value}"] if waits else []
    return money(fee.cents, currency) + (f" ({', '.join(beside)})" if beside else "")


def prices_said(of: DayImpact, currency: str) -> Iterator[str]:
    """Prices that change alike said once for all their categories."""
    alike: dict[tuple[str, str, bool | None], list[str]] = {}
    for each in of.prices:
        key = (called_fee(each.occasion), _change(each, currency), each.member)
        alike.setdefault(key, []).append(str(each.category or spaced(each.plan or "")))
    for (occasion, change, member), whose in alike.items():
        who = "" if member is None else " for members" if member else " for others"
        yield f"{occasion}{who} ({listed(whose, 'and')}): {change}"


# ── A table ───────────────────────────────────────────────────────────────────────────────────

HEADINGS = ("on", "what", "id", "person", "category", "change")


def table(found: Impact) -> Iterator[tuple[str, ...]]:
    """One row for each thing that changes for somebody, by ids; under ``HEADINGS``."""
    for of in found.days:
        on = of.on.isoformat()
        for application in of.applications:
            for text in application_said(application, found.currency)[1][1]:
                yield on, "application", application.application, application.person, application.category, text
        for endorsement in of.endorsements:
            for text in endorsement_said(endorsement, found.currency)[1][1]:
                yield on, "endorsement", endorsement.endorsement, endorsement.person, endorsement.category, text
        for standing in of.standings:
            for text in standing_said(standing):
                yield on, "standing", standing.may, standing.person, "", text
        for member in of.members:
            for text in member_said(member, found.currency)[1][1]:
                yield on, "member", member.term, member.person, "", text
        for text in prices_said(of, found.currency):
            yield on, "price", "", "", "", text
