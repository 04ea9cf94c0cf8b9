"""The words of letters about references: to raters, to applicants, to the office; never what a reference says."""

from __future__ import annotations

from datetime import timedelta

from vouchbook.domain.names import ItemId, PersonId
from vouchbook.domain.rating import RatingRequested
from vouchbook.domain.streams import PERSON, RATING
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import day
from vouchbook.service.opening import person_words
from vouchbook.service.shelf import Loaded
from vouchbook.service.wording.addresses import colleague
from vouchbook.service.wording.asked import Asked, NotWorded, Worded

PURPOSE = "rating"
"""What a rater's link is for."""
OTHER = "other"
"""The place for whoever else knows the applicant: it says nothing to a rater."""
DAYS = 45
"""So long a rater's link works; a reminder brings a new one."""


def asked(letter: Asked) -> Worded:
    loaded, request = _awaited(letter)
    return _said(
        letter,
        request,
        place="" if request.slot == OTHER else spaced(request.slot),
        waived=loaded.state.waived_access,
        **_link(letter, request),
    )


def reminder(letter: Asked) -> Worded:
    loaded, request = _awaited(letter)
    return _said(letter, request, asked_on=day(loaded.entries[0].happened_on), **_link(letter, request))


def thanks(letter: Asked) -> Worded:
    loaded, request = _rating(letter)
    return _said(letter, request, received_on=day(letter.day("on")), waived=loaded.state.waived_access)


def replaced(letter: Asked) -> Worded:
    return _said(letter, _rating(letter)[1])


def received(letter: Asked) -> Worded:
    _, request = _rating(letter)
    return _to_applicant(letter, request, received_on=day(letter.day("on")))


def declined(letter: Asked) -> Worded:
    return _to_applicant(letter, _rating(letter)[1])


def declined_office(letter: Asked) -> Worded:
    _, request = _rating(letter)
    said = _said(letter, request)
    link = letter.page(f"/office/people/{request.person}")
    return Worded({**said.words, "rater": _rater(letter, request), "link": link}, said.named)


def _said(letter: Asked, request: RatingRequested, **more: object) -> Worded:
    applicant = person_words(letter.office, letter.office.load(PERSON, request.person)).name
    return Worded({"applicant": applicant, **more}, (request.person, PersonId(request.rater)))


def _to_applicant(letter: Asked, request: RatingRequested, **more: object) -> Worded:
    words = {"rater": _rater(letter, request), "link": letter.page("/my/references"), **more}
    return Worded(words, (request.person, PersonId(request.rater)))


def _rater(letter: Asked, request: RatingRequested) -> str:
    return colleague(letter.office, request.person, request.rater).name


def _link(letter: Asked, request: RatingRequested) -> dict[str, object]:
    """The secret stands behind a number sign: no server, proxy or log ever sees it. On paper there is none."""
    until = letter.office.today + timedelta(days=DAYS)
    token = letter.mint(PURPOSE, request.rating, DAYS)
    return {"link": f"{letter.page('/reference')}#{token}" if token else "", "until": day(until)}


def _awaited(letter: Asked) -> tuple[Loaded, RatingRequested]:
    """:raises NotWorded: nobody waits for it any more, so that nobody is asked for it"""
    loaded, request = _rating(letter)
    if not loaded.state.awaited:
        raise NotWorded(f"the reference {request.rating} is not awaited any more")
    return loaded, request


def _rating(letter: Asked) -> tuple[Loaded, RatingRequested]:
    id_ = ItemId(letter.queued.about.get("rating") or str(letter.queued.to.rating))
    loaded = letter.office.load(RATING, id_)
    request: RatingRequested | None = loaded.state.requested
    if request is None:
        raise NotWorded(f"there is no reference {id_}")
    return loaded, request
