"""Words on money, vetting, references and policy: sealed under the right keys, in the clear nowhere, and forgotten."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from tests.service.conftest import TODAY, Asking, clock
from tests.service.journey import IMHS
from tests.service.planted import FUND, Planted, planted
from tests.service.test_canary import leaks
from tests.service.test_references import destroy

from vouchbook.cli.main import main
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import Standing
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    ChargeId,
    FeeOccasion,
    FundKey,
    ItemId,
    PayerId,
    PaymentMethod,
    PersonId,
    PlanKey,
    SlotKey,
    Source,
    VettingScope,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Erased, Sealed
from vouchbook.domain.vetting import EndCause, VettingOpened
from vouchbook.hookspecs import PaymentNotice
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import (
    alliance,
    book,
    bookkeeping,
    charges,
    colleagues,
    evidence,
    explanation,
    fees,
    funds,
    impact,
    invoices,
    members,
    membership,
    payers,
    payments,
    policy_history,
    policy_review,
    provider,
    rating,
    reading,
    references,
    registry,
    roster,
    statements,
    sunset,
    vetted,
    vetting,
)
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office

COORDINATOR = Principal(Role.COORDINATOR)
ANYONE = Principal(Role.ANYONE)


@pytest.fixture(scope="module")
def kept(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planted]:
    """A folder with the planted book; never written to again."""
    at = tmp_path_factory.mktemp("planted")
    shutil.copytree(founded / "alliance", at / "alliance")
    numbers = count(1)
    with Folder.open(at / "alliance", founded / "root-key") as folder:
        edge = Edge(clock, mint=lambda prefix: f"{prefix}-{next(numbers):010d}")
        who = planted(folder, alliance.office(folder, "nc", edge), at)
        assert leaks(at / "alliance") == [], "while it is open, too"
    return at / "alliance", who


@pytest.fixture
def copied(kept: tuple[Path, Planted], founded: Path, tmp_path: Path) -> Iterator[tuple[Folder, Office, Planted, Path]]:
    shutil.copytree(kept[0], tmp_path / "planted")
    with Folder.open(tmp_path / "planted", founded / "root-key") as folder:
        yield folder, alliance.office(folder, "nc", Edge(clock)), kept[1], tmp_path / "planted"


# ── In the clear nowhere ──────────────────────────────────────────────────────────────────────


def test_not_a_word_of_it_is_in_the_clear(copied: tuple[Folder, Office, Planted, Path]) -> None:
    _, office, who, place = copied
    assert leaks(place) == []
    assert b"anary" not in msgspec.json.encode(who.results), "what a command answers is kept with it"
    assert not any(b"anary" in line for line in book.exported(office, COORDINATOR))


def test_the_words_were_planted_and_are_read_by_those_who_may(copied: tuple[Folder, Office, Planted, Path]) -> None:
    folder, office, who, _ = copied
    told = repr([answer() for answer in everything(folder, office, who, COORDINATOR).values()])
    for words in ("Canarynotes", "Canaryvetted", "Canarytransfer", "The Canary Agency", "The Canary family",
                  "Canaryproposal", "Canaryrejected", "Canaryended", "CanaryGiver", "Canarygiven"):  # fmt: skip
        assert words in told, words
    assert "Canaryrating" not in told


@pytest.mark.parametrize(
    "words",
    [("ledger", "show"), ("ledger", "show", "--json"), ("ledger", "export"), ("account", "list", "--json"),
     ("account", "trial-balance"), ("account", "export", "--from", "2026-01-01", "--to", "2026-12-31", "--csv", "-"),
     ("account", "invoice", "list"), ("fund", "list"), ("fund", "show", FUND, "--csv"),
     ("policy", "impact", "nc", "--installed", "--from", "2027-06-01", "--json")],
    ids=" ".join,
)  # fmt: skip
def test_what_is_kept_by_ids_is_printed_without_a_name(
    kept: tuple[Path, Planted], founded: Path, words: tuple[str, ...]
) -> None:
    key = str(founded / "root-key")
    env = {"VOUCHBOOK_DATA": str(kept[0]), "VOUCHBOOK_KEY_FILE": key, "VOUCHBOOK_ASSOCIATION": "nc",
           "VOUCHBOOK_ON": "2026-11-20"}  # fmt: skip
    done = CliRunner().invoke(main, [*words], env=env)
    assert done.exit_code == 0, done.output
    assert "anary" not in done.output


def test_what_is_refused_leaves_no_word_behind(copied: tuple[Folder, Office, Planted, Path]) -> None:
    _, office, who, place = copied
    ask, me = Asking(), who.applicant
    before = office.book.position
    notice = PaymentNotice(PayerId(me), 500, "USD", PaymentMethod.CASH, TODAY, "Canaryref", (ChargeId("Canarycharge"),))
    asked: list[Callable[[], object]] = [
        lambda: payments.pay(office, ask(), notice),
        lambda: charges.void(office, ask(), PayerId(me), ChargeId("Canarycharge"), "Canary"),
        lambda: charges.take_over(office, ask(), who.agency, PayerId(me), (ChargeId("Canarycharge"),)),
        lambda: invoices.issue(office, ask(), who.agency, (ChargeId("Canarycharge"),)),
        lambda: funds.open_fund(office, ask(), FundKey("Canaryfund")),
        lambda: funds.add_budget(office, ask(), FundKey("Canaryfund"), 5, "Canary"),
        lambda: membership.join(office, ask(), me, PlanKey("Canaryplan"), bought_on=TODAY),
        lambda: membership.claim(office, ask(), me, "Canary body", first=TODAY, last=TODAY),
        lambda: rating.request_rating(office, ask(), me, who.colleague, SlotKey("Canary place"), waived=True),  # type: ignore[arg-type]
        lambda: vetting.end(office, ask(), who.vetting, EndCause.ENDORSED, "Canary"),
        lambda: colleagues.standing_ended(
            office, ask(), me, ItemId("Canary"), TODAY, source=Source.REGISTRY, where="Canary"
        ),
        lambda: evidence.claim_standing(
            office, ask(), me, Standing(None, AssociationCode("Canary"), TODAY, vetted=VettingScope.RSC)
        ),
    ]  # fmt: skip
    for each in asked:
        with pytest.raises((Refused, WrittenWrongly, LookupError)):
            each()
    assert office.book.position == before
    years_ago = {"first": date(2020, 1, 1), "last": date(2020, 2, 1)}
    assert membership.claim(office, ask(), me, "nc", **years_ago, plan="Canary").last, "under no name, for it has none"
    assert leaks(place) == []


# ── Under whose keys ──────────────────────────────────────────────────────────────────────────


def test_each_word_is_sealed_under_the_keys_of_those_whom_it_concerns(
    copied: tuple[Folder, Office, Planted, Path],
) -> None:
    _, office, who, _ = copied
    fund = f"fund-{FUND}"
    found: dict[str, set[tuple[str, ...]]] = {}
    for name, sealed in boxes(office):
        found.setdefault(name, set()).add(sealed.subjects)
    of_vetting = {(each.event.person,) for each in office.book.follow(0) if isinstance(each.event, VettingOpened)}
    expected = {
        "rating_received.words": {(who.applicant, who.colleague)},
        "vetting_interviewed.words": of_vetting,
        "vetting_decided.reason": of_vetting,
        "vetting_ended.reason": of_vetting - {(who.provider,)},
        "account_opened.words": {(who.agency,)},
        "account_corrected.words": {(who.agency,)},
        "payment_received.words": {(who.applicant,), (who.agency,)},
        "payment_reversed.reason": {(who.applicant,)},
        "charge_written_off.reason": {(who.applicant,)},
        "charge_voided.reason": {(who.applicant,)},
        "refund_paid.reason": {(who.agency,)},
        "invoice_voided.reason": {(who.agency,)},
        "budget_added.words": {(fund,)},
        "policy_proposed.reason": {(who.cora,)},
        "policy_rejected.reason": {(who.ben,)},
    }
    assert {name: found.get(name) for name in expected} == expected
    others = {"person_registered", "person_corrected", "evidence_recorded", "evidence_confirmed",
              "term_confirmed"}  # fmt: skip
    assert {name.partition(".")[0] for name in found} - {name.partition(".")[0] for name in expected} == others


def boxes(office: Office) -> Iterator[tuple[str, Sealed[object]]]:
    """Every sealed field of every event, by the name of its type and its own."""
    for entry in office.book.follow(0):
        for name in entry.event.__struct_fields__:
            value = getattr(entry.event, name)
            if isinstance(value, Sealed):
                yield f"{entry.type}.{name}", value


# ── Forgotten ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("whose", ["applicant", "colleague", "provider", "agency", "cora", "ben", "fund"])
def test_a_destroyed_key_closes_exactly_its_words_and_everything_goes_on(
    copied: tuple[Folder, Office, Planted, Path], whose: str
) -> None:
    folder, office, who, place = copied
    gone = PersonId(f"fund-{FUND}" if whose == "fund" else getattr(who, whose))
    destroy(place, office, gone)
    for name, sealed in boxes(office):
        try:
            office.vault.open(sealed)
        except Erased:
            assert gone in sealed.subjects, name
        else:
            assert gone not in sealed.subjects, name
    for answer in everything(folder, office, who, COORDINATOR).values():
        answer()
    for other in (Principal(Role.BOARD, who.ben), Principal(Role.APPLICANT, who.applicant), ANYONE):
        for answer in everything(folder, office, who, other).values():
            with suppress(Refused):
                answer()
    assert book.verify(office, COORDINATOR) == []
    assert book.rebuild_read_models(office, COORDINATOR) == office.book.position


def test_whoever_is_forgotten_stands_on_no_list_for_the_public(
    copied: tuple[Folder, Office, Planted, Path],
) -> None:
    _, office, who, place = copied
    shown = roster.listing(office, ANYONE, TODAY).providers
    assert [each.name for each in shown] == ["CanaryGiver Canaryfamily"]
    destroy(place, office, who.provider)
    assert roster.listing(office, ANYONE, TODAY).providers == ()
    assert [each.name for each in roster.listing(office, COORDINATOR, TODAY).providers if each.listed] == ["(erased)"]


def test_an_account_goes_on_when_its_owner_is_forgotten(copied: tuple[Folder, Office, Planted, Path]) -> None:
    _, office, who, place = copied
    destroy(place, office, PersonId(who.agency))
    ask = Asking()
    notice = PaymentNotice(who.agency, 500, "USD", PaymentMethod.CASH, TODAY, "")
    assert payments.pay(office, ask(), notice).last
    assert charges.refund(office, ask(), who.agency, None, 100, PaymentMethod.CASH).last
    balance = bookkeeping.trial_balance(office, COORDINATOR, TODAY)
    assert balance.debit == balance.credit
    before = office.book.position
    with pytest.raises(Erased):
        charges.refund(office, ask(), who.agency, None, 100, PaymentMethod.CASH, reason="words need a key")
    assert office.book.position == before


def test_on_the_command_line_a_destroyed_key_is_an_answer_and_no_traceback(
    copied: tuple[Folder, Office, Planted, Path], founded: Path
) -> None:
    folder, office, who, place = copied
    destroy(place, office, PersonId(who.agency))
    folder.close()
    asked = ["account", "refund", who.agency, "1.00", "--method", "cash", "--reason", "why", "-d", str(place),
             "--key-file", str(founded / "root-key"), "-a", "nc", "--on", "2026-11-20"]  # fmt: skip
    done = CliRunner().invoke(main, asked)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "was destroyed" in done.stderr
    assert "nothing was recorded" in done.stderr


def everything(folder: Folder, office: Office, who: Planted, me: Principal) -> dict[str, Callable[[], object]]:
    """Everything of this book that somebody may look at."""
    version = office.version_on(date(2027, 6, 1))
    return {
        "person": lambda: reading.person(office, me, who.applicant),
        "evidence": lambda: reading.evidence(office, me, who.applicant),
        "everybody": lambda: reading.everybody(office, me),
        "references": lambda: references.of_person(office, me, who.applicant, TODAY),
        "reference": lambda: references.one(office, me, who.rating, TODAY),
        "awaited": lambda: references.all_awaited(office, me, TODAY),
        "colleagues": lambda: colleagues.named_by(office, me, who.applicant),
        "vetting": lambda: vetted.show(office, me, who.vetting, TODAY),
        "vettings": lambda: vetted.listing(office, me, TODAY, all_=True),
        "provider": lambda: provider.show(office, me, who.provider, TODAY),
        "roster": lambda: roster.listing(office, me, TODAY),
        "sunset": lambda: sunset.report(office, me, TODAY),
        "registry": lambda: registry.listing(office, me, TODAY),
        "status": lambda: members.status(office, me, who.applicant, TODAY),
        "members": lambda: members.members(office, me, TODAY),
        "terms": lambda: membership.terms(office, me, who.applicant),
        "quote": lambda: fees.quote(office, me, who.applicant, FeeOccasion.REGISTRATION, on=TODAY, category=IMHS),
        "organisations": lambda: payers.all_organisations(office, me),
        "statement": lambda: statements.statement(office, me, PayerId(who.applicant), TODAY),
        "theirs": lambda: statements.statement(office, me, who.agency, TODAY),
        "receipt": lambda: statements.receipt(office, me, who.payment, TODAY),
        "debtors": lambda: statements.debtors(office, me, TODAY),
        "named": lambda: statements.named(office, me, (who.applicant, who.agency)),
        "invoice": lambda: invoices.show(office, me, who.invoice, TODAY),
        "invoices": lambda: invoices.listing(office, me, TODAY),
        "addressee": lambda: invoices.addressee(office, me, who.agency),
        "balance": lambda: bookkeeping.trial_balance(office, me, TODAY),
        "lines": lambda: bookkeeping.lines(office, me, date(2026, 1, 1), TODAY),
        "fund": lambda: funds.show(office, me, FUND),
        "funds": lambda: funds.listing(office, me),
        "history": lambda: policy_history.history(office, me),
        "proposed": lambda: policy_history.proposed(office, me, who.proposal),
        "review": lambda: policy_review.review(folder, office, me, who.proposal),
        "impact": lambda: impact.names_of(office, me, impact.seen(office, me, version, date(2027, 6, 1))),
        "explained": lambda: [
            explained(office, me, row.application) for row in reading.person(office, me, who.applicant).applications
        ],
    }


def explained(office: Office, me: Principal, application: str) -> object:
    id_ = ApplicationId(application)
    return explanation.explain(office, me, id_), explanation.timeline(office, me, id_)
