"""A newer package arrives as a proposal: it is told of, and nothing changes until two people agree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.cli.conftest import Shell
from tests.kit.conftest import CODE, Author

from vouchbook import associations
from vouchbook.service import alliance
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder

WHY = ("--from", "2027-01-01", "--reason", "The package of this autumn")
DEARER = (
    '\n[[fee]]\noccasion = "{occasion}"\nfrom = 2027-01-01\nsource = "assumed"\nconfirmed = false\namount = {amount}\n'
)


class Book(Shell):
    """An association's book, and the two people who change its policy."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self("init", self.data, "--with", CODE)
        cora, ben = (
            self.id("person", "register", "--given-name", name, "--family-name", "Vale",
                    "--email", f"{name.lower()}@board.example.org")
            for name in ("Cora", "Ben")
        )  # fmt: skip
        self.as_cora, self.as_ben = ("--as", f"coordinator:{cora}"), ("--as", f"board:{ben}")

    def in_force(self) -> str:
        return str(self.json("policy", "history", CODE, "--on", "2027-06-01")["in_force"])


@pytest.fixture
def book(author: Author, tmp_path: Path) -> Book:
    author.install()
    (tmp_path / "data").mkdir()
    return Book(tmp_path / "data")


def brings(author: Author, more: str, version: str) -> None:
    """The next package, installed over the one before."""
    file = author.package / "policy.toml"
    file.write_text(file.read_text() + more)
    info = author.folder / "vouchbook_xq-0.1.0.dist-info"
    metadata = info / "METADATA"
    author.install()
    metadata.write_text(metadata.read_text().replace("Version: 0.1.0", f"Version: {version}"))
    associations._packages.cache_clear()


def note(book: Book, *words: str) -> str:
    return " ".join(book(*words).stderr.split())


def test_nothing_is_said_while_the_package_is_the_one_adopted(book: Book) -> None:
    for words in (("association", "list"), ("policy", "show", CODE), ("policy", "history", CODE)):
        assert "Note" not in note(book, *words)
    assert {row["upgrade"] for row in book.json("association", "list")} == {None}


def test_an_upgrade_is_told_of_and_changes_nothing(book: Book, author: Author) -> None:
    before = book.in_force()
    brings(author, DEARER.format(occasion="renewal", amount=35), "0.2.0")
    for words in (("association", "list"), ("association", "show", CODE), ("policy", "show", CODE),
                  ("policy", "history", CODE)):  # fmt: skip
        assert f"brings another policy than the one that {CODE} adopted from it" in note(book, *words)
    assert book.in_force() == before
    (row,) = [row for row in book.json("association", "list") if row["code"] == CODE]
    assert row["upgrade"].startswith("sha256:")
    assert "$35.00" in book("policy", "diff", CODE, f"installed:{CODE}").stdout
    assert "$35.00" not in book("policy", "show", CODE).stdout


def test_it_becomes_a_proposal_that_names_the_code_and_is_adopted_by_a_second_person(
    book: Book, author: Author
) -> None:
    brings(author, DEARER.format(occasion="renewal", amount=35), "0.2.0")
    before = book.in_force()
    id_ = book.id("policy", "propose", CODE, "--installed", *WHY, *book.as_cora)
    assert book.in_force() == before
    assert "Note" not in note(book, "policy", "history", CODE)
    proposed = book.json("policy", "history", CODE)["history"][-1]
    assert proposed["brought_by"] == ["vouchbook-xq 0.2.0"]
    with Folder.open(book.data, book.key) as folder:
        (made,) = alliance.office(folder, CODE, Edge()).policies.proposals
        assert [code.digest.startswith("sha256:") for code in made.made.code] == [True]
    book("policy", "approve", CODE, id_, *book.as_ben)
    assert book.in_force() == proposed["version"]
    assert "Note" not in note(book, "policy", "history", CODE)


def test_a_rejected_upgrade_is_not_told_of_again_and_the_next_one_is(book: Book, author: Author) -> None:
    brings(author, DEARER.format(occasion="renewal", amount=35), "0.2.0")
    id_ = book.id("policy", "propose", CODE, "--installed", *WHY, *book.as_cora)
    book("policy", "reject", CODE, id_, "--reason", "not this year", *book.as_ben)
    assert "Note" not in note(book, "policy", "history", CODE)
    brings(author, DEARER.format(occasion="exam", amount=300), "0.3.0")
    assert "vouchbook-xq 0.3.0 brings another policy" in note(book, "policy", "history", CODE)


def test_a_withdrawn_upgrade_is_told_of_again(book: Book, author: Author) -> None:
    brings(author, DEARER.format(occasion="renewal", amount=35), "0.2.0")
    id_ = book.id("policy", "propose", CODE, "--installed", *WHY, *book.as_cora)
    book("policy", "withdraw", CODE, id_, *book.as_cora)
    assert "brings another policy" in note(book, "policy", "history", CODE)


def test_what_the_association_changed_itself_and_an_upgrade_would_undo_is_shown(
    book: Book, author: Author, tmp_path: Path
) -> None:
    draft = tmp_path / "own.toml"
    book("policy", "edit", CODE, "fee", "--occasion", "registration", "--set", "amount=30.00",
         "--from", "2027-01-01", "--source", "board2026", "--source-title", "Minutes", "--draft", draft)  # fmt: skip
    own = book.id("policy", "propose", CODE, "--file", draft, *WHY, *book.as_cora)
    book("policy", "approve", CODE, own, *book.as_ben)
    assert "Note" not in note(book, "policy", "history", CODE), "the package is the same as ever"
    brings(author, DEARER.format(occasion="renewal", amount=35), "0.2.0")
    id_ = book.id("policy", "propose", CODE, "--installed", *WHY, *book.as_cora)
    shown = book("policy", "diff", CODE, id_).stdout
    undone = shown.split("What this association changed itself, and this would change again")[1]
    assert "registration" in undone
    assert "renewal" not in undone.split("\n\n")[0]
    assert book.json("policy", "diff", CODE, id_)["undone"] != []
    assert date.fromisoformat(book.json("policy", "diff", CODE, id_)["in_force_from"]) == date(2027, 1, 1)
