"""Roles on the command line: whoever runs it makes the first coordinator, who makes the others."""

from __future__ import annotations

import csv

from tests.cli.conftest import Shell


def somebody(shell: Shell, name: str) -> str:
    return shell.id(
        "person", "register", "--given-name", name, "--family-name", "Ruiz", "--email", f"{name}@example.org"
    )


def test_a_coordinator_is_made_listed_and_ended(shell: Shell) -> None:
    ana, rosa = somebody(shell, "Ana"), somebody(shell, "Rosa")
    assert f"{ana} acts as coordinator from now on." in shell("role", "give", ana, "coordinator").stdout
    shell("role", "give", rosa, "reviewer", "--as", f"coordinator:{ana}")
    assert [(row["name"], row["role"]) for row in shell.json("role", "list")] == [
        ("Ana Ruiz", "coordinator"),
        ("Rosa Ruiz", "reviewer"),
    ]
    shell("role", "end", rosa, "reviewer")
    (row,) = [row for row in csv.DictReader(shell("role", "list", "--csv").stdout.splitlines()) if row["until"]]
    assert row["person"] == rosa


def test_asking_twice_says_that_it_is_so_already(shell: Shell) -> None:
    ana = somebody(shell, "Ana")
    shell("role", "give", ana, "board")
    assert "[already so, nothing new]" in shell("role", "give", ana, "board").stdout


def test_nobody_gives_themself_a_role(shell: Shell) -> None:
    ana = somebody(shell, "Ana")
    assert "nobody acts on their own" in shell.refused("role", "give", ana, "board", "--as", f"coordinator:{ana}")


def test_a_role_that_nobody_is_given_is_named_with_those_that_are(shell: Shell) -> None:
    ana = somebody(shell, "Ana")
    assert "coordinator, board, reviewer" in shell.refused("role", "give", ana, "applicant")
