"""Every code of a trace has its words; the evaluation as JSON and on a terminal says what the trace holds."""

from __future__ import annotations

import re
import string
from datetime import date
from typing import Any

import pytest
from tests.policy.by_hand import (
    GIVE_RSC,
    RATE,
    R,
    degree,
    endorsed,
    hours,
    line,
    months,
    policy,
    question,
    rsc,
    trace,
    training,
    vetted,
    work,
)

from vouchbook.domain.evidence import Rating
from vouchbook.domain.names import (
    Acceptable,
    Area,
    ColleagueId,
    DegreeLevel,
    Document,
    ExamPart,
    ItemId,
    Kind,
    QuestionKey,
    RequirementKey,
    SlotKey,
    VettingScope,
    With,
)
from vouchbook.domain.trace import (
    Audience,
    Because,
    Excluded,
    Finding,
    Lack,
    Lacking,
    Question,
    Status,
    Trace,
    Unit,
    Why,
)
from vouchbook.letters import findings
from vouchbook.letters.evaluation import MARKS, WORDS, as_json, as_text
from vouchbook.letters.findings import LACK, MET, WHY, because, excluded
from vouchbook.letters.said import UNITS, amount, gap
from vouchbook.policy import rules
from vouchbook.policy.document import VettingEnd, VettingRow
from vouchbook.policy.months import MONTH
from vouchbook.policy.rules import AlsoMinutes, Judgement, Length, Part, Where
from vouchbook.policy.version import PolicyVersion

NAMES = {ColleagueId("ruth"): "Ruth Oxendine"}
SUNSET = date(2026, 6, 30)
VETTED = [VettingRow(scope=VettingScope.RSC, ends=(VettingEnd(SUNSET),))]
RSC = rules.Hours(RequirementKey("rsc"), "rsc", 50 * 60, where=Where(given_by=GIVE_RSC))


def only(found: Trace) -> Finding:
    (finding,) = found.findings
    return finding


def said(version: PolicyVersion, *facts: Any, **how: Any) -> str:
    """The headline of the only line."""
    return because(only(trace(version, *facts, **how)), version, NAMES)


def whys(version: PolicyVersion, *facts: Any, **how: Any) -> list[str]:
    finding = only(trace(version, *facts, **how))
    return [excluded(each, finding, version, NAMES) for each in finding.excluded_items]


# ── Words for every code ──────────────────────────────────────────────────────────────────────


def test_every_code_has_its_words() -> None:
    assert set(WHY) == set(Why)
    assert set(LACK) == set(Lack)
    assert set(MET) == set(Kind)
    assert set(UNITS) == set(Unit)
    assert set(MARKS) == set(WORDS) == set(Status)


RULES: tuple[rules.Rule, ...] = (
    RSC,
    hours(1, "training"),
    hours(1, "service"),
    months(1, where=Where(with_=tuple(With))),
    months(1),
    rules.Degree(R, tuple(DegreeLevel), tuple(Acceptable)),
    rules.Licence(R, ("mental_health",)),
    rules.Ratings(R, (rules.Slot(SlotKey("other")),)),
    rules.Signatures(R, tuple(Document)),
    rules.Membership(R, of=("own", "any_imh", "WAIMH")),
    rules.Exam(R, tuple(ExamPart)),
    rules.Competencies(R, tuple(Area)),
    rules.JudgementOnly(R, (Judgement(QuestionKey("k"), "Is it so?"),)),
    rules.AnyOf(R, (hours(1),)),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("full", [True, False])
def test_every_sentence_can_be_said_of_every_kind_with_and_without_parameters(rule: rules.Rule, full: bool) -> None:
    version = policy(rule)
    finding = only(trace(version))
    day = date(2026, 1, 2)
    for why in Why:
        reason = Because(why, day, day, ColleagueId("ruth"), RATE, SlotKey("other"), 7, QuestionKey("master"))
        sentence = excluded(Excluded(ItemId("x"), 60, reason if full else Because(why)), finding, version, NAMES)
        assert complete(sentence), sentence
    for lack in Lack:
        missing = Lacking(lack, 90, SlotKey("other"), QuestionKey("deia about_rsc"), RATE, day)
        sentence = findings.lacking(missing if full else Lacking(lack, 1), finding, version, NAMES)
        assert lack is Lack.ANSWER or complete(sentence), sentence


def complete(sentence: str) -> bool:
    whole = re.match(r"[A-Z0-9“]", sentence) and sentence[-1] in ".?)"
    return bool(whole) and not any(gap in sentence for gap in ("{", "}", "None", "  ", "()", "“”"))


def test_every_placeholder_is_known() -> None:
    for sentence in (*WHY.values(), *LACK.values(), *MET.values()):
        for _, field, _, _ in string.Formatter().parse(sentence):
            assert field is None or re.fullmatch(r"[a-z]+", field)


# ── Headlines ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_missing_names_the_amount_and_the_thing() -> None:
    version = policy(RSC)
    given = endorsed("ruth", "ERS")
    assert said(version, rsc(24), rsc(20), given) == (
        "6 more clock hours of reflective supervision/consultation are needed."
    )
    assert said(version, rsc(24), rsc(24), rsc(1), given) == (
        "1 more clock hour of reflective supervision/consultation is needed."
    )
    assert said(version, rsc(24), rsc(24), rsc(2), given) == (
        "50 clock hours of reflective supervision/consultation count; 50 are needed."
    )


def test_what_is_missing_is_rounded_up_and_what_there_is_down() -> None:
    almost = policy(months(1))
    assert said(almost, work(date(2026, 3, 1), date(2026, 3, 30))) == "0.04 more months of work are needed."
    assert amount(MONTH - 1, Unit.MONTHS) == "0.99"
    assert gap(1, Unit.MONTHS) == "0.01"
    assert amount(3000, Unit.MINUTES) == "50"
    assert amount(2985, Unit.MINUTES) == "49.75"


def test_what_awaits_a_reviewer_is_said_beside_what_is_sure() -> None:
    version = policy(hours(10, where=Where(peer=False), also=(AlsoMinutes(Where(peer=True), once_accepted=True),)))
    assert said(version, rsc(6), rsc(4, peer=True)) == (
        "6 of 10 clock hours count; whether 4 more do, a reviewer has to say."
    )
    assert said(version, rsc(6), rsc(3, peer=True)) == (
        "1 more clock hour of reflective supervision/consultation is needed, beside 3 that a reviewer may accept."
    )


def test_parts_are_named() -> None:
    parts = (Part(QuestionKey("about_rsc"), 180, Where(about=())), Part(QuestionKey("deia"), 60, Where(peer=True)))
    version = policy(hours(2, "training", parts=parts))
    assert said(version, training(2)) == (
        "1 more clock hour of training is needed for “about RSC”. 1 more clock hour of training is needed for “deia”."
    )


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (rules.Degree(R, (DegreeLevel.MASTER, DegreeLevel.DOCTORATE)), "A master's degree or a doctorate is needed."),
        (rules.Licence(R, ("mental_health",)), "A licence in force, of the kind that the sheet names, is needed."),
        (rules.Signatures(R, (Document.CODE_OF_ETHICS,)), "The code of ethics has to be signed."),
        (rules.Exam(R, (ExamPart.ESSAY,)), "The exam's part “essay” has to be passed."),
        (rules.Membership(R), "A membership of the association covering 2026-11-20 is needed."),
        (
            rules.Membership(R, of=("any_imh", "WAIMH")),
            "A membership of an association for infant mental health or WAIMH covering 2026-11-20 is needed.",
        ),
        (rules.Ratings(R, (rules.Slot(SlotKey("other")),)), "A reference for the place “other” is needed."),
        (rules.AllOf(R, (hours(1), hours(0))), "1 part of it is missing."),
        (rules.AnyOf(R, (hours(1),)), "No way of meeting this is met."),
        (rules.Competencies(R, (Area.THINKING,)), "The area “thinking” is named by no item. A reviewer has to say."),
        (rules.JudgementOnly(R, (Judgement(QuestionKey("k"), "Is it so?"),)), "A reviewer has to say."),
        (rules.Membership(R, required=False), "No membership is required."),
        (hours(1, spread_over=Length(months=3)), "1 more clock hour of reflective supervision/consultation is needed. "
         "First and last item have to lie further apart."),
    ],
)  # fmt: skip
def test_headlines_with_nothing_on_file(rule: rules.Rule, sentence: str) -> None:
    assert said(policy(rule)) == sentence


def test_a_judgement_answered_with_no_is_quoted() -> None:
    rule = rules.Signatures(R, (), judgement=(Judgement(QuestionKey("k"), "Is it so?"),))
    refused = Question(R, key=QuestionKey("k"), answer=False)
    assert said(policy(rule), settled=[refused]) == "The reviewers answered no: Is it so?"


# ── Why something does not count ──────────────────────────────────────────────────────────────


def test_the_end_of_a_vetting_names_person_day_and_session() -> None:
    version = policy(RSC, vetting=VETTED)
    assert whys(version, rsc(6, date(2026, 7, 1)), vetted("ruth")) == [
        "Ruth Oxendine's vetted standing ended on 2026-06-30, before the session on 2026-07-01."
    ]


def test_what_nobody_has_confirmed_is_said() -> None:
    unconfirmed = [VettingRow(scope=VettingScope.RSC, ends=(VettingEnd(SUNSET),), confirmed=False)]
    (sentence,) = whys(policy(RSC, vetting=unconfirmed), rsc(6, date(2026, 7, 1)), vetted("ruth"))
    assert sentence.endswith("(That vettings end so has not been confirmed.)")


def test_who_counts_instead_is_said() -> None:
    assert whys(policy(RSC), rsc(6, by="sue"), endorsed("sue", "IMHS")) == [
        "“sue” was not one of those who may give RSC on 2026-03-03 (ERS or vetted by zz for RSC)."
    ]


def test_work_before_the_degree_names_its_day() -> None:
    version = policy(months(1, where=Where(after_degree=DegreeLevel.MASTER)))
    assert whys(version, work(date(2020, 4, 1)), degree(on=date(2020, 5, 1))) == [
        "On 2020-04-01, before a master's degree of 2020-05-01."
    ]
    assert whys(version, work(date(2020, 4, 1))) == ["Counts only after a master's degree, and none is on file."]


def test_an_applicant_reads_only_that_another_reference_is_needed() -> None:
    rule = rules.Ratings(R, (rules.Slot(SlotKey("other")),), Length(months=12), 6)
    version = policy(rule)
    rated = [
        Rating(ColleagueId("ruth"), SlotKey("other"), date(2026, 3, 3), known, few, waived_access=False)
        for known, few in [(date(2020, 1, 1), 6), (date(2026, 3, 2), 0)]
    ]
    pages = []
    for rating in rated:
        seen = trace(version, rating).for_(Audience.APPLICANT)
        (why,) = [excluded(each, only(seen), version, NAMES) for each in only(seen).excluded_items]
        assert why == "Another reference is needed for this place."
        pages.append((as_text(seen, version, NAMES), as_json(seen, version, NAMES)))
    assert pages[0] == pages[1]


# ── As JSON ───────────────────────────────────────────────────────────────────────────────────


def test_json_has_the_shape_that_is_published() -> None:
    rule = rules.Hours(
        RequirementKey("rsc"), "rsc", 3000, where=RSC.where,
        judgement=(Judgement(QuestionKey("k"), "Held while services were given?", "RSC, line 2"),),
    )  # fmt: skip
    version = policy(line(rule, from_=date(2021, 10, 1)), vetting=VETTED)
    found = trace(version, rsc(24), rsc(20), rsc(6, date(2026, 7, 1)), vetted("ruth"))
    assert as_json(found, version, NAMES) == {
        "association": "zz",
        "category": "IMHS",
        "on": "2026-11-20",
        "policy": version.digest,
        "met": False,
        "findings": [
            {
                "requirement": "rsc",
                "status": "missing",
                "due": "submission",
                "required": {"amount": "50", "unit": "clock hours"},
                "counted": {"amount": "44", "unit": "clock hours"},
                "pending": {"amount": "0", "unit": "clock hours"},
                "because": "6 more clock hours of reflective supervision/consultation are needed.",
                "counted_items": ["1", "2"],
                "pending_items": [],
                "excluded_items": [
                    {
                        "item": "3",
                        "amount": "6",
                        "because": "Ruth Oxendine's vetted standing ended on 2026-06-30, "
                        "before the session on 2026-07-01.",
                    }
                ],
                "judgements": ["Held while services were given? (sheet: RSC, line 2)"],
                "source": {
                    "document": "A sheet made by hand",
                    "line": "rsc",
                    "effective_from": "2021-10-01",
                    "confirmed": True,
                },
            }
        ],
    }


def test_met_is_false_only_when_something_is_missing() -> None:
    judged = policy(rules.JudgementOnly(R, (Judgement(QuestionKey("k"), "?"),)))
    assert as_json(trace(judged), judged, NAMES)["met"] is True


def test_the_ways_of_a_group_stand_below_it() -> None:
    version = policy(rules.AnyOf(R, (hours(1), rules.Degree(RequirementKey("d"), (DegreeLevel.MASTER,)))))
    found: Any = as_json(trace(version, degree()), version, NAMES)["findings"]
    assert [way["requirement"] for way in found[0]["ways"]] == ["r.r", "r.d"]


# ── On a terminal ─────────────────────────────────────────────────────────────────────────────


def page(version: PolicyVersion, *facts: Any, **how: Any) -> list[str]:
    return as_text(trace(version, *facts, **how), version, NAMES, width=100).splitlines()


def test_marks_words_and_bars_say_the_same_without_colour() -> None:
    found = page(policy(RSC), rsc(24), rsc(20), endorsed("ruth", "ERS"))
    assert "✗ RSC: missing" in found
    assert "    █████████████████··· 44 of 50 clock hours" in found
    assert found[2] == "✗ Missing: RSC; no question is open."


def test_what_awaits_a_reviewer_has_its_own_sign_in_the_bar() -> None:
    version = policy(hours(10, where=Where(peer=False), also=(AlsoMinutes(Where(peer=True), once_accepted=True),)))
    found = page(version, rsc(5), rsc(4, peer=True), rsc(1))
    assert "    ████████████▒▒▒▒▒▒▒▒ 6 of 10 clock hours, 4 more awaiting a reviewer" in found
    assert "    Counts once a reviewer accepts it: 2" in found


def test_items_are_called_what_people_call_them() -> None:
    version = policy(hours(10))
    text = as_text(trace(version, rsc(5)), version, NAMES, labels={ItemId("1"): "RSC with Ruth, 5 clock hours"})
    assert "    Counts: RSC with Ruth, 5 clock hours" in text.splitlines()


def test_what_nobody_confirmed_is_marked() -> None:
    unsure = line(hours(1))
    version = policy(rules.Line(unsure.rule, "own", None, None, "sheet", "line 1", confirmed=False))
    found = page(version, rsc(1))
    assert "    Source: [1], line 1 (?)" in found
    assert "(?) marks what nobody has confirmed." in found
    assert found[-1] == "[1] A sheet made by hand"


def test_a_claim_taken_at_its_word_is_said_to_be_so() -> None:
    version = policy(hours(1))
    words = "What the file says about others, memberships and exams is taken at its word."
    assert words in page(version, rsc(1))


def test_answers_stand_beside_the_questions() -> None:
    version = policy(rules.Degree(R, (), (Acceptable.MASTER,)))
    assert "    For reviewers: Does “1” count? (sheet: r)" in page(version, degree())
    accepted = page(version, degree(), settled=[question("1", answer=True)])
    assert "    For reviewers: Does “1” count? (sheet: r) Answered: yes." in accepted
