"""Every code of a trace has its words; the evaluation as JSON and on a terminal says what the trace holds."""

from __future__ import annotations

import re
import string
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import (
    GIVE_RSC,
    IMHS,
    RATE,
    R,
    count,
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

from vouchbook.domain.evidence import Exam, Rating, Standing
from vouchbook.domain.names import (
    About,
    Acceptable,
    Area,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    Document,
    ExamPart,
    Family,
    ItemId,
    Kind,
    QuestionKey,
    RequirementKey,
    SlotKey,
    StatementCode,
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
from vouchbook.letters.amounts import UNITS, amount, gap
from vouchbook.letters.evaluation import MARKS, WORDS, as_json, as_text
from vouchbook.letters.findings import LACK, MET, WHY, because, excluded
from vouchbook.policy import rules
from vouchbook.policy.document import StandingRow, VettingEnd, VettingRow, Way
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
    count(1, "training"),
    count(2, "work", where=Where(with_=tuple(With))),
    count(3, "work", sum="families"),
    rules.Ratings(R, (rules.Slot(SlotKey("other")),)),
    rules.Holds(R, (CategoryCode("ERS"),), held_for=Length(months=24)),
    rules.Attested(R, (StatementCode("no_board_sanction"),)),
    rules.Exam(R, tuple(ExamPart), Family.IMH),
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
        "1 more clock hour of training about RSC is needed. 1 more clock hour of training, by a peer, is needed."
    )


ABOUT_DEIA = Part(QuestionKey("deia"), 60, Where(about=(About.DEIA,)))
ABOUT_RSC = Part(QuestionKey("about_rsc"), 180, Where(about=(About.RSC,)))


def test_a_part_is_named_by_what_it_asks() -> None:
    version = policy(hours(1, "training", parts=(ABOUT_DEIA,)))
    assert said(version, training(1)) == (
        "1 more clock hour of training about diversity, equity, inclusion and access (DEIA) is needed."
    )
    unasked = policy(hours(1, "training", parts=(Part(QuestionKey("our_own"), 120),)))
    assert said(unasked, training(1)) == "1 more clock hour of training for “our own” is needed."


def test_parts_that_no_hour_may_serve_together_are_named() -> None:
    version = policy(hours(4, "training", parts=(ABOUT_RSC, ABOUT_DEIA), disjoint=True))
    both = training(4, about=(About.RSC, About.DEIA))
    assert said(version, both) == "4 clock hours of training count; 4 are needed."
    three = training(3, about=(About.RSC, About.DEIA))
    assert said(version, three, training(1)) == (
        "1 more clock hour of training is needed, as no hour serves two of these: about RSC and about diversity, "
        "equity, inclusion and access (DEIA)."
    )


def test_a_minute_is_said_as_a_minute() -> None:
    version = policy(hours(30, "training"))
    almost = training(30)
    assert said(version, replace(almost, minutes=1799)) == "1 minute more of training is needed."
    assert said(version, replace(almost, minutes=1741)) == "59 minutes more of training are needed."
    assert said(version, replace(almost, minutes=1739)) == "1 hour 1 minute more of training are needed."
    assert said(version, replace(almost, minutes=1785)) == "0.25 more clock hours of training are needed."
    assert said(version, replace(almost, minutes=1801)) == (
        "30 hours 1 minute of training count; 30 clock hours are needed."
    )


def test_minutes_are_said_in_the_bar_and_beside_what_does_not_count_and_json_keeps_its_decimals() -> None:
    version = policy(hours(30, "training"))
    facts = replace(training(30), minutes=1799), replace(training(9, date(2027, 1, 1)), minutes=599)
    page = as_text(trace(version, *facts), version, NAMES)
    assert "███████████████████· 29 hours 59 minutes of 30 clock hours" in page
    assert " (9 hours 59 minutes). Dated 2027-01-01" in page
    content: Any = as_json(trace(version, *facts), version, NAMES)
    assert content["findings"][0]["counted"] == {"amount": "29.98", "unit": "clock hours"}


# ── References, ways, several of a kind ───────────────────────────────────────────────────────


def places(*slots: tuple[str, Any]) -> rules.Ratings:
    return rules.Ratings(R, tuple(rules.Slot(SlotKey(key), whose) for key, whose in slots))


def test_references_that_are_missing_are_named_by_who_gives_them_in_one_sentence() -> None:
    usual = places(("supervisor", "current_supervisor"), ("rsc_provider", "gave_rsc"), ("other", "anyone"))
    assert said(policy(usual)) == (
        "A reference by the current supervisor (place “supervisor”), one by someone who gave RSC "
        "(place “RSC provider”) and one by someone else who knows the work (place “other”) are needed."
    )
    mentor = places(("rsc_provider", "gave_rsc"), ("other", "anyone"), ("another", "anyone"))
    assert said(policy(mentor)) == (
        "A reference by someone who gave RSC (place “RSC provider”) and 2 by others who know the work "
        "(places “other” and “another”) are needed."
    )


def test_three_open_places_are_three_people_who_know_the_work() -> None:
    version = policy(places(("first", "anyone"), ("second", "anyone"), ("third", "anyone")))
    assert said(version) == (
        "3 references by different people who know the work (places “first”, “second” and “third”) are needed."
    )
    rated = [Rating(ColleagueId(who), SlotKey(slot), date(2020, 1, 1), date(2026, 1, 1), 0, waived_access=True)
             for who, slot in (("ann", "first"), ("bob", "second"))]  # fmt: skip
    assert said(version, *rated) == "A reference by someone else who knows the work (place “third”) is needed."


def test_a_reference_for_an_unknown_or_a_filled_place_hears_which_places_there_are() -> None:
    version = policy(places(("supervisor", "anyone"), ("other", "anyone")))
    rated = [Rating(ColleagueId(who), SlotKey(slot), date(2020, 1, 1), date(2026, 1, 1), 0, waived_access=True)
             for who, slot in (("ann", "other"), ("bob", "other"), ("cy", "boss"))]  # fmt: skip
    assert sorted(whys(version, *rated)) == [
        "The place “other” is filled already.",
        "The sheet has no place “boss”; its places are “supervisor” and “other”.",
    ]


def test_several_things_of_a_kind_are_missing_in_one_sentence() -> None:
    assert said(policy(rules.Signatures(R, tuple(Document)))) == (
        "The code of ethics and the endorsement agreement have to be signed."
    )
    assert said(policy(rules.Exam(R, tuple(ExamPart)))) == (
        "These parts of the exam have to be passed: multiple choice and essay."
    )
    areas = policy(rules.Competencies(R, (Area.THINKING, Area.DIRECT_SERVICE, Area.RESEARCH_EVALUATION)))
    assert said(areas) == (
        "No item names these areas: thinking, direct service skills, and research and evaluation. "
        "Whether they are shown, a reviewer has to say."
    )


def test_a_question_names_the_area_as_the_field_does_and_no_sheet_where_no_line_is_named() -> None:
    version = policy(replace(line(rules.Competencies(R, (Area.LAW_REGULATION_POLICY,))), line=None))
    found = only(trace(version))
    assert findings.question(found.questions[0], found, version) == (
        "Is the area “law, regulation and agency policy” shown, though no item names it?"
    )


def test_ways_are_lettered_as_in_the_sheet_and_called_by_their_own_names() -> None:
    degree_or_hours = rules.AnyOf(
        RequirementKey("education_or_training"),
        (rules.Degree(RequirementKey("education"), (DegreeLevel.MASTER,)), hours(2, "training", key="training")),
    )
    version = policy(degree_or_hours)
    page = as_text(trace(version), version, NAMES)
    assert "✗ Education or training: missing\n" in page
    assert "    Not met in any way yet; one is enough: education or training.\n" in page
    assert "    ✗ (a) Education: missing\n" in page
    assert "    ✗ (b) Training: missing\n" in page


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (rules.Degree(R, (DegreeLevel.MASTER, DegreeLevel.DOCTORATE)), "A master's degree or a doctorate is needed."),
        (rules.Licence(R, ("mental_health",)), "A mental health licence in force is needed."),
        (rules.Signatures(R, (Document.CODE_OF_ETHICS,)), "The code of ethics has to be signed."),
        (rules.Exam(R, (ExamPart.ESSAY,)), "The exam's part “essay” has to be passed."),
        (rules.Membership(R), "A membership of the association that covers 2026-11-20 is needed."),
        (
            rules.Membership(R, of=("any_imh", "WAIMH")),
            "A membership of any association for infant mental health or WAIMH that covers 2026-11-20 is needed.",
        ),
        (rules.Ratings(R, (rules.Slot(SlotKey("other")),)),
         "A reference by someone who knows the work (place “other”) is needed."),
        (rules.AllOf(R, (hours(1), hours(0))), "1 part of it is missing."),
        (rules.AnyOf(R, (hours(1),)), "Not met in any way yet; one is enough."),
        (rules.Competencies(R, (Area.THINKING,)),
         "No item names the area “thinking”. Whether it is shown, a reviewer has to say."),
        (rules.JudgementOnly(R, (Judgement(QuestionKey("k"), "Is it so?"),)),
         "Whether it is met, a reviewer has to say."),
        (rules.Membership(R, required=False), "Encouraged, not required: no membership covers the day."),
        (count(1, "training"), "1 more training is needed."),
        (count(2, "rsc"), "2 more sessions of reflective supervision/consultation are needed."),
        (count(3, "work"), "3 more jobs are needed."),
        (count(1, "service"), "1 more piece of service to the association is needed."),
        (count(1, "work", sum="families"), "1 more family served in work is needed."),
        (count(9, "work", sum="families"), "9 more families served in work are needed."),
        (rules.Holds(R, (CategoryCode("ERS"), IMHS)),
         "An endorsement as IMHS or ERS, in force on 2026-11-20, is needed."),
        (rules.Holds(R, (CategoryCode("every"),), held_for=Length(months=24)),
         "An endorsement in any category, held for 2 years or longer, in force on 2026-11-20, is needed."),
        (rules.Attested(R, (StatementCode("no_board_sanction"),)),
         "Still to be attested: that no licensing board has sanctioned them."),
        (rules.Exam(R, (ExamPart.ESSAY,), Family.ECMH),
         "The exam's part “essay”, in its form for early childhood mental health (ECMH), has to be passed."),
        (hours(1, spread_over=Length(months=3)), "1 more clock hour of reflective supervision/consultation is needed. "
         "The first and the last have to lie at least 3 months apart."),
    ],
)  # fmt: skip
def test_headlines_with_nothing_on_file(rule: rules.Rule, sentence: str) -> None:
    assert said(policy(rule)) == sentence


def test_what_is_counted_is_said_in_the_singular_and_in_the_plural() -> None:
    families = policy(count(2, "work", sum="families"))
    served = [work(date(2024, 1, 1), families=number) for number in (1, 2)]
    assert said(families, served[0]) == "1 more family served in work is needed."
    assert said(families, *served) == "3 families served in work count; 2 are needed."
    assert said(policy(count(1, "training")), training(2)) == "1 training counts; 1 is needed."


def test_what_may_count_is_said_by_number() -> None:
    accepted = [StandingRow(may=GIVE_RSC, any_of=(Way(holds=("IMHS",), once_accepted=True),))]
    version = policy(count(2, "rsc", where=Where(given_by=GIVE_RSC)), standing=accepted)
    given = endorsed("ruth", "IMHS"), rsc(1)
    assert said(version, *given, rsc(1)) == (
        "0 of 2 sessions of reflective supervision/consultation count; whether 2 more do, a reviewer has to say."
    )
    assert said(version, *given) == (
        "1 more session of reflective supervision/consultation is needed, beside 1 that a reviewer may accept."
    )


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
        "“sue” was not one of those who may give RSC on 2026-03-03 "
        "(ERS or anyone vetted by the association itself for RSC)."
    ]


def test_work_before_the_degree_names_its_day() -> None:
    version = policy(months(1, where=Where(after_degree=DegreeLevel.MASTER)))
    assert whys(version, work(date(2020, 4, 1)), degree(on=date(2020, 5, 1))) == [
        "On 2020-04-01, before the master's degree of 2020-05-01."
    ]
    assert whys(version, work(date(2020, 4, 1))) == ["Counts only after a master's degree, and none is on file."]


HOLDS = rules.Holds(R, (CategoryCode("ERS"),), held_for=Length(months=24))


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (endorsed(None, "ERS", until=date(2026, 11, 19)),
         "Ended on 2026-11-19, before the day asked about (2026-11-20)."),
        (endorsed(None, "ERS", date(2026, 1, 1)),
         "Held long enough only from 2028-01-01; the day asked about is 2026-11-20."),
        (replace(endorsed(None, "ERS"), emerging=True),
         "This endorsement is still emerging; it counts only once it is complete."),
    ],
)  # fmt: skip
def test_why_an_endorsement_of_ones_own_does_not_help(held: Standing, sentence: str) -> None:
    assert whys(policy(HOLDS), held) == [sentence]


def test_a_provider_who_is_still_emerging_is_named() -> None:
    assert whys(policy(RSC), rsc(6), replace(endorsed("ruth", "ERS"), emerging=True)) == [
        "Ruth Oxendine's endorsement is still emerging; it counts only once it is complete."
    ]


def test_an_exam_of_the_other_family_says_which_one_is_asked_for() -> None:
    sat = Exam(ExamPart.ESSAY, date(2026, 1, 1), 9000, True, Family.IMH)
    assert whys(policy(rules.Exam(R, (ExamPart.ESSAY,), Family.ECMH)), sat) == [
        "Sat in the exam's form for the other family; early childhood mental health (ECMH) is asked for."
    ]


def test_a_job_that_names_no_families_says_so() -> None:
    assert whys(policy(count(1, "work", sum="families")), work(date(2024, 1, 1))) == [
        "How many families were served there is not said, so that none counts."
    ]


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
