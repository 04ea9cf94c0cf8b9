"""The form of a reference: a page for each area of competency, saved at every step, to be left and come back to."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from vouchbook.domain.authorize import Principal
from vouchbook.domain.names import ItemId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.kinds import capital
from vouchbook.letters.names import spaced
from vouchbook.letters.reference_form import SEEN, Seen
from vouchbook.service import reference_form
from vouchbook.service.reference_form import Answers, Form
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.routes import RATING, act, page
from vouchbook.web.visit import Visit

ABOUT, COMMENTS = "about", "comments"
LONGEST = 1_000
MONTHS = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
ELSEWHERE = "You answered this page in another window meanwhile. What you typed here is below: save it again to keep it"


def rating_of(visit: Visit) -> ItemId:
    """:raises Refused: nobody came in by a link"""
    found = visit.principal.rating
    if found is None:
        raise Refused("not_their_rating")
    return found


def form_of(visit: Visit) -> Form:
    return reference_form.shown(visit.office, visit.principal, rating_of(visit), visit.today)


def answers_of(visit: Visit) -> Answers:
    return reference_form.answered(visit.office, visit.principal, rating_of(visit))


def steps(form: Form) -> list[str]:
    """The pages of a form, as their addresses name them."""
    return [ABOUT, *(section.area.value for section in form.sections), COMMENTS]


def called(form: Form, step: str) -> str:
    if step == ABOUT:
        return f"How you know {form.given_name}"
    return "Anything else" if step == COMMENTS else capital(form.section(step).called)


# ── The pages ─────────────────────────────────────────────────────────────────────────────────


@page("/reference/form", who=RATING)
def overview(visit: Visit) -> Answer:
    form, answers = form_of(visit), answers_of(visit)
    rows = [
        (called(form, step), visit.url(f"/reference/form/{step}"), _status(form, answers, step)) for step in steps(form)
    ]
    left = reference_form.lacking(form, answers)
    check = (
        "Check your answers and send",
        "" if left else visit.url("/reference/check"),
        "Cannot start yet" if left else "",
    )
    return visit.show(
        "rating/overview.html",
        title=f"A reference about {form.applicant}",
        form=form,
        place=capital(spaced(form.slot)),
        tasks=[*rows, check],
        next=next((to for _, to, status in rows if status in ("Not started", "Incomplete")), check[1]),
        begun=answers.at is not None,
    )


def _status(form: Form, answers: Answers, step: str) -> str:
    missing = [name for name in reference_form.lacking(form, answers) if _step_of(name) == step]
    if step == COMMENTS:
        return "Completed" if answers.comments.get("all") else ""
    if not missing:
        return "Completed"
    asked = 2 if step == ABOUT else len(form.section(step).questions)
    return "Not started" if len(missing) == asked else "Incomplete"


def _step_of(name: str) -> str:
    area, dot, _ = name.partition(".")
    return area if dot else ABOUT


@page("/reference/form/{step}", who=RATING)
def question(visit: Visit, step: str) -> Answer:
    return _shown(visit, form_of(visit), answers_of(visit), step, None)


def _shown(
    visit: Visit, form: Form, answers: Answers, step: str, fields: Fields | None, *, status: int = 200
) -> Answer:
    all_ = steps(form)
    if step not in all_:
        raise Refused("unknown_section")
    return visit.show(
        "rating/question.html",
        title=called(form, step),
        status=status,
        fields=fields or Fields(_typed(form, answers, step)),
        form=form,
        step=step,
        place=all_.index(step) + 1,
        last=len(all_),
        before=f"/reference/form/{all_[all_.index(step) - 1]}" if step != ABOUT else "/reference/form",
        section=None if step in (ABOUT, COMMENTS) else form.section(step),
        scale=[(seen.value, SEEN[seen]) for seen in Seen],
        months=[(str(number), name) for number, name in enumerate(MONTHS, 1)],
        was=_digest(answers, form, step),
        longest=LONGEST,
    )


def _typed(form: Form, answers: Answers, step: str) -> dict[str, list[str]]:
    """What was answered on one page, as its fields hold it."""
    if step == ABOUT:
        year, _, month = answers.known_since.partition("-")
        return {"relationship": [answers.relationship], "month": [month.lstrip("0")], "year": [year]}
    if step == COMMENTS:
        return {"comment": [answers.comments.get("all", "")]}
    section = form.section(step)
    seen = {asked.key: [answers.seen.get(section.field(asked), "")] for asked in section.questions}
    return {**seen, "comment": [answers.comments.get(step, "")]}


def _digest(answers: Answers, form: Form, step: str) -> str:
    """Tells whether another window has answered the same page since; says nothing of what was answered."""
    plain = msgspec.json.encode([form.rating, _typed(form, answers, step)], order="sorted")
    return sha256(plain).hexdigest()[:16]


@act("/reference/form/{step}", who=RATING)
def save(visit: Visit, step: str) -> Answer:
    """Save a page; to come back later, it may be half filled."""
    form, answers, fields = form_of(visit), answers_of(visit), visit.fields
    if step not in steps(form):
        raise Refused("unknown_section")
    later = fields.value("then") == "later"
    now = _read(visit, form, answers, step, fields, whole=not later)
    was = fields.value("was")
    if was and was != _digest(answers, form, step) and _typed(form, now, step) != _typed(form, answers, step):
        fields.add_error("", ELSEWHERE)
    if fields.errors:
        return _shown(visit, form, answers, step, fields, status=422)
    reference_form.keep(visit.office, visit.principal, form.rating, now)
    if later:
        return visit.see_other(
            "/reference/form", said="Saved. You can close this page, and come back by the same link."
        )
    all_ = steps(form)
    onward = f"/reference/form/{all_[all_.index(step) + 1]}" if step != all_[-1] else "/reference/check"
    if onward == "/reference/check" and reference_form.lacking(form, now):
        onward = "/reference/form"
    return visit.see_other(onward)


def keep_late(visit: Visit, principal: Principal, rating: ItemId) -> bool:
    """Keep what somebody sent whose session had ended meanwhile, as far as it says something."""
    step = visit.parameters.get("step", "")
    form = reference_form.shown(visit.office, principal, rating, visit.today)
    if step not in steps(form):
        return False
    answers = reference_form.answered(visit.office, principal, rating)
    now = _read(visit, form, answers, step, visit.fields, whole=False)
    reference_form.keep(visit.office, principal, rating, now)
    return True


def _read(visit: Visit, form: Form, answers: Answers, step: str, fields: Fields, *, whole: bool) -> Answers:
    """The answers with those of a page; what is not understood is left as it was, and said in ``fields``."""
    if step == COMMENTS:
        text = fields.text("comment", required=False, longest=LONGEST)
        return replace(answers, comments={**answers.comments, "all": text})
    if step == ABOUT:
        relationship = fields.line("relationship", f"Say how you know {form.given_name}", required=whole, longest=200)
        return replace(answers, relationship=relationship, known_since=_since(visit, form, fields, whole=whole))
    section, seen = form.section(step), dict(answers.seen)
    for asked in section.questions:
        words = f"Say how often {form.given_name} shows this, or that you have not enough information"
        given = fields.choice(asked.key, [each.value for each in Seen], words, required=whole)
        if given is not None:
            seen[section.field(asked)] = given
    text = fields.text("comment", required=False, longest=LONGEST)
    return replace(answers, seen=seen, comments={**answers.comments, step: text})


def _since(visit: Visit, form: Form, fields: Fields, *, whole: bool) -> str:
    month = fields.choice("month", map(str, range(1, 13)), "Choose the month", required=whole)
    year = fields.whole("year", "Enter the year, such as 2023", required=whole)
    if month is None or year is None:
        return ""
    if not 1950 <= year <= visit.today.year or (year, int(month)) > (visit.today.year, visit.today.month):
        fields.add_error("year", f"Enter a month that is past, such as 4 and {visit.today.year - 3}")
        return ""
    return f"{year}-{int(month):02d}"


ROUTES = (overview, question, save)
