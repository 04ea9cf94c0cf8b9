"""What holds of every portfolio: evaluation never fails, never counts twice, and more evidence never does harm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.anybody import dated, dates, maybe, minutes, people, portfolios, some
from tests.policy.by_hand import GIVE_RSC, IMHS, R, count, hours, line, months, sheets

from vouchbook.domain import evidence, names
from vouchbook.domain.evidence import Item, Portfolio, Rsc, ServiceHours, Training, Work
from vouchbook.domain.names import ItemId, Occasion, Source
from vouchbook.domain.trace import Audience, Finding, Moments, Question, Status, Trace, Unit
from vouchbook.letters.evaluation import as_json, as_text
from vouchbook.letters.said import rule_of
from vouchbook.policy import rules
from vouchbook.policy.calendar import merged
from vouchbook.policy.compose import compose
from vouchbook.policy.document import RenewalRow, StandingRow, Way
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.months import months as parts
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.rules import AlsoMinutes, AlsoMonths, Judgement, Length, Part, Sheet, Where
from vouchbook.policy.version import PolicyVersion

ROOT = Path(__file__).parents[2]
ORDER = [Status.MISSING, Status.JUDGEMENT, Status.MET]


def nc() -> PolicyVersion:
    files = (ROOT / "plugins/guidelines/vouchbook_guidelines/editions").glob("*.toml")
    editions = {file.stem: read_guidelines(file) for file in files}
    return compose(read_policy(ROOT / "associations/nc/vouchbook_nc/policy.toml", editions), editions)


RULES: tuple[rules.Rule, ...] = (
    hours(10, where=Where(given_by=GIVE_RSC),
          also=(AlsoMinutes(where=Where(peer=True), once_accepted=True, at_most=300),)),
    hours(8, within=Length(months=12), spread_over=Length(months=3)),
    hours(8, providers_at_most=1, most_from_one=True),
    hours(6, "training", parts=(Part(names.QuestionKey("a"), 60, Where(about=(names.About.RSC,))),
                                Part(names.QuestionKey("b"), 60, Where(covers_competency=True))), disjoint=True),
    hours(4, parts=(Part(names.QuestionKey("a"), 60, Where(given_by=GIVE_RSC)),)),
    hours(5, "service"),
    months(6, where=Where(paid=True, supervised_by=GIVE_RSC), part_time="by_fraction"),
    months(6, where=Where(paid=True, licensed=True), also=(AlsoMonths(Where(internship=True), 3, once_accepted=True),)),
    rules.Licence(R, ("mental_health",), ("other",)),
    rules.Ratings(R, (rules.Slot(names.SlotKey("supervisor"), "current_supervisor"),
                      rules.Slot(names.SlotKey("rsc_provider"), "gave_rsc", GIVE_RSC)), within_last=Length(days=400)),
    rules.AnyOf(R, (rules.Degree(names.RequirementKey("d"), (names.DegreeLevel.MASTER,)),
                    rules.JudgementOnly(names.RequirementKey("j"), (Judgement(names.QuestionKey("k"), "?"),)))),
    rules.Exam(R, tuple(names.ExamPart), names.Family.IMH, Length(months=24)),
    rules.Competencies(R, tuple(names.Area), ratings_show=(names.Area.THINKING,)),
    count(2, "rsc", where=Where(given_by=GIVE_RSC)),
    count(1, "training", where=Where(about=(names.About.RSC,))),
    count(1, "service"),
    count(2, "work", where=Where(with_=(names.With.CHILD,), supervised_by=GIVE_RSC)),
    count(6, "work", sum="families", where=Where(services_any=(names.ServiceKind.ADMINISTRATION,))),
    rules.Holds(R, (names.CategoryCode("IMHM-C"), names.CategoryCode("ERS")), held_for=Length(months=12)),
    rules.Holds(R, (names.CategoryCode("every"),), emerging=True),
    rules.Attested(R, (names.StatementCode("no_board_sanction"),)),
    rules.Ratings(R, (rules.Slot(names.SlotKey("other"), "received_rsc"),)),
)  # fmt: skip


def everything() -> PolicyVersion:
    """Every kind and field of rule that NC's sheet does not use, at an application and at a renewal."""
    keyed = [line(replace(rule, key=names.RequirementKey(f"r{number}"))) for number, rule in enumerate(RULES)]
    found = [Sheet(IMHS, at, None, None, tuple(keyed)) for at in (Occasion.APPLICATION, Occasion.RENEWAL)]
    ways = (Way(holds=("ERS",)), Way(vetted=names.VettingScope.RSC), Way(holds=("IMHS",), once_accepted=True))
    renewal = [RenewalRow(every_years=3, next_due=date(2027, 12, 31))]
    return sheets(*found, renewal=renewal, standing=[StandingRow(may=GIVE_RSC, any_of=ways)])


VERSIONS = {"nc": nc(), "everything": everything()}

moments = st.builds(Moments, asked=dates, registered=maybe(dates), submitted=maybe(dates), decided=maybe(dates))
on_the_day = st.dates(date(2022, 1, 1), date(2027, 12, 31)).map(lambda day: Moments(day, registered=date(2026, 1, 1)))
versions = st.sampled_from(sorted(VERSIONS))
occasions = st.sampled_from([Occasion.APPLICATION, Occasion.RENEWAL])


def asked(version: str, portfolio: Portfolio, when: Moments, at: Occasion = Occasion.APPLICATION,
          settled: Sequence[Question] = ()) -> Trace:  # fmt: skip
    if version == "nc" and (when.registered or when.asked) < date(2021, 10, 1):
        when = replace(when, registered=date(2021, 10, 1))  # NC's sheet begins then
    if version == "nc" and at is Occasion.RENEWAL and when.asked < date(2022, 1, 1):
        when = replace(when, asked=date(2022, 1, 1), cycle_start=date(2022, 1, 1), cycle_end=date(2022, 12, 31))
    return evaluate(VERSIONS[version], IMHS, at, portfolio, settled, when)


# ── The laws ──────────────────────────────────────────────────────────────────────────────────


@given(versions, portfolios(), moments, occasions)
@settings(max_examples=300)
def test_every_portfolio_gets_an_answer_that_can_be_kept_and_said(version, portfolio, when, at):
    trace = asked(version, portfolio, when, at)
    assert msgspec.json.decode(msgspec.json.encode(trace), type=Trace) == trace
    assert asked(version, portfolio, when, at) == trace
    for audience in Audience:
        seen = trace.for_(audience)
        assert as_text(seen, VERSIONS[version], {})
        assert msgspec.json.decode(msgspec.json.encode(as_json(seen, VERSIONS[version], {})))


@given(versions, portfolios(), on_the_day, st.data())
def test_whatever_reviewers_answer_can_be_said(version, portfolio, when, data):
    trace = asked(version, portfolio, when)
    counted = [Question(f.requirement, item=item, revision=1) for f in trace.findings for item in f.counted_items]
    questions = [*trace.open_questions, *counted]
    settled = [replace(question, answer=data.draw(st.sampled_from([True, False, None]))) for question in questions]
    again = asked(version, portfolio, when, settled=settled)
    assert as_text(again, VERSIONS[version], {})
    assert as_json(again, VERSIONS[version], {})


@given(versions, portfolios(), on_the_day)
def test_items_stand_in_one_list_each_and_amounts_make_sense(version, portfolio, when):
    for finding in everybody(asked(version, portfolio, when)):
        assert finding.counted >= 0
        assert finding.pending >= 0
        if finding.unit in (Unit.MINUTES, Unit.MONTHS, Unit.DEGREES, Unit.LICENCES):
            assert not {*finding.counted_items} & {*finding.pending_items} or finding.unit is Unit.MONTHS
        assert len({*finding.counted_items}) == len(finding.counted_items)


def everybody(trace: Trace) -> list[Finding]:
    return [each for finding in trace.findings for each in (finding, *finding.options)]


@given(versions, portfolios(), on_the_day)
def test_no_minute_and_no_day_counts_twice(version, portfolio, when):
    minutes_of = {i.id: i.facts.minutes for i in portfolio.items if isinstance(i.facts, Training | Rsc | ServiceHours)}
    last = when.asked.toordinal() + 1
    days = merged(
        (job.first.toordinal(), min(last, (job.last or when.asked).toordinal() + 1))
        for item in portfolio.items
        if isinstance(job := item.facts, Work)
    )
    for finding in everybody(asked(version, portfolio, when)):
        if finding.unit is Unit.MINUTES:
            there = sum(minutes_of[item] for item in (*finding.counted_items, *finding.pending_items))
            lost = sum(each.amount for each in finding.excluded_items)
            assert finding.counted + finding.pending <= there
            assert finding.counted + finding.pending + lost <= sum(minutes_of.values())
        if finding.unit is Unit.MONTHS:
            total = sum(high - low for low, high in days)
            assert finding.counted + finding.pending <= total * parts(((738_000, 738_001),)) * 31 // 28 + len(days)


def statuses(trace: Trace) -> dict[str, int]:
    return {finding.requirement: ORDER.index(finding.status) for finding in trace.findings}


helpful = st.one_of(
    dated(Training, minutes=minutes, about=some(names.About), areas=some(names.Area)),
    dated(Rsc, minutes=minutes, setting=st.sampled_from(names.Setting), provider=people, areas=some(names.Area)),
    st.builds(evidence.Education, level=st.sampled_from(names.DegreeLevel), awarded_on=dates),
    st.builds(evidence.Standing, holder=people, association=st.just("nc"), first=dates, category=st.just("ERS")),
    st.builds(evidence.Standing, holder=st.none(), association=st.just("nc"), first=dates, last=maybe(dates),
              category=st.sampled_from(["IMHM-C", "ERS"]), emerging=st.booleans()),
    st.builds(evidence.Colleague, colleague=people, receives_rsc=st.booleans()),
    st.builds(evidence.Attestation, statement=st.just(names.StatementCode("no_board_sanction")), given_on=dates),
    st.builds(evidence.Signature, document=st.sampled_from(names.Document), signed_on=dates),
    st.builds(evidence.Exam, part=st.sampled_from(names.ExamPart), sat_on=dates, score=st.just(9000),
              passed=st.booleans(), form=maybe(st.sampled_from(names.Family))),
)  # fmt: skip


@given(versions, portfolios(), helpful, on_the_day)
@settings(max_examples=300)
def test_more_evidence_never_makes_a_requirement_worse(version, portfolio, more, when):
    """Work is left out: closing a gap may lower the months by the known price."""
    before = statuses(asked(version, portfolio, when))
    added = Portfolio((*portfolio.items, Item(ItemId("more"), more, source=Source.CONFIRMED)), portfolio.claims_taken)
    after = statuses(asked(version, added, when))
    months_of = {"work", "r6", "r7"}
    assert all(after[key] >= status for key, status in before.items() if key not in months_of)


jobs = st.builds(Work, first=dates, last=maybe(dates), employer=st.just("x"), families=maybe(st.integers(0, 9)),
                 with_=some(names.With), services=some(names.ServiceKind), supervisor=maybe(people))  # fmt: skip


@given(portfolios(), jobs, on_the_day)
def test_another_job_never_makes_a_count_worse(portfolio, job, when):
    before = statuses(asked("everything", portfolio, when))
    added = Portfolio((*portfolio.items, Item(ItemId("more"), job)), portfolio.claims_taken)
    after = statuses(asked("everything", added, when))
    counts = {f"r{number}" for number, rule in enumerate(RULES) if isinstance(rule, rules.Count)}
    assert all(after[key] >= before[key] for key in counts)


@given(versions, portfolios(), on_the_day)
def test_what_is_counted_stands_in_exactly_one_list(version, portfolio, when):
    kinds: dict[str, type] = {"training": Training, "rsc": Rsc, "service": ServiceHours, "work": Work}
    for finding in asked(version, portfolio, when).findings:
        rule = rule_of(finding, VERSIONS[version])
        if isinstance(rule, rules.Count):
            excluded = [each.item for each in finding.excluded_items]
            looked_at = [*finding.counted_items, *finding.pending_items, *excluded]
            assert sorted(looked_at) == sorted(i.id for i in portfolio.items if isinstance(i.facts, kinds[rule.of]))


@given(versions, portfolios(), on_the_day)
def test_what_is_left_to_reviewers_is_settled_by_their_answers(version, portfolio, when):
    """Every open status has an open question; with a yes to all, nothing is left open."""
    trace = asked(version, portfolio, when)
    for finding in trace.findings:
        if finding.status is Status.JUDGEMENT:
            assert any(question.answer is None for question in finding.questions)
    for _ in range(4):  # an accepted item may bring up a question that did not matter before
        yes = [replace(q, answer=True) for q in trace.open_questions]
        settled = [q for finding in trace.findings for q in finding.questions if q.answer is not None]
        trace = asked(version, portfolio, when, settled=[*settled, *yes])
    assert all(finding.status is not Status.JUDGEMENT for finding in trace.findings)
    assert trace.open_questions == ()


@given(versions, portfolios(), on_the_day, st.randoms(use_true_random=False))
def test_the_order_in_which_evidence_came_changes_no_status(version, portfolio, when, random):
    shuffled = list(portfolio.items)
    random.shuffle(shuffled)
    again = asked(version, Portfolio(tuple(shuffled), portfolio.claims_taken), when)
    assert statuses(again) == statuses(asked(version, portfolio, when))


@given(portfolios(), on_the_day)
def test_in_a_book_nothing_counts_that_a_bare_file_would_not_count(portfolio, when):
    book = asked("nc", replace(portfolio, claims_taken=False), when)
    bare = asked("nc", replace(portfolio, claims_taken=True), when)
    assert all(statuses(bare)[key] >= status for key, status in statuses(book).items())


@pytest.mark.parametrize("version", sorted(VERSIONS))
@pytest.mark.parametrize("day", [date.min, date.max, date(2024, 2, 29)])
def test_the_first_and_the_last_day_of_the_calendar_get_an_answer_too(version, day):
    when = Moments(day, registered=date(2022, 1, 1), cycle_start=date(2022, 1, 1), cycle_end=date(2022, 12, 31))
    for at in (Occasion.APPLICATION, Occasion.RENEWAL):
        assert evaluate(VERSIONS[version], IMHS, at, Portfolio(()), (), when).findings
