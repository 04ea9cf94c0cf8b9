"""Files that are no portfolios, or were made to do harm: refused in words, quickly, and never with another error."""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.portfolio_files import HEAD, SAMPLES, training, wrong

from vouchbook.domain.evidence import Portfolio
from vouchbook.policy.portfolio_reader import TABLES, read_portfolio
from vouchbook.policy.portfolio_text import MOST_BYTES, MOST_MISTAKES, PortfolioMistakes


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfef\x00", ":1: byte 0xff is no UTF-8"),
        (HEAD.encode() + b'[[training]]\nid = "\xe9"\n', ":7: byte 0xe9 is no UTF-8"),
        (b"format = \n", ":1: no TOML: Invalid value"),
        (b'a = 1\na = 2\n', ":2: no TOML: Cannot overwrite a value"),
        (b"a = " + b"[" * 50_000, "nested too deeply"),
        (b"x" * (MOST_BYTES + 1), "larger than 500 kB"),
        (b'a = "' + b"x" * 5_000_000 + b'"', "larger than 500 kB"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(content: bytes, said: str) -> None:
    (mistake,) = wrong(content)
    assert said in mistake


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", ":1: no JSON: Expecting property name"),
        (b"[1]", "no portfolio: write one object"),
        (b'{"a":' + b"[" * 100_000, "nested too deeply"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "no JSON to be used"),
    ],
)
def test_a_json_file_that_cannot_be_read_says_why(content: bytes, said: str) -> None:
    (mistake,) = wrong(content, name="p.json")
    assert said in mistake


SLOW = {
    "dotted names": ".".join(["a"] * 200_000) + " = 1",
    "a dotted header": "[" + ".".join(["a"] * 200_000) + "]",
    "quoted names": ".".join(['"a"'] * 100_000) + " = 1",
    "one long word": "a" * 450_000,
    "nothing but mistakes": "[[training]]\nx = 1\n" * 25_000,
    "unknown names": "[[training]]\n" + "".join(f"n{n} = 1\n" for n in range(35_000)),
    "one long description": f'a = """{"x y. " * 90_000}"""',
    "blanks": "a =" + " " * 450_000 + "1",
    "commas": "a = [" + "1," * 200_000 + "]",
    "impossible days": "a = [" + "2026-02-30," * 40_000 + "]",
    "quotation marks": "a = '" + "\"'" * 200_000,
}


@pytest.mark.parametrize("name", sorted(SLOW))
@pytest.mark.timeout(20)
def test_no_file_keeps_the_reader_busy_for_long(name: str) -> None:
    assert wrong(SLOW[name])


@pytest.mark.parametrize("inner", ['{"a":', "[", '{"a":[', '{"a":1,"b":'])
def test_no_json_file_keeps_the_reader_busy_for_long(inner: str) -> None:
    closing = {"{": "}", "[": "]"}
    text = inner * 450 + "1" + "".join(closing[c] for c in reversed(inner * 450) if c in closing)
    assert wrong('{"training": ' + text + "}", name="p.json", head="")
    assert wrong('{"training": [' + '{"x": 1},' * 45_000 + "{}]}", name="p.json", head="")


def test_a_file_with_too_many_mistakes_is_not_read_to_its_end() -> None:
    found = wrong("[[training]]\nx = 1\n" * 1000)
    assert len(found) == MOST_MISTAKES + 1
    assert any(f"{MOST_MISTAKES} mistakes: nothing after them was read" in mistake for mistake in found)


def test_a_missing_file_and_a_folder_are_mistakes_like_others(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.toml"):
        with pytest.raises(PortfolioMistakes, match="cannot be read"):
            read_portfolio(path)


def test_long_names_are_refused_without_repeating_them() -> None:
    (mistake,) = wrong(training(title='"' + "x" * 400_000 + '"'))
    assert "400,000 characters; at most 300 are kept" in mistake
    assert len(mistake) < 300


def test_half_a_character_is_no_text() -> None:
    text = (
        '{"format": "vouchbook-portfolio/1", "person": {"given_name": "\\ud800", "family_name": "B", "email": "a@b.c"}}'
    )
    (mistake,) = wrong(text, name="p.json", head="")
    assert "U+D800" in mistake
    mistake.encode()


fields = st.text() | st.sampled_from([*TABLES, "id", "from", "hours"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(fields, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*TABLES, "person", "format"]), anything, max_size=6))
def test_any_json_is_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(PortfolioMistakes) as refused:
        read_portfolio(path)
    for mistake in refused.value.mistakes:
        str(mistake).encode()
        assert mistake.line >= 1


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    with pytest.raises(PortfolioMistakes):
        read_portfolio(path)


@given(st.data())
def test_one_changed_value_is_either_read_or_said(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever stands in place of one value of a good file, reading never fails in any other way."""
    plain = tomllib.loads((SAMPLES / "imhs-complete.toml").read_text("utf-8"))
    table = data.draw(st.sampled_from([name for name in plain if isinstance(plain[name], list)]))
    row = data.draw(st.sampled_from(plain[table]))
    row[data.draw(st.sampled_from(sorted(row)))] = data.draw(anything)
    path = tmp_path_factory.getbasetemp() / "changed.json"
    path.write_text(json.dumps(plain, default=str), "utf-8")
    with suppress(PortfolioMistakes):
        file = read_portfolio(path)
        assert msgspec.json.decode(msgspec.json.encode(file.portfolio), type=Portfolio) == file.portfolio
