"""Who may do what, written out: every action, every role, and how they stand to the case."""

from __future__ import annotations

import pytest

from vouchbook.domain.authorize import BY_NAME, MAY, NEVER_ONES_OWN, Action, Circumstances, Principal, Role, authorize
from vouchbook.domain.names import ItemId, PersonId, Relation
from vouchbook.domain.refusal import Refused
from vouchbook.letters.refusals import in_words

ME, SOMEBODY, OTHERS = PersonId("p-me"), PersonId("p-somebody"), (PersonId("p-one"), PersonId("p-two"))
MINE, THEIRS = ItemId("ra-mine"), ItemId("ra-theirs")
CLOSE = frozenset({Relation.SAME_EMPLOYER})

CASES = (
    Circumstances(about=ME, reviewers=OTHERS),
    Circumstances(about=SOMEBODY, reviewers=OTHERS),
    Circumstances(about=ME, reviewers=(ME, *OTHERS)),
    Circumstances(about=SOMEBODY, reviewers=(ME, *OTHERS)),
    Circumstances(about=SOMEBODY, reviewers=(ME, *OTHERS), relations=CLOSE, conflicts=CLOSE),
    Circumstances(about=SOMEBODY, reviewers=(ME, *OTHERS), relations=CLOSE, conflicts=frozenset({Relation.RATER})),
)
"""One's own case; somebody else's; one's own, on whose panel one is; another's, on whose panel one is; the same with
a relation that policy bars; the same with a relation that policy does not bar."""

LETTERS = {
    "not_allowed": "n",
    "own_application": "o",
    "someone_elses": "s",
    "not_a_reviewer": "r",
    "conflict_of_interest": "c",
    "not_their_rating": "f",
}
"""``+`` is allowed."""

TABLE = """
                      alliance  coordinator  board     reviewer  applicant  rater    anyone
license_association   ++++++    nnnnnn       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
import                nnnnnn    ++++++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
register_person       nnnnnn    ++++++       nnnnnn    nnnnnn    ssssss     nnnnnn   nnnnnn
correct_person        nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
record_evidence       nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
withdraw_evidence     nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
confirm_evidence      nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
identify_colleague    nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
vet                   nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_vetting           nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
keep_roster           nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
sign                  nnnnnn    nnnnnn       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
record_term           nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
request_rating        nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
follow_rating         nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
receive_rating        nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     ofofff   nnnnnn
open_application      nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
submit                nnnnnn    nnnnnn       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
withdraw_application  nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
cure                  nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
assign_reviewer       nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
release_reviewer      nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
answer                nnnnnn    nnnnnn       nnnnnn    oro+c+    nnnnnn     nnnnnn   nnnnnn
complete_review       nnnnnn    nnnnnn       nnnnnn    oro+c+    nnnnnn     nnnnnn   nnnnnn
leave_panel           nnnnnn    nnnnnn       nnnnnn    oro+++    nnnnnn     nnnnnn   nnnnnn
return_item           nnnnnn    nnnnnn       nnnnnn    oro+c+    nnnnnn     nnnnnn   nnnnnn
answer_return         nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
see_own_reviews       nnnnnn    nnnnnn       nnnnnn    rr++c+    nnnnnn     nnnnnn   nnnnnn
record_exam           nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
decide                nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_person            nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
see_application       nnnnnn    ++++++       nnnnnn    rr++c+    +s+sss     nnnnnn   nnnnnn
see_everybody         nnnnnn    ++++++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_registry          ++++++    ++++++       ++++++    ++++++    ++++++     ++++++   ++++++
propose_policy        nnnnnn    ++++++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
approve_policy        nnnnnn    ++++++       ++++++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_policy_changes    ++++++    ++++++       ++++++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_impact            nnnnnn    ++++++       ++++++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_fidelity          ++++++    ++++++       ++++++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_every_association ++++++    nnnnnn       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
record_payment        nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
refund                nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
refund_beyond_terms   nnnnnn    nnnnnn       o+o+++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
write_off             nnnnnn    o+o+++       o+o+++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
keep_account          nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_account           nnnnnn    ++++++       ++++++    nnnnnn    +s+sss     nnnnnn   nnnnnn
see_accounts          nnnnnn    ++++++       ++++++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
quote_fee             nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
charge_fee            nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
keep_fund             nnnnnn    ++++++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
grant_scholarship     nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_funds             nnnnnn    ++++++       ++++++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
read_ledger           ++++++    ++++++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
rebuild               ++++++    ++++++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
make_wish             nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
answer_wish           nnnnnn    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
keep_roles            o+o+++    o+o+++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_roles             ++++++    ++++++       ++++++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_access            nnnnnn    ++++++       ++++++    nnnnnn    nnnnnn     nnnnnn   nnnnnn
see_own_access        nnnnnn    ++++++       nnnnnn    nnnnnn    +s+sss     nnnnnn   nnnnnn
see_outbox            nnnnnn    ++++++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
keep_outbox           nnnnnn    ++++++       nnnnnn    nnnnnn    nnnnnn     nnnnnn   nnnnnn
"""
"""One letter for each of ``CASES``: a right that changes is changed here too, on purpose."""

HEAD, *ROWS = TABLE.strip().splitlines()
EXPECTED = {
    (Action(action), Role(role)): letters
    for action, *columns in map(str.split, ROWS)
    for role, letters in zip(HEAD.split(), columns, strict=True)
}


def answer(role: Role, action: Action, case: Circumstances) -> str:
    try:
        authorize(Principal(role, ME), action, case)
    except Refused as refused:
        return LETTERS[refused.code]
    return "+"


@pytest.mark.parametrize("action", list(Action), ids=str)
def test_who_may_do_it_is_what_the_table_says(action: Action) -> None:
    answers = {role.value: "".join(answer(role, action, case) for case in CASES) for role in Role}
    assert answers == {role.value: EXPECTED[action, role] for role in Role}


def test_an_action_without_a_row_is_allowed_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(MAY, Action.SEE_REGISTRY)
    for role in Role:
        with pytest.raises(Refused) as refused:
            authorize(Principal(role, ME), Action.SEE_REGISTRY)
        assert (refused.value.code, refused.value.parameters["roles"]) == ("not_allowed", ())


def test_every_action_has_a_row() -> None:
    assert set(MAY) == set(Action)


@pytest.mark.parametrize("action", sorted(NEVER_ONES_OWN, key=str), ids=str)
def test_nobody_acts_on_their_own_case_whatever_they_are(action: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MAY, action, frozenset(Role))
    for role in Role:
        with pytest.raises(Refused) as refused:
            authorize(Principal(role, ME), action, Circumstances(about=ME, reviewers=(ME,)))
        assert (refused.value.code, refused.value.parameters) == ("own_application", {"person": ME})


def test_what_only_others_do_is_all_that_confirms_reviews_or_decides() -> None:
    for_oneself = {Action.SIGN, Action.SUBMIT, Action.REGISTER_PERSON, Action.CORRECT_PERSON, Action.OPEN_APPLICATION}
    for_oneself |= {Action.RECORD_EVIDENCE, Action.WITHDRAW_EVIDENCE, Action.REQUEST_RATING, Action.FOLLOW_RATING}
    for_oneself |= {Action.WITHDRAW_APPLICATION, Action.SEE_PERSON, Action.SEE_APPLICATION}
    for_oneself |= {Action.SEE_VETTING, Action.KEEP_ROSTER, Action.SEE_ACCOUNT}
    about_nobody = {Action.LICENSE_ASSOCIATION, Action.SEE_EVERYBODY, Action.SEE_REGISTRY, Action.READ_LEDGER}
    about_nobody |= {Action.REBUILD, Action.IMPORT, *BY_NAME, Action.SEE_POLICY_CHANGES, Action.SEE_ACCOUNTS}
    for_oneself |= {Action.ANSWER_RETURN, Action.SEE_OWN_REVIEWS}
    for_oneself |= {Action.QUOTE_FEE, Action.SEE_OWN_ACCESS, Action.MAKE_WISH}
    about_nobody |= {Action.SEE_ROLES, Action.SEE_ACCESS, Action.SEE_OUTBOX, Action.KEEP_OUTBOX}
    about_nobody |= {Action.KEEP_FUND, Action.SEE_FUNDS}
    about_nobody |= {Action.SEE_IMPACT, Action.SEE_FIDELITY, Action.SEE_EVERY_ASSOCIATION}
    assert set(Action) - NEVER_ONES_OWN == for_oneself | about_nobody


@pytest.mark.parametrize("action", list(Action), ids=str)
def test_a_rater_answers_their_own_reference_and_does_nothing_else(action: Action) -> None:
    rater = Principal(Role.RATER, rating=MINE)
    for case in (Circumstances(about=SOMEBODY, rating=MINE), Circumstances(about=SOMEBODY, rating=THEIRS), CASES[1]):
        may = action is Action.SEE_REGISTRY or (action is Action.RECEIVE_RATING and case.rating == MINE)
        if may:
            authorize(rater, action, case)
        else:
            with pytest.raises(Refused):
                authorize(rater, action, case)


def test_a_rater_without_a_reference_answers_none() -> None:
    for case in (Circumstances(about=SOMEBODY), Circumstances(about=SOMEBODY, rating=MINE)):
        with pytest.raises(Refused, match="not_their_rating"):
            authorize(Principal(Role.RATER), Action.RECEIVE_RATING, case)


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.REVIEWER])
def test_applicants_and_reviewers_say_who_they_are(role: Role) -> None:
    with pytest.raises(Refused) as refused:
        authorize(Principal(role), Action.SEE_APPLICATION, CASES[0])
    assert (refused.value.code, refused.value.parameters) == ("person_needed", {"role": role})


@pytest.mark.parametrize("action", sorted(BY_NAME, key=str), ids=str)
def test_what_takes_two_people_is_done_by_somebody_who_is_known(action: Action) -> None:
    for role in MAY[action]:
        authorize(Principal(role, ME), action)
        with pytest.raises(Refused) as refused:
            authorize(Principal(role), action)
        assert (refused.value.code, refused.value.parameters) == ("person_needed", {"role": role})


def test_whoever_registers_has_no_id_yet_and_the_public_registry_asks_for_none() -> None:
    authorize(Principal(Role.APPLICANT), Action.REGISTER_PERSON)
    for role in Role:
        authorize(Principal(role), Action.SEE_REGISTRY)


def test_an_applicant_who_is_in_the_book_enters_nobody_else_into_it() -> None:
    """Nobody's address is entered, or found to be known, without the code that is mailed to it."""
    for case in (*CASES, Circumstances(about=ME)):
        with pytest.raises(Refused, match="someone_elses"):
            authorize(Principal(Role.APPLICANT, ME), Action.REGISTER_PERSON, case)


@pytest.mark.parametrize(
    "action", [action for action in Action if Role.APPLICANT in MAY[action]], ids=lambda a: a.value
)
def test_an_applicant_is_let_through_only_to_what_is_known_to_be_theirs(action: Action) -> None:
    if action is Action.SEE_REGISTRY:
        authorize(Principal(Role.APPLICANT, ME), action)
    else:
        with pytest.raises(Refused, match="someone_elses"):
            authorize(Principal(Role.APPLICANT, ME), action)


def test_a_coordinator_who_is_nobodys_person_acts_on_everybody() -> None:
    reviewers = {Action.ANSWER, Action.COMPLETE_REVIEW, Action.LEAVE_PANEL, Action.RETURN_ITEM}
    for action in NEVER_ONES_OWN - reviewers - {Action.REFUND_BEYOND_TERMS}:
        authorize(Principal(Role.COORDINATOR), action, Circumstances(about=SOMEBODY))


def test_a_refusal_names_the_roles_that_may() -> None:
    with pytest.raises(Refused) as refused:
        authorize(Principal(Role.ANYONE), Action.SEE_APPLICATION)
    assert refused.value.parameters["roles"] == ("applicant", "coordinator", "reviewer")


def test_a_conflict_is_named() -> None:
    with pytest.raises(Refused) as refused:
        authorize(Principal(Role.REVIEWER, ME), Action.ANSWER, CASES[4])
    assert refused.value.parameters == {"relations": ("same_employer",)}
    assert "same employer" in in_words(refused.value)


@pytest.mark.parametrize(
    ("principal", "actor"),
    [
        (Principal(Role.COORDINATOR), "coordinator"),
        (Principal(Role.REVIEWER, ME), "reviewer:p-me"),
        (Principal(Role.RATER, rating=MINE), "rater:ra-mine"),
    ],
)
def test_the_book_names_a_role_and_an_id_and_never_a_name(principal: Principal, actor: str) -> None:
    assert principal.actor == actor
