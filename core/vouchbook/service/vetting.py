"""Vetting people: opened for a scope, talked with, decided on with a reason, ended early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from vouchbook.defaults import PolicySilent
from vouchbook.domain import vetting as vettings
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.endorsement import Endorsement, EndorsementGranted
from vouchbook.domain.evidence import Item, Portfolio, Standing
from vouchbook.domain.names import PersonId, Relation, VettingId, VettingScope
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import RATING, VETTING
from vouchbook.domain.vetting import EndCause, VettedBy, Vetting
from vouchbook.ledger.entries import Write
from vouchbook.policy import vettings as rules
from vouchbook.projections.ratings import ratings_of
from vouchbook.projections.vettings import vettings_of
from vouchbook.service.access import vetting_of
from vouchbook.service.conflicts import between
from vouchbook.service.held import holder
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.outbox import Recipient, letters
from vouchbook.service.person import known_person
from vouchbook.service.shelf import Loaded
from vouchbook.service.written import sealed_reason


def open_vetting(office: Office, request: Request, person: PersonId, scope: VettingScope) -> Done:
    """Begin to vet somebody for a scope; what they are vetted for otherwise says nothing of it.

    :raises Refused: policy vets nobody for the scope, or no longer; a vetting of theirs for it is open, or counts
    """
    office.allow(request.principal, Action.VET, Circumstances(about=person))

    def plan() -> Plan:
        known_person(office, person)
        id_ = VettingId(office.edge.mint("v"))
        new = office.load(VETTING, id_)
        offer = rules.offer(office.version_on(request.on).document, scope, request.on)
        events = vettings.decide(vettings.Open(id_, person, scope, request.on, offer), new.state)
        for before in _of_scope(office, person, scope):
            _must_be_past(before, request.on)
        return Plan(writes=(new.write(events),), result={"vetting": id_, "person": person})

    return office.record(request, "open_vetting", [person, scope], plan)


def _of_scope(office: Office, person: PersonId, scope: VettingScope) -> Iterator[Loaded]:
    for row in office.listed(vettings_of, person):
        if row.scope == scope.value:
            yield office.load(VETTING, row.vetting)


def _must_be_past(before: Loaded, on: date) -> None:
    """:raises Refused: ``vetting_open``, ``vetted_already``"""
    state: Vetting = before.state
    if state.opened is None or state.over:
        return
    if state.decided is None:
        raise Refused("vetting_open", vetting=state.opened.vetting)
    if state.last is None or on <= state.last:
        raise Refused("vetted_already", vetting=state.opened.vetting, until=state.last or "further notice")


def interview(
    office: Office,
    request: Request,
    vetting: VettingId,
    *,
    by: PersonId | None,
    how: VettedBy,
    held_on: date,
    words: str,
) -> Done:
    """Record that somebody talked with them, and what was said; ``by`` is the asker, if nobody else is named.

    :raises Refused: a phone call where policy asks for an interview; one's own vetting, or a conflict of interest; a
        day that has not come
    """
    about = vetting_of(office, request.principal, Action.VET, vetting).person
    notes = sealed_reason(about, words)
    interviewer = by or request.principal.person

    def plan() -> Plan:
        loaded = office.load(VETTING, vetting)
        state: Vetting = loaded.state
        command = vettings.Interview(
            by=interviewer,
            how=how,
            on=held_on,
            words=notes,
            offer=_offer(office, state, held_on),
            today=request.on,
            conflicts=_conflicts(office, interviewer, about, request.on),
        )
        return Plan(writes=(loaded.write(vettings.decide(command, state)),), result={"vetting": vetting})

    return office.record(request, "interview", [vetting, by, how, held_on, words], plan)


def decide(
    office: Office, request: Request, vetting: VettingId, *, vetted: bool, reason: str, valid_until: date | None = None
) -> Done:
    """Say whether they are vetted, and why; they count from this day on.

    :raises Refused: nobody has talked with them; one's own vetting, or a conflict of interest; after the sunset
    """
    about = vetting_of(office, request.principal, Action.VET, vetting).person
    given = sealed_reason(about, reason)
    decider = request.principal.person

    def plan() -> Plan:
        loaded = office.load(VETTING, vetting)
        state: Vetting = loaded.state
        command = vettings.Decide(
            by=decider,
            vetted=vetted,
            on=request.on,
            reason=given,
            valid_until=valid_until,
            offer=_offer(office, state, request.on),
            conflicts=_conflicts(office, decider, about, request.on),
        )
        events = vettings.decide(command, state)
        return Plan(
            writes=(loaded.write(events),),
            jobs=letters(office, request, events, ("vetting_decided", Recipient(person=about), {"vetting": vetting})),
            result={"vetting": vetting, "vetted": vetted},
        )

    return office.record(request, "decide_vetting", [vetting, vetted, reason, valid_until], plan)


def end(office: Office, request: Request, vetting: VettingId, cause: EndCause, reason: str) -> Done:
    """End a vetting with this day: withdrawn, or because they are endorsed elsewhere.

    :raises Refused: no endorsement of theirs is known that could take its place
    """
    about = vetting_of(office, request.principal, Action.VET, vetting).person
    given = sealed_reason(about, reason)

    def plan() -> Plan:
        loaded = office.load(VETTING, vetting)
        if cause is EndCause.ENDORSED and not _endorsed(office, about, request.on):
            raise Refused("not_endorsed", person=about, on=request.on)
        events = vettings.decide(vettings.End(request.on, cause, given), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"vetting": vetting, "cause": cause.value})

    return office.record(request, "end_vetting", [vetting, cause, reason], plan)


def _endorsed(office: Office, person: PersonId, on: date) -> bool:
    return any(_in_force(item, on) for item in holder(office, person).items(office.code))


def _in_force(item: Item, on: date) -> bool:
    facts = item.facts
    if not isinstance(facts, Standing) or facts.category is None:
        return False
    return facts.first <= on and (facts.last is None or on <= facts.last)


def superseded_by(office: Office, grant: Write, on: date) -> tuple[Write, ...]:
    """The ends of the vettings whose place an endorsement takes from its first day on, for the plan of its grant.

    What was opened and not decided yet is spared, too.
    """
    granted = [event for event in grant.events if isinstance(event, EndorsementGranted)]
    return tuple(write for each in granted for write in _superseded_by(office, each, on))


def _superseded_by(office: Office, granted: EndorsementGranted, on: date) -> Iterator[Write]:
    association = office.association(on)
    document = association.version.document
    new = Endorsement(granted).held(office.code)
    person = holder(office, granted.person).portfolio(office.code)
    endorsed = tuple(i for i in person.items if not isinstance(i.facts, Standing) or i.facts.vetted is None)
    held = Portfolio((*endorsed, *([new] if new else [])))
    for row in office.listed(vettings_of, granted.person):
        loaded = office.load(VETTING, row.vetting)
        state: Vetting = loaded.state
        first = granted.valid_from
        if state.over or not rules.superseded(document, VettingScope(row.scope), held, first, association.questions):
            continue
        last = max(day for day in (first, row.opened_on, state.interviewed_on, state.first) if day)
        if state.last is not None and state.last < last:
            continue
        command = vettings.End(last, EndCause.ENDORSED, None, granted.endorsement)
        yield loaded.write(vettings.decide(command, state))


# ── What the decider is told ──────────────────────────────────────────────────────────────────


def _offer(office: Office, state: Vetting, on: date) -> vettings.Offer | None:
    """What the policy in force on a day says of vetting for this scope."""
    return rules.offer(office.version_on(on).document, state.opened.scope, on) if state.opened else None


def _conflicts(office: Office, who: PersonId | None, about: PersonId, on: date) -> tuple[Relation, ...]:
    """What makes somebody no neutral judge of another, of what ``[[review]]`` bars for any category."""
    if who is None or who == about:
        return ()
    judge, judged = known_person(office, who).state, known_person(office, about).state
    ratings = (office.load(RATING, rating).state for rating in office.listed(ratings_of, about))
    facts = tuple(item.facts for item in judged.evidence)
    return tuple(sorted(between(judge, judged, facts, ratings) & _barred(office, on), key=lambda each: each.value))


def _barred(office: Office, on: date) -> frozenset[Relation]:
    """What bars anybody from reviewing, in whatever category, bars them from vetting."""
    association = office.association(on)
    found: set[Relation] = set()
    for category in association.version.document.association.categories:
        with suppress(PolicySilent):
            found.update(association.review_plan(category, on).conflicts)
    return frozenset(found)
