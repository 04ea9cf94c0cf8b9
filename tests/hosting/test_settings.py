"""A file of settings is taken whole or not at all; every mistake is named with its line and the way to mend it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vouchbook.hosting import logos
from vouchbook.hosting.colours import GROUNDS, contrast, nearest, readable
from vouchbook.hosting.mistakes import SettingsMistakes
from vouchbook.hosting.postman import carrier
from vouchbook.hosting.reading import read_settings
from vouchbook.hosting.settings import Brand, Mail, Settings, read, written
from vouchbook.service.carriers import MailFolder, Smtp

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "portal-settings.md"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def settings(place: Path, text: str) -> Settings:
    (place / "portal.toml").write_text(text, "utf-8")
    return read_settings(place / "portal.toml")


def wrong(place: Path, text: str) -> list[str]:
    with pytest.raises(SettingsMistakes) as found:
        settings(place, text)
    return [str(each) for each in found.value.mistakes]


def example() -> str:
    found = re.search(r"```toml portal.toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_the_page_is_read_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "nc.svg").write_text(DRAWING)
    (tmp_path / "mail.password").write_text("secret\n")
    (tmp_path / "mail.password").chmod(0o600)
    found = settings(tmp_path, example())
    assert found.data == tmp_path.resolve() / "alliance"
    assert found.brands["nc"].colour == "#1b5e4b"
    assert found.trusted_proxies == ("127.0.0.1/32",)
    assert found.base("nc", "http://127.0.0.1:8080") == "https://endorsement.example.org/nc"
    server = carrier(found.mail)
    assert isinstance(server, Smtp)
    assert (server.host, server.port, server.user, server.password) == ("mail.example.org", 587, "portal", "secret")
    assert "secret" not in written(found)


def test_the_page_names_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    own = {*Settings.__struct_fields__} - {"brands", "mail"}
    assert sorted(rows) == sorted([*own, *Mail.__struct_fields__, *Brand.__struct_fields__])


def test_each_setting_that_the_page_names_is_known_to_the_reader(tmp_path: Path) -> None:
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    for head, section in zip(("", "[mail]\n", "[association.nc]\n"), sections[1:], strict=True):
        names = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
        told = wrong(tmp_path, head + "".join(f"{name} = 1979-05-27\n" for name in names))
        assert [each for each in told if "no such setting" in each] == []
        assert {*names} <= {word for each in told for word in re.findall(r"\w+", each)}


def test_what_was_written_for_the_workers_is_read_by_them(tmp_path: Path) -> None:
    kept = Settings(tmp_path, hosts=("a.example.org",), brands={"nc": Brand(logo=tmp_path / "nc.png")}, secure=True)
    assert read(written(kept)) == kept


def test_everything_that_is_wrong_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    assert wrong(
        tmp_path,
        'secure = "yes"\nhots = ["x"]\nhosts = ["no name"]\n\n[mail]\nsender = "nobody"\n\n'
        '[association.NC]\nshort = ""\n',
    ) == [
        'portal.toml:1: data: is missing; name the data folder here (data = "alliance") or with --data',
        'portal.toml:1: secure = "yes" – write true or false',
        'portal.toml:2: hots: no such setting here; did you mean "hosts"?',
        "portal.toml:3: hosts = […] – write a host's name alone, such as endorsement.example.org",
        'portal.toml:6: sender = "nobody" – write an e-mail address: name@example.org',
        "portal.toml:8: NC: write an association's code, such as [association.nc]",
        'portal.toml:9: short = "" – write a text in quotation marks',
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("at_once = 0", "from 1 to 256"),
        ("at_once = true", "from 1 to 256"),
        ('trusted_proxies = ["everybody"]', '"everybody" is no address'),
        ('trusted_proxies = "127.0.0.1"', "write a list"),
        ('hosts = "a.example.org"', "write a list"),
        ('domain = "https://example.org"', "a host's name alone"),
        ('address = "endorsement.example.org"', "https://endorsement.example.org"),
        ('address = "https://example.org/portal"', "without a path"),
        ('association = "nc"', "[association.nc]"),
        ('mail = "smtp://example.org"', "[mail]"),
        ("data = 7", "a text in quotation marks"),
    ],
)
def test_a_value_that_cannot_be_says_what_can(tmp_path: Path, line: str, said: str) -> None:
    text = line if line.startswith("data") else f'data = "here"\n{line}'
    assert any(said in each for each in wrong(tmp_path, text))


@pytest.mark.parametrize("text", ["data = ", "= 1", "data = 'x\n", "\x00"])
def test_what_is_no_toml_is_said_with_its_line(tmp_path: Path, text: str) -> None:
    (told,) = wrong(tmp_path, text)
    assert re.match(r"portal\.toml:\d+: no TOML", told)


def test_a_file_that_is_not_there_or_no_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsMistakes, match="cannot be read"):
        read_settings(tmp_path / "none.toml")
    (tmp_path / "portal.toml").write_bytes(b"data = '\xff'")
    with pytest.raises(SettingsMistakes, match="UTF-8"):
        read_settings(tmp_path / "portal.toml")


# ── Mail ──────────────────────────────────────────────────────────────────────────────────────


def test_a_password_in_the_settings_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (told,) = wrong(tmp_path, 'data = "here"\n[mail]\nserver = "smtp://me:hunter2@mail.example.org"\n')
    assert "password_file" in told
    assert "hunter2" not in told


def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mail.password").write_text("secret")
    (tmp_path / "mail.password").chmod(0o644)
    (told,) = wrong(tmp_path, 'data = "x"\n[mail]\nserver = "smtp://m.example.org"\npassword_file = "mail.password"\n')
    assert "chmod 600" in told


def test_letters_go_to_a_folder_a_server_or_nowhere(tmp_path: Path) -> None:
    assert carrier(Mail()) is None
    assert isinstance(carrier(settings(tmp_path, 'data = "x"\n[mail]\nfolder = "letters"\n').mail), MailFolder)
    assert wrong(tmp_path, 'data = "x"\n[mail]\nfolder = "letters"\nserver = "smtp://m.example.org"\n')


# ── How an association looks ──────────────────────────────────────────────────────────────────


def test_a_colour_that_cannot_be_read_is_refused_with_what_was_measured_and_what_passes(tmp_path: Path) -> None:
    (told,) = wrong(tmp_path, 'data = "x"\n[association.nc]\ncolour = "#ffcc00"\n')
    assert f"{min(contrast('#ffcc00', ground) for ground in GROUNDS):.2f}:1" in told
    assert nearest("#ffcc00") in told
    passing = settings(tmp_path, f'data = "x"\n[association.nc]\ncolour = "{nearest("#ffcc00")}"\n')
    assert passing.brands["nc"].colour == nearest("#ffcc00")


@pytest.mark.parametrize("colour", ["#ffffff", "#ff0000", "#00ff00", "#7f7f7f", "#ffcc00", "#8888ff", "#767676"])
def test_the_nearest_colour_passes_and_is_no_darker_than_it_has_to_be(colour: str) -> None:
    assert not readable(colour)
    found = nearest(colour)
    assert readable(found)
    lighter = "#" + "".join(f"{min(255, int(found[at : at + 2], 16) + 6):02x}" for at in (1, 3, 5))
    assert not readable(lighter)


@pytest.mark.parametrize("colour", ["#005ea2", "#000000", "#1b5e4b"])
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    assert readable(colour)
    assert nearest(colour) == colour
    assert contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "rgb(0,0,0)", "#005ea2;background:url(x)"])
def test_a_colour_is_six_digits_and_nothing_else(tmp_path: Path, colour: str) -> None:
    assert wrong(tmp_path, f'data = "x"\n[association.nc]\ncolour = "{colour}"\n')


def test_a_png_and_a_drawing_may_be_a_logo(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    (tmp_path / "b.svg").write_text(DRAWING)
    assert logos.logo(tmp_path / "a.png").kind == "image/png"
    assert logos.logo(tmp_path / "b.svg").kind == "image/svg+xml"


NO_DRAWINGS = {
    "script": DRAWING.replace("<path", "<script>alert(1)</script><path"),
    "handler": DRAWING.replace("<svg ", '<svg onload="alert(1)" '),
    "foreign": DRAWING.replace("<path", "<foreignObject/><path"),
    "elsewhere": DRAWING.replace("<path", '<use href="https://elsewhere.example/x.svg#a"/><path'),
    "javascript": DRAWING.replace("<path", '<use href="javascript:alert(1)"/><path'),
    "fill": DRAWING.replace("<path", '<path fill="url(https://elsewhere.example/x)"/><path'),
    "style": DRAWING.replace("<path", "<style>@import 'https://elsewhere.example/x'</style><path"),
    "image": DRAWING.replace("<path", '<image href="https://elsewhere.example/x.png"/><path'),
    "entities": '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + DRAWING,
    "page": "<html><body>no</body></html>",
    "broken": "<svg",
}


@pytest.mark.parametrize("what", NO_DRAWINGS)
def test_an_svg_that_does_more_than_draw_is_refused(tmp_path: Path, what: str) -> None:
    (tmp_path / "logo.svg").write_text(NO_DRAWINGS[what])
    told = wrong(tmp_path, 'data = "x"\n[association.nc]\nlogo = "logo.svg"\n')
    assert len(told) == 1
    assert "portal.toml:3: logo" in told[0]


def test_what_is_no_picture_or_too_large_is_no_logo(tmp_path: Path) -> None:
    for name, body in (("a.gif", b"GIF89a"), ("b.png", b"MZ\x90\x00"), ("c.png", PNG + bytes(logos.MOST_BYTES))):
        (tmp_path / name).write_bytes(body)
        with pytest.raises(logos.WrongLogo):
            logos.logo(tmp_path / name)
    with pytest.raises(logos.WrongLogo, match="cannot be read"):
        logos.logo(tmp_path / "none.png")
