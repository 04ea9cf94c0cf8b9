"""A change of policy affects whom it affects by rows: counted line by line, named, and nobody guessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.any_policy import policies
from tests.policy.by_hand import GIVE_RSC, IMHS, MAY_RATE, TODAY, hours, policy, portfolio, question, rsc, training
from tests.policy.by_hand import line as by_hand_line
from tests.policy.columns.beside import written
from tests.policy.crowd import crowd

from vouchbook.domain.evidence import Portfolio, Standing
from vouchbook.domain.names import AssociationCode, CategoryCode, Occasion, PersonId, QuestionKey, RequirementKey
from vouchbook.domain.trace import Finding, Moments, Question, Status
from vouchbook.policy.columns.change import ByRows, NeedsRows, PolicyChange, policy_change
from vouchbook.policy.columns.store import Columns
from vouchbook.policy.columns.writer import Writer
from vouchbook.policy.document import StandingRow, Way
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.questions import PolicyAlone
from vouchbook.policy.rules import AlsoMinutes, Line, Membership, Part, Rule, Where
from vouchbook.policy.version import PolicyVersion

APPLICATION = Occasion.APPLICATION
WHEN = Moments(TODAY)
MET, MISSING, JUDGEMENT = Status.MET, Status.MISSING, Status.JUDGEMENT
ORDER = (MISSING, JUDGEMENT, MET, None)
MANY_PARTS = hours(1, parts=tuple(Part(QuestionKey(f"p{n}"), 10) for n in range(7)), disjoint=True)
"""Nothing that columns answer: seventy minutes in seven parts."""


def keyed(rule: Rule, key: str) -> Line:
    return by_hand_line(replace(rule, key=RequirementKey(key)))


def from_(portfolios: Sequence[Portfolio]) -> ByRows:
    return lambda person: (portfolios[int(person[1:])], ())


def changed(
    folder: Path, before: PolicyVersion, after: PolicyVersion, *found: Portfolio, rows: ByRows | None = None
) -> tuple[PolicyChange, list[tuple[str, Status | None, Status | None]]]:
    columns = written(folder / "columns", found)
    change = policy_change(columns, before, after, IMHS, APPLICATION, WHEN, rows=rows)
    return change, [*change.affected(columns)]


# ── By hand ───────────────────────────────────────────────────────────────────────────────────


def test_a_higher_minimum_affects_those_between_the_old_and_the_new(tmp_path):
    found = [portfolio(training(each)) for each in (29, 30, 32, 33)]
    change, affected = changed(tmp_path, policy(hours(30, "training")), policy(hours(33, "training")), *found)
    (line,) = change.lines
    assert line.moved == {(MET, MISSING): 2}
    assert change.overall == {(MISSING, MISSING): 1, (MET, MISSING): 2, (MET, MET): 1}
    assert affected == [("p1", MET, MISSING), ("p2", MET, MISSING)]
    assert (change.people, change.unknown, change.by_rows) == (4, 0, 0)


def test_who_changes_in_a_line_but_not_on_the_whole_is_affected_too(tmp_path):
    both = keyed(hours(1, "training"), "training"), keyed(hours(1), "rsc")
    higher = keyed(hours(2, "training"), "training"), both[1]
    change, affected = changed(tmp_path, policy(*both), policy(*higher), portfolio(training(1)))
    assert affected == [("p0", MISSING, MISSING)]
    assert {line.key: line.moved for line in change.lines} == {"training": {(MET, MISSING): 1}, "rsc": {}}


def test_a_line_that_is_new_or_gone_has_no_status_on_the_other_side(tmp_path):
    old, new = policy(keyed(hours(1), "rsc")), policy(keyed(hours(1, "training"), "training"))
    change, affected = changed(tmp_path, old, new, portfolio(rsc(1)), portfolio(training(1)))
    assert {line.key: dict(line.moved) for line in change.lines} == {
        "rsc": {(MET, None): 1, (MISSING, None): 1},
        "training": {(None, MET): 1, (None, MISSING): 1},
    }
    assert affected == [("p0", MET, MISSING), ("p1", MISSING, MET)]


def test_another_standing_moves_the_lines_that_name_it(tmp_path):
    given = keyed(hours(1, where=Where(given_by=GIVE_RSC)), "given"), keyed(hours(1), "any")
    narrower = [StandingRow(may=GIVE_RSC, any_of=(Way(holds=("IMHM-C",)),)), MAY_RATE]
    held = Standing(rsc(1).provider, AssociationCode("mi"), date(2020, 1, 1), category=CategoryCode("ERS"))
    change, _ = changed(tmp_path, policy(*given), policy(*given, standing=narrower), portfolio(rsc(1), held))
    assert {line.key: line.moved for line in change.lines} == {"given": {(MET, MISSING): 1}, "any": {}}


def test_new_words_and_sources_affect_nobody(tmp_path):
    line = keyed(hours(1), "rsc")
    change, affected = changed(tmp_path, policy(line), policy(replace(line, source="other")), portfolio(rsc(1)))
    assert (affected, change.overall) == ([], {(MET, MET): 1})


def test_progress_is_told_of_everybody_once(tmp_path):
    columns = written(tmp_path / "columns", [portfolio()] * 5)
    told: list[int] = []
    policy_change(columns, policy(hours(1)), policy(hours(2)), IMHS, APPLICATION, WHEN, progress=told.append)
    assert sum(told) == 5


# ── By rows ───────────────────────────────────────────────────────────────────────────────────


def test_without_portfolios_a_line_that_columns_do_not_cover_is_named_and_not_guessed(tmp_path):
    with pytest.raises(NeedsRows, match=r"r: more than 6 disjoint parts.*say where"):
        changed(tmp_path, policy(hours(1)), policy(MANY_PARTS), portfolio(rsc(1)))


def test_where_such_a_line_differs_everybody_is_asked_by_rows(tmp_path):
    found = [portfolio(rsc(2)), portfolio(rsc(1))]
    change, affected = changed(tmp_path, policy(hours(1)), policy(MANY_PARTS), *found, rows=from_(found))
    assert affected == [("p1", MET, MISSING)]
    assert (change.by_rows, change.unknown) == (2, 0)
    assert change.lines[0].not_covered == "more than 6 disjoint parts"


def test_where_it_does_not_differ_only_those_affected_otherwise_are(tmp_path):
    found = [portfolio(rsc(2)), portfolio(rsc(2), training(1)), portfolio(training(1))]
    before, after = (policy(keyed(MANY_PARTS, "rsc"), keyed(hours(h, "training"), "training")) for h in (1, 2))
    change, affected = changed(tmp_path, before, after, *found, rows=from_(found))
    assert affected == [("p1", MET, MISSING), ("p2", MISSING, MISSING)]
    assert (change.by_rows, change.unknown) == (2, 1)
    assert sum(change.overall.values()) == 2
    assert {line.key: line.moved for line in change.lines} == {"rsc": {}, "training": {(MET, MISSING): 2}}


def test_where_nobody_is_affected_nobody_is_asked_by_rows(tmp_path):
    change, affected = changed(tmp_path, policy(MANY_PARTS), policy(MANY_PARTS), portfolio(rsc(1)))
    assert (affected, change.by_rows, change.unknown) == ([], 0, 1)


def test_who_was_set_aside_is_asked_by_rows_with_what_reviewers_have_settled(tmp_path):
    accepted = policy(hours(1, where=Where(peer=False), also=(AlsoMinutes(Where(peer=True), once_accepted=True),)))
    higher = policy(hours(2, where=Where(peer=False), also=(AlsoMinutes(Where(peer=True), once_accepted=True),)))
    among_peers = portfolio(rsc(1, peer=True))
    with Writer(tmp_path / "columns", AssociationCode("zz")) as writing:
        writing.add(PersonId("open"), among_peers)
        writing.add(PersonId("answered"), among_peers, answered=True)
    columns = Columns(tmp_path / "columns")

    def rows(person: PersonId) -> tuple[Portfolio, Sequence[Question]]:
        assert person == "answered"
        return among_peers, [question("1", answer=True)]

    change = policy_change(columns, accepted, higher, IMHS, APPLICATION, WHEN, rows=rows)
    assert [*change.affected(columns)] == [("open", JUDGEMENT, MISSING), ("answered", MET, MISSING)]
    assert change.by_rows == 1
    with pytest.raises(NeedsRows, match=r"answered \(set aside when the columns were written\); say where"):
        policy_change(columns, accepted, higher, IMHS, APPLICATION, WHEN)


class Kind(PolicyAlone):
    """The code of an association that finds everything met."""

    def finding(self, proposed: Finding, line: Line, portfolio: Portfolio, moments: Moments) -> Finding:
        return replace(proposed, status=MET)


def test_where_an_association_has_code_of_its_own_columns_answer_nothing(tmp_path):
    found = [portfolio(training(1))]
    columns = written(tmp_path / "columns", found)
    old, new = policy(hours(1, "training")), policy(hours(2, "training"))
    change = policy_change(columns, old, new, IMHS, APPLICATION, WHEN, rows=from_(found), ask=Kind())
    assert (change.by_rows, change.overall) == (1, {(MET, MET): 1})
    with pytest.raises(NeedsRows, match="the association's own code"):
        policy_change(columns, old, old, IMHS, APPLICATION, WHEN, ask=Kind())


# ── Of a crowd ────────────────────────────────────────────────────────────────────────────────


def by_rows(version: PolicyVersion, found: Portfolio, keys: Sequence[str]) -> list[Status | None]:
    trace = evaluate(version, IMHS, APPLICATION, found, (), WHEN)
    statuses: dict[str, Status] = {finding.requirement: finding.status for finding in trace.findings}
    return [statuses.get(key) for key in keys]


@given(policies(most=3), policies(most=3), st.integers(0, 1_000_000), st.booleans())
@settings(max_examples=40)
def test_a_change_is_what_comes_of_it_by_rows(tmp_path_factory, before, after, first, with_parts):
    if with_parts:
        limited = keyed(replace(MANY_PARTS, where=Where(given_by=GIVE_RSC)), "limited")
        before, after = (with_line(each, limited) for each in (before, after))
    found = [each for _, each in crowd(12, "zz", first)]
    change, affected = changed(tmp_path_factory.mktemp("change"), before, after, *found, rows=from_(found))
    keys = [line.key for line in change.lines]
    rows = [(by_rows(before, each, keys), by_rows(after, each, keys)) for each in found]
    for number, line in enumerate(change.lines):
        moves = Counter((was[number], becomes[number]) for was, becomes in rows)
        assert line.moved == {move: people for move, people in moves.items() if move[0] is not move[1]}
    worst = [(lowest(was), lowest(becomes)) for was, becomes in rows]
    assert affected == [(f"p{n}", *worst[n]) for n, (was, becomes) in enumerate(rows) if was != becomes]
    assert sum(change.overall.values()) + change.unknown == len(found)
    assert not Counter(change.overall) - Counter(worst)


def lowest(statuses: Sequence[Status | None]) -> Status | None:
    return min(statuses, key=ORDER.index, default=None)


def with_line(version: PolicyVersion, added: Line) -> PolicyVersion:
    sheets = [replace(sheet, lines=(*sheet.lines, added)) for sheet in version.document.sheets]
    return PolicyVersion.of(replace(version.document, sheets=tuple(sheets)))


def test_a_membership_is_asked_for_today_and_hours_for_the_day_of_submission(tmp_path):
    """Lines of one sheet may ask about different days; a change of either is found."""
    lines = keyed(hours(1, "training", where=Where()), "training"), keyed(Membership(RequirementKey("m")), "m")
    columns = written(tmp_path / "columns", [portfolio(training(1, on=date(2026, 11, 10)))])
    when = replace(WHEN, submitted=date(2026, 11, 1))
    change = policy_change(columns, policy(*lines), policy(lines[0]), IMHS, APPLICATION, when)
    assert {line.key: line.moved for line in change.lines} == {"training": {}, "m": {(MISSING, None): 1}}
    assert change.overall == {(MISSING, MISSING): 1}
