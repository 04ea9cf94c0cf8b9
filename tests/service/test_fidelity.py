"""Licences given, renewed and ended by the Alliance; each association's policy held against the edition it licenses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.service.books import Change, adopt, changed, of_rule
from tests.service.conftest import TODAY, Asking, clock

from vouchbook.domain.alliance import Floor
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, EditionName
from vouchbook.domain.refusal import Refused
from vouchbook.letters.fidelity import HEADINGS, Report, as_json, counts, table, told
from vouchbook.letters.fidelity_page import as_text
from vouchbook.policy.fidelity import Held, Verdict
from vouchbook.policy.past import past_changes
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import alliance, fidelity, licensing
from vouchbook.service.edge import Edge
from vouchbook.service.evaluation import NoEdition
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office

NC = AssociationCode("nc")
ALLIANCE = Principal(Role.ALLIANCE)
Y2024, Y2025 = EditionName("2024"), EditionName("2025")


def license_(folder: Folder, ask: Asking, edition: str, first: date, **fields: object) -> None:
    licensing.renew(folder, ask("alliance"), NC, EditionName(edition), first=first, edge=Edge(clock), **fields)  # type: ignore[arg-type]


def report(folder: Folder, on: date = TODAY) -> Report:
    return fidelity.report(folder, ALLIANCE, NC, on)


def line(found: Report, category: str, key: str, at: str = "application") -> Held:
    assert found.fidelity is not None
    return next(e for e in found.fidelity.lines if (e.category, e.key, e.at.value) == (category, key, at))


# ── Licences ──────────────────────────────────────────────────────────────────────────────────


def test_founding_assumes_the_editions_that_the_policy_adopts_and_says_that_nobody_confirmed_them(
    folder: Folder,
) -> None:
    found = licensing.licences(folder, ALLIANCE, NC)
    assert [(each.edition, each.first, each.until, each.confirmed) for each in found] == [
        ("2021", date(2021, 10, 1), date(2022, 12, 31), False),
        ("2023", date(2023, 1, 1), date(2023, 12, 31), False),
        ("2024", date(2024, 1, 1), None, False),
    ]
    assert "nobody has confirmed it" in as_text(report(folder))


def test_what_the_alliance_says_takes_the_place_of_what_was_assumed(folder: Folder, ask: Asking) -> None:
    license_(folder, ask, "2024", date(2023, 6, 1), floor=Floor.ENFORCED)
    found = licensing.licences(folder, ALLIANCE, NC)
    assert [(each.edition, each.first, each.until) for each in found] == [
        ("2021", date(2021, 10, 1), date(2022, 12, 31)),
        ("2023", date(2023, 1, 1), date(2023, 5, 31)),
        ("2024", date(2023, 6, 1), None),
    ]
    assert (found[-1].confirmed, found[-1].floor) == (True, Floor.ENFORCED)


def test_a_licence_renewed_for_another_edition_is_compared_with_that_one_from_its_day(
    folder: Folder, ask: Asking
) -> None:
    license_(folder, ask, "2025", date(2026, 7, 1))
    assert (report(folder, date(2026, 6, 30)).edition, report(folder, date(2026, 7, 1)).edition) == ("2024", "2025")


def test_a_licence_that_has_ended_leaves_nothing_to_compare_with(folder: Folder, ask: Asking) -> None:
    licensing.end(folder, ask("alliance"), NC, last=date(2026, 6, 30), edge=Edge(clock))
    assert report(folder, date(2026, 6, 30)).fidelity is not None
    after = report(folder, date(2026, 7, 1))
    assert (after.licence, after.fidelity) == (None, None)
    assert "No licence holds on this day" in as_text(after)
    assert fidelity.looser(folder, NC, _looser(folder), date(2026, 7, 1)) == ()


def test_a_licence_that_would_end_before_it_begins_is_refused(folder: Folder, ask: Asking) -> None:
    position = alliance.office(folder, "alliance").book.position
    with pytest.raises(Refused, match="licence_ends_before_it_begins"):
        license_(folder, ask, "2024", date(2026, 1, 1), until=date(2025, 12, 31))
    assert alliance.office(folder, "alliance").book.position == position
    license_(folder, ask, "2024", date(2026, 1, 1), until=date(2026, 1, 1))


def test_overlapping_unknown_and_unfounded_are_refused_and_nothing_is_recorded(folder: Folder, ask: Asking) -> None:
    license_(folder, ask, "2024", date(2026, 1, 1), until=date(2026, 12, 31))
    position = alliance.office(folder, "alliance").book.position
    with pytest.raises(Refused, match="licence_overlaps"):
        license_(folder, ask, "2025", date(2026, 12, 31))
    with pytest.raises(NoEdition, match="1999"):
        license_(folder, ask, "1999", date(2027, 1, 1))
    with pytest.raises(Refused, match="no_book"):
        licensing.renew(folder, ask("alliance"), AssociationCode("zz"), Y2024, first=TODAY, edge=Edge(clock))
    with pytest.raises(Refused, match="no_licence_that_day"):
        licensing.end(folder, ask("alliance"), NC, last=date(2020, 1, 1), edge=Edge(clock))
    assert alliance.office(folder, "alliance").book.position == position
    license_(folder, ask, "2025", date(2027, 1, 1))


# ── The report ────────────────────────────────────────────────────────────────────────────────


def test_north_carolinas_own_specialist_sheet_is_a_finding(folder: Folder, ask: Asking) -> None:
    """Its lines are its own: against the edition it licenses, and against the one that it has not adopted."""
    today = report(folder)
    assert line(today, "IMHS", "ratings").verdict is Verdict.STRICTER
    assert line(today, "IMHS", "work").verdict is Verdict.LOOSER, "the twins may supervise an internship: inferred"
    assert today.newer == ("2025",)
    license_(folder, ask, "2025", date(2025, 1, 1))
    found = report(folder)
    for key in ("education", "training", "exam"):
        held = line(found, "IMHS", key)
        assert (held.verdict, held.like) == (Verdict.NOT_YET_ADOPTED, "2024")
        assert held.own is not None
        assert held.own.origin == "own"


def test_what_the_association_took_from_the_edition_is_the_same(folder: Folder) -> None:
    found = report(folder)
    assert line(found, "IFS", "work").verdict is Verdict.SAME
    assert found.fidelity is not None
    assert sum(counts(found).values()) == len(found.fidelity.lines)


def test_a_membership_only_encouraged_is_a_finding_by_rule(folder: Folder, nc: Office) -> None:
    adopt(nc, _looser(folder), TODAY, TODAY)
    found = report(folder)
    assert line(found, "IMHS", "membership").verdict is Verdict.LOOSER
    (said,) = [each for each in told(found) if each.line.key == "membership" and each.verdict is Verdict.LOOSER]
    assert said.line.before is not None
    assert not said.line.before.confirmed, "that the Alliance requires it is second-hand"
    assert "membership (IMHS, application): encouraged" in as_text(found)


def test_the_policy_of_the_day_is_asked_and_not_a_later_one(folder: Folder, nc: Office) -> None:
    adopt(nc, _looser(folder), date(2027, 1, 1), TODAY)
    assert line(report(folder, TODAY), "IMHS", "membership").verdict is Verdict.STRICTER
    assert line(report(folder, date(2027, 1, 1)), "IMHS", "membership").verdict is Verdict.LOOSER


def test_the_overview_holds_every_association_but_the_alliance(folder: Folder) -> None:
    assert [each.association for each in fidelity.overview(folder, ALLIANCE, TODAY)] == ["nc"]
    for role in (Role.COORDINATOR, Role.BOARD):
        assert fidelity.report(folder, Principal(role), NC, TODAY).association == "nc"
        with pytest.raises(Refused, match="not_allowed"):
            fidelity.overview(folder, Principal(role), TODAY)


def test_a_program_reads_the_same_and_a_table_holds_every_line(folder: Folder) -> None:
    found = report(folder)
    written = as_json(found)
    assert written["summary"] == {**counts(found), "deviations": 2}
    rows = [*table(found)]
    assert {len(row) for row in rows} == {len(HEADINGS)}
    assert found.fidelity is not None
    assert len(rows) == len(found.fidelity.lines)


@pytest.mark.parametrize("width", [60, 80])
def test_no_line_is_wider_than_the_page(folder: Folder, width: int) -> None:
    assert max(map(len, as_text(report(folder), width=width).splitlines())) <= width


# ── Held against a licence ────────────────────────────────────────────────────────────────────

ENCOURAGED: Change = of_rule("IMHS", "membership", lambda rule: replace(rule, required=False))


def _looser(folder: Folder) -> PolicyVersion:
    return changed(alliance.office(folder, "nc", Edge(clock)).version_on(TODAY).document, ENCOURAGED)


@pytest.mark.parametrize("floor", list(Floor))
def test_what_asks_less_is_named_with_what_the_licence_says_of_it(folder: Folder, ask: Asking, floor: Floor) -> None:
    license_(folder, ask, "2024", date(2024, 1, 1), floor=floor)
    before = {str(each) for each in fidelity.looser(folder, NC, _current(folder), TODAY)}
    found = fidelity.looser(folder, NC, _looser(folder), TODAY)
    assert {str(each) for each in found} - before == {"IMHS application membership"}
    assert {each.enforced for each in found} == {floor is Floor.ENFORCED}


def _current(folder: Folder) -> PolicyVersion:
    return alliance.office(folder, "nc", Edge(clock)).version_on(TODAY)


# ── A policy that is to be adopted ────────────────────────────────────────────────────────────

FIRST = date(2027, 1, 1)


def _named_below(folder: Folder, version: PolicyVersion) -> set[str]:
    """What of a proposal for the first of January asks less, beyond what the policy in force does already."""
    base = _current(folder)
    before = {str(each) for each in fidelity.below(folder, NC, base, base, FIRST, ())}
    past = past_changes(base.document, version.document, FIRST)
    return {str(each) for each in fidelity.below(folder, NC, base, version, FIRST, past) if each.enforced} - before


def _asking_less(folder: Folder, first: date | None, until: date | None) -> PolicyVersion:
    """The open stretch of the specialists' sheet cut in three: for the days in the middle, membership is encouraged."""
    own = _current(folder).document
    sheet = next(s for s in own.sheets if s.category == "IMHS" and s.at.value == "application" and s.until is None)
    less = ENCOURAGED(replace(own, sheets=(sheet,))).sheets[0]
    parts = [replace(less, from_=first or sheet.from_, until=until)]
    if first is not None:
        parts.insert(0, replace(sheet, until=first - timedelta(days=1)))
    if until is not None:
        parts.append(replace(sheet, from_=until + timedelta(days=1)))
    return PolicyVersion.of(replace(own, sheets=(*(s for s in own.sheets if s is not sheet), *parts)))


@pytest.mark.parametrize(
    ("first", "until", "named"),
    [
        (FIRST, None, {"IMHS application membership"}),
        (date(2027, 1, 2), None, {"IMHS application membership (on 2 January 2027)"}),
        (date(2026, 6, 1), date(2026, 12, 31), {"IMHS application membership (on 1 June 2026)"}),
    ],
)
def test_no_day_of_a_proposal_slips_under_an_enforced_floor(
    folder: Folder, ask: Asking, first: date, until: date | None, named: set[str]
) -> None:
    """Later days rule too, and by the rows of days gone by an open application may still be judged."""
    license_(folder, ask, "2024", date(2024, 1, 1), floor=Floor.ENFORCED)
    assert _named_below(folder, _asking_less(folder, first, until)) == named


def test_a_licence_that_is_enforced_from_a_later_day_is_asked_about_too(folder: Folder, ask: Asking) -> None:
    license_(folder, ask, "2024", date(2027, 6, 1), floor=Floor.ENFORCED)
    found = _named_below(folder, _asking_less(folder, FIRST, None))
    assert found == {"IMHS application membership (on 1 June 2027)"}


def test_what_stands_on_an_assumed_licence_says_so(folder: Folder, ask: Asking) -> None:
    def said() -> tuple[set[bool], set[str]]:
        found = fidelity.looser(folder, NC, _looser(folder), TODAY)
        place = HEADINGS.index("licence_confirmed")
        return {each.assumed for each in found}, {row[place] for row in table(report(folder))}

    assert said() == ({True}, {"no"})
    license_(folder, ask, "2024", date(2024, 1, 1))
    assert said() == ({False}, {"yes"})
