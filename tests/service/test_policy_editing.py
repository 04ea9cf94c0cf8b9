"""Where a draft begins: with the text adopted last, or, where the book keeps none, with one that makes the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.service.conftest import TODAY

from vouchbook.associations import package
from vouchbook.domain import policy as policies
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Published
from vouchbook.domain.names import CommandId
from vouchbook.domain.streams import POLICY
from vouchbook.policy.editing.change import Edit
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import installed_policy, policy_of
from vouchbook.service.office import Office, Plan, Request
from vouchbook.service.policy_editing import NoText, NotWritten, draft, start

DEARER = Edit(
    table="fee",
    key={"occasion": "registration"},
    set=(("amount", "30.00"),),
    from_=date(2027, 1, 1),
    source="board2026",
    title="Board minutes",
)
INSTALLED = package("nc").policy_file.read_text("utf-8")


def adopt(office: Office, version: PolicyVersion, source: str | None = None) -> None:
    """As an earlier version of Vouchbook did: without the text."""

    def plan() -> Plan:
        loaded = office.load(POLICY, office.code)
        text = None if source is None else Published(source)
        command = policies.Adopt(version.digest, Published(version.stored.decode()), (), TODAY, text)
        return Plan(writes=(loaded.write(policies.decide(command, loaded.state)),))

    asked = Request(CommandId(f"adopting-{version.digest[:12]}"), Principal(Role.ALLIANCE), TODAY)
    office.record(asked, "adopt_policy", version.digest, plan)


def another() -> PolicyVersion:
    version, _ = policy_of(INSTALLED.replace("typical = 75", "typical = 80"), "another.toml")
    return version


def test_a_draft_begins_with_the_text_adopted_last(nc: Office) -> None:
    begun = start(nc, "nc")
    assert (begun.text, begun.adopted) == (INSTALLED, True)


def test_where_the_book_keeps_no_text_the_package_is_asked_for_one_that_makes_the_same(nc: Office) -> None:
    adopt(nc, another())
    with pytest.raises(NoText, match=r"the policy\.toml of that day"):
        start(nc, "nc")
    adopt(nc, installed_policy("nc"))
    begun = start(nc, "nc")
    assert begun.text == INSTALLED
    assert "which makes the policy adopted last" in begun.whose


def test_without_a_book_the_package_is_where_it_begins() -> None:
    begun = start(None, "nc")
    assert (begun.text, begun.adopted) == (INSTALLED, False)


def test_what_was_typed_wrongly_leaves_no_draft_and_an_old_one_as_it_was(nc: Office, tmp_path: Path) -> None:
    file, wrong = tmp_path / "draft.toml", replace(DEARER, set=(("amount", "30.005"),))
    with pytest.raises(NotWritten, match="no smaller part than a cent"):
        draft(start(nc, "nc"), file, wrong)
    assert not file.exists()
    draft(start(nc, "nc"), file, DEARER)
    before = file.read_bytes()
    with pytest.raises(NotWritten):
        draft(start(nc, "nc"), file, replace(wrong, title=None))
    assert file.read_bytes() == before


def test_a_draft_that_was_wrong_before_says_where(nc: Office, tmp_path: Path) -> None:
    file = tmp_path / "draft.toml"
    file.write_text(INSTALLED.replace("minimum = 30\n", "minimum = 30.5\n"), "utf-8")
    with pytest.raises(PolicyMistakes, match=r"draft\.toml:\d+: minimum = 30.5"):
        draft(start(nc, "nc"), file, DEARER)


def test_what_differs_is_said_of_the_day_from_which_it_rules(nc: Office, tmp_path: Path) -> None:
    made = draft(start(nc, "nc"), tmp_path / "draft.toml", DEARER)
    assert (made.begun, made.page.before.on, made.page.now.on) == (True, DEARER.from_, DEARER.from_)
    (row,) = made.page.differences.rows
    assert row.now is not None
    assert "$30.00" in row.now.text
