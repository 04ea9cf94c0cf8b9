"""How a policy stands to an edition: five verdicts, each with the line that earns it; and what "stricter" promises."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.by_hand import IMHS, TODAY, line, policy
from tests.policy.test_compare_laws import examples, held
from tests.policy.test_compare_laws import found as finding_of
from tests.policy.two_policies import KINDS, near, portfolios
from tests.policy.two_policies import policy as one_line

from vouchbook.domain.names import AssociationCode, CategoryCode, EditionName, Occasion, RequirementKey
from vouchbook.domain.trace import Moments
from vouchbook.policy import rules
from vouchbook.policy.compare import Effect, Side
from vouchbook.policy.document import StandingRow, Way
from vouchbook.policy.evaluable import unevaluated_in
from vouchbook.policy.fidelity import Fidelity, Held, Verdict, held_against, named
from vouchbook.policy.rules import Hours, Line, Membership, Where
from vouchbook.policy.version import PolicyVersion

TRAINING = RequirementKey("training")
OLD, OLDER = EditionName("2024"), EditionName("2021")


def hours(minimum: int, **fields: object) -> Hours:
    return Hours(TRAINING, "training", minimum * 60, **fields)  # type: ignore[arg-type]


def side(version: PolicyVersion, on: date = TODAY) -> Side:
    return Side(version.document, on)


def fidelity(edition: PolicyVersion, own: PolicyVersion, **older: PolicyVersion) -> Fidelity:
    before = {EditionName(name.lstrip("_")): side(version) for name, version in older.items()}
    return held_against(side(edition), side(own), before)


def only(found: Fidelity) -> Held:
    (line_,) = found.lines
    return line_


# ── The verdicts ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("own", "verdict", "less"),
    [
        (hours(30), Verdict.SAME, False),
        (hours(30, typical=75 * 60), Verdict.SAME, False),
        (hours(31), Verdict.STRICTER, False),
        (hours(29), Verdict.LOOSER, True),
        (hours(29, where=Where(covers_competency=True)), Verdict.OTHER, True),
        (hours(30, where=Where(covers_competency=False)), Verdict.STRICTER, False),
        (rules.Count(TRAINING, "training", 3), Verdict.OTHER, False),
    ],
)
def test_a_line_is_the_same_stricter_looser_or_other(own: rules.Rule, verdict: Verdict, *, less: bool) -> None:
    found = only(fidelity(policy(hours(30)), policy(own)))
    assert (found.verdict, found.asks_less) == (verdict, less)


def test_a_line_that_only_one_of_the_two_has() -> None:
    exam = rules.JudgementOnly(RequirementKey("essay"), ())
    more, fewer = policy(hours(30), exam), policy(hours(30))
    assert [each.verdict for each in fidelity(fewer, more).lines] == [Verdict.SAME, Verdict.STRICTER]
    assert [each.verdict for each in fidelity(more, fewer).lines] == [Verdict.SAME, Verdict.LOOSER]
    assert named(fidelity(more, fewer).deviations) == ("IMHS application essay",)


def test_a_membership_that_is_only_encouraged_is_looser_by_rule() -> None:
    """Tennessee: encouraged, where the Alliance is said to require it."""
    member = Membership(RequirementKey("membership"), of=("own", "any_imh", "WAIMH"))
    found = only(fidelity(policy(member), policy(replace(member, required=False, of=("own",)))))
    assert (found.verdict, found.asks_less) == (Verdict.LOOSER, True)


def test_who_counts_as_what_shows_at_the_line_that_names_it() -> None:
    rsc = Hours(RequirementKey("rsc"), "rsc", 3000, where=Where(given_by="give_rsc"))  # type: ignore[arg-type]
    more = StandingRow(may="give_rsc", any_of=(Way(holds=("ERS", "IMHS")),))  # type: ignore[arg-type]
    fewer = StandingRow(may="give_rsc", any_of=(Way(holds=("ERS",)),))  # type: ignore[arg-type]
    versions = policy(rsc, standing=(fewer,)), policy(rsc, standing=(more,))
    assert only(fidelity(*versions)).verdict is Verdict.LOOSER
    assert only(fidelity(*reversed(versions))).verdict is Verdict.STRICTER


# ── Not yet adopted ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("asked", "effect"), [(30, Effect.LOOSER), (40, Effect.STRICTER)])
def test_what_an_older_edition_asks_is_not_yet_adopted_whichever_way_it_differs(asked: int, effect: Effect) -> None:
    found = only(fidelity(policy(hours(33)), policy(hours(asked)), _2024=policy(hours(asked))))
    assert (found.verdict, found.effect, found.like) == (Verdict.NOT_YET_ADOPTED, effect, OLD)
    assert found.asks_less is (effect is Effect.LOOSER), "whatever it is called, it may be held against an enforced one"


def test_the_latest_of_the_older_editions_is_named() -> None:
    found = only(fidelity(policy(hours(33)), policy(hours(30)), _2024=policy(hours(30)), _2021=policy(hours(30))))
    assert found.like == OLD
    found = only(fidelity(policy(hours(33)), policy(hours(30)), _2024=policy(hours(31)), _2021=policy(hours(30))))
    assert found.like == OLDER


def test_a_row_taken_from_an_older_edition_is_not_yet_adopted_if_that_one_asks_otherwise() -> None:
    def taken(rule: rules.Rule) -> Line:
        return replace(line(rule), origin="guidelines 2024")

    edition, older = policy(hours(33)), policy(hours(30))
    assert only(fidelity(edition, policy(taken(hours(30))), _2024=older)).verdict is Verdict.NOT_YET_ADOPTED
    assert only(fidelity(edition, policy(taken(hours(33))), _2024=policy(hours(33)))).verdict is Verdict.SAME


def test_a_line_that_an_own_row_drops_is_no_delay() -> None:
    """An older edition did not ask it either; the association says that it does not."""
    edition = policy(hours(30))
    own = policy()
    dropped = replace(line(rules.NotRequired(TRAINING)), floor=hours(30))
    sheets = tuple(replace(sheet, dropped=(dropped,)) for sheet in own.document.sheets)
    own_row = PolicyVersion.of(replace(own.document, sheets=sheets))
    assert only(fidelity(edition, own, _2024=policy())).verdict is Verdict.NOT_YET_ADOPTED
    assert only(fidelity(edition, own_row, _2024=policy())).verdict is Verdict.LOOSER


# ── Sheets ────────────────────────────────────────────────────────────────────────────────────


def test_a_category_that_the_edition_does_not_know_and_a_sheet_that_one_lacks_are_named() -> None:
    edition, own = policy(hours(30)), policy(hours(30), at=Occasion.RENEWAL)
    association = replace(own.document.association, categories=(IMHS, CategoryCode("FIMH")), code=AssociationCode("fl"))
    found = fidelity(edition, PolicyVersion.of(replace(own.document, association=association)))
    assert found.beyond == ("FIMH",)
    assert {(each.at, each.old is None, each.new is None) for each in found.sheets} == {
        (Occasion.APPLICATION, False, True), (Occasion.RENEWAL, True, False),
    }  # fmt: skip
    assert found.lines == ()


# ── The law ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"any_of", "all_of"}))
@given(st.data())
@examples(40)
def test_what_is_reported_stricter_raises_nobodys_status_and_what_is_looser_lowers_it_for_nobody(kind, data) -> None:
    at = data.draw(st.sampled_from([Occasion.APPLICATION, Occasion.RENEWAL]))
    edition, own, older = (
        one_line([line(rule)], at) for rule in (*data.draw(near(kind)), data.draw(near(kind))[0])
    )  # fmt: skip
    if any(unevaluated_in(version.document) for version in (edition, own)):
        return
    reported = only(fidelity(edition, own, _2024=older))
    moments = Moments(asked=date(2026, 3, 15), registered=date(2025, 6, 1))
    portfolio = data.draw(portfolios(kind))
    was, now = (finding_of(version, at, portfolio, moments, []) for version in (edition, own))
    assert held(reported.effect, was, now), (reported, was, now)
    if reported.verdict in (Verdict.STRICTER, Verdict.LOOSER, Verdict.SAME):
        assert reported.verdict.value == reported.effect.value
    assert not (reported.effect in (Effect.SAME, Effect.STRICTER) and reported.asks_less)
