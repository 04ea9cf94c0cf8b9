"""Whatever is asked in whatever order: an answer or a refusal, and a state that is the fold of what was recorded."""

from __future__ import annotations

import copy
import types
import typing
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from vouchbook.domain import account, fund, person, policy, rating
from vouchbook.domain.application import (
    Accept,
    Answer,
    AnswerReturn,
    ApplicationDecided,
    Assign,
    Complete,
    Cure,
    Decide,
    EndorsementApplication,
    Open,
    Release,
    ReturnItem,
    Submit,
    TakeBack,
)
from vouchbook.domain.attachment import Detach
from vouchbook.domain.endorsement import EndorsementGranted, EndorsementStatus
from vouchbook.domain.evidence import Exam, Facts
from vouchbook.domain.names import (
    EndorsementId,
    ExamPart,
    FeeOccasion,
    ItemId,
    Outcome,
    PersonId,
    QuestionKey,
    RequirementKey,
    ReturnId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.sealed import Sealed
from vouchbook.domain.streams import (
    APPLICATION,
    ENDORSEMENT,
    FUND,
    LIFE_CYCLES,
    MEMBERSHIP,
    PERSON,
    PROVIDER,
    RATING,
    VETTING,
    LifeCycle,
)
from vouchbook.domain.trace import Question, Trace
from vouchbook.letters.refusals import in_words
from vouchbook.testing import claimed, colleague, dated, not_met, ruling, sealed, trace, undecided
from vouchbook.testing.life_cycles import commands_of, events_of

Cycle = LifeCycle[Any]
TODAY = date(2026, 1, 3)
DAYS = [TODAY + timedelta(days=n) for n in (-2, -1, 0, 1)]
QUESTIONS = [
    Question(RequirementKey("work"), key=QuestionKey("promotion")),
    Question(RequirementKey("work"), item=ItemId("wo"), revision=1),
    Question(RequirementKey("work"), item=ItemId("wo"), revision=2),
]
ACCEPTED = ruling(TODAY)
PEOPLE = [PersonId(f"PersonId-{n}") for n in (1, 2, 3)]
MOST = 12
MOSTLY = st.sampled_from([True, True, False])

# ── Random commands: few ids and few days, so that they meet ──────────────────────────────────

CHOSEN: dict[object, st.SearchStrategy[Any]] = {
    date: st.sampled_from(DAYS),
    int: st.integers(1, 2),
    bool: st.booleans(),
    type(None): st.none(),
    Trace: st.just(trace(TODAY)),
    Ruling: st.sampled_from([ACCEPTED, not_met("work"), not_met("exam", at="decision"), undecided(QUESTIONS[0])]),
    Question: st.sampled_from(QUESTIONS),
    tuple[Question, ...]: st.sampled_from([tuple(QUESTIONS), tuple(QUESTIONS[:2]), ()]),
    Facts: st.sampled_from(
        [
            dated("standing", DAYS[0]),
            dated("standing", DAYS[1]),
            *(dated("training", on) for on in DAYS[1:]),
            colleague("ColleagueId-1"),
        ]
    ),
    tuple[FeeOccasion, ...]: st.just(tuple(FeeOccasion)),
    Exam: st.builds(Exam, st.sampled_from(ExamPart), st.sampled_from(DAYS), st.just(8000), st.booleans()),
}
ALTERNATIVES = (typing.Union, types.UnionType)


@cache
def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type, out of a few."""
    if hint in CHOSEN:
        return CHOSEN[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin is Sealed:
        return st.just(sealed("words"))
    if origin in ALTERNATIVES:
        return st.one_of(*(values(arg) for arg in args))
    if origin is tuple:
        return st.lists(values(args[0]), min_size=int(args[0] is person.NewItem), max_size=2).map(tuple)
    if isinstance(hint, typing.NewType):
        return st.sampled_from(PEOPLE if hint is PersonId else [hint(f"{hint.__name__}-{n}") for n in (1, 1, 1, 2)])
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    return structs(hint)


@cache
def structs(cls: type[Struct]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(cls)
    fields = {name: values(hints[name]) for name in cls.__struct_fields__}
    return st.builds(cls, **{**fields, **({"today": st.just(TODAY)} if "today" in fields else {})})


@cache
def one_of(kinds: tuple[type[Struct], ...]) -> st.SearchStrategy[Any]:
    return st.one_of(*(structs(cls) for cls in kinds))


def next_step(application: EndorsementApplication) -> st.SearchStrategy[Any]:
    """What a coordinator or reviewer would do next: by chance alone hardly any application gets so far."""
    on = st.just(application.reached or DAYS[0])
    reviewers = st.sampled_from(application.reviewers or PEOPLE)
    words = st.just(sealed("words"))
    if application.id is None:
        return structs(Open)
    if not application.under_review:
        size = st.integers(1, 2)
        return st.builds(Submit, on, st.just(ACCEPTED), CHOSEN[Trace], st.just(1), st.just(claimed(wo=1)), size)
    if len(application.reviewers) < application.panel:
        return st.builds(Assign, st.sampled_from(PEOPLE), on, st.just(True))
    completed = st.builds(Complete, reviewers, st.sampled_from(Outcome), on, st.just(()))
    outcomes = st.sampled_from(Outcome)
    decided = st.builds(Decide, outcomes, on, st.just(ACCEPTED), CHOSEN[Trace], st.just(EndorsementId("e")), words)
    answered = st.builds(Answer, reviewers, CHOSEN[Question], st.booleans(), words, st.just(tuple(QUESTIONS)))
    cured = st.builds(Cure, on, st.just(2), st.just(claimed(wo=2)), words)
    released = st.builds(Release, reviewers, on, words)
    accepted, there = st.builds(Accept, reviewers, on), [*application.answers]
    taken_back = st.sampled_from(there).map(lambda each: TakeBack(*each)) if there else released
    returns, wo = values(ReturnId), claimed(wo=1)
    returned = st.builds(
        ReturnItem,
        returns,
        reviewers,
        values(RequirementKey),
        st.just(ItemId("wo")),
        st.just(1),
        on,
        words,
        st.just(wo),
    )
    said = st.builds(AnswerReturn, returns, on, words)
    return st.one_of(completed, decided, answered, cured, released, accepted, taken_back, returned, said)


@st.composite
def commands(draw: st.DrawFn, cycle: Cycle) -> list[Any]:
    """A sequence of requests, most often from the beginning on; of an application, two of three are the next step."""
    first, *_ = kinds = commands_of(cycle)
    asked: list[Any] = []
    state = cycle.initial
    for step in range(draw(st.integers(0, MOST))):
        if step == 0 and draw(MOSTLY):
            command = draw(structs(first))
        elif cycle is APPLICATION and draw(MOSTLY):
            command = draw(next_step(state))
        elif cycle is PERSON and state.attachments and draw(st.booleans()):
            command = draw(structs(Detach))
        else:
            command = draw(one_of(kinds))
        asked.append(command)
        with suppress(Refused):
            state = cycle.fold(cycle.decide(command, state), state)
    return asked


def answers(cycle: Cycle, asked: list[Any]) -> Iterator[tuple[Any, Any, list[Any] | Refused]]:
    """Each request with the state it met and what came of it."""
    state = cycle.initial
    for command in asked:
        try:
            answer: list[Any] | Refused = cycle.decide(command, state)
        except Refused as refused:
            answer = refused
        yield command, state, answer
        if isinstance(answer, list):
            state = cycle.fold(answer, state)


def recorded(cycle: Cycle, asked: list[Any]) -> list[Any]:
    return [event for _, _, answer in answers(cycle, asked) if isinstance(answer, list) for event in answer]


every_life_cycle = pytest.mark.parametrize("cycle", LIFE_CYCLES, ids=lambda cycle: cycle.name)


# ── What holds for all of them ────────────────────────────────────────────────────────────────


@every_life_cycle
@settings(max_examples=40)
@given(data=st.data())
def test_every_request_is_answered_with_events_of_the_life_cycle_or_a_refusal_in_words(
    cycle: Cycle, data: st.DataObject
) -> None:
    for command, _, answer in answers(cycle, data.draw(commands(cycle))):
        if isinstance(answer, Refused):
            said = in_words(answer)
            assert not set("{}") & set(said), said
            assert "None" not in said, f"{type(command).__name__}: {said}"
        else:
            assert {type(event) for event in answer} <= set(events_of(cycle))


@every_life_cycle
@settings(max_examples=40)
@given(data=st.data())
def test_the_state_is_the_fold_of_what_was_recorded_at_every_step(cycle: Cycle, data: st.DataObject) -> None:
    before: list[Any] = []
    for _, state, answer in answers(cycle, data.draw(commands(cycle))):
        assert state == cycle.fold(before)
        before += answer if isinstance(answer, list) else []
    for length in range(len(before) + 1):
        assert cycle.fold(before[length:], cycle.fold(before[:length])) == cycle.fold(before)


@every_life_cycle
@settings(max_examples=40)
@given(data=st.data())
def test_deciding_changes_nothing_and_answers_the_same_again(cycle: Cycle, data: st.DataObject) -> None:
    for command, state, answer in answers(cycle, data.draw(commands(cycle))):
        kept = copy.deepcopy(state)
        if isinstance(answer, Refused):
            with pytest.raises(Refused) as again:
                cycle.decide(command, state)
            assert (again.value.code, again.value.parameters) == (answer.code, answer.parameters)
        else:
            assert cycle.decide(command, state) == answer
        assert state == kept


NOT_SILENT_TWICE: dict[type[Struct], str] = {
    account.CorrectAccount: "what is sealed cannot be compared, so every correction is recorded",
    fund.AddBudget: "the same amount again is another gift",
    policy.Propose: "a second proposal with one id is refused: its reason is sealed, so nobody can tell them apart",
    policy.Reject: "a second rejection is refused: its reason may be another",
    person.Correct: "what is sealed cannot be compared, so every correction is recorded",
    person.Revise: "a revision may change only words, which are sealed",
    rating.Receive: "a second form is refused: it may say something else",
    Assign: "a second time is refused: a panel is of different people",
    Answer: "the reason is sealed, so every answer is recorded",
    AnswerReturn: "a second time is refused: the words may be others",
}


@every_life_cycle
@settings(max_examples=40)
@given(data=st.data())
def test_asking_again_for_what_is_so_already_is_met_with_silence(cycle: Cycle, data: st.DataObject) -> None:
    for command, state, answer in answers(cycle, data.draw(commands(cycle))):
        on_hold = isinstance(command, Decide) and command.outcome is Outcome.ON_HOLD  # again, with another reason
        if isinstance(answer, list) and type(command) not in NOT_SILENT_TWICE and not on_hold:
            assert cycle.decide(command, cycle.fold(answer, state)) == []


@pytest.mark.parametrize(
    "cycle", [PERSON, MEMBERSHIP, RATING, APPLICATION, VETTING, PROVIDER, FUND], ids=lambda cycle: cycle.name
)
def test_these_random_requests_reach_every_event_and_every_outcome(cycle: Cycle) -> None:
    reached: set[type[Struct] | Outcome] = set()

    @settings(max_examples=1_500, derandomize=True, database=None)
    @given(asked=commands(cycle))
    def look(asked: list[Any]) -> None:
        for event in recorded(cycle, asked):
            reached.add(event.outcome if isinstance(event, ApplicationDecided) else type(event))

    look()
    wanted = {*events_of(cycle)} - {ApplicationDecided}
    assert reached == (wanted | {*Outcome} if cycle is APPLICATION else wanted)


# ── What holds for some ───────────────────────────────────────────────────────────────────────


@given(asked=commands(APPLICATION))
def test_no_application_is_approved_while_its_panel_disagrees_or_is_not_done(asked: list[Any]) -> None:
    for command, state, answer in answers(APPLICATION, asked):
        if isinstance(command, Decide) and command.outcome is Outcome.APPROVED and isinstance(answer, list) and answer:
            assert state.disputed == ()
            assert len(state.completed) == len(state.reviewers) == state.panel
            assert state.person not in state.reviewers


@given(asked=commands(APPLICATION))
def test_an_application_is_under_review_closed_or_neither_and_never_both(asked: list[Any]) -> None:
    for _, state, _ in answers(APPLICATION, asked):
        assert not (state.under_review and state.closed)
        assert set(state.settled).isdisjoint(state.disputed)
        assert len(set(state.reviewers)) == len(state.reviewers) <= state.panel


@given(granted=structs(EndorsementGranted), on=st.dates(DAYS[0] - timedelta(days=2), DAYS[-1] + timedelta(days=2)))
def test_the_status_is_what_the_fold_and_the_day_say(granted: EndorsementGranted, on: date) -> None:
    interval = ENDORSEMENT.fold([granted]).interval
    assert interval is not None
    valid = granted.valid_from <= on <= granted.valid_until
    grace = granted.grace_until is not None and granted.valid_until < on <= granted.grace_until
    expected = {
        EndorsementStatus.NOT_YET: on < granted.valid_from,
        EndorsementStatus.ACTIVE: valid,
        EndorsementStatus.IN_GRACE: grace and on >= granted.valid_from,
        EndorsementStatus.LAPSED: on >= granted.valid_from and not valid and not grace,
    }
    assert [status for status, holds in expected.items() if holds] == [interval.status(on)]
