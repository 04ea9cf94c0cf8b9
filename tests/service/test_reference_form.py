"""The form of a reference: its questions follow the sheets, its answers lie sealed under both keys until sent."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from tests.service.conftest import Asking
from tests.service.references import OTHER, SUPERVISOR, TODAY, Referenced

from vouchbook.desk import drafts as rows
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import Area, CommandId, ItemId, Source
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import RATING
from vouchbook.letters.reference_form import FORM, QUESTIONS
from vouchbook.service import reference_form, references
from vouchbook.service.office import Office, Request
from vouchbook.service.opening import opened
from vouchbook.service.reference_form import Answers

_numbers = count(1)


@pytest.fixture
def way(nc: Office, ask: Asking, tmp_path: Path) -> Referenced:
    return Referenced(nc, ask, tmp_path)


def rater(id_: ItemId) -> Principal:
    return Principal(Role.RATER, rating=id_)


def asks(id_: ItemId) -> Request:
    return Request(CommandId(f"rater-{next(_numbers)}"), rater(id_), TODAY)


def whole(way: Referenced, id_: ItemId, said: str = "often") -> Answers:
    form = reference_form.shown(way.office, rater(id_), id_, TODAY)
    seen = {section.field(asked): said for section in form.sections for asked in section.questions}
    return Answers("her supervisor", "2019-04", seen, {"all": "Gladly."})


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=code)


def test_every_area_has_questions_of_ours_and_no_key_twice() -> None:
    assert set(QUESTIONS) == set(Area)
    for questions in QUESTIONS.values():
        assert len({asked.key for asked in questions}) == len(questions) >= 2
        assert all("{name}" in asked.words for asked in questions)


def test_the_areas_are_those_of_the_sheet_that_is_applied_for(way: Referenced) -> None:
    form = reference_form.shown(way.office, rater(id_ := way.requests("denise", SUPERVISOR)), id_, TODAY)
    areas = {section.area for section in form.sections}
    assert Area.REFLECTION in areas
    assert Area.ADMINISTRATION not in areas, "the specialist's sheet does not ask for it"
    assert (form.applicant, form.waived) == ("Maribel Osei-Locklear", True)


def test_what_was_answered_is_kept_sealed_and_found_again(way: Referenced) -> None:
    id_ = way.requests("denise", SUPERVISOR)
    kept = reference_form.keep(way.office, rater(id_), id_, whole(way, id_))
    found = reference_form.answered(way.office, rater(id_), id_)
    assert (found.seen, found.comments, found.revision) == (kept.seen, kept.comments, 1)
    row = rows.find(way.office.desk, id_, "reference")
    assert row is not None
    assert b"Gladly" not in row.fields


def test_another_window_that_saved_since_is_noticed(way: Referenced) -> None:
    id_ = way.requests("denise", SUPERVISOR)
    reference_form.keep(way.office, rater(id_), id_, whole(way, id_), over=0)
    with refused("draft_changed"):
        reference_form.keep(way.office, rater(id_), id_, whole(way, id_), over=0)


def test_it_is_sent_as_the_raters_own_and_counts_without_anybody_confirming_it(way: Referenced) -> None:
    id_ = way.requests("denise", SUPERVISOR)
    reference_form.keep(way.office, rater(id_), id_, whole(way, id_))
    reference_form.send(way.office, asks(id_), id_)
    received = way.office.load(RATING, id_).state.received
    assert (received.source, received.rated_on) == (Source.CONFIRMED, TODAY)
    words = opened(way.office, received.words)
    assert words is not None
    assert (words["form"], words["reflection.feelings"], words["comment.all"]) == (FORM, "often", "Gladly.")
    entry = way.office.load(RATING, id_).entries[-1]
    assert entry.actor == f"rater:{id_}"
    assert rows.find(way.office.desk, id_, "reference") is None


def test_nothing_half_answered_is_sent(way: Referenced) -> None:
    id_ = way.requests("denise", SUPERVISOR)
    answers = whole(way, id_)
    answers.seen.pop("reflection.feelings")
    reference_form.keep(way.office, rater(id_), id_, answers)
    with refused("form_incomplete") as error:
        reference_form.send(way.office, asks(id_), id_)
    assert error.value.parameters == {"missing": 1}


@pytest.mark.parametrize("end", ["sent", "declined", "replaced"])
def test_afterwards_nothing_of_it_is_open_any_more(way: Referenced, end: str) -> None:
    id_ = way.requests("denise", SUPERVISOR)
    reference_form.keep(way.office, rater(id_), id_, whole(way, id_))
    if end == "sent":
        reference_form.send(way.office, asks(id_), id_)
    elif end == "declined":
        reference_form.decline(way.office, asks(id_), id_, not_me=False)
    else:
        from vouchbook.service import rating

        applicant = way.ask("applicant", way.person)
        rating.replace_rating(way.office, applicant, id_, way.colleagues["alma"], waived=True)
    code = {"sent": "form_received", "declined": "form_declined", "replaced": "form_replaced"}[end]
    for call in (
        lambda: reference_form.shown(way.office, rater(id_), id_, TODAY),
        lambda: reference_form.answered(way.office, rater(id_), id_),
        lambda: reference_form.keep(way.office, rater(id_), id_, Answers()),
        lambda: reference_form.send(way.office, asks(id_), id_),
        lambda: reference_form.decline(way.office, asks(id_), id_, not_me=True),
    ):
        with refused(code):
            call()


def test_one_rater_opens_no_other_reference(way: Referenced) -> None:
    mine, theirs = way.requests("denise", SUPERVISOR), way.requests("alma", OTHER)
    for call in (
        lambda: reference_form.shown(way.office, rater(mine), theirs, TODAY),
        lambda: reference_form.answered(way.office, rater(mine), theirs),
        lambda: reference_form.send(way.office, asks(mine), theirs),
    ):
        with refused("not_their_rating"):
            call()


def test_a_coordinator_does_not_read_what_a_rater_has_not_sent(way: Referenced) -> None:
    id_ = way.requests("denise", SUPERVISOR)
    with refused("not_their_rating"):
        reference_form.answered(way.office, way.ask().principal, id_)


def test_who_is_not_meant_says_so_and_the_coordinator_hears_it(way: Referenced) -> None:
    id_ = way.requests("denise", SUPERVISOR)
    reference_form.decline(way.office, asks(id_), id_, not_me=True)
    assert references.one(way.office, way.ask().principal, id_, TODAY).not_me is True
