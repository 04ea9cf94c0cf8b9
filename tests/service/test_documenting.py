"""Evidence by form, in the service: what is entered, what is hinted at, and who may do it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.service.conftest import Asking
from tests.service.journey import Journey

from vouchbook.domain.evidence import Rsc
from vouchbook.domain.names import ItemId
from vouchbook.domain.refusal import Refused
from vouchbook.service import documenting, evidence_hints, evidence_use, reading
from vouchbook.service.documenting import Mistaken
from vouchbook.service.evidence_hints import Hint
from vouchbook.service.office import Done, Office

TRAINING = {"title": ["Circle"], "from": ["2026-03-01"], "hours": ["6"]}


@pytest.fixture
def way(nc: Office, ask: Asking) -> Journey:
    return Journey(nc, ask).imported()


def add(way: Journey, form: str, **typed: str | list[str]) -> Done:
    given = {name.removesuffix("_").replace("__", "."): [v] if isinstance(v, str) else v for name, v in typed.items()}
    return documenting.add(way.office, way.ask("applicant", way.person), way.person, form, given)


def facts(way: Journey, item: str) -> object:
    return next(
        each.facts for each in reading.evidence(way.office, way.ask().principal, way.person) if each.item == item
    )


def test_a_new_colleague_and_what_they_gave_enter_together_or_not_at_all(way: Journey) -> None:
    before = way.office.book.position
    rsc = {"setting": "individual", "from_": "2026-03-01", "hours": "1", "provider": "new"}
    with pytest.raises(Mistaken) as error:
        add(way, "rsc", **{**rsc, "hours": "many"}, new__name="Noor Haddad")
    assert [field for field, _ in error.value.mistakes] == ["hours"]
    assert way.office.book.position == before
    colleague, item = add(way, "rsc", **rsc, new__name="Noor Haddad").result["items"]
    found = facts(way, item)
    assert isinstance(found, Rsc)
    assert found.provider == colleague


def test_asking_with_the_same_id_again_answers_the_same(way: Journey) -> None:
    request = way.ask("applicant", way.person)
    first = documenting.add(way.office, request, way.person, "training", TRAINING)
    again = documenting.add(way.office, request, way.person, "training", TRAINING)
    assert (again.repeated, again.result) == (True, first.result)


def test_a_form_that_is_none_is_refused(way: Journey) -> None:
    for form in ("ratings", "signatures", "people", "nonsense"):
        with pytest.raises(Refused, match="not_offered_here"):
            documenting.add(way.office, way.ask(), way.person, form, {})


def test_a_membership_enters_as_a_term_that_waits_for_a_word(way: Journey) -> None:
    (id_,) = add(
        way, "memberships", association="WAIMH", plan="individual", from_="2026-01-01", until="2026-12-31"
    ).result["items"]
    (item,) = [each for each in reading.evidence(way.office, way.ask().principal, way.person) if each.item == id_]
    assert (item.kind, item.needs_confirming) == ("membership", True)


def test_a_body_without_a_code_is_told_at_its_field(way: Journey) -> None:
    with pytest.raises(Mistaken) as error:
        add(way, "memberships", association="Zero to Three", plan="a", from_="2026-01-01", until="2026-12-31")
    assert [field for field, _ in error.value.mistakes] == ["association"]


def test_an_item_of_another_person_is_unknown(way: Journey, tmp_path) -> None:
    from tests.service.books import Way

    other = Way(way.office, tmp_path, 7).imported()
    theirs = next(each.item for each in reading.evidence(way.office, way.ask().principal, other.person))
    with pytest.raises(Refused, match="unknown_item"):
        documenting.written(way.office, way.ask().principal, way.person, ItemId(theirs))


def hinted(way: Journey) -> list[Hint]:
    return [each.hint for each in evidence_hints.hints(way.office, way.ask().principal, way.person)]


def test_a_complete_file_has_no_hints(way: Journey) -> None:
    assert hinted(way) == []


def test_what_says_the_same_is_hinted_at(way: Journey) -> None:
    for title in ("Circle of Security", "circle  of security"):
        add(way, "training", title=title, from_="2026-03-01", hours="6")
    assert hinted(way) == [Hint.ALIKE]


def test_one_title_on_overlapping_days_is_hinted_at_and_on_other_days_not(way: Journey) -> None:
    add(way, "training", title="Series", from_="2026-03-01", until="2026-03-05", hours="6")
    add(way, "training", title="Series", from_="2026-03-06", hours="1")
    assert hinted(way) == []
    add(way, "training", title="Series", from_="2026-03-05", hours="1")
    assert hinted(way) == [Hint.SAME_TRAINING]


def test_a_session_within_a_series_of_one_provider_is_hinted_at(way: Journey) -> None:
    who = str(documenting.named_by(way.office, way.ask().principal, way.person)[0].colleague)
    add(way, "rsc", provider=who, setting="individual", from_="2019-03-01", until="2019-05-01", hours="6")
    add(way, "rsc", provider=who, setting="individual", from_="2019-05-02", hours="1")
    assert hinted(way) == []
    add(way, "rsc", provider=who, setting="individual", from_="2019-05-01", hours="1")
    assert hinted(way) == [Hint.SAME_RSC]


def test_one_job_twice_at_a_time_is_hinted_at_and_two_jobs_are_not(way: Journey) -> None:
    add(way, "work", employer="Agency", role="Therapist", from_="2010-01-01", until="2010-12-31")
    add(way, "work", employer="Agency", role="Supervisor", from_="2010-01-01", until="2010-12-31")
    assert hinted(way) == []
    add(way, "work", employer="AGENCY", role="therapist", from_="2010-12-31", until="2011-12-31")
    assert hinted(way) == [Hint.SAME_JOB]


def test_a_day_with_more_hours_than_it_has_is_hinted_at(way: Journey) -> None:
    add(way, "training", title="A", from_="2026-03-01", hours="12")
    add(way, "training", title="B", from_="2026-03-01", hours="12")
    assert hinted(way) == []
    add(way, "training", title="C", from_="2026-03-01", hours="0:01")
    (found,) = evidence_hints.hints(way.office, way.ask().principal, way.person)
    assert (found.hint, found.on, len(found.items)) == (Hint.LONG_DAY, date(2026, 3, 1), 3)


def test_a_withdrawn_item_is_no_part_of_a_hint(way: Journey) -> None:
    first = add(way, "training", title="A", from_="2026-03-01", hours="12").result["items"][0]
    add(way, "training", title="A", from_="2026-03-01", hours="12")
    documenting.withdraw(way.office, way.ask(), way.person, ItemId(first), seen=1)
    assert hinted(way) == []


def test_what_counts_where_is_told_for_each_item(way: Journey) -> None:
    assert evidence_use.uses(way.office, way.ask().principal, way.person) == {}
    way.opened()
    uses = evidence_use.uses(way.office, way.ask().principal, way.person)
    training = next(
        each.item for each in reading.evidence(way.office, way.ask().principal, way.person) if each.kind == "training"
    )
    assert {use.requirement for use in uses[training] if use.counts} >= {"training"}
    assert {use.application for all_ in uses.values() for use in all_} == {way.application}


def test_colleagues_and_employers_written_before_are_known(way: Journey) -> None:
    named = documenting.named_by(way.office, way.ask().principal, way.person)
    assert [each.name for each in named] == sorted((each.name for each in named), key=str.casefold)
    assert any(each.named_in for each in named)
    assert documenting.employers(way.office, way.ask().principal, way.person)
