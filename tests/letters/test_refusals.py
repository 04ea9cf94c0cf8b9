"""Every refusal has words, every word is used, and each sentence names the way out in terms that exist."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import click
import pytest

from vouchbook.cli.main import main
from vouchbook.domain.authorize import Action, Role
from vouchbook.domain.names import FeeOccasion, ItemId, Outcome, QuestionKey, RequirementKey
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Question
from vouchbook.letters.refusals import WORDS, in_words

CORE = Path(__file__).parents[2] / "core" / "vouchbook"


class Place(NamedTuple):
    """Where in the source a request is refused, with which code and parameters."""

    path: str
    line: int
    code: str
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path}:{self.code}"


def places() -> list[Place]:
    found = []
    for path in sorted(CORE.rglob("*.py")):
        name = path.relative_to(CORE).as_posix()
        if name.startswith("testing/"):
            continue  # tells refusals again, and makes none
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                (code,) = node.args
                if isinstance(code, ast.Attribute) and code.attr == "code":
                    continue  # passed on, without what it carried
                assert isinstance(code, ast.Constant), f"{name}:{node.lineno}: write the code where it is refused"
                keys = [keyword.arg for keyword in node.keywords]
                found.append(Place(name, node.lineno, str(code.value), tuple(key or "**" for key in keys)))
    return found


PLACES = places()
JUDGEMENT = Question(RequirementKey("work"), key=QuestionKey("promotion"))
ITEM = Question(RequirementKey("training"), item=ItemId("tr-1"), revision=1)

EXAMPLES: dict[str, object] = {
    "action": Action.SEE_APPLICATION,
    "amount_asked": 5000,
    "amount_left": 2000,
    "amount_owed": 4500,
    "endorsed_on": date(2026, 1, 15),
    "fees_owed": ((FeeOccasion.REGISTRATION, 2000), (FeeOccasion.EXAM, 20000)),
    "first": date(2026, 1, 1),
    "known": ("nc", "tn"),
    "last": date(2026, 12, 31),
    "on": date(2026, 2, 1),
    "outcome": Outcome.DEFERRED,
    "override": True,
    "questions": (JUDGEMENT, ITEM),
    "relations": ("same_employer", "rater"),
    "requirements": ("work", "rsc"),
    "reviewers": ("p-one", "p-two"),
    "role": Role.REVIEWER,
    "roles": ("coordinator", "reviewer"),
    "state": "NC",
    "states": ("TN", "KY"),
    "today": date(2026, 3, 1),
    "until": date(2026, 3, 2),
}
"""What stands in a refusal under a name; any other name holds an id or a number, shown as it is."""


def example(place: Place) -> Refused:
    return Refused(place.code, **{name: EXAMPLES.get(name, f"x-{name}") for name in place.parameters})


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_code_that_is_refused_with_has_words_and_no_words_are_left_over() -> None:
    assert {place.code for place in PLACES} == set(WORDS)


UNKNOWN_TO_A_DECIDER = {
    ("domain/account/decisions.py", "unknown_payer"): {"association", "payer"},
    ("domain/fund.py", "fund_not_open"): {"fund"},
    ("domain/person.py", "unknown_person"): {"association", "person"},
    ("domain/application/decisions.py", "unknown_application"): {"association", "application"},
    ("domain/policy/decisions.py", "no_policy"): {"association"},
    ("domain/policy/decisions.py", "unknown_proposal"): {"association"},
}
"""A stream that has not begun knows no id; the services refuse first, and name it."""


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_refusal_carries_what_its_sentence_names(place: Place) -> None:
    absent = placeholders(WORDS[place.code]) - set(place.parameters)
    assert absent == UNKNOWN_TO_A_DECIDER.get((place.path, place.code), set())


def test_whose_it_is_can_be_left_out_where_the_asker_is_not_to_know() -> None:
    rights = [place for place in PLACES if place.path == "domain/authorize.py" and "person" in place.parameters]
    assert [place.code for place in rights if "person" in placeholders(WORDS[place.code])] == []


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_refusal_is_a_sentence_for_people(place: Place) -> None:
    said = in_words(example(place))
    assert not re.search(r"[{}\[(]\)|\bNone\b|Enum|datetime|Question\(|x-[a-z]+_", said), said
    assert "  " not in said
    assert said == said.strip()


def test_what_a_decider_could_not_name_is_called_this() -> None:
    assert in_words(Refused("unknown_person")).startswith("this association has no record of this person;")
    assert in_words(Refused("unknown_application")).startswith("this association has no record of this application;")


# ── The way out ───────────────────────────────────────────────────────────────────────────────

WAYS = (
    "add|answer|ask|begin|check|confirm|correct|exchange|found|give|go|leave|name|open|put|record|remind|revise|say|"
    "see|submit|void|withdraw|write"
)
"""What somebody can do next."""


@pytest.mark.parametrize("code", WORDS)
def test_a_refusal_says_why_and_then_what_to_do(code: str) -> None:
    statement, _, way = re.sub(r"\([^)]*\)", "", WORDS[code]).replace(": ", "; ").partition("; ")
    assert len(statement.split()) >= 3
    assert way, f"{code} only states: {WORDS[code]!r}"
    assert re.search(rf"\b({WAYS})\b|vouchbook |--[a-z]+ ", way), way


def commands(group: click.Group, path: tuple[str, ...] = ()) -> set[str]:
    context = click.Context(group)
    found = set()
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found |= commands(command, (*path, name)) if isinstance(command, click.Group) else {" ".join((*path, name))}
    return found


def test_every_command_that_a_refusal_names_exists() -> None:
    named = {match for text in WORDS.values() for match in re.findall(r"vouchbook ([a-z]+(?: [a-z-]+){1,2})", text)}
    assert named
    known = commands(main)
    assert [match for match in named if not {match, " ".join(match.split()[:2])} & known] == []


# ── Said so that a coordinator understands ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (
            Refused("questions_open", questions=(JUDGEMENT, ITEM)),
            "no approval while the panel has not settled work: promotion, training: item tr-1; "
            "its reviewers answer with: vouchbook application answer, or decide on a deferral",
        ),
        (
            Refused("reviewer_conflict", relations=("same_employer",), override=True),
            "this reviewer is no neutral judge here (same employer); "
            "name another one, or let it pass with --override REASON",
        ),
        (
            Refused("reviewer_conflict", relations=("same_employer", "rater"), override=False),
            "this reviewer is no neutral judge here (same employer, rater); "
            "name another one; this association lets no conflict pass",
        ),
        (
            Refused("not_allowed", role=Role.APPLICANT, action=Action.RECORD_TERM, roles=("coordinator",)),
            "as applicant one may not record term; that is for coordinator: say who you are with --as",
        ),
        (
            Refused("no_book", association="wv", known=("nc", "tn")),
            "there is no book of wv here (books: nc, tn); found it with: vouchbook association found wv",
        ),
        (
            Refused("no_book", association="wv", known=()),
            "there is no book of wv here; found it with: vouchbook association found wv",
        ),
        (
            Refused("already_decided", outcome=Outcome.DEFERRED, on=date(2026, 3, 2)),
            "this application was deferred on 2026-03-02; submit it again with: vouchbook application submit",
        ),
        (
            Refused("after_today", item="tr-1", on=date(2026, 3, 3), today=date(2026, 3, 2)),
            "tr-1 is dated 2026-03-03, after today (2026-03-02); a book records what has happened: correct the date",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Refused) else "",
)
def test_it_is_said_like_this(refused: Refused, said: str) -> None:
    assert in_words(refused) == said


def test_a_refusal_without_words_is_a_mistake_of_ours_and_not_of_who_asks() -> None:
    with pytest.raises(KeyError, match="no_such_code"):
        in_words(Refused("no_such_code"))


def test_a_log_shows_the_code_and_its_parameters() -> None:
    deferred = Refused("already_decided", outcome=Outcome.DEFERRED, on=date(2026, 3, 2))
    assert str(Refused("not_submitted")) == "not_submitted"
    assert str(deferred) == "already_decided (outcome=deferred, on=2026-03-02)"
    assert str(Refused("requirements_missing", requirements=("work", "rsc"))) == (
        "requirements_missing (requirements=work, rsc)"
    )
