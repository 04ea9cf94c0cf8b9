"""Vetting: who is interviewed for what, what came of it, and who is concerned when one ends."""

from __future__ import annotations

from vouchbook.domain.names import PersonId, VettingId, VettingScope
from vouchbook.domain.vetting import EndCause, VettedBy, VettingStatus
from vouchbook.letters.names import called
from vouchbook.letters.on_pages import day
from vouchbook.letters.vettings import HOW, STATUS
from vouchbook.service import people, provider, reading, vetted
from vouchbook.service import vetting as vettings
from vouchbook.service.vetted import ListedVetting, SeenVetting
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.lists import Cell, Column, Listing, Pick, Tag, chosen, link
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

BACK = ("All vettings", "/office/vetting")
SCOPES = [(scope.value, called(scope)) for scope in VettingScope]
KINDS = {VettingStatus.VETTED: "good", VettingStatus.OPEN: "wait", VettingStatus.INTERVIEWED: "soon"}
CAUSES = ((EndCause.WITHDRAWN.value, "Withdrawn"), (EndCause.ENDORSED.value, "Endorsed by another association"))


@page("/office/vetting", who=COORDINATING)
def candidates(visit: Visit) -> Answer:
    scope = chosen(visit.query("scope"), (each.value for each in VettingScope))
    rows = vetted.listing(
        visit.office, visit.principal, visit.today,
        scope=VettingScope(scope) if scope else None, all_=bool(visit.query("all")),
    )  # fmt: skip
    return Listing(visit, rows).answer(
        title="Vetting",
        columns=("Name", "For", "Status", "Opened", "Counts from", "Counts through", Column("vetting", only_file=True)),
        cells=lambda row: _cells(visit, row),
        name=f"vetting-{visit.today}",
        filters=(
            Pick("scope", "For", [("", "Everything"), *SCOPES]),
            Pick("all", "Show", [("", "Open, or counting"), ("yes", "All, also those that are over")]),
        ),
        sections=sections(visit, "Vetting"),
        actions=[("Vet somebody: choose the person", visit.url("/office/people"))],
        empty="Nobody is being vetted, and no vetting counts.",
    )


def sections(visit: Visit, here: str) -> list[tuple[str, str]]:
    rows = [
        ("Vetting", "/office/vetting"),
        ("Roster of providers", "/office/vetting/roster"),
        ("When vetting ends", "/office/vetting/roster/sunset"),
    ]
    return [(words, "" if words == here else visit.url(path)) for words, path in rows]


def _cells(visit: Visit, row: ListedVetting) -> list[Cell]:
    until = min((on for on in (row.last, row.sunset) if on), default=None) if row.vetted_from else None
    return [
        link(visit, f"/office/vetting/{row.vetting}", row.name), called(row.scope), status(row.status),
        row.opened_on, row.vetted_from, until, row.vetting,
    ]  # fmt: skip


def status(of: VettingStatus) -> Tag:
    return Tag(STATUS[of].capitalize(), KINDS.get(of, ""))


@page("/office/people/{person_id}/vet", who=COORDINATING)
def open_form(visit: Visit, person_id: str) -> Answer:
    return _open(visit, person_id)


def _open(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = reading.person(visit.office, visit.principal, PersonId(id_))
    return form(
        visit,
        title=f"Vet {seen.words.name}",
        intro=["You talk with them, then decide. Being vetted for one task says nothing of the other."],
        asks=[Ask("choice", "scope", "For what?", options=SCOPES)],
        primary="Begin",
        back=(seen.words.name, f"/office/people/{id_}"),
        again=again,
    )


@act("/office/people/{person_id}/vet", who=COORDINATING)
def open_(visit: Visit, person_id: str) -> Answer:
    scope = visit.fields.choice("scope", [value for value, _ in SCOPES], "Say for what")
    done = tried(
        visit,
        lambda: vettings.open_vetting(visit.office, visit.request(), PersonId(person_id), VettingScope(str(scope))),
    )
    if done is None:
        return _open(visit, person_id, again=True)
    return visit.see_other(f"/office/vetting/{done.result['vetting']}", said="Begun. The interview comes next.")


@page("/office/vetting/{vetting_id}", who=COORDINATING)
def one(visit: Visit, vetting_id: str) -> Answer:
    seen = vetted.show(visit.office, visit.principal, VettingId(vetting_id), visit.today)
    by = [talk.by for talk in seen.interviews if talk.by]
    concerned = _concerned(visit, seen) if seen.scope is VettingScope.RSC else {}
    return visit.show(
        "coordinator/vetting.html",
        title=f"{seen.name}: vetting for {called(seen.scope)}",
        seen=seen,
        id=vetting_id,
        standing=status(seen.status),
        names=people.names(visit.office, visit.principal, by) if by else {},
        how=HOW,
        until=min((on for on in (seen.last, seen.sunset) if on), default=None),
        concerned=concerned,
        own=seen.person == visit.person,
    )


def _concerned(visit: Visit, seen: SeenVetting) -> dict[str, str]:
    """Who is known to receive RSC from them now."""
    now = provider.show(visit.office, visit.principal, seen.person, visit.today).now
    return people.names(visit.office, visit.principal, now) if now else {}


def _back(id_: str) -> tuple[str, str]:
    return ("The vetting", f"/office/vetting/{id_}")


@page("/office/vetting/{vetting_id}/interview", who=COORDINATING)
def interview_form(visit: Visit, vetting_id: str) -> Answer:
    return _interview(visit, vetting_id)


def _interview(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = vetted.show(visit.office, visit.principal, VettingId(id_), visit.today)
    return form(
        visit,
        title=f"Record the interview with {seen.name}",
        intro=["Nobody interviews themself, or somebody close to them."],
        asks=[
            Ask("choice", "how", "How did you talk?", options=[(h.value, HOW[h].capitalize()) for h in VettedBy],
                value=VettedBy.INTERVIEW.value),
            Ask("day", "held_on", "Day", value=visit.today.isoformat()),
            Ask("line", "by", "Who held it", "An e-mail address or id; leave empty if it was you", required=False),
            Ask("area", "words", "What was said", "The person does not read this"),
        ],
        primary="Record the interview",
        back=_back(id_),
        again=again,
    )  # fmt: skip


@act("/office/vetting/{vetting_id}/interview", who=COORDINATING)
def interview(visit: Visit, vetting_id: str) -> Answer:
    fields = visit.fields
    how = fields.choice("how", [each.value for each in VettedBy], "Say how you talked")
    held_on = fields.day("held_on", "Enter the day")
    words = fields.text("words", "Write down what was said")
    typed, by = fields.line("by", required=False), None
    if typed:
        found = people.search(visit.office, visit.principal, people.Wanted(typed), visit.today).people
        if len(found) == 1:
            by = found[0].person
        else:
            fields.add_error("by", "Write a whole e-mail address, or an id, of somebody registered here")
    done = tried(
        visit,
        lambda: vettings.interview(
            visit.office, visit.request(), VettingId(vetting_id), by=by, how=VettedBy(str(how)),
            held_on=held_on or visit.today, words=words,
        ),
    )  # fmt: skip
    if done is None:
        return _interview(visit, vetting_id, again=True)
    return visit.see_other(f"/office/vetting/{vetting_id}", said="The interview is recorded. Now decide.")


@page("/office/vetting/{vetting_id}/decide", who=COORDINATING, fresh=True)
def decide_form(visit: Visit, vetting_id: str) -> Answer:
    return _decide(visit, vetting_id)


def _decide(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = vetted.show(visit.office, visit.principal, VettingId(id_), visit.today)
    ends = f" By the policy, every vetting ends with {day(seen.sunset)}." if seen.sunset else ""
    return form(
        visit,
        title=f"Decide: {seen.name}, vetting for {called(seen.scope)}",
        intro=[f"They count from today on.{ends} They get the letter “Vetting decided”."],
        asks=[
            Ask(
                "choice", "outcome", "Are they vetted?", options=[("vetted", "Yes, vetted"), ("not", "No, not vetted")]
            ),
            Ask("area", "reason", "Reason", "The person may read it"),
            Ask("day", "until", "Last day", "Only where it is to end earlier than the policy says", required=False),
        ],
        primary="Decide",
        back=_back(id_),
        again=again,
    )


@act("/office/vetting/{vetting_id}/decide", who=COORDINATING, fresh=True)
def decide(visit: Visit, vetting_id: str) -> Answer:
    fields = visit.fields
    outcome = fields.choice("outcome", ("vetted", "not"), "Say whether they are vetted")
    reason = fields.text("reason", "Give the reason")
    until = fields.day("until", required=False)
    done = tried(
        visit,
        lambda: vettings.decide(
            visit.office, visit.request(), VettingId(vetting_id), vetted=outcome == "vetted", reason=reason,
            valid_until=until,
        ),
    )  # fmt: skip
    if done is None:
        return _decide(visit, vetting_id, again=True)
    said = told(done, "Vetted." if outcome == "vetted" else "Not vetted.", "It was decided so already.")
    return visit.see_other(f"/office/vetting/{vetting_id}", said=said)


@page("/office/vetting/{vetting_id}/end", who=COORDINATING, fresh=True)
def end_form(visit: Visit, vetting_id: str) -> Answer:
    return _end(visit, vetting_id)


def _end(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = vetted.show(visit.office, visit.principal, VettingId(id_), visit.today)
    concerned = list(_concerned(visit, seen).values()) if seen.scope is VettingScope.RSC else []
    intro = ["Today is the last day on which it counts."]
    if concerned:
        intro.append(
            f"These people are known to receive RSC from them now, and need somebody else: {', '.join(concerned)}."
        )
    elif seen.scope is VettingScope.RSC:
        intro.append("Nobody is known to receive RSC from them now.")
    return form(
        visit,
        title=f"End the vetting of {seen.name} for {called(seen.scope)}",
        intro=intro,
        asks=[
            Ask("choice", "cause", "Why does it end?", options=CAUSES),
            Ask("area", "reason", "Reason", "The person may read it"),
        ],
        primary="End the vetting",
        back=_back(id_),
        danger=True,
        again=again,
    )


@act("/office/vetting/{vetting_id}/end", who=COORDINATING, fresh=True)
def end(visit: Visit, vetting_id: str) -> Answer:
    cause = visit.fields.choice("cause", [value for value, _ in CAUSES], "Say why it ends")
    reason = visit.fields.text("reason", "Give the reason")
    done = tried(
        visit,
        lambda: vettings.end(visit.office, visit.request(), VettingId(vetting_id), EndCause(str(cause)), reason),
    )
    if done is None:
        return _end(visit, vetting_id, again=True)
    return visit.see_other(f"/office/vetting/{vetting_id}", said=told(done, "Ended.", "It had ended already."))


ROUTES = (
    candidates, open_form, open_, one, interview_form, interview, decide_form, decide, end_form, end,
)  # fmt: skip
