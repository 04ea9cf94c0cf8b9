"""Vettings as those see them who may: each with its status on a day, words opened for the coordinator."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import EndorsementId, PersonId, VettingId, VettingScope
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed
from vouchbook.domain.streams import VETTING
from vouchbook.domain.trace import Audience
from vouchbook.domain.vetting import EndCause, VettedBy, Vetting, VettingStatus
from vouchbook.policy import vettings as rules
from vouchbook.projections.vettings import VettingRow, vettings, vettings_of
from vouchbook.service.access import audience_of, vetting_of
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, opened, person_words
from vouchbook.service.person import known_person


class Talk(Struct, frozen=True):
    """One interview or phone call; who held it, and what was said, is not for the person vetted."""

    how: VettedBy
    on: date
    by: PersonId | None
    words: str | None


class SeenVetting(Struct, frozen=True):
    """A vetting with its status on a day.

    ``last`` is the last day on which it counts by what was recorded of this person, ``sunset`` that of all by policy.
    """

    vetting: VettingId
    person: PersonId
    name: str
    scope: VettingScope
    status: VettingStatus
    on: date
    opened_on: date
    interviews: tuple[Talk, ...]
    vetted: bool | None
    decided_on: date | None
    reason: str | None
    last: date | None
    sunset: date | None
    ended_on: date | None
    cause: EndCause | None
    ended_because: str | None
    endorsement: EndorsementId | None


class ListedVetting(Struct, frozen=True):
    """A line of the coordinator's list."""

    vetting: str
    person: str
    name: str
    scope: VettingScope
    status: VettingStatus
    opened_on: date
    vetted_from: date | None
    last: date | None
    sunset: date | None


def show(office: Office, principal: Principal, vetting: VettingId, on: date) -> SeenVetting:
    """A vetting as it stands on a day.

    :raises Refused: not for the asker's eyes, no such vetting, or not opened by that day
    """
    began = vetting_of(office, principal, Action.SEE_VETTING, vetting)
    if on < began.on:
        raise Refused("vetting_not_opened_yet", vetting=vetting, on=on)
    state: Vetting = office.load(VETTING, vetting).state
    document = office.version_on(on).document
    own = audience_of(principal, began.person) is Audience.APPLICANT
    decided = state.decided if state.decided and state.decided.on <= on else None
    ended = state.ended if state.ended and state.ended.on <= on else None
    return SeenVetting(
        vetting=vetting,
        person=began.person,
        name=person_words(office, known_person(office, began.person)).name,
        scope=began.scope,
        status=rules.status(state, document, on),
        on=on,
        opened_on=began.on,
        interviews=tuple(
            Talk(each.how, each.on, None if own else each.by, None if own else _words(office, each.words))
            for each in state.interviews
            if each.on <= on
        ),
        vetted=decided.vetted if decided else None,
        decided_on=decided.on if decided else None,
        reason=_words(office, decided.reason) if decided else None,
        last=state.last if decided and decided.vetted else None,
        sunset=rules.last_given(document, began.scope, on),
        ended_on=ended.on if ended else None,
        cause=ended.cause if ended else None,
        ended_because=_words(office, ended.reason) if ended else None,
        endorsement=ended.endorsement if ended else None,
    )


def _words(office: Office, sealed: Sealed[str] | None) -> str | None:
    return None if sealed is None else opened(office, sealed) or ERASED


def listing(
    office: Office, principal: Principal, on: date, *, scope: VettingScope | None = None, all_: bool = False
) -> list[ListedVetting]:
    """The vettings that are open or count on a day; with ``all_``, also those that are over. A coordinator's list."""
    office.allow(principal, Action.SEE_EVERYBODY)
    rows = (row for row in office.listed(vettings) if scope is None or row.scope == scope.value)
    listed = (_listed(office, row, on) for row in rows if row.opened_on <= on)
    return [each for each in listed if all_ or each.status in _SHOWN]


def of_person(office: Office, principal: Principal, person: PersonId, on: date) -> list[ListedVetting]:
    """Every vetting of somebody, whatever came of it; a coordinator's list."""
    office.allow(principal, Action.SEE_EVERYBODY)
    return [_listed(office, row, on) for row in vettings_of(office.book, person) if row.opened_on <= on]


_SHOWN = (VettingStatus.OPEN, VettingStatus.INTERVIEWED, VettingStatus.VETTED)


def _listed(office: Office, row: VettingRow, on: date) -> ListedVetting:
    state: Vetting = office.load(VETTING, row.vetting).state
    document, scope = office.version_on(on).document, VettingScope(row.scope)
    return ListedVetting(
        vetting=row.vetting,
        person=row.person,
        name=person_words(office, known_person(office, row.person)).name,
        scope=scope,
        status=rules.status(state, document, on),
        opened_on=row.opened_on,
        vetted_from=state.first,
        last=state.last,
        sunset=rules.last_given(document, scope, on),
    )
