"""A policy changed from the command line by people who do not program; whatever is wrong records nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Shell
from tests.service.conftest import Asking, clock
from tests.service.journey import Journey

from vouchbook.associations import package
from vouchbook.service import alliance
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder

FEE = ("fee", "--occasion", "registration", "--set", "amount=30.00", "--from", "2027-01-01", "--source", "board2026")
TITLE = ("--source-title", "Board minutes of 12 November 2026")
WHY = ("--from", "2027-01-01", "--reason", "Raised by the board on 12 November")


class Office(Shell):
    """A shell with a coordinator and a board officer, and a draft that asks $30.00 for registration."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self("init", self.data, "--with", "nc")
        self.cora, self.ben = (
            self.id("person", "register", "--given-name", name, "--family-name", "Vale",
                    "--email", f"{name.lower()}@board.example.org")
            for name in ("Cora", "Ben")
        )  # fmt: skip
        self.draft = place / "nc-2027.toml"
        self.as_cora, self.as_ben = ("--as", f"coordinator:{self.cora}"), ("--as", f"board:{self.ben}")

    def edit(self, *words: object) -> str:
        return self("policy", "edit", "nc", *words, "--draft", self.draft).stdout

    def propose(self, *words: object) -> str:
        return self.id("policy", "propose", "nc", "--file", self.draft, *(words or WHY), *self.as_cora)

    def recorded(self) -> int:
        return len(self.json("ledger", "show", "--type", "policy_proposed")) + len(
            self.json("ledger", "show", "--type", "policy_adopted")
        )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def drafted(office: Office) -> Office:
    office.edit(*FEE, *TITLE)
    return office


# ── Edited ────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_begins_with_the_text_adopted_last_and_says_what_differs(office: Office) -> None:
    said = office.edit(*FEE, *TITLE)
    assert "begins with the text adopted last" in said
    assert "Added: a whole row from 1 January 2027, a copy of the row in force with what was set." in said
    assert "Before: For every category, registration costs $20.00" in said
    assert "Now: For every category, registration costs $30.00" in said
    assert "vouchbook policy propose nc" in said
    assert office.recorded() == 1
    shown = office.json("policy", "show", "nc")
    assert not any("$30.00" in rule["text"] for rule in shown["rules"] if "registration costs" in rule["text"])


def test_a_draft_is_changed_further_and_may_be_changed_by_hand(drafted: Office) -> None:
    drafted.draft.write_text(drafted.draft.read_text().replace('"30.00"', '"32.00"') + "# by hand\n")
    said = drafted.edit("plan", "--key", "student", "--set", "name=Student member", "--set", "covers=endorsement",
                        "--from", "2027-01-01", "--source", "board2026")  # fmt: skip
    assert "is changed further" in " ".join(said.split())
    assert "$32.00" in said
    assert "Student member" in said
    assert drafted.draft.read_text().endswith("# by hand\n")


def test_a_program_gets_the_row_and_the_differences(office: Office) -> None:
    found = office.json("policy", "edit", "nc", *FEE, *TITLE, "--draft", office.draft)
    assert found["done"] == "added"
    assert found["row"]["amount"] == "30.00"
    assert found["differences"]["summary"]["rows"] == 1
    assert found["policy"] == office.json("policy", "check", office.draft)["policy"]


def test_without_a_book_the_installed_package_is_where_a_draft_begins(bare: Shell, tmp_path: Path) -> None:
    said = bare("policy", "edit", "nc", *FEE, *TITLE, "--draft", tmp_path / "nc.toml").stdout
    assert "adopted by no book here" in " ".join(said.split())


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("30.005", "money has no smaller part than a cent"),
        ("-5", "money is written 25"),
        ("30 EUR", "money is written 25"),
    ],
)
def test_an_amount_that_is_none_leaves_the_draft_as_it_was(office: Office, amount: str, said: str) -> None:
    words = [word.replace("30.00", amount) for word in FEE]
    assert said in office.wrong("policy", "edit", "nc", *words, *TITLE, "--draft", office.draft)
    assert not office.draft.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fees", *FEE[1:]), 'did you mean "fee"'),
        (("fee", "--occasion", "processing", *FEE[3:]), "several rows"),
        (("fee", "--occasion", "registration", "--from", "2027-01-01"), "--set amount=30.00"),
        ((*FEE[:5], "--source", "board2026"), "--from DAY"),
        (("fee", "--set", "amount", *FEE[5:]), "write NAME=VALUE"),
        ((*FEE[:5], "--end", "2026-12-31", "--from", "2027-01-01"), "leave out --from"),
        (FEE, "--source-title"),
    ],
)
def test_what_was_typed_wrongly_names_the_way_out(office: Office, words: tuple[str, ...], said: str) -> None:
    assert said in office.wrong("policy", "edit", "nc", *words, "--draft", office.draft)
    assert not office.draft.exists()


def test_a_draft_with_mistakes_is_named_line_by_line(drafted: Office) -> None:
    drafted.draft.write_text(drafted.draft.read_text().replace('"30.00"', "30.5").replace('"cohort"', '"cohorts"'))
    line = drafted.draft.read_text()[: drafted.draft.read_text().index("30.5")].count("\n") + 1
    for words in (("policy", "edit", "nc", *FEE, "--draft", drafted.draft),
                  ("policy", "propose", "nc", "--file", drafted.draft, *WHY, *drafted.as_cora)):  # fmt: skip
        said = drafted.wrong(*words)
        assert f'{drafted.draft}:{line}: amount = 30.5 – put decimals in quotation marks: "30.5"' in said
        assert 'how = "cohorts" – did you mean "cohort"?' in said


# ── Proposed and approved ─────────────────────────────────────────────────────────────────────


def test_from_the_draft_to_the_day_it_is_in_force(drafted: Office) -> None:
    said = drafted("policy", "propose", "nc", "--file", drafted.draft, *WHY, *drafted.as_cora).stdout
    assert "Now: For every category, registration costs $30.00" in said
    assert "Another person approves it" in said
    (_, proposed) = drafted.json("policy", "history", "nc")["history"]
    id_ = proposed["proposal"]
    assert "registration costs $30.00" in drafted("policy", "diff", "nc", id_).stdout
    assert drafted.json("policy", "diff", "nc", id_)["stage"] == "open"
    assert f"Proposal {id_}, open" in drafted("policy", "show", "nc", "--proposal", id_).stdout
    assert (
        "approved and adopted; in force from 1 January 2027"
        in drafted("policy", "approve", "nc", id_, *drafted.as_ben).stdout
    )
    old, new = (drafted.json("policy", "history", "nc", "--on", on)["in_force"] for on in ("2026-12-31", "2027-01-01"))
    assert (old, new) == (proposed_base(drafted), proposed["version"])
    told = drafted("policy", "history", "nc").stdout
    assert f"proposed on 20 November 2026 by coordinator:{drafted.cora}: Raised by the board" in " ".join(told.split())
    assert f"approved on 20 November 2026 by board:{drafted.ben}" in told
    assert "is whole" in drafted("ledger", "verify").stdout


def proposed_base(office: Office) -> str:
    return str(office.json("policy", "history", "nc")["history"][0]["version"])


def test_the_next_draft_begins_with_what_was_adopted(drafted: Office) -> None:
    drafted("policy", "approve", "nc", drafted.propose(), *drafted.as_ben)
    drafted.draft.unlink()
    said = drafted.edit("fee", "--occasion", "registration", "--set", "amount=40", "--from", "2028-01-01",
                        "--source", "board2026")  # fmt: skip
    assert "Before: For every category, registration costs $30.00" in said


def test_who_does_not_agree_says_why(drafted: Office) -> None:
    id_ = drafted.propose()
    drafted("policy", "reject", "nc", id_, "--reason", "Too dear for students", *drafted.as_ben)
    assert "rejected on 20 November 2026" in drafted("policy", "history", "nc").stdout
    assert drafted.json("policy", "history", "nc")["history"][1]["settled_because"] == "Too dear for students"


# ── Bad inputs: refused with the way out, nothing recorded ────────────────────────────────────


def test_nobody_approves_or_rejects_what_they_proposed(drafted: Office) -> None:
    id_, before = drafted.propose(), drafted.recorded()
    assert "another person approves" in drafted.refused("policy", "approve", "nc", id_, *drafted.as_cora)
    as_board = ("--as", f"board:{drafted.cora}")
    assert "another person approves" in drafted.refused("policy", "approve", "nc", id_, *as_board)
    assert "nobody settles" in drafted.refused("policy", "reject", "nc", id_, "--reason", "no", *as_board)
    assert "taken back by whoever made it" in drafted.refused(
        "policy", "withdraw", "nc", id_, "--as", f"coordinator:{drafted.ben}"
    )
    assert drafted.recorded() == before


@pytest.mark.parametrize("role", ["coordinator", "board"])
def test_a_role_without_a_person_approves_nothing(drafted: Office, role: str) -> None:
    id_, before = drafted.propose(), drafted.recorded()
    assert f"--as {role}:PERSON-ID" in drafted.refused("policy", "approve", "nc", id_, "--as", role)
    assert drafted.recorded() == before


def test_an_applicant_proposes_and_approves_nothing(drafted: Office) -> None:
    as_applicant = ("--as", f"applicant:{drafted.ben}")
    for words in (("propose", "nc", "--file", drafted.draft, *WHY), ("approve", "nc", "pr-0000000000")):
        assert "one may not" in drafted.refused("policy", *words, *as_applicant)


def test_what_was_changed_after_approval_was_asked_is_not_what_is_approved(drafted: Office) -> None:
    id_ = drafted.propose()
    adopted = drafted.json("policy", "diff", "nc", id_)["now"]["policy"]
    drafted.draft.write_text(drafted.draft.read_text().replace('"30.00"', '"300.00"'))
    changed = drafted.json("policy", "check", drafted.draft)["policy"]
    assert "has no proposal" in drafted.wrong("policy", "approve", "nc", changed, *drafted.as_ben)
    drafted("policy", "approve", "nc", adopted, *drafted.as_ben)
    assert drafted.json("policy", "history", "nc", "--on", "2027-01-01")["in_force"] == adopted


def test_of_two_in_parallel_the_second_is_proposed_anew(drafted: Office) -> None:
    one = drafted.propose()
    drafted.draft.write_text(drafted.draft.read_text().replace('"30.00"', '"25.00"'))
    two = drafted.propose()
    drafted("policy", "approve", "nc", one, *drafted.as_ben)
    before = drafted.recorded()
    assert "propose it anew" in drafted.refused("policy", "approve", "nc", two, *drafted.as_ben)
    assert drafted.recorded() == before
    assert "overtaken" in drafted("policy", "history", "nc").stdout
    drafted("policy", "approve", "nc", drafted.propose(), *drafted.as_ben)


def test_what_is_settled_stays_settled(drafted: Office) -> None:
    id_ = drafted.propose()
    drafted("policy", "withdraw", "nc", id_, *drafted.as_cora)
    assert f"{id_} was withdrawn on 2026-11-20" in drafted.refused("policy", "approve", "nc", id_, *drafted.as_ben)
    again = drafted.propose()
    drafted("policy", "approve", "nc", again, *drafted.as_ben)
    assert "already so, nothing new" in drafted("policy", "approve", "nc", again, *drafted.as_ben).stdout
    before = drafted.recorded()
    for words in (("reject", "nc", again, "--reason", "late", *drafted.as_ben),
                  ("withdraw", "nc", again, *drafted.as_cora)):  # fmt: skip
        assert f"{again} was adopted" in drafted.refused("policy", *words)
    assert drafted.recorded() == before


def test_an_unknown_proposal_is_named(drafted: Office) -> None:
    for command in (("approve", "nc", "pr-nothing00"), ("withdraw", "nc", "pr-nothing00"),
                    ("reject", "nc", "pr-nothing00", "--reason", "x")):  # fmt: skip
        who = drafted.as_cora if command[0] == "withdraw" else drafted.as_ben
        assert "see: vouchbook policy history nc" in drafted.wrong("policy", *command, *who)
    assert "see: vouchbook policy history nc" in drafted.wrong("policy", "show", "nc", "--proposal", "pr-nothing00")


def test_a_day_that_has_passed_is_no_first_day(drafted: Office) -> None:
    words = ("--from", "2026-11-19", "--reason", "late")
    said = drafted.refused("policy", "propose", "nc", "--file", drafted.draft, *words, *drafted.as_cora)
    assert "give 2026-11-20 or a later day with --from" in said
    assert drafted.recorded() == 1


def test_a_policy_of_another_association_is_proposed_there(drafted: Office) -> None:
    text = drafted.draft.read_text().replace('code       = "nc"', 'code       = "tn"')
    drafted.draft.write_text(text)
    said = drafted.refused("policy", "propose", "nc", "--file", drafted.draft, *WHY, *drafted.as_cora)
    assert "the file says code = tn, and this is the book of nc" in said
    assert drafted.recorded() == 1


def test_what_is_in_force_already_is_no_change(office: Office) -> None:
    office.draft.write_text(package("nc").policy_file.read_text("utf-8") + "\n# another remark\n")
    said = office.refused("policy", "propose", "nc", "--file", office.draft, *WHY, *office.as_cora)
    assert "word for word" in said


def test_a_proposal_without_a_reason_or_a_file_asks_for_them(drafted: Office) -> None:
    assert "--reason" in drafted.wrong("policy", "propose", "nc", "--file", drafted.draft, *WHY[:2], *drafted.as_cora)
    assert "--file FILE, or --installed" in drafted.wrong("policy", "propose", "nc", *WHY, *drafted.as_cora)
    assert "needs a reason" in drafted.refused(
        "policy", "propose", "nc", "--file", drafted.draft, *WHY[:3], "  ", *drafted.as_cora
    )


def test_what_reaches_into_a_decided_case_is_refused_with_what_is_possible(office: Office) -> None:
    with Folder.open(office.data, office.key) as folder:
        way = Journey(alliance.office(folder, "nc", Edge(clock)), Asking()).ready_to_decide()
        way.decided()
    office.edit("requirement", "--for", "IMHS", "--key", "training", "--set", "minimum=33", "--from", "2021-10-01",
                "--source", "board2026", *TITLE)  # fmt: skip
    before = office.recorded()
    said = office.refused("policy", "propose", "nc", "--file", office.draft, *WHY, *office.as_cora)
    assert "IMHS.training" in said
    assert way.application in said
    assert "vouchbook policy edit … --from DAY" in said
    assert office.recorded() == before
    office.draft.unlink()
    office.edit("requirement", "--for", "IMHS", "--key", "training", "--set", "minimum=33", "--from", "2027-01-01",
                "--source", "board2026", *TITLE)  # fmt: skip
    office("policy", "approve", "nc", office.propose(), *office.as_ben)


# ── The licence ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("floor", ["reported", "enforced"])
def test_below_the_licensed_edition_is_reported_or_refused(drafted: Office, floor: str) -> None:
    drafted("association", "license", "nc", "--edition", "2024", "--from", "2026-11-20", "--floor", floor)
    id_, before = drafted.propose(), drafted.recorded()
    assert "Asks less than the licensed edition" in drafted("policy", "diff", "nc", id_).stdout
    if floor == "enforced":
        said = drafted.refused("policy", "approve", "nc", id_, *drafted.as_ben)
        assert "the licence lets nothing be looser" in said
        assert "IMHS application work" in said
        assert drafted.recorded() == before
    else:
        said = drafted("policy", "approve", "nc", id_, *drafted.as_ben).stdout
        assert "reported to the Alliance" in said
        assert "approved and adopted" in said


def test_a_licence_that_nobody_confirmed_is_called_assumed_where_it_is_held_against(drafted: Office) -> None:
    id_ = drafted.propose()
    for said in (drafted("policy", "diff", "nc", id_), drafted("policy", "approve", "nc", id_, *drafted.as_ben)):
        assert "The licence is assumed; nobody has confirmed it." in said.stdout


def test_rules_shown_on_a_day_name_the_version_that_is_still_to_come(drafted: Office) -> None:
    note = "from 1 January 2027 another version rules"
    id_ = drafted.propose()
    assert note not in drafted("policy", "show", "nc").output
    drafted("policy", "approve", "nc", id_, *drafted.as_ben)
    assert note in " ".join(drafted("policy", "show", "nc", "--on", "2026-12-31").output.split())
    assert note not in drafted("policy", "show", "nc", "--on", "2027-01-01").output
