"""Letters to people: what became of each, one read or printed, sent again or stopped; and what they look like."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from vouchbook.domain.refusal import Refused
from vouchbook.hosting.postman import letterhead
from vouchbook.letters.mail.states import MEANING, STATES
from vouchbook.letters.mail.writing import Template
from vouchbook.letters.on_pages import day, refusal
from vouchbook.service import correspondence
from vouchbook.service.correspondence import Listed, Shown
from vouchbook.service.wording import Letterhead
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.lists import Cell, Column, Link, Listing, Pick, Tag, chosen
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

MOST = 5_000
"""Letters that a list goes back; older ones are found by the person they went to."""
KINDS = {
    "waiting": "wait",
    "failed": "soon",
    "no_address": "bad",
    "bounced": "bad",
    "given_up": "bad",
    "sent": "good",
    "cancelled": "",
}
STUCK = "stuck"
"""The filter for everything that waits for somebody to act."""


@page("/office/outbox", who=COORDINATING)
def outbox(visit: Visit) -> Answer:
    """Every letter with what became of it, the newest first; or those of one state."""
    counts = correspondence.counted(visit.office, visit.principal)
    state = chosen(visit.query("state"), (*STATES, STUCK))
    rows = correspondence.listing(visit.office, visit.principal, state=state if state in STATES else None, most=MOST)
    if state == STUCK:
        rows = [row for row in rows if KINDS[row.state] == "bad"]
    stuck = sum(number for each, number in counts.items() if KINDS[each] == "bad")
    said = [(str(number), STATES[each]) for each, number in counts.items() if number]
    return Listing(visit, rows).answer(
        title="Letters",
        columns=(
            Column("Letter"), Column("To"), Column("State"), Column("Queued"), Column("Last change"),
            Column("Why", only_file=True), Column("Tries", only_file=True), Column("id", only_file=True),
        ),
        cells=lambda row: _cells(visit, row),
        name=f"letters-{visit.today}",
        intro=(
            ", ".join(f"{number} {words}" for number, words in said).capitalize() + "." if said else "",
            f"{stuck} of them wait for you." if stuck else "",
        ),
        filters=[
            Pick("state", "Show", [
                ("", "All letters"), (STUCK, "What waits for you"),
                *((each, words.capitalize()) for each, words in STATES.items()),
            ]),
        ],
        sections=[("Letters", ""), ("What letters say", visit.url("/office/outbox/words"))],
        empty="No letter is here. Codes, requests, decisions and receipts come up here as soon as they are queued.",
    )  # fmt: skip


@page("/office/outbox/{letter}", who=COORDINATING)
def letter(visit: Visit, letter: str) -> Answer:
    """One letter: as it went, or as it would go now."""
    return _letter(visit, letter)


@page("/office/outbox/{letter}/print", who=COORDINATING)
def printed(visit: Visit, letter: str) -> Answer:
    """The same for paper: for somebody whom no e-mail reaches."""
    found = correspondence.show(visit.office, visit.principal, letter, head(visit), paper=True)
    return visit.show(
        "coordinator/letter_printed.html",
        title=found.written.subject if found.written is not None else found.listed.title,
        found=found,
        body=_body(found),
    )


@act("/office/outbox/{letter}/again", who=COORDINATING)
def again(visit: Visit, letter: str) -> Answer:
    """Send it once more, to the address that is known now."""
    try:
        correspondence.again(visit.office, visit.principal, letter)
    except Refused as refused:
        return _letter(visit, letter, refused)
    return visit.see_other(f"/office/outbox/{letter}", said="It will be sent again, in a moment.")


@act("/office/outbox/{letter}/cancel", who=COORDINATING)
def cancel(visit: Visit, letter: str) -> Answer:
    """Do not send it."""
    try:
        correspondence.cancel(visit.office, visit.principal, letter)
    except Refused as refused:
        return _letter(visit, letter, refused)
    return visit.see_other(f"/office/outbox/{letter}", said="It will not be sent.")


@page("/office/outbox/words", who=COORDINATING)
def templates(visit: Visit) -> Answer:
    """Every kind of letter, to whom and when it goes."""
    found, problems = correspondence.all_templates(visit.office, visit.principal)
    own = {True: "your association", False: "Vouchbook"}
    return Listing(visit, found).answer(
        title="What letters say",
        columns=(Column("Letter"), Column("To"), Column("When"), Column("Words by"), Column("name", only_file=True)),
        cells=lambda each: [
            Link(each.title, visit.url(f"/office/outbox/words/{each.name}")),
            each.to,
            each.when,
            own[each.replaced],
            each.name,
        ],
        name=f"letter-templates-{visit.today}",
        intro=(
            "Each is shown with made-up people. Your association's package can write any of them its own way.",
            *(f"Not as it should be: {problem}." for problem in problems),
        ),
        sections=[("Letters", visit.url("/office/outbox")), ("What letters say", "")],
    )


@page("/office/outbox/words/{name}", who=COORDINATING)
def template(visit: Visit, name: str) -> Answer:
    """One kind of letter, with made-up people."""
    found, _ = correspondence.all_templates(visit.office, visit.principal)
    known = next((each for each in found if each.name == name), None)
    written, problem = None, ""
    try:
        written = correspondence.previewed(visit.office, visit.principal, name, head(visit))
    except Template as error:
        problem = f"{error}. Until it is mended, people get the words of Vouchbook."
    return visit.show(
        "coordinator/letter_template.html",
        title=known.title if known is not None else name,
        known=known,
        written=written,
        body=Markup(written.body) if written is not None else None,  # noqa: S704  # written escapes all that is filled in
        problem=problem,
    )


def head(visit: Visit) -> Letterhead:
    """How this association's letters look, by the settings of the portal."""
    return letterhead(visit.hosting.settings, visit.association, visit.origin)


def _letter(visit: Visit, id_: str, refused: Refused | None = None) -> Answer:
    found = correspondence.show(visit.office, visit.principal, id_, head(visit))
    state = found.listed.state
    return visit.show(
        "coordinator/letter.html",
        title=found.listed.title,
        status=409 if refused is not None else 200,
        found=found,
        body=_body(found),
        state=STATES[state],
        kind=KINDS[state],
        meaning=MEANING[state],
        refused=refusal(refused) if refused is not None else "",
        may_again=state != "waiting" and not found.coded,
        may_stop=state not in ("sent", "cancelled"),
        when=lambda at: _when(visit, at),
    )


def _body(found: Shown) -> Markup | None:
    return None if found.written is None else Markup(found.written.body)  # noqa: S704  # it escapes what is filled in


def _cells(visit: Visit, row: Listed) -> list[Cell]:
    return [
        Link(row.title, visit.url(f"/office/outbox/{row.letter}"), more=f"to {row.to}"),
        row.to or "nobody known",
        Tag(STATES[row.state].capitalize(), KINDS[row.state]),
        row.queued_at.date(),
        row.changed_at.date(),
        row.trouble,
        row.tries,
        row.letter,
    ]


def _when(visit: Visit, at: datetime) -> str:
    """A moment as the clock showed it where the association is."""
    there = at.astimezone(ZoneInfo(visit.office.version_on(visit.today).document.association.timezone))
    return f"{day(there.date())}, {there:%I:%M %p}".replace(", 0", ", ")


ROUTES = (outbox, letter, printed, again, cancel, templates, template)
