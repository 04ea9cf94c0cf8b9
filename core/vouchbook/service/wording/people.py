"""The words of letters about what people are to an association: members, vetted, the second person for a change."""

from __future__ import annotations

from vouchbook.domain.membership import Membership
from vouchbook.domain.names import PersonId, VettingId, VettingScope
from vouchbook.domain.streams import MEMBERSHIP, PERSON
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import day
from vouchbook.service import vetted as vettings
from vouchbook.service.opening import ERASED, opened, person_words
from vouchbook.service.policy_history import proposal_named
from vouchbook.service.wording.asked import OFFICE, Asked, NotWorded, Worded

SCOPES = {VettingScope.RSC: "give RSC", VettingScope.REFERENCE: "write references"}


def membership(letter: Asked) -> Worded:
    state: Membership = letter.office.load(MEMBERSHIP, letter.to).state
    term = next((term for term in state.standing_terms if term.term == letter.about("term")), None)
    if term is None:
        raise NotWorded(f"there is no term {letter.about('term')}, or it was voided")
    words = {
        "plan": spaced(term.plan),
        "first": day(term.first),
        "last": day(term.last),
        "link": letter.page("/my/membership"),
    }
    return Worded(words)


def vetted(letter: Asked) -> Worded:
    """What the person reads of it themself: the decision and its reason, never who talked with them or their notes."""
    found = vettings.show(letter.office, OFFICE, VettingId(letter.about("vetting")), letter.office.today)
    if found.decided_on is None:
        raise NotWorded(f"{letter.about('vetting')} is not decided")
    until = min(filter(None, (found.last, found.sunset)), default=None)
    words = {
        "vetted": bool(found.vetted),
        "scope": SCOPES[found.scope],
        "decided_on": day(found.decided_on),
        "until": day(until) if until is not None and found.vetted else "",
        "reason": found.reason or ERASED,
        "link": letter.page("/my"),
    }
    return Worded(words)


def policy_waiting(letter: Asked) -> Worded:
    made = proposal_named(letter.office.code, letter.office.policies, letter.about("proposal")).made
    by = PersonId(made.by)
    words = {
        "by": person_words(letter.office, letter.office.load(PERSON, by)).name,
        "proposed_on": day(made.on),
        "in_force_from": day(made.in_force_from),
        "reason": opened(letter.office, made.reason) or ERASED,
        "link": letter.page("/office/policy"),
    }
    return Worded(words, (by,))
