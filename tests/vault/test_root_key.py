"""The root key file: every way in which it can be wrong is told apart, with what to do about it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from vouchbook.service.folder import KEY_FILE, Folder
from vouchbook.vault import RootKey, RootKeyRefused


@pytest.fixture
def key(place: Path) -> Path:
    return place / "root.key"


def opened(place: Path, key: Path | None = None) -> None:
    with Folder.open(place / "data", key) as folder:
        folder.book("nc")


def test_a_new_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    with Folder.found(tmp_path / "data", tmp_path / "root.key"):
        pass
    assert stat.S_IMODE((tmp_path / "root.key").stat().st_mode) == 0o400
    assert len((tmp_path / "root.key").read_text().strip()) == 64


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    RootKey.create(tmp_path / "root.key")
    with pytest.raises(RootKeyRefused, match="a root key is never replaced: name another file"):
        RootKey.create(tmp_path / "root.key")


def test_a_key_that_is_there_already_is_used(tmp_path: Path) -> None:
    key = RootKey.create(tmp_path / "root.key")
    with Folder.found(tmp_path / "data", tmp_path / "root.key") as folder:
        folder.add("nc")
    with Folder.open(tmp_path / "data") as folder:
        folder.book("nc")
    assert RootKey.load(tmp_path / "root.key", outside=tmp_path / "data").mark == key.mark


def test_a_missing_key_is_said_to_be_missing(place: Path, key: Path) -> None:
    key.unlink()
    with pytest.raises(RootKeyRefused, match=r"is missing; bring it back from your safe copy, or name its place"):
        opened(place, key)


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644, 0o600 | stat.S_IXGRP])
def test_a_key_that_others_could_read_is_refused(place: Path, key: Path, mode: int) -> None:
    key.chmod(mode)
    with pytest.raises(RootKeyRefused, match=rf"mode {mode:04o}: others could read it. Run: chmod 400"):
        opened(place, key)
    key.chmod(0o600)
    opened(place, key)


@pytest.mark.parametrize("where", ["root.key", "keys/root.key", "books/../root.key"])
def test_a_key_inside_the_data_folder_is_refused(place: Path, key: Path, where: str) -> None:
    inside = place / "data" / where
    key.rename(inside)
    with pytest.raises(RootKeyRefused, match=r"lies inside the data folder .* in every backup of it: move it out"):
        opened(place, inside)


def test_a_link_from_outside_into_the_data_folder_is_refused(place: Path, key: Path) -> None:
    key.rename(place / "data" / "hidden")
    key.symlink_to(place / "data" / "hidden")
    with pytest.raises(RootKeyRefused, match="lies inside the data folder"):
        opened(place, key)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is 0 bytes long, not 32: cut off or another file. Bring back your safe copy"),
        ("00" * 31, "is 31 bytes long, not 32"),
        ("00" * 33, "is 33 bytes long, not 32"),
        ("not a key at all", "is no root key: it should hold 64 hexadecimal digits"),
        ("é" * 64, "is no root key"),
    ],
)
def test_a_broken_key_is_refused(place: Path, key: Path, text: str, message: str) -> None:
    key.chmod(0o600)
    key.write_text(text)
    with pytest.raises(RootKeyRefused, match=message):
        opened(place, key)


def test_a_folder_or_a_pipe_is_no_key_file(place: Path) -> None:
    (place / "folder").mkdir(mode=0o700)
    os.mkfifo(place / "pipe", mode=0o600)
    for other in ("folder", "pipe"):
        with pytest.raises(RootKeyRefused, match="is no file; name the root key file itself"):
            opened(place, place / other)


def test_another_folders_key_is_refused(place: Path) -> None:
    other = RootKey.create(place / "other.key")
    with pytest.raises(RootKeyRefused, match=r"other.key is not the root key of .*; name the right one"):
        opened(place, other.path)


def test_keys_wrapped_by_another_root_key_are_refused(place: Path, tmp_path: Path) -> None:
    with Folder.found(tmp_path / "elsewhere", tmp_path / "elsewhere.key") as folder:
        folder.add("nc")
    (tmp_path / "elsewhere" / "keys" / "nc.sqlite").replace(place / "data" / "keys" / "nc.sqlite")
    with pytest.raises(RootKeyRefused, match="is not the root key that wrapped the keys in"):
        opened(place, place / "root.key")


def test_the_argument_goes_before_the_environment_and_that_before_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = tmp_path / "root.key"
    with Folder.found(tmp_path / "data", usual) as folder:
        folder.add("nc")
    opened(tmp_path)
    moved = usual.rename(tmp_path / "moved.key")
    with pytest.raises(RootKeyRefused, match=r"root.key is missing"):
        opened(tmp_path)
    monkeypatch.setenv(KEY_FILE, str(moved))
    opened(tmp_path)
    monkeypatch.setenv(KEY_FILE, str(usual))
    opened(tmp_path, moved)


def test_a_key_shows_nothing_of_itself(place: Path, key: Path) -> None:
    loaded = RootKey.load(key, outside=place / "data")
    secret = key.read_text().strip()
    for shown in (repr(loaded), str(loaded), f"{loaded!s}"):
        assert secret not in shown
    assert secret[:16] not in loaded.mark
    assert os.fspath(key) in repr(loaded)
