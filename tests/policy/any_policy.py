"""Policies as anybody might write them: every kind of rule with every field and condition, for property tests."""

from __future__ import annotations

from datetime import date
from typing import get_args

from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.anybody import T, dates, maybe, some
from tests.policy.by_hand import GIVE_RSC, IMHS, RATE, line, sheets

from vouchbook.domain import names
from vouchbook.domain.evidence import LicenceKind
from vouchbook.domain.names import Due, Moment, Occasion, RequirementKey
from vouchbook.policy import rules
from vouchbook.policy.document import (
    PlanRow,
    Ranked,
    RenewalRow,
    StandingRow,
    TransitionRow,
    VettingEnd,
    VettingRow,
    Way,
)
from vouchbook.policy.evaluable import unevaluated
from vouchbook.policy.rules import Length, Line, Rule, Sheet, Where
from vouchbook.policy.version import PolicyVersion

KEY = RequirementKey("r")
CATEGORIES = ("IMHS", "IMHM-C", "ERS")

lengths = st.one_of(
    st.integers(0, 40).map(lambda months: Length(months=months)),
    st.integers(0, 900).map(lambda days: Length(days=days)),
    st.sampled_from([Length(months=12 * 9_999), Length(months=11, days=20), Length(days=4_000_000)]),
)
standings = st.sampled_from([GIVE_RSC, RATE])
few_minutes = st.integers(0, 6_000)
questions = st.lists(st.just(rules.Judgement(names.QuestionKey("q"), "?")), max_size=1).map(tuple)


def seldom(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.one_of(st.none(), st.none(), st.none(), strategy)


@st.composite
def wheres(draw: st.DrawFn, of: str) -> Where:
    """Conditions on items of one kind, a few of all there are; also such as the kind can never fulfil."""
    every: dict[str, st.SearchStrategy[object]] = {
        "after_degree": st.sampled_from(names.DegreeLevel),
        "within_last": lengths,
        "peer": st.booleans(),
        "paid": st.booleans(),
        "supervised": st.booleans(),
        "internship": st.booleans(),
        "volunteer": st.booleans(),
        "specialised_training": st.booleans(),
        "licensed": st.booleans(),
        "with_": some(names.With),
        "services": some(names.ServiceKind),
        "services_any": some(names.ServiceKind),
        "about": some(names.About),
        "setting": some(names.Setting),
        "covers_competency": st.booleans(),
        "given_by": standings,
        "supervised_by": standings,
    }
    likely = {
        "training": ("about", "covers_competency", "within_last"),
        "rsc": ("given_by", "peer", "after_degree", "about"),
        "work": ("paid", "supervised_by", "after_degree", "services_any", "licensed"),
        "service": ("within_last",),
    }[of]
    chosen = draw(st.lists(st.sampled_from(likely), max_size=2)) + draw(
        st.lists(st.sampled_from(sorted(every)), max_size=1)
    )
    never = ({"given_by"} if of != "rsc" else set()) | ({"supervised_by"} if of != "work" else set())
    return Where(**{name: draw(every[name]) for name in chosen if name not in never})  # type: ignore[arg-type]


applies = st.builds(
    rules.Applies,
    holds=st.lists(st.sampled_from(CATEGORIES), max_size=2).map(tuple),
    attests=maybe(st.just(names.StatementCode("gives_rsc"))),
    held_at_least=maybe(lengths),
    held_less_than=maybe(lengths),
)


@st.composite
def hours(draw: st.DrawFn) -> rules.Hours:
    of = draw(st.sampled_from(["rsc", "rsc", "training", "service"]))
    only_rsc = of == "rsc" and draw(st.booleans())
    kinds = [of] if only_rsc else ["training", "rsc", "service"]
    also = []
    for _ in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from([None, *kinds]))
        where = draw(wheres(kind or of))
        also.append(
            rules.AlsoMinutes(
                where,
                kind,  # type: ignore[arg-type]
                at_most=draw(maybe(few_minutes)),
                once_accepted=draw(st.booleans()),
            )
        )
    parts_of = of if not also else "training"  # a part's conditions must suit every kind that the ways name
    parts = tuple(
        rules.Part(names.QuestionKey(f"part{n}"), draw(few_minutes), draw(wheres(parts_of)), draw(maybe(applies)))
        for n in range(draw(st.integers(0, 3)))
    )
    return rules.Hours(
        KEY,
        of,  # type: ignore[arg-type]
        draw(few_minutes),
        where=draw(wheres(of)),
        also=tuple(also),
        parts=parts,
        disjoint=draw(st.booleans()),
        within=draw(seldom(lengths)),
        spread_over=draw(seldom(lengths)),
        providers_at_most=draw(maybe(st.integers(0, 3))) if only_rsc else None,
        most_from_one=only_rsc and draw(st.booleans()),
        judgement=draw(questions),
    )


@st.composite
def months(draw: st.DrawFn) -> rules.Months:
    also = tuple(
        rules.AlsoMonths(draw(wheres("work")), draw(maybe(st.integers(0, 30))), draw(st.booleans()))
        for _ in range(draw(st.integers(0, 2)))
    )
    part_time = draw(st.sampled_from(["counts_in_full", "by_fraction"]))
    return rules.Months(KEY, draw(st.integers(0, 40)), draw(wheres("work")), also, part_time)  # type: ignore[arg-type]


@st.composite
def counts(draw: st.DrawFn) -> rules.Count:
    of = draw(st.sampled_from(["training", "rsc", "work", "service"]))
    summed = draw(st.sampled_from(["items", "families"])) if of == "work" else "items"
    return rules.Count(KEY, of, draw(st.integers(1, 12)), summed, draw(wheres(of)))  # type: ignore[arg-type]


slots = st.builds(
    rules.Slot,
    key=st.sampled_from(["supervisor", "rsc_provider", "other", "empty"]).map(names.SlotKey),
    is_=st.sampled_from(["current_supervisor", "gave_rsc", "received_rsc", "anyone", "anyone", "anyone"]),
    may=st.sampled_from([None, None, GIVE_RSC, RATE]),
)

simple: st.SearchStrategy[Rule] = st.one_of(
    hours(),
    hours(),
    months(),
    counts(),
    st.builds(rules.Degree, key=st.just(KEY), levels=some(names.DegreeLevel),
              reviewer_may_accept=some(names.Acceptable),
              transcript=st.sampled_from(["always", "if_coursework", "never"]), unofficial_transcript=st.booleans()),
    st.builds(rules.Licence, key=st.just(KEY), kinds=some(LicenceKind).map(lambda kinds: tuple(k.value for k in kinds)),
              reviewer_may_accept=some(LicenceKind).map(lambda kinds: tuple(k.value for k in kinds)),
              held=maybe(lengths)),
    st.builds(rules.Ratings, key=st.just(KEY), slot=st.lists(slots, max_size=4).map(tuple), known_for=seldom(lengths),
              not_enough_information_below=seldom(st.integers(0, 7)), within_last=seldom(lengths),
              at_least_one_may=maybe(standings)),
    st.builds(rules.Holds, key=st.just(KEY), emerging=st.booleans(), held_for=maybe(lengths),
              any_of=st.lists(st.sampled_from([*CATEGORIES, "every"]), max_size=2).map(tuple)),
    st.builds(rules.Attested, key=st.just(KEY), given=st.sampled_from(["once", "this_cycle"]),
              statements=st.lists(st.sampled_from(["gives_rsc", "hours_completed"]), unique=True).map(tuple)),
    st.builds(rules.Signatures, key=st.just(KEY), documents=some(names.Document),
              signed=st.sampled_from(["once", "this_cycle"])),
    st.builds(rules.Membership, key=st.just(KEY), required=st.booleans(), plans=st.sampled_from([(), ("individual",)]),
              of=st.lists(st.sampled_from(["own", "any_imh", "WAIMH"]), unique=True).map(tuple),
              when=st.sampled_from(["on_the_day_asked", "whole_cycle"])),
    st.builds(rules.Exam, key=st.just(KEY), parts=some(names.ExamPart), form=maybe(st.sampled_from(names.Family)),
              valid_for=maybe(lengths)),
    st.builds(rules.Competencies, key=st.just(KEY), areas=some(names.Area), ratings_show=some(names.Area),
              by=st.lists(st.sampled_from(["training", "coursework", "rsc"]), unique=True).map(tuple),
              coursework_needs_transcript=st.booleans()),
    st.builds(rules.JudgementOnly, key=st.just(KEY), judgement=questions),
)  # fmt: skip

several = st.lists(simple, max_size=3).map(
    lambda found: tuple(replace(rule, key=RequirementKey(f"way{n}")) for n, rule in enumerate(found))
)
a_rule: st.SearchStrategy[Rule] = st.one_of(
    simple,
    simple,
    simple,
    st.builds(rules.AnyOf, key=st.just(KEY), options=several),
    st.builds(rules.AllOf, key=st.just(KEY), options=several),
)

ranked = st.sampled_from([None] * 30 + [*get_args(Ranked)])
ways = st.one_of(
    st.builds(Way, holds=st.lists(st.sampled_from([*CATEGORIES, "every"]), min_size=1, max_size=2).map(tuple),
              emerging=st.booleans(), once_accepted=st.booleans(), provider_degree_at_least=ranked,
              applicant_degree_at_least=ranked, applicant_degree_at_most=ranked),
    st.builds(Way, vetted=st.sampled_from(names.VettingScope), once_accepted=st.booleans()),
)  # fmt: skip
rows = st.builds(
    StandingRow,
    may=standings,
    for_=st.sampled_from([("every",), ("IMHS",)]),
    any_of=st.lists(ways, min_size=1, max_size=3).map(tuple),
    association=st.sampled_from(["any", "own"]),
    from_=maybe(dates),
    until=maybe(dates),
)
ends = st.builds(VettingEnd, on=dates, by=st.sampled_from(["given", "given", "registered", "submitted", "decided"]))
vettings = st.builds(
    VettingRow,
    scope=st.sampled_from(names.VettingScope),
    ends=st.lists(ends, max_size=2).map(tuple),
    from_=maybe(dates),
)


plan_rows = st.lists(
    st.builds(
        PlanRow, key=st.sampled_from(["individual", "student"]).map(names.PlanKey), name=st.just("A plan"),
        held_by=st.sampled_from(["person", "person", "organisation"]), from_=maybe(dates),
        covers=st.sampled_from([(), ("endorsement",), ("endorsement",)]),
    ),
    max_size=3, unique_by=lambda row: (row.key, row.from_),
)  # fmt: skip


@st.composite
def policies(draw: st.DrawFn, most: int = 4) -> PolicyVersion:
    """One sheet for an application and one for a renewal, in force since ever, of lines called ``r0``, ``r1``, …"""
    found: list[Sheet] = []
    for at in (Occasion.APPLICATION, Occasion.RENEWAL):
        lines: list[Line] = []
        for rule in draw(st.lists(a_rule, min_size=1, max_size=most)):
            if unevaluated(rule, at):
                continue
            keyed = line(replace(rule, key=RequirementKey(f"r{len(lines)}")), applies=draw(seldom(applies)))
            lines.append(replace(keyed, due=draw(st.sampled_from(Due))))
        found.append(Sheet(IMHS, at, None, None, tuple(lines)))
    given = draw(st.sampled_from([Moment.GIVEN, Moment.GIVEN, Moment.REGISTERED, Moment.DECIDED]))
    return sheets(
        *found,
        standing=draw(st.lists(rows, max_size=4)),
        vetting=draw(st.lists(vettings, max_size=2)),
        transition=[TransitionRow(of="standing", judged_by=given)],
        plan=draw(plan_rows),
        renewal=[RenewalRow(every_years=draw(st.integers(1, 3)), next_due=date(2025, 12, 31))],
    )
