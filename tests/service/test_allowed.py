"""Who may call which service, written out; and nobody learns from a refusal whether something is there."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct
from tests.service.conftest import TODAY, Asking, clock
from tests.service.journey import IMHS, Journey, sample

from vouchbook.domain.evidence import Exam, PersonWords, Standing
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    CategoryCode,
    ColleagueId,
    Document,
    EndorsementId,
    ExamPart,
    ItemId,
    Outcome,
    PersonId,
    PlanKey,
    QuestionKey,
    RequirementKey,
    SlotKey,
    Source,
    TermId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.ledger.errors import Taken
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import (
    alliance,
    application,
    book,
    evidence,
    explanation,
    importing,
    membership,
    person,
    portfolio,
    rating,
    reading,
    registry,
    review,
)
from vouchbook.service.conformance import replay
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

NOUNS = (alliance, application, book, evidence, explanation, importing, membership, person, portfolio, rating, reading,
         registry, replay, review)  # fmt: skip
NOWHERE = "0000000000"


class Cast(Struct, frozen=True):
    """The ids of an application under review, and of everything about it that a request can name."""

    person: PersonId
    application: ApplicationId
    panel: PersonId
    stranger: PersonId
    colleague: ColleagueId
    rating: ItemId
    training: ItemId


class Stage(Struct, frozen=True):
    folder: Folder
    office: Office
    cast: Cast


@pytest.fixture(scope="module")
def kept(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Cast]:
    """Where the stage is kept, its key, and who is on it; never written to again."""
    place = tmp_path_factory.mktemp("stage") / "alliance"
    shutil.copytree(founded / "alliance", place)
    with Folder.open(place, founded / "root-key") as folder:
        way = Journey(alliance.office(folder, "nc", Edge(clock)), Asking())
        way.ready_to_submit().submitted().panel()
        stranger = way.reviewer("Sasha")
        items = reading.evidence(way.office, way.ask().principal, way.person)
        colleague, training = (next(i.item for i in items if i.kind == kind) for kind in ("colleague", "training"))
        asked = rating.request_rating(
            way.office, way.ask(), way.person, ColleagueId(colleague), SlotKey("other"), waived=True
        )
    cast = Cast(
        way.person, way.application, way.reviewers[0], stranger, ColleagueId(colleague),
        ItemId(asked.result["rating"]), training,
    )  # fmt: skip
    return place, founded / "root-key", cast


@pytest.fixture
def stage(kept: tuple[Path, Path, Cast], tmp_path: Path) -> Iterator[Stage]:
    place, key, cast = kept
    shutil.copytree(place, tmp_path / "alliance")
    with Folder.open(tmp_path / "alliance", key) as folder:
        yield Stage(folder, alliance.office(folder, "nc", Edge(clock)), cast)


def _file() -> tuple[PortfolioFile, bytes]:
    path = sample("imhs-doubtful")
    return read_portfolio(path), path.read_bytes()


def _import(stage: Stage) -> importing.Import:
    return importing.Import((sample("imhs-doubtful"),), stage.folder.path)


ANSWER = (review.Answer(RequirementKey("training"), True, "seen", key=QuestionKey("promotion")),)
EXAM = Exam(ExamPart.ESSAY, date(2026, 11, 19), 9_000, True)
STANDING = Standing(None, AssociationCode("mi"), date(2020, 1, 1), category=CategoryCode("IMHS"))
WORDS = PersonWords("Ana", "Ruiz", "ana@example.org")

Call = Callable[[Stage, Request], object]
CALLS: dict[str, Call] = {
    "alliance.license_association": lambda s, r: alliance.license_association(
        s.folder, r, AssociationCode("nc"), Edge(clock)
    ),
    "application.open_application": lambda s, r: application.open_application(s.office, r, s.cast.person, IMHS),
    "application.submit": lambda s, r: application.submit(s.office, r, s.cast.application),
    "application.cure": lambda s, r: application.cure(s.office, r, s.cast.application, "asked for"),
    "application.record_exam": lambda s, r: application.record_exam(s.office, r, s.cast.application, EXAM),
    "application.withdraw": lambda s, r: application.withdraw(s.office, r, s.cast.application),
    "application.decide": lambda s, r: application.decide(s.office, r, s.cast.application, Outcome.ON_HOLD, "wait"),
    "book.entries": lambda s, r: book.entries(s.office, r.principal),
    "book.verify": lambda s, r: book.verify(s.office, r.principal),
    "book.exported": lambda s, r: book.exported(s.office, r.principal),
    "book.rebuild_read_models": lambda s, r: book.rebuild_read_models(s.office, r.principal),
    "evidence.record": lambda s, r: evidence.record(s.office, r, s.cast.person, ((STANDING, {}),)),
    "evidence.sign": lambda s, r: evidence.sign(s.office, r, s.cast.person, Document.CODE_OF_ETHICS),
    "evidence.claim_standing": lambda s, r: evidence.claim_standing(s.office, r, s.cast.person, STANDING),
    "evidence.confirm": lambda s, r: evidence.confirm(
        s.office, r, s.cast.person, evidence.Claims(kinds=("exam",)), source=Source.CONFIRMED, where="seen"
    ),
    "evidence.withdraw": lambda s, r: evidence.withdraw(s.office, r, s.cast.person, s.cast.training),
    "explanation.explain": lambda s, r: explanation.explain(s.office, r.principal, s.cast.application),
    "explanation.timeline": lambda s, r: explanation.timeline(s.office, r.principal, s.cast.application),
    "importing.check": lambda s, r: importing.check(s.office, r, _import(s)),
    "importing.record": lambda s, r: importing.record(s.office, r, _import(s)),
    "membership.join": lambda s, r: membership.join(
        s.office, r, s.cast.person, PlanKey("individual"), bought_on=date(2024, 1, 1)
    ),
    "membership.void": lambda s, r: membership.void(s.office, r, s.cast.person, TermId("m-0")),
    "membership.terms": lambda s, r: membership.terms(s.office, r.principal, s.cast.person),
    "person.register": lambda s, r: person.register(s.office, r, WORDS),
    "person.correct": lambda s, r: person.correct(s.office, r, s.cast.person, person.Correction(email="b@c.org")),
    "portfolio.import_portfolio": lambda s, r: portfolio.import_portfolio(s.office, r, *_file()),
    "portfolio.add_evidence": lambda s, r: portfolio.add_evidence(s.office, r, s.cast.person, *_file()),
    "rating.request_rating": lambda s, r: rating.request_rating(
        s.office, r, s.cast.person, s.cast.colleague, SlotKey("other"), waived=True
    ),
    "rating.receive_rating": lambda s, r: rating.receive_rating(
        s.office, r, s.cast.rating, rated_on=TODAY, known_since=TODAY, not_enough_information=0, words={}
    ),
    "reading.person": lambda s, r: reading.person(s.office, r.principal, s.cast.person),
    "reading.evidence": lambda s, r: reading.evidence(s.office, r.principal, s.cast.person),
    "reading.everybody": lambda s, r: reading.everybody(s.office, r.principal),
    "reading.all_applications": lambda s, r: reading.all_applications(s.office, r.principal),
    "registry.listing": lambda s, r: registry.listing(s.office, r.principal, TODAY),
    "registry.show": lambda s, r: registry.show(s.office, r.principal, EndorsementId("e-0"), TODAY),
    "registry.speaks_of": lambda s, r: registry.speaks_of(s.office, r.principal, EndorsementId("e-0"), "Ana"),
    "replay.recompute": lambda s, r: replay.recompute(s.office, r.principal),
    "review.assign": lambda s, r: review.assign(s.office, r, s.cast.application, s.cast.stranger),
    "review.release": lambda s, r: review.release(s.office, r, s.cast.application, s.cast.stranger, "a conflict"),
    "review.answer": lambda s, r: review.answer(s.office, r, s.cast.application, ANSWER),
    "review.complete": lambda s, r: review.complete(s.office, r, s.cast.application, Outcome.APPROVED),
    "review.questions": lambda s, r: review.questions(s.office, r, s.cast.application),
}

OTHER_ANSWERS = (Taken, LookupError, WrittenWrongly)
LETTERS = {"not_allowed": "n", "own_application": "o", "someone_elses": "s", "not_a_reviewer": "r"}
"""``+``: the asker may; whether it then comes to something is another question."""

TABLE = """
                              alliance coordinator own_case panel stranger applicant other anyone
alliance.license_association  +        n           n        n     n        n         n     n
application.open_application  n        +           +        n     n        +         s     n
application.submit            n        n           n        n     n        +         s     n
application.cure              n        +           o        n     n        n         n     n
application.record_exam       n        +           o        n     n        n         n     n
application.withdraw          n        +           +        n     n        +         s     n
application.decide            n        +           o        n     n        n         n     n
book.entries                  +        +           +        n     n        n         n     n
book.verify                   +        +           +        n     n        n         n     n
book.exported                 +        +           +        n     n        n         n     n
book.rebuild_read_models      +        +           +        n     n        n         n     n
evidence.record               n        +           +        n     n        +         s     n
evidence.sign                 n        n           n        n     n        +         s     n
evidence.claim_standing       n        +           +        n     n        +         s     n
evidence.confirm              n        +           o        n     n        n         n     n
evidence.withdraw             n        +           +        n     n        +         s     n
explanation.explain           n        +           +        +     r        +         s     n
explanation.timeline          n        +           +        +     r        +         s     n
importing.check               n        +           +        n     n        n         n     n
importing.record              n        +           +        n     n        n         n     n
membership.join               n        +           o        n     n        n         n     n
membership.void               n        +           o        n     n        n         n     n
membership.terms              n        +           +        n     n        +         s     n
person.register               n        +           +        n     n        +         +     n
person.correct                n        +           +        n     n        +         s     n
portfolio.import_portfolio    n        +           +        n     n        +         +     n
portfolio.add_evidence        n        +           +        n     n        +         s     n
rating.request_rating         n        +           +        n     n        +         s     n
rating.receive_rating         n        +           o        n     n        n         n     n
reading.person                n        +           +        n     n        +         s     n
reading.evidence              n        +           +        n     n        +         s     n
reading.everybody             n        +           +        n     n        n         n     n
reading.all_applications      n        +           +        n     n        n         n     n
registry.listing              +        +           +        +     +        +         +     +
registry.show                 +        +           +        +     +        +         +     +
registry.speaks_of            +        +           +        +     +        +         +     +
replay.recompute              +        +           +        n     n        n         n     n
review.assign                 n        +           o        n     n        n         n     n
review.release                n        +           o        n     n        n         n     n
review.answer                 n        n           n        +     r        n         n     n
review.complete               n        n           n        +     r        n         n     n
review.questions              n        +           +        +     r        n         n     n
"""
HEAD, *ROWS = TABLE.strip().splitlines()
WHO = HEAD.split()


def asker(who: str, stage: Stage) -> Request:
    ask = Asking()
    return {
        "alliance": ask("alliance"),
        "coordinator": ask(),
        "own_case": ask("coordinator", stage.cast.person),
        "panel": ask("reviewer", stage.cast.panel),
        "stranger": ask("reviewer", stage.cast.stranger),
        "applicant": ask("applicant", stage.cast.person),
        "other": ask("applicant", stage.cast.stranger),
        "anyone": ask("anyone"),
    }[who]


def heard(call: Call, stage: Stage, request: Request) -> str:
    try:
        call(stage, request)
    except Refused as refused:
        return LETTERS.get(refused.code, "+")
    except OTHER_ANSWERS:
        return "+"
    return "+"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split()[0])
def test_who_may_call_it_is_what_the_table_says(stage: Stage, row: str) -> None:
    name, *expected = row.split()
    call = CALLS[name]
    before = stage.office.book.position
    may_not = {who: heard(call, stage, asker(who, stage)) for who, may in zip(WHO, expected, strict=True) if may != "+"}
    assert stage.office.book.position == before, "a refusal records nothing"
    found = {who: may_not.get(who) or heard(call, stage, asker(who, stage)) for who in WHO}
    assert found == dict(zip(WHO, expected, strict=True))


def test_every_service_that_asks_who_asks_has_a_row() -> None:
    asking = {
        f"{noun.__name__.rsplit('.', 1)[1]}.{name}"
        for noun in NOUNS
        for name, function in inspect.getmembers(noun, inspect.isfunction)
        if function.__module__ == noun.__name__
        and not name.startswith("_")
        and {"request", "principal"} & set(inspect.signature(function).parameters)
    }
    assert asking == set(CALLS) == {row.split()[0] for row in ROWS}


@pytest.mark.parametrize("who", ["panel", "stranger", "applicant", "other", "anyone"])
def test_who_may_not_see_it_hears_the_same_of_what_does_not_exist(stage: Stage, who: str) -> None:
    def answers(there: Stage) -> dict[str, str]:
        found = {}
        for name in CALLS:
            try:
                CALLS[name](there, asker(who, stage))
            except Refused as refused:
                if refused.code in LETTERS:
                    found[name] = str(refused)
            except OTHER_ANSWERS:
                found[name] = "answered"
        return found

    real = {row.split()[0]: row.split()[1 + WHO.index(who)] for row in ROWS}
    refused = {name for name, letter in real.items() if letter not in "+"}
    nothing = Cast(
        PersonId(f"p-{NOWHERE}"), ApplicationId(f"a-{NOWHERE}"), stage.cast.panel, stage.cast.stranger,
        ColleagueId(f"c-{NOWHERE}"), ItemId(f"ra-{NOWHERE}"), ItemId(f"tr-{NOWHERE}"),
    )  # fmt: skip
    of_nothing, of_theirs = answers(Stage(stage.folder, stage.office, nothing)), answers(stage)
    assert {name: of_nothing[name] for name in refused} == {name: of_theirs[name] for name in refused}


def test_a_coordinator_reads_their_own_file_with_an_applicants_eyes(stage: Stage) -> None:
    mine = reading.evidence(stage.office, asker("own_case", stage).principal, stage.cast.person)
    assert {item.facts for item in mine if item.kind == "rating"} == {None}
    shown = explanation.timeline(stage.office, asker("own_case", stage).principal, stage.cast.application)
    assert not any(":" in actor for _, _, actor, _ in shown), "who reviews it stays with the association"


def test_a_conflict_that_comes_to_light_after_the_assignment_ends_the_review(stage: Stage, tmp_path: Path) -> None:
    """The applicant names as their rater somebody who reviews them already."""
    office, request = stage.office, asker("panel", stage)
    review.answer(office, request, stage.cast.application, ANSWER)
    more = tmp_path / "more.toml"
    table = sample("imhs-complete").read_text("utf-8").split("[person]")[1].split("\n\n")[0]
    more.write_text(
        f'format = "vouchbook-portfolio/1"\n[person]{table}\n[[colleagues]]\nid = "r"\nname = "Rosa"\n'
        'email = "ROSA@reviews.example.org"\n[[ratings]]\nid = "x"\nrater = "r"\nslot = "other"\n'
        'relationship = "a peer"\nrated_on = 2026-11-01\nknown_since = 2020-01-01\nnot_enough_information = 0\n'
        "waived_access = true\n",
        "utf-8",
    )
    theirs = asker("applicant", stage)
    portfolio.add_evidence(office, theirs, stage.cast.person, read_portfolio(more), more.read_bytes())
    for name in ("review.answer", "review.complete", "review.questions", "explanation.explain"):
        with pytest.raises(Refused, match="conflict_of_interest"):
            CALLS[name](stage, asker("panel", stage))
