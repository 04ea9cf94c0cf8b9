"""Where a vetting stands on a day, whom an endorsement spares it, and whom its end leaves without a provider."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.by_hand import GIVE_RSC, IMHS, RATE, TODAY, ZZ, endorsed, policy, portfolio, rsc, vetted

from vouchbook.domain.evidence import Facts, Portfolio
from vouchbook.domain.names import CategoryCode, ColleagueId, PersonId, VettingId, VettingScope
from vouchbook.domain.streams import VETTING
from vouchbook.domain.trace import Moments
from vouchbook.domain.vetting import (
    EndCause,
    VettedBy,
    Vetting,
    VettingDecided,
    VettingEnded,
    VettingInterviewed,
    VettingOpened,
    VettingStatus,
)
from vouchbook.policy.document import PolicyDocument, StandingRow, VettingEnd, VettingRow, Way
from vouchbook.policy.providers import Counting
from vouchbook.policy.sunset import Receiving, left, next_end, with_end
from vouchbook.policy.vettings import status, superseded
from vouchbook.testing import sealed

DAY = timedelta(days=1)
SUNSET = date(2027, 12, 21)
RSC, REFERENCE = VettingScope.RSC, VettingScope.REFERENCE
WORDS = sealed("in words")


def document(*ends: VettingEnd, scope: VettingScope = RSC) -> PolicyDocument:
    return policy(vetting=[VettingRow(scope=scope, ends=ends)]).document


def vetting(
    decided_on: date | None, *, until: date | None = None, ended: VettingEnded | None = None, yes: bool = True
) -> Vetting:
    opened = date(2026, 1, 1)
    events: list[object] = [
        VettingOpened(VettingId("v"), PersonId("p"), RSC, opened),
        VettingInterviewed(None, VettedBy.INTERVIEW, opened, WORDS),
    ]
    if decided_on:
        events.append(VettingDecided(yes, decided_on, WORDS, until))
    return VETTING.fold([*events, *([ended] if ended else [])])


# ── Status: the fold, the day and the policy ──────────────────────────────────────────────────


def test_a_sunset_ends_it_without_an_event() -> None:
    state, ends = vetting(date(2026, 2, 1)), document(VettingEnd(SUNSET))
    assert status(state, ends, SUNSET) is VettingStatus.VETTED
    assert status(state, ends, SUNSET + DAY) is VettingStatus.SUNSET
    assert status(state, document(), SUNSET + DAY) is VettingStatus.VETTED


def test_what_ended_otherwise_before_did_not_end_by_the_sunset() -> None:
    withdrawn = vetting(date(2026, 2, 1), ended=VettingEnded(date(2026, 9, 1), EndCause.WITHDRAWN, WORDS))
    assert status(withdrawn, document(VettingEnd(SUNSET)), SUNSET + DAY) is VettingStatus.WITHDRAWN


@pytest.mark.parametrize("by", ["registered", "submitted", "decided"])
def test_an_end_by_another_day_asks_the_application_in_which_it_is_to_count(by: str) -> None:
    state, ends = vetting(date(2026, 2, 1)), document(VettingEnd(SUNSET, by))  # type: ignore[arg-type]  # a word of it
    before, after = Moments(SUNSET + 9 * DAY, **{by: SUNSET}), Moments(SUNSET + 9 * DAY, **{by: SUNSET + DAY})
    assert status(state, ends, SUNSET + 9 * DAY, before) is VettingStatus.VETTED
    assert status(state, ends, date(2026, 5, 1), after) is VettingStatus.SUNSET


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
ENDS = st.lists(
    st.builds(VettingEnd, DAYS, st.sampled_from(["given", "registered", "submitted", "decided"])), max_size=2
).map(tuple)


@settings(max_examples=200)
@given(decided_on=DAYS, until=st.none() | DAYS, ended_on=st.none() | DAYS, cause=st.sampled_from(EndCause), ends=ENDS,
       on=DAYS, moments=st.none() | st.builds(Moments, DAYS, DAYS, DAYS, DAYS))  # fmt: skip
def test_vetted_is_the_status_on_exactly_the_days_that_the_rules_count(
    decided_on: date,
    until: date | None,
    ended_on: date | None,
    cause: EndCause,
    ends: tuple[VettingEnd, ...],
    on: date,
    moments: Moments | None,
) -> None:
    ended = VettingEnded(max(ended_on, decided_on), cause, None) if ended_on else None
    state = vetting(decided_on, until=max(until, decided_on) if until else None, ended=ended)
    item = state.held(ZZ.code)
    assert item is not None
    days = moments or Moments(asked=on)
    asked = Counting(document(*ends), GIVE_RSC, replace(days, asked=on))
    stands = status(state, document(*ends), on, replace(days, asked=on))
    assert (stands is VettingStatus.VETTED) is asked.counts(Portfolio((item,)), None, IMHS)


@given(decided_on=DAYS, ended_on=DAYS, on=DAYS, other=DAYS)
def test_an_end_changes_no_day_up_to_it_and_leaves_none_after_it(
    decided_on: date, ended_on: date, on: date, other: date
) -> None:
    last = max(ended_on, decided_on)
    plain, ended = vetting(decided_on), vetting(decided_on, ended=VettingEnded(last, EndCause.ENDORSED, None))
    assert ended.status(min(on, last)) is plain.status(min(on, last))
    assert ended.status(max(other, last + DAY)) is VettingStatus.ENDORSED


# ── What takes its place ──────────────────────────────────────────────────────────────────────


def taking(*rows: StandingRow, categories: tuple[str, ...] = ("IMHS", "IFS", "ERS", "IMHM-C")) -> PolicyDocument:
    made = policy(standing=rows).document
    return replace(made, association=replace(ZZ, categories=tuple(CategoryCode(each) for each in categories)))


def row(*ways: Way, **head: object) -> StandingRow:
    return replace(StandingRow(may=GIVE_RSC, any_of=ways), **head)


def spared(rules: PolicyDocument, *categories: str, scope: VettingScope = RSC, on: date = TODAY) -> bool:
    """Whether somebody with these endorsements needs no vetting; one with a * is still emerging."""
    held = (replace(endorsed(None, each.strip("*")), emerging=each.endswith("*")) for each in categories)
    return superseded(rules, scope, portfolio(*held), on)


BY_VETTING = Way(vetted=RSC)


def test_an_endorsement_that_lets_one_do_the_same_takes_the_place_of_the_vetting() -> None:
    rules = taking(row(Way(holds=("IMHM-C", "ERS")), BY_VETTING))
    found = {each: spared(rules, each) for each in ("IMHM-C", "ERS", "IMHS", "IFS")}
    assert found == {"IMHM-C": True, "ERS": True, "IMHS": False, "IFS": False}


def test_nobody_may_do_less_for_having_been_endorsed() -> None:
    rules = taking(
        row(Way(holds=("IMHM-C", "ERS")), BY_VETTING, for_=("IFS",)),
        row(Way(holds=("IMHM-C",)), BY_VETTING, for_=("IMHS",)),
    )
    assert spared(rules, "IMHM-C")
    assert not spared(rules, "ERS"), "for specialists only the vetting counts"


def test_endorsements_take_its_place_together() -> None:
    rules = taking(
        row(Way(holds=("ERS",)), BY_VETTING, for_=("IFS",)), row(Way(holds=("IMHS",)), BY_VETTING, for_=("IMHS",))
    )
    assert (spared(rules, "ERS"), spared(rules, "IMHS"), spared(rules, "ERS", "IMHS")) == (False, False, True)


def test_what_counts_once_accepted_or_complete_does_not_take_its_place_before() -> None:
    assert not spared(taking(row(Way(holds=("ERS",), once_accepted=True), BY_VETTING)), "ERS")
    complete = taking(row(Way(holds=("ERS",)), BY_VETTING))
    emerging = taking(row(Way(holds=("ERS",), emerging=True), BY_VETTING))
    assert (spared(complete, "ERS*"), spared(emerging, "ERS*")) == (False, True)


def test_a_way_for_applicants_of_some_degrees_does_not_take_its_place() -> None:
    graduates = Way(holds=("ERS",), applicant_degree_at_most="bachelor")
    assert not spared(taking(row(graduates, BY_VETTING)), "ERS")


def test_only_rows_of_the_scope_and_of_the_day_are_asked() -> None:
    rate = StandingRow(may=RATE, any_of=(Way(holds=("IMHM-C",)), Way(vetted=REFERENCE)))
    later = row(Way(holds=("IMHM-C",)), BY_VETTING, from_=TODAY + DAY)
    rules = taking(row(Way(holds=("ERS",)), BY_VETTING), later, rate)
    assert spared(rules, "ERS")
    assert not spared(rules, "ERS", on=TODAY + DAY)
    assert not spared(rules, "ERS", scope=REFERENCE)


# ── Whom its end leaves alone ─────────────────────────────────────────────────────────────────

RUTH, TOMAS = ColleagueId("ruth"), ColleagueId("tomas")
END = VettingEnd(SUNSET)


def receiving(*held: Facts, registered: date | None = None, submitted: date | None = None) -> Receiving:
    sessions = (rsc(1, by="ruth"), rsc(1, by="tomas"))
    return Receiving(IMHS, (GIVE_RSC,), (RUTH, TOMAS), portfolio(*sessions, *held), registered, submitted)


def test_who_has_only_vetted_providers_is_left_alone_on_the_day_after() -> None:
    found = left(document(END), END, receiving(vetted("ruth"), vetted("tomas")))
    assert (found.before, found.after, found.alone) == ((RUTH, TOMAS), (), True)


def test_who_has_another_provider_is_not() -> None:
    found = left(document(END), END, receiving(vetted("ruth"), endorsed("tomas", "ERS")))
    assert (found.before, found.after, found.alone) == ((RUTH, TOMAS), (TOMAS,), False)


def test_a_provider_endorsed_from_the_day_after_the_sunset_is_in_time_and_one_of_a_day_later_is_not() -> None:
    in_time = receiving(vetted("ruth"), endorsed("ruth", "ERS", SUNSET + DAY))
    late = receiving(vetted("ruth"), endorsed("ruth", "ERS", SUNSET + 2 * DAY))
    assert (left(document(END), END, in_time).alone, left(document(END), END, late).alone) == (False, True)


def test_an_endorsement_that_ends_with_the_sunset_helps_nobody() -> None:
    ends = receiving(endorsed("ruth", "ERS", until=SUNSET), vetted("tomas"))
    goes_on = receiving(endorsed("ruth", "ERS", until=SUNSET + DAY), vetted("tomas"))
    assert (left(document(END), END, ends).alone, left(document(END), END, goes_on).alone) == (True, False)


def test_who_had_nobody_before_loses_nobody() -> None:
    found = left(document(END), END, receiving(vetted("ruth", until=SUNSET - DAY)))
    assert (found.before, found.after, found.alone) == ((), (), False)


def test_an_end_by_the_day_submitted_spares_who_has_submitted() -> None:
    end = VettingEnd(SUNSET, "submitted")
    waiting, submitted = receiving(vetted("ruth")), receiving(vetted("ruth"), submitted=SUNSET)
    assert (left(document(end), end, waiting).alone, left(document(end), end, submitted).alone) == (True, False)


def test_an_end_by_the_day_registered_spares_who_has_registered() -> None:
    end = VettingEnd(SUNSET, "registered")
    assert not left(document(end), end, receiving(vetted("ruth"), registered=SUNSET)).alone


def test_the_next_end_is_asked_about_and_after_the_last_one_that() -> None:
    steps = document(VettingEnd(date(2021, 12, 31), "registered"), VettingEnd(date(2022, 12, 31)))
    assert next_end(steps, RSC, date(2021, 12, 31)) == VettingEnd(date(2021, 12, 31), "registered")
    assert next_end(steps, RSC, date(2022, 1, 1)) == VettingEnd(date(2022, 12, 31))
    assert next_end(steps, RSC, date(2026, 1, 1)) == VettingEnd(date(2022, 12, 31))
    assert next_end(document(), RSC, date(2026, 1, 1)) is None


def test_a_supposed_end_takes_the_place_of_the_policys() -> None:
    supposed = VettingEnd(date(2026, 12, 31))
    rules = with_end(document(END), RSC, supposed)
    assert left(rules, supposed, receiving(vetted("ruth"))).alone
    assert next_end(rules, RSC, date(2026, 1, 1)) == supposed
