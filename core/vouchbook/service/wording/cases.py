"""The words of letters about applications: received, let in, decided with the reasons, assigned to a reviewer."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.application import ApplicationDecided, ItemReturned
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import ApplicationId
from vouchbook.domain.streams import APPLICATION, ENDORSEMENT
from vouchbook.domain.trace import Status
from vouchbook.letters.categories import named
from vouchbook.letters.findings import because
from vouchbook.letters.names import endorsed, spaced
from vouchbook.letters.on_pages import dated, day, without_commands
from vouchbook.service import returns
from vouchbook.service.case import Known
from vouchbook.service.explanation import explain
from vouchbook.service.opening import ERASED, labels, opened
from vouchbook.service.person import known_person
from vouchbook.service.shelf import Loaded
from vouchbook.service.wording.asked import Asked, NotWorded, Worded


def submitted(letter: Asked) -> Worded:
    return Worded({**_of(letter), "submitted_on": day(letter.day("on"))})


def sent_back(letter: Asked) -> Worded:
    """Which item a reviewer asks about, and what."""
    id_ = letter.about("returned")
    asked = returns.of_application(
        letter.office, Principal(Role.APPLICANT, letter.to), ApplicationId(letter.about("application"))
    )
    for each in asked:
        if each.returned == id_:
            return Worded({**_of(letter), "item": each.called, "reason": each.ask})
    raise NotWorded(f"nothing is asked by {id_} any more")


def let_in(letter: Asked) -> Worded:
    """That later evidence counts; why the coordinator let it in stays with the office."""
    return Worded({**_of(letter), "on": day(letter.day("on"))})


def returned(letter: Asked) -> Worded:
    """Which item a reviewer asks about, and what they ask; who it was stays with the association."""
    loaded = _application(letter)
    for entry in loaded.entries:
        event = entry.event
        if isinstance(event, ItemReturned) and event.returned == letter.about("returned"):
            person = known_person(letter.office, letter.to)
            ask = opened(letter.office, event.ask) or ERASED
            words = {
                **_of(letter),
                "item": labels(letter.office, person).get(event.item, event.item),
                "reason": ask,
            }
            return Worded(words)
    raise NotWorded(f"nothing was sent back as {letter.about('returned')}")


def decided(letter: Asked) -> Worded:
    """A decision as it was taken, in the words that the applicant reads on their own page, and no others."""
    on, loaded = letter.day("on"), _application(letter)
    taken = [entry for entry in loaded.entries if isinstance(entry.event, ApplicationDecided) and entry.event.on == on]
    if not taken:
        raise NotWorded(f"{letter.about('application')} was not decided on {on}")
    entry = taken[-1]
    decision: ApplicationDecided = entry.event  # type: ignore[assignment]
    applicant = Principal(Role.APPLICANT, letter.to)
    as_of = Known(position=entry.position)
    found = explain(letter.office, applicant, ApplicationId(letter.about("application")), as_of)
    findings = [
        {
            "requirement": spaced(finding.requirement),
            "said": dated(without_commands(because(finding, found.version, found.names))),
        }
        for finding in found.trace.findings
        if finding.status is not Status.MET
    ]
    return Worded(
        {
            **_of(letter),
            **_term(letter, decision),
            "decided_on": day(decision.on),
            "reason": opened(letter.office, decision.reason) or ERASED,
            "findings": findings,
        }
    )


def assigned(letter: Asked) -> Worded:
    return Worded({**_of(letter, "/review"), "assigned_on": day(letter.day("on"))})


def released(letter: Asked) -> Worded:
    return Worded({**_of(letter, "/review"), "released_on": day(letter.day("on"))})


def _term(letter: Asked, decision: ApplicationDecided) -> dict[str, str]:
    if decision.endorsement is None:
        return {"valid_from": "", "valid_until": ""}
    granted = letter.office.load(ENDORSEMENT, decision.endorsement).entries[0].event
    first: date = granted.valid_from  # type: ignore[attr-defined]
    until: date | None = granted.valid_until  # type: ignore[attr-defined]
    return {"valid_from": day(first), "valid_until": day(until) if until else ""}


def _of(letter: Asked, path: str = "/my") -> dict[str, object]:
    """What every letter about an application says: which category, and where to look."""
    state = _application(letter).state
    association = letter.office.version_on(letter.office.today).document.association
    category = endorsed(named(str(state.category), association), emerging=bool(state.emerging))
    return {"category": category, "link": letter.page(path)}


def _application(letter: Asked) -> Loaded:
    loaded = letter.office.load(APPLICATION, letter.about("application"))
    if loaded.state.id is None:
        raise NotWorded(f"there is no application {letter.about('application')}")
    return loaded
