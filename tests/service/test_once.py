"""Nothing enters the book twice, and asking again answers what was recorded then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.service.conftest import TODAY, clock
from tests.service.journey import Journey, sample

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords, Standing
from vouchbook.domain.names import AssociationCode, CategoryCode, CommandId, ItemId, Outcome, PersonId, PlanKey, Source
from vouchbook.domain.refusal import Refused
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import alliance, application, evidence, membership, person, portfolio, rating, reading, review
from vouchbook.service.case import read_case
from vouchbook.service.edge import Edge
from vouchbook.service.granting import commitment
from vouchbook.service.office import Office, Request

COORDINATOR = Principal(Role.COORDINATOR)


@pytest.fixture
def way(nc: Office, ask) -> Journey:
    return Journey(nc, ask)


def added(way: Journey, path: Path) -> list[str]:
    done = portfolio.add_evidence(way.office, way.ask(), way.person, read_portfolio(path), path.read_bytes())
    items: list[str] = done.result["items"]
    return items


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = sample("imhs-complete").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "changed.toml").write_text(text, "utf-8")
    return tmp_path / "changed.toml"


def test_the_same_file_added_again_adds_nothing(way: Journey) -> None:
    way.imported().confirmed()
    position = way.office.book.position
    assert added(way, sample("imhs-complete")) == []
    assert way.office.book.position == position


def test_only_what_is_new_in_a_file_is_added_and_it_names_the_colleagues_who_are_there(
    way: Journey, tmp_path: Path
) -> None:
    way.imported()
    more = changed(tmp_path, ("[[rsc]]", '[[rsc]]\nid = "r99"\non = 2026-11-10\nhours = "1"\nsetting = "group"\n'
                              'provider = "ruth"\n\n[[rsc]]'))  # fmt: skip
    (item,) = added(way, more)
    items = {i.item: i for i in reading.evidence(way.office, COORDINATOR, way.person)}
    assert "Ruth Oxendine" in items[ItemId(item)].said


def test_an_item_that_a_file_now_tells_otherwise_is_refused_and_not_counted_beside_the_first(
    way: Journey, tmp_path: Path
) -> None:
    way.imported()
    with pytest.raises(Refused, match="item_exists"):
        added(way, changed(tmp_path, ('hours        = "12"', 'hours        = "13"')))


def test_the_same_standing_again_is_the_same_item(way: Journey) -> None:
    way.imported()
    held = Standing(None, AssociationCode("mi"), date(2015, 1, 1), category=CategoryCode("IMHS"))
    first, again = (evidence.claim_standing(way.office, way.ask(), way.person, held) for _ in range(2))
    assert again.result == first.result
    assert again.last == 0


def test_a_file_says_what_one_holds_oneself_and_says_it_once(way: Journey, tmp_path: Path) -> None:
    """A claim like any other about standing: it counts once somebody has confirmed it."""
    way.imported()
    own = '[[endorsements]]\nas = "ERS-emerging"\nassociation = "mi"\nfrom = 2025-03-01\n\n[[signatures]]'
    more = changed(tmp_path, ("[[signatures]]", own))
    (item,) = added(way, more)
    assert added(way, more) == []
    (listed,) = [each for each in reading.evidence(way.office, COORDINATOR, way.person) if each.item == item]
    assert "ERS (emerging) of mi, held by themself" in listed.said
    held = read_case(way.office, way.opened().application).person.state.items[ItemId(item)]
    assert held.facts == Standing(
        None, AssociationCode("mi"), date(2025, 3, 1), category=CategoryCode("ERS"), emerging=True
    )
    assert held.source is Source.ASSERTED
    way.confirmed("standing")
    assert read_case(way.office, way.application).person.state.items[ItemId(item)].source is Source.CONFIRMED


def test_the_same_term_again_is_the_same_term(way: Journey) -> None:
    who = way.reviewer("Rosa")
    first, again = (
        membership.join(way.office, way.ask(), who, PlanKey("individual"), bought_on=TODAY) for _ in range(2)
    )
    assert again.result == first.result


def test_confirming_all_again_under_the_same_id_answers_what_was_confirmed(way: Journey) -> None:
    way.imported()
    request = Request(CommandId("mine"), COORDINATOR, TODAY)
    claims = evidence.Claims(kinds=("standing", "rating"))
    first, again = (
        evidence.confirm(way.office, request, way.person, claims, source=Source.CONFIRMED, where="seen")
        for _ in range(2)
    )
    assert (again.repeated, again.result) == (True, first.result)


def test_one_reference_named_twice_is_confirmed_once(way: Journey) -> None:
    way.imported()
    item = next(i.item for i in reading.evidence(way.office, COORDINATOR, way.person) if i.kind == "rating")
    claims = evidence.Claims((item, item), ("rating",))
    done = evidence.confirm(way.office, way.ask(), way.person, claims, source=Source.CONFIRMED, where="seen")
    assert sorted(done.result["items"]) == sorted({*done.result["items"]})
    assert item in done.result["items"]


def test_an_approval_asked_for_again_names_the_endorsement_that_was_granted(way: Journey) -> None:
    first = way.ready_to_decide().decided()
    assert way.decided(Outcome.APPROVED).result == first.result


def test_licensing_is_completed_where_it_was_interrupted(tmp_path: Path, ask) -> None:
    """Each step alone, as if the power had failed after it; then everything again."""
    with alliance.found(tmp_path / "data", tmp_path / "key") as folder:
        folder.add("nc")
        for _ in range(2):
            done = alliance.license_association(folder, ask("alliance"), AssociationCode("nc"), Edge(clock))
        assert (done.last, folder.codes()) == (0, ("alliance", "nc"))
        assert alliance.office(folder, "nc").version_on(TODAY).digest == done.result["policy"]


def test_a_licence_of_a_day_to_come_makes_no_book(tmp_path: Path, ask) -> None:
    with alliance.found(tmp_path / "data", tmp_path / "key") as folder:
        with pytest.raises(Refused, match="request_after_today"):
            alliance.license_association(
                folder, ask("alliance", on=date(2027, 1, 1)), AssociationCode("nc"), Edge(clock)
            )
        assert "nc" not in folder.codes()


# ── Words ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        PersonWords("", "Ruiz", "ana@example.org"),
        PersonWords("Ana", " \t", "ana@example.org"),
        PersonWords("Ana", "Ruiz", "  "),
        PersonWords("Ana", "Ruiz", "ana at example"),
        PersonWords("Ana\x1b[2J", "Ruiz", "ana@example.org"),
        PersonWords("Ana" * 2_000_000, "Ruiz", "ana@example.org"),
        PersonWords("Ana\udcff", "Ruiz", "ana@example.org"),
    ],
    ids=["no given name", "blank family name", "blank address", "no address", "an escape", "6 MB", "half a character"],
)
def test_a_name_that_is_none_enters_no_book(way: Journey, words: PersonWords) -> None:
    with pytest.raises(WrittenWrongly):
        person.register(way.office, way.ask(), words)
    assert way.office.book.position == 1


def test_a_correction_leaves_what_it_does_not_name(way: Journey) -> None:
    way.imported()
    before = reading.person(way.office, COORDINATOR, way.person).words
    person.correct(way.office, way.ask(), way.person, person.Correction(given_name="  Mari  bel "))
    after = reading.person(way.office, COORDINATOR, way.person).words
    assert (after.given_name, after.family_name, after.email) == ("Mari bel", before.family_name, before.email)
    assert [named.name for named in reading.everybody(way.office, COORDINATOR)] == [after.name]


def test_a_reason_of_five_megabytes_is_refused_with_its_limit(way: Journey) -> None:
    way.ready_to_submit().submitted()
    with pytest.raises(WrittenWrongly, match="at most"):
        application.cure(way.office, way.ask(), way.application, "x" * 5_000_000)


def test_no_word_of_ones_own_becomes_the_place_of_a_reference(way: Journey) -> None:
    way.imported()
    colleague = next(i for i in reading.evidence(way.office, COORDINATOR, way.person) if i.kind == "colleague")
    with pytest.raises(Refused) as refused:
        rating.request_rating(way.office, way.ask(), way.person, colleague.item, "jessica_smith", waived=True)  # type: ignore[arg-type]
    assert {"supervisor", "rsc_provider", "other"} <= {*refused.value.parameters["places"]}  # type: ignore[misc]


def test_a_name_is_committed_to_as_it_is_read() -> None:
    """Composed or not, with one blank or two: the same name."""
    day = date(2026, 11, 20)
    assert commitment("salt", "Jose\u0301  Ruiz ", "IMHS", day) == commitment("salt", "Jos\u00e9 Ruiz", "IMHS", day)


# ── Conflicts ─────────────────────────────────────────────────────────────────────────────────


def test_a_conflict_is_not_undone_by_taking_back_what_was_submitted(way: Journey) -> None:
    way.ready_to_submit().submitted()
    file = read_portfolio(sample("imhs-complete"))
    addresses = {str(e.ref): str(e.words.get("email")) for e in file.entries if "email" in e.words}
    case = read_case(way.office, way.application)
    for item in (i.id for i in case.person.state.evidence if i.facts.__struct_config__.tag == "colleague"):
        evidence.withdraw(way.office, way.ask("applicant", way.person), way.person, item)
    supervisor = way.reviewer("Ruth", email=addresses["ruth"])
    with pytest.raises(Refused, match="reviewer_conflict"):
        review.assign(way.office, way.ask(), way.application, supervisor)


def test_who_was_asked_for_a_reference_and_has_not_answered_is_no_reviewer_either(way: Journey, tmp_path: Path) -> None:
    way.imported().opened().confirmed().member()
    more = changed(tmp_path, ("[[rsc]]", '[[colleagues]]\nid = "peer"\nname = "P"\nemail = "p@x.org"\n\n[[rsc]]'))
    (peer,) = added(way, more)
    rating.request_rating(way.office, way.ask(), way.person, peer, "other", waived=True)  # type: ignore[arg-type]
    way.submitted()
    with pytest.raises(Refused, match="reviewer_conflict"):
        review.assign(way.office, way.ask(), way.application, PersonId(way.reviewer("Peer", email="p@x.org")))
