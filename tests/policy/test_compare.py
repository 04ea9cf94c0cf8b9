"""What of two policies is stricter, looser, neither: the table of kinds in the policy guide, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import (
    GIVE_RSC,
    IMHS,
    MAY_GIVE_RSC,
    MAY_RATE,
    RATE,
    TODAY,
    R,
    count,
    endorsed,
    hours,
    line,
    months,
    policy,
    rsc,
    sheets,
    trace,
)

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Facts
from vouchbook.domain.names import (
    About,
    Acceptable,
    Area,
    AssociationCode,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    Document,
    Due,
    ExamPart,
    Family,
    Moment,
    Occasion,
    PlanKey,
    QuestionKey,
    RequirementKey,
    SlotKey,
    StatementCode,
    VettingScope,
    With,
)
from vouchbook.domain.trace import Moments, Status
from vouchbook.policy import rules
from vouchbook.policy.compare import Comparison, Effect, LineChange, Side, compare, days_of_change
from vouchbook.policy.comparing.effects import turned
from vouchbook.policy.document import (
    FeeRow,
    RenewalRow,
    StandingRow,
    TransitionRow,
    UnknownCategory,
    VettingEnd,
    VettingRow,
    Way,
)
from vouchbook.policy.rules import AlsoMinutes, AlsoMonths, Applies, Judgement, Length, Line, Part, Sheet, Slot, Where
from vouchbook.policy.version import PolicyVersion

SAME, STRICTER, LOOSER, OTHER = Effect
YEAR, TWO_YEARS = Length(months=12), Length(months=24)
MASTER, DOCTORATE, BACHELOR = DegreeLevel.MASTER, DegreeLevel.DOCTORATE, DegreeLevel.BACHELOR
MULTIPLE_CHOICE, ESSAY = ExamPart


def between(old: PolicyVersion, new: PolicyVersion, **how: Any) -> Comparison:
    return compare(Side(old.document, TODAY), Side(new.document, TODAY), **how)


def change(old: rules.Rule | Line, new: rules.Rule | Line) -> LineChange:
    (only,) = between(policy(old), policy(new)).lines
    return only


def fields(of: LineChange) -> list[str]:
    return [each.field for each in of.changes]


def part(key: str, least: int, **asked: Any) -> Part:
    return Part(QuestionKey(key), least * 60, **asked)


def judged(*keys: str) -> tuple[Judgement, ...]:
    return tuple(Judgement(QuestionKey(key), f"{key}?") for key in keys)


def degree(*levels: DegreeLevel, accept: Sequence[Acceptable] = (), **asked: Any) -> rules.Degree:
    return rules.Degree(R, levels, tuple(accept), **asked)


def ratings(*slots: Slot, **asked: Any) -> rules.Ratings:
    return rules.Ratings(R, slots or (SUPERVISOR,), **asked)


SUPERVISOR, OTHERS = (Slot(SlotKey(key)) for key in ("supervisor", "other"))
LICENCE = rules.Licence(R, ("mental_health",))
WORK = months(24, where=Where(paid=True, with_=(With.INFANT,)))
SIGNED = rules.Signatures(R, (Document.CODE_OF_ETHICS,))
MEMBER = rules.Membership(R)
EXAM = rules.Exam(R, (MULTIPLE_CHOICE,))
AREAS = rules.Competencies(R, (Area.THINKING,), ratings_show=(Area.THINKING,))

STRICTER_NOW: list[tuple[rules.Rule, rules.Rule, str]] = [
    # any_of: every way at least as hard as some old one
    (rules.AnyOf(R, (degree(MASTER), LICENCE)), rules.AnyOf(R, (degree(MASTER),)), "options.r"),
    (rules.AnyOf(R, (degree(MASTER), LICENCE)), degree(MASTER), "kind"),
    (rules.AllOf(R, (degree(MASTER),)), rules.AllOf(R, (degree(MASTER), replace(LICENCE, key=GIVE_RSC))),
     "options.give_rsc"),
    (degree(MASTER), rules.AllOf(R, (degree(MASTER), LICENCE)), "kind"),
    # degree, licence: lists shrink
    (degree(MASTER, DOCTORATE), degree(DOCTORATE), "levels"),
    (degree(MASTER, accept=[Acceptable.CDA, Acceptable.OTHER]), degree(MASTER, accept=[Acceptable.CDA]),
     "reviewer_may_accept"),
    (degree(MASTER, BACHELOR), degree(MASTER, accept=[Acceptable.BACHELOR]), "levels"),
    (degree(MASTER), degree(MASTER, transcript="always"), "transcript"),
    (degree(MASTER, transcript="never"), degree(MASTER), "transcript"),
    (rules.Licence(R, ("mental_health", "other")), LICENCE, "kinds"),
    (LICENCE, replace(LICENCE, held=YEAR), "held"),
    # hours: minimum, spread_over up; within, providers down; conditions, parts added
    (hours(30), hours(33), "minimum"),
    (hours(30), hours(30, spread_over=YEAR), "spread_over"),
    (hours(30, spread_over=YEAR), hours(30, spread_over=TWO_YEARS), "spread_over"),
    (hours(30), hours(30, within=TWO_YEARS), "within"),
    (hours(30, within=TWO_YEARS), hours(30, within=YEAR), "within"),
    (hours(30), hours(30, providers_at_most=2), "providers_at_most"),
    (hours(30, providers_at_most=2), hours(30, providers_at_most=1), "providers_at_most"),
    (hours(30), hours(30, most_from_one=True), "most_from_one"),
    (hours(30), hours(30, where=Where(peer=False)), "where.peer"),
    (hours(30), hours(30, where=Where(given_by=GIVE_RSC)), "where.given_by"),
    (hours(30, where=Where(after_degree=BACHELOR)), hours(30, where=Where(after_degree=MASTER)), "where.after_degree"),
    (hours(30, where=Where(within_last=TWO_YEARS)), hours(30, where=Where(within_last=YEAR)), "where.within_last"),
    (hours(30, where=Where(about=(About.RSC, About.DEIA))), hours(30, where=Where(about=(About.DEIA,))), "where.about"),
    (hours(30), hours(30, parts=(part("deia", 1),)), "parts.deia"),
    (hours(30, parts=(part("deia", 1),)), hours(30, parts=(part("deia", 3),)), "parts.deia.minimum"),
    (hours(9, parts=(part("a", 1), part("b", 1))), hours(9, parts=(part("a", 1), part("b", 1)), disjoint=True),
     "disjoint"),
    (hours(9, parts=(part("a", 3, when=Applies(attests=StatementCode("gives_rsc"))),)), hours(9, parts=(part("a", 3),)),
     "parts.a.when.attests"),
    (hours(30, also=(AlsoMinutes(Where(peer=True)),)), hours(30), "also.1"),
    (hours(30, also=(AlsoMinutes(),)), hours(30, also=(AlsoMinutes(at_most=60),)), "also.1.at_most"),
    (hours(30, also=(AlsoMinutes(),)), hours(30, also=(AlsoMinutes(once_accepted=True),)), "also.1.once_accepted"),
    # months: minimum up; conditions added
    (WORK, replace(WORK, minimum=36), "minimum"),
    (WORK, replace(WORK, where=Where(paid=True, with_=(With.INFANT, With.PARENT))), "where.with"),
    (WORK, replace(WORK, part_time="by_fraction"), "part_time"),
    # count: the same
    (count(10, "work", sum="families"), count(12, "work", sum="families"), "minimum"),
    (count(1, "rsc"), count(1, "rsc", where=Where(peer=False)), "where.peer"),
    # ratings: slots, conditions added; limits tighter
    (ratings(SUPERVISOR), ratings(SUPERVISOR, OTHERS), "slot.other"),
    (ratings(SUPERVISOR), ratings(replace(SUPERVISOR, is_="current_supervisor")), "slot.supervisor.is"),
    (ratings(OTHERS), ratings(replace(OTHERS, is_="received_rsc")), "slot.other.is"),
    (ratings(SUPERVISOR), ratings(replace(SUPERVISOR, may=RATE)), "slot.supervisor.may"),
    (ratings(), ratings(known_for=YEAR), "known_for"),
    (ratings(not_enough_information_below=6), ratings(not_enough_information_below=5), "not_enough_information_below"),
    (ratings(), ratings(within_last=YEAR), "within_last"),
    (ratings(), ratings(at_least_one_may=RATE), "at_least_one_may"),
    # holds: the list shrinks
    (rules.Holds(R, (IMHS, CategoryCode("IFS"))), rules.Holds(R, (IMHS,)), "any_of"),
    (rules.Holds(R, (CategoryCode("every"),)), rules.Holds(R, (IMHS,)), "any_of"),
    (rules.Holds(R, (IMHS,), emerging=True), rules.Holds(R, (IMHS,)), "emerging"),
    (rules.Holds(R, (IMHS,)), rules.Holds(R, (IMHS,), held_for=YEAR), "held_for"),
    # signatures, attestation: lists grow
    (SIGNED, replace(SIGNED, documents=tuple(Document)), "documents"),
    (SIGNED, replace(SIGNED, signed="this_cycle"), "signed"),
    (rules.Attested(R, ()), rules.Attested(R, (StatementCode("gives_rsc"),)), "statements"),
    # membership: required; the list shrinks
    (replace(MEMBER, required=False), MEMBER, "required"),
    (replace(MEMBER, of=("own", "any_imh", "WAIMH")), MEMBER, "of"),
    (replace(MEMBER, of=("any_imh",)), MEMBER, "of"),
    (replace(MEMBER, required=False), replace(MEMBER, of=("any_imh",)), "required"),
    # exam: parts grow
    (EXAM, replace(EXAM, parts=tuple(ExamPart)), "parts"),
    (EXAM, replace(EXAM, form=Family.IMH), "form"),
    (EXAM, replace(EXAM, valid_for=YEAR), "valid_for"),
    # competencies: areas grow, by shrinks
    (AREAS, replace(AREAS, areas=(Area.THINKING, Area.REFLECTION)), "areas"),
    (AREAS, replace(AREAS, by=("training",)), "by"),
    (AREAS, replace(AREAS, ratings_show=()), "ratings_show"),
    (AREAS, replace(AREAS, coursework_needs_transcript=True), "coursework_needs_transcript"),
    # an added judgement
    (hours(30), hours(30, judgement=judged("promotion")), "judgement.promotion"),
    (rules.JudgementOnly(R, judged("a")), rules.JudgementOnly(R, judged("a", "b")), "judgement.b"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "field"), STRICTER_NOW, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_asks_more_is_stricter_and_the_way_back_looser(old: rules.Rule, new: rules.Rule, field: str) -> None:
    there, back = change(old, new), change(new, old)
    assert (there.effect, back.effect) == (STRICTER, LOOSER)
    assert field in fields(there)


NEITHER: list[tuple[rules.Rule, rules.Rule, str]] = [
    (hours(30, where=Where(peer=True)), hours(30, where=Where(peer=False)), "a boolean turned round"),
    (hours(30), hours(30, "training"), "hours of something else"),
    (hours(30), months(24), "another kind"),
    (replace(hours(30), parts=(part("a", 3),)), hours(33), "mixed"),
    (hours(3, where=Where(given_by=GIVE_RSC)), hours(3, where=Where(given_by=RATE)), "another standing"),
    (hours(3, also=(AlsoMinutes(Where(peer=True)), AlsoMinutes())),
     hours(3, also=(AlsoMinutes(Where(peer=False)), AlsoMinutes())), "a change among two or more also"),
    (months(3, also=(AlsoMonths(Where(paid=True)), AlsoMonths())),
     months(3, also=(AlsoMonths(), AlsoMonths(Where(paid=True)))), "other ways in another order"),
    (hours(9, parts=(part("a", 3),), also=(AlsoMinutes(at_most=300),)),
     hours(9, parts=(part("a", 3),), also=(AlsoMinutes(Where(peer=True), at_most=300),)), "what else may fill a limit"),
    (ratings(SUPERVISOR, at_least_one_may=RATE), ratings(SUPERVISOR, OTHERS, at_least_one_may=RATE),
     "one more place whose rater may be the one of standing"),
    (MEMBER, replace(MEMBER, when="whole_cycle"), "a cycle need not include the day asked"),
    (replace(MEMBER, of=("mi",)), MEMBER, "another association"),
    (hours(9, within=Length(days=360)), hours(9, within=YEAR), "days and months"),
    (count(3, "work"), count(3, "work", sum="families"), "something else is counted"),
    (EXAM, rules.Exam(R, (ESSAY,)), "another part"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "why"), NEITHER, ids=lambda value: value if isinstance(value, str) else "")
def test_where_nothing_can_be_promised_neither_is(old: rules.Rule, new: rules.Rule, why: str) -> None:
    assert (change(old, new).effect, change(new, old).effect) == (OTHER, OTHER)


WORDED: list[tuple[rules.Rule | Line, rules.Rule | Line, str]] = [
    (hours(30, typical=75 * 60), hours(30, typical=80 * 60), "typical"),
    (hours(30, judgement=judged("a")), hours(30, judgement=(Judgement(QuestionKey("a"), "Is it so?"),)), "judgement.a"),
    (hours(30, also=(AlsoMinutes(line="one"),)), hours(30, also=(AlsoMinutes(line="two"),)), "also.1.line"),
    (ratings(replace(OTHERS, line="2")), ratings(replace(OTHERS, line="3")), "slot.other.line"),
    (line(hours(30)), replace(line(hours(30)), source="page"), "source"),
    (line(hours(30)), replace(line(hours(30)), note="seen today"), "note"),
    (line(hours(30)), replace(line(hours(30)), confirmed=False), "confirmed"),
    (line(hours(30)), replace(line(hours(30)), line="page 2"), "line"),
    (replace(MEMBER, required=False), replace(MEMBER, required=False, of=("any_imh",)), "of"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field"), WORDED, ids=lambda value: value if isinstance(value, str) else "")
def test_wording_is_the_same_and_said(old: rules.Rule | Line, new: rules.Rule | Line, field: str) -> None:
    found = change(old, new)
    assert (found.effect, fields(found)) == (SAME, [field])


def test_a_way_that_takes_in_the_old_rule_is_looser() -> None:
    """From 2025 a licence will do where a master's degree was needed; the list of what else may be accepted is gone."""
    old = degree(MASTER, accept=[Acceptable.BACHELOR], judgement=judged("field"))
    way = rules.Degree(RequirementKey("degree"), (MASTER,))
    either = rules.AnyOf(R, (way, replace(LICENCE, key=RequirementKey("licence"))))
    assert change(replace(old, reviewer_may_accept=(), judgement=()), either).effect is LOOSER
    mixed = change(old, either)
    assert mixed.effect is OTHER
    assert fields(mixed) == ["kind", "options.degree.reviewer_may_accept", "options.degree.judgement.field",
                             "options.licence"]  # fmt: skip


def test_a_line_added_is_stricter_and_one_dropped_looser() -> None:
    training = replace(line(hours(30)), rule=replace(hours(30), key=RequirementKey("training")))
    (added,) = between(policy(EXAM), policy(EXAM, training)).lines
    (dropped,) = between(policy(EXAM, training), policy(EXAM)).lines
    assert (added.key, added.effect, added.old, added.new) == ("training", STRICTER, None, training)
    assert (dropped.effect, dropped.new) == (LOOSER, None)


def test_what_everybody_fulfils_is_asked_of_nobody() -> None:
    encouraged = replace(MEMBER, required=False)
    (added,) = between(policy(), policy(encouraged)).lines
    assert added.effect is SAME
    assert between(policy(), policy(rules.NotRequired(R))).nothing


def test_a_line_that_concerns_fewer_people_is_looser() -> None:
    everybody, some = line(hours(3)), line(hours(3), applies=Applies(attests=StatementCode("gives_rsc")))
    assert change(everybody, some).effect is LOOSER
    assert change(some, everybody).effect is STRICTER
    long = line(hours(3), applies=Applies(held_at_least=YEAR))
    assert change(long, replace(long, applies=Applies(held_at_least=TWO_YEARS))).effect is LOOSER
    assert change(long, replace(long, applies=Applies(holds=(IMHS,), held_at_least=YEAR))).effect is OTHER


def test_what_is_due_by_the_decision_is_looser_where_time_takes_nothing_away() -> None:
    def later(rule: rules.Rule) -> Effect:
        return change(line(rule), replace(line(rule), due=Due.DECISION)).effect

    assert later(EXAM) is LOOSER
    assert later(replace(EXAM, valid_for=YEAR)) is OTHER  # passed long enough ago, it may have run out by then
    assert later(LICENCE) is OTHER


# ── Who counts ────────────────────────────────────────────────────────────────────────────────

RSC = hours(50, where=Where(given_by=GIVE_RSC))


def standing(*ways: Way, from_: date | None = None) -> StandingRow:
    return StandingRow(may=GIVE_RSC, any_of=ways, from_=from_)


def who_counts(old: list[StandingRow], new: list[StandingRow], **tables: Any) -> Comparison:
    vetting = tables.pop("vetting", ([], []))
    return between(policy(RSC, standing=[*old, MAY_RATE], vetting=vetting[0]),
                   policy(RSC, standing=[*new, MAY_RATE], vetting=vetting[1]))  # fmt: skip


def test_more_ways_to_a_standing_are_looser_at_each_line_that_names_it() -> None:
    found = who_counts([MAY_GIVE_RSC], [standing(Way(holds=("ERS", "IMHM-C")), Way(vetted=VettingScope.RSC))])
    (rsc,) = found.lines
    assert (rsc.effect, fields(rsc)) == (LOOSER, ["standing.give_rsc"])
    (row,) = found.rows
    assert (row.table, row.effect) == ("standing", LOOSER)
    other = between(
        policy(hours(3), standing=[MAY_GIVE_RSC]), policy(hours(3), standing=[standing(Way(holds=("ERS",)))])
    )
    assert other.lines == ()


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ((), (VettingEnd(date(2027, 12, 21)),), STRICTER),
        ((VettingEnd(date(2027, 12, 21)),), (VettingEnd(date(2027, 12, 31)),), LOOSER),
        ((VettingEnd(date(2027, 12, 21)),),
         (VettingEnd(date(2027, 12, 21)), VettingEnd(date(2023, 1, 1), "registered")), STRICTER),
        ((VettingEnd(date(2027, 12, 21)),), (VettingEnd(date(2027, 12, 31)), VettingEnd(date(2023, 1, 1), "decided")),
         OTHER),
    ],
)  # fmt: skip
def test_a_later_end_of_vetting_is_looser_where_somebody_vetted_counts(
    old: tuple[VettingEnd, ...], new: tuple[VettingEnd, ...], effect: Effect
) -> None:
    vetting = [[VettingRow(scope=VettingScope.RSC, ends=ends)] for ends in (old, new)]
    vetted = who_counts([MAY_GIVE_RSC], [MAY_GIVE_RSC], vetting=vetting)
    assert [each.effect for each in vetted.lines] == [effect]
    endorsed = [standing(Way(holds=("ERS",)))]
    assert who_counts(endorsed, endorsed, vetting=vetting).lines == ()


def test_one_of_standing_whom_a_reviewer_must_accept_is_less_than_one_who_counts() -> None:
    sure, pending = (standing(Way(holds=("ERS",), once_accepted=each)) for each in (False, True))
    assert [each.effect for each in who_counts([sure], [pending]).lines] == [STRICTER]


def test_one_still_completing_the_add_on_is_one_more_who_counts() -> None:
    complete, emerging = (standing(Way(holds=("ERS",), emerging=each)) for each in (False, True))
    assert [each.effect for each in who_counts([complete], [emerging]).lines] == [LOOSER]


def test_vettings_that_no_row_speaks_of_any_more_count_no_longer() -> None:
    always, ended = (VettingRow(scope=VettingScope.RSC, until=until) for until in (None, date(2026, 1, 1)))
    found = who_counts([MAY_GIVE_RSC], [MAY_GIVE_RSC], vetting=([always], [ended]))
    assert [each.effect for each in found.lines] == [STRICTER]


def test_which_day_s_rows_decide_who_counts_is_no_matter_of_more_or_less() -> None:
    given, registered = ([TransitionRow(of="standing", judged_by=each)] for each in (Moment.GIVEN, Moment.REGISTERED))
    (rsc,) = between(policy(RSC, transition=given), policy(RSC, transition=registered)).lines
    assert (rsc.effect, fields(rsc)) == (OTHER, ["transition.standing"])


def test_what_counted_long_ago_matters_where_the_rows_of_today_agree() -> None:
    today = standing(Way(holds=("ERS",)), from_=date(2025, 1, 1))
    found = who_counts([standing(Way(holds=("IMHS",))), today], [standing(Way(holds=("ERS",))), today])
    (rsc,) = found.lines
    assert (rsc.effect, fields(rsc)) == (OTHER, ["standing_from.give_rsc"])
    assert found.rows == ()


def test_an_item_that_another_way_takes_without_a_reviewer_is_not_promised_to_anybody() -> None:
    def rule(**where: Any) -> PolicyVersion:
        asks = hours(5, where=Where(given_by=GIVE_RSC, **where), also=(AlsoMinutes(),))
        return policy(asks, standing=[standing(Way(holds=("ERS",), once_accepted=True))])

    assert [each.effect for each in between(rule(), rule(peer=False)).lines] == [OTHER]


# ── Renewals, ratings beside competencies ─────────────────────────────────────────────────────


def test_hours_of_another_cycle_cannot_be_compared() -> None:
    def every(years: int, due: date, least: int) -> PolicyVersion:
        return policy(hours(least), at=Occasion.RENEWAL, renewal=[RenewalRow(every_years=years, next_due=due)])

    yearly, longer = every(1, date(2026, 12, 31), 15), every(3, date(2027, 12, 31), 45)
    (training,) = between(yearly, longer).lines
    assert (training.effect, fields(training)) == (OTHER, ["minimum", "renewal.cycle"])
    assert between(yearly, every(1, date(2027, 12, 31), 15)).lines == ()  # the same cycles, counted from another year


def test_areas_that_ratings_show_change_with_what_makes_a_rating_valid() -> None:
    shown = replace(AREAS, key=RequirementKey("areas"))
    found = between(policy(shown, ratings()), policy(shown, ratings(known_for=YEAR)))
    assert {each.key: each.effect for each in found.lines} == {"areas": STRICTER, "r": STRICTER}
    unshown = replace(shown, ratings_show=())
    assert [
        each.key for each in between(policy(unshown, ratings()), policy(unshown, ratings(known_for=YEAR))).lines
    ] == ["r"]


# ── Other tables, sheets, categories ──────────────────────────────────────────────────────────


def fee(occasion: str, amount: int, **asked: Any) -> FeeRow:
    return FeeRow(occasion=occasion, amount=amount, **asked)


def test_rows_of_other_tables_are_added_removed_or_changed() -> None:
    old = [fee("processing", 10_000), fee("exam", 20_000)]
    new = [fee("processing", 15_000, source="page"), fee("renewal", 2_500)]
    found = {str(each.keys[0][0]): each for each in between(policy(fee=old), policy(fee=new)).rows}
    assert {key: (row.old is None, row.new is None) for key, row in found.items()} == {
        "processing": (False, False), "exam": (False, True), "renewal": (True, False)
    }  # fmt: skip
    assert [each.field for each in found["processing"].changes] == ["amount", "source"]


def test_a_row_that_a_later_one_replaces_is_seen_on_its_day() -> None:
    version = policy(fee=[fee("renewal", 2_500), fee("renewal", 3_000, from_=date(2027, 1, 1))])
    before, after = (Side(version.document, on) for on in (date(2026, 12, 31), date(2027, 1, 1)))
    (row,) = compare(before, after).rows
    assert [(each.field, each.old, each.new) for each in row.changes] == [("amount", 2_500, 3_000)]
    assert days_of_change(version.document, before.on, after.on) == [after.on]
    assert days_of_change(version.document, after.on, date(2030, 1, 1)) == []


def test_a_sheet_on_one_side_only_is_no_list_of_stricter_lines() -> None:
    begun = sheets(Sheet(IMHS, Occasion.APPLICATION, date(2025, 1, 1), None, (line(hours(3)),)))
    found = compare(Side(begun.document, date(2024, 12, 31)), Side(begun.document, date(2025, 1, 1)))
    assert (found.lines, found.compared) == ((), ())
    assert [(each.category, each.old, each.new is None) for each in found.sheets] == [(IMHS, None, False)]


def test_one_category_alone_can_be_asked_about() -> None:
    assert between(policy(hours(3)), policy(hours(4)), category=IMHS).lines
    with pytest.raises(UnknownCategory, match="zz: offered are IMHS; not 'IFRS'"):
        between(policy(), policy(), category=CategoryCode("IFRS"))


def test_beside_an_edition_only_the_tables_it_fills_are_compared() -> None:
    own = policy(hours(3), fee=[fee("renewal", 2_500)], standing=[standing(Way(holds=("ERS",)))])
    edition = policy(hours(2), standing=[MAY_GIVE_RSC])
    assert {row.table for row in between(edition, own).rows} == {"fee", "standing"}
    assert {row.table for row in between(edition, own, sheets_alone=True).rows} == {"standing"}


def test_the_effects_turn_round() -> None:
    assert [turned(each) for each in Effect] == [SAME, LOOSER, STRICTER, OTHER]


# ── Whom a bolder answer would deceive: each fares better under the rule that seems to ask more ───────────────────

BETTER = (Status.MISSING, Status.JUDGEMENT, Status.MET)
DEIA, ABOUT_RSC = (About.DEIA,), (About.RSC,)
PEERS = Where(peer=True)
AN_HOUR = hours(1, where=PEERS, also=(AlsoMinutes(at_most=60),), parts=(part("deia", 1, where=Where(about=DEIA)),))
TWO_WAYS = hours(2, where=PEERS, also=(AlsoMinutes(at_most=60), AlsoMinutes(Where(about=DEIA))))
GIVEN = hours(1, where=Where(given_by=GIVE_RSC), also=(AlsoMinutes(),))
ENDORSED = ratings(SUPERVISOR, at_least_one_may=RATE)
ONCE_ACCEPTED: dict[str, Any] = {"standing": [standing(Way(holds=("ERS",), once_accepted=True)), MAY_RATE]}
IN_2026 = Moments(date(2027, 1, 15), cycle_start=date(2026, 1, 1), cycle_end=date(2026, 12, 31))


def rated(by: str, slot: str) -> evidence.Rating:
    return evidence.Rating(ColleagueId(by), SlotKey(slot), TODAY, date(2020, 1, 1), 0, waived_access=True)


def status(rule: rules.Rule | Line, *facts: Facts, at: Occasion = Occasion.APPLICATION, moments: Moments | None = None,
           **tables: Any) -> int:  # fmt: skip
    """Of the only line; nothing found is as good as met."""
    found = trace(policy(rule, at=at, **tables), *facts, moments=moments, at=at).findings
    return BETTER.index(found[0].status if found else Status.MET)


def test_one_item_less_may_make_room_for_the_one_that_a_part_needs() -> None:
    narrower = replace(AN_HOUR, also=(AlsoMinutes(Where(about=DEIA), at_most=60),))
    facts = rsc(1), rsc(1, about=DEIA)
    assert status(AN_HOUR, *facts) < status(narrower, *facts)
    assert change(AN_HOUR, narrower).effect is OTHER


def test_an_item_that_a_limited_way_leaves_may_count_in_full_in_the_next() -> None:
    narrower = replace(TWO_WAYS, also=(AlsoMinutes(Where(about=ABOUT_RSC), at_most=60), TWO_WAYS.also[1]))
    facts = rsc(1, about=DEIA), rsc(1, about=DEIA)
    assert status(TWO_WAYS, *facts) < status(narrower, *facts)
    assert change(TWO_WAYS, narrower).effect is OTHER


def test_an_item_that_waits_for_a_reviewer_may_count_at_once_in_the_next_way() -> None:
    narrower = replace(GIVEN, where=Where(given_by=GIVE_RSC, peer=False))
    facts = rsc(1, peer=True), endorsed("ruth", "ERS")
    assert status(GIVEN, *facts, **ONCE_ACCEPTED) < status(narrower, *facts, **ONCE_ACCEPTED)
    found = between(policy(GIVEN, **ONCE_ACCEPTED), policy(narrower, **ONCE_ACCEPTED))
    assert [each.effect for each in found.lines] == [OTHER]


def test_a_place_more_may_bring_the_endorsed_rater_whom_all_of_them_need() -> None:
    more = ratings(SUPERVISOR, OTHERS, at_least_one_may=RATE)
    facts = rated("ann", "supervisor"), rated("ben", "other"), endorsed("ben", "IMHS")
    assert status(ENDORSED, *facts) < status(more, *facts)
    assert change(ENDORSED, more).effect is OTHER


def test_a_membership_of_the_whole_cycle_need_not_cover_the_day_asked() -> None:
    whole = replace(MEMBER, when="whole_cycle")
    term = evidence.Membership(AssociationCode("zz"), PlanKey("individual"), date(2026, 1, 1), date(2026, 12, 31))
    how: Any = {"at": Occasion.RENEWAL, "moments": IN_2026}
    assert status(MEMBER, term, **how) < status(whole, term, **how)
    assert change(MEMBER, whole).effect is OTHER


def test_an_exam_passed_long_ago_may_have_run_out_by_the_decision() -> None:
    now = line(replace(EXAM, valid_for=YEAR))
    later = replace(now, due=Due.DECISION)
    passed = evidence.Exam(MULTIPLE_CHOICE, date(2025, 1, 10), 9000, passed=True)
    moments = Moments(date(2026, 2, 1), submitted=date(2025, 12, 1))
    assert status(later, passed, moments=moments) < status(now, passed, moments=moments)
    assert change(now, later).effect is OTHER


def test_whom_a_line_concerns_may_turn_on_another_endorsement_that_is_older() -> None:
    new = line(hours(1), applies=Applies(holds=(IMHS,), held_less_than=YEAR))
    either = replace(new, applies=Applies(holds=(IMHS, CategoryCode("ERS")), held_less_than=YEAR))
    facts = endorsed(None, "IMHS", date(2026, 6, 1)), endorsed(None, "ERS", date(2020, 1, 1))
    assert status(new, *facts) < status(either, *facts)
    assert change(new, either).effect is OTHER


def test_the_same_hours_in_a_longer_cycle_are_easier_and_not_promised() -> None:
    sessions = [rsc(5, on=date(year, 3, 3)) for year in (2024, 2025, 2026)]
    yearly, longer = ([RenewalRow(every_years=years, next_due=date(2026, 12, 31))] for years in (1, 3))
    how: Any = {"at": Occasion.RENEWAL, "moments": Moments(TODAY)}
    assert status(hours(15), *sessions, renewal=yearly, **how) < status(hours(15), *sessions, renewal=longer, **how)
    found = between(*(policy(hours(15), at=Occasion.RENEWAL, renewal=rows) for rows in (yearly, longer)))
    assert [each.effect for each in found.lines] == [OTHER]
