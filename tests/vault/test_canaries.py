"""Nothing personal lies open in any byte of the data folder, whatever was recorded, rebuilt or removed."""

from __future__ import annotations

from pathlib import Path

from tests.ledger.processes import opened
from tests.ledger.samples import command, example, registered, training, write

from vouchbook import projections
from vouchbook.domain.events import registered as event_types
from vouchbook.ledger import Book, Write
from vouchbook.projections.rebuild import rebuild, verify_rows
from vouchbook.vault import Vault

CANARY = "Quetzalcoatl"


def sightings(place: Path) -> list[str]:
    """Files that hold the canary in any spelling that a careless layer might leave."""
    spellings = [
        form.encode(coding)
        for form in (CANARY, CANARY.lower(), CANARY.upper())
        for coding in ("utf-8", "utf-16-le", "utf-16-be")
    ]
    return [
        str(file.relative_to(place))
        for file in (place / "data").rglob("*")
        if file.is_file() and any(spelling in file.read_bytes() for spelling in spellings)
    ]


def test_a_canary_in_every_sealed_field_is_nowhere(place: Path) -> None:
    with opened(place) as folder:
        book, vault = folder.book("nc")
        ada = registered("p-1", name=CANARY, email=f"{CANARY}@example.org")
        book.append(
            command(), [write("p-1", 0, ada, training("p-1", title=CANARY))], rows=projections.changes, result=b"{}"
        )
        rebuild(book, projections.READ_MODELS)
        assert verify_rows(book, projections.READ_MODELS) == []
        for number, kind in enumerate(event_types()):
            book.append(command(), [Write(f"{kind.stream}:canary-{number}", 0, (example(kind, text=CANARY),))])
        assert opening(book, vault) > 10, "the canary was never planted"
        assert sightings(place) == []
    assert sightings(place) == []


def test_the_search_itself_sees_a_canary(place: Path) -> None:
    (place / "data" / "books" / "slip").write_bytes(b"..." + CANARY.encode("utf-16-le"))
    assert sightings(place) == ["data/books/slip"]


def opening(book: Book, vault: Vault) -> int:
    """How many values hold the canary, for those who may open them."""
    found = 0
    for entry in book.follow():
        for field in ("words", "reason", "where", "name"):
            sealed = getattr(entry.event, field, None)
            if sealed is not None and hasattr(sealed, "box"):
                found += CANARY in str(vault.open(sealed))
    return found
