"""Imports: checked whole, recorded all together, each item once, claims as claims, and nothing personal on the way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from tests.ledger.test_bulk import nameless
from tests.service.conftest import TODAY, Asking
from tests.service.journey import sample
from tests.service.tables import PEOPLE, TRAINING, many, workbook, written
from tests.service.test_canary import leaks, planted

from vouchbook.domain.evidence import Colleague, Education, Facts, Rsc, Standing, Training, Words, Work
from vouchbook.domain.names import PersonId, Source
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import MEMBERSHIP, PERSON
from vouchbook.ledger import NoSpace
from vouchbook.ledger.verify import verify
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.projections import READ_MODELS
from vouchbook.projections.addresses import person_with
from vouchbook.projections.rebuild import verify_rows
from vouchbook.service import evidence, importing, person, portfolio, reading
from vouchbook.service.folder import Folder
from vouchbook.service.importing import Import, ImportProblems, Report, Stage
from vouchbook.service.importing import spool as spooled
from vouchbook.service.office import Office


class Desk:
    """A coordinator with files before them."""

    def __init__(self, office: Office, ask: Asking, place: Path) -> None:
        self.office, self.ask, self.place = office, ask, place

    def wanted(self, *paths: Path, table: str | None = None, problems: int = 20) -> Import:
        return Import(paths, self.place, table, problems)

    def check(self, *paths: Path, table: str | None = None) -> Report:
        return importing.check(self.office, self.ask(), self.wanted(*paths, table=table))

    def record(self, *paths: Path, table: str | None = None) -> Report:
        return importing.record(self.office, self.ask(), self.wanted(*paths, table=table))

    def problems(self, *paths: Path, table: str | None = None) -> list[str]:
        """What is said to files that cannot be imported, in check and record alike; nothing is recorded."""
        before = self.office.book.position
        said = []
        for ask in (self.check, self.record):
            with pytest.raises(ImportProblems) as found:
                ask(*paths, table=table)
            said.append([str(problem) for problem in found.value.problems])
        assert said[0] == said[1]
        assert self.office.book.position == before
        assert temporary(self.place) == []
        return said[0]

    def person(self, address: str) -> PersonId:
        found = person_with(self.office.book, self.office.keyed("email", address))
        assert found is not None
        return found

    def facts(self, address: str, kind: type) -> list[object]:
        items = self.office.load(PERSON, self.person(address)).state.evidence
        return [item.facts for item in items if isinstance(item.facts, kind)]

    def words(self, address: str) -> dict[str, dict[str, object]]:
        """The words of each item, by its id in the file."""
        seen = reading.evidence(self.office, self.ask().principal, self.person(address))
        return {str(item.words.get("ref", item.item)): dict(item.words) for item in seen}


def temporary(place: Path) -> list[str]:
    return [each.name for each in place.iterdir() if each.name not in ("books", "keys", "desk", "vouchbook.toml")]


@pytest.fixture
def desk(nc: Office, ask: Asking, place: Path) -> Desk:
    return Desk(nc, ask, place)


def whole(office: Office) -> bool:
    return verify(office.book) == [] and verify_rows(office.book, READ_MODELS) == []


# ── Checked, then recorded ────────────────────────────────────────────────────────────────────


def test_a_check_says_what_would_be_entered_and_records_nothing(desk: Desk, tmp_path: Path) -> None:
    before = desk.office.book.position
    keys = (desk.place / "keys" / "nc.sqlite").read_bytes()
    report = desk.check(*written(tmp_path, people=PEOPLE, training=TRAINING))
    assert (report.people_new, report.people_known, report.entered, report.there) == (2, 0, {"training": 3}, {})
    assert [(file.file, file.table, file.rows) for file in report.files] == [
        ("people.csv", "people", 2), ("training.csv", "training", 3),
    ]  # fmt: skip
    assert (report.recorded, report.last) == (False, 0)
    assert desk.office.book.position == before
    assert (desk.place / "keys" / "nc.sqlite").read_bytes() == keys, "a check makes no key"


def test_what_is_recorded_is_what_the_tables_say(desk: Desk, tmp_path: Path) -> None:
    report = desk.record(*written(tmp_path, people=PEOPLE, training=TRAINING))
    assert (report.recorded, report.people_new, report.entered) == (True, 2, {"training": 3})
    assert report.last - report.first + 1 == 5
    assert [f.minutes for f in desk.facts("ana@example.org", Training)] == [90, 90]  # type: ignore[attr-defined]
    assert desk.words("ana@example.org")["t1"]["title"] == "Seeing babies"
    seen = reading.person(desk.office, desk.ask().principal, desk.person("bo@example.org"))
    assert (seen.words.name, seen.words.email, seen.state, seen.items) == ("Bo Lee", "bo@example.org", "NC", 1)
    assert whole(desk.office)


def test_a_row_and_an_item_of_a_portfolio_mean_the_same(desk: Desk, tmp_path: Path) -> None:
    """The sample, once as it is and once as tables: the same facts, words and claims."""
    portfolios, tables = tmp_path / "a.toml", as_tables(sample("imhs-complete"), tmp_path)
    portfolios.write_bytes(sample("imhs-complete").read_bytes())
    text = portfolios.read_text("utf-8")
    address = read_portfolio(portfolios).person.email
    desk.record(*tables)
    other = tmp_path / "other.toml"
    other.write_text(text.replace(address, "twin@example.org"), "utf-8")
    desk.record(other)
    one, twin = (pool(desk, each) for each in (address, "twin@example.org"))
    assert one == twin
    assert len(one) > 25


def pool(desk: Desk, address: str) -> list[tuple[object, ...]]:
    """Everything somebody has documented, whatever ids the book gave."""
    items = reading.evidence(desk.office, desk.ask().principal, desk.person(address))
    named = {item.item: str(item.words.get("name", "")) for item in items}

    def plain(facts: object) -> str:
        text = str(facts)
        for id_, name in named.items():
            text = text.replace(str(id_), name)
        return text

    def words(item: reading.SeenItem) -> str:
        return json.dumps({name: said for name, said in item.words.items() if name != "ref"}, sort_keys=True)

    return sorted((item.kind, plain(item.facts), item.source.value, words(item)) for item in items)


def as_tables(path: Path, folder: Path) -> tuple[Path, ...]:
    """A portfolio file, table by table as a coordinator would type it."""
    import tomllib

    made = []
    content = tomllib.loads(path.read_text("utf-8"))
    person_of = content.pop("person")
    content.pop("format")
    tables: dict[str, list[dict[str, object]]] = {"people": [person_of], **content}
    for name, items in tables.items():
        rows: list[dict[str, str]] = []
        for item in items:
            item = dict(item)
            if name == "colleagues" and "email" in item:
                item["colleague_email"] = item.pop("email")
            inner = {key: item.pop(key) for key in ("standing", "coursework") if key in item}
            own = {"email": str(person_of["email"])} | {key: cell(value) for key, value in item.items()}
            more = [{f"{key}.{k}": cell(v) for k, v in each.items()} for key, list_ in inner.items() for each in list_]  # type: ignore[attr-defined]
            rows.append(own | (more[0] if more else {}))
            rows += [{"email": own["email"], "id": own["id"], **each} for each in more[1:]]
        header = list(dict.fromkeys(key for each in rows for key in each))
        lines = [[each.get(key, "") for key in header] for each in rows]
        made.append(folder / f"{name}.csv")
        import csv

        with made[-1].open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *lines])
    return tuple(made)


def cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(map(cell, value)) if isinstance(value, list) else str(value)


def test_a_workbook_has_a_table_on_each_sheet_that_is_named_after_one(desk: Desk, tmp_path: Path) -> None:
    book = workbook(
        tmp_path / "2026.xlsx",
        {
            "People": [["E-mail", "Given name", "Family name"], ["ana@example.org", "Ana", "Ruiz"]],
            "Training": [
                ["Email", "Title", "On", "Hours"],
                ["ana@example.org", "A day and a decimal", date(2026, 3, 5), 1.5],
                ["ana@example.org", "A day at midnight", datetime(2026, 3, 6), 2],  # noqa: DTZ001  # as a spreadsheet has it
                ["ana@example.org", "A time of day", "2026-03-07", time(1, 30)],
                ["ana@example.org", "A length of time", "2026-03-08", timedelta(hours=3, minutes=15)],
                [],
                ["ana@example.org", 101, "2026-03-09", "0:45"],
            ],
            "Remarks": [["whatever"]],
        },
    )
    report = desk.record(book)
    assert report.passed_over == ("2026.xlsx sheet Remarks",)
    found = desk.facts("ana@example.org", Training)
    assert [(f.first.day, f.minutes) for f in found] == [(5, 90), (6, 120), (7, 90), (8, 195), (9, 45)]  # type: ignore[attr-defined]
    assert {words.get("title") for words in desk.words("ana@example.org").values()} > {"101", "A time of day"}


def test_a_table_can_be_named_apart_from_its_file(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "export 2026.csv").write_text(PEOPLE, "utf-8")
    assert "its columns look like people" in desk.problems(tmp_path / "export 2026.csv")[0]
    assert desk.record(tmp_path / "export 2026.csv", table="people").people_new == 2
    book = workbook(tmp_path / "t.xlsx", {"Sheet1": [line.split(",") for line in TRAINING.splitlines()]})
    assert "has no sheet named after a table (Sheet1)" in desk.problems(book)[0]
    assert desk.record(book, table="training").entered == {"training": 3}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_is_read_as_spreadsheets_save_it(
    desk: Desk, tmp_path: Path, separator: str, encoding: str, end: str
) -> None:
    text = "email,given_name,family_name,county\nana@example.org,José,Ruiz,\n\n".replace(",", separator)
    (tmp_path / "people.csv").write_text(text.replace("\n", end), encoding, newline="")
    desk.record(tmp_path / "people.csv")
    seen = reading.person(desk.office, desk.ask().principal, desk.person("ana@example.org"))
    assert seen.words.name == "José Ruiz"


def test_a_folder_is_read_file_by_file_and_what_is_none_is_named(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "spring"
    folder.mkdir()
    written(folder, people=PEOPLE, training=TRAINING)
    (folder / "ana.toml").write_bytes(sample("imhs-complete").read_bytes())
    for name in ("minutes.docx", ".DS_Store", "~$training.xlsx"):
        (folder / name).write_text("x")
    report = desk.record(folder)
    assert report.people_new == 3
    assert report.passed_over == ("minutes.docx",)


def test_many_portfolios_come_in_at_once_and_a_table_adds_to_one_of_them(desk: Desk, tmp_path: Path) -> None:
    paths = []
    for name in ("imhs-complete", "imhs-doubtful"):
        paths.append(tmp_path / f"{name}.toml")
        text = sample(name).read_text("utf-8")
        address = read_portfolio(sample(name)).person.email
        paths[-1].write_text(text.replace(address, f"{name}@example.org"), "utf-8")
    more = written(tmp_path, training="email,title,on,hours\nimhs-complete@example.org,One more,2026-05-01,2\n")
    report = desk.record(*paths, *more)
    assert report.people_new == 2
    assert "One more" in str(desk.words("imhs-complete@example.org"))
    assert desk.check(*paths, *more).nothing_new


# ── Who, and what refers to what ──────────────────────────────────────────────────────────────

RSC = "email,id,on,hours,setting,provider\n"
COLLEAGUES = "email,id,name,colleague_email,standing.as,standing.association,standing.from,standing.until\n"


def test_a_provider_is_named_by_an_id_or_an_address_here_or_in_the_book(desk: Desk, tmp_path: Path) -> None:
    desk.record(*written(tmp_path, people=PEOPLE, colleagues=COLLEAGUES + "bo@example.org,g,Grace,G@example.org\n"))
    (colleague,) = desk.facts("bo@example.org", Colleague)
    rows = (
        "bo@example.org,r1,2026-03-01,1,group,g\n"
        "bo@example.org,r2,2026-03-02,1,group,g@EXAMPLE.org\n"
        f"bo@example.org,r3,2026-03-03,1,group,{colleague.colleague}\n"  # type: ignore[attr-defined]
        "bo@example.org,r4,2026-03-04,1,group,h\n"
        "bo@example.org,r5,2026-03-04,1,group,h@example.org\n"
    )
    new = COLLEAGUES + "bo@example.org,h,Hana,h@example.org\n"
    desk.record(*written(tmp_path, rsc=RSC + rows, colleagues=new))
    grace, hana = (c.colleague for c in desk.facts("bo@example.org", Colleague))  # type: ignore[attr-defined]
    assert [f.provider for f in desk.facts("bo@example.org", Rsc)] == [grace, grace, grace, hana, hana]  # type: ignore[attr-defined]


def test_somebody_elses_colleague_is_no_provider(desk: Desk, tmp_path: Path) -> None:
    colleagues = COLLEAGUES + "bo@example.org,g,Grace,g@example.org\n"
    rsc = RSC + "ana@example.org,r1,2026-03-01,1,group,g\nana@example.org,r2,2026-03-01,1,group,g@example.org\n"
    said = desk.problems(*written(tmp_path, people=PEOPLE, colleagues=colleagues, rsc=rsc))
    assert said[0].startswith('rsc.csv row 2, column provider ("g"): this person has named no colleague with this id')
    assert len(said) == 2


def test_two_colleagues_of_one_address_are_told_apart_by_their_ids(desk: Desk, tmp_path: Path) -> None:
    two = "ana@example.org,g,Grace,g@example.org\nana@example.org,h,Gracia,g@example.org\n"
    rsc = "ana@example.org,r1,2026-03-01,1,group,g@example.org\n"
    said = desk.problems(*written(tmp_path, people=PEOPLE, colleagues=COLLEAGUES + two, rsc=RSC + rsc))
    assert "write the id of one" in said[0]


def test_what_refers_to_a_wrong_row_is_not_called_wrong_as_well(desk: Desk, tmp_path: Path) -> None:
    rsc = RSC + "ana@example.org,r1,2026-03-01,1,group,g\n"
    colleagues = COLLEAGUES + "ana@example.org,g,,g@example.org\n"
    said = desk.problems(*written(tmp_path, people=PEOPLE, colleagues=colleagues, rsc=rsc))
    assert said == ["colleagues.csv row 2, column name: is empty; write it out"]


def test_several_standings_stand_in_rows_of_one_id(desk: Desk, tmp_path: Path) -> None:
    rows = (
        "ana@example.org,g,Grace,,ERS,nc,2024-02-01,\n"
        "ana@example.org,g,,,IMHM-C,mi,2020-02-01,2025-01-31\n"
        "ana@example.org,h,Hana,,,,,\n"
    )
    report = desk.record(*written(tmp_path, people=PEOPLE, colleagues=COLLEAGUES + rows))
    assert report.entered == {"colleagues": 2, "standing": 2}
    assert [(f.category, f.last) for f in desk.facts("ana@example.org", Standing)] == [  # type: ignore[attr-defined]
        ("ERS", None), ("IMHM-C", date(2025, 1, 31)),
    ]  # fmt: skip
    wrong = rows + "ana@example.org,h,,,IMHM-X,mi,2020-02-01,\n"
    said = desk.problems(*written(tmp_path, people=PEOPLE, colleagues=COLLEAGUES + wrong))
    assert said == ['colleagues.csv row 5, column standing.as ("IMHM-X"): did you mean "IMHM-P"?']


def test_an_id_that_comes_back_later_is_another_item(desk: Desk, tmp_path: Path) -> None:
    rows = "ana@example.org,g,Grace\nana@example.org,h,Hana\nana@example.org,g,Grace\n"
    said = desk.problems(*written(tmp_path, people=PEOPLE, colleagues="email,id,name\n" + rows))
    assert said == ['colleagues.csv row 4, column id ("g"): row 2 has this id already; ids are unique for each person']


def test_courses_of_one_degree_stand_in_rows_of_one_id(desk: Desk, tmp_path: Path) -> None:
    head = "email,id,degree,level,field,institution,awarded_on,coursework.title,coursework.competencies\n"
    rows = (
        "ana@example.org,e1,MSW,master,Social work,UNC,2015-05-10,Attachment,thinking\n"
        "ana@example.org,e1,,,,,,Babies,reflection;thinking\n"
    )
    desk.record(*written(tmp_path, people=PEOPLE, education=head + rows))
    (degree,) = desk.facts("ana@example.org", Education)
    assert [len(course.areas) for course in degree.coursework] == [1, 2]  # type: ignore[attr-defined]
    assert desk.words("ana@example.org")["e1"]["coursework"] == ["Attachment", "Babies"]


def test_yes_and_no_and_numbers_are_read_from_text(desk: Desk, tmp_path: Path) -> None:
    head = "email,employer,role,from,paid,supervised,families,fraction,with,services\n"
    row = "ana@example.org,Blue Ridge,Therapist,2020-01-01,Yes,TRUE,12,0.5,infant; parent,prevention\n"
    desk.record(*written(tmp_path, people=PEOPLE, work=head + row))
    (job,) = desk.facts("ana@example.org", Work)
    assert isinstance(job, Work)
    assert (job.paid, job.supervised, job.families, job.fraction, len(job.with_)) == (True, True, 12, 5000, 2)
    said = desk.problems(*written(tmp_path, people=PEOPLE, work=head + row.replace("Yes", "1").replace(",12,", ",-2,")))
    assert said == [
        'work.csv row 2, column paid ("1"): write yes or no',
        'work.csv row 2, column families ("-2"): write a whole number from 0 to 1,000,000',
    ]


def test_people_are_known_by_their_address_or_their_id(desk: Desk, tmp_path: Path) -> None:
    desk.record(*written(tmp_path, people=PEOPLE))
    ana = desk.person("ana@example.org")
    rows = f"person,title,on,hours\n{ana},One,2026-03-01,1\nANA@Example.org,Two,2026-03-02,1\n"
    report = desk.record(*written(tmp_path, training=rows))
    assert (report.people_known, report.entered) == (1, {"training": 2})
    said = desk.problems(*written(tmp_path, training=rows.replace(ana, "p-0000000000")))
    assert said == [
        'training.csv row 2, column email ("p-0000000000"): nobody in the book has this id; see: vouchbook person list'
    ]


def test_an_address_given_up_is_nobodys(desk: Desk, tmp_path: Path) -> None:
    desk.record(*written(tmp_path, people=PEOPLE))
    ana = desk.person("ana@example.org")
    person.correct(desk.office, desk.ask(), ana, person.Correction(email="new@example.org"))
    training = "email,title,on,hours\n{},One,2026-03-01,1\n"
    assert "nobody in the book" in desk.problems(*written(tmp_path, training=training.format("ana@example.org")))[0]
    desk.record(*written(tmp_path, training=training.format("new@example.org")))
    assert len(desk.facts("new@example.org", Training)) == 1


def test_nobody_is_taken_for_somebody_else(desk: Desk, tmp_path: Path) -> None:
    """An address that the book has under another name may be a slip of the hand."""
    desk.record(*written(tmp_path, people=PEOPLE))
    said = desk.problems(*written(tmp_path, people=PEOPLE.replace("Ruiz", "Rios").replace("Bo,", "BO,")))
    assert said == [
        f'people.csv row 2, column family_name ("Rios"): the book says Ruiz of {desk.person("ana@example.org")}; write '
        f"the same, or correct it first: vouchbook person correct {desk.person('ana@example.org')}"
    ]
    telephone = "email,given_name,family_name,phone\nana@example.org,Ana,Ruiz,+1 (919) 555-0100\n"
    report = desk.record(*written(tmp_path, people=telephone))
    assert (report.details, report.nothing_new) == (1, True)


def test_two_rows_about_one_new_person_must_agree(desk: Desk, tmp_path: Path) -> None:
    twice = "email,given_name,family_name,county\nana@example.org,Ana,Ruiz,\nana@example.org,Ana,Ruiz,Wake\n"
    desk.record(*written(tmp_path, people=twice))
    seen = reading.person(desk.office, desk.ask().principal, desk.person("ana@example.org"))
    assert seen.words.county == "Wake"
    other = twice.replace("ana@", "eva@").replace("Ana,Ruiz,Wake", "Eva,Ruiz,Wake")
    said = desk.problems(*written(tmp_path, people=other))
    assert said == ['people.csv row 3, column given_name ("Eva"): row 2 says Ana of the same person; keep one']


def test_somebody_whom_nobody_knows_is_named_once_with_the_number_of_rows(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"nobody@example.org,Part {n},2026-03-01,1\n" for n in range(12))
    said = desk.problems(*written(tmp_path, people=PEOPLE, training="email,title,on,hours\n" + rows))
    assert said == [
        'training.csv row 2, column email ("nobody@example.org"): nobody in the book has this address; add a row to '
        "people; 12 rows are theirs"
    ]


# ── Claims ────────────────────────────────────────────────────────────────────────────────────

CLAIMED = {
    "memberships": "email,association,plan,from,until\nana@example.org,nc,individual,2026-01-01,2026-12-31\n",
    "exam": "email,part,sat_on,score,passed\nana@example.org,essay,2026-05-01,0.85,yes\n",
    "colleagues": COLLEAGUES + "ana@example.org,g,Grace,,ERS,nc,2024-02-01,\n",
    "ratings": "email,id,rater,slot,relationship,rated_on,known_since,not_enough_information,waived_access\n"
    "ana@example.org,x,g,supervisor,my supervisor,2026-05-01,2020-01-01,0,yes\n",
    "endorsements": "email,as,association,from\nana@example.org,IMHS,mi,2020-01-01\n",
}


def test_what_tables_say_about_others_enters_as_claims(desk: Desk, tmp_path: Path) -> None:
    report = desk.record(*written(tmp_path, people=PEOPLE, **CLAIMED))
    assert report.claims == 5
    seen = reading.evidence(desk.office, desk.ask().principal, desk.person("ana@example.org"))
    assert {
        item.kind: (item.source, item.needs_confirming) for item in seen if item.kind != "colleague"
    } == dict.fromkeys(("membership", "exam", "standing", "rating"), (Source.ASSERTED, True))
    assert not desk.office.load(MEMBERSHIP, desk.person("ana@example.org")).state.covers(TODAY, desk.office.code)
    assert desk.check(*written(tmp_path, people=PEOPLE, **CLAIMED)).nothing_new


@pytest.mark.parametrize("column", ["confirmed", "Source", "Verified"])
def test_no_column_confirms_anything(desk: Desk, tmp_path: Path, column: str) -> None:
    head, row, _ = CLAIMED["exam"].split("\n")
    said = desk.problems(*written(tmp_path, people=PEOPLE, exam=f"{head},{column}\n{row},registry\n"))
    assert said == [
        f"exam.csv row 1, column {column}: an import confirms nothing; remove the column, and confirm with: vouchbook "
        "evidence confirm PERSON"
    ]


def test_a_claim_that_was_confirmed_stays_confirmed_when_it_is_imported_again(desk: Desk, tmp_path: Path) -> None:
    files = written(tmp_path, people=PEOPLE, **CLAIMED)
    desk.record(*files)
    ana = desk.person("ana@example.org")
    claims = evidence.Claims(kinds=("exam", "standing", "rating", "membership"))
    evidence.confirm(desk.office, desk.ask(), ana, claims, source=Source.CONFIRMED, where="seen")
    before = desk.office.book.position
    assert desk.record(*files).nothing_new
    assert desk.office.book.position == before


# ── Once ──────────────────────────────────────────────────────────────────────────────────────


def test_the_same_import_again_records_nothing_and_says_so(desk: Desk, tmp_path: Path) -> None:
    files = written(tmp_path, people=PEOPLE, training=TRAINING)
    desk.record(*files)
    before = desk.office.book.position
    again = desk.record(*files)
    assert (again.nothing_new, again.recorded, again.there, again.people_known) == (True, False, {"training": 3}, 2)
    assert desk.office.book.position == before


def test_a_file_that_has_grown_enters_only_what_is_new(desk: Desk, tmp_path: Path) -> None:
    desk.record(*written(tmp_path, people=PEOPLE, training=TRAINING))
    grown = TRAINING + "ana@example.org,t3,More,2026-04-01,1,,\nbo@example.org,,Still more,2026-04-02,1,,\n"
    report = desk.record(*written(tmp_path, training=grown))
    assert (report.entered, report.there) == ({"training": 2}, {"training": 3})
    shuffled = grown.splitlines(keepends=True)
    assert desk.check(*written(tmp_path, training="".join((shuffled[0], *reversed(shuffled[1:]))))).nothing_new


def test_a_portfolio_that_was_imported_alone_stands_already(desk: Desk, tmp_path: Path) -> None:
    path = sample("imhs-complete")
    portfolio.import_portfolio(desk.office, desk.ask(), read_portfolio(path), path.read_bytes())
    report = desk.record(path)
    assert (report.nothing_new, report.people_known) == (True, 1)
    assert desk.check(*as_tables(path, tmp_path)).nothing_new, "nor does it matter that it comes in tables"


def test_an_id_that_stands_for_something_else_names_both(desk: Desk, tmp_path: Path) -> None:
    desk.record(*written(tmp_path, people=PEOPLE, training=TRAINING))
    (said,) = desk.problems(*written(tmp_path, training=TRAINING.replace("1:30", "2")))
    assert said.startswith('training.csv row 2, column id ("t1"): stands in the book as tr-')
    assert "1.5 clock hours" in said
    assert "2 clock hours" in said
    assert said.endswith("withdraw that one, or give this one another id")


def test_an_item_without_an_id_is_known_by_what_it_says(desk: Desk, tmp_path: Path) -> None:
    head = "email,title,on,hours\n"
    desk.record(*written(tmp_path, people=PEOPLE, training=head + "ana@example.org,One,2026-03-01,1\n"))
    other = head + "ana@example.org,One,2026-03-01,1\nana@example.org,Other,2026-03-01,1\n"
    report = desk.record(*written(tmp_path, training=other))
    assert (report.entered, report.there) == ({"training": 1}, {"training": 1})
    twice = (
        head
        + "ana@example.org,New,2026-03-01,1\nbo@example.org,New,2026-03-01,1\nana@example.org,New,2026-03-01,1:00\n"
    )
    assert desk.problems(*written(tmp_path, training=twice)) == [
        "training.csv row 4: says the same as row 2; keep one, or give each an id"
    ]


def test_what_was_withdrawn_stays_withdrawn(desk: Desk, tmp_path: Path) -> None:
    files = written(tmp_path, people=PEOPLE, training=TRAINING)
    desk.record(*files)
    seen = reading.evidence(desk.office, desk.ask().principal, desk.person("ana@example.org"))
    evidence.withdraw(desk.office, desk.ask(), desk.person("ana@example.org"), seen[0].item)
    report = desk.record(*files)
    assert (report.nothing_new, report.withdrawn) == (True, 1)
    (said,) = desk.problems(*written(tmp_path, training=TRAINING.replace("1:30", "2")))
    assert said.endswith("give this one another id")
    assert "withdraw that" not in said


def test_other_words_for_the_same_facts_are_told_and_change_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.record(*written(tmp_path, people=PEOPLE, training=TRAINING))
    report = desk.record(*written(tmp_path, training=TRAINING.replace("Circle of", "The Circle of")))
    assert (report.nothing_new, report.reworded) == (True, 1)
    assert desk.words("ana@example.org")["t2"]["title"] == "Circle of Security"


# ── All or nothing ────────────────────────────────────────────────────────────────────────────


def test_one_bad_row_in_ten_thousand_is_all_that_is_named_and_nothing_is_recorded(desk: Desk, tmp_path: Path) -> None:
    people, training = many(tmp_path, 10_000, 400)
    lines = training.read_text().splitlines()
    lines[7_777] = lines[7_777].replace(",1.5,", ",ten,")
    training.write_text("\n".join(lines))
    assert desk.problems(people, training) == [
        'training.csv row 7778, column hours ("ten"): write clock hours: 1.5 or 1:30'
    ]


def test_of_ten_thousand_bad_rows_all_are_counted_and_the_first_are_kept(desk: Desk, tmp_path: Path) -> None:
    people, training = many(tmp_path, 10_000, 400)
    training.write_text(training.read_text().replace(",1.5,", ",ten,"))
    with pytest.raises(ImportProblems) as found:
        importing.check(desk.office, desk.ask(), desk.wanted(people, training, problems=5))
    assert found.value.total == 10_000
    assert [problem.row for problem in found.value.problems] == [2, 3, 4, 5, 6]


def test_problems_of_every_kind_are_found_at_once(desk: Desk, tmp_path: Path) -> None:
    """In the file, between the files, and beside the book."""
    desk.record(*written(tmp_path, people=PEOPLE, training=TRAINING))
    rows = (
        "ana@example.org,t1,Seeing babies,2026-03-01,2,,\n"  # another than the book has
        "ana@example.org,t9,Later,2027-03-01,2,,\n"  # after today
        "eva@example.org,t9,Whose,2026-03-01,2,,\n"  # of nobody
        "bo@example.org,t9,Wrong,2026-03-01,-2,,\n"
    )
    said = desk.problems(*written(tmp_path, training=TRAINING.split("\n")[0] + "\n" + rows))
    assert [problem.split(",")[0] for problem in said] == [f"training.csv row {n}" for n in (2, 3, 4, 5)]
    assert "2027-03-01, after today (2026-11-20)" in said[1]


def test_somebody_who_writes_meanwhile_makes_it_decide_again(desk: Desk, tmp_path: Path) -> None:
    """The same person is registered, and gets the same training, while the import is prepared."""
    files = written(tmp_path, people=PEOPLE, training=TRAINING)
    done = False

    def beside(stage: Stage, _: int, __: int) -> None:
        nonlocal done
        if stage is Stage.PREPARING and not done:
            done = True
            desk.record(*written(tmp_path / "other", people=PEOPLE))

    (tmp_path / "other").mkdir()
    report = importing.record(desk.office, desk.ask(), desk.wanted(*files), beside)
    assert (report.people_new, report.people_known, report.entered) == (0, 2, {"training": 3})
    assert len(reading.everybody(desk.office, desk.ask().principal)) == 2
    assert whole(desk.office)


def test_who_imports_the_same_and_is_slower_hears_that_it_is_there(desk: Desk, tmp_path: Path) -> None:
    desk.record(*written(tmp_path, people=PEOPLE))
    files = written(tmp_path, training=TRAINING)
    reports: list[Report] = []

    def beside(stage: Stage, done: int, total: int) -> None:
        if stage is Stage.PREPARING and done == total and not reports:
            reports.append(desk.record(*files))

    report = importing.record(desk.office, desk.ask(), desk.wanted(*files), beside)
    assert (reports[0].recorded, reports[0].entered) == (True, {"training": 3})
    assert (report.recorded, report.nothing_new, report.there) == (False, True, {"training": 3})
    assert desk.office.book.position == reports[0].last
    assert whole(desk.office)


def test_whoever_is_overtaken_twice_is_asked_to_wait_and_records_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.record(*written(tmp_path, people=PEOPLE))
    ana = desk.person("ana@example.org")
    numbers = iter(range(10))

    def beside(stage: Stage, done: int, total: int) -> None:
        if stage is Stage.PREPARING and done == total:
            new: tuple[Facts, Words] = (Training(TODAY, TODAY, 60), {"title": str(next(numbers))})
            evidence.record(desk.office, desk.ask(), ana, (new,))

    with pytest.raises(Refused, match="book_moved_on"):
        importing.record(desk.office, desk.ask(), desk.wanted(*written(tmp_path, training=TRAINING)), beside)
    assert len(desk.facts("ana@example.org", Training)) == 2
    assert desk.facts("bo@example.org", Training) == []


@pytest.mark.parametrize("stage", list(Stage), ids=lambda stage: stage.value)
@pytest.mark.parametrize("moment", ["first", "last"])
def test_ctrl_c_at_any_stage_records_nothing(desk: Desk, tmp_path: Path, stage: Stage, moment: str) -> None:
    before = desk.office.book.position

    def stop(now: Stage, done: int, total: int) -> None:
        if now is stage and (moment == "first" or done == total):
            raise KeyboardInterrupt

    with pytest.raises(importing.Stopped) as stopped:
        importing.record(desk.office, desk.ask(), desk.wanted(*many(tmp_path, 2_000, 300)), stop)
    assert not stopped.value.recorded
    assert desk.office.book.position == before
    assert temporary(desk.place) == []
    assert desk.record(*many(tmp_path, 2_000, 300)).entered == {"training": 2_000}


def test_ctrl_c_after_the_end_says_that_all_is_recorded(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    """It strikes between the commit and the answer."""
    write = desk.office.book._connections.write

    def struck(work: Callable[[object], object]) -> object:
        write(work)
        raise KeyboardInterrupt

    monkeypatch.setattr(desk.office.book._connections, "write", struck)
    with pytest.raises(importing.Stopped) as stopped:
        desk.record(*written(tmp_path, people=PEOPLE))
    assert stopped.value.recorded
    monkeypatch.undo()
    assert desk.check(*written(tmp_path, people=PEOPLE)).nothing_new


# ── Who may, and what lies open ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["applicant", "reviewer", "alliance", "anyone"])
def test_only_the_coordinator_imports(desk: Desk, tmp_path: Path, role: str) -> None:
    wanted = desk.wanted(*written(tmp_path, people=PEOPLE))
    for ask in (importing.check, importing.record):
        with pytest.raises(Refused, match="not_allowed"):
            ask(desk.office, desk.ask(role, "p-0000000001" if role in ("applicant", "reviewer") else None), wanted)


def test_a_day_to_come_is_refused(desk: Desk, tmp_path: Path) -> None:
    request = desk.ask(on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="request_after_today"):
        importing.check(desk.office, request, desk.wanted(*written(tmp_path, people=PEOPLE)))


def test_no_canary_is_found_in_the_data_folder_or_in_what_waits(desk: Desk, folder: Folder, tmp_path: Path) -> None:
    canary = tmp_path / "canary.toml"
    canary.write_text(planted(sample("imhs-complete").read_text("utf-8")), "utf-8")
    people = "email,given_name,family_name,county\ncanary@example.org,Canary,Canary,Canary\n"
    training = "email,id,title,on,hours,provider\n" + "".join(
        f"canary@example.org,canary-{n},Canary {n},2026-03-01,1,Canary\n" for n in range(50)
    )
    rows = [["email", "id", "title", "on", "hours"]]
    rows += [["canary@example.org", f"canary-x{n}", f"Canary x{n}", "2026-03-01", "1"] for n in range(600)]
    book = workbook(tmp_path / "canary.xlsx", {"training": rows})
    waiting: list[bytes] = []

    def look(stage: Stage, done: int, total: int) -> None:
        if done == total or (stage is Stage.PREPARING and done == 1):
            waiting.extend(nameless())
            assert leaks(desk.place) == []

    wanted = desk.wanted(canary, *written(tmp_path, people=people, training=training), book)
    report = importing.record(desk.office, desk.ask(), wanted, look)
    assert report.entered["training"] > 650
    assert any(len(content) > 10_000 for content in waiting), "nothing waited"
    assert not any(b"canary" in content.lower() for content in waiting)
    assert leaks(desk.place) == []
    folder.close()
    assert leaks(desk.place) == []


def test_problems_name_what_is_wrong_and_no_more_of_anybody(desk: Desk, tmp_path: Path) -> None:
    """What a problem shows is the cell itself; the book and its answers hold none of it."""
    text = PEOPLE.replace("ana@example.org,Ana", "ana@example.org,=CANARY()")
    (said,) = desk.problems(*written(tmp_path, people=text))
    assert "Ruiz" not in said
    assert leaks(desk.place) == []


def test_memory_does_not_grow_with_the_rows(desk: Desk, tmp_path: Path) -> None:
    """Ten times the rows, and the same peak but for what caches hold."""
    import tracemalloc

    def peak(rows: int, people: int) -> int:
        place = tmp_path / str(rows)
        place.mkdir()
        files = many(place, rows, people)
        tracemalloc.start()
        try:
            desk.check(*files)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(200, 20)  # what is loaded only once
    small, large = peak(1_000, 50), peak(10_000, 500)
    assert large < 1.5 * small + 500_000, f"{small:,} bytes for 1,000 rows, {large:,} for 10,000"


def test_a_person_of_too_many_rows_is_asked_about(desk: Desk, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(importing, "MOST_OF_ONE", 50)
    said = desk.problems(*many(tmp_path, 51, 1))
    assert said == [
        'training.csv row 51, column email ("person0@example.org"): more than 50 rows are this person\'s; see whether '
        "each address is right"
    ]
    (tmp_path / "fewer").mkdir()
    assert desk.record(*many(tmp_path / "fewer", 49, 1)).entered == {"training": 49}


def test_what_somebody_left_behind_is_swept_away(desk: Desk, tmp_path: Path) -> None:
    left = desk.place / ".import-left"
    left.mkdir()
    (left / "rows").write_text("")
    os.utime(left, (0, 0))
    desk.check(*written(tmp_path, people=PEOPLE))
    assert temporary(desk.place) == []


def test_the_book_says_who_imported_and_when(desk: Desk, tmp_path: Path) -> None:
    report = desk.record(*written(tmp_path, people=PEOPLE, training=TRAINING))
    entries = list(desk.office.book.follow(report.first - 1))
    assert [entry.position for entry in entries] == list(range(report.first, report.last + 1))
    assert {(entry.actor, entry.happened_on) for entry in entries} == {("coordinator", TODAY)}


def test_a_disk_that_is_full_while_rows_wait_is_said_and_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spooled, "_SETTINGS", (*spooled._SETTINGS, "max_page_count = 20"))
    before = desk.office.book.position
    with pytest.raises(NoSpace, match="the disk is full; nothing was recorded"):
        desk.record(*many(tmp_path, 2_000, 100))
    assert desk.office.book.position == before
    assert temporary(desk.place) == []
