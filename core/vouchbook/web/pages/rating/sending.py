"""The end of a reference: checked and sent, once and for good; or declined."""

from __future__ import annotations

from vouchbook.domain.refusal import Refused
from vouchbook.letters.kinds import capital
from vouchbook.letters.reference_form import SEEN, Seen
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import reference_form
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.rating.entering import leave
from vouchbook.web.pages.rating.filling import MONTHS, answers_of, form_of, rating_of
from vouchbook.web.routes import RATING, act, page
from vouchbook.web.visit import Visit

NONE = "Not answered"


@page("/reference/check", who=RATING)
def check(visit: Visit) -> Answer:
    return _checked(visit, None)


def _checked(visit: Visit, fields: Fields | None, *, status: int = 200) -> Answer:
    form, answers = form_of(visit), answers_of(visit)
    said = {seen.value: SEEN[seen] for seen in Seen}
    year, _, month = answers.known_since.partition("-")
    since = f"{MONTHS[int(month) - 1]} {year}" if month else NONE
    about = [("How you know each other", answers.relationship or NONE), ("Since", since)]
    return visit.show(
        "rating/check.html",
        title="Check your answers",
        status=status,
        fields=fields,
        form=form,
        about=about,
        sections=[
            (
                section.area.value,
                capital(section.called),
                [
                    (
                        asked.words.format(name=form.given_name),
                        said.get(answers.seen.get(section.field(asked), ""), "Not answered"),
                    )
                    for asked in section.questions
                ],
                answers.comments.get(section.area.value, ""),
            )
            for section in form.sections
        ],
        comment=answers.comments.get("all", ""),
        left=len(reference_form.lacking(form, answers)),
    )


@act("/reference/check", who=RATING)
def send(visit: Visit) -> Answer:
    """Send it, for good."""
    fields = visit.fields
    if not fields.checked("true"):
        fields.add_error("true", "Confirm that these are your own answers")
        return _checked(visit, fields, status=422)
    try:
        reference_form.send(visit.office, visit.request(), rating_of(visit))
    except (Refused, WrittenWrongly) as error:
        if isinstance(error, Refused) and error.code == "form_received":
            return leave(visit, "sent")  # the form was sent twice, in two windows
        if isinstance(error, Refused):
            fields.refused(error)
        else:
            fields.add_error("", str(error))
        return _checked(visit, fields, status=422)
    return leave(visit, "sent")


@page("/reference/decline", who=RATING)
def declining(visit: Visit) -> Answer:
    return visit.show("rating/decline.html", title="You cannot give this reference", fields=None, form=form_of(visit))


@act("/reference/decline", who=RATING)
def decline(visit: Visit) -> Answer:
    fields = visit.fields
    why = fields.choice("why", ("cannot", "not_me"), "Choose what is so")
    if fields.errors:
        title = "You cannot give this reference"
        return visit.show("rating/decline.html", title=title, status=422, fields=fields, form=form_of(visit))
    reference_form.decline(visit.office, visit.request(), rating_of(visit), not_me=why == "not_me")
    return leave(visit, "declined")


ROUTES = (check, send, declining, decline)
