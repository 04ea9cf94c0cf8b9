"""Two policies that differ in little, as strategies for property tests; and portfolios near to their rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, Literal, TypeVar, get_args

from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.by_hand import GIVE_RSC, IMHS, RATE, R, sheets

from vouchbook.domain import evidence, names
from vouchbook.domain.evidence import Facts, Item, Portfolio
from vouchbook.domain.names import ItemId, Occasion, Source
from vouchbook.policy import rules
from vouchbook.policy.document import PlanRow, Ranked, StandingRow, TransitionRow, VettingEnd, VettingRow, Way
from vouchbook.policy.rules import (
    AlsoMinutes,
    AlsoMonths,
    Applies,
    Judgement,
    Length,
    Line,
    Part,
    Rule,
    Sheet,
    Slot,
    Where,
)
from vouchbook.policy.version import PolicyVersion

T = TypeVar("T")
PEOPLE = [names.ColleagueId(name) for name in ("ann", "ben", "cem")]
FIRST, TODAY = date(2024, 1, 1), date(2026, 3, 15)


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


def few(values: Iterable[T], least: int = 0, most: int = 2) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(st.sampled_from([*values]), unique=True, min_size=least, max_size=most).map(tuple)


# ── Rules ─────────────────────────────────────────────────────────────────────────────────────

lengths = st.sampled_from([Length(months=1), Length(months=6), Length(months=12), Length(days=30), Length(days=400)])
standing_names = st.sampled_from([GIVE_RSC, RATE])
levels = st.sampled_from(names.DegreeLevel)
minimum = st.integers(0, 5).map(lambda hours: hours * 60)
statements = st.sampled_from(["gives_rsc", "no_board_sanction"]).map(names.StatementCode)
held = few(["IMHS", "ERS"]).map(lambda codes: tuple(map(names.CategoryCode, codes)))


def where(*fields: str) -> st.SearchStrategy[Where]:
    """Conditions, most of them left out."""
    of: dict[str, st.SearchStrategy[Any]] = {
        "after_degree": maybe(levels),
        "within_last": maybe(lengths),
        "given_by": maybe(standing_names),
        "supervised_by": maybe(standing_names),
        "with_": few(names.With),
        "services": few(list(names.ServiceKind)[:3]),
        "services_any": few(list(names.ServiceKind)[:3]),
        "about": few(names.About),
        "setting": few(names.Setting),
    }
    flag = maybe(st.booleans())
    chosen = st.dictionaries(st.sampled_from(fields), st.none(), max_size=2)
    given = chosen.flatmap(lambda some: st.fixed_dictionaries({name: of.get(name, flag) for name in some}))
    return given.map(lambda conditions: Where(**conditions))


OF_RSC = where("after_degree", "within_last", "given_by", "peer", "about", "setting", "licensed", "covers_competency")
OF_TRAINING = where("within_last", "about", "covers_competency", "after_degree", "peer")
OF_WORK = where("after_degree", "within_last", "supervised_by", "paid", "supervised", "internship", "volunteer",
                "licensed", "with_", "services", "services_any")  # fmt: skip

judgements = few(["field", "worth"]).map(
    lambda keys: tuple(Judgement(names.QuestionKey(key), f"Is it so: {key}?") for key in keys)
)
whom = st.builds(Applies, holds=held, attests=maybe(statements), held_at_least=maybe(lengths),
                 held_less_than=maybe(lengths))  # fmt: skip
parts = st.lists(
    st.builds(Part, key=st.sampled_from(["a", "b"]).map(names.QuestionKey), minimum=minimum, where=OF_RSC,
              when=maybe(whom)),
    max_size=2, unique_by=lambda part: part.key,
).map(tuple)  # fmt: skip
also_minutes = st.lists(
    st.builds(AlsoMinutes, where=OF_RSC, of=st.sampled_from([None, None, "training"]), at_most=maybe(minimum),
              once_accepted=st.booleans()),
    max_size=2,
).map(tuple)  # fmt: skip
also_months = st.lists(
    st.builds(AlsoMonths, where=OF_WORK, at_most=maybe(st.integers(0, 6)), once_accepted=st.booleans()), max_size=2
).map(tuple)
slots = st.lists(
    st.builds(Slot, key=st.sampled_from(["supervisor", "other"]).map(names.SlotKey),
              is_=st.sampled_from(["anyone", "anyone", "current_supervisor", "gave_rsc", "received_rsc"]),
              may=maybe(st.just(RATE))),
    min_size=1, max_size=2, unique_by=lambda slot: slot.key,
).map(tuple)  # fmt: skip

PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "degree": st.builds(
        rules.Degree, key=st.just(R), levels=few(list(names.DegreeLevel)[2:5], 1),
        reviewer_may_accept=few(list(names.Acceptable)[2:], most=3),
        transcript=st.sampled_from(["always", "if_coursework", "never"]), unofficial_transcript=st.booleans(),
        judgement=judgements,
    ),
    "licence": st.builds(
        rules.Licence, key=st.just(R), kinds=few([kind.value for kind in evidence.LicenceKind], 1),
        reviewer_may_accept=few([kind.value for kind in evidence.LicenceKind]), held=maybe(lengths),
        judgement=judgements,
    ),
    "hours": st.builds(
        rules.Hours, key=st.just(R), of=st.just("rsc"), minimum=minimum, where=OF_RSC, also=also_minutes, parts=parts,
        disjoint=st.booleans(), within=maybe(lengths), spread_over=maybe(lengths),
        providers_at_most=maybe(st.integers(1, 2)), most_from_one=st.booleans(), judgement=judgements,
    ),
    "plain hours": st.builds(
        rules.Hours, key=st.just(R), of=st.sampled_from(["training", "rsc"]), minimum=minimum, where=OF_TRAINING,
        typical=maybe(minimum), judgement=judgements,
    ),
    "months": st.builds(
        rules.Months, key=st.just(R), minimum=st.integers(0, 6), where=OF_WORK, also=also_months,
        part_time=st.sampled_from(["counts_in_full", "by_fraction"]), judgement=judgements,
    ),
    "count": st.builds(
        rules.Count, key=st.just(R), of=st.sampled_from(["work", "rsc"]), minimum=st.integers(1, 3),
        sum=st.just("items"), where=OF_WORK | OF_RSC, judgement=judgements,
    ),
    "families": st.builds(
        rules.Count, key=st.just(R), of=st.just("work"), minimum=st.integers(1, 9), sum=st.just("families"),
        where=OF_WORK, judgement=judgements,
    ),
    "ratings": st.builds(
        rules.Ratings, key=st.just(R), slot=slots, known_for=maybe(lengths),
        not_enough_information_below=maybe(st.integers(1, 7)), within_last=maybe(lengths),
        at_least_one_may=maybe(st.just(RATE)), judgement=judgements,
    ),
    "holds": st.builds(
        rules.Holds, key=st.just(R), any_of=few(["IMHS", "ERS", "every"], 1), emerging=st.booleans(),
        held_for=maybe(lengths), judgement=judgements,
    ),
    "attestation": st.builds(
        rules.Attested, key=st.just(R), statements=few(["gives_rsc", "no_board_sanction"], 1),
        given=st.sampled_from(["once", "this_cycle"]), judgement=judgements,
    ),
    "signatures": st.builds(
        rules.Signatures, key=st.just(R), documents=few(names.Document, 1),
        signed=st.sampled_from(["once", "this_cycle"]), judgement=judgements,
    ),
    "membership": st.builds(
        rules.Membership, key=st.just(R), required=st.sampled_from([True, True, False]),
        of=few(["own", "any_imh", "WAIMH", "mi"], 1, 3), plans=few(["individual", "student"]),
        when=st.sampled_from(["on_the_day_asked", "on_the_day_asked", "whole_cycle"]), judgement=judgements,
    ),
    "exam": st.builds(
        rules.Exam, key=st.just(R), parts=few(names.ExamPart, 1), form=maybe(st.sampled_from(names.Family)),
        valid_for=maybe(lengths), judgement=judgements,
    ),
    "competencies": st.builds(
        rules.Competencies, key=st.just(R), areas=few(list(names.Area)[:4], 1, 3),
        by=few(["training", "coursework", "rsc"], most=3), ratings_show=few(list(names.Area)[:4]),
        coursework_needs_transcript=st.booleans(), judgement=judgements,
    ),
    "judgement": st.builds(rules.JudgementOnly, key=st.just(R), judgement=judgements),
}  # fmt: skip
"""A strategy for each kind that has no ways."""


def _keyed(options: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(replace(rule, key=names.RequirementKey(f"way{place}")) for place, rule in enumerate(options))


small = st.one_of(PLAIN["degree"], PLAIN["licence"], PLAIN["judgement"], PLAIN["plain hours"], PLAIN["membership"])
ways = st.lists(small, min_size=1, max_size=3).map(_keyed)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    **PLAIN,
    "any_of": st.builds(rules.AnyOf, key=st.just(R), options=ways, judgement=judgements),
    "all_of": st.builds(rules.AllOf, key=st.just(R), options=ways, judgement=judgements),
}
any_rule: st.SearchStrategy[Any] = st.one_of(list(KINDS.values()))

# Where little room is left, what fills it matters: few hours, few conditions, ways with limits, parts.
_about = st.sampled_from([(), (), (names.About.RSC,), (names.About.DEIA,)])
_tight = st.builds(Where, peer=maybe(st.booleans()), about=_about)
_tight_or_given = st.builds(Where, peer=st.sampled_from([None, True, True]), about=_about,
                            given_by=st.sampled_from([None, None, GIVE_RSC]))  # fmt: skip
_limits = st.sampled_from([None, 60, 60])
TIGHT: dict[str, st.SearchStrategy[Any]] = {
    "crowded hours": st.builds(
        rules.Hours, key=st.just(R), of=st.just("rsc"), minimum=st.sampled_from([60, 60, 120]), where=_tight_or_given,
        also=st.lists(st.builds(AlsoMinutes, where=_tight, at_most=_limits, once_accepted=st.booleans()),
                      min_size=1, max_size=2).map(tuple),
        parts=st.sampled_from([(), (Part(names.QuestionKey("deia"), 60, Where(about=(names.About.DEIA,))),)]),
        most_from_one=st.sampled_from([False, False, True]),
    ),
    "few ratings": st.builds(
        rules.Ratings, key=st.just(R), slot=slots, at_least_one_may=st.sampled_from([None, RATE, RATE]),
    ),
}  # fmt: skip


@st.composite
def near(draw: st.DrawFn, kind: str) -> tuple[Any, Any]:
    """Two rules of a kind: the one has one or two fields of a third."""
    of = {**KINDS, **TIGHT}[kind]
    old, other = draw(of), draw(of)
    differing = [name for name in old.__struct_fields__ if getattr(old, name) != getattr(other, name)]
    taken = draw(few(differing, 1)) if differing else ()
    new = replace(old, **{name: getattr(other, name) for name in taken})
    if kind == "crowded hours":  # a condition more or less, on what counts or on what also does
        place, name = draw(st.integers(0, len(old.also))), draw(st.sampled_from(["peer", "about"]))
        changed = draw(st.sampled_from([(names.About.DEIA,), (names.About.RSC,)]) if name == "about" else st.booleans())
        if place:
            way = replace(old.also[place - 1], where=replace(old.also[place - 1].where, **{name: changed}))
            new = replace(old, also=(*old.also[: place - 1], way, *old.also[place:]))
        else:
            new = replace(old, where=replace(old.where, **{name: changed}))
    if kind in ("any_of", "all_of") and draw(st.booleans()):  # one way changed, and the others left
        place = draw(st.integers(0, len(old.options) - 1))
        pair = draw(near(draw(st.sampled_from(["degree", "licence", "plain hours"]))))
        old, new = (replace(old, options=_put(old.options, place, way)) for way in pair)
    return (old, new) if draw(st.booleans()) else (new, old)


def _put(options: tuple[Rule, ...], place: int, way: Rule) -> tuple[Rule, ...]:
    return _keyed([*options[:place], way, *options[place + 1 :]])


# ── Standings ─────────────────────────────────────────────────────────────────────────────────

ranked = st.sampled_from([None, None, None, *get_args(Ranked)])
DEGREES = ("provider_degree_at_least", "applicant_degree_at_least", "applicant_degree_at_most")
of_degrees: dict[str, Any] = dict.fromkeys(DEGREES, ranked)
a_way = st.one_of(
    st.builds(Way, holds=few(["IMHS", "ERS", "every"]), emerging=st.booleans(), once_accepted=st.booleans(),
              **of_degrees),
    st.builds(Way, vetted=st.sampled_from(names.VettingScope), once_accepted=st.booleans(), **of_degrees),
)  # fmt: skip
middle = st.dates(date(2024, 6, 1), date(2026, 1, 1))


@st.composite
def standings(draw: st.DrawFn) -> list[StandingRow]:
    """One row for each standing, or two that follow upon each other."""
    found: list[StandingRow] = []
    for may in (GIVE_RSC, RATE):
        for from_ in (None, draw(middle))[: draw(st.integers(1, 2))]:
            ways = tuple(draw(st.lists(a_way, min_size=1, max_size=2)))
            association: Literal["any", "own"] = draw(st.sampled_from(["any", "any", "own"]))
            found.append(StandingRow(may=may, any_of=ways, from_=from_, association=association))
    return found


ends = st.builds(VettingEnd, on=middle, by=st.sampled_from(["given", "given", "registered", "submitted"]))
vettings = st.lists(
    st.builds(VettingRow, scope=st.sampled_from(names.VettingScope), ends=st.lists(ends, max_size=2).map(tuple),
              until=maybe(middle)),
    max_size=2, unique_by=lambda row: row.scope,
)  # fmt: skip


@st.composite
def nearly(draw: st.DrawFn, rows: st.SearchStrategy[list[T]]) -> tuple[list[T], list[T]]:
    """Two lists of rows, of which at most one differs."""
    old, other = draw(rows), draw(rows)
    if not draw(st.booleans()):
        return old, old
    place = draw(st.integers(0, max(len(old), len(other))))
    return old, [*old[:place], *other[place : place + 1], *old[place + 1 :]]


@st.composite
def plan_rows(draw: st.DrawFn) -> list[PlanRow]:
    """Plans of which some answer nothing, from the beginning or from a day on."""
    return [
        PlanRow(key=names.PlanKey(key), name=key, from_=from_, covers=draw(st.sampled_from([(), ("endorsement",)])),
                held_by=draw(st.sampled_from(["person", "person", "organisation"])))
        for key in ("individual", "student")
        for from_ in (None, draw(middle))[: draw(st.integers(1, 2))]
    ]  # fmt: skip


transitions = st.sampled_from(["given", "given", "given", "registered"]).map(
    lambda moment: [TransitionRow(of="standing", judged_by=names.Moment(moment))]
)


def policy(lines: Iterable[Line], at: Occasion, **tables: Any) -> PolicyVersion:
    return sheets(Sheet(IMHS, at, None, None, tuple(lines)), **tables)


# ── Evidence ──────────────────────────────────────────────────────────────────────────────────

days = st.integers(0, 26).map(lambda month: FIRST + timedelta(days=30 * month)) | st.dates(FIRST, TODAY)
people = st.sampled_from(PEOPLE)
amounts = st.sampled_from([30, 60, 60, 120, 180])


def lasting(build: Callable[..., Facts], most: int, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Facts]:
    return st.tuples(days, st.sampled_from([0, 0, 30, most]), st.fixed_dictionaries(fields)).map(
        lambda drawn: build(first=drawn[0], last=drawn[0] + timedelta(days=drawn[1]), **drawn[2])
    )


FACTS: dict[str, st.SearchStrategy[Any]] = {
    "education": st.builds(
        evidence.Education, level=levels, awarded_on=days, transcript=st.booleans(),
        transcript_unofficial=st.booleans(),
        coursework=st.lists(st.builds(evidence.Coursework, areas=few(list(names.Area)[:4])), max_size=1).map(tuple),
    ),
    "licence": st.builds(evidence.Licence, kind=st.sampled_from(evidence.LicenceKind), first=days, last=maybe(days)),
    "training": lasting(evidence.Training, 60, minutes=amounts, about=few(names.About),
                        areas=few(list(names.Area)[:4])),
    "rsc": lasting(evidence.Rsc, 90, minutes=amounts, setting=st.sampled_from(names.Setting), provider=people,
                   peer=st.booleans(), about=few(names.About), areas=few(list(names.Area)[:4])),
    "work": lasting(evidence.Work, 400, employer=st.sampled_from(["x", "y"]).map(names.EmployerKey),
                    paid=st.booleans(), supervised=st.booleans(), with_=few(names.With),
                    services=few(list(names.ServiceKind)[:3], most=3), families=maybe(st.integers(0, 5)),
                    fraction=maybe(st.sampled_from([2500, 5000, 10_000])), volunteer=st.booleans(),
                    internship=st.booleans(), supervisor=maybe(people)),
    "colleague": st.builds(evidence.Colleague, colleague=people, employer=maybe(st.just(names.EmployerKey("x"))),
                           receives_rsc=st.booleans(), degree_level=maybe(st.sampled_from(names.DegreeLevel))),
    "standing": st.builds(evidence.Standing, holder=maybe(people), association=st.sampled_from(["zz", "mi"]),
                          first=days, last=maybe(days), category=st.sampled_from(["IMHS", "ERS", "IFA"]),
                          emerging=st.booleans()),
    "vetted": st.builds(evidence.Standing, holder=people, association=st.sampled_from(["zz", "zz", "mi"]), first=days,
                        last=maybe(days), vetted=st.sampled_from(names.VettingScope)),
    "rating": st.builds(evidence.Rating, rater=people, rated_on=days, known_since=st.just(FIRST) | days,
                        waived_access=st.just(value=True), not_enough_information=st.integers(0, 7),
                        slot=st.sampled_from(["supervisor", "other"]).map(names.SlotKey)),
    "signature": st.builds(evidence.Signature, document=st.sampled_from(names.Document), signed_on=days),
    "attestation": st.builds(evidence.Attestation, statement=statements, given_on=days),
    "exam": st.builds(evidence.Exam, part=st.sampled_from(names.ExamPart), sat_on=days, score=st.just(9000),
                      passed=st.sampled_from([True, True, False]), form=maybe(st.sampled_from(names.Family))),
    "membership": st.builds(evidence.Membership, association=st.sampled_from(["zz", "mi", "WAIMH", "other"]),
                            plan=st.sampled_from(["individual", "student"]).map(names.PlanKey), first=days,
                            last=st.just(date(2027, 1, 1)) | days),
}  # fmt: skip
TIGHT_FACTS: dict[str, st.SearchStrategy[Any]] = {
    "crowded hours": st.builds(
        evidence.Rsc, first=st.just(date(2025, 3, 3)), last=st.just(date(2025, 3, 3)),
        minutes=st.sampled_from([60, 60, 120]), setting=st.just(names.Setting.GROUP),
        provider=st.sampled_from(PEOPLE[:2]), peer=st.sampled_from([False, False, True]), about=_about,
    ) | st.builds(evidence.Standing, holder=st.sampled_from(PEOPLE[:2]), association=st.just("zz"),
                  first=st.just(FIRST), category=st.just("ERS")),
    "few ratings": st.builds(
        evidence.Rating, rater=people, rated_on=st.just(date(2025, 3, 3)), known_since=st.just(FIRST),
        waived_access=st.just(value=True), not_enough_information=st.just(0),
        slot=st.sampled_from(["supervisor", "other"]).map(names.SlotKey),
    ) | st.builds(evidence.Standing, holder=people, association=st.just("zz"), first=st.just(FIRST),
                  category=st.just("ERS")),
}  # fmt: skip
NEAR = {
    "degree": ("education",),
    "licence": ("licence",),
    "hours": ("rsc", "rsc", "rsc", "standing", "vetted", "education", "training", "attestation", "colleague"),
    "plain hours": ("rsc", "training", "education"),
    "months": ("work", "work", "standing", "education", "licence", "colleague"),
    "count": ("work", "rsc", "standing", "education"),
    "families": ("work", "work", "standing", "education"),
    "ratings": ("rating", "rating", "rating", "rating", "standing", "vetted", "colleague", "rsc", "work", "education"),
    "holds": ("standing",),
    "attestation": ("attestation",),
    "signatures": ("signature",),
    "membership": ("membership",),
    "exam": ("exam",),
    "competencies": ("training", "rsc", "education", "rating"),
    "judgement": ("signature",),
    "any_of": ("education", "licence", "training", "rsc", "membership"),
    "all_of": ("education", "licence", "training", "rsc", "membership"),
}
"""The evidence that matters to each kind."""


@st.composite
def portfolios(draw: st.DrawFn, kind: str) -> Portfolio:
    facts = TIGHT_FACTS[kind] if kind in TIGHT_FACTS else st.one_of([FACTS[each] for each in NEAR[kind]])
    found = draw(st.lists(st.tuples(facts, st.sampled_from(Source)), max_size=10))
    return Portfolio(
        tuple(Item(ItemId(f"i{n}"), facts, source=source) for n, (facts, source) in enumerate(found)),
        claims_taken=draw(st.booleans()),
    )
