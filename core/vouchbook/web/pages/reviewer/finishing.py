"""The end of a review: what one recommends and why; and, once that is said, the others beside it."""

from __future__ import annotations

from vouchbook.domain.names import Outcome
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Question
from vouchbook.letters import review_pages
from vouchbook.letters.progress import titled
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import review
from vouchbook.service.review_case import Lying, line_of
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.reviewer.answering import LONGEST, field
from vouchbook.web.pages.reviewer.case import case_url, papers, taken
from vouchbook.web.routes import REVIEWING, act, page
from vouchbook.web.visit import Visit


@page("/review/{application}/recommendation", who=REVIEWING)
def recommendation(visit: Visit, application: str) -> Answer:
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    return _shown(visit, lying, None)


def _shown(visit: Visit, lying: Lying, fields: Fields | None, *, status: int = 200) -> Answer:
    case = papers(lying)
    return visit.show(
        "reviewer/recommendation.html",
        title="Your recommendation",
        status=status,
        fields=fields,
        lying=lying,
        left=[
            (review_pages.asks(q, lying.trace, case), titled(line_of(q.requirement)), visit.url(_to(lying, q)))
            for q in lying.open
        ],
        waiting=[each for each in lying.returns if each.answered_on is None],
        options=list(review_pages.RECOMMENDATIONS.items()),
        says=review_pages.SAYS,
    )


def _to(lying: Lying, question: Question) -> str:
    return f"{case_url(lying.application, line_of(question.requirement))}#f-{field(question)}-answer"


@act("/review/{application}/recommendation", who=REVIEWING)
def complete(visit: Visit, application: str) -> Answer:
    """Say what one would decide. Afterwards nothing is changed but what the panel disagrees on."""
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    fields = visit.fields
    recommends = fields.choice("recommends", review_pages.SAYS, "Choose what you recommend")
    reason = fields.text("reason", "Give a reason; the coordinator and the panel read it", longest=LONGEST)
    if not fields.errors:
        try:
            review.complete(visit.office, visit.request(), lying.application, Outcome(str(recommends)), reason)
        except Refused as refused:
            if refused.code == "questions_unanswered":
                fields.add_error("", "Answer everything first: what is left is listed below")
            else:
                fields.refused(refused)
        except WrittenWrongly as error:
            fields.add_error("reason", str(error))
        else:
            return visit.see_other(f"/review/{application}/panel", said="Your review is complete.")
    return _shown(visit, lying, fields, status=422)


@page("/review/{application}/panel", who=REVIEWING)
def panel(visit: Visit, application: str) -> Answer:
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    return _compared(visit, lying, None)


def _compared(visit: Visit, lying: Lying, fields: Fields | None, *, status: int = 200) -> Answer:
    case = papers(lying)
    return visit.show(
        "reviewer/panel.html",
        title="The panel",
        status=status,
        fields=fields,
        lying=lying,
        together=review_pages.TOGETHER[lying.how],
        disputed=[
            (
                field(q),
                titled(line_of(q.requirement)),
                review_pages.asks(q, lying.trace, case),
                lying.answers.get(q),
                [each for each in lying.others if each.question == q],
            )
            for q in dict.fromkeys((*lying.disputed, *lying.open))
        ]
        if lying.completed
        else [],
        agreed=[
            (review_pages.asks(q, lying.trace, case), own, [each for each in lying.others if each.question == q])
            for q, own in lying.answers.items()
            if q not in lying.disputed
        ]
        if lying.completed
        else [],
        says=review_pages.SAYS,
        done=sum(each.recommends is not None for each in lying.recommended),
    )


@act("/review/{application}/panel", who=REVIEWING)
def answer_again(visit: Visit, application: str) -> Answer:
    """Answer once more what the panel disagrees on."""
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    fields = visit.fields
    open_ = {field(q): q for q in (*lying.disputed, *lying.open)}
    name = fields.choice("question", open_, "That is not open any more")
    said = fields.choice("answer", ("yes", "no"), "Choose yes or no")
    why = fields.text("why", "Give a reason; the applicant reads it after the decision", longest=LONGEST)
    if not fields.errors and name is not None:
        question = open_[name]
        one = review.Answer(question.requirement, said == "yes", why, question.key, question.item)
        try:
            review.answer(visit.office, visit.request(), lying.application, (one,))
        except Refused as refused:
            fields.refused(refused)
        except WrittenWrongly as error:
            fields.add_error("why", str(error))
        else:
            return visit.see_other(f"/review/{application}/panel", said="Your answer is recorded.")
    return _compared(visit, lying, fields, status=422)


ROUTES = (recommendation, complete, panel, answer_again)
