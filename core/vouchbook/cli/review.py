"""``vouchbook application``, the reviewers' part: the panel, its questions, their answers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import click
import msgspec
from msgspec import Struct

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.said import table
from vouchbook.cli.typed import choice
from vouchbook.domain.names import (
    ApplicationId,
    ItemId,
    Outcome,
    PersonId,
    QuestionKey,
    RequirementKey,
)
from vouchbook.letters.explanation import questions_in_words
from vouchbook.letters.phrases import counted
from vouchbook.service import review
from vouchbook.service.review import Answer

_ITEM = re.compile("[a-z]{1,2}-[0-9a-z]{10}")
"""How the book writes the id of an item; a judgement's key is written otherwise."""


@click.command()
@click.argument("application_id")
@click.argument("reviewer")
@click.option("--override", default="", help="Why a conflict of interest is let pass, where policy allows that.")
@asked
def assign(asking: Asking, application_id: str, reviewer: str, override: str) -> None:
    """Put the person REVIEWER on the panel."""
    office = asking.office
    done = review.assign(
        office, asking.request(office), ApplicationId(application_id), PersonId(reviewer), override=override
    )
    asking.done(done, f"{reviewer} reviews {application_id}.")


@click.command()
@click.argument("application_id")
@click.argument("reviewer")
@click.option("--reason", required=True, help="Why, such as a conflict of interest that came to light.")
@asked
def release(asking: Asking, application_id: str, reviewer: str, reason: str) -> None:
    """Take the person REVIEWER off the panel, with their answers; somebody else takes the place."""
    office = asking.office
    done = review.release(office, asking.request(office), ApplicationId(application_id), PersonId(reviewer), reason)
    asking.done(done, f"{reviewer} no longer reviews {application_id}.")


@click.command()
@click.argument("application_id")
@asked
def questions(asking: Asking, application_id: str) -> None:
    """List what a reviewer has still to answer (--as reviewer:PERSON_ID)."""
    office = asking.office
    request = asking.request(office)
    found = review.questions(office, request, ApplicationId(application_id))
    words = questions_in_words(found.open, found.trace, office.version(found.trace.policy), found.labels)
    asking.answer([{"question": q, "ask": said} for q, said in words], _listed(words))


def _listed(words: list[tuple[str, str]]) -> str:
    return table(("question", "asks"), words) if words else "Everything is answered."


@click.command()
@click.argument("application_id")
@click.argument("requirement", required=False)
@click.argument("question", required=False)
@click.argument("answered", type=click.Choice(["yes", "no"]), required=False)
@click.option("--reason", default="", help="Why; every answer needs a reason.")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False, exists=True),
              help="A TOML file of [[answer]] tables: requirement, question or item, answer, reason.")  # fmt: skip
@asked
def answer(
    asking: Asking,
    application_id: str,
    requirement: str | None,
    question: str | None,
    answered: str | None,
    reason: str,
    file: Path | None,
) -> None:
    """Answer one QUESTION of REQUIREMENT with yes or no, or many with --file, as a reviewer on the panel.

    QUESTION is a judgement of the sheet, or the id of an item: no means that the item does not count.

    \b
    Example:
      vouchbook application answer a-… training promotion yes --reason "Two of the courses are about it."
    """
    given = _answers(file) if file else _answer(requirement, question, answered, reason)
    office = asking.office
    done = review.answer(office, asking.request(office), ApplicationId(application_id), given)
    asking.done(done, f"{counted(len(given), 'answer')} recorded.")


def _answer(requirement: str | None, question: str | None, answered: str | None, reason: str) -> tuple[Answer, ...]:
    if requirement is None or question is None or answered is None:
        raise click.UsageError("Give REQUIREMENT, QUESTION and yes or no; or --file with many answers.")
    is_item = bool(_ITEM.fullmatch(question))
    return (
        Answer(
            requirement=RequirementKey(requirement),
            accepted=answered == "yes",
            reason=reason,
            key=None if is_item else QuestionKey(question),
            item=ItemId(question) if is_item else None,
        ),
    )


class _Row(Struct, forbid_unknown_fields=True):
    """An ``[[answer]]`` of a file."""

    requirement: str
    answer: Literal["yes", "no"] | bool
    reason: str
    question: str | None = None
    item: str | None = None


class _File(Struct, forbid_unknown_fields=True):
    answer: list[_Row]


def _answers(file: Path) -> tuple[Answer, ...]:
    """:raises click.UsageError: the file is no TOML, or an answer in it lacks something or has too much"""
    try:
        rows = msgspec.toml.decode(file.read_bytes(), type=_File).answer
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise click.UsageError(
            f"{file.name}: {error}. Each [[answer]] needs requirement, question or item, answer and reason."
        ) from None
    return tuple(_of_row(file, number, row) for number, row in enumerate(rows, 1))


def _of_row(file: Path, number: int, row: _Row) -> Answer:
    if (row.question is None) == (row.item is None):
        raise click.UsageError(f"{file.name}: answer {number}: give either question or item.")
    return Answer(
        requirement=RequirementKey(row.requirement),
        accepted=row.answer in ("yes", True),
        reason=row.reason,
        key=None if row.question is None else QuestionKey(row.question),
        item=None if row.item is None else ItemId(row.item),
    )


@click.command()
@click.argument("application_id")
@click.argument("recommends", type=choice(Outcome))
@asked
def complete(asking: Asking, application_id: str, recommends: str) -> None:
    """Complete one's review, with what one would decide."""
    office = asking.office
    done = review.complete(office, asking.request(office), ApplicationId(application_id), Outcome(recommends))
    asking.done(done, f"Review complete; it recommends: {recommends.replace('_', ' ')}.")


COMMANDS = (assign, release, questions, answer, complete)
