"""Which categories fit what somebody says of themself, by the policy in force; nothing is recorded, nobody is named.

The answers become a supposed portfolio, which is held against every sheet by the same evaluation as a real one: no rule
stands here. Held against the sheets once more with all the time and hours in the world, it tells a category that lacks
only these from one that is for other work.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.associations import Association
from vouchbook.domain import evidence
from vouchbook.domain.evidence import Facts, Item, Portfolio
from vouchbook.domain.names import (
    About,
    Acceptable,
    Area,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    EmployerKey,
    Family,
    ItemId,
    Occasion,
    ServiceKind,
    Setting,
    With,
)
from vouchbook.domain.trace import Finding, Moments, Status
from vouchbook.letters import findings, states
from vouchbook.letters.categories import CATEGORIES
from vouchbook.letters.eligibility import (
    DEGREES,
    NO_DEGREE,
    SERVICES,
    WITH,
    Compared,
    Eligibility,
    Fit,
    Question,
    Reason,
)
from vouchbook.letters.names import endorsed, spaced
from vouchbook.letters.offered import Category, offered
from vouchbook.letters.rules import line_said
from vouchbook.letters.said import line_of
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.calendar import earlier
from vouchbook.policy.document import NoSheet, PolicyDocument, sheet_on
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.residents import residents_only
from vouchbook.policy.rules import Length, Rule, Where
from vouchbook.service.office import Office

HERE, ELSEWHERE, YES, NO, NONE = "here", "elsewhere", "yes", "no", "none"
MOST_YEARS, MOST_HOURS = 70, 20_000
_COMPARED = (rules.Degree, rules.Licence, rules.Months, rules.Holds, rules.Hours)
_PROVIDER = ColleagueId("somebody-of-standing")
_ENOUGH = {"months": 12 * 50, "training": 60 * 10_000, "rsc": 60 * 10_000}
_FAMILY_OF = {Family.IMH: With.INFANT, Family.ECMH: With.CHILD}
_DAY = timedelta(days=1)


class Answers(Struct, frozen=True):
    """What somebody says of themself. Months of the work, minutes of training and of RSC received."""

    lives_here: bool | None = None
    with_: tuple[With, ...] = ()
    services: tuple[ServiceKind, ...] = ()
    degree: DegreeLevel | None = None
    licence: bool = False
    months: int = 0
    training: int = 0
    rsc: int = 0
    endorsed: tuple[CategoryCode, ...] = ()


class _Asks(Struct):
    """What the sheets in force turn on."""

    with_: set[With] = set()
    services: set[ServiceKind] = set()
    degrees: set[str] = set()
    held: set[CategoryCode] = set()
    kinds: set[str] = set()


def questions(office: Office, on: date) -> tuple[Question, ...]:
    """What is worth asking: that alone on which some sheet in force turns."""
    document = office.version_on(on).document
    asks = _Asks()
    for code in document.association.categories:
        for line in _lines(document, code, on):
            _collect(line.rule, asks)
        if known := CATEGORIES.get(code):
            asks.with_ |= {_FAMILY_OF[known.family]} if known.family else set()
    return tuple(_questions(document, asks, on))


def compared(office: Office, answers: Answers, on: date) -> Eligibility:
    """Every category with a sheet on the day, beside the answers; those that fit first."""
    association = office.association(on)
    document = association.version.document
    residents = residents_only(document, on)
    offer = offered(document, on)
    found = [_beside(association, each, answers, on) for each in offer.categories if each.waits is None]
    return Eligibility(
        association=document.association.name,
        residents=residents,
        may_apply=not residents or answers.lives_here is not False,
        compared=tuple(sorted(found, key=_nearness)),
    )


def _nearness(each: Compared) -> tuple[int, int]:
    return list(Fit).index(each.fit), sum(reason.found == "other" for reason in each.reasons)


# ── What is asked ─────────────────────────────────────────────────────────────────────────────


def _questions(document: PolicyDocument, asks: _Asks, on: date) -> Iterator[Question]:
    where = states.states_named(document.association.states)
    if document.association.states:
        strict = residents_only(document, on)
        yield Question(
            "lives",
            "one",
            f"Do you live in {where}?",
            "Applications are open to residents only." if strict else "",
            ((HERE, "Yes", ""), (ELSEWHERE, "No", "")),
        )
    if asks.with_:
        options = tuple((each.value, *WITH[each]) for each in WITH if each in asks.with_)
        yield Question("with", "many", "With whom do you work?", "Choose all that are true.", options)
    if asks.services:
        some = tuple((each.value, *SERVICES[each]) for each in SERVICES if each in asks.services)
        yield Question("services", "many", "What do you do in this work?", "Choose all that are true.", some)
    if "months" in asks.kinds:
        yield Question("years", "number", "For about how many years have you done this work?", "Paid work, in all.")
    if asks.degrees:
        levels = tuple((level, words, "") for level, words in DEGREES.items() if level in asks.degrees)
        yield Question("degree", "one", "What is your highest degree?", "", (*levels, (NONE, NO_DEGREE, "")))
    if "licence" in asks.kinds:
        yield Question(
            "licence",
            "one",
            "Do you hold a licence to practice in mental health?",
            "",
            ((YES, "Yes", ""), (NO, "No", "")),
        )
    if "training" in asks.kinds:
        yield Question(
            "training", "number", "About how many hours of training in this field have you had?", "Hours, in all."
        )
    if "rsc" in asks.kinds:
        yield Question(
            "rsc",
            "number",
            "About how many hours of reflective supervision or consultation (RSC) have you received?",
            "From somebody whom the association lets give it; not among peers.",
        )
    if asks.held:
        codes = [code for code in document.association.categories if code in asks.held]
        some = tuple((code, endorsed(code, emerging=False), _called(code)) for code in codes)
        yield Question("endorsed", "many", "Are you endorsed already?", "Leave this empty if you are not.", some)


def _called(code: str) -> str:
    known = CATEGORIES.get(code)
    return known.name if known else ""


def _lines(document: PolicyDocument, code: CategoryCode, on: date) -> tuple[rules.Line, ...]:
    try:
        return sheet_on(document, code, Occasion.APPLICATION, on)[1].lines
    except NoSheet:
        return ()


def _collect(rule: Rule, asks: _Asks) -> None:
    match rule:
        case rules.AnyOf(options=options) | rules.AllOf(options=options):
            for option in options:
                _collect(option, asks)
        case rules.Degree(levels=levels, reviewer_may_accept=others):
            asks.degrees |= {each.value for each in (*levels, *others) if each is not Acceptable.COURSEWORK}
        case rules.Licence():
            asks.kinds.add("licence")
        case rules.Months(where=where, also=also):
            asks.kinds.add("months")
            for each in (where, *(way.where for way in also)):
                _of_work(each, asks)
        case rules.Hours(of=of):
            asks.kinds.add(of)
        case rules.Holds(any_of=categories):
            asks.held |= {*categories}
        case _:
            return


def _of_work(where: Where, asks: _Asks) -> None:
    asks.with_ |= {*where.with_}
    asks.services |= {*where.services, *where.services_any}


# ── What is found ─────────────────────────────────────────────────────────────────────────────


def _beside(association: Association, category: Category, answers: Answers, on: date) -> Compared:
    found = list(_found(association, category.code, answers, on))
    generous = {each.requirement: each for each in _found(association, category.code, _with_enough(answers), on)}
    reasons = [*_of_family(category, answers)]
    for finding in found:
        lacking_by_kind = generous[finding.requirement].status is Status.MISSING
        reasons.append(_reason(association, finding, lacking_by_kind=lacking_by_kind, on=on))
    other = any(each.found == "other" for each in reasons)
    more = any(each.found == "more" for each in reasons)
    return Compared(category, Fit.NOT_NOW if other else Fit.NEARLY if more else Fit.FITS, tuple(reasons))


def _found(association: Association, code: CategoryCode, answers: Answers, on: date) -> Iterator[Finding]:
    trace = evaluate(
        association.version,
        code,
        Occasion.APPLICATION,
        _portfolio(association.version.document, answers, on),
        (),
        Moments(asked=on, registered=on),
        ask=association.questions,
    )
    for finding in trace.findings:
        if _is_compared(line_of(finding, association.version).rule):
            yield finding


def _is_compared(rule: Rule) -> bool:
    if isinstance(rule, rules.AnyOf | rules.AllOf):
        return all(_is_compared(option) for option in rule.options)
    return isinstance(rule, _COMPARED) and getattr(rule, "of", None) != "service"


def _reason(association: Association, finding: Finding, *, lacking_by_kind: bool, on: date) -> Reason:
    version, line = association.version, spaced(finding.requirement)
    if finding.status is Status.MET:
        return Reason(line, "met", findings.because(finding, version, {}))
    if finding.status is Status.JUDGEMENT:
        return Reason(line, "reviewer", findings.because(finding, version, {}))
    if not lacking_by_kind:
        return Reason(line, "more", findings.because(finding, version, {}))
    asked = line_said(line_of(finding, version), Policy(version.document, finding.origin.category, on))
    return Reason(line, "other", asked.text)


def _of_family(category: Category, answers: Answers) -> Iterator[Reason]:
    """A category is of one family: about infants and toddlers, or about young children."""
    if category.family is None:
        return
    children = _FAMILY_OF[category.family]
    called = WITH[children][0].lower()
    if children in answers.with_:
        yield Reason("children", "met", f"It is about work with {called}.")
    else:
        yield Reason("children", "other", f"It is for those who work with {called}.")


def _with_enough(answers: Answers) -> Answers:
    return replace(answers, **_ENOUGH)


def _portfolio(document: PolicyDocument, answers: Answers, on: date) -> Portfolio:
    facts = _facts(document, answers, on)
    return Portfolio(tuple(Item(ItemId(f"s-{number}"), each) for number, each in enumerate(facts)), claims_taken=True)


def _facts(document: PolicyDocument, answers: Answers, on: date) -> Iterator[Facts]:
    """A portfolio that says what the answers say, and of everything that is not asked what does no harm."""
    long_ago = on.replace(year=on.year - 60, day=1)
    yield evidence.Colleague(_PROVIDER, degree_level=DegreeLevel.DOCTORATE)
    held = {each for row in document.standing for way in row.any_of for each in way.holds if each != "every"}
    for code in sorted(held | {*document.association.categories}):
        own = document.association.code
        yield evidence.Standing(_PROVIDER, own, long_ago, category=CategoryCode(code))
    for code in answers.endorsed:
        since = earlier(on, Length(months=60))
        yield evidence.Standing(None, document.association.code, since, category=code)
    if answers.degree is not None:
        yield evidence.Education(answers.degree, long_ago, transcript=True)
    if answers.licence:
        yield evidence.Licence(evidence.LicenceKind.MENTAL_HEALTH, long_ago)
    if answers.months:
        yield evidence.Work(
            first=earlier(on, Length(months=answers.months)) + _DAY,
            employer=EmployerKey("supposed"),
            paid=True,
            supervised=True,
            with_=answers.with_,
            services=answers.services,
            supervisor=_PROVIDER,
        )
    if answers.training:
        yield evidence.Training(on, on, answers.training, about=tuple(About), areas=tuple(Area))
    if answers.rsc:
        since = earlier(on, Length(months=23))
        yield evidence.Rsc(since, on, answers.rsc, Setting.INDIVIDUAL, _PROVIDER, about=tuple(About), areas=tuple(Area))
