"""The samples of each edition: who misses nothing, and who misses exactly what the comment in the file says."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

import vouchbook_guidelines
from vouchbook.domain.names import Occasion
from vouchbook.domain.trace import Finding, Status, Trace
from vouchbook.letters.amounts import UNITS, amount
from vouchbook.letters.evaluation import as_text
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.rules import Rule

SAMPLES = Path(vouchbook_guidelines.__file__).parent / "samples"
FILES = sorted(SAMPLES.glob("*/*.toml"))

FAILING = {
    # edition and category: the requirement that is missing, and what counts of what it takes
    ("2021", "IFA"): ("education_or_work", "0 of 1 ways"),  # a volunteer for 23 months
    ("2021", "ECFA"): ("training", "29.98 of 30 clock hours"),  # a minute
    ("2021", "IFS"): ("rsc", "24 of 24 clock hours"),  # enough, within eleven months
    ("2021", "ECFS"): ("work", "23 of 24 months"),  # since the degree
    ("2021", "IFRS"): ("training", "48 of 48 clock hours"),  # an hour would serve two parts
    ("2021", "ECFRS"): ("giving_rsc", "11 of 12 months"),
    ("2021", "IMHS"): ("rsc", "48 of 50 clock hours"),  # the provider's vetting ended
    ("2021", "ECMHS"): ("exam", "1 of 2 parts"),  # the other family's form
    ("2021", "IMHM-C"): ("rsc", "52 of 50 clock hours"),  # 24 of 25 about the RSC given
    ("2021", "IMHM-P"): ("leadership", "35 of 36 months"),
    ("2021", "IMHM-RF"): ("exam", "1 of 2 parts"),  # the essay not passed
    ("2021", "ECMHM-C"): ("training", "32.5 of 30 clock hours"),  # 14.5 of 15 about RSC
    ("2021", "ECMHM-P"): ("ratings", "2 of 3 ratings"),  # two by the same person
    ("2021", "ECMHM-RF"): ("work", "35 of 36 months"),  # since the degree
    ("2023", "IFS"): ("rsc", "22 of 24 clock hours"),  # two with a peer
    ("2023", "ECFS"): ("families", "9 of 10 families"),
    ("2024", "IFA"): ("training", "31 of 30 clock hours"),  # 2.5 of 3 about DEIA
    ("2024", "ECFA"): ("ratings", "2 of 3 ratings"),  # the rater's endorsement ended
    ("2024", "IFS"): ("rsc", "14 of 24 clock hours"),  # ten from before the add-on
    ("2024", "ECFS"): ("membership", "0 of 1 terms"),  # ended the day before
    ("2024", "IMHM-C"): ("training", "47 of 48 clock hours"),
    ("2024", "IMHM-P"): ("training", "33 of 33 clock hours"),  # 2 of 3 about DEIA
    ("2024", "IMHM-RF"): ("training", "32.5 of 33 clock hours"),
    ("2024", "ECMHM-C"): ("rsc", "40 of 50 clock hours"),  # ten from no clinical mentor
    ("2024", "ECMHM-P"): ("work", "34 of 36 months"),  # since the degree
    ("2024", "ECMHM-RF"): ("signatures", "1 of 2 documents"),  # signed the day after
    ("2024", "ERS"): ("endorsement", "0 of 1 endorsements"),  # what it is added to has ended
    ("2025", "IMHS"): ("education", "0 of 1 ways"),  # the licence ran out
    ("2025", "ECMHS"): ("work", "23 of 24 months"),  # with the parent
}


def parted(file: Path) -> tuple[str, str, str]:
    """Edition, category, ``passing`` or ``failing``."""
    category, _, kind = file.stem.rpartition("-")
    return file.parent.name, category.upper(), kind


def sampled(field, file: Path) -> Trace:
    edition, category, _ = parted(file)
    trace: Trace = field.asked(edition, category, read_portfolio(file), field.days[edition])
    return trace


def counted(finding: Finding) -> str:
    unit = finding.unit
    return f"{amount(finding.counted, unit)} of {amount(finding.required, unit)} {UNITS[unit]}"


def comment(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return " ".join(line.lstrip("# ") for line in lines[: lines.index('format = "vouchbook-portfolio/1"')])


def asked_of(document: PolicyDocument, category: str) -> dict[str, Rule]:
    """The rules of an application, whoever tells of them and whether anybody confirmed them."""
    return {
        line.rule.key: line.rule
        for sheet in document.sheets
        if sheet.category == category and sheet.at is Occasion.APPLICATION
        for line in sheet.lines
    }


def test_every_sheet_that_is_new_or_changed_has_a_passing_and_a_failing_sample(field) -> None:
    documents = {name: field.policy(name).document for name in field.editions}
    told = {(field.editions[0], category) for category in documents[field.editions[0]].association.categories}
    for before, name in pairwise(field.editions):
        for category in documents[name].association.categories:
            if asked_of(documents[before], category) != asked_of(documents[name], category):
                told.add((name, category))
    assert {parted(file) for file in FILES} == {(*each, kind) for each in told for kind in ("passing", "failing")}
    assert told == set(FAILING)


@pytest.mark.parametrize("file", [f for f in FILES if "passing" in f.stem], ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_whoever_passes_misses_nothing(field, file: Path) -> None:
    assert sampled(field, file).missing == ()
    assert "Nothing is missing." in comment(file)


@pytest.mark.parametrize("file", [f for f in FILES if "failing" in f.stem], ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_whoever_fails_misses_exactly_what_the_comment_says(field, file: Path) -> None:
    edition, category, _ = parted(file)
    found = [finding for finding in sampled(field, file).findings if finding.status is Status.MISSING]
    assert [(finding.requirement, counted(finding)) for finding in found] == [FAILING[edition, category]]
    said = re.search(r"Missing: ([\w ]+)", comment(file))
    assert said
    assert said[1].lower().replace(" ", "_") == FAILING[edition, category][0]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_a_sample_says_what_it_is_asked_about_and_names_nobody_who_could_be_reached(field, file: Path) -> None:
    edition, _, _ = parted(file)
    day = field.days[edition]
    assert f"by the guidelines of {edition}, asked about {day.day} {day:%B %Y}." in comment(file)
    assert set(re.findall(r"[\w.'-]+@([\w.-]+)", file.read_text(encoding="utf-8"))) == {"example.org"}


def test_no_two_samples_are_of_the_same_person() -> None:
    people = Counter(read_portfolio(file).person.email for file in FILES)
    assert people.most_common(1)[0][1] == 1


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_what_is_said_of_a_sample_fits_a_narrow_terminal(field, file: Path) -> None:
    read = read_portfolio(file)
    page = as_text(sampled(field, file), field.policy(parted(file)[0]), read.names, width=64)
    assert all(len(line) <= 64 for line in page.splitlines())
    assert "{" not in page
