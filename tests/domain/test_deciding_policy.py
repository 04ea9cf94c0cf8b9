"""Which policy rules on a day, and how another one comes about: proposed by one person, approved by another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.events import Published
from vouchbook.domain.names import (
    ApplicationId,
    Digest,
    DistributionName,
    DistributionVersion,
    PersonId,
    ProposalId,
    RequirementKey,
)
from vouchbook.domain.policy import (
    Adopt,
    Approve,
    PolicyAdopted,
    PolicyApprovalGiven,
    PolicyProposed,
    PolicyRejected,
    PolicyWithdrawn,
    Propose,
    Reject,
    Stage,
    Withdraw,
)
from vouchbook.domain.ruling import Code
from vouchbook.domain.streams import POLICY
from vouchbook.testing import given, sealed

DAY = timedelta(days=1)
FOUNDED, CHANGED = date(2024, 1, 1), date(2026, 7, 1)
TODAY, NEXT_YEAR = date(2026, 11, 20), date(2027, 1, 1)
CORA, BEN = PersonId("p-cora"), PersonId("p-ben")
WHY = sealed("The board raised it on 12 November.")
PACKAGE = (Code(DistributionName("vouchbook-nc"), DistributionVersion("2.0"), Digest("of the package")),)


def adopt(version: str, first: date) -> Adopt:
    return Adopt(Digest(version), Published(f"document {version}"), (), first)


def adopted(version: str, first: date) -> PolicyAdopted:
    return PolicyAdopted(Digest(version), Published(f"document {version}"), (), first)


ONE, TWO = adopted("one", FOUNDED), adopted("two", CHANGED)


def propose(
    version: str = "three",
    first: date = NEXT_YEAR,
    *,
    id_: str = "pr-1",
    by: PersonId = CORA,
    on: date = TODAY,
    code: tuple[Code, ...] = (),
    touched: tuple[str, ...] = (),
) -> Propose:
    return Propose(
        proposal=ProposalId(id_),
        version=Digest(version),
        document=Published(f"document {version}"),
        source=Published(f"text {version}"),
        in_force_from=first,
        code=code,
        by=by,
        on=on,
        reason=WHY,
        touched=tuple(map(ApplicationId, touched)),
        changed=(RequirementKey("IMHS.rsc"),) if touched else (),
    )


def proposed(
    version: str = "three",
    first: date = NEXT_YEAR,
    *,
    base: str = "two",
    id_: str = "pr-1",
    code: tuple[Code, ...] = (),
) -> PolicyProposed:
    return PolicyProposed(
        proposal=ProposalId(id_),
        version=Digest(version),
        document=Published(f"document {version}"),
        source=Published(f"text {version}"),
        base=Digest(base),
        in_force_from=first,
        code=code,
        by=CORA,
        on=TODAY,
        reason=WHY,
    )


def approve(by: PersonId = BEN, on: date = TODAY, *, id_: str = "pr-1", **more: object) -> Approve:
    return Approve(ProposalId(id_), by, on, **more)  # type: ignore[arg-type]


def approved(version: str = "three", first: date = NEXT_YEAR, on: date = TODAY, *, id_: str = "pr-1"):
    proposal = ProposalId(id_)
    document, text = Published(f"document {version}"), Published(f"text {version}")
    return (
        PolicyApprovalGiven(proposal, BEN, on),
        PolicyAdopted(Digest(version), document, (), first, text, proposal),
    )


HISTORY = (ONE, TWO)

# ── Adopted ───────────────────────────────────────────────────────────────────────────────────


def test_a_policy_is_adopted_in_full() -> None:
    given().when(adopt("one", FOUNDED)).then(ONE)


def test_adopting_the_latest_again_records_nothing() -> None:
    given(ONE).when(adopt("one", FOUNDED)).then_nothing()
    given(ONE).when(adopt("one", CHANGED)).then_nothing()


def test_an_earlier_version_may_be_adopted_again() -> None:
    again = CHANGED + DAY
    given(ONE, TWO).when(adopt("one", again)).then(adopted("one", again))


def test_a_policy_may_begin_with_the_one_before_and_not_earlier() -> None:
    given(ONE).when(adopt("two", FOUNDED)).then(adopted("two", FOUNDED))
    given(ONE).when(adopt("two", FOUNDED - DAY)).then_refused(
        "policy_begins_too_early", on=FOUNDED - DAY, until=FOUNDED
    )


@pytest.mark.parametrize(
    ("on", "ruling"),
    [(FOUNDED - DAY, ONE), (FOUNDED, ONE), (CHANGED - DAY, ONE), (CHANGED, TWO), (CHANGED + DAY, TWO)],
    ids=["before the first", "from its first day", "through the day before", "from the next one's day", "after"],
)
def test_the_policy_in_force_on_a_day(on: date, ruling: PolicyAdopted) -> None:
    assert POLICY.fold([ONE, TWO]).on(on) == ruling


def test_of_two_that_begin_on_one_day_the_later_adopted_rules() -> None:
    same_day = adopted("two", FOUNDED)
    assert POLICY.fold([ONE, same_day]).on(FOUNDED) == same_day


def test_before_anything_is_adopted_nothing_rules() -> None:
    assert POLICY.initial.on(FOUNDED) is None
    assert POLICY.initial.latest is None


def test_every_version_is_found_by_its_digest_for_ever() -> None:
    policies = POLICY.fold([ONE, TWO])
    assert (policies.version(Digest("one")), policies.version(Digest("two"))) == (ONE, TWO)
    assert policies.version(Digest("three")) is None


# ── Proposed ──────────────────────────────────────────────────────────────────────────────────


def test_a_proposal_is_recorded_in_full_with_what_it_was_held_against() -> None:
    given(*HISTORY).when(propose()).then(proposed())


def test_a_package_that_brings_it_is_named() -> None:
    given(*HISTORY).when(propose(code=PACKAGE)).then(proposed(code=PACKAGE))


def test_a_proposal_changes_nothing_that_rules() -> None:
    policies = POLICY.fold([*HISTORY, proposed()])
    assert policies.on(NEXT_YEAR + DAY) == TWO


def test_there_is_something_to_change_or_nothing_to_propose() -> None:
    given(*HISTORY).when(propose("two")).then_refused("policy_unchanged", version="two")
    given(*HISTORY).when(propose("one")).then(proposed("one"))  # back to what was before the latest


def test_without_a_policy_there_is_nothing_to_change() -> None:
    given().when(propose()).then_refused("no_policy")


def test_a_proposal_begins_on_the_day_it_is_made_at_the_earliest() -> None:
    given(*HISTORY).when(propose(first=TODAY)).then(proposed(first=TODAY))
    given(*HISTORY).when(propose(first=TODAY - DAY)).then_refused(
        "policy_begins_in_the_past", on=TODAY - DAY, today=TODAY
    )


def test_a_proposal_begins_with_the_latest_adopted_at_the_earliest() -> None:
    later = adopted("two", NEXT_YEAR)
    given(ONE, later).when(propose()).then(proposed())
    given(ONE, later).when(propose(first=NEXT_YEAR - DAY)).then_refused(
        "policy_begins_too_early", on=NEXT_YEAR - DAY, until=NEXT_YEAR
    )


def test_the_same_is_not_proposed_twice_while_it_is_open() -> None:
    given(*HISTORY, proposed()).when(propose(id_="pr-2")).then_refused("proposed_already", proposal="pr-1")
    given(*HISTORY, proposed()).when(propose(id_="pr-2", first=NEXT_YEAR + DAY)).then(
        proposed(id_="pr-2", first=NEXT_YEAR + DAY)
    )
    withdrawn = PolicyWithdrawn(ProposalId("pr-1"), CORA, TODAY)
    given(*HISTORY, proposed(), withdrawn).when(propose(id_="pr-2")).then(proposed(id_="pr-2"))


def test_an_id_names_one_proposal() -> None:
    given(*HISTORY, proposed()).when(propose("four")).then_refused("proposal_exists", proposal="pr-1")


def test_a_proposal_reaches_into_no_decided_case() -> None:
    given(*HISTORY).when(propose(touched=())).then(proposed())
    given(*HISTORY).when(propose(touched=("a-1",))).then_refused(
        "policy_retroactive", applications=("a-1",), lines=("IMHS.rsc",)
    )


# ── Approved ──────────────────────────────────────────────────────────────────────────────────


def test_a_second_person_approves_and_it_is_adopted_in_the_same_moment() -> None:
    given(*HISTORY, proposed()).when(approve()).then(*approved())


def test_nobody_approves_what_they_proposed() -> None:
    given(*HISTORY, proposed()).when(approve(by=CORA)).then_refused("own_proposal", proposal="pr-1")


def test_from_its_first_day_it_rules_and_not_before() -> None:
    _, three = approved()
    policies = POLICY.fold([*HISTORY, proposed(), *approved()])
    assert policies.on(NEXT_YEAR - DAY) == TWO
    assert policies.on(NEXT_YEAR) == three
    assert policies.proposals[0].stage is Stage.ADOPTED


def test_a_proposal_is_approved_on_its_first_day_at_the_latest() -> None:
    given(*HISTORY, proposed()).when(approve(on=NEXT_YEAR)).then(*approved(on=NEXT_YEAR))
    given(*HISTORY, proposed()).when(approve(on=NEXT_YEAR + DAY)).then_refused(
        "policy_begins_in_the_past", on=NEXT_YEAR, today=NEXT_YEAR + DAY
    )


def test_of_two_from_one_base_the_second_is_proposed_anew() -> None:
    both = (*HISTORY, proposed(), proposed("four", id_="pr-2"))
    given(*both).when(approve(id_="pr-2")).then(*approved("four", id_="pr-2"))
    given(*both, *approved()).when(approve(id_="pr-2")).then_refused(
        "policy_moved_on", proposal="pr-2", base="two", version="three"
    )


def test_the_one_proposed_anew_is_held_against_what_was_adopted_since() -> None:
    given(*HISTORY, proposed(), *approved()).when(propose("four", id_="pr-3")).then(
        proposed("four", id_="pr-3", base="three")
    )


def test_cases_decided_since_the_proposal_are_asked_about_again() -> None:
    given(*HISTORY, proposed()).when(
        approve(touched=(ApplicationId("a-1"),), changed=(RequirementKey("IMHS.rsc"),))
    ).then_refused("policy_retroactive", applications=("a-1",), lines=("IMHS.rsc",))


def test_what_an_enforced_licence_does_not_allow_is_not_adopted() -> None:
    given(*HISTORY, proposed()).when(approve(below=(RequirementKey("IMHS.rsc"),))).then_refused(
        "below_the_licence", lines=("IMHS.rsc",)
    )


# ── Rejected, withdrawn, settled ──────────────────────────────────────────────────────────────


def test_a_second_person_rejects_and_the_proposer_withdraws() -> None:
    reject, withdraw = Reject(ProposalId("pr-1"), BEN, TODAY, WHY), Withdraw(ProposalId("pr-1"), CORA, TODAY)
    given(*HISTORY, proposed()).when(reject).then(PolicyRejected(ProposalId("pr-1"), BEN, TODAY, WHY))
    given(*HISTORY, proposed()).when(withdraw).then(PolicyWithdrawn(ProposalId("pr-1"), CORA, TODAY))


def test_a_proposer_does_not_reject_and_another_person_does_not_withdraw() -> None:
    reject, withdraw = Reject(ProposalId("pr-1"), CORA, TODAY, WHY), Withdraw(ProposalId("pr-1"), BEN, TODAY)
    given(*HISTORY, proposed()).when(reject).then_refused("own_proposal", proposal="pr-1")
    given(*HISTORY, proposed()).when(withdraw).then_refused("not_the_proposer", proposal="pr-1")


SETTLED = {
    Stage.ADOPTED: approved(),
    Stage.REJECTED: (PolicyRejected(ProposalId("pr-1"), BEN, TODAY, WHY),),
    Stage.WITHDRAWN: (PolicyWithdrawn(ProposalId("pr-1"), CORA, TODAY),),
}


SOMEBODY = PersonId("p-somebody")


@pytest.mark.parametrize("stage", SETTLED, ids=lambda stage: stage.value)
@pytest.mark.parametrize(
    "command",
    [
        approve(SOMEBODY),
        Reject(ProposalId("pr-1"), BEN, TODAY, WHY),
        Withdraw(ProposalId("pr-1"), SOMEBODY, TODAY),
    ],
    ids=["approve", "reject", "withdraw"],
)
def test_what_is_settled_stays_settled(stage: Stage, command: Approve | Reject | Withdraw) -> None:
    given(*HISTORY, proposed(), *SETTLED[stage]).when(command).then_refused(
        "proposal_settled", proposal="pr-1", stage=stage, on=TODAY
    )


def test_to_approve_or_withdraw_again_what_one_has_records_nothing() -> None:
    withdraw = Withdraw(ProposalId("pr-1"), CORA, TODAY)
    given(*HISTORY, proposed(), *SETTLED[Stage.ADOPTED]).when(approve()).then_nothing()
    given(*HISTORY, proposed(), *SETTLED[Stage.WITHDRAWN]).when(withdraw).then_nothing()
    for command, stage in ((withdraw, Stage.ADOPTED), (approve(), Stage.WITHDRAWN), (approve(), Stage.REJECTED)):
        given(*HISTORY, proposed(), *SETTLED[stage]).when(command).then_refused(
            "proposal_settled", proposal="pr-1", stage=stage, on=TODAY
        )


def test_a_proposal_that_nobody_made_is_unknown() -> None:
    given(*HISTORY).when(approve()).then_refused("unknown_proposal", proposal="pr-1")
