"""A policy changes by two people: proposed, approved, in force from its day; and no decided case hears of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.service.conftest import TODAY, Asking
from tests.service.journey import Journey

from vouchbook.associations import package
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import Outcome, PersonId
from vouchbook.domain.policy import PolicyProposed, Stage
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import POLICY
from vouchbook.letters.proposals import past_said
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import alliance, application, person, policy_change, policy_history
from vouchbook.service.case import read_case
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Done, Office, Request
from vouchbook.service.policy_change import Draft, draft_of
from vouchbook.service.policy_review import review

DAY = timedelta(days=1)
NEXT_YEAR = date(2027, 1, 1)
DEARER = '\n[[fee]]\noccasion = "registration"\nfrom = 2027-01-01\nsource = "assumed"\namount = "30.00"\n'
HOURS = """
[[requirement]]
for     = ["IMHS"]
key     = "rsc"
kind    = "hours"
from    = {first}
source  = "assumed"
of      = "rsc"
minimum = 52
where.after_degree = "master"
where.given_by     = "give_rsc"
where.peer         = false
"""


class Board:
    """A coordinator and a board officer, known to the book, and drafts made of North Carolina's own file."""

    def __init__(self, folder: Folder, office: Office, ask: Callable[..., Request], place: Path) -> None:
        self.folder, self.office, self.ask, self.place = folder, office, ask, place
        self.cora, self.ben = (self._registered(name) for name in ("Cora", "Ben"))

    def _registered(self, name: str) -> PersonId:
        words = PersonWords(name, "Vale", f"{name.lower()}@board.example.org")
        return PersonId(person.register(self.office, self.ask(), words).result["person"])

    def draft(self, more: str = "", *changes: tuple[str, str]) -> Draft:
        text = package("nc").policy_file.read_text("utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        file = self.place / "draft.toml"
        file.write_text(text + more, "utf-8")
        return draft_of(file)

    def propose(self, draft: Draft, first: date = NEXT_YEAR, on: date = TODAY, *, by: PersonId | None = None) -> Done:
        request = self.ask("coordinator", by or self.cora, on)
        return policy_change.propose(self.office, request, draft, first, "The board wants it")

    def approve(self, done: Done, on: date = TODAY, *, role: str = "board", by: PersonId | None = None) -> Done:
        request = self.ask(role, by or self.ben, on)
        return policy_change.approve(self.folder, self.office, request, str(done.result["proposal"]))


@pytest.fixture
def nc(folder: Folder) -> Office:
    """A month after its founding, so that a test can tell of the days between."""
    return alliance.office(folder, "nc", Edge(lambda: datetime(2026, 12, 20, 17, 0, tzinfo=UTC)))


@pytest.fixture
def board(folder: Folder, nc: Office, ask: Asking, tmp_path: Path) -> Board:
    return Board(folder, nc, ask, tmp_path)


def refused(code: str, act: Callable[[], object], office: Office) -> dict[str, object]:
    before = office.book.position
    with pytest.raises(Refused) as found:
        act()
    assert (found.value.code, office.book.position) == (code, before)
    return found.value.parameters


# ── Two people ────────────────────────────────────────────────────────────────────────────────


def test_what_two_people_agree_on_is_in_force_from_its_day(board: Board) -> None:
    before = board.office.version_on(TODAY)
    draft = board.draft(DEARER)
    board.approve(board.propose(draft))
    assert board.office.version_on(NEXT_YEAR - DAY) == before
    assert board.office.version_on(NEXT_YEAR) == draft.version


def test_another_coordinator_may_be_the_second_person(board: Board) -> None:
    done = board.approve(board.propose(board.draft(DEARER)), role="coordinator")
    assert done.last


def test_a_proposer_under_another_role_is_the_same_person(board: Board) -> None:
    done = board.propose(board.draft(DEARER))
    refused("own_proposal", lambda: board.approve(done, role="board", by=board.cora), board.office)


@pytest.mark.parametrize("role", ["coordinator", "board"])
def test_a_role_alone_proves_no_second_person(board: Board, role: str) -> None:
    done = board.propose(board.draft(DEARER))
    request = board.ask(role)
    asked = lambda: policy_change.approve(board.folder, board.office, request, str(done.result["proposal"]))  # noqa: E731
    refused("person_needed", asked, board.office)


def test_whoever_settles_is_known_to_the_book(board: Board) -> None:
    done = board.propose(board.draft(DEARER))
    refused("unknown_person", lambda: board.approve(done, by=PersonId("p-0000000000")), board.office)
    refused("unknown_person", lambda: board.propose(board.draft(DEARER + "# more"), by=PersonId("p-0")), board.office)


def test_approving_names_the_text_by_its_digest_too(board: Board) -> None:
    draft = board.draft(DEARER)
    board.propose(draft)
    request = board.ask("board", board.ben)
    policy_change.approve(board.folder, board.office, request, draft.version.digest[:20])
    assert board.office.version_on(NEXT_YEAR) == draft.version


def test_a_file_changed_after_approval_was_asked_changes_no_proposal(board: Board) -> None:
    first = board.draft(DEARER)
    done = board.propose(first)
    changed = board.draft(DEARER.replace("30.00", "300.00"))
    request = board.ask("board", board.ben)
    by_digest = lambda: policy_change.approve(board.folder, board.office, request, changed.version.digest)  # noqa: E731
    refused("unknown_proposal", by_digest, board.office)
    board.approve(done)
    assert board.office.version_on(NEXT_YEAR) == first.version


def test_the_text_that_was_adopted_is_kept_for_the_next_edit(board: Board) -> None:
    founding = board.office.policies.latest
    assert founding is not None
    assert founding.source == package("nc").policy_file.read_text("utf-8")
    draft = board.draft(DEARER)
    board.approve(board.propose(draft))
    latest = board.office.policies.latest
    assert latest is not None
    assert latest.source == draft.text
    assert latest.source.endswith(DEARER)


def test_asking_twice_with_one_id_proposes_and_approves_once(board: Board) -> None:
    draft, request = board.draft(DEARER), board.ask("coordinator", board.cora)
    done = policy_change.propose(board.office, request, draft, NEXT_YEAR, "The board wants it")
    again = policy_change.propose(board.office, request, draft, NEXT_YEAR, "The board wants it")
    assert (again.repeated, again.result) == (True, done.result)
    approving = board.ask("board", board.ben)
    for repeated in (False, True):
        asked = policy_change.approve(board.folder, board.office, approving, str(done.result["proposal"]))
        assert asked.repeated is repeated
    assert len(board.office.policies.adopted) == 2


# ── What is turned down, and nothing recorded ─────────────────────────────────────────────────


def test_of_two_in_parallel_the_second_is_proposed_anew(board: Board) -> None:
    one = board.propose(board.draft(DEARER))
    other = board.draft(DEARER.replace("30.00", "25.00"))
    two = board.propose(other)
    board.approve(one)
    refused("policy_moved_on", lambda: board.approve(two), board.office)
    assert [step.overtaken for step in history(board)] == [False, False, True]
    board.approve(board.propose(other))
    assert board.office.version_on(NEXT_YEAR) == other.version


def test_days_that_have_passed_are_not_the_first_day_of_a_policy(board: Board) -> None:
    draft, tomorrow = board.draft(DEARER), TODAY + DAY
    refused("policy_begins_in_the_past", lambda: board.propose(draft, TODAY, on=tomorrow), board.office)
    done = board.propose(draft, tomorrow, on=tomorrow)
    refused("policy_begins_in_the_past", lambda: board.approve(done, tomorrow + DAY), board.office)
    board.approve(done, tomorrow)


def test_a_policy_does_not_begin_before_the_one_adopted_last(board: Board) -> None:
    board.approve(board.propose(board.draft(DEARER)))
    dearer = board.draft(DEARER.replace("30.00", "35.00"))
    refused("policy_begins_too_early", lambda: board.propose(dearer, NEXT_YEAR - DAY), board.office)
    assert board.propose(dearer, NEXT_YEAR).last


def test_what_is_settled_stays_settled(board: Board) -> None:
    adopted, rejected, withdrawn = (
        board.propose(board.draft(DEARER.replace("30.00", f"{amount}.00"))) for amount in (30, 31, 32)
    )
    named = str(rejected.result["proposal"])
    policy_change.reject(board.office, board.ask("board", board.ben), named, "too dear")
    policy_change.withdraw(board.office, board.ask("coordinator", board.cora), str(withdrawn.result["proposal"]))
    board.approve(adopted)
    assert not board.approve(adopted).last, "it is so already"
    for done in (rejected, withdrawn):
        refused("proposal_settled", lambda done=done: board.approve(done), board.office)  # type: ignore[misc]
    as_cora = board.ask("coordinator", board.cora)
    late = lambda: policy_change.withdraw(board.office, as_cora, str(adopted.result["proposal"]))  # noqa: E731
    refused("proposal_settled", late, board.office)
    stages = [step.stage for step in history(board)[1:]]
    assert stages == [Stage.ADOPTED, Stage.REJECTED, Stage.WITHDRAWN]


def test_a_policy_of_another_association_is_not_for_this_book(board: Board) -> None:
    draft = board.draft("", ('code       = "nc"', 'code       = "tn"'))
    found = refused("policy_of_another", lambda: board.propose(draft), board.office)
    assert found == {"association": "nc", "written": "tn"}


def test_the_policy_that_is_in_force_is_no_proposal(board: Board) -> None:
    refused("policy_unchanged", lambda: board.propose(board.draft("\n# in other words the same\n")), board.office)


def test_a_file_with_mistakes_says_all_of_them_with_their_lines(board: Board) -> None:
    before = board.office.book.position
    with pytest.raises(PolicyMistakes) as found:
        board.draft(DEARER.replace("30.00", "30.005").replace('"registration"', '"regstration"'))
    assert [mistake.path.endswith("draft.toml") and mistake.line > 500 for mistake in found.value.mistakes] == [
        True
    ] * 2
    assert board.office.book.position == before


def test_a_category_with_open_applications_is_offered_until_they_are_settled(board: Board, ask: Asking) -> None:
    """Of a category that is no longer offered there is no sheet, and without one nothing can be decided."""
    way = Journey(board.office, ask).ready_to_submit()
    offered = board.office.version_on(TODAY).document
    others = tuple(each for each in offered.association.categories if each != "IMHS")
    version = PolicyVersion.of(replace(offered, association=replace(offered.association, categories=others)))
    draft = replace(board.draft(), version=version)
    found = refused("category_in_use", lambda: board.propose(draft), board.office)
    assert found == {"categories": ("IMHS",), "open": (way.application,)}
    application.withdraw(board.office, ask("applicant", way.person), way.application)
    assert board.propose(draft).last


def test_the_currency_of_the_accounts_stays(board: Board) -> None:
    """What was charged and paid stands in the book in whole cents: of another currency, they would be other amounts."""
    draft = board.draft("", ('currency   = "USD"', 'currency   = "EUR"'))
    assert refused("currency_stays", lambda: board.propose(draft), board.office) == {"kept": "USD", "written": "EUR"}


def test_a_time_zone_still_to_come_does_not_move_today(board: Board) -> None:
    """At 17 h UTC it is the next day in Kiritimati, and will be so once the policy is in force."""
    board.approve(board.propose(board.draft("", ("America/New_York", "Pacific/Kiritimati"))))
    assert board.office.today == date(2026, 12, 20)
    then = Edge(lambda: datetime(2027, 1, 2, 17, 0, tzinfo=UTC))
    assert alliance.office(board.folder, "nc", then).today == date(2027, 1, 3)


# ── Decided cases ─────────────────────────────────────────────────────────────────────────────


def trace_of(office: Office, way: Journey) -> object:
    state = read_case(office, way.application).application.state
    return state.decided and (state.decided.ruling, state.decided.trace)


def test_a_stricter_sheet_since_ever_would_reach_into_a_decided_case(board: Board, ask: Asking) -> None:
    way = Journey(board.office, ask).ready_to_decide()
    way.decided()
    found = refused("policy_retroactive", lambda: board.propose(board.draft("", _MORE)), board.office)
    assert found == {"applications": (way.application,), "lines": ("IMHS.training",)}


_MORE = ("minimum = 30\ntypical = 75", "minimum = 33\ntypical = 75")


def test_beside_the_old_row_a_new_one_is_possible(board: Board, ask: Asking) -> None:
    way = Journey(board.office, ask).ready_to_decide()
    way.decided()
    decided = trace_of(board.office, way)
    board.approve(board.propose(board.draft(HOURS.format(first=NEXT_YEAR))))
    assert trace_of(board.office, way) == decided


def test_nobody_decided_by_it_so_the_past_may_be_put_right_and_is_shown(board: Board, ask: Asking) -> None:
    Journey(board.office, ask).ready_to_submit().submitted()
    done = board.propose(board.draft("", _MORE))
    seen = review(board.folder, board.office, ask().principal, str(done.result["proposal"]))
    (past,) = past_said(seen.past)
    assert (past.first, past.last) == (date(2021, 10, 1), date(2026, 12, 31))
    assert past.said == ("IMHS, application, training: 30 → 33 clock hours",)
    board.approve(done)


def test_a_case_decided_between_proposal_and_approval_is_asked_about_again(board: Board, ask: Asking) -> None:
    done = board.propose(board.draft("", _MORE))
    Journey(board.office, ask).ready_to_decide().decided()
    refused("policy_retroactive", lambda: board.approve(done), board.office)


def test_a_case_on_hold_rests_on_nothing_yet(board: Board, ask: Asking) -> None:
    Journey(board.office, ask).ready_to_decide().decided(Outcome.ON_HOLD)
    assert board.propose(board.draft("", _MORE)).last


def test_to_confirm_a_value_or_correct_its_source_concerns_no_decided_case(board: Board, ask: Asking) -> None:
    Journey(board.office, ask).ready_to_decide().decided()
    old = 'amount    = "20.00"\ndue       = "registration"\nfrom      = 2021-10-01\nsource    = "sc"\n'
    confirmed = (old, old.replace('"sc"', '"sheet"'))
    board.approve(board.propose(board.draft("", confirmed)))


def test_what_ruled_until_the_day_before_a_case_concerns_it_not(board: Board, ask: Asking) -> None:
    """The case was registered on 20 November 2026: 52 hours may have been asked until the day before, and no longer."""
    Journey(board.office, ask).ready_to_decide().decided()
    question = 'judgement = [{ key = "while_providing", ask = "Held while services were being given?" }]\n'
    for again, reached in ((TODAY, False), (TODAY + DAY, True)):
        before = HOURS.format(first="2022-01-01")
        after = HOURS.format(first=again).replace("52", "50") + question
        draft = board.draft(before + after)
        if reached:
            refused("policy_retroactive", lambda draft=draft: board.propose(draft), board.office)  # type: ignore[misc]
        else:
            assert board.propose(draft).last


def test_another_categorys_sheet_concerns_it_not(board: Board, ask: Asking) -> None:
    Journey(board.office, ask).ready_to_decide().decided()
    assert board.propose(board.draft(HOURS.format(first="2022-01-01").replace("IMHS", "ECMHS"))).last


def test_who_counted_on_the_day_of_a_session_is_part_of_a_decided_case(board: Board, ask: Asking) -> None:
    Journey(board.office, ask).ready_to_decide().decided()
    nobody = (
        '  { holds = ["IMHM-C", "ERS"] },\n  { holds = ["ECMHM-C"]',
        '  { holds = ["ERS"] },\n  { holds = ["ECMHM-C"]',
    )
    found = refused("policy_retroactive", lambda: board.propose(board.draft("", nobody)), board.office)
    assert "standing.give_rsc.IMHS" in found["lines"]  # type: ignore[operator]


def test_a_sunset_still_to_come_may_be_moved(board: Board, ask: Asking) -> None:
    """Through every day that has passed, a vetted provider counts under both."""
    Journey(board.office, ask).ready_to_decide().decided()
    later = ("ends      = [{ on = 2027-12-21", "ends      = [{ on = 2027-12-31")
    assert board.propose(board.draft("", later)).last
    passed = ("ends      = [{ on = 2027-12-21", "ends      = [{ on = 2024-12-31")
    refused("policy_retroactive", lambda: board.propose(board.draft("", passed)), board.office)


def test_an_approval_dated_back_does_not_slip_behind_a_decision(board: Board, ask: Asking) -> None:
    decided = TODAY + 3 * DAY
    way = Journey(board.office, ask).ready_to_decide()
    application.decide(board.office, ask(on=decided), way.application, Outcome.APPROVED, "as the panel says")
    draft = board.draft(DEARER)
    refused("decided_since", lambda: board.propose(draft, decided - DAY, on=TODAY), board.office)
    assert board.propose(draft, decided, on=TODAY).last


# ── Open applications: which day picks the row ────────────────────────────────────────────────

JUDGED = 'of        = "requirements"\njudged_by = "registered"'
FIRST, DECIDED = TODAY + 5 * DAY, TODAY + 9 * DAY


@pytest.mark.parametrize(
    ("judged_by", "opened", "submitted", "hours"),
    [
        ("registered", FIRST - DAY, FIRST, 50),
        ("registered", FIRST, FIRST, 52),
        ("submitted", FIRST - DAY, FIRST - DAY, 50),
        ("submitted", FIRST - DAY, FIRST, 52),
        ("decided", FIRST - DAY, FIRST - DAY, 52),
    ],
)
def test_an_open_application_is_judged_by_the_row_of_its_day(
    folder: Folder, nc: Office, tmp_path: Path, judged_by: str, opened: date, submitted: date, hours: int
) -> None:
    """The sheet asks for 52 hours from a day on; which row judges is what ``[[transition]]`` says."""
    asking = Asking()
    on = TODAY

    def ask(role: str = "coordinator", person: str | None = None, day: date | None = None) -> Request:
        return asking(role, person, day or on)

    board = Board(folder, nc, ask, tmp_path)
    rules = (JUDGED, JUDGED.replace('"registered"', f'"{judged_by}"'))
    board.approve(board.propose(board.draft(HOURS.format(first=FIRST), rules), FIRST))
    on = opened
    way = Journey(nc, ask).ready_to_submit()
    on = submitted
    way.submitted().panel()
    on = DECIDED
    way.reviewed().examined().decided(Outcome.DEFERRED)
    decided = read_case(nc, way.application).application.state.decided
    required = {finding.requirement: finding.required for finding in decided.trace.findings}
    assert required["rsc"] == hours * 60
    again = board.draft(HOURS.format(first=FIRST) + DEARER, rules)
    board.approve(board.propose(again, NEXT_YEAR, DECIDED), DECIDED)
    assert read_case(nc, way.application).application.state.decided == decided


# ── History ───────────────────────────────────────────────────────────────────────────────────


def history(board: Board) -> tuple[policy_history.Step, ...]:
    return policy_history.history(board.office, board.ask().principal)


def test_the_history_says_who_when_why_and_what_was_in_force(board: Board) -> None:
    done = board.propose(board.draft(DEARER))
    board.approve(done)
    first, second = history(board)
    assert (first.stage, first.in_force) == (Stage.ADOPTED, (TODAY, NEXT_YEAR - DAY))
    assert first.brought_by[0].startswith("vouchbook-nc ")
    assert (second.proposal, second.in_force) == (done.result["proposal"], (NEXT_YEAR, None))
    assert (second.proposed_by, second.reason) == (f"coordinator:{board.cora}", "The board wants it")
    assert (second.settled_by, second.settled_on) == (f"board:{board.ben}", TODAY)
    assert second.brought_by == ()


def test_reasons_are_for_those_who_run_the_association(board: Board) -> None:
    for role in ("applicant", "reviewer", "anyone"):
        with pytest.raises(Refused, match="not_allowed"):
            policy_history.history(board.office, board.ask(role, board.ben).principal)


def test_reasons_are_sealed(board: Board) -> None:
    board.propose(board.draft(DEARER))
    (entry,) = [each for each in board.office.load(POLICY, "nc").entries if each.type == "policy_proposed"]
    assert isinstance(entry.event, PolicyProposed)
    assert entry.event.reason.subjects == (board.cora,)
    assert b"The board wants it" not in b"".join(
        file.read_bytes() for file in (board.folder.path / "books").glob("nc.sqlite*")
    )
