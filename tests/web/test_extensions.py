"""What a package adds to an association's portal: pages, entries, letters; a bad one harms nothing but its own."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from litestar.testing import TestClient
from tests.kit.wheelhouse import build
from tests.service.mailbox import Mailbox, text
from tests.web import small

import vouchbook_nc
from vouchbook import Entry, Look, Page, Shown, hookimpl
from vouchbook.service import correspondence, posting
from vouchbook.service.outbox import Recipient
from vouchbook.web import extensions

PLUGIN = Path(__file__).parent / "plugin"


@pytest.fixture(autouse=True)
def told_anew() -> Iterator[None]:
    """What was told in another test is told again."""
    extensions._told.clear()
    yield
    extensions._told.clear()


@pytest.fixture
def workshops(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The plugin, taken up by North Carolina's package and by nobody else."""
    monkeypatch.syspath_prepend(str(PLUGIN))
    import vouchbook_workshops

    monkeypatch.setattr(vouchbook_nc, "plugins", (vouchbook_workshops,), raising=False)
    yield vouchbook_workshops
    sys.modules.pop("vouchbook_workshops", None)


def taking_up(monkeypatch: pytest.MonkeyPatch, **hooks: Callable[..., object]) -> None:
    """Let North Carolina take up a plugin made of these hooks."""
    made = ModuleType("vouchbook_bad")
    for name, hook in hooks.items():
        setattr(made, name, hookimpl(hook))
    monkeypatch.setattr(vouchbook_nc, "plugins", (made,), raising=False)


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


def test_a_page_stands_in_the_frame_of_the_portal_with_its_text_escaped(
    workshops: ModuleType, portal: TestClient
) -> None:
    page = portal.get("/nc/more/workshops")
    assert page.status_code == 200
    assert "<h1>Workshops</h1>" in page.text
    assert "<p>Workshops of NC.</p>" in page.text
    assert "<p>Everybody may come.</p>" in page.text
    assert "Watching &lt;and&gt; waiting" in page.text
    assert "<p><em>More will follow.</em></p>" in page.text  # markup of its own stays markup
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_a_variable_part_of_a_path_reaches_the_page_and_fixed_words_go_before_it(
    workshops: ModuleType, portal: TestClient, as_: Callable[..., TestClient]
) -> None:
    assert "Holding in mind, on February 12, 2027." in portal.get("/nc/more/workshops/holding").text
    assert portal.get("/nc/more/workshops/nothing").status_code == 404
    assert "Asked by p-" in as_("coordinator").get("/nc/more/workshops/signed-up?year=2027").text


@pytest.mark.parametrize("path", ["/more", "/more/other", "/more/workshops/x/y/z", "/more/workshops/x/y"])
def test_where_no_package_has_a_page_there_is_none(workshops: ModuleType, portal: TestClient, path: str) -> None:
    assert portal.get(f"/nc{path}").status_code == 404


@pytest.mark.parametrize(("who", "path", "status"), [
    (None, "/more/workshops", 200),
    (None, "/more/workshops/signed-up", 303),
    (None, "/more/workshops/mine/all", 303),
    ("applicant", "/more/workshops/signed-up", 403),
    ("applicant", "/more/workshops/mine/all", 200),
    ("board", "/more/workshops/signed-up", 403),
    ("reviewer", "/more/workshops/signed-up", 403),
    ("coordinator", "/more/workshops/signed-up", 200),
])  # fmt: skip
def test_the_portal_asks_who_may_come_in_before_the_page_is_asked(
    workshops: ModuleType, portal: TestClient, as_: Callable[..., TestClient], who: str | None, path: str, status: int
) -> None:
    client = portal if who is None else as_(who)
    assert client.get(f"/nc{path}").status_code == status


def test_a_page_for_everybody_is_not_told_who_has_signed_in(
    monkeypatch: pytest.MonkeyPatch, as_: Callable[..., TestClient]
) -> None:
    seen: list[Look] = []

    def show(look: Look) -> tuple[Shown, ...]:
        seen.append(look)
        return ("x",)

    taking_up(monkeypatch, pages=lambda: (Page("/x", "X", "anybody", show),))
    assert as_("applicant").get("/nc/more/x").status_code == 200
    assert seen[0].person is None


def test_no_page_stands_in_another_association(workshops: ModuleType, portal: TestClient) -> None:
    assert portal.get("/tn/more/workshops").status_code == 404
    assert "Workshops" not in portal.get("/tn").text


# ── Navigation ────────────────────────────────────────────────────────────────────────────────


def test_an_entry_stands_in_the_part_that_it_is_for_and_in_no_other(
    workshops: ModuleType, portal: TestClient, as_: Callable[..., TestClient]
) -> None:
    entry = '<a href="/nc/more/workshops">Workshops</a>'
    assert entry in portal.get("/nc/registry").text
    assert "Sign-ups" not in portal.get("/nc/registry").text
    office = as_("coordinator").get("/nc/office/outbox").text
    assert '<a href="/nc/more/workshops/signed-up">Sign-ups</a>' in office
    assert entry not in office


def test_the_entry_of_a_page_is_marked_on_it(workshops: ModuleType, portal: TestClient) -> None:
    assert '<a href="/nc/more/workshops" aria-current="page">Workshops</a>' in portal.get("/nc/more/workshops").text


# ── Letters ───────────────────────────────────────────────────────────────────────────────────


def test_a_letter_is_sent_with_the_words_of_the_package_and_shown_so_beforehand(
    workshops: ModuleType, portal: TestClient, as_: Callable[..., TestClient], people: small.People
) -> None:
    from vouchbook.service.outbox import put

    client = as_("coordinator")
    assert "Come to our workshops, Ben Ward!" in client.get("/nc/office/outbox/words/reference_thanks").text
    row = client.get("/nc/office/outbox/words?as=csv").text
    assert "your association,reference_thanks" in row
    office = portal.app.state.hosting.office("nc")
    box = Mailbox()
    box.open()
    try:
        values = {"applicant": "Ana Ruiz", "received_on": "November 20, 2026", "waived": ""}
        who = Recipient(person=people["nc"]["newcomer"])  # type: ignore[arg-type]
        put(office, "reference_thanks", who, values)
        posting.post(office, box.carrier)
    finally:
        box.close()
    (letter,) = (each for each in box.letters if each["Subject"] == "Your reference has come in: thank you")
    assert "Come to our workshops, Nell Newcomer!" in text(letter)
    assert "If you did not write it" in text(letter)  # the rest of the block, and of the letter, is ours


@pytest.mark.parametrize("bad", [
    {"reference_thanks": "{% extends 'core/reference_thanks.txt' %}{% block thanks %}{{ nobody.name }}{% endblock %}"
                         "{% block opening %}{{ nobody }}{% endblock %}"},
    {"reference_thanks": "{% broken"},
    {"reference_thanks": "no block at all"},
    {"reference_thanks": "{% extends 'core/reference_thanks.txt' %}{% block subject %}  {% endblock %}"},
    {"frame": "{{ 1 / 0 }}"},
])  # fmt: skip
def test_a_broken_template_is_reported_and_ours_is_sent(
    monkeypatch: pytest.MonkeyPatch, portal: TestClient, people: small.People, bad: dict[str, str],
    as_: Callable[..., TestClient],
) -> None:  # fmt: skip
    from vouchbook.service.outbox import put

    taking_up(monkeypatch, letters=lambda: bad)
    office = portal.app.state.hosting.office("nc")
    posting.queue(office)
    values = {"applicant": "Ana Ruiz", "received_on": "November 20, 2026", "waived": ""}
    who = Recipient(person=people["nc"]["newcomer"])  # type: ignore[arg-type]
    id_ = put(office, "reference_thanks", who, values)
    box = Mailbox()
    box.open()
    try:
        done = posting.post(office, box.carrier)
    finally:
        box.close()
    assert any("our own template was used instead" in each for each in done.problems)
    (letter,) = (each for each in box.letters if each["Message-ID"].startswith(f"<{id_}@"))
    assert "Thank you for your reference about Ana Ruiz." in " ".join(text(letter).split())
    page = as_("coordinator").get("/nc/office/outbox/words/reference_thanks")
    assert page.status_code == 200
    assert "This template is broken" in page.text


def test_a_template_for_a_letter_that_does_not_exist_is_named(
    monkeypatch: pytest.MonkeyPatch, as_: Callable[..., TestClient]
) -> None:
    taking_up(monkeypatch, letters=lambda: {"refrence_thanks": "x"})
    page = as_("coordinator").get("/nc/office/outbox/words").text
    assert "refrence_thanks" in page
    assert "there is no such letter" in page


def test_a_template_reaches_nothing_but_its_words(monkeypatch: pytest.MonkeyPatch, portal: TestClient) -> None:
    evil = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    taking_up(monkeypatch, letters=lambda: {"frame": evil})
    office = portal.app.state.hosting.office("nc")
    from vouchbook.domain.authorize import Principal, Role
    from vouchbook.letters.mail.writing import Template

    with pytest.raises(Template):
        correspondence.previewed(office, Principal(Role.COORDINATOR), "reference_thanks")


# ── Bad packages ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/more/broken", "/more/wrong"])
def test_a_page_that_fails_says_whose_it_is_and_is_reported_without_what_somebody_typed(
    workshops: ModuleType, portal: TestClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    page = portal.get(f"/nc{path}?secret=CanaryTyped")
    assert page.status_code == 500
    assert "This page does not work at the moment" in page.text
    assert "vouchbook_workshops" in page.text
    assert "CanaryTyped" not in page.text
    (said,) = (each.getMessage() for each in caplog.records if each.name == "vouchbook.extensions")
    assert said.startswith("nc: vouchbook_workshops: the page ")
    assert "CanaryTyped" not in caplog.text
    assert portal.get("/nc/more/workshops").status_code == 200
    assert portal.get("/tn").status_code == 200


def test_the_same_trouble_is_not_told_again_at_once(
    workshops: ModuleType, portal: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "vouchbook.extensions")
    for _ in range(5):
        portal.get("/nc/more/broken")
    assert len([each for each in caplog.records if each.name == "vouchbook.extensions"]) == 1


def _fails() -> object:
    raise RuntimeError


def _exits(look: Look) -> tuple[Shown, ...]:
    sys.exit(3)


@pytest.mark.parametrize("hooks", [
    {"pages": _fails},
    {"navigation": _fails},
    {"letters": _fails},
    {"pages": lambda: "no tuple"},
    {"navigation": lambda: (1, 2)},
    {"letters": lambda: ["no mapping"]},
    {"pages": lambda: (Page("no slash", "X", "anybody", _exits), Page("/a/b/c/d", "X", "anybody", _exits))},
    {"navigation": lambda: (Entry("anybody", "Elsewhere", "https://evil.example.org"),)},
    {"navigation": lambda: (Entry("anybody", "Elsewhere", "//evil.example.org"),)},
    {"pages": lambda: (Page("/exits", "X", "anybody", _exits),)},
])  # fmt: skip
def test_a_bad_package_leaves_every_page_of_the_portal_as_it_is(
    monkeypatch: pytest.MonkeyPatch, portal: TestClient, as_: Callable[..., TestClient], hooks: dict[str, object]
) -> None:
    taking_up(monkeypatch, **hooks)  # type: ignore[arg-type]
    for path in ("/nc", "/nc/registry", "/tn"):
        page = portal.get(path)
        assert page.status_code == 200
        assert "evil" not in page.text
    assert portal.get("/nc/more/exits").status_code in (404, 500)
    client = as_("coordinator")
    assert client.get("/nc/office/outbox/words").status_code == 200
    assert client.get("/nc/office/outbox/words/reference_thanks").status_code == 200


def test_two_pages_at_one_path_are_told_and_the_first_stands(
    monkeypatch: pytest.MonkeyPatch, portal: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    taking_up(
        monkeypatch,
        pages=lambda: (
            Page("/x", "One", "anybody", lambda look: ("one",)),
            Page("/x", "Two", "anybody", lambda look: ("two",)),
        ),
    )
    assert "<h1>One</h1>" in portal.get("/nc/more/x").text
    assert "there is a page /x already" in caplog.text


# ── A distribution of its own ─────────────────────────────────────────────────────────────────


def test_the_plugin_is_a_distribution_of_its_own_that_imports_only_what_is_published(tmp_path: Path) -> None:
    import ast
    import zipfile

    wheel = build(PLUGIN, tmp_path)
    with zipfile.ZipFile(wheel) as opened:
        source = opened.read("vouchbook_workshops/__init__.py").decode()
    modules = {each.module for each in ast.walk(ast.parse(source)) if isinstance(each, ast.ImportFrom)}
    assert modules == {"__future__", "collections.abc", "vouchbook"}
