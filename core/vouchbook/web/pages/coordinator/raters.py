"""References: those that are awaited, and one: reminded, entered from paper, declined."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.evidence import Words
from vouchbook.domain.names import ItemId
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import counted
from vouchbook.service import rating, references
from vouchbook.service.references import Reference
from vouchbook.service.stuck import SILENT
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import Ask, form, told, tried
from vouchbook.web.pages.coordinator.lists import PAGE, Cell, Column, Listing, Pick, link, number
from vouchbook.web.pages.coordinator.words import SO_FAR
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

BACK = ("All references", "/office/references")


@page("/office/references", who=COORDINATING)
def awaited(visit: Visit) -> Answer:
    """Every reference that has not come in, the longest silent first."""
    since = visit.today - SILENT if visit.query("silent") else visit.today
    whole = visit.query("as") == "csv"
    page_ = number(visit.query("page"))
    rows, total = references.awaited_page(
        visit.office, visit.principal, visit.today, silent_since=since,
        after=0 if whole else (page_ - 1) * PAGE, most=None if whole else PAGE,
    )  # fmt: skip
    return Listing(visit, rows, total=total).answer(
        title="References that are awaited",
        columns=(
            "Rater", "Applicant", "Place", "Asked on", "So far", "Reminded",
            Column("reference", only_file=True), Column("person", only_file=True),
        ),
        cells=lambda row: _cells(visit, row),
        name=f"references-{visit.today}",
        filters=(Pick("silent", "Show", [("", "All"), ("yes", f"Silent for {SILENT.days} days or longer")]),),
        actions=[("Remind all silent raters", visit.url("/office/bulk/remind"))],
        empty="No reference is awaited.",
    )  # fmt: skip


def _cells(visit: Visit, row: Reference) -> list[Cell]:
    return [
        link(visit, f"/office/references/{row.rating}", row.rater_name),
        link(visit, f"/office/people/{row.person}", row.name),
        spaced(row.slot), row.requested_on, SO_FAR[row.state], reminded(row), row.rating, row.person,
    ]  # fmt: skip


def reminded(row: Reference) -> str:
    if not row.reminded_on:
        return "not yet"
    last = row.reminded_on[-1]
    return f"{counted(len(row.reminded_on), 'time')}, last on {last:%B} {last.day}, {last.year}"


@page("/office/references/{rating_id}", who=COORDINATING)
def one(visit: Visit, rating_id: str) -> Answer:
    """How far it has come; what it says stays between the rater and those who review."""
    seen = references.one(visit.office, visit.principal, ItemId(rating_id), visit.today)
    return visit.show(
        "coordinator/reference.html",
        title=f"Reference by {seen.rater_name}",
        seen=seen,
        place=spaced(seen.slot),
        state=SO_FAR[seen.state],
        reminded=reminded(seen),
        awaited=seen.state in ("requested", "opened"),
        id=rating_id,
        own=seen.person == visit.person,
    )


@act("/office/references/{rating_id}/remind", who=COORDINATING)
def remind(visit: Visit, rating_id: str) -> Answer:
    done = rating.remind(visit.office, visit.request(), ItemId(rating_id))
    said = told(done, "The rater gets a reminder.", "The rater was reminded today already.")
    return visit.see_other(f"/office/references/{rating_id}", said=said)


@page("/office/references/{rating_id}/decline", who=COORDINATING)
def decline_form(visit: Visit, rating_id: str) -> Answer:
    return _decline(visit, rating_id)


def _decline(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = references.one(visit.office, visit.principal, ItemId(id_), visit.today)
    return form(
        visit,
        title=f"{seen.rater_name} will not answer",
        intro=[
            f"{seen.name} is told that another reference is needed for the place “{spaced(seen.slot)}”. "
            "This cannot be taken back; the same colleague can be asked anew."
        ],
        asks=[],
        primary="Record that they decline",
        back=("The reference", f"/office/references/{id_}"),
        danger=True,
        again=again,
    )


@act("/office/references/{rating_id}/decline", who=COORDINATING)
def decline(visit: Visit, rating_id: str) -> Answer:
    done = tried(visit, lambda: rating.decline_rating(visit.office, visit.request(), ItemId(rating_id)))
    if done is None:
        return _decline(visit, rating_id, again=True)
    return visit.see_other(f"/office/references/{rating_id}", said=told(done, "Recorded: the rater declines."))


@page("/office/references/{rating_id}/paper", who=COORDINATING)
def paper_form(visit: Visit, rating_id: str) -> Answer:
    return _paper(visit, rating_id)


def _paper(visit: Visit, id_: str, *, again: bool = False) -> Answer:
    seen = references.one(visit.office, visit.principal, ItemId(id_), visit.today)
    return form(
        visit,
        title=f"Enter the paper form of {seen.rater_name}",
        intro=[
            f"For {seen.name}, place “{spaced(seen.slot)}”. "
            + ("The applicant gave up the right to read it." if seen.waived_access else
               "The applicant kept the right to read it."),
        ],
        asks=[
            Ask("day", "rated_on", "Day on which the form was filled in"),
            Ask("day", "known_since", "Since when the rater has known the applicant", "As well as they know"),
            Ask("whole", "not_enough", "Answers “not enough information”", "How many; 0 if none", value="0"),
            Ask("line", "relationship", "How the rater knows the applicant", required=False),
            Ask("area", "remarks", "What else the rater wrote", "Only reviewers read it", required=False),
        ],
        primary="Record the form",
        back=("The reference", f"/office/references/{id_}"),
        again=again,
    )  # fmt: skip


@act("/office/references/{rating_id}/paper", who=COORDINATING)
def paper(visit: Visit, rating_id: str) -> Answer:
    fields = visit.fields
    rated_on = fields.day("rated_on", "Enter the day on which the form was filled in")
    known_since = fields.day("known_since", "Enter since when the rater has known the applicant")
    unknown = fields.whole("not_enough", "Enter how many; 0 if none", most=rating.MOST_QUESTIONS)
    given = {name: fields.text(name, required=False) for name in ("relationship", "remarks")}
    words: Words = {name: text for name, text in given.items() if text}
    done = tried(
        visit,
        lambda: rating.receive_rating(
            visit.office, visit.request(), ItemId(rating_id), rated_on=rated_on or date.min,
            known_since=known_since or date.min, not_enough_information=unknown or 0, words=words,
        ),
    )  # fmt: skip
    if done is None:
        return _paper(visit, rating_id, again=True)
    return visit.see_other(f"/office/references/{rating_id}", said=told(done, "The form is recorded."))


ROUTES = (awaited, one, remind, decline_form, decline, paper_form, paper)
