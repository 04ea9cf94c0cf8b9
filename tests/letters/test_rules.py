"""A policy as sentences: every kind, condition and table has its phrase, and what nobody confirmed is marked."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import Acceptable, CategoryCode, DegreeLevel
from vouchbook.letters import names
from vouchbook.letters.conditions import APPLIES, WHERE, concerned, conditions
from vouchbook.letters.kinds import asked, questions
from vouchbook.letters.rules import TITLES, Said, as_text, sentences
from vouchbook.letters.standings import Policy
from vouchbook.letters.tables import ROWS, association
from vouchbook.policy import rules
from vouchbook.policy.compose import compose
from vouchbook.policy.document import AssociationRow, Row, UnknownCategory, VettingEnd, Way
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.rules import Applies, Length, Where
from vouchbook.policy.source import TABLES
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import edition_policy

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
IMHS = CategoryCode("IMHS")


def policy(*rows: str) -> PolicyVersion:
    """North Carolina's policy with more rows."""
    editions = {
        file.stem: read_guidelines(file)
        for file in (ROOT / "plugins/guidelines/vouchbook_guidelines/editions").glob("*.toml")
    }
    text = (ROOT / "associations/nc/vouchbook_nc/policy.toml").read_text(encoding="utf-8")
    return compose(read_policy("\n".join([text, *rows]), editions), editions)


NC = policy()
SPEAKING = Policy(NC.document, IMHS, TODAY)
KEY: Any = "k"


def said(version: PolicyVersion = NC, on: date | None = TODAY, category: CategoryCode | None = None) -> list[Said]:
    return sentences(version, on=on, category=category)


def of_sheet(at: str, key: str) -> Said:
    return next(each for each in said(category=IMHS) if each.heading.startswith(f"IMHS, {at}") and each.key == key)


# ── As a coordinator reads them ───────────────────────────────────────────────────────────────


def test_rsc_is_said_with_who_may_give_it_and_until_when() -> None:
    rsc = of_sheet("application", "RSC")
    assert rsc.text == (
        "50 clock hours of reflective supervision/consultation, after the master's degree, given by someone who may "
        "give it (IMHM-C, ERS, ECMHM-C or anyone vetted by the association itself for RSC through 21 December 2027), "
        "not by a peer."
    )
    assert rsc.questions == ("Were the sessions held while services were being given?",)


def test_work_is_said_with_its_other_way() -> None:
    assert of_sheet("application", "work").text == (
        "24 months of work, after the master's degree, paid, supervised, with both the infant or toddler and the "
        "parent, including both early relationship assessment and parent-infant therapy. Part-time work counts in "
        "full, each day once. Also counts, once a reviewer accepts it: at most 12 months of work, in an internship, "
        "supervised, with a supervisor who may supervise an internship (IMHS, IMHM-C, ECMHS or ECMHM-C), with both "
        "the infant or toddler and the parent, including both early relationship assessment and parent-infant therapy "
        "(Specialized Work Experience, internship)."
    )


def test_training_at_a_renewal_is_said_with_its_parts() -> None:
    assert of_sheet("renewal", "training").text == (
        "15 clock hours of training. Of these at least 3 clock hours about RSC (for those who attest that they give "
        "RSC to others) and at least 1 clock hour about diversity, equity, inclusion and access (DEIA)."
    )


def test_one_may_submit_before_what_is_due_by_the_decision() -> None:
    assert of_sheet("application", "exam").text == (
        "The written exam passed in its form for infant mental health (IMH): multiple choice and essay. "
        "Due by the decision: one may submit before."
    )


def test_a_sentence_names_its_document_its_line_and_its_days() -> None:
    training = of_sheet("renewal", "training")
    assert training.source.startswith("NCIMHA requirement sheet, Infant Mental Health Specialist")
    assert training.line == "Continuing requirements, Education and Training, 'Beginning in 2024'"
    assert (training.from_, training.until, training.confirmed, training.origin) == (
        date(2024, 1, 1),
        None,
        True,
        "own",
    )


def test_what_the_guidelines_ask_instead_is_said_only_where_it_differs() -> None:
    assert of_sheet("application", "RSC").floor is None
    floor = of_sheet("application", "membership").floor
    assert (
        floor
        == "Membership of the association, any other association for infant mental health or WAIMH, on the day asked."
    )


def test_a_line_of_the_guidelines_says_so() -> None:
    drop = '[[requirement]]\nfor = ["IMHS"]\nkey = "exam"\nkind = "not_required"\nsource = "sheet"\nfrom = 2026-01-01\n'
    own = '[[requirement]]\nfor = ["IMHS"]\nkey = "exam"\nkind = "not_required"\nsource = "sheet"\nuntil = 2020-12-31\n'
    (dropped,) = [each for each in said(policy(drop), category=IMHS) if each.key == "exam"]
    assert dropped.text == "Nothing is asked."
    assert dropped.floor == (
        "The written exam passed in its form for infant mental health (IMH): multiple choice and essay."
    )
    assert {each.key: each.origin for each in said(policy(own), on=date(2020, 1, 1))}.get("exam") is None


def test_a_sentence_is_of_the_day_asked() -> None:
    assert "21 December 2027" in of_sheet("application", "RSC").text
    before = [each for each in said(on=date(2023, 12, 31)) if each.heading.startswith("IMHS, renewal")]
    assert "DEIA" not in before[0].text
    assert not [each for each in said(on=date(2021, 9, 30)) if each.heading.startswith("IMHS")]


def test_who_counts_is_said_as_it_stands_on_the_day() -> None:
    row = '[[standing]]\nmay = "give_rsc"\nfor = ["IMHS"]\nsource = "sheet"\nfrom = 2027-01-01\n'
    version = policy(row + 'any_of = [{ holds = ["ERS"] }]\n')
    for on, who in (
        (date(2026, 12, 31), "(IMHM-C, ERS, ECMHM-C or anyone vetted by the association itself"),
        (date(2027, 1, 1), "(ERS)"),
        (None, "(ERS)"),
    ):
        rsc = next(
            each for each in said(version, on) if each.heading.startswith("IMHS, application") and each.key == "RSC"
        )
        assert f"given by someone who may give it {who}" in rsc.text


def test_without_a_day_every_row_is_said() -> None:
    renewals = [
        each.text for each in said(on=None) if each.heading.startswith("IMHS, renewal") and each.key == "training"
    ]
    assert len(renewals) == 2
    assert len(said(on=None)) > len(said())


def test_one_category_is_said_with_the_rows_for_every_category() -> None:
    fees = [each.text for each in said(category=IMHS) if each.heading == "Fees"]
    assert [text for text in fees if "processing" in text] == [
        "For IMHS and ECMHS, processing costs $100.00. It is not refunded."
    ]
    assert [text for text in fees if "registration" in text]


def test_a_category_that_is_not_offered_is_refused_with_those_that_are() -> None:
    with pytest.raises(
        UnknownCategory, match="nc offers IFA, IFS, IMHS, IMHM-C, ERS, ECFA, ECFS, ECMHS, ECMHM-C; not 'IFRS'"
    ):
        said(category=CategoryCode("IFRS"))


# ── What a degree, a licence, references and a part say ──────────────────────────────────────


def heard(rule: rules.Rule) -> str:
    return asked(rule, SPEAKING)


def test_coursework_is_spoken_of_only_where_it_may_be_accepted() -> None:
    masters = (DegreeLevel.MASTER,)
    assert heard(rules.Degree(KEY, masters)) == "A master's degree."
    assert heard(rules.Degree(KEY, masters, transcript="always")) == "A master's degree. A transcript is needed."
    assert heard(rules.Degree(KEY, masters, (Acceptable.COURSEWORK,))) == (
        "A master's degree. Reviewers may accept instead: coursework. A transcript is needed where coursework is used."
    )


def test_a_licence_has_the_article_of_its_name() -> None:
    assert heard(rules.Licence(KEY, ("mental_health",))) == "A mental health licence in force on the day asked."
    assert heard(rules.Licence(KEY, ("other",))).startswith("Another licence in force")


@pytest.mark.parametrize(
    ("slots", "text"),
    [
        ([("anyone", None)], "1 reference rating by someone who knows the work."),
        ([("anyone", None)] * 3, "3 reference ratings from different people, each by someone who knows the work."),
        ([("gave_rsc", None), ("anyone", None), ("anyone", None)],
         "3 reference ratings from different people: (1) someone who gave RSC; (2) and (3) others who know the work."),
        ([("anyone", "review"), ("anyone", None)],
         "2 reference ratings from different people: (1) someone else who knows the work and who may review "
         "(anyone endorsed in any category); (2) someone else who knows the work."),
        ([("current_supervisor", "review")],
         "1 reference rating: (1) the current supervisor, who has to be someone who may review "
         "(anyone endorsed in any category)."),
    ],
)  # fmt: skip
def test_references_are_said_by_who_gives_them(slots: list[tuple[Any, Any]], text: str) -> None:
    names = ("first", "second", "third")
    rule = rules.Ratings(KEY, tuple(rules.Slot(name, *slot) for name, slot in zip(names, slots, strict=False)))  # type: ignore[arg-type]
    assert heard(rule) == text


def test_a_part_without_a_condition_is_said_by_its_name() -> None:
    def part(key: Any, where: Where = Where()) -> str:
        return heard(rules.Hours(KEY, "training", 60, parts=(rules.Part(key, 60, where),)))

    assert part("our_own").endswith("Of these at least 1 clock hour for “our own”.")
    assert part("deia").endswith("Of these at least 1 clock hour about diversity, equity, inclusion and access (DEIA).")
    assert part("deia", Where(paid=True)).endswith("Of these at least 1 clock hour paid.")


def test_an_amount_that_is_no_quarter_of_an_hour_is_said_to_the_minute() -> None:
    assert heard(rules.Hours(KEY, "training", 61)) == "1 hour 1 minute of training."


def test_a_note_names_a_source_by_its_title() -> None:
    notes = [each.note for each in said(on=None) if each.note]
    assert any("see “Massachusetts (MassAIMH), reflective supervision requirements”" in note for note in notes)
    assert not any("the source named" in note for note in notes)
    unknown = policy('[[lapse]]\nthen = "nothing"\nsource = "sheet"\nfrom = 2026-01-01\nnote = "the source named zz"\n')
    assert "the source named zz" in [each.note for each in said(unknown, on=None)]


def test_an_edition_by_itself_endorses_nobody_and_names_no_currency() -> None:
    shown = " ".join(as_text(edition_policy("2024"), [], width=200).split())
    assert shown.startswith("The guidelines of 2024: the sheets of ECFA, ECFS, ")
    assert "endorses" not in shown
    assert "USD" not in shown
    assert "(nc) endorses IFA" in " ".join(as_text(NC, []).split())


# ── On a terminal ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("width", [80, 100])
def test_a_terminal_shows_every_sentence_within_its_width(width: int) -> None:
    rows = said()
    shown = as_text(NC, rows, width=width)
    assert [line for line in shown.split("\n") if len(line) > width] == []
    flat = " ".join(shown.split())
    assert [each.text for each in rows if " ".join(each.text.split()) not in flat] == []
    assert [each.source for each in rows if each.source not in flat] == []


def test_a_terminal_marks_what_nobody_has_confirmed() -> None:
    rows = said()
    doubtful = [each for each in rows if not each.confirmed]
    shown = as_text(NC, rows)
    assert f"{len(rows)} rows, {len(doubtful)} of them not confirmed: marked (?)" in shown
    assert "  (?) For every category, registration costs $20.00, due at the registration." in shown
    assert 0 < len(doubtful) == shown.count("[not confirmed; ") == shown.count("(?)") - 1


def test_a_terminal_names_the_version() -> None:
    assert f"Version {NC.digest}" in as_text(NC, said())


# ── Every kind, every condition, every table has its phrase ───────────────────────────────────

SAMPLES: Mapping[str, list[Any]] = {
    "where": [Where(paid=True)],
    "when": [Applies(attests=KEY)],
    "options": [(rules.Licence(KEY, ("mental_health",)),), (rules.Licence(KEY, ("other",)), rules.NotRequired(KEY))],
    "any_of": [(Way(holds=("ERS",)),), (Way(holds=("IFS",)),)],
    "slot": [(rules.Slot(KEY),), (rules.Slot(KEY, "gave_rsc"),)],
    "judgement": [(rules.Judgement(KEY, "Is it?"),), (rules.Judgement(KEY, "Was it?"),)],
}
"""Values of the fields whose types alone do not make a sensible one."""

EXEMPT = {"key", "line"}
"""Shown beside the sentence, not in it."""


def another(kind: type[Struct], name: str, than: object) -> Any:
    """A value for the field that differs from ``than``."""
    for value in of_field(kind, name):
        if value not in (than, None):
            return value
    raise AssertionError(f"{kind.__name__}.{name} has no other value than {than!r}")


def changed(plain: Any, name: str) -> Any:
    """The same but for one field."""
    return replace(plain, **{name: another(type(plain), name, getattr(plain, name))})


def of_field(kind: type[Struct], name: str) -> list[Any]:
    if name in SAMPLES and (kind, name) not in ((rules.Membership, "when"), (rules.Holds, "any_of")):
        return SAMPLES[name]
    return values(get_type_hints(kind, include_extras=True)[name])


def values(hint: Any) -> list[Any]:
    hint = typing.get_args(hint)[0] if get_origin(hint) is typing.Annotated else hint
    if isinstance(hint, typing.NewType):
        hint = hint.__supertype__
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is typing.Literal:
        return list(arguments)
    if origin in (types.UnionType, typing.Union):
        return [value for argument in arguments for value in values(argument)]
    if origin is tuple:
        return [(value,) for value in values(arguments[0])]
    if origin is dict:
        return [{"IFA": "Practitioner"}]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)
    if hint is Length:
        return [Length(days=17), Length(months=5)]
    if isinstance(hint, type) and issubclass(hint, Struct):
        return [plainest(hint)]
    plain: Mapping[object, list[Any]] = {
        bool: [True, False],
        int: [7, 8],
        str: ["12-30", "11-29"],
        date: [date(2031, 5, 6), date(2032, 5, 6)],
        types.NoneType: [None],
    }
    return plain[hint]


def plainest(kind: type[Struct]) -> Any:
    """A value with nothing but what it must have."""
    needed = [field.name for field in msgspec.structs.fields(kind) if field.required]
    return kind(**{name: next(v for v in of_field(kind, name) if v is not None) for name in needed})


def fields(kind: type[Struct], exempt: set[str]) -> list[str]:
    return [name for name in kind.__struct_fields__ if name not in exempt]


KINDS = get_args(rules.Rule)
HEAD = set(Row.__struct_fields__)
OF_KINDS = [(kind, name) for kind in KINDS for name in fields(kind, EXEMPT)]
OF_PARTS = [
    (part, name)
    for part in (rules.Part, rules.Slot, rules.AlsoMinutes, rules.AlsoMonths)
    for name in fields(part, EXEMPT)
]
OF_TABLES = [(table, name) for table, of in TABLES.items() for name in fields(of.row, HEAD)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_a_sentence(kind: type[Any]) -> None:
    assert asked(plainest(kind), SPEAKING).endswith((".", ")"))


@pytest.mark.parametrize(("kind", "name"), OF_KINDS, ids=lambda value: getattr(value, "__name__", value))
def test_every_field_of_a_kind_is_heard_in_its_sentence(kind: type[Any], name: str) -> None:
    plain = plainest(kind)
    heard = questions if name == "judgement" else lambda rule: asked(rule, SPEAKING)
    assert heard(changed(plain, name)) != heard(plain)


HOLDERS: Mapping[type[Struct], Any] = {
    rules.Part: lambda part: rules.Hours(KEY, "rsc", 60, parts=(part,)),
    rules.Slot: lambda slot: rules.Ratings(KEY, (slot,)),
    rules.AlsoMinutes: lambda way: rules.Hours(KEY, "rsc", 60, also=(way,)),
    rules.AlsoMonths: lambda way: rules.Months(KEY, 24, also=(way,)),
}


@pytest.mark.parametrize(("part", "name"), OF_PARTS, ids=lambda value: getattr(value, "__name__", value))
def test_every_field_of_a_part_place_or_other_way_is_heard(part: type[Any], name: str) -> None:
    plain, holding = plainest(part), HOLDERS[part]
    assert asked(holding(changed(plain, name)), SPEAKING) != asked(holding(plain), SPEAKING)


@pytest.mark.parametrize("name", fields(Where, set()))
def test_every_condition_has_a_phrase_of_its_own(name: str) -> None:
    heard = [
        tuple(conditions(Where(**{name: value}), SPEAKING)) for value in of_field(Where, name) if value is not None
    ]
    assert all(len(phrases) == 1 for phrases in heard)
    assert len(set(heard)) == len(heard), "two values sound alike"


@pytest.mark.parametrize("name", fields(Applies, set()))
def test_everybody_whom_a_line_may_concern_has_a_phrase(name: str) -> None:
    assert concerned(changed(Applies(), name), SPEAKING).startswith("those who")


def test_the_phrases_are_those_of_the_conditions_and_no_more() -> None:
    assert {*WHERE} == {*Where.__struct_encode_fields__}
    assert {*APPLIES} == {*Applies.__struct_encode_fields__}


def test_every_table_has_a_sentence_and_a_heading() -> None:
    assert list(ROWS) == list(TABLES) == list(TITLES)


@pytest.mark.parametrize(("table", "name"), OF_TABLES)
def test_every_field_of_a_table_is_heard_in_its_sentence(table: str, name: str) -> None:
    plain = plainest(TABLES[table].row)
    assert ROWS[table](changed(plain, name), SPEAKING) != ROWS[table](plain, SPEAKING)


@pytest.mark.parametrize("name", AssociationRow.__struct_fields__)
def test_everything_about_the_association_is_said(name: str) -> None:
    plain = NC.document.association
    assert association(changed(plain, name)) != association(plain)


@pytest.mark.parametrize("name", fields(Way, EXEMPT))
def test_every_way_to_a_standing_is_heard(name: str) -> None:
    plain = Way(holds=("IFS",))
    heard = [SPEAKING.ways(replace(NC.document.standing[0], any_of=(way,))) for way in (plain, changed(plain, name))]
    assert heard[0] != heard[1]


@pytest.mark.parametrize("by", get_args(get_type_hints(VettingEnd)["by"]))
def test_every_way_in_which_vetting_ends_is_heard(by: Any) -> None:
    vetting = NC.document.vetting[0]
    ends = (VettingEnd(date(2030, 1, 2), by),)
    text = ROWS["vetting"](replace(vetting, ends=ends), SPEAKING)
    assert "through 2 January 2030" in text
    assert (by in text) is (by != "given")


def test_every_code_of_the_field_has_its_words() -> None:
    spoken = {type(code) for code in names.WORDS}
    assert [code for kind in spoken for code in kind if code not in names.WORDS] == []
