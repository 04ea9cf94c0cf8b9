"""Asks a package everything a hundred times in a process of its own, and writes down what it answers."""

from __future__ import annotations

import locale
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from vouchbook.associations import Association, Package, WrongAnswer, guideline_files, package
from vouchbook.policy.compose import compose
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.conformance.asked import Asked, questions
from vouchbook.service.conformance.samples import samples_of
from vouchbook.service.conformance.tripwires import IMPORTING, Tripped, Tripwires

TIMES = 100
WATCHED = 2
"""Rounds in which clock and chance are watched: the first one, and one in which a hook may remember something."""
KEPT = 3
"""Different answers to one question that are worth showing."""


class Answered(Struct, frozen=True):
    """What came of one question: each different answer as JSON, with how often it was given."""

    hook: str
    about: str
    answers: dict[str, int]


class Answers(Struct, frozen=True):
    """What came of all questions in one process."""

    answered: tuple[Answered, ...] = ()
    tripped: tuple[Tripped, ...] = ()


def main(arguments: Sequence[str]) -> None:
    """``CODE FILE``: answer for an association into a file."""
    code, file = arguments
    with suppress(locale.Error):  # this machine does not have it
        locale.setlocale(locale.LC_ALL, "")
    Path(file).write_bytes(msgspec.json.encode(answers(code)))


def answers(code: str) -> Answers:
    """Ask the installed package of an association everything, ``TIMES`` over, every other time from the end."""
    found = package(code)
    wires = Tripwires(found.folder, found.module)
    with wires.watching(IMPORTING):
        found.load()
    version = _version(found)
    samples, _ = samples_of(found, version.document)
    asked = questions(Association(version, found), samples)
    given: list[dict[str, int]] = [{} for _ in asked]
    order = range(len(asked))
    for time in range(TIMES):
        for index in order if time % 2 == 0 else reversed(order):
            answer = _answer(asked[index], wires, closely=time < WATCHED)
            if answer in given[index] or len(given[index]) < KEPT:
                given[index][answer] = given[index].get(answer, 0) + 1
    told = tuple(Answered(each.hook, each.about, said) for each, said in zip(asked, given, strict=True))
    return Answers(told, tuple(wires.tripped))


def _version(found: Package) -> PolicyVersion:
    """The policy that the package brings; that it can be used was looked at before."""
    editions = {name: read_guidelines(path) for name, path in guideline_files().items()}
    return compose(read_policy(found.policy_file, editions), editions)


def _answer(asked: Asked, wires: Tripwires, *, closely: bool) -> str:
    with wires.watching(asked.hook, closely=closely):
        try:
            answer = asked.ask()
        except WrongAnswer as error:
            return f"! {error}"
    return msgspec.json.encode(answer, order="sorted").decode()
