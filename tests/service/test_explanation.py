"""An application explains itself from the book alone, as of any day, whatever became of the association's package."""

from __future__ import annotations

from datetime import date

import pytest
from tests.service.journey import Journey

from vouchbook import associations
from vouchbook.cli.explained import _again, explained
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import Outcome
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Status, Why
from vouchbook.service import evaluation
from vouchbook.service.case import Known
from vouchbook.service.explanation import explain
from vouchbook.service.office import Office
from vouchbook.service.recomputing import Difference

COORDINATOR = Principal(Role.COORDINATOR)


@pytest.fixture
def way(nc: Office, ask) -> Journey:
    return Journey(nc, ask)


def test_a_decided_application_shows_the_recorded_trace_and_asked_again_the_same(way: Journey) -> None:
    way.ready_to_decide().decided()
    found = explain(way.office, COORDINATOR, way.application, recompute=True)
    assert (found.state, found.recorded, found.again) == ("approved", True, ())
    assert found.decision is not None
    assert found.decision.reason == "as the panel says"


def test_it_explains_itself_when_the_package_is_gone(way: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    way.ready_to_decide().decided()
    before = explain(way.office, COORDINATOR, way.application)
    monkeypatch.setattr(associations, "installed", dict)
    after = explain(way.office, COORDINATOR, way.application, recompute=True)
    assert after.trace == before.trace
    assert after.again == ()
    assert after.code_changed == ("vouchbook-nc 0.1.0 is not installed any more",)


def test_what_an_earlier_evaluator_answered_is_shown_as_its_own(way: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(evaluation, "EVALUATOR", 1)
        way.ready_to_decide().decided()
    found = explain(way.office, COORDINATOR, way.application, recompute=True)
    assert (found.recorded, found.evaluator_then) == (True, 1)
    said = explained(found)
    assert "It was made by evaluator 1; this is evaluator 2, which answers otherwise:" in said
    assert "What was recorded stands." in said


def test_what_todays_evaluator_answered_needs_no_word_of_it(way: Journey) -> None:
    way.ready_to_submit()
    assert explain(way.office, COORDINATOR, way.application).evaluator_then is None
    way.submitted()
    found = explain(way.office, COORDINATOR, way.application)
    assert (found.recorded, found.evaluator_then) == (True, None)
    assert "evaluator" not in explained(found)


def test_a_line_that_is_met_then_and_now_by_something_else_says_so() -> None:
    differs = Difference("membership", Status.MET, Status.MET)
    assert [*_again((differs,), ())] == ["Asked again, membership is met as recorded, but not by the same."]


def test_as_of_a_day_it_shows_what_had_happened_by_then(nc: Office, ask) -> None:
    class Earlier(type(ask)):  # type: ignore[misc]
        def __call__(self, role="coordinator", person=None, on=date(2026, 11, 18)):
            return super().__call__(role, person, on)

    way = Journey(nc, Earlier())
    way.ready_to_submit()
    way.ask = ask
    way.submitted().panel().reviewed().examined().decided()
    assert explain(nc, COORDINATOR, way.application, Known(on=date(2026, 11, 19))).state == "open"
    assert explain(nc, COORDINATOR, way.application, Known(on=date(2026, 11, 20))).state == "approved"
    with pytest.raises(Refused, match="application_not_opened_yet"):
        explain(nc, COORDINATOR, way.application, Known(on=date(2026, 11, 17)))


def test_as_known_at_a_position(way: Journey) -> None:
    way.ready_to_submit().submitted()
    submitted = way.office.book.position
    way.panel().reviewed().examined().decided()
    assert explain(way.office, COORDINATOR, way.application, Known(position=submitted)).state == "under_review"


def test_an_applicant_never_reads_what_a_rating_says(way: Journey) -> None:
    way.imported().opened()
    own = explain(way.office, Principal(Role.APPLICANT, way.person), way.application)
    reasons = {e.because.code for f in own.trace.findings if f.requirement == "ratings" for e in f.excluded_items}
    assert reasons <= {Why.REFERENCE_NEEDED}
    with pytest.raises(Refused, match="someone_elses"):
        explain(way.office, Principal(Role.APPLICANT, way.reviewer("Other")), way.application)


def test_reviewers_reasons_reach_the_applicant_only_with_the_decision_and_without_names(way: Journey) -> None:
    way.ready_to_submit().submitted().panel().reviewed().examined()
    applicant = Principal(Role.APPLICANT, way.person)
    assert explain(way.office, applicant, way.application).answers == ()
    way.decided(Outcome.DEFERRED)
    answers = explain(way.office, applicant, way.application).answers
    assert answers
    assert {a.reviewer for a in answers} == {None}
