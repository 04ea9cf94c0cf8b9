"""One portfolio before every installed association: what each would answer, ask and charge. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from vouchbook import associations
from vouchbook.associations import Association, NotInstalled
from vouchbook.defaults import PolicySilent
from vouchbook.domain import evidence
from vouchbook.domain.names import CategoryCode, FeeOccasion, Occasion
from vouchbook.domain.trace import Moments, Trace
from vouchbook.hookspecs import Fee
from vouchbook.letters.categories import named
from vouchbook.letters.elsewhere import Answered, Charge, Elsewhere, Glance, Terms, elsewhere
from vouchbook.policy.comparing.standings import Side
from vouchbook.policy.comparing.tables import ruling_rows
from vouchbook.policy.document import NoSheet, PlanRow, UnknownCategory, sheet_on
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.plans import why_not
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.residents import residents_only
from vouchbook.policy.rules import Exam, Line, Membership
from vouchbook.service.edge import Edge
from vouchbook.service.evaluation import installed_policy


class Asking(Struct, frozen=True):
    """A portfolio, the associations that are asked about it, and the day."""

    file: PortfolioFile
    associations: tuple[Association, ...]
    on: date


def ask(file: PortfolioFile, codes: Sequence[str], on: date | None, edge: Edge) -> Asking:
    """Get ready to ask these associations, or all that are installed, about a file on a day.

    ``on``: without one, the earliest of today's where they are.

    :raises NotInstalled: one of them is not, or none is
    :raises PolicyMistakes: the policy of one cannot be used
    """
    known = associations.installed()
    packages = [associations.package(code) for code in dict.fromkeys(codes or sorted(known))]
    if not packages:
        raise NotInstalled("no association is installed; install one, for example: pip install vouchbook-nc")
    found = tuple(Association(installed_policy(package.code), package) for package in packages)
    today = min(edge.today(each.version.document.association.timezone) for each in found)
    return Asking(file, found, on or today)


def in_category(asking: Asking, category: CategoryCode) -> Elsewhere:
    """What each answers in one category, line by line, and why the answers differ.

    :raises UnknownCategory: none of them offers it
    """
    offered = _offered(asking)
    if category not in offered:
        codes = [each.code for each in asking.associations]
        none = f"none of {', '.join(codes)} offers" if len(codes) > 1 else f"{codes[0]} does not offer"
        raise UnknownCategory(f"{none} {category!r}; offered are {', '.join(offered)}")
    answered = [_answered(each, asking, category) for each in asking.associations]
    who = asking.file
    return elsewhere(who.person.name, who.state, category, asking.on, answered, who.names)


def at_a_glance(asking: Asking) -> Glance:
    """What each answers in every category that one of them offers."""
    return Glance(
        asking.file.person.name,
        asking.file.state,
        asking.on,
        tuple(
            (category, tuple(_answered(each, asking, category) for each in asking.associations))
            for category in _offered(asking)
        ),
    )


def _offered(asking: Asking) -> list[CategoryCode]:
    """Every category that one of them offers, in the order of the one that offers most."""
    lists = [each.version.document.association.categories for each in asking.associations]
    return [*dict.fromkeys(category for each in sorted(lists, key=len, reverse=True) for category in each)]


def _answered(of: Association, asking: Asking, category: CategoryCode) -> Answered:
    version, on = of.version, asking.on
    called = named(category, version.document.association)
    try:
        _, sheet = sheet_on(version.document, category, Occasion.APPLICATION, on)
    except UnknownCategory as error:
        return Answered(version, called, why_not=str(error), offered=False)
    except NoSheet as error:
        return Answered(version, called, why_not=str(error))
    moments = Moments(asked=on, registered=on, submitted=on, decided=on)
    trace = evaluate(version, category, Occasion.APPLICATION, asking.file.portfolio, (), moments, ask=of.questions)
    return Answered(version, called, trace, terms=_terms(of, asking, category, sheet.lines, trace))


# ── What is asked around the sheet ────────────────────────────────────────────────────────────


def _terms(of: Association, asking: Asking, category: CategoryCode, lines: Sequence[Line], trace: Trace) -> Terms:
    document = of.version.document
    residents = residents_only(document, asking.on)
    state = asking.file.state
    asked = next((line for line in lines if isinstance(line.rule, Membership)), None)
    required = asked is not None and isinstance(asked.rule, Membership) and asked.rule.required
    try:
        reviewers: int | None = of.review_plan(category, asking.on).reviewers
    except PolicySilent:
        reviewers = None
    rows = ruling_rows("review", Side(document, asking.on), category)
    return Terms(
        residents=residents,
        may_apply=True if not residents else None if state is None else state in residents,
        membership="not_asked" if asked is None else "required" if required else "encouraged",
        membership_confirmed=asked is None or asked.confirmed,
        reviewers=reviewers,
        reviewers_confirmed=all(row.confirmed for row in rows.values()),
        currency=of.version.document.association.currency,
        charges=tuple(
            _charges(of, asking, category, lines, required=required, lacking=asked is not None and _lacks(asked, trace))
        ),
    )


def _lacks(asked: Line, trace: Trace) -> bool:
    return asked.rule.key in trace.missing


def _charges(
    of: Association, asking: Asking, category: CategoryCode, lines: Sequence[Line], *, required: bool, lacking: bool
) -> Iterator[Charge]:
    """Registration and processing; the exam where the sheet asks for one; membership, counted where it is lacking.

    The prices are those of a member where membership is held, or must be.
    """
    portfolio, on = asking.file.portfolio, asking.on
    held = tuple(
        facts.category
        for item in portfolio.items
        if isinstance(facts := item.facts, evidence.Standing)
        and facts.holder is None
        and facts.association == of.code
        and facts.category is not None
        and facts.first <= on <= (facts.last or on)
    )
    member = any(
        facts.association == of.code and facts.first <= on <= facts.last
        for item in portfolio.items
        if isinstance(facts := item.facts, evidence.Membership)
    )
    occasions = [FeeOccasion.REGISTRATION, FeeOccasion.PROCESSING]
    occasions += [FeeOccasion.EXAM] if any(isinstance(line.rule, Exam) for line in lines) else []
    for occasion in occasions:
        fee = of.fee(occasion, category=category, member=member or required, held=held, on=on)
        yield _charge(of, occasion, fee)
    if not member:
        yield _membership(of, category, on, lacking=lacking)


def _membership(of: Association, category: CategoryCode, on: date, *, lacking: bool) -> Charge:
    """The cheapest plan that counts."""
    rows = ruling_rows("plan", Side(of.version.document, on), None).values()
    plans = [row.key for row in rows if isinstance(row, PlanRow) and why_not(row) is None]
    fees = [of.fee(FeeOccasion.MEMBERSHIP, category=category, plan=plan, on=on) for plan in plans]
    fee = min((each for each in fees if each is not None), key=lambda each: each.cents, default=None)
    return _charge(of, FeeOccasion.MEMBERSHIP, fee, counted=lacking)


def _charge(of: Association, occasion: FeeOccasion, fee: Fee | None, *, counted: bool = True) -> Charge:
    if fee is None:
        return Charge(occasion, None, counted)
    sources = of.version.document.sources
    title = sources[fee.source].title if fee.source in sources else fee.source
    return Charge(occasion, fee.cents, counted, fee.confirmed, title)
