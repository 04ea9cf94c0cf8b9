"""A portfolio file is read whole or refused whole: every mistake at once, each with its line and a way to mend it."""

from __future__ import annotations

import json
import tomllib
from datetime import date

import pytest
from tests.policy.portfolio_files import HEAD, RUTH, SAMPLES, every, read, training, wrong

from vouchbook.domain import evidence as kinds
from vouchbook.domain.names import (
    About,
    Area,
    AssociationCode,
    CategoryCode,
    ColleagueId,
    EmployerKey,
    Family,
    ServiceKind,
    VettingScope,
    With,
)
from vouchbook.policy.portfolio_file import remapped
from vouchbook.policy.portfolio_reader import TABLES, read_portfolio

# ── What is read ──────────────────────────────────────────────────────────────────────────────


def test_a_sample_is_read_whole() -> None:
    file = read_portfolio(SAMPLES / "imhs-complete.toml")
    assert file.person.name == "Maribel Osei-Locklear"
    assert (file.state, file.person.county) == ("NC", "Robeson")
    assert file.names[ColleagueId("ruth")] == "Ruth Oxendine"
    assert file.portfolio.claims_taken
    assert len({item.id for item in file.portfolio.items}) == len(file.portfolio.items) == len(file.entries)
    assert {entry.table for entry in file.entries} <= {*TABLES, "standing"}


def test_json_and_toml_say_the_same() -> None:
    def plain(value: object) -> str:
        return str(value)

    text = (SAMPLES / "imhs-complete.toml").read_text("utf-8")
    as_json = json.dumps(tomllib.loads(text), default=plain, ensure_ascii=False)
    assert read(as_json, name="portfolio.json", head="") == read(text, head="")


def test_words_stand_beside_facts_with_the_files_own_id() -> None:
    file = read(
        training(title='"  Seeing babies "', provider='"NCIMHA"', competencies='["thinking/analysis", "reflection"]')
    )
    (entry,) = file.entries
    assert (entry.table, entry.ref) == ("training", "t1")
    assert entry.facts == kinds.Training(date(2026, 3, 1), date(2026, 3, 1), 90, (), (Area.THINKING, Area.REFLECTION))
    assert entry.words == {
        "ref": "t1",
        "title": "Seeing babies",
        "provider": "NCIMHA",
        "competencies": ["thinking/analysis"],
    }


@pytest.mark.parametrize(
    ("hours", "minutes"), [('"1.5"', 90), ('"1:30"', 90), ('"0.25"', 15), ('"24"', 1440), ("2", 120)]
)
def test_hours_are_decimals_or_clock_time(hours: str, minutes: int) -> None:
    assert [each.minutes for each in every(kinds.Training, training(hours=hours))] == [minutes]


def test_what_has_no_id_of_its_own_is_numbered() -> None:
    text = """
[[signatures]]
document = "code_of_ethics"
signed_on = 2026-09-01
[[signatures]]
document = "endorsement_agreement"
signed_on = 2026-09-01
[[training]]
id = "signature-1"
title = "A name that was taken"
on = 2026-01-01
hours = "1"
""" + RUTH + """
[[colleagues.standing]]
as = "ERS-emerging"
association = "mi"
from = 2024-01-01
[[colleagues.standing]]
as = "vetted"
scope = "reference"
association = "nc"
from = 2023-01-01
until = 2023-12-31
"""  # fmt: skip
    file = read(text)
    refs = [entry.ref for entry in file.entries]
    assert refs == ["signature-1", "ruth", "standing-ruth-1", "standing-ruth-2", "signature-2", "signature-3"]
    emerging, vetted = every(kinds.Standing, text)
    assert (emerging.category, emerging.emerging, emerging.vetted) == ("ERS", True, None)
    assert (vetted.category, vetted.vetted, vetted.last) == (None, VettingScope.REFERENCE, date(2023, 12, 31))


OWN = '[[endorsements]]\nas = "{}"\nassociation = "nc"\nfrom = 2024-01-01\n'


def test_what_a_person_holds_themself_is_a_standing_of_nobody_else() -> None:
    file = read(OWN.format("IMHM-C") + OWN.format("ERS-emerging") + "until = 2025-12-31\n")
    complete, emerging = file.entries
    assert (complete.table, complete.ref, complete.words) == ("standing", "endorsement-1", {"ref": "endorsement-1"})
    nc, since = AssociationCode("nc"), date(2024, 1, 1)
    assert complete.facts == kinds.Standing(None, nc, since, category=CategoryCode("IMHM-C"))
    ers = CategoryCode("ERS")
    assert emerging.facts == kinds.Standing(None, nc, since, date(2025, 12, 31), ers, emerging=True)


def test_a_colleague_may_receive_rsc_and_an_exam_may_name_its_form() -> None:
    said = [each.receives_rsc for each in every(kinds.Colleague, f"{RUTH}receives_rsc = true\n")]
    assert (said, [each.receives_rsc for each in every(kinds.Colleague, RUTH)]) == ([True], [False])
    exam = '[[exam]]\npart = "essay"\nsat_on = 2026-10-28\nscore = "0.9"\npassed = true\n'
    assert [each.form for each in every(kinds.Exam, exam)] == [None]
    assert [each.form for each in every(kinds.Exam, exam + 'form = "ECMH"\n')] == [Family.ECMH]


def test_work_with_children_administration_and_rsc_about_the_rsc_that_one_gives_are_read() -> None:
    work = '[[work]]\nid = "w"\nemployer = "x"\nrole = "y"\nfrom = 2024-01-01\nwith = ["child"]\n'
    (job,) = every(kinds.Work, f'{work}services = ["administration"]\n')
    assert (job.with_, job.services) == ((With.CHILD,), (ServiceKind.ADMINISTRATION,))
    rsc = '[[rsc]]\nid = "r"\non = 2026-01-01\nhours = "1"\nsetting = "group"\nprovider = "ruth"\n'
    (session,) = every(kinds.Rsc, f'{RUTH}{rsc}about = ["rsc_given"]\n')
    assert session.about == (About.RSC_GIVEN,)


def test_employers_are_compared_without_regard_to_case_or_blanks() -> None:
    work = '[[work]]\nid = "w"\nemployer = " Lumber  River WELLNESS"\nrole = "therapist"\nfrom = 2024-01-01\n'
    colleague = RUTH + 'employer = "lumber river wellness"\n'
    (job,), (ruth,) = every(kinds.Work, work + colleague), every(kinds.Colleague, work + colleague)
    assert job.employer == ruth.employer == "lumber river wellness"


@pytest.mark.parametrize(
    ("written", "code", "kept"),
    [
        ("nc", "nc", None),
        ("NC", "nc", None),
        ("WAIMH", "WAIMH", None),
        ("World Association", "other", "World Association"),
    ],
)
def test_a_body_without_a_code_is_another_one(written: str, code: str, kept: str | None) -> None:
    text = f'[[memberships]]\nassociation = "{written}"\nplan = "individual"\nfrom = 2026-01-01\nuntil = 2026-12-31\n'
    (entry,) = read(text).entries
    (membership,) = every(kinds.Membership, text)
    assert (membership.association, entry.words.get("association")) == (code, kept)


def test_a_byte_order_mark_and_windows_lines_do_no_harm() -> None:
    text = (HEAD + training()).replace("\n", "\r\n")
    assert len(read(b"\xef\xbb\xbf" + text.encode()).entries) == 1


def test_blank_text_is_none() -> None:
    assert "provider" not in read(training(provider='"  "')).entries[0].words
    assert wrong(training(title='" "')) == [
        'portfolio.toml:8: training[0].title = " " – is empty; write it as text: "…"'
    ]


def test_shares_and_scores_are_read_exactly() -> None:
    text = '[[exam]]\npart = "essay"\nsat_on = 2026-10-28\nscore = {}\npassed = true\n'
    for score in ('"0.85"', "0.85"):
        assert [each.score for each in every(kinds.Exam, text.format(score))] == [8500]


def test_a_book_may_know_colleagues_and_employers_by_other_names() -> None:
    file = read_portfolio(SAMPLES / "imhs-doubtful.toml")
    for entry in file.entries:
        mapped = remapped(
            entry.facts,
            colleague=lambda who: ColleagueId(f"co-{who}"),
            employer=lambda place: EmployerKey(f"hmac:{place}"),
        )
        back = remapped(
            mapped,
            colleague=lambda who: ColleagueId(who.removeprefix("co-")),
            employer=lambda place: EmployerKey(place.removeprefix("hmac:")),
        )
        assert back == entry.facts
        named = {"colleague", "holder", "provider", "rater", "supervisor", "employer"} & {*mapped.__struct_fields__}
        assert all(getattr(mapped, each) != getattr(entry.facts, each) for each in named if getattr(mapped, each))


# ── What is refused, and what is said ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("hours", "1.5", 'training[0].hours = 1.5 – put decimals in quotation marks: "1.5"'),
        ("hours", "nan", 'training[0].hours = NaN – write clock hours as text: "1.5" or "1:30"'),
        ("hours", '"-1"', 'training[0].hours = "-1" – hours are more than none'),
        ("hours", '"0"', 'training[0].hours = "0" – hours are more than none'),
        ("hours", '"0:00"', 'training[0].hours = "0:00" – hours are more than none'),
        ("hours", '"1.33"', 'training[0].hours = "1.33" – that is 79.8 minutes; hours must come to whole minutes'),
        ("hours", '"1:75"', 'training[0].hours = "1:75" – write clock hours as text: "1.5" or "1:30"'),
        ("hours", '"two"', 'training[0].hours = "two" – write clock hours as text: "1.5" or "1:30"'),
        ("hours", "true", 'training[0].hours = true – write clock hours as text: "1.5" or "1:30"'),
        ("hours", '"24:01"', 'training[0].hours = "24:01" – a day has 24 hours; correct the hours or the days'),
        ("hours", "", 'training[0].hours is missing – write clock hours as text: "1.5" or "1:30"'),
        ("on", "2026-06-31", 'training[0].on = "2026-06-31" – there is no such day'),
        ("on", '"2026-02-29"', 'training[0].on = "2026-02-29" – there is no such day'),
        ("on", "2026-6-3", 'training[0].on = "2026-6-3" – write a day, year first and without a time: 2026-03-01'),
        ("on", '"03/01/2026"', 'training[0].on = "03/01/2026" – write a day, year first'),
        ("on", "2026-03-01T10:00:00", "training[0].on = 2026-03-01 10:00:00 – write a day, year first and without a"),
        ("on", "1026-03-01", "training[0].on = 1026-03-01 – days are between 1900-01-01 and 2199-12-31"),
        ("on", "", "training[0].on is missing – write the day, or from and until for a series"),
        ("titel", '"T"', 'training[0].titel – unknown here; did you mean "title"?'),
        ("about", '["DEI"]', 'training[0].about[0] = "DEI" – did you mean "deia"?'),
        ("about", '"deia"', 'training[0].about = "deia" – write a list in brackets'),
        ("competencies", '["refection"]', 'training[0].competencies[0] = "refection" – did you mean "reflection"?'),
        ("title", "7", 'training[0].title = 7 – write text in quotation marks: "…"'),
        ("title", '"a\\u202eb"', "holds the invisible character U+202E; type the text again"),
        ("id", "", "training[0].id is missing – write an id that no other item of the file has"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_line_and_remedy(field: str, value: str, said: str) -> None:
    (mistake, *more) = wrong(training(**{field: value}))
    assert said in mistake
    assert mistake.startswith("portfolio.toml:")
    assert not more


def test_a_misspelt_field_is_named_once_with_the_one_that_was_meant() -> None:
    assert wrong(training(title="", titel='"T"')) == [
        'portfolio.toml:10: training[0].titel – unknown here; did you mean "title"?'
    ]


def test_all_mistakes_are_said_at_once_in_the_order_of_lines() -> None:
    text = """
colour = "blue"
[person]
given_name = "Ada"
famly_name = "Lowrie"
email = "ada"
[[training]]
id = "x"
title = "One"
on = 2026-06-31
hours = 1.5
[[training]]
id = "x"
title = "Two"
from = 2026-02-01
until = 2026-01-01
hours = "900"
[[rsc]]
id = "r1"
on = 2026-01-01
hours = "1"
setting = "grup"
provider = "ruht"
"""
    found = wrong('format = "vouchbook-portfolio/1"' + text + RUTH, head="")
    assert [mistake.split(" – ")[0].removeprefix("portfolio.toml:") for mistake in found] == [
        "2: colour",
        "5: person.famly_name",
        '6: person.email = "ada"',
        '10: training[0].on = "2026-06-31"',
        "11: training[0].hours = 1.5",
        '13: training[1].id = "x"',
        "16: training[1].until = 2026-01-01",
        '22: rsc[0].setting = "grup"',
        '23: rsc[0].provider = "ruht"',
    ]
    assert found[-1].endswith('no id of colleagues; did you mean "ruth"?')
    assert "training[0], line 8, has it already" in found[5]


def test_json_mistakes_have_lines_too() -> None:
    text = (
        '{"format": "vouchbook-portfolio/1",\n "person": {"given_name": "A", "family_name": "B", "email": "a@b.org"},\n'
    )
    text += ' "training": [\n  {"id": "t1", "title": "T", "on": "2026-01-01",\n   "hours": 1.50}]}'
    assert wrong(text, name="p.json", head="") == [
        'p.json:5: training[0].hours = 1.50 – put decimals in quotation marks: "1.50"'
    ]


def test_a_key_that_stands_twice_in_json_is_no_silent_loss() -> None:
    text = '{"format": "vouchbook-portfolio/1",\n "training": [{"id": "a",\n "id": "b"}], "training": []}'
    assert wrong(text, name="p.json", head="") == [
        "p.json:3: training stands here twice; keep one",
        "p.json:3: training[0].id stands here twice; keep one",
    ]


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ('as = "vetted"', "scope"),
        ('as = "IMHS"\nscope = "rsc"', "only a vetting has a scope"),
        ('as = "IMSH"', 'did you mean "IMHS"?'),
        ('as = "ERS-emergin"', 'did you mean "ERS-emerging"?'),
        ('as = "IFS-emerging"', 'did you mean'),
        ('as = "vetted"\nscope = "rcs"', 'did you mean "rsc"?'),
        ('as = "ERS"\nuntil = 2019-01-01', "exchange the two days"),
    ],
)  # fmt: skip
def test_standings_say_what_they_are(standing: str, said: str) -> None:
    text = f'{RUTH}[[colleagues.standing]]\n{standing}\nassociation = "nc"\nfrom = 2020-01-01\n'
    (mistake,) = wrong(text)
    assert said in mistake
    assert "colleagues[0].standing[0]." in mistake


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (OWN.format("vetted"), 'endorsements[0].as = "vetted" – known here: ECFA, '),
        (OWN.format("IMSH"), 'endorsements[0].as = "IMSH" – did you mean "IMHS"?'),
        (OWN.format("ERS") + 'scope = "rsc"\n', "endorsements[0].scope – unknown here; "),
        (OWN.replace('as = "{}"\n', ""), "endorsements[0].as is missing – write a category, ERS or ERS-emerging"),
        (OWN.format("ERS") + "until = 2023-12-31\n", "endorsements[0].until = 2023-12-31 – before from = 2024-01-01; "),
    ],
)  # fmt: skip
def test_an_endorsement_of_ones_own_is_a_category_and_no_vetting(own: str, said: str) -> None:
    (mistake,) = wrong(own)
    assert said in mistake


def test_an_association_is_written_as_its_code() -> None:
    text = f'{RUTH}[[colleagues.standing]]\nas = "ERS"\nassociation = "North Carolina"\nfrom = 2020-01-01\n'
    assert "write the association's code in small letters: nc" in wrong(text)[0]


@pytest.mark.parametrize(("table", "field"), [("rsc", "provider"), ("ratings", "rater"), ("work", "supervisor")])
def test_people_are_those_that_the_file_names(table: str, field: str) -> None:
    assert any(
        f'{table}[0].{field} = "nobody" – no id of colleagues' in mistake
        for mistake in wrong(f'[[{table}]]\nid = "x"\n{field} = "nobody"\n{RUTH}')
    )


def test_hours_of_a_series_fit_into_its_days() -> None:
    series = training(on="", **{"from": "2026-01-01", "until": "2026-01-02", "hours": '"48"'})
    assert [each.minutes for each in every(kinds.Training, series)] == [48 * 60]
    assert "2 days have 48 hours" in wrong(series.replace('"48"', '"48:01"'))[0]


def test_either_a_day_or_a_period() -> None:
    assert "beside from and until" in wrong(training(**{"from": "2026-01-01", "until": "2026-01-02"}))[0]
    assert wrong(training(on="", **{"from": "2026-01-01"})) == [
        "portfolio.toml:6: training[0].until is missing – write a day: 2026-03-01"
    ]


def test_a_rater_is_not_known_only_after_rating() -> None:
    text = RUTH + """[[ratings]]
id = "x"
rater = "ruth"
slot = "other"
relationship = "teacher"
rated_on = 2026-01-01
known_since = 2026-01-02
not_enough_information = 0
waived_access = true
"""  # fmt: skip
    assert "after rated_on = 2026-01-01" in wrong(text)[0]


@pytest.mark.parametrize(
    ("format_", "said"),
    [
        ('format = "vouchbook-portfolio/2"', "upgrade first"),
        ('format = "vouchbok-portfolio/1"', 'did you mean "vouchbook-portfolio/1"?'),
        ("", 'format is missing – write format = "vouchbook-portfolio/1"'),
        ("format = 1", "write text in quotation marks"),
    ],
)
def test_the_format_is_named(format_: str, said: str) -> None:
    (mistake,) = wrong(HEAD.replace('format = "vouchbook-portfolio/1"', format_), head="")
    assert said in mistake


def test_a_person_is_needed() -> None:
    assert wrong('format = "vouchbook-portfolio/1"\n', head="") == [
        "portfolio.toml:1: person is missing – write a table, [person] in TOML"
    ]


def test_one_table_is_not_a_list_of_tables() -> None:
    assert wrong('[training]\nid = "t1"\n') == [
        "portfolio.toml:6: training – write a list of tables, [[training]] in TOML"
    ]
    assert any("training[0] – write a table of fields" in said for said in wrong("training = [1]\n", head=""))
