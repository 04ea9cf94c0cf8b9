"""Nobody serves themself, however the way there is laid; and a wrong role learns nothing of what there is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.service.conftest import TODAY, Asking, clock
from tests.service.planted import FUND, Planted, Planter, planted

from vouchbook.cli.main import main
from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.names import (
    ColleagueId,
    FeeOccasion,
    GrantId,
    ItemId,
    PayerId,
    PaymentMethod,
    PlanKey,
    Source,
    TermId,
    VettingScope,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.domain.vetting import EndCause, VettedBy
from vouchbook.service import (
    alliance,
    charges,
    colleagues,
    evidence,
    fee_charging,
    funds,
    impact,
    invoices,
    membership,
    payers,
    payments,
    policy_change,
    vetting,
)
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

Book = tuple[Folder, Office, Planted, Path]


@pytest.fixture(scope="module")
def kept(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planted]:
    at = tmp_path_factory.mktemp("planted")
    shutil.copytree(founded / "alliance", at / "alliance")
    with Folder.open(at / "alliance", founded / "root-key") as folder:
        who = planted(folder, alliance.office(folder, "nc", Edge(clock)), at)
    return at / "alliance", who


@pytest.fixture
def there(kept: tuple[Path, Planted], founded: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(kept[0], tmp_path / "planted")
    with Folder.open(tmp_path / "planted", founded / "root-key") as folder:
        yield folder, alliance.office(folder, "nc", Edge(clock)), kept[1], tmp_path / "planted"


def refused(office: Office, code: str, act: Callable[[], object]) -> None:
    before = office.book.position
    with pytest.raises(Refused) as found:
        act()
    assert (found.value.code, office.book.position) == (code, before)


# ── One's own money ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["coordinator", "board"])
def test_a_charge_that_an_employer_has_taken_over_is_still_ones_own(there: Book, role: str) -> None:
    """Whoever has it taken over by somebody else does not get rid of it by their own word."""
    folder, office, who, path = there
    planter = Planter(folder, office, path.parent)
    me = who.applicant
    ask = planter.ask
    fee_charging.charge(office, ask(), me, FeeOccasion.EXAM)
    (mine,) = planter.charged(me)
    words = OrganisationWords("Another Agency", "2 Main Street")
    agency = PayerId(payers.register(office, ask(), words).result["payer"])
    charges.take_over(office, ask(), agency, PayerId(me), (mine,))

    def self_served() -> Request:
        return ask(role, me)

    refused(office, "own_application", lambda: charges.write_off(office, self_served(), agency, mine, "why not"))
    exception = role == "board"
    refused(
        office,
        "own_application",
        lambda: charges.refund(
            office, self_served(), agency, mine, 100, PaymentMethod.CASH, reason="why not", exception=exception
        ),
    )
    if role == "coordinator":
        refused(office, "own_application", lambda: charges.void(office, self_served(), agency, mine, "why not"))
        refused(office, "own_application", lambda: charges.take_over(office, self_served(), PayerId(me), agency))
        refused(office, "own_application", lambda: funds.grant(office, self_served(), FUND, agency, mine, 100))
    assert charges.write_off(office, ask(role, who.ben), agency, mine, "somebody else may").last


def test_nobody_grants_or_returns_their_own_scholarship_nor_pays_or_charges_themself(there: Book) -> None:
    _, office, who, _ = there
    me, mine = who.applicant, Asking()("coordinator", who.applicant)
    account = office.load(ACCOUNT, me).state
    (grant,) = {id_ for each in account.charges.values() for id_ in each.grants}
    charge = next(iter(account.charges))
    for act in (
        lambda: funds.grant(office, mine, FUND, PayerId(me), charge),
        lambda: funds.return_grant(office, mine, FUND, GrantId(grant)),
        lambda: payments.reverse(office, mine, next(iter(account.payments)), "why"),
        lambda: fee_charging.charge(office, mine, me, FeeOccasion.EXAM),
        lambda: charges.refund(office, mine, PayerId(me), None, None, PaymentMethod.CASH),
        lambda: invoices.issue(office, mine, PayerId(me)),
    ):
        refused(office, "own_application", act)


# ── One's own standing ────────────────────────────────────────────────────────────────────────


def test_nobody_confirms_what_they_hold_themself(there: Book) -> None:
    _, office, who, _ = there
    ask = Asking()
    me, mine = who.provider, ask("coordinator", who.provider)
    term = TermId(
        membership.claim(office, ask(), me, "WAIMH", first=date(2026, 1, 1), last=date(2026, 12, 31)).result["term"]
    )
    seen, said = Source.CONFIRMED, "I know it"
    standing = ItemId("st-anything")
    for act in (
        lambda: membership.confirm(office, mine, me, (term,), source=seen, where=said),
        lambda: membership.join(office, mine, me, PlanKey("individual"), bought_on=TODAY),
        lambda: membership.void(office, mine, me, term),
        lambda: evidence.confirm(office, mine, me, evidence.Claims(kinds=("standing",)), source=seen, where=said),
        lambda: colleagues.standing_ended(office, mine, me, standing, TODAY, source=seen, where=said),
        lambda: vetting.open_vetting(office, mine, me, VettingScope.REFERENCE),
        lambda: vetting.interview(
            office, mine, who.vetting, by=who.ben, how=VettedBy.INTERVIEW, held_on=TODAY, words="fine"
        ),
        lambda: vetting.decide(office, mine, who.vetting, vetted=True, reason="fine"),
        lambda: vetting.end(office, mine, who.vetting, EndCause.WITHDRAWN, "fine"),
    ):
        refused(office, "own_application", act)


def test_nobody_says_that_a_colleague_is_themself(there: Book) -> None:
    """Who is named as a provider would count from then on, by their own word."""
    _, office, who, _ = there
    ask, colleague = Asking(), ColleagueId(who.colleague)
    mine = ask("coordinator", who.cora)
    refused(office, "own_application", lambda: colleagues.identify(office, mine, who.applicant, colleague, who.cora))
    assert colleagues.identify(office, ask(), who.applicant, colleague, who.cora).last
    refused(office, "own_application", lambda: colleagues.identify(
        office, ask("coordinator", who.applicant), who.applicant, colleague, None))  # fmt: skip


def test_nobody_approves_or_rejects_what_they_proposed_whatever_they_act_as(there: Book) -> None:
    folder, office, who, path = there
    draft = path.parent / "next.toml"
    latest = office.policies.latest
    assert latest is not None
    draft.write_text(str(latest.source).replace('"31.00"', '"33.00"'), "utf-8")
    ask = Asking()
    made = policy_change.propose(
        office, ask("coordinator", who.cora), policy_change.draft_of(draft), date(2027, 3, 1), "dearer"
    ).result["proposal"]
    for role in ("coordinator", "board"):
        mine = ask(role, who.cora)
        with pytest.raises(Refused):
            policy_change.approve(folder, office, mine, made)
        with pytest.raises(Refused):
            policy_change.reject(office, mine, made, "no")
    assert office.policies.latest == latest


# ── What the board sees ───────────────────────────────────────────────────────────────────────


def test_the_board_sees_what_a_policy_would_change_and_not_for_whom_by_name(there: Book) -> None:
    _, office, who, path = there
    file = path.parent / "next.toml"
    latest = office.policies.latest
    assert latest is not None
    text = str(latest.source)
    file.write_text(text.replace('"31.00"', '"33.00"').replace("minimum = 50", "minimum = 52"), "utf-8")
    version = policy_change.draft_of(file).version
    found = impact.impact(office, version, date(2027, 3, 1))
    ask = Asking()
    assert who.applicant in {person for day in found.days for person in day.people}
    assert who.applicant in impact.names_of(office, ask().principal, found)
    assert impact.names_of(office, ask("board", who.ben).principal, found) == {}


# ── What others learn ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["applicant:p-0000000000", "anyone", "board", "alliance"])
@pytest.mark.parametrize(
    "words",
    [
        ("account", "pay", "AGENCY", "1.00", "--method", "cash", "--invoice", "2026-0001"),
        ("account", "invoice", "void", "2026-0001", "--reason", "r"),
        ("account", "reverse", "PAYMENT", "--reason", "r"),
        ("account", "refund", "AGENCY", "1.00", "--method", "cash"),
        ("fund", "grant", FUND, "AGENCY", "CHARGE"),
        ("roster", "show", "PERSON"),
        ("vetting", "show", "VETTING"),
        ("reference", "show", "RATING"),
        ("fee", "quote", "PERSON", "registration", "-c", "IMHS"),
        ("member", "status", "PERSON"),
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_a_wrong_role_hears_the_same_of_what_is_there_and_of_what_is_not(
    kept: tuple[Path, Planted], founded: Path, words: tuple[str, ...], role: str
) -> None:
    place, who = kept
    real = {"AGENCY": who.agency, "PAYMENT": who.payment, "PERSON": who.applicant, "VETTING": who.vetting,
            "RATING": who.rating, "CHARGE": "ch-0", "2026-0001": "2026-0001"}  # fmt: skip
    none = {"AGENCY": "org-0000000000", "PAYMENT": "pay-0000000000", "PERSON": "p-0000000001",
            "VETTING": "v-0000000000", "RATING": "ra-0000000000", "CHARGE": "ch-0",
            "2026-0001": "2020-0009"}  # fmt: skip
    heard = []
    for ids in (real, none):
        asked = [ids.get(word, word) for word in words]
        env = {"VOUCHBOOK_DATA": str(place), "VOUCHBOOK_KEY_FILE": str(founded / "root-key"), "VOUCHBOOK_AS": role,
               "VOUCHBOOK_ASSOCIATION": "nc", "VOUCHBOOK_ON": "2026-11-20"}  # fmt: skip
        done = CliRunner().invoke(main, asked, env=env)
        heard.append((done.exit_code, done.output))
    assert heard[0] == heard[1]
    assert heard[0][0] == 1
