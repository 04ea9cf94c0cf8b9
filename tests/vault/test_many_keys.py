"""Keys of many people at once: made together, found by an index, and not all kept in memory."""

from __future__ import annotations

import pytest

from vouchbook.domain.events import Damaged
from vouchbook.domain.names import PersonId
from vouchbook.domain.sealed import Address, Purpose, Unsealed
from vouchbook.vault import PassingKey, Vault, sealing

EVERYBODY = [PersonId(f"p-{number}") for number in range(500)]


def unsealed(person: PersonId, purpose: Purpose) -> Unsealed:
    return Unsealed(Address("nc", f"person:{person}", 1, "person_registered", "words"), purpose, (person,), b"plain")


def test_the_keys_of_five_hundred_people_are_made_in_two_transactions(vault: Vault) -> None:
    said: list[str] = []
    vault._file._connection.set_trace_callback(said.append)
    values = [unsealed(person, purpose) for person in EVERYBODY for purpose in (Purpose.IDENTITY, Purpose.EVIDENCE)]
    boxes = vault.seal(values)
    assert said.count("BEGIN IMMEDIATE") == 2, "one to make them, one to give each to its person"
    said.clear()
    assert len(vault.seal(values)) == len(set(boxes)) == 1_000
    assert said == [], "all of them are at hand"


def test_a_key_of_nobody_is_found_without_reading_those_that_people_have(vault: Vault) -> None:
    said: list[str] = []
    vault._file._connection.set_trace_callback(said.append)
    vault.seal([unsealed(EVERYBODY[0], Purpose.IDENTITY)])
    looked = [each for each in said if each.startswith("SELECT") and "subject IS NULL" in each]
    assert len(looked) == 2
    for statement in looked:
        (plan,) = vault._file._connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
        assert "key_unassigned" in plan[-1]


def test_only_so_many_locks_are_kept_and_what_was_sealed_opens_all_the_same(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MOST", 40)
    values = [unsealed(person, Purpose.IDENTITY) for person in EVERYBODY]
    boxes = vault.seal(values)
    assert len(vault._by_holders) <= 40
    for value, box in zip(values, boxes, strict=True):
        assert vault.open_box(value.at, value.purpose, value.subjects, box) == b"plain"
        assert len(vault._by_ids) <= 40


def test_what_waits_is_sealed_with_a_key_that_no_other_process_has() -> None:
    key = PassingKey()
    boxes = [key.seal(b"Quetzalcoatl") for _ in range(3)]
    assert len(set(boxes)) == 3
    assert not any(b"Quetz" in box for box in boxes)
    assert [key.open(box) for box in boxes] == [b"Quetzalcoatl"] * 3
    for other in (PassingKey().seal(b"Quetzalcoatl"), boxes[0][:-1], boxes[0][:-1] + b"x", b"", b"short"):
        with pytest.raises(Damaged, match="nothing was recorded"):
            key.open(other)
