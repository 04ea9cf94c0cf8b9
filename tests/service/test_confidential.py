"""Two books that differ only in what valid ratings say give their applicant the same answers, to the last byte."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.service.conftest import TODAY, Asking, clock
from tests.service.references import OTHER, RSC_PROVIDER, SUPERVISOR, Referenced, without_references

from vouchbook.cli.asking import Asking as CliAsking
from vouchbook.cli.main import main
from vouchbook.domain.names import ApplicationId, ColleagueId, ItemId, PersonId, SlotKey
from vouchbook.domain.refusal import Refused
from vouchbook.letters.refusals import in_words
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import alliance, application, explanation, portfolio, rating, reading, references
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office

YEAR = timedelta(days=366)
RUTH_SINCE = date(2019, 4, 1)
"""From this day on the rater who has to be endorsed is: what is written earlier is no rating by somebody endorsed."""


class Form(NamedTuple):
    """What a valid rating may say."""

    rated_on: date
    known_since: date
    answers: int
    words: str


@st.composite
def valid(draw: st.DrawFn) -> Form:
    rated_on = draw(st.dates(max(RUTH_SINCE, date(2025, 1, 1)), TODAY))
    known_since = draw(st.dates(date(1990, 1, 1), rated_on - YEAR))
    return Form(rated_on, known_since, draw(st.integers(0, 5)), draw(st.text("abc äß", max_size=30)))


forms = st.tuples(valid(), valid(), valid())
SLOTS = (SUPERVISOR, RSC_PROVIDER, OTHER)


class Base(NamedTuple):
    """A book with three references asked for, closed; and what it is about."""

    place: Path
    key: Path
    person: PersonId
    application: ApplicationId
    ratings: dict[SlotKey, ItemId]
    others: tuple[ColleagueId, ColleagueId]


@pytest.fixture(scope="module")
def base(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Base:
    place = tmp_path_factory.mktemp("asked")
    shutil.copytree(founded / "alliance", place / "alliance")
    with Folder.open(place / "alliance", founded / "root-key") as folder:
        way = Referenced(_office(folder, 1), Asking(), tmp_path_factory.mktemp("file"))
        way.confirmed("membership")
        asked = way.all_three()
        others = way.colleagues["tomas"], way.colleagues["ruth"]
    return Base(place / "alliance", founded / "root-key", way.person, way.application, asked, others)


def _office(folder: Folder, first: int) -> Office:
    numbers = count(first)
    return alliance.office(folder, "nc", Edge(clock, mint=lambda prefix: f"{prefix}-{next(numbers):010d}"))


@contextmanager
def folder_of(base: Base, said: tuple[Form, Form, Form]) -> Iterator[Path]:
    """A copy of the folder, in whose book the raters have written this."""
    with tempfile.TemporaryDirectory() as at:
        place = Path(at) / "alliance"
        shutil.copytree(base.place, place)
        with Folder.open(place, base.key) as folder:
            office, ask = _office(folder, 1000), Asking()
            for slot, form in zip(SLOTS, said, strict=True):
                rating.receive_rating(
                    office, ask(), base.ratings[slot], rated_on=form.rated_on, known_since=form.known_since,
                    not_enough_information=form.answers, words={"relationship": form.words},
                )  # fmt: skip
        yield place


@contextmanager
def book(base: Base, said: tuple[Form, Form, Form]) -> Iterator[Office]:
    with folder_of(base, said) as place, Folder.open(place, base.key) as folder:
        yield _office(folder, 2000)


def guess(form: Form, slot: str) -> str:
    """The applicant's own file, which tries what the rater may have written."""
    return (
        f'[[ratings]]\nid = "guess-{slot}"\nrater = "RATER"\nslot = "{slot}"\nrelationship = "{form.words.strip()}?"\n'
        f"rated_on = {form.rated_on}\nknown_since = {form.known_since}\n"
        f"not_enough_information = {form.answers}\nwaived_access = true\n"
    )


def everything(office: Office, base: Base, guessed: Form) -> list[bytes]:
    """All that an applicant can get: what they may read, and what they hear of what they may not do."""
    ask = Asking()
    mine = ask("applicant", base.person)
    me = mine.principal
    asked: list[Callable[[], object]] = [
        lambda: explanation.explain(office, me, base.application, recompute=True),
        lambda: explanation.timeline(office, me, base.application),
        lambda: reading.evidence(office, me, base.person),
        lambda: reading.person(office, me, base.person),
        lambda: references.of_person(office, me, base.person, TODAY),
        *(lambda id_=id_: references.one(office, me, id_, TODAY) for id_ in base.ratings.values()),
        *(lambda id_=id_: rating.waive_access(office, _again(ask, base), id_).result for id_ in base.ratings.values()),
        *(
            lambda id_=id_: rating.replace_rating(office, _again(ask, base), id_, base.others[0], waived=True).result
            for id_ in base.ratings.values()
        ),
        lambda: references.all_awaited(office, me, TODAY),
        *(lambda id_=id_: rating.remind(office, _again(ask, base), id_).result for id_ in base.ratings.values()),
        lambda: _guesses(office, base, guessed),
        lambda: reading.evidence(office, me, base.person),
        lambda: application.submit(office, _again(ask, base), base.application).result,
        lambda: explanation.explain(office, me, base.application, recompute=True),
        lambda: explanation.timeline(office, me, base.application),
        lambda: office.book.position,
    ]
    return [_heard(each) for each in asked]


def _again(ask: Asking, base: Base):
    return ask("applicant", base.person)


def _heard(asked: Callable[[], object]) -> bytes:
    try:
        return msgspec.json.encode(msgspec.to_builtins(asked(), str_keys=True), order="sorted")
    except Refused as refused:
        return in_words(refused).encode()


def _guesses(office: Office, base: Base, form: Form) -> object:
    """How many items of a file with a guess were new."""
    with tempfile.TemporaryDirectory() as at:
        file = without_references(Path(at), guess(form, "other").replace("RATER", "alma"))
        done = portfolio.add_evidence(office, _again(Asking(), base), base.person, read_portfolio(file),
                                      file.read_bytes())  # fmt: skip
        return len(done.result["items"]), done.last - done.first


@given(forms, forms)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example takes two books: a smaller one is no clearer
)
def test_an_applicant_gets_the_same_whatever_valid_ratings_say(base: Base, one, other) -> None:
    with book(base, one) as first, book(base, other) as second:
        guessed = one[2]  # right in the one book, wrong in the other
        for was, now in zip(everything(first, base, guessed), everything(second, base, guessed), strict=True):
            assert was == now


def test_the_same_is_told_apart_where_a_rating_does_not_count(base: Base) -> None:
    """Otherwise the test above would prove nothing."""
    fine = Form(TODAY, date(2010, 1, 1), 0, "")
    with book(base, (fine, fine, fine)) as first, book(base, (fine, fine, fine._replace(answers=6))) as second:
        one, other = everything(first, base, fine), everything(second, base, fine)
    assert sum(was != now for was, now in zip(one, other, strict=True)) >= 4
    text = b"".join(other).decode()
    assert "reference_needed" in text
    assert '"not_enough_information"' not in text


def test_so_it_is_on_the_command_line(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, JSON and exit codes of every command that an applicant may try, before and after they submit."""
    said = (
        (Form(date(2026, 11, 1), date(2010, 1, 1), 0, "one"),) * 3,
        (Form(date(2026, 5, 5), date(2020, 2, 2), 5, "other"),) * 3,
    )
    monkeypatch.setattr(CliAsking, "edge", Edge(clock))
    monkeypatch.setenv("VOUCHBOOK_KEY_FILE", str(base.key))
    heard = []
    for forms_ in said:
        with folder_of(base, forms_) as place:
            heard.append([_said(place, base, command) for command in _commands(base)])
    assert heard[0] == heard[1]
    assert all(code in (0, 1) for code, _ in heard[0])


def _commands(base: Base) -> Iterator[list[str]]:
    (first, *_) = base.ratings.values()
    for command in (
        ["reference", "list", base.person],
        ["reference", "show", first],
        ["reference", "waive", first],
        ["reference", "replace", first, "--rater", base.others[0]],
        ["reference", "list"],
        ["evidence", "list", base.person],
        ["person", "show", base.person],
        ["application", "explain", base.application],
        ["application", "show", base.application],
        *_other_commands(base),
        ["application", "submit", base.application],
        ["application", "explain", base.application],
        ["application", "questions", base.application],
        ["reference", "list", base.person],
        *_other_commands(base),
        ["application", "withdraw", base.application],
        ["account", "statement", base.person],
    ):
        yield command
        yield [*command, "--json"]


def _other_commands(base: Base) -> Iterator[list[str]]:
    """What has nothing to do with references, and must not betray them either."""
    yield ["fee", "quote", base.person, "registration", "-c", "IMHS"]
    yield ["fee", "quote", base.person, "renewal"]
    yield ["fee", "charge", base.person, "exam"]
    yield ["account", "statement", base.person]
    yield ["account", "list"]
    yield ["account", "pay", base.person, "5.00", "--method", "cash"]
    yield ["account", "invoice", "show", "2026-0001"]
    yield ["fund", "list"]
    yield ["member", "status", base.person]
    yield ["member", "list", base.person]
    yield ["member", "claim", base.person, "--of", "WAIMH", "--from", "2026-01-01", "--until", "2026-12-31"]
    yield ["member", "members"]
    yield ["roster"]
    yield ["roster", "--scope", "reference"]
    yield ["roster", "show", base.person]
    yield ["roster", "enter", base.person, "--capacity", "2"]
    yield ["roster", "sunset"]
    yield ["vetting", "list"]
    yield ["vetting", "open", base.person, "--scope", "rsc"]
    yield ["vetting", "show", "v-0000000000"]
    yield ["policy", "impact", "nc", "--installed", "--from", "2027-06-01"]
    yield ["fidelity", "report", "-a", "nc"]
    yield ["ledger", "show"]
    yield ["person", "list"]


def _said(place: Path, base: Base, command: list[str]) -> tuple[int, str]:
    asked = ["-d", str(place), "--as", f"applicant:{base.person}", "--command-id", " ".join(command)]
    found = CliRunner().invoke(main, [*command, *asked])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.output
    new_ids = re.sub(r"\b(m|ch|a|ra)-[0-9a-z]{10}\b", r"\1-…", found.output)  # drawn by chance
    return found.exit_code, re.sub(re.escape(str(place)), "PLACE", new_ids)
