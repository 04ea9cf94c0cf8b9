"""The form that a rater fills in: its questions, what was answered so far, sealed, and what is sent in the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct

from vouchbook.desk import drafts as rows
from vouchbook.domain.authorize import Action, Circumstances, Principal, Role
from vouchbook.domain.evidence import Words
from vouchbook.domain.names import Area, ItemId, PersonId
from vouchbook.domain.rating import RatingRequested
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Address, Erased, Purpose, Unsealed
from vouchbook.domain.streams import PERSON, RATING
from vouchbook.letters.names import called
from vouchbook.letters.reference_form import FORM, QUESTIONS, Asked, Seen
from vouchbook.policy import rules
from vouchbook.policy.rules import Rule
from vouchbook.service import beside, rater_entering, rating
from vouchbook.service.office import Done, Office, Request
from vouchbook.service.opening import colleague_names, person_words
from vouchbook.service.slots import open_applications, sheet_of

_DRAFT = "reference"
LONGEST = 4_000
"""Letters that a rater may write into one box."""


class Section(Struct, frozen=True):
    """The questions about one area of competency."""

    area: Area
    called: str
    questions: tuple[Asked, ...]

    def field(self, asked: Asked) -> str:
        return f"{self.area.value}.{asked.key}"


class Form(Struct, frozen=True):
    """What a rater sees before any answer. ``until`` is when their link stops to work."""

    rating: ItemId
    applicant: str
    given_name: str
    rater: str
    slot: str
    waived: bool
    asked_on: date | None
    until: datetime | None
    sections: tuple[Section, ...]

    @property
    def questions(self) -> int:
        return sum(len(section.questions) for section in self.sections)

    def section(self, area: str) -> Section:
        """:raises Refused: ``unknown_section``"""
        for section in self.sections:
            if section.area.value == area:
                return section
        raise Refused("unknown_section")


class Answers(Struct, frozen=True):
    """What a rater has answered so far: how they know the applicant, since when, and each question by its field."""

    relationship: str = ""
    known_since: str = ""
    seen: dict[str, str] = {}
    comments: dict[str, str] = {}
    revision: int = 0
    at: datetime | None = None

    @property
    def unknown(self) -> int:
        return sum(value == Seen.UNKNOWN.value for value in self.seen.values())


def shown(office: Office, principal: Principal, id_: ItemId, on: date) -> Form:
    """:raises Refused: somebody else's reference, or it is not awaited any more"""
    asked = _asked(office, principal, id_)
    applicant, until = office.load(PERSON, asked.person), rater_entering.until(office, id_)
    words, state = person_words(office, applicant), office.load(RATING, id_).state
    return Form(
        rating=id_,
        applicant=words.name,
        given_name=words.given_name,
        rater=colleague_names(office, applicant).get(asked.rater, ""),
        slot=asked.slot,
        waived=state.waived_access,
        asked_on=asked.on,
        until=None if until is None else beside.moment(until),
        sections=tuple(Section(area, called(area), QUESTIONS[area]) for area in _areas(office, asked.person, on)),
    )


def answered(office: Office, principal: Principal, id_: ItemId) -> Answers:
    """What was answered so far, as the rater left it."""
    asked = _asked(office, principal, id_)
    row = rows.find(office.desk, id_, _DRAFT)
    if row is None:
        return Answers()
    try:
        plain = office.vault.open_box(_at(office, id_), Purpose.REFERENCE, _subjects(asked), row.fields)
    except Erased:
        return Answers()
    kept = msgspec.json.decode(plain, type=Answers)
    return msgspec.structs.replace(kept, revision=row.revision, at=beside.moment(row.at))


def keep(office: Office, principal: Principal, id_: ItemId, answers: Answers, *, over: int | None = None) -> Answers:
    """Keep what was answered until it is sent, sealed under the keys of both.

    :param over: the revision that this window has seen
    :raises Refused: ``draft_changed``: another window has saved since; or the reference is not awaited any more
    """
    asked = _asked(office, principal, id_)
    plain = msgspec.json.encode(msgspec.structs.replace(answers, revision=0, at=None))
    (box,) = office.vault.seal([Unsealed(_at(office, id_), Purpose.REFERENCE, _subjects(asked), plain)])
    now = office.edge.microseconds
    revision = rows.keep(office.desk, id_, _DRAFT, box, now, over=over)
    if revision is None:
        raise Refused("draft_changed")
    return msgspec.structs.replace(answers, revision=revision, at=beside.moment(now))


def lacking(form: Form, answers: Answers) -> tuple[str, ...]:
    """The fields that have no answer yet, in the order of the form."""
    about = [name for name in ("relationship", "known_since") if not getattr(answers, name)]
    fields = (section.field(asked) for section in form.sections for asked in section.questions)
    return (*about, *(field for field in fields if field not in answers.seen))


def send(office: Office, request: Request, id_: ItemId) -> Done:
    """Send what was answered, for good. It came from the rater's own mailbox: what they say is no claim of others.

    :raises Refused: questions have no answer yet, or the reference is not awaited any more
    """
    form = shown(office, request.principal, id_, request.on)
    answers = answered(office, request.principal, id_)
    if missing := lacking(form, answers):
        raise Refused("form_incomplete", missing=len(missing))
    done = rating.receive_rating(
        office,
        request,
        id_,
        rated_on=request.on,
        known_since=date.fromisoformat(f"{answers.known_since}-01"),
        not_enough_information=answers.unknown,
        words=_words(form, answers),
    )
    rows.drop(office.desk, id_, _DRAFT)
    return done


def decline(office: Office, request: Request, id_: ItemId, *, not_me: bool) -> Done:
    """Say that one cannot answer, or is not who was meant; what was typed goes.

    :raises Refused: it came in, was declined or replaced before
    """
    _asked(office, request.principal, id_)
    done = rating.decline_rating(office, request, id_, not_me=not_me)
    rows.drop(office.desk, id_, _DRAFT)
    return done


def _words(form: Form, answers: Answers) -> Words:
    """As it is kept for good: each answer under its field, so that it can be read beside the questions of its form."""
    comments = {f"comment.{name}": text for name, text in answers.comments.items() if text}
    seen = {field: answers.seen[field] for s in form.sections for q in s.questions if (field := s.field(q))}
    return {"form": FORM, "relationship": answers.relationship, **seen, **comments}


def _asked(office: Office, principal: Principal, id_: ItemId) -> RatingRequested:
    asked: RatingRequested | None = office.load(RATING, id_).state.requested
    office.allow(principal, Action.RECEIVE_RATING, Circumstances(about=asked.person if asked else None, rating=id_))
    if principal.role is not Role.RATER:  # a form that came on paper is recorded; nobody else fills in this one
        raise Refused("not_their_rating")
    return rater_entering.must_be_awaited(office, id_)


def _areas(office: Office, person: PersonId, on: date) -> tuple[Area, ...]:
    """The areas that the sheets of the open applications ask about; of every sheet while none is open."""
    rows_ = open_applications(office, person)
    mine = [sheet for row in rows_ if (sheet := sheet_of(office, row, on)) is not None]
    sheets = mine or office.version_on(on).document.sheets
    named = {area for sheet in sheets for line in sheet.lines for area in _named(line.rule)}
    return tuple(area for area in Area if area in named)


def _named(rule: Rule) -> Sequence[Area]:
    match rule:
        case rules.Competencies(areas=areas):
            return areas
        case rules.AnyOf(options=options) | rules.AllOf(options=options):
            return [area for option in options for area in _named(option)]
        case _:
            return ()


def _subjects(asked: RatingRequested) -> tuple[PersonId, ...]:
    return asked.person, PersonId(asked.rater)


def _at(office: Office, id_: ItemId) -> Address:
    return Address(office.code, f"desk:{id_}", 0, "draft", _DRAFT)
