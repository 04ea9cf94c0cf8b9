"""Which category fits: a few questions before any account, and what the policy says to the answers.

Nothing is stored: the answers stand in the address and nowhere else, and none of them says who somebody is.
"""

from __future__ import annotations

from urllib.parse import urlencode

from vouchbook.domain.names import CategoryCode, DegreeLevel, ServiceKind, With
from vouchbook.letters.eligibility import Fit, Question
from vouchbook.letters.states import states_named
from vouchbook.service import eligibility
from vouchbook.service.eligibility import HERE, MOST_HOURS, MOST_YEARS, NONE, YES, Answers
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.applicant.opening import price_said
from vouchbook.web.routes import ANYBODY, page
from vouchbook.web.visit import Visit

HEADINGS = (
    (Fit.FITS, "These fit"),
    (Fit.NEARLY, "These fit nearly: time or hours are lacking"),
    (Fit.NOT_NOW, "Others"),
)


@page("/eligibility", who=ANYBODY)
def ask(visit: Visit) -> Answer:
    asked = eligibility.questions(visit.office, visit.today)
    return _form(visit, asked, _typed(visit, asked))


@page("/eligibility/result", who=ANYBODY)
def result(visit: Visit) -> Answer:
    asked = eligibility.questions(visit.office, visit.today)
    fields = _typed(visit, asked)
    answers = _read(fields, asked)
    if fields.errors:
        return _form(visit, asked, fields, 422)
    found = eligibility.compared(visit.office, answers, visit.today)
    return visit.show(
        "applicant/eligible.html",
        title="Which category fits",
        found=found,
        groups=[(fit, heading, found.that(fit)) for fit, heading in HEADINGS if found.that(fit)],
        residents=states_named(found.residents),
        prices={each.offered.code: [price_said(price) for price in each.offered.fees] for each in found.compared},
        again=visit.url("/eligibility") + _query(visit, asked),
    )


def _form(visit: Visit, asked: tuple[Question, ...], fields: Fields, status: int = 200) -> Answer:
    return visit.show(
        "applicant/eligibility.html", title="Which category fits you?", status=status, fields=fields, asked=asked
    )


def _typed(visit: Visit, asked: tuple[Question, ...]) -> Fields:
    return Fields({each.name: given for each in asked if (given := visit.queries(each.name))})


def _query(visit: Visit, asked: tuple[Question, ...]) -> str:
    pairs = [(each.name, value) for each in asked for value in visit.queries(each.name)]
    return f"?{urlencode(pairs)}" if pairs else ""


def _read(fields: Fields, asked: tuple[Question, ...]) -> Answers:
    """What was answered; a question that is not asked here is answered by nobody."""
    values = {each.name: [value for value, _, _ in each.options] for each in asked}

    def one(name: str) -> str | None:
        return fields.choice(name, values.get(name, ()), required=False)

    def many(name: str) -> list[str]:
        return fields.choices(name, values.get(name, ()))

    lives, degree = one("lives"), one("degree")
    years = fields.decimal("years", required=False, most=MOST_YEARS)
    hours = {name: fields.decimal(name, required=False, most=MOST_HOURS) for name in ("training", "rsc")}
    return Answers(
        lives_here=None if lives is None else lives == HERE,
        with_=tuple(With(each) for each in many("with")),
        services=tuple(ServiceKind(each) for each in many("services")),
        degree=None if degree in (None, NONE) else DegreeLevel(str(degree)),
        licence=one("licence") == YES,
        months=int(years * 12) if years is not None else 0,
        training=int((hours["training"] or 0) * 60),
        rsc=int((hours["rsc"] or 0) * 60),
        endorsed=tuple(CategoryCode(each) for each in many("endorsed")),
    )


ROUTES = (ask, result)
