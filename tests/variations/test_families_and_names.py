"""Which families an association endorses for, what it calls its categories, and for whom it is: each as data alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import vouchbook_guidelines
from vouchbook import associations
from vouchbook.associations import Association
from vouchbook.cli import main
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import CategoryCode
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import registry
from vouchbook.service.conformance.life import trial
from vouchbook.service.conformance.samples import Sample
from vouchbook.service.evaluation import policy_of

DAY = date(2024, 10, 18)
SAMPLES = Path(vouchbook_guidelines.__file__).parent / "samples" / "2024"
IFA = SAMPLES / "ifa-passing.toml"

POLICY = """\
format = "vouchbook-policy/1"

[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = {families}
categories = {categories}
{more}

[sources]
board = {{ title = "Minutes of the board" }}

[[guidelines]]
edition = "2024"
source  = "board"

[[standing]]
may    = "review"
any_of = [{{ holds = ["every"] }}]
source = "board"

[[intake]]
how    = "rolling"
source = "board"
{intake}

[[review]]
reviewers = 1
how       = "alone"
source    = "board"

[[renewal]]
every_years = 1
next_due    = 2026-12-31
source      = "board"
"""
BOTH = {"families": '["IMH", "ECMH"]', "categories": '["IFA", "IFS", "ECFA", "ECFS"]'}
INFANTS = {"families": '["IMH"]', "categories": '["IFA", "IFS"]'}
PRACTITIONER = 'names = { IFA = "Infant Family Practitioner" }'


class Somewhere:
    """A small association whose whole package is the ``policy.toml`` that a test writes."""

    def __init__(self, place: Path) -> None:
        self._folder = place / "acme_zz"
        self._folder.mkdir()
        (self._folder / "__init__.py").write_text("")
        info = place / "acme_zz-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-zz\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{associations.ASSOCIATIONS}]\nzz = acme_zz\n")
        self._env = {"VOUCHBOOK_DATA": str(place / "data"), "VOUCHBOOK_ON": str(DAY), "COLUMNS": "200"}

    @property
    def file(self) -> Path:
        return self._folder / "policy.toml"

    def says(self, families: str, categories: str, more: str = "", intake: str = "") -> None:
        text = POLICY.format(families=families, categories=categories, more=more, intake=intake)
        self.file.write_text(text, "utf-8")

    def __call__(self, *words: object, status: int = 0) -> str:
        done = CliRunner().invoke(main, [str(word) for word in words], env=self._env)
        assert done.exit_code == status, done.output
        return done.output


@pytest.fixture
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Somewhere]:
    monkeypatch.syspath_prepend(tmp_path)
    associations._packages.cache_clear()
    yield Somewhere(tmp_path)
    sys.modules.pop("acme_zz", None)
    associations._packages.cache_clear()


# ── Variation 12: families offered ────────────────────────────────────────────────────────────


def test_who_works_with_children_of_three_applies_where_both_families_are_offered(somewhere: Somewhere) -> None:
    somewhere.says(**BOTH)
    assert "Nothing is missing" in somewhere("evaluate", "-a", "zz", "-c", "ECFS", "-p", SAMPLES / "ecfs-passing.toml",
                                             "--on", DAY)  # fmt: skip
    shown = somewhere("association", "show", "zz")
    assert "Infant mental health (IMH)" in shown
    assert "Early childhood mental health (ECMH)" in shown


def test_and_is_told_what_there_is_where_only_one_is(somewhere: Somewhere) -> None:
    somewhere.says(**INFANTS)
    asked = ("-a", "zz", "-c", "ECFS", "-p", SAMPLES / "ecfs-passing.toml", "--on", DAY)
    assert "zz offers IFA, IFS; not 'ECFS'" in somewhere("evaluate", *asked, status=2)
    assert "Early childhood mental health (ECMH)" not in somewhere("association", "show", "zz")
    assert "of the family IMH" in somewhere("policy", "show", "zz")


def test_a_comparison_names_the_family_that_is_not_there(somewhere: Somewhere) -> None:
    somewhere.says(**INFANTS)
    said = somewhere("compare", SAMPLES / "ecfs-passing.toml", "-c", "ECFS", "-a", "nc", "-a", "zz", "--on", DAY)
    assert "zz does not offer ECFS. It offers IFA, IFS, of the family IMH." in said


# ── Variation 23: local names ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        ("policy", "show", "zz"),
        ("association", "show", "zz"),
        ("evaluate", "-a", "zz", "-c", "IFA", "-p", IFA, "--on", DAY),
        ("compare", IFA, "-c", "IFA", "-a", "zz", "--on", DAY),
    ],
    ids=lambda words: " ".join(map(str, words[:2])) if words[0] != "compare" else "compare",
)
def test_what_an_association_calls_a_category_is_what_people_read(
    somewhere: Somewhere, words: tuple[object, ...]
) -> None:
    somewhere.says(**INFANTS)
    assert "Infant Family Practitioner" not in somewhere(*words)
    somewhere.says(**INFANTS, more=PRACTITIONER)
    assert "Infant Family Practitioner" in somewhere(*words)


@pytest.mark.parametrize(
    ("more", "called"), [("", "Infant Family Associate"), (PRACTITIONER, "Infant Family Practitioner")]
)
def test_the_registry_and_the_entry_of_whoever_is_endorsed_say_the_local_name(
    somewhere: Somewhere, more: str, called: str
) -> None:
    somewhere.says(**INFANTS, more=more)
    version, _ = policy_of(somewhere.file)
    with trial(Association(version), DAY) as book:
        lived = book.live(Sample("ifa-passing", IFA, CategoryCode("IFA"), DAY, read_portfolio(IFA)))
        assert lived.endorsement, lived
        entry = registry.show(book.office(DAY), Principal(Role.COORDINATOR), lived.endorsement, DAY)
    assert (entry.category, entry.category_name) == ("IFA", called)


def test_a_name_changes_no_rule(somewhere: Somewhere) -> None:
    somewhere.says(**INFANTS)
    before, _ = policy_of(somewhere.file)
    somewhere.says(**INFANTS, more=PRACTITIONER)
    after, _ = policy_of(somewhere.file)
    assert before.digest != after.digest
    assert before.document.sheets == after.document.sheets


# ── Variation 13: for residents ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("states", "stopped"), [('["ZZ"]', "not_resident"), ('["ZZ", "MI"]', None)], ids=["elsewhere", "a resident"]
)
def test_where_policy_is_for_residents_an_application_is_opened_for_them_alone(
    somewhere: Somewhere, tmp_path: Path, states: str, stopped: str | None
) -> None:
    file = tmp_path / "ifa.toml"
    text = IFA.read_text("utf-8")
    file.write_text(text.replace('state = "NM"', 'state = "MI"'), "utf-8")
    sample = Sample("ifa-passing", file, CategoryCode("IFA"), DAY, read_portfolio(file))
    for intake, refused in (("residents = false", None), ("residents = true", stopped)):
        somewhere.says(**INFANTS, more=f"states = {states}", intake=intake)
        version, _ = policy_of(somewhere.file)
        with trial(Association(version), DAY) as book:
            lived = book.live(sample)
        assert (lived.refused.code if lived.refused else None) == refused
        assert bool(lived.endorsement) is (refused is None)
