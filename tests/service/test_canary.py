"""Words planted in every text that a person can write never appear in a byte of the data folder."""

from __future__ import annotations

import re
from pathlib import Path

from tests.service.journey import Journey, sample

from vouchbook.domain.names import Outcome
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import application, evidence, portfolio, review
from vouchbook.service.case import read_case
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office

TEXTS = ("given_name", "family_name", "county", "title", "provider", "degree", "field", "institution", "employer",
         "role", "description", "name", "issued_by", "relationship")  # fmt: skip


def planted(text: str) -> str:
    """The sample with a canary in every text, and in every id of its author's choosing."""
    text = re.sub(r'""".*?"""', '"Canary"', text, flags=re.DOTALL)
    for key in TEXTS:
        if key != "provider":
            text = re.sub(rf'^(\s*{key}\s*= )"[^"]*"', rf'\1"Canary{key}"', text, flags=re.MULTILINE)
    text = re.sub(r'^(\s*email\s*= )"([^"]*)"', r'\1"canaryemail-\2"', text, flags=re.MULTILINE)
    ids = set(re.findall(r'^id\s*= "([^"]+)"', text, flags=re.MULTILINE))
    return re.sub(
        r'^(\s*(?:id|provider|rater|supervisor)\s*= )"([^"]*)"',
        lambda found: f'{found[1]}"canaryid-{found[2]}"' if found[2] in ids else f'{found[1]}"Canaryprovider"',
        text,
        flags=re.MULTILINE,
    )


def test_no_canary_is_found_in_the_data_folder(nc: Office, ask, folder: Folder, place: Path, tmp_path: Path) -> None:
    file = tmp_path / "canary.toml"
    file.write_text(planted(sample("imhs-complete").read_text("utf-8")), "utf-8")
    way = Journey(nc, ask)
    done = portfolio.import_portfolio(nc, ask(), read_portfolio(file), file.read_bytes())
    way.person = done.result["person"]
    way.opened().confirmed().member().submitted().panel().examined()
    for reviewer in way.reviewers:
        answers = tuple(
            review.Answer(q.requirement, True, "CanaryReason", key=q.key, item=q.item)
            for q in way.open_questions(reviewer)
        )
        review.answer(nc, ask("reviewer", reviewer), way.application, answers)
        way.completed(reviewer)
    application.decide(nc, ask(), way.application, Outcome.APPROVED, "CanaryDecision")
    evidence.withdraw(nc, ask(), way.person, next(iter(_items(way))))
    assert leaks(place) == []
    folder.close()
    assert leaks(place) == []


def leaks(place: Path) -> list[bytes]:
    """What stands around each canary in the bytes of every file."""
    files = [path for path in sorted(place.rglob("*")) if path.is_file()]
    return [found for path in files for found in re.findall(rb"(?i).{0,60}canary.{0,60}", path.read_bytes())]


def _items(way: Journey):
    return read_case(way.office, way.application).person.state.items


def test_the_canaries_were_planted_and_are_read_back_by_those_who_may(nc: Office, ask, tmp_path: Path) -> None:
    file = tmp_path / "canary.toml"
    file.write_text(planted(sample("imhs-complete").read_text("utf-8")), "utf-8")
    read = read_portfolio(file)
    assert read.person.given_name == "Canarygiven_name"
    assert all(
        str(entry.ref).startswith("canaryid-") for entry in read.entries if entry.facts.__struct_config__.tag == "rsc"
    )
    done = portfolio.import_portfolio(nc, ask(), read, file.read_bytes())
    from vouchbook.service import reading

    seen = reading.evidence(nc, ask().principal, done.result["person"])
    assert {str(value) for item in seen for value in item.words.values()} >= {"Canarytitle", "Canaryname", "Canaryrole"}


def test_a_membership_can_carry_no_words_into_the_clear(nc: Office, ask, place: Path, tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    text = sample("imhs-complete").read_text("utf-8")
    file.write_text(
        text.replace('plan  = "individual"', 'plan = "canaryplan"').replace('"nc"\nplan', '"Canarybody"\nplan')
    )
    done = portfolio.import_portfolio(nc, ask(), read_portfolio(file), file.read_bytes())
    assert done.result["person"]
    assert leaks(place) == []
