"""Samples are the same for the same seed, hold nobody's words in the open, and are made whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.sample.conftest import TODAY, Sample

from vouchbook.cli import main
from vouchbook.domain.authorize import Principal, Role
from vouchbook.sample import USUAL, make
from vouchbook.sample import alliance as making
from vouchbook.service import alliance, reading
from vouchbook.service.folder import Folder, NotAFolder

STAFF = Principal(Role.COORDINATOR)


def people(place: Path) -> list[tuple[str, str]]:
    with Folder.open(place / "alliance", place / "root-key") as folder:
        return [
            (each.person, each.name)
            for code in ("nc", "tn", "wv")
            for each in reading.everybody(alliance.office(folder, code), STAFF)
        ]


def leaves(place: Path) -> list[str]:
    with Folder.open(place / "alliance", place / "root-key") as folder:
        return [entry.type for entry in alliance.office(folder, "tn").book.follow()]


@pytest.mark.timeout(120)
def test_the_same_seed_and_day_make_the_same_people_and_another_seed_others(sample: Sample, tmp_path: Path) -> None:
    for name, seed in (("again", 1), ("others", 2)):
        (tmp_path / name).mkdir()
        made = make(tmp_path / name / "alliance", tmp_path / name / "root-key", TODAY, seed=seed)
        assert (made == sample.made) is (seed == 1)
    assert people(tmp_path / "again") == people(sample.place)
    assert not {name for _, name in people(tmp_path / "others")} <= {name for _, name in people(sample.place)}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("day", [date(2026, 7, 4), date(2027, 1, 3), date(2027, 6, 30)])
def test_lives_lead_up_to_any_day_without_being_turned_down(
    tmp_path: Path, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_WITH_LETTERS", 0)  # they say nothing of the rules, and take their time
    assert make(tmp_path / "alliance", tmp_path / "root-key", day).stopped == ()


def test_every_name_and_word_is_sealed(sample: Sample) -> None:
    """Nobody's name, address or words are found in a byte of the data folder."""
    found = {name for _, name in people(sample.place)}
    words = {part for name in found for part in name.split() if len(part) > 7}
    words |= {"example.org", "hard start in life", "Seen in the file", "willow lane", "Lost Mitten Foundation"}
    folder = sample.place / "alliance"
    content = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    assert len(words) > 60
    assert [word for word in sorted(words) if word.encode() in content] == []


def test_every_book_is_whole(sample: Sample) -> None:
    for code in sample.folder.codes():
        checked = CliRunner().invoke(
            main, ["ledger", "verify", "-a", code, "--data", str(sample.place / "alliance"),
                   "--key-file", str(sample.place / "root-key")],
        )  # fmt: skip
        assert checked.exit_code == 0, checked.output
        assert "is whole" in checked.output


def test_what_happened_happened_in_order_and_not_after_the_day(sample: Sample) -> None:
    entries = list(sample.office("nc").book.follow())
    days = [entry.happened_on for entry in entries]
    assert days == sorted(days)
    assert days[-1] <= TODAY
    assert (TODAY - days[0]).days > 300


def test_more_people_are_entered_many_at_once(tmp_path: Path) -> None:
    made = make(tmp_path / "alliance", tmp_path / "root-key", TODAY, people=USUAL + 150)
    assert made.stopped == ()
    with Folder.open(tmp_path / "alliance", tmp_path / "root-key") as folder:
        there = sum(len(reading.everybody(alliance.office(folder, code), STAFF)) for code in making.ASSOCIATIONS)
    assert there == USUAL + 150 + 6 * 3


def test_half_a_sample_is_none(tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "alliance", tmp_path / "root-key", TODAY, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "alliance").mkdir()
    (tmp_path / "alliance" / "letters.txt").write_text("mine")
    with pytest.raises(NotAFolder, match="not empty"):
        make(tmp_path / "alliance", tmp_path / "root-key", TODAY)
    told = CliRunner().invoke(main, ["sample", str(tmp_path / "alliance")])
    assert told.exit_code == 2
    assert (tmp_path / "alliance" / "letters.txt").read_text() == "mine"


def test_a_day_to_come_and_too_few_people_are_questions_asked_wrongly(tmp_path: Path) -> None:
    for words in (["--on", "2999-01-01"], ["--people", "3"]):
        told = CliRunner().invoke(main, ["sample", str(tmp_path / "alliance"), *words])
        assert told.exit_code == 2, told.output
        assert list(tmp_path.iterdir()) == []
