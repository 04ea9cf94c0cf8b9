"""What is wrong with a policy file is said all at once, each mistake with its line and the way to mend it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vouchbook.domain.names import CategoryCode, RequirementKey, StatementCode
from vouchbook.policy import rules
from vouchbook.policy.document import EmergingRow, PolicyDocument, Row
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.rules import AlsoMinutes, AlsoMonths, Hours, Length, Months
from vouchbook.policy.source import TABLES

NEW_LINE = "\n"

POLICY = """\
format = "vouchbook-policy/1"

[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = ["IMH"]
categories = ["IFS", "IMHS", "ERS"]

[sources]
sheet = { title = "A requirement sheet", read_on = 2026-01-31 }

[[guidelines]]
edition = "2024"
source  = "sheet"

[[standing]]
may    = "give_rsc"
source = "sheet"
any_of = [{ holds = ["ERS"] }, { vetted = "rsc" }]

[[requirement]]
for      = ["IMHS"]
key      = "training"
kind     = "hours"
from     = 2021-10-01
source   = "sheet"
line     = "Training"
of       = "training"
minimum  = 30
typical  = "1:30"
where.within_last = "2 years"
judgement = [
  { key = "promotion", ask = "Is it about promotion?" },
  { key = "principles", ask = "Is it about principles?" },
]
  [[requirement.also]]
  at_most = "1.5"
  of = "service"

[[requirement]]
for     = ["IMHS", "IFS"]
key     = "rsc"
kind    = "hours"
source  = "sheet"
of      = "rsc"
minimum = 50
where.given_by = "give_rsc"

[[requirement]]
for     = ["IMHS"]
key     = "work"
kind    = "months"
source  = "sheet"
minimum = 24
  [[requirement.also]]
  at_most = 12

[[plan]]
key    = "individual"
name   = "Individual"
source = "sheet"

[[fee]]
occasion = "membership"
plan     = "individual"
amount   = "45.00"
due      = "purchase"
source   = "sheet"

[[renewal]]
every_years = 1
next_due    = 2026-12-31
source      = "sheet"
first_renewal_asks = ["membership"]

[[requirement]]
for     = ["IMHS"]
at      = "renewal"
key     = "membership"
kind    = "membership"
source  = "sheet"
"""

EDITION = """\
format     = "vouchbook-guidelines/1"
edition    = "2024"
categories = ["IFS", "IMHS", "ERS", "IMHM-C"]

[sources]
page = { title = "A page" }

[[standing]]
may    = "rate"
for    = ["IMHS"]
source = "page"
any_of = [{ holds = ["every"] }]

[[requirement]]
for    = ["IMHS"]
key    = "ratings"
kind   = "ratings"
source = "page"
at_least_one_may = "rate"
slot   = [{ key = "supervisor", is = "current_supervisor" }]
"""


def edited(old: str, new: str, text: str = POLICY) -> str:
    assert old in text
    return text.replace(old, new, 1)


def said(text: str) -> list[str]:
    """The mistakes in a policy over the edition above."""
    editions = {"2024": read_guidelines(EDITION)}
    with pytest.raises(PolicyMistakes) as raised:
        read_policy(text, editions)
    assert str(raised.value) == "\n".join(map(str, raised.value.mistakes))
    return str(raised.value).split("\n")


def line(of: str, text: str = POLICY) -> int:
    """The line on which something stands."""
    return text[: text.index(of)].count("\n") + 1


# ── What is read ──────────────────────────────────────────────────────────────────────────────


def test_amounts_are_read_in_the_units_of_the_book() -> None:
    training, rsc, work, _ = (row.rule for row in read_policy(POLICY).requirements)
    assert isinstance(training, Hours)
    assert isinstance(rsc, Hours)
    assert isinstance(work, Months)
    assert (training.minimum, training.typical, rsc.minimum, work.minimum) == (1800, 90, 3000, 24)
    assert training.where.within_last == Length(months=24)


def test_another_way_counts_minutes_for_hours_and_months_for_work() -> None:
    training, _, work, _ = (row.rule for row in read_policy(POLICY).requirements)
    assert isinstance(training, Hours)
    assert isinstance(work, Months)
    assert training.also == (AlsoMinutes(of="service", at_most=90),)
    assert work.also == (AlsoMonths(at_most=12),)


def test_a_requirement_is_split_into_its_head_and_its_rule() -> None:
    row = read_policy(POLICY).requirements[0]
    assert (row.head.for_, row.head.from_, row.head.line) == (("IMHS",), date(2021, 10, 1), "Training")
    assert (row.rule.key, row.index) == ("training", 0)


def test_a_file_is_read_like_its_text_and_spoken_of_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(b"\xef\xbb\xbf" + POLICY.replace("\n", "\r\n").encode())
    assert read_policy(file).requirements == read_policy(POLICY).requirements
    file.write_text(edited("minimum  = 30", "minimum = 30.5"))
    with pytest.raises(PolicyMistakes, match=str(file)):
        read_policy(file)


def test_every_table_of_the_document_can_be_written() -> None:
    dated = {name for name, kind in PolicyDocument.__annotations__.items() if "Row, ..." in str(kind)}
    assert set(TABLES) == dated
    for table in TABLES.values():
        assert issubclass(table.row, Row)
        assert {"for_" if name == "for" else name for name in table.key} <= set(table.row.__struct_fields__)


def test_names_that_only_an_edition_knows_are_checked_only_with_editions() -> None:
    text = edited('where.given_by = "give_rsc"', 'where.given_by = "rate"')
    text = edited('holds = ["ERS"]', 'holds = ["IMHM-C"]', text)
    text = edited('may    = "give_rsc"', 'may    = "rate"', text)
    assert read_policy(text).requirements
    assert read_policy(text, {"2024": read_guidelines(EDITION)}).requirements


# ── What is refused, and how it is said ───────────────────────────────────────────────────────

MISTAKES = [
    ("minimum  = 30", "minimum = 30.5", 'minimum = 30.5 – put decimals in quotation marks: "30.5"'),
    ("minimum  = 30", "minimum = 1e3", 'minimum = 1E+3 – put decimals in quotation marks: "1E+3"'),
    ("minimum  = 30", "minimum = nan", 'minimum = NaN – put decimals in quotation marks: "NaN"'),
    ("minimum  = 30", 'minimum = "30h"', 'minimum = "30h" – clock hours are written 30, "1.5" or "1:30"'),
    ("minimum  = 30", "minimum = -30", 'minimum = -30 – clock hours are written 30, "1.5" or "1:30"'),
    ("minimum  = 30", "minimum = true", 'minimum = true – clock hours are written 30, "1.5" or "1:30"'),
    ("minimum  = 30", 'minimum = "0.01"', 'minimum = "0.01" – that is 0.6 minutes; hours must come to whole minutes'),
    ("minimum  = 30", "minimun = 30", 'minimun – unknown here; did you mean "minimum"?'),
    ("minimum = 24", 'minimum = "24"', 'minimum = "24" – write a whole number without quotation marks: 24'),
    ("minimum = 24", "minimum = 24.5", "minimum = 24.5 – write a whole number without quotation marks: 24"),
    ("minimum = 24", "minimum = -24", "minimum = -24 – nothing here is counted below zero"),
    ("every_years = 1", "every_years = 0", "every_years = 0 – it takes at least 1"),
    ("minimum = 24", "minimum = 5_000_000_000", "minimum = 5000000000 – that is too large a number"),
    (
        "at_most = 12",
        'at_most = "12 months"',
        'at_most = "12 months" – write a whole number without quotation marks: 24',
    ),
    ('kind     = "hours"', 'kind = "hour"', 'kind = "hour" – did you mean "hours"?'),
    ('of       = "training"', 'of = "trainings"', 'of = "trainings" – did you mean "training"?'),
    ('of       = "training"', "of = 1", "of = 1 – write one of these names in quotation marks: rsc, service, training"),
    (
        '"2 years"',
        '"2 jears"',
        'within_last = "2 jears" – a length of time is written "12 months", "1 year" or "90 days"',
    ),
    (
        'where.within_last = "2 years"',
        "where.within_last = 2",
        'within_last = 2 – a length of time is written "12 months", "1 year" or "90 days"',
    ),
    ("where.within_last", "where.in_last", 'in_last – unknown here; did you mean "within_last"?'),
    (
        'where.given_by = "give_rsc"',
        'where.given_by = "give_rcs"',
        'given_by = "give_rcs" – no such standing; did you mean "give_rsc"?',
    ),
    ('ask = "Is it about promotion?"', 'aks = "Is it?"', 'aks – unknown here; did you mean "ask"?'),
    (
        '"principles", ask = "Is it about p',
        '"promotion", ask = "Is it p',
        '"promotion" – stands twice here, first on line 36; give one another key',
    ),
    ('at_most = "1.5"', "at_most = 1.5", 'at_most = 1.5 – put decimals in quotation marks: "1.5"'),
    (
        'for     = ["IMHS", "IFS"]',
        'for = ["IMHS", "IMSH"]',
        'for = "IMSH" – no such category here; did you mean "IMHS"?',
    ),
    (
        'for     = ["IMHS", "IFS"]',
        'for = ["IMHS", "IMHS"]',
        '"IMHS" – stands twice here, first on line 44; once is enough',
    ),
    ('for     = ["IMHS", "IFS"]', 'for = "IMHS"', 'for = "IMHS" – write a list in brackets: ["…", "…"]'),
    ('for     = ["IMHS", "IFS"]', "for = []", "for = [] – name at least one; a row that asks nothing is left out"),
    ('at      = "renewal"', 'at = "renewl"', 'at = "renewl" – did you mean "renewal"?'),
    (
        "from     = 2021-10-01",
        'from = "2021-10-01"',
        'from = "2021-10-01" – write the day without quotation marks: 2024-01-01',
    ),
    (
        "from     = 2021-10-01",
        "from = 2021-10-01T10:00:00",
        "from = 2021-10-01 10:00:00 – write the day without quotation marks: 2024-01-01",
    ),
    (
        "from     = 2021-10-01",
        "from = 2021-10-01\nuntil = 2021-09-30",
        "until = 2021-09-30 – before from = 2021-10-01; a row rules forward",
    ),
    ('line     = "Training"', "line = 3", 'line = 3 – write text in quotation marks: "…"'),
    ('line     = "Training"', 'line = " "', 'line = " " – write text in quotation marks: "…"'),
    ('line     = "Training"', 'confirmed = "no"', 'confirmed = "no" – write true or false, without quotation marks'),
    ('line     = "Training"', "confirmed = 0", "confirmed = 0 – write true or false, without quotation marks"),
    ('line     = "Training"', 'origin = "own"', "origin – unknown here; known here: "),
    (
        'line     = "Training"',
        'applies.attests = "give_rsc"',
        'attests = "give_rsc" – no such statement; did you mean "gives_rsc"?',
    ),
    ('line     = "Training"', 'applies.holds = ["ESR"]', 'holds = "ESR" – no such category; did you mean "ERS"?'),
    ('holds = ["ERS"]', 'holds = ["every", "ER"]', 'holds = "ER" – no such category; did you mean "ERS"?'),
    ('vetted = "rsc"', 'vetted = "rcs"', 'vetted = "rcs" – did you mean "rsc"?'),
    ('{ holds = ["ERS"] }', "{ emerging = true }", "any_of – each way names what one holds, or vetted"),
    ('edition = "2024"', 'edition = "2023"', 'edition = "2023" – no such edition; known here: 2024'),
    ('plan     = "individual"', 'plan = "indivual"', 'plan = "indivual" – no such plan; did you mean "individual"?'),
    ('amount   = "45.00"', "amount = 45.00", 'amount = 45.00 – put decimals in quotation marks: "45.00"'),
    (
        'amount   = "45.00"',
        'amount = "45.005"',
        'amount = "45.005" – money has no smaller part than a cent; money is written 25 or "25.00"',
    ),
    (
        'occasion = "membership"',
        'occasion = "memberships"',
        'occasion = "memberships" – no such occasion; did you mean "membership"?',
    ),
    (
        'due      = "purchase"',
        'due = "purchas"',
        'due = "purchas" – no such day a fee is due; did you mean "purchase"?',
    ),
    (
        '["membership"]',
        '["members"]',
        'first_renewal_asks = "members" – no such renewal requirement; did you mean "membership"?',
    ),
    (
        'timezone   = "America/New_York"',
        'timezone = "America/NewYork"',
        'timezone = "America/NewYork" – no such timezone; did you mean "America/New_York"?',
    ),
    (
        'year_end   = "12-31"',
        'year_end = "31 December"',
        'year_end = "31 December" – a day of the year is written month-day: "12-31"',
    ),
    (
        "read_on = 2026-01-31",
        'read_on = "January"',
        'read_on = "January" – write the day without quotation marks: 2024-01-01',
    ),
    ("read_on = 2026-01-31", 'ulr = "x"', 'ulr – unknown here; did you mean "url"?'),
    (
        'sheet = { title = "A requirement sheet", read_on = 2026-01-31 }',
        'sheet = "A sheet"',
        'sheet = "A sheet" – write a table: { … = … }',
    ),
    ("[[plan]]", "[[plans]]", 'plans – unknown here; did you mean "plan"?'),
    ("[[renewal]]", "[renewal]", "renewal – write [[renewal]]: there may be several rows, each with its day"),
    (
        'format = "vouchbook-policy/1"',
        'format = "vouchbook-policy/2"',
        'format – the file begins with format = "vouchbook-policy/1"',
    ),
    ("[association]", "[association", "this is no TOML at character 13 – "),
    (
        "minimum  = 30",
        "minimum = ",
        "this is no TOML at character 11 – Invalid value; text needs quotation marks, numbers and days have none",
    ),
    (
        "minimum  = 30",
        "minimum = 30\nkind = 'hours'",
        "this is no TOML at character 15 – Cannot overwrite a value; this name stands twice in one table",
    ),
]


@pytest.mark.parametrize(("old", "new", "text"), MISTAKES, ids=[new or old for old, new, _ in MISTAKES])
def test_a_mistake_is_named_with_its_line_and_its_remedy(old: str, new: str, text: str) -> None:
    broken = edited(old, new)
    expected = line(new, broken) + new.count("\n")
    found = [each for each in said(broken) if each.startswith(f"policy.toml:{expected}: {text}")]
    assert len(found) == 1, said(broken)
    others = {each.split(": ", 1)[1].split(" ")[0] for each in said(broken)} - {
        found[0].split(": ", 1)[1].split(" ")[0]
    }
    assert others <= {"plan", "first_renewal_asks"}, "only what speaks of the row that is lost may be wrong too"


@pytest.mark.parametrize(
    ("gone", "at", "text"),
    [
        ("minimum  = 30", "[[requirement]]", 'minimum is missing – clock hours are written 30, "1.5" or "1:30"'),
        ('kind     = "hours"', "[[requirement]]", "kind is missing – known here: all_of, any_of, attestation, "),
        ('for      = ["IMHS"]', "[[requirement]]", 'for is missing – write a list in brackets: ["…", "…"]'),
        ('source  = "sheet"', "[[guidelines]]", "source is missing – name one of [sources], so that people see who"),
        ('may    = "give_rsc"', "[[standing]]", 'may is missing – write text in quotation marks: "…"'),
        ('any_of = [{ holds = ["ERS"] }, { vetted = "rsc" }]', "[[standing]]", "any_of is missing – write a list of"),
        ("next_due    = 2026-12-31", "[[renewal]]", "next_due is missing – write the day without quotation"),
        ('name       = "Association of Somewhere"', "[association]", 'name is missing – write text in quotation marks'),
        ('format = "vouchbook-policy/1"', "", 'format – the file begins with format = "vouchbook-policy/1"'),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_where_it_belongs(gone: str, at: str, text: str) -> None:
    broken = edited(f"{gone}\n", "\n")
    assert said(broken)[0].startswith(f"policy.toml:{line(at, broken)}: {text}")


def test_all_mistakes_are_reported_at_once_in_the_order_of_their_lines() -> None:
    text = edited("minimum  = 30", "minimum = 30.5")
    quoted = 'minimum = "24"'
    text = edited("minimum = 24", quoted, text)
    text = edited('source  = "sheet"', 'source  = "sheets"', text)
    assert [each.split(" – ")[0] for each in said(text)] == [
        f'policy.toml:{line("sheets", text)}: source = "sheets"',
        f"policy.toml:{line('30.5', text)}: minimum = 30.5",
        f"policy.toml:{line(quoted, text)}: {quoted}",
    ]


def test_two_rows_of_one_key_that_begin_on_one_day_are_named_with_both_lines() -> None:
    again = (
        POLICY
        + '\n[[requirement]]\nfor = ["IMHS"]\nkey = "training"\nkind = "not_required"\n'
        + 'from = 2021-10-01\nsource = "sheet"\n'
    )
    first, second = line("[[requirement]]", again), again.count("\n") - 5
    assert said(again) == [
        f"policy.toml:{second}: requirement IMHS application training begins twice on 2021-10-01: on line {first} and "
        f"on line {second} – give one of them another from, or remove it"
    ]


def test_the_same_day_is_no_mistake_for_another_key_category_or_occasion() -> None:
    for other in (
        'for = ["IFS"]\nkey = "training"',
        'for = ["IMHS"]\nkey = "more"',
        'for = ["IMHS"]\nat = "renewal"\nkey = "training"',
    ):
        row = f'\n[[requirement]]\n{other}\nkind = "not_required"\nfrom = 2021-10-01\nsource = "sheet"\n'
        assert len(read_policy(POLICY + row).requirements) == 5


def test_a_row_may_rule_for_a_single_day() -> None:
    row = read_policy(edited("from     = 2021-10-01", "from = 2021-10-01\nuntil = 2021-10-01")).requirements[0]
    assert row.head.from_ == row.head.until == date(2021, 10, 1)


def test_two_first_rows_without_a_day_cannot_both_have_ruled_since_ever() -> None:
    again = POLICY + '\n[[fee]]\noccasion = "membership"\nplan = "individual"\namount = 1\nsource = "sheet"\n'
    assert "fee membership every individual begins twice without a from: on line" in said(again)[0]


def test_a_later_row_for_every_category_that_changes_nothing_for_one_is_warned_of() -> None:
    row = '\n[[requirement]]\nfor = ["every"]\nkey = "training"\nkind = "not_required"\n'
    assert [str(each) for each in read_policy(POLICY + row + 'from = 2030-01-01\nsource = "sheet"\n').warnings] == [
        f"policy.toml:{POLICY.count(NEW_LINE) + 2}: requirement IMHS application training stays as line "
        f"{line('[[requirement]]')} says: a row that names IMHS beats every, also a later one"
    ]
    assert read_policy(POLICY).warnings == ()


def test_a_standing_that_no_rule_asks_for_is_a_slip() -> None:
    text = edited('may    = "give_rsc"', 'may    = "give_rsk"')
    assert said(text) == [
        f'policy.toml:{line("where.given", text)}: given_by = "give_rsc" – no such standing; did you mean "give_rsk"?',
    ]
    row = '\n[[standing]]\nmay = "rat"\nsource = "sheet"\nany_of = [{ holds = ["ERS"] }]\n'
    assert said(POLICY + row) == [
        f'policy.toml:{POLICY.count(NEW_LINE) + 3}: may = "rat" – no rule asks for it; did you mean "rate"?'
    ]


def test_a_file_that_is_no_utf8_is_refused_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_bytes(b'format = "x"\nname = "Caf\xe9"\n')
    with pytest.raises(PolicyMistakes, match=r"policy\.toml:2: a character here is not UTF-8 – save the file as UTF-8"):
        read_policy(file)


def test_an_open_end_is_said_of_the_last_line() -> None:
    with pytest.raises(PolicyMistakes, match=r"^policy\.toml:2: this is no TOML at the end of the file – "):
        read_policy('format = "x"\nname = ["a",')


# ── Editions ──────────────────────────────────────────────────────────────────────────────────


def test_an_edition_has_its_name_its_categories_and_undated_rows() -> None:
    edition = read_guidelines(EDITION)
    assert (edition.edition, edition.from_, edition.categories) == ("2024", None, ("IFS", "IMHS", "ERS", "IMHM-C"))
    assert [row.rule.key for row in edition.requirements] == ["ratings"]


@pytest.mark.parametrize("day", ["from", "until"])
def test_a_row_of_an_edition_has_no_day(day: str) -> None:
    text = edited('source = "page"\nany_of', f'{day} = 2024-01-01\nsource = "page"\nany_of', EDITION)
    with pytest.raises(
        PolicyMistakes, match=f"guidelines.toml:{line(day + ' = 2024', text)}: {day} – rows of an edition"
    ):
        read_guidelines(text)


def test_an_edition_checks_its_own_names() -> None:
    text = edited('at_least_one_may = "rate"', 'at_least_one_may = "rates"', EDITION)
    with pytest.raises(
        PolicyMistakes, match=r'guidelines\.toml:19: at_least_one_may = "rates" – no such standing; did you'
    ):
        read_guidelines(text)


@pytest.mark.parametrize(("kind", "also"), [(Hours, AlsoMinutes), (Months, AlsoMonths)])
def test_kinds_say_in_which_unit_their_other_ways_count(kind: type, also: type) -> None:
    assert also.__name__ in str(kind.__annotations__["also"])
    assert also in vars(rules).values()


# ── What is held, attested, and begun as emerging ─────────────────────────────────────────────

REST = """
[[requirement]]
for     = ["ERS"]
key     = "held"
kind    = "holds"
source  = "sheet"
any_of  = ["IMHM-C"]
[[requirement]]
for     = ["ERS"]
key     = "statements"
kind    = "attestation"
source  = "sheet"
statements = ["no_board_sanction"]
[[emerging]]
for     = ["ERS"]
source  = "sheet"
asks    = ["held"]
complete_within = "2 years"
"""


def test_what_is_held_attested_and_begun_as_emerging_is_read() -> None:
    source = read_policy(POLICY + REST, {"2024": read_guidelines(EDITION)})
    assert source.requirements[-2].rule == rules.Holds(RequirementKey("held"), (CategoryCode("IMHM-C"),))
    statement = StatementCode("no_board_sanction")
    assert source.requirements[-1].rule == rules.Attested(RequirementKey("statements"), (statement,))
    (row,) = source.tables["emerging"]
    assert isinstance(row, EmergingRow)
    assert (row.asks, row.complete_within) == (("held",), Length(months=24))


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ('any_of  = ["IMHM-C"]', 'any_of = ["IMMH-C"]', 'any_of = "IMMH-C" – no such category; did you mean "IMHM-C"?'),
        (
            '["no_board_sanction"]',
            '["no_sanction"]',
            'statements = "no_sanction" – no such statement; did you mean "no_board_sanction"?',
        ),
        (
            'asks    = ["held"]',
            'asks = ["helt"]',
            'asks = "helt" – no such application requirement; did you mean "held"?',
        ),
        ('"2 years"', '"2 jears"', 'complete_within = "2 jears" – a length of time is written'),
        ('asks    = ["held"]', "asks = []", "asks = [] – name at least one"),
        ('any_of  = ["IMHM-C"]', "any_of = []", "any_of = [] – name at least one"),
    ],
)  # fmt: skip
def test_a_slip_in_them_is_named_with_its_remedy(old: str, new: str, text: str) -> None:
    assert old in REST
    (found,) = said(POLICY + REST.replace(old, new))
    assert text in found
