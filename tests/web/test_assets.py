"""What the portal is dressed in: it belongs to its sources, is light, and comes from nowhere else."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from tests.web.make_assets import FONTS, STATIC, WEB, stamp

from vouchbook.hosting.colours import GROUNDS
from vouchbook.web.assets import address, asset, names

KILOBYTE = 1024


def test_the_committed_style_belongs_to_its_sources() -> None:
    first = (STATIC / "portal.css").read_text().partition("\n")[0]
    assert first == stamp(), "core/vouchbook/web/styles has changed: make assets"


def test_a_slow_phone_gets_little_to_carry() -> None:
    assert len(gzip.compress((STATIC / "portal.css").read_bytes(), 9)) < 24 * KILOBYTE
    assert (STATIC / "portal.js").stat().st_size < 4.5 * KILOBYTE
    fonts = sorted((STATIC / "fonts").iterdir())
    assert [font.stem for font in fonts] == sorted(FONTS)
    assert sum(font.stat().st_size for font in fonts) < 64 * KILOBYTE


def test_the_style_asks_for_nothing_but_its_own_fonts_and_the_pictures_inside_it() -> None:
    asked = re.findall(r'url\("?([^")]*)"?\)', (STATIC / "portal.css").read_text())
    known = {f"fonts/{name}.woff2" for name in FONTS}
    assert {each.partition("?")[0] for each in asked if each and not each.startswith("data:")} == known


def test_fonts_are_named_by_their_content_so_that_they_are_kept() -> None:
    style = (STATIC / "portal.css").read_text()
    for name in FONTS:
        font = asset(f"fonts/{name}.woff2")
        assert font is not None
        assert f"fonts/{name}.woff2?{font.digest}" in style


def test_whose_work_it_is_stands_beside_it() -> None:
    said = (STATIC / "LICENSES.txt").read_text()
    for name in (*FONTS, "icons.svg", "normalize.css", "Open\n             Font License", "CC0 1.0"):
        assert name in said


SHOWN = [path for path in sorted((WEB / "templates").rglob("*.html")) if not path.stem.endswith("_file")]
"""Pages; a file that is downloaded and kept stands alone, and carries its style with it."""


@pytest.mark.parametrize("template", SHOWN, ids=lambda path: path.name)
def test_no_page_has_a_script_or_a_style_in_it_or_asks_anybody_else(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


def test_every_symbol_that_a_page_can_ask_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text()))
    for template in (WEB / "templates").rglob("*.html"):
        assert set(re.findall(r'show\.icon\("([a-z]+)"\)', template.read_text())) <= drawn


def test_what_is_named_by_its_content_is_kept_for_ever_and_anything_else_is_asked_for_again(portal) -> None:
    kept = portal.get(address("portal.css"))
    assert kept.status_code == 200
    assert "immutable" in kept.headers["cache-control"]
    for old in ("/static/portal.css", "/static/portal.css?0123456789abcdef"):
        assert portal.get(old).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["../app.py", "%2e%2e/app.py", "fonts", "portal.css/", "nothing.css", "fonts/../../app.py"]
)
def test_nothing_else_of_the_package_can_be_asked_for(portal, path):
    answer = portal.get(f"/static/{path}")
    assert answer.status_code in (400, 404) or answer.url.path.startswith("/static/portal.css")
    assert "from __future__" not in answer.text


def test_the_package_holds_what_it_serves() -> None:
    assert {"portal.css", "portal.js", "icons.svg", "icon.svg", "LICENSES.txt"} <= names()


def test_what_an_associations_colour_is_measured_against_is_what_the_style_paints_and_its_three_names_are_known() -> (
    None
):
    style = (STATIC / "portal.css").read_text()
    for ground in GROUNDS[1:]:
        assert f"background-color:{ground}" in style
    for name in ("--brand", "--brand-dark", "--brand-darker"):
        assert f"var({name})" in style


@pytest.mark.parametrize("template", SHOWN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_class_of_a_page_is_known_to_the_style(template: Path) -> None:
    style = set(re.findall(r"\.([a-zA-Z][\w-]*)", (STATIC / "portal.css").read_text()))
    text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
    named = [name for names in re.findall(r'class="([^"{]*)"', text) for name in names.split()]
    assert set(named) <= style | {"usa-summary-box__body"}
