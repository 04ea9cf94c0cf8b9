"""For whom an association is: residents of its states alone where policy says so, and how a file says it wrongly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from vouchbook.domain.names import StateCode
from vouchbook.domain.refusal import Refused
from vouchbook.policy.document import IntakeRow, PolicyDocument
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.reader import read_policy
from vouchbook.policy.residents import open_to, residents_only
from vouchbook.testing import policy

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def association(*rows: IntakeRow, states: tuple[str, ...] = ("TN",)) -> PolicyDocument:
    document = policy("tn", intake=rows).document
    return replace(document, association=replace(document.association, states=states))


RESIDENTS = association(IntakeRow(how="rolling", residents=True))


def test_somebody_who_lives_there_may_apply() -> None:
    open_to(RESIDENTS, StateCode("TN"), TODAY)


def test_somebody_who_lives_elsewhere_may_not_and_hears_in_which_states_one_may() -> None:
    with pytest.raises(Refused) as refused:
        open_to(RESIDENTS, StateCode("NC"), TODAY)
    assert (refused.value.code, refused.value.parameters) == (
        "not_resident",
        {"association": "tn", "states": ("TN",), "state": "NC"},
    )


def test_somebody_of_whom_nobody_knows_where_they_live_is_asked_first() -> None:
    with pytest.raises(Refused) as refused:
        open_to(RESIDENTS, None, TODAY)
    assert refused.value.code == "residence_unknown"


@pytest.mark.parametrize("state", ["TN", "KY"])
def test_an_association_may_be_that_of_several_states(state: str) -> None:
    open_to(association(IntakeRow(how="rolling", residents=True), states=("KY", "TN")), StateCode(state), TODAY)


@pytest.mark.parametrize("document", [association(), association(IntakeRow(how="cohort"))], ids=["silent", "open"])
@pytest.mark.parametrize("state", ["TN", "NC", None])
def test_where_policy_says_nothing_of_residents_all_may_apply(document: PolicyDocument, state: str | None) -> None:
    open_to(document, StateCode(state) if state else None, TODAY)


def test_the_row_of_the_day_decides() -> None:
    closing = association(
        IntakeRow(how="rolling"), IntakeRow(how="rolling", residents=True, from_=TODAY)
    )  # fmt: skip
    assert residents_only(closing, TODAY - DAY) == ()
    assert residents_only(closing, TODAY) == ("TN",)


# ── The file ──────────────────────────────────────────────────────────────────────────────────

FILE = """format = "vouchbook-policy/1"
[association]
code = "tn"
name = "Association"
timezone = "America/Chicago"
year_end = "12-31"
currency = "USD"
families = ["IMH"]
categories = ["IMHS"]
{states}
[sources]
sheet = {{ title = "A sheet" }}
[[intake]]
how = "rolling"
residents = {residents}
source = "sheet"
"""


def mistakes(states: str, residents: str = "true") -> list[str]:
    with pytest.raises(PolicyMistakes) as wrong:
        read_policy(FILE.format(states=states, residents=residents), name="policy.toml")
    return str(wrong.value).splitlines()


def test_a_file_names_its_states_in_two_capital_letters() -> None:
    assert read_policy(FILE.format(states='states = ["TN"]', residents="true"), name="p").association.states == ("TN",)
    for written in ('"Tennessee"', '"tn"', '"T"', '"T1"'):
        (said,) = mistakes(f'states = ["KY", {written}]')
        assert said == f'policy.toml:10: states = [… {written} …] – write a state as two capital letters: "NC"'


def test_residents_of_no_state_are_a_mistake_with_its_line() -> None:
    (said,) = mistakes("")
    assert said == 'policy.toml:15: residents = true – say in [association] of which states: states = ["NC"]'


@pytest.mark.parametrize(
    ("states", "residents"),
    [('states = "TN"', "true"), ('states = ["TN", "TN"]', "true"), ("states = [3]", "true"), ("", '"yes"')],
)
def test_other_slips_are_named_with_their_line_too(states: str, residents: str) -> None:
    assert all(said.startswith("policy.toml:1") and " – " in said for said in mistakes(states, residents))
