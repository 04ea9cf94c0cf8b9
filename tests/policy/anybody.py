"""Portfolios as anybody might write them: strategies for property tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from hypothesis import strategies as st

from vouchbook.domain import evidence, names
from vouchbook.domain.evidence import Facts, Item, Portfolio, Rsc, ServiceHours, Training, Work
from vouchbook.domain.names import ItemId, Source

T = TypeVar("T")
E = TypeVar("E", bound=Enum)
PEOPLE = ("ann", "ben", "cem")

dates = st.one_of(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.dates(date(2021, 1, 1), date(2027, 12, 31)))
periods = st.tuples(dates, st.integers(0, 900)).map(
    lambda p: (p[0], min(p[0] + timedelta(days=p[1]), date(2199, 12, 31)))
)
people = st.sampled_from(PEOPLE).map(names.ColleagueId)
minutes = st.integers(1, 3000)


def some(kind: type[E]) -> st.SearchStrategy[tuple[E, ...]]:
    return st.lists(st.sampled_from(kind), unique=True, max_size=3).map(tuple)


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


def dated(build: Callable[..., T], /, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[T]:
    return st.tuples(periods, st.fixed_dictionaries(fields)).map(lambda p: build(first=p[0][0], last=p[0][1], **p[1]))


facts: st.SearchStrategy[Facts] = st.one_of(
    st.builds(evidence.Education, level=st.sampled_from(names.DegreeLevel), awarded_on=dates, transcript=st.booleans(),
              transcript_unofficial=st.sampled_from([False] * 9 + [True]),
              coursework=st.lists(st.builds(evidence.Coursework, areas=some(names.Area)), max_size=2).map(tuple)),
    st.builds(evidence.Licence, kind=st.sampled_from(evidence.LicenceKind), first=dates, last=maybe(dates)),
    dated(Training, minutes=minutes, about=some(names.About), areas=some(names.Area)),
    dated(Rsc, minutes=minutes, setting=st.sampled_from(names.Setting), provider=people, peer=st.booleans(),
          about=some(names.About), areas=some(names.Area)),
    dated(ServiceHours, minutes=minutes, kind=st.sampled_from(evidence.ServiceGiven),
          association=st.just(names.AssociationCode("nc"))),
    st.builds(Work, first=dates, last=maybe(dates), employer=st.sampled_from(["x", "y"]).map(names.EmployerKey),
              paid=st.booleans(), supervised=st.booleans(), with_=some(names.With), services=some(names.ServiceKind),
              families=maybe(st.integers(0, 9)), fraction=maybe(st.integers(1, 10_000)),
              internship=st.booleans(), supervisor=maybe(people)),
    st.builds(evidence.Colleague, colleague=people, employer=maybe(st.just(names.EmployerKey("x"))),
              receives_rsc=st.booleans(), degree_level=maybe(st.sampled_from(names.DegreeLevel))),
    st.builds(evidence.Standing, holder=maybe(people), association=st.sampled_from(["nc", "zz", "mi"]), first=dates,
              last=maybe(dates), category=st.sampled_from(["IMHS", "IMHM-C", "ERS"]), emerging=st.booleans()),
    st.builds(evidence.Standing, holder=people, association=st.sampled_from(["nc", "mi"]), first=dates,
              last=maybe(dates), vetted=st.sampled_from(names.VettingScope)),
    st.builds(evidence.Rating, rater=people, slot=st.sampled_from(["supervisor", "rsc_provider", "other", "odd"]),
              rated_on=dates, known_since=dates, not_enough_information=st.integers(0, 8), waived_access=st.booleans()),
    st.builds(evidence.Signature, document=st.sampled_from(names.Document), signed_on=dates),
    st.builds(evidence.Attestation, given_on=dates,
              statement=st.sampled_from(names.Statement).map(lambda each: names.StatementCode(each.value))),
    st.builds(evidence.Exam, part=st.sampled_from(names.ExamPart), sat_on=dates, score=st.integers(0, 10_000),
              passed=st.booleans(), form=maybe(st.sampled_from(names.Family))),
    st.builds(evidence.Membership, association=st.sampled_from(["nc", "zz", "zz", "other", "WAIMH"]),
              plan=st.sampled_from(["individual", "student"]).map(names.PlanKey), first=dates, last=dates),
)  # fmt: skip
sources = st.sampled_from(Source)


@st.composite
def portfolios(draw: st.DrawFn, of: st.SearchStrategy[Facts] = facts, most: int = 25) -> Portfolio:
    found = draw(st.lists(st.tuples(of, sources), max_size=most))
    items = tuple(Item(ItemId(f"i{n}"), each, source=source) for n, (each, source) in enumerate(found))
    return Portfolio(items, claims_taken=draw(st.booleans()))
