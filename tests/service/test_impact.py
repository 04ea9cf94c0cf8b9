"""What ``impact`` says before a policy is adopted is what is seen after it really was: no more, no less."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.service.book_answers import INDIVIDUAL, answers, told
from tests.service.books import STEPS, Change, Way, adopt, changed, of_rows, of_rule, with_row, without_line
from tests.service.conftest import TODAY, clock

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import CategoryCode, FeeOccasion, Moment, Occasion, VettingScope
from vouchbook.domain.refusal import Refused
from vouchbook.policy.document import FeeRow, TransitionRow, VettingEnd
from vouchbook.policy.version import PolicyVersion
from vouchbook.projections.applications import applications
from vouchbook.projections.endorsements import endorsements
from vouchbook.projections.people import everybody
from vouchbook.service import alliance
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.impact import impact, seen

SOON, LATER = date(2026, 12, 15), date(2027, 1, 1)
IMHS = CategoryCode("IMHS")


def on_the_day(day: date) -> Edge:
    return Edge(lambda: datetime(day.year, day.month, day.day, 17, tzinfo=UTC))


# ── Books ─────────────────────────────────────────────────────────────────────────────────────


class Kept(NamedTuple):
    place: Path
    key: Path


@pytest.fixture(scope="module")
def kept(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A book with somebody at every step of the way; never written to again."""
    place = tmp_path_factory.mktemp("impact") / "alliance"
    shutil.copytree(founded / "alliance", place)
    fill(place, founded / "root-key", [(step, ()) for step in STEPS])
    return Kept(place, founded / "root-key")


def fill(place: Path, key: Path, people: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    with Folder.open(place, key) as folder:
        office = alliance.office(folder, "nc", Edge(clock))
        for number, (step, left_out) in enumerate(people):
            way = Way(office, place.parent, number, left_out)
            try:
                STEPS[step](way)
            except Refused:
                assert left_out, f"{step}: nothing is left out, and still they come no further"


@pytest.fixture
def book(kept: Kept, tmp_path: Path) -> Iterator[Folder]:
    shutil.copytree(kept.place, tmp_path / "alliance")
    with Folder.open(tmp_path / "alliance", kept.key) as folder:
        yield folder


def kept_promise(folder: Folder, version: PolicyVersion, first: date) -> set[tuple[str, ...]]:
    """Compute the impact, adopt the policy, advance to each of its days, and hold the two against each other."""
    today = alliance.office(folder, "nc", Edge(clock))
    position = today.book.position
    found = impact(today, version, first)
    assert today.book.position == position, "impact reads, and writes nothing"
    before = {}
    for day in found.days:
        before[day.on] = answers(alliance.office(folder, "nc", on_the_day(day.on)), day.on)
    adopt(today, version, first, TODAY)
    everything: set[tuple[str, ...]] = set()
    for day in found.days:
        office = alliance.office(folder, "nc", on_the_day(day.on))
        assert office.version_on(day.on).digest == version.digest
        after = answers(office, day.on)
        was = before[day.on]
        differing = {key for key in {*was, *after} if was.get(key) != after.get(key)}
        assert told(day) == differing
        assert day.nothing is (not differing and not day.prices)
        everything |= differing
    return everything


# ── Changes by hand ───────────────────────────────────────────────────────────────────────────


def document(folder: Folder) -> Any:
    return alliance.office(folder, "nc", Edge(clock)).version_on(TODAY).document


def hours(minutes: int) -> Change:
    return of_rule("IMHS", "rsc", lambda rule: replace(rule, minimum=minutes))


def fee(occasion: str, cents: int, **fields: Any) -> Change:
    row = FeeRow(occasion=occasion, amount=cents, source="assumed", confirmed=False, **fields)
    return with_row("fee", row)


ONE_REVIEWER = of_rows("review", lambda row: replace(row, reviewers=1))  # type: ignore[type-var]
NO_MEMBERSHIP = of_rule("IMHS", "membership", lambda rule: replace(rule, required=False))
MENTORS_REVIEW = of_rows(
    "standing",
    lambda row: (
        replace(row, any_of=tuple(replace(way, holds=("IMHM-C",)) for way in row.any_of))  # type: ignore[type-var,attr-defined]
        if row.may == "review"  # type: ignore[attr-defined]
        else row
    ),
)
SOONER = of_rows(
    "vetting",
    lambda row: (
        replace(row, ends=(VettingEnd(on=date(2027, 3, 31)),))  # type: ignore[type-var]
        if row.scope is VettingScope.RSC  # type: ignore[attr-defined]
        else row
    ),
)
THREE_YEARS = of_rows("renewal", lambda row: replace(row, every_years=3))  # type: ignore[type-var]
BY_DECISION = with_row("transition", TransitionRow(of="sheet:IMHS", judged_by=Moment.DECIDED, source="assumed"))
RENEWAL = of_rule("IMHS", "training", lambda rule: replace(rule, minimum=20 * 60), at="renewal")

HAND_MADE: dict[str, tuple[Change, ...]] = {
    "more hours": (hours(60 * 60),),
    "fewer hours": (hours(40 * 60),),
    "one reviewer": (ONE_REVIEWER,),
    "membership encouraged": (NO_MEMBERSHIP,),
    "mentors alone review": (MENTORS_REVIEW,),
    "vetting ends sooner": (SOONER,),
    "three years": (THREE_YEARS,),
    "more training to renew": (RENEWAL,),
    "no exam": (without_line("IMHS", "exam"),),
    "a dearer renewal": (fee("renewal", 4_000, from_=SOON),),
    "a dearer application": (fee("processing", 12_000, for_=("IMHS",), from_=SOON),),
    "a dearer membership": (fee("membership", 5_500, plan=INDIVIDUAL, from_=SOON),),
    "a dearer membership in spring": (fee("membership", 5_500, plan=INDIVIDUAL, from_=date(2027, 3, 1)),),
    "judged by the day decided": (BY_DECISION, hours(51 * 60)),
}


APPLICATIONS, ENDORSEMENTS, MEMBERS = {"application"}, {"endorsement"}, {"application", "member"}
CONCERNED: dict[str, tuple[set[str], set[str]]] = {
    "more hours": (APPLICATIONS, APPLICATIONS),
    "fewer hours": (APPLICATIONS, APPLICATIONS),
    "one reviewer": (APPLICATIONS, APPLICATIONS),
    "membership encouraged": (APPLICATIONS, APPLICATIONS),
    "mentors alone review": ({"standing"}, set()),
    "vetting ends sooner": ({"standing"}, {"standing"}),
    "three years": (APPLICATIONS | ENDORSEMENTS, APPLICATIONS),
    "more training to renew": (ENDORSEMENTS, set()),
    "no exam": (APPLICATIONS, APPLICATIONS),
    "a dearer renewal": (ENDORSEMENTS, set()),
    "a dearer application": (APPLICATIONS, APPLICATIONS),
    "a dearer membership": (MEMBERS, MEMBERS),
    "a dearer membership in spring": (MEMBERS, MEMBERS),
    "judged by the day decided": (APPLICATIONS, APPLICATIONS),
}
"""Whom each of them concerns from December on, and from January: by then the endorsements of the book have ended."""


@pytest.mark.parametrize("change", HAND_MADE)
@pytest.mark.parametrize("first", [SOON, LATER], ids=str)
def test_what_impact_says_is_what_happens(book: Folder, change: str, first: date) -> None:
    found = kept_promise(book, changed(document(book), *HAND_MADE[change]), first)
    assert {key[0] for key in found} == CONCERNED[change][first == LATER]


def test_more_hours_affect_those_who_are_still_to_be_decided_and_nobody_else(book: Folder) -> None:
    found = kept_promise(book, changed(document(book), hours(200 * 60)), LATER)
    assert {key[0] for key in found} == {"application"}
    assert {key[3] for key in found} == {"rsc"}
    rows = {row.application: row for row in applications(alliance.office(book, "nc", Edge(clock)).book)}
    open_ = {id_ for id_, row in rows.items() if row.outcome != "approved" and row.withdrawn_on is None}
    assert {key[1] for key in found} == open_


def test_an_application_registered_before_keeps_the_rows_of_its_day(book: Folder) -> None:
    """A row from the first day on is for those who register from then on; nobody who is open today is touched."""
    own = document(book)
    sheet = next(s for s in own.sheets if s.category == "IMHS" and s.at is Occasion.APPLICATION and s.until is None)
    day_before = date.fromordinal(LATER.toordinal() - 1)
    rsc = next(line for line in sheet.lines if line.rule.key == "rsc")
    more = replace(rsc, rule=replace(rsc.rule, minimum=12_000), from_=LATER)
    later = replace(sheet, from_=LATER, lines=tuple(more if line is rsc else line for line in sheet.lines))
    sheets = (*(s for s in own.sheets if s is not sheet), replace(sheet, until=day_before), later)
    version = PolicyVersion.of(replace(own, sheets=sheets))
    office = alliance.office(book, "nc", Edge(clock))
    assert impact(office, version, LATER).nothing
    assert impact(office, version, date(2026, 12, 1)).nothing
    by_decision = PolicyVersion.of(BY_DECISION(version.document))
    assert {key[3] for key in kept_promise(book, by_decision, LATER)} == {"rsc"}


def test_a_sheet_that_both_have_concerns_other_people_from_its_day_on(book: Folder) -> None:
    """More is asked from March on, as was adopted before; who is judged by it, only the transition says."""
    own = document(book)
    sheet = next(s for s in own.sheets if s.category == "IMHS" and s.at is Occasion.APPLICATION and s.until is None)
    march = date(2027, 3, 1)
    more = replace(sheet, from_=march, lines=tuple(
        replace(line, rule=replace(line.rule, minimum=12_000)) if line.rule.key == "rsc" else line
        for line in sheet.lines
    ))  # fmt: skip
    before = (*(s for s in own.sheets if s is not sheet), replace(sheet, until=date(2027, 2, 28)), more)
    adopted = PolicyVersion.of(replace(own, sheets=before))
    adopt(alliance.office(book, "nc", Edge(clock)), adopted, date(2026, 12, 1), TODAY)
    by_decision = PolicyVersion.of(BY_DECISION(adopted.document))
    found = impact(alliance.office(book, "nc", Edge(clock)), by_decision, LATER)
    assert [(day.on, day.nothing) for day in found.days] == [(LATER, True), (march, False)]
    assert {key[3] for key in kept_promise(book, by_decision, LATER)} == {"rsc"}


def test_a_category_that_is_no_longer_offered_leaves_its_applications_without_an_answer(book: Folder) -> None:
    own = document(book)
    others = tuple(each for each in own.association.categories if each != IMHS)
    version = PolicyVersion.of(replace(own, association=replace(own.association, categories=others)))
    found = impact(alliance.office(book, "nc", Edge(clock)), version, LATER).days[0]
    assert found.applications
    for each in found.applications:
        assert each.sheet is not None
        assert each.sheet.after is None
        assert "offers" in str(each.sheet.problem_after)


def test_what_was_written_stays_as_it_was_written(book: Folder) -> None:
    version = changed(document(book), THREE_YEARS)
    office = alliance.office(book, "nc", Edge(clock))
    days = [row.valid_until for row in endorsements(office.book)]
    found = impact(office, version, date(2026, 12, 1)).days[0]
    assert [each.valid_until for each in found.endorsements] == days
    assert all(each.renewed for each in found.endorsements)


def test_the_policy_in_force_affects_nobody(book: Folder) -> None:
    office = alliance.office(book, "nc", Edge(clock))
    found = impact(office, office.version_on(TODAY), LATER)
    assert found.nothing
    assert [day.on for day in found.days] == [LATER]
    assert (found.looked.people, found.looked.applications) == (len(everybody(office.book)), 7)


def test_another_source_or_note_affects_nobody(book: Folder) -> None:
    version = changed(document(book), of_rows("fee", lambda row: replace(row, confirmed=True, note="asked")))  # type: ignore[type-var]
    assert impact(alliance.office(book, "nc", Edge(clock)), version, LATER).nothing


def test_a_price_names_the_occasion_and_everybody_whom_it_is_for(book: Folder) -> None:
    version = changed(document(book), fee("renewal", 4_000, from_=LATER))
    found = impact(alliance.office(book, "nc", Edge(clock)), version, LATER).days[0]
    categories = document(book).association.categories
    assert {(each.occasion, each.category) for each in found.prices} == {
        (FeeOccasion.RENEWAL, category) for category in categories
    }
    assert {(each.before.cents, each.after.cents) for each in found.prices if each.before and each.after} == {
        (2_500, 4_000)
    }


# ── Refused ───────────────────────────────────────────────────────────────────────────────────


def test_a_policy_of_another_association_or_of_a_day_too_early_is_refused(book: Folder) -> None:
    office = alliance.office(book, "nc", Edge(clock))
    own = document(book)
    other = PolicyVersion.of(replace(own, association=replace(own.association, code="tn")))
    with pytest.raises(Refused, match="policy_of_another"):
        impact(office, other, LATER)
    with pytest.raises(Refused, match="policy_begins_too_early"):
        impact(office, office.version_on(TODAY), date(2020, 1, 1))


@pytest.mark.parametrize("role", ["applicant", "reviewer", "alliance", "anyone"])
def test_whom_it_concerns_is_for_the_association_alone(book: Folder, role: str) -> None:
    office = alliance.office(book, "nc", Edge(clock))
    with pytest.raises(Refused):
        seen(office, Principal(Role(role)), office.version_on(TODAY), LATER)


# ── Drawn changes, drawn books ────────────────────────────────────────────────────────────────

minutes = st.integers(1, 80).map(lambda number: 60 * number)
cents = st.integers(0, 30_000)
days = st.sampled_from([None, date(2026, 12, 15), LATER, date(2027, 2, 1)])
a_change: st.SearchStrategy[Change] = st.one_of(
    minutes.map(hours),
    minutes.map(lambda m: of_rule("IMHS", "training", lambda rule: replace(rule, minimum=m))),
    st.integers(1, 60).map(lambda m: of_rule("IMHS", "work", lambda rule: replace(rule, minimum=m))),
    st.integers(1, 3).map(lambda n: of_rows("review", lambda row: replace(row, reviewers=n))),  # type: ignore[type-var]
    st.integers(1, 3).map(lambda n: of_rows("renewal", lambda row: replace(row, every_years=n))),  # type: ignore[type-var]
    st.sampled_from(["exam", "membership", "competencies", "signatures"]).map(lambda key: without_line("IMHS", key)),
    st.tuples(st.sampled_from(["processing", "renewal", "exam"]), cents, days).map(
        lambda drawn: fee(drawn[0], drawn[1], for_=("IMHS",), from_=drawn[2])
    ),
    st.tuples(cents, days).map(lambda drawn: fee("membership", drawn[0], plan=INDIVIDUAL, from_=drawn[1])),
    st.sampled_from([NO_MEMBERSHIP, MENTORS_REVIEW, SOONER, RENEWAL, BY_DECISION]),
    minutes.map(lambda m: of_rule("IMHS", "training", lambda rule: replace(rule, minimum=m), at="renewal")),
)
a_person = st.tuples(
    st.sampled_from(sorted(STEPS)), st.lists(st.sampled_from(["training", "rsc", "work"]), max_size=2).map(tuple)
)


@pytest.mark.timeout(240)
@given(data=st.data())
@settings(max_examples=12, deadline=None,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])  # fmt: skip
def test_whatever_changes_and_whoever_is_in_the_book(data: st.DataObject, founded: Path, tmp_path_factory: Any) -> None:
    place = tmp_path_factory.mktemp("drawn") / "alliance"
    shutil.copytree(founded / "alliance", place)
    fill(place, founded / "root-key", data.draw(st.lists(a_person, min_size=1, max_size=3)))
    with Folder.open(place, founded / "root-key") as folder:
        own = document(folder)
        version = changed(own, *data.draw(st.lists(a_change, min_size=1, max_size=3)))
        kept_promise(folder, version, data.draw(st.sampled_from([date(2026, 11, 21), date(2026, 12, 15), LATER])))
