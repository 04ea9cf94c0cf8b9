"""A data folder is founded whole or not at all, and says plainly what is wrong with it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.ledger.samples import command, registered, write

from vouchbook.ledger import Book, Damaged, NewerFormat
from vouchbook.service.folder import MANIFEST, Folder, NotAFolder
from vouchbook.vault import RootKeyRefused, Vault


def names(path: Path) -> set[str]:
    return {str(each.relative_to(path)) for each in path.rglob("*")}


def test_a_founded_folder_holds_books_and_keys_apart_and_no_root_key(place: Path) -> None:
    assert names(place / "data") == {
        "vouchbook.toml", "books", "books/nc.sqlite", "books/tn.sqlite", "keys", "keys/nc.sqlite", "keys/tn.sqlite",
    }  # fmt: skip
    secret = (place / "root.key").read_text().strip()
    for file in (place / "data").rglob("*.*"):
        assert secret.encode() not in file.read_bytes()
        assert bytes.fromhex(secret) not in file.read_bytes()


def test_a_founded_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    with Folder.found(tmp_path / "data", tmp_path / "root.key") as folder:
        folder.add("nc")
        folder.book("nc")
        for path in (tmp_path / "data", tmp_path / "data" / "keys", tmp_path / "data" / "keys" / "nc.sqlite"):
            assert path.stat().st_mode & 0o077 == 0, path


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letter.txt").write_text("mine")
    with pytest.raises(NotAFolder, match="is not empty; name a new or an empty folder"):
        Folder.found(tmp_path / "data", tmp_path / "root.key")
    assert names(tmp_path) == {"data", "data/letter.txt"}


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with Folder.found(tmp_path / "data", tmp_path / "root.key") as folder:
        assert folder.codes() == ()


@pytest.mark.parametrize(
    ("data", "key", "error"),
    [
        ("data", "data/root.key", RootKeyRefused),
        ("data", "nowhere/root.key", RootKeyRefused),
        ("nowhere/data", "root.key", NotAFolder),
    ],
)
def test_a_founding_that_fails_leaves_nothing(tmp_path: Path, data: str, key: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Folder.found(tmp_path / data, tmp_path / key)
    assert names(tmp_path) == set()


def test_a_founding_that_is_interrupted_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Folder.found(tmp_path / "data", tmp_path / "root.key")
    assert names(tmp_path) == set()


def test_adding_that_is_interrupted_can_be_taken_up_again(
    place: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(path: Path, association: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Book, "found", interrupted)
        with pytest.raises(KeyboardInterrupt):
            folder.add("wv")
    assert folder.codes() == ("nc", "tn")
    assert {name for name in names(place / "data") if "wv" in name} == {"keys/wv.sqlite"}
    folder.add("wv")
    assert folder.codes() == ("nc", "tn", "wv")
    folder.book("wv")[0].append(command(), [write("p-1", 0, registered("p-1"))])


def test_a_second_book_of_one_code_is_refused(folder: Folder) -> None:
    with pytest.raises(ValueError, match="nc has a book here already; open it"):
        folder.add("nc")


@pytest.mark.parametrize("code", ["", "NC", "../nc", "n/c", "nc.sqlite", "1nc", ".", "é", "n" * 33, "nc\n"])
def test_what_is_no_code_makes_no_file(folder: Folder, place: Path, code: str) -> None:
    before = names(place)
    with pytest.raises(ValueError, match="is no code of an association"):
        folder.add(code)
    with pytest.raises(LookupError):
        folder.book(code)
    with pytest.raises(LookupError):
        Folder.book_without_keys(place / "data", code)
    assert names(place) == before


def test_an_association_without_a_book_is_named_with_those_that_have_one(folder: Folder) -> None:
    with pytest.raises(LookupError, match=r"'wv' has no book in .*; there is nc, tn"):
        folder.book("wv")


@pytest.mark.parametrize("where", ["elsewhere", "file", "data/books"])
def test_what_is_no_data_folder_is_said_to_be_none(place: Path, where: str) -> None:
    (place / "file").write_text("")
    with pytest.raises(NotAFolder, match=r"is no data folder: vouchbook.toml is missing. Name another with --data"):
        Folder.open(place / where, place / "root.key")


@pytest.mark.parametrize("text", ["", "format = ", "format = 1", 'format = "x"', "\xff", "[root_key]\npath = 1"])
def test_a_broken_manifest_is_damaged(place: Path, text: str) -> None:
    (place / "data" / MANIFEST).write_text(text, encoding="latin-1")
    with pytest.raises(Damaged, match=r"cannot be read .* restore it from a backup"):
        Folder.open(place / "data", place / "root.key")


def test_a_folder_from_a_newer_version_is_left_alone(place: Path) -> None:
    manifest = place / "data" / MANIFEST
    manifest.write_text(manifest.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(NewerFormat, match="has format 2, this version knows 1: upgrade Vouchbook"):
        Folder.open(place / "data", place / "root.key")


@pytest.mark.parametrize("room", ["books", "keys"])
def test_a_file_from_a_newer_version_is_left_alone(place: Path, room: str) -> None:
    file = place / "data" / room / "nc.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with (
        Folder.open(place / "data", place / "root.key") as folder,
        pytest.raises(NewerFormat, match="upgrade Vouchbook"),
    ):
        folder.book("nc")


@pytest.mark.parametrize("content", [b"", b"a letter", None])
@pytest.mark.parametrize("room", ["books", "keys"])
def test_a_file_that_is_none_of_ours_is_damaged(place: Path, room: str, content: bytes | None) -> None:
    file = place / "data" / room / "nc.sqlite"
    if content is None:
        other = place / "data" / ("keys" if room == "books" else "books") / "nc.sqlite"
        content = other.read_bytes()
    file.write_bytes(content)
    with Folder.open(place / "data", place / "root.key") as folder, pytest.raises(Damaged, match=r"restore|backup"):
        folder.book("nc")


def test_anothers_book_under_ones_own_name_is_damaged(place: Path) -> None:
    (place / "data" / "books" / "tn.sqlite").replace(place / "data" / "books" / "nc.sqlite")
    with Folder.open(place / "data", place / "root.key") as folder, pytest.raises(Damaged, match="not the book of nc"):
        folder.book("nc")


def test_lost_keys_are_told_from_a_lost_book(place: Path) -> None:
    (place / "data" / "keys" / "nc.sqlite").unlink()
    with Folder.open(place / "data", place / "root.key") as folder:
        with pytest.raises(Damaged, match=r"the keys of nc are missing; restore .* from a backup of the keys"):
            folder.book("nc")
        folder.book("tn")


def test_a_folder_hands_out_one_book_and_vault_per_association(folder: Folder) -> None:
    assert folder.book("nc") == folder.book("nc")
    book, vault = folder.book("tn")
    assert (book.association, vault.association) == ("tn", "tn")
    assert isinstance(vault, Vault)


def test_two_who_found_the_same_book_at_once_share_one(tmp_path: Path) -> None:
    """Whoever comes second keeps what the first has made, and what was recorded in it."""
    from vouchbook.service import folder as folders

    with Folder.found(tmp_path / "data", tmp_path / "root.key") as data:
        data.add("nc")
        book = tmp_path / "data" / "books" / "nc.sqlite"
        before = book.read_bytes()

        def another(at: Path) -> None:
            at.write_bytes(b"another book")

        folders._made(book, another)
        assert book.read_bytes() == before
        assert [path.name for path in book.parent.iterdir() if path.name.startswith(".")] == []
