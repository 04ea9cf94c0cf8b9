"""Which two policies are meant, in a book, a package, a file or an edition; and what changes between two days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.service.conftest import TODAY, clock

from vouchbook.associations import package
from vouchbook.domain import policy as policies
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Published
from vouchbook.domain.names import CategoryCode, CommandId
from vouchbook.domain.streams import POLICY
from vouchbook.letters.compared import Page
from vouchbook.letters.difference_page import as_text
from vouchbook.policy.compare import Effect
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.service.comparing import Chosen, UnknownPolicy, choose, compared
from vouchbook.service.edge import Edge
from vouchbook.service.evaluation import NoEdition, policy_of
from vouchbook.service.office import Office, Plan, Request

IMHS = CategoryCode("IMHS")
LATER = '\n[[fee]]\noccasion = "renewal"\namount = 30\nfrom = 2027-01-01\nsource = "assumed"\nconfirmed = false\n'
Write = Callable[[str, str], Path]


def none(_: str) -> None:
    """No book anywhere."""


def chosen(named: str, on: date | None = TODAY) -> Chosen:
    return choose(named, on, none, Edge(clock))


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """North Carolina's policy file, with something put in another's place, or more at its end."""

    def write(more: str, instead_of: str) -> Path:
        file = tmp_path / "my-policy.toml"
        text = package("nc").policy_file.read_text("utf-8")
        file.write_text(text.replace(instead_of, more) if instead_of else text + more, "utf-8")
        return file

    return write


# ── Which are meant ───────────────────────────────────────────────────────────────────────────


def test_a_code_is_the_installed_package_on_the_day_asked() -> None:
    of = chosen("nc")
    assert (of.association, of.on, of.whose) == ("nc", TODAY, "as installed, adopted by no book here")
    assert chosen("nc", None).on == TODAY


def test_a_day_goes_before_the_day_asked() -> None:
    assert chosen("nc@2023-06-01").on == date(2023, 6, 1)


def test_an_edition_needs_no_prefix_where_no_association_is_called_so() -> None:
    named, bare = chosen("edition:2024"), chosen("2024")
    assert named == bare
    assert (named.association, named.called) == ("", "the guidelines of 2024")


def test_a_file_is_read_where_it_lies(written: Write) -> None:
    file = written(LATER, "")
    assert chosen(str(file)).called == "my-policy.toml"
    assert chosen(f"{file}@2027-01-01").on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (
            "xx",
            r"nothing is called 'xx'; name an association \(.*nc.*\), also with a day as in nc@2024-06-01, an edition",
        ),
        ("nc@2023", r"'nc@2023': '2023' is no day; write it like nc@2024-06-01"),
        ("nc@1066-10-14", r"1066-10-14 lies outside the days that a book speaks of"),
        ("no/such.toml", r"there is no such file here"),
        ("xx@2023-01-01", r"nothing is called 'xx'"),
    ],
)
def test_what_nothing_goes_by_names_the_way_out(named: str, said: str) -> None:
    with pytest.raises(UnknownPolicy, match=said):
        chosen(named)


def test_an_edition_that_is_not_installed_names_those_that_are() -> None:
    with pytest.raises(NoEdition, match="2024"):
        chosen("edition:1999")


def test_a_file_with_mistakes_says_all_of_them(written: Write) -> None:
    with pytest.raises(PolicyMistakes, match="put decimals in quotation marks"):
        chosen(str(written("minimum = 30.5", "minimum = 30")))


# ── A book goes before the package ────────────────────────────────────────────────────────────


def adopt(office: Office, file: Path, on: date) -> None:
    version, _ = policy_of(file)

    def plan() -> Plan:
        loaded = office.load(POLICY, office.code)
        command = policies.Adopt(version.digest, Published(version.stored.decode()), (), on)
        return Plan(writes=(loaded.write(policies.decide(command, loaded.state)),))

    office.record(Request(CommandId("adopting"), Principal(Role.ALLIANCE), on), "adopt_policy", "later", plan)


def test_what_a_book_adopted_rules_from_its_day(nc: Office, written: Write) -> None:
    adopt(nc, written('amount    = "35.00"', 'amount    = "25.00"'), TODAY)
    before, now = (choose("nc", on, lambda _: nc, Edge(clock)) for on in (TODAY - timedelta(days=1), TODAY))
    assert before.at(before.on) != now.at(now.on)
    assert now.whose.startswith("adopted on ")
    found = compared(before, now)
    (fee,) = found.differences.rows
    assert fee.now is not None
    assert "For every category, renewal costs $35.00" in fee.now.text
    assert [each.on for each in found.between] == [TODAY]


def test_a_day_before_any_adoption_is_answered_by_the_first_version(nc: Office) -> None:
    long_ago = choose("nc@2022-06-01", None, lambda _: nc, Edge(clock))
    assert long_ago.at(long_ago.on).digest == nc.policies.adopted[0].version


# ── What changes when ─────────────────────────────────────────────────────────────────────────


def told(page: Page) -> str:
    return " ".join(as_text(page, width=80).split())


def test_between_two_days_of_one_association_each_day_of_change_is_named() -> None:
    page = compared(chosen("nc@2021-10-01"), chosen("nc@2027-12-31"), IMHS)
    days = [each.on for each in page.between]
    assert days[-1] == date(2027, 12, 22)
    assert date(2024, 1, 1) in days
    assert "22 December 2027 What people vetted for reference ratings do from this day on does not count." in told(page)
    training = next(line for line in page.differences.lines if line.at.value == "renewal" and line.key == "training")
    assert training.effect is Effect.STRICTER


def test_a_single_day_of_change_is_not_told_twice() -> None:
    page = compared(chosen("nc@2023-12-31"), chosen("nc@2024-01-01"), IMHS)
    assert "All of this on one day: 1 January 2024." in told(page)


def test_what_a_new_file_brings_only_later_is_told_as_still_to_come(written: Write) -> None:
    page = compared(chosen("nc"), chosen(str(written(LATER, ""))))
    assert page.differences.nothing
    (later,) = [each for each in page.later if each.on == date(2027, 1, 1)]
    assert later.instead is not None
    assert later.instead.nothing
    said = told(page)
    assert "Still to come after 20 November 2026" in said
    assert "1 January 2027 Fees: For every category, renewal costs $30.00." in said
    assert "under the policy before, nothing changed on this day" in said
    assert "Nothing differs, over 9 categories on the day asked about; on other days, something does." in said


def test_what_a_new_file_says_of_the_past_is_named_by_its_day(written: Write) -> None:
    """The hour about diversity was asked from January 2024; a file that asks it from July differs in between only."""
    page = compared(chosen("nc"), chosen(str(written("from    = 2024-07-01\n", "from    = 2024-01-01\n"))))
    assert (page.differences.nothing, page.otherwise) == (True, (date(2024, 1, 1),))
    assert "They differ otherwise before: ask about 1 January 2024 with --on." in told(page)


def test_two_associations_or_editions_have_no_days_in_common() -> None:
    page = compared(chosen("edition:2024"), chosen("edition:2025"))
    assert (page.between, page.later, page.otherwise) == ((), (), ())
    assert {line.effect for line in page.differences.lines} >= {Effect.LOOSER, Effect.OTHER}


def test_a_policy_does_not_differ_from_itself() -> None:
    assert compared(chosen("nc"), chosen("nc")).differences.nothing
