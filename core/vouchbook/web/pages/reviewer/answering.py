"""One line of the sheet: its evidence beside what a reviewer says of it, each answer with its reason."""

from __future__ import annotations

from vouchbook.domain.names import ItemId, RequirementKey
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Finding, Question
from vouchbook.letters import review_pages
from vouchbook.letters.progress import line_shown, titled
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import attachments, drafts, panel, returns, review
from vouchbook.service.review_case import Lying, line_of
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.reviewer.case import case_url, papers, taken
from vouchbook.web.routes import REVIEWING, act, page
from vouchbook.web.visit import Visit

LONGEST = 2_000
HANDS = ("csrf", "command", "then", "undo")
"""What of a form is not typed."""


def field(question: Question) -> str:
    """What a question is called in a form."""
    return f"{question.requirement}-{question.key or question.item}".replace(".", "-")


def _draft(application: str, key: str) -> str:
    return f"review:{application}:{key}"


@page("/review/{application}/requirements/{key}", who=REVIEWING)
def line(visit: Visit, application: str, key: str) -> Answer:
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    return _shown(visit, lying, lying.finding(key), None)


def _shown(visit: Visit, lying: Lying, finding: Finding, fields: Fields | None, *, status: int = 200) -> Answer:
    key, keys = str(finding.requirement), [str(each.requirement) for each in lying.trace.findings]
    place, kept = keys.index(key), None
    if fields is None and visit.person is not None and lying.under_review:
        kept = drafts.kept(visit.office, visit.person, _draft(lying.application, key))
        fields = Fields({n: v for n, v in kept.fields.items() if n not in HANDS}) if kept is not None else None
    case, open_ = papers(lying), set(lying.open) | set(lying.disputed)
    parts = review_pages.parts(finding, case)
    here = [q for q in lying.answers if line_of(q.requirement) == key]
    asked = list(dict.fromkeys([*(q for part in parts for q in part.questions), *_raised(lying, key)]))
    return visit.show(
        "reviewer/line.html",
        title=f"{titled(key)}: review the evidence",
        status=status,
        fields=fields,
        lying=lying,
        key=key,
        names=[titled(each) for each in keys],
        place=place + 1,
        before=case_url(lying.application, keys[place - 1]) if place else "",
        after=case_url(lying.application, keys[place + 1]) if place + 1 < len(keys) else "",
        shown=line_shown(finding, visit.today, lying.version, lying.labels, lying.names, submitted=True),
        parts=parts,
        to_answer=[
            (field(q), review_pages.asks(q, lying.trace, case), q.item is not None)
            for q in asked
            if q in open_ and q not in here
        ],
        answered=[(field(q), review_pages.asks(q, lying.trace, case), lying.answers[q]) for q in here],
        counted=[
            (row.item, row.called)
            for part in parts
            for row in part.rows
            if row.state == "counts" and row.item in lying.returnable
        ],
        mine=list(
            dict.fromkeys((row.item, row.called) for part in parts for row in part.rows if row.item in lying.returnable)
        ),
        asked_back=[each for each in lying.returns if line_of(each.requirement) == key],
        documents=_documents(visit, lying),
        saved=kept.at if kept is not None else None,
    )


def _raised(lying: Lying, key: str) -> list[Question]:
    """What others brought up that the rules do not ask by themselves."""
    return [q for q in lying.open if line_of(q.requirement) == key]


def _documents(visit: Visit, lying: Lying) -> dict[str, list[attachments.SeenAttachment]]:
    found: dict[str, list[attachments.SeenAttachment]] = {}
    for each in attachments.listing(visit.office, visit.principal, lying.person, lying.application):
        found.setdefault(each.item, []).append(each)
    return found


@act("/review/{application}/requirements/{key}", who=REVIEWING)
def answer(visit: Visit, application: str, key: str) -> Answer:
    """Record what was answered; what has no answer yet is kept as a draft."""
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    finding, fields = lying.finding(key), visit.fields
    if undo := fields.value("undo"):
        return _undo(visit, lying, key, undo)
    if fields.value("then") == "draft":
        _keep(visit, lying, key)
        return visit.see_other(case_url(application, key), said="Draft saved.")
    given = _given(lying, finding, fields)
    if not fields.errors and given:
        try:
            review.answer(visit.office, visit.request(), lying.application, given)
        except (Refused, WrittenWrongly) as error:
            _turned_down(fields, error)
    if fields.errors:
        return _shown(visit, lying, finding, fields, status=422)
    if visit.person is not None:
        drafts.drop(visit.office, visit.person, _draft(application, key))
    keys = [str(each.requirement) for each in lying.trace.findings]
    onward = keys[keys.index(key) + 1] if key != keys[-1] and fields.value("then") != "close" else ""
    said = {0: "", 1: "1 answer recorded."}.get(len(given), f"{len(given)} answers recorded.")
    return visit.see_other(case_url(application, onward), said=said)


def _given(lying: Lying, finding: Finding, fields: Fields) -> tuple[review.Answer, ...]:
    """The answers in a form, each with its reason; one given in another window meanwhile is not overwritten."""
    asked = [q for part in review_pages.parts(finding, papers(lying)) for q in part.questions]
    found = []
    for question in dict.fromkeys([*asked, *_raised(lying, str(finding.requirement))]):
        name = field(question)
        if not fields.value(f"{name}-answer") and not fields.value(f"{name}-why").strip():
            continue
        said = fields.choice(f"{name}-answer", ("yes", "no"), "Choose yes or no")
        why = fields.text(f"{name}-why", "Give a reason; the applicant reads it after the decision", longest=LONGEST)
        own = lying.answers.get(question)
        if own is not None and said is not None:
            if (own.accepted, own.reason) != (said == "yes", why):
                already = "yes" if own.accepted else "no"
                fields.add_error(
                    "", f"You answered a question here in another window: {already}. Undo that answer first"
                )
            continue
        if said is not None:
            found.append(review.Answer(question.requirement, said == "yes", why, question.key, question.item))
    return tuple(found)


def _undo(visit: Visit, lying: Lying, key: str, name: str) -> Answer:
    """Take an answer back; it stays in the form, to be changed."""
    for question, own in lying.answers.items():
        if field(question) == name:
            panel.take_back(visit.office, visit.request(), lying.application, question)
            if visit.person is not None:
                typed = {f"{name}-answer": ["yes" if own.accepted else "no"], f"{name}-why": [own.reason]}
                before = drafts.kept(visit.office, visit.person, _draft(lying.application, key))
                kept = {**(before.fields if before else {}), **typed}
                drafts.keep(visit.office, visit.person, _draft(lying.application, key), kept)
            return visit.see_other(
                case_url(lying.application, key), said="That answer is undone. It is below to change."
            )
    return visit.see_other(case_url(lying.application, key))


@act("/review/{application}/requirements/{key}/draft", who=REVIEWING)
def draft(visit: Visit, application: str, key: str) -> Answer:
    """What the page sends by itself while somebody types."""
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    lying.finding(key)
    _keep(visit, lying, key)
    return visit.answered(Answer(status=204))


def _keep(visit: Visit, lying: Lying, key: str) -> None:
    if visit.person is not None:
        drafts.keep(visit.office, visit.person, _draft(lying.application, key), visit.fields.without(*HANDS))


@act("/review/{application}/requirements/{key}/doubt", who=REVIEWING)
def doubt(visit: Visit, application: str, key: str) -> Answer:
    """Say that an item which counts by the rules does not."""
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    finding, fields = lying.finding(key), visit.fields
    rows = [(part, row) for part in review_pages.parts(finding, papers(lying)) for row in part.rows]
    item = fields.choice("doubted", [row.item for _, row in rows], "Choose the item")
    why = fields.text("doubted-why", "Give a reason; the applicant reads it after the decision", longest=LONGEST)
    if not fields.errors:
        of = next(part.requirement for part, row in rows if row.item == item)
        one = review.Answer(RequirementKey(of), False, why, item=ItemId(str(item)))
        try:
            review.answer(visit.office, visit.request(), lying.application, (one,))
        except (Refused, WrittenWrongly) as error:
            _turned_down(fields, error)
        else:
            return visit.see_other(case_url(application, key), said="Recorded: this item does not count for you.")
    return _shown(visit, lying, finding, fields, status=422)


@act("/review/{application}/requirements/{key}/ask", who=REVIEWING)
def ask(visit: Visit, application: str, key: str) -> Answer:
    """Send one item back to the applicant with a question."""
    lying = taken(visit, application)
    if isinstance(lying, Answer):
        return lying
    finding, fields = lying.finding(key), visit.fields
    item = fields.choice("returned", sorted(lying.returnable), "Choose the item that you ask about")
    words = fields.text("returned-ask", "Write what you want to know", longest=LONGEST)
    if not fields.errors:
        id_ = ItemId(str(item))
        try:
            returns.send_back(visit.office, visit.request(), lying.application, RequirementKey(key), id_, words)
        except (Refused, WrittenWrongly) as error:
            _turned_down(fields, error)
        else:
            return visit.see_other(case_url(application, key), said="Your question has gone to the applicant.")
    return _shown(visit, lying, finding, fields, status=422)


def _turned_down(fields: Fields, error: Refused | WrittenWrongly) -> None:
    if isinstance(error, Refused):
        fields.refused(error)
    else:
        fields.add_error("", str(error))


ROUTES = (line, answer, draft, doubt, ask)
