"""Where a value stands in a file: the scanner agrees with tomllib on what there is, and with the writer on where."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path as File

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchbook.policy.positions import Path, positions

ROOT = File(__file__).parents[2]
FILES = [*ROOT.glob("associations/*/*/policy.toml"), *ROOT.glob("plugins/*/*/editions/*.toml"), ROOT / "pyproject.toml"]


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from paths(each, (*path, index))


def line_of(text: str, *path: str | int) -> int:
    return positions(text)[path]


def test_a_key_stands_where_it_is_written() -> None:
    assert line_of('# first\n\nname = "nc"\n', "name") == 3


def test_a_dotted_key_makes_its_tables_where_it_first_stands() -> None:
    text = '[[requirement]]\nkey = "rsc"\nwhere.peer = false\nwhere . "paid" = true\n'
    assert line_of(text, "requirement", 0, "where") == 3
    assert line_of(text, "requirement", 0, "where", "peer") == 3
    assert line_of(text, "requirement", 0, "where", "paid") == 4


def test_the_second_row_of_a_table_stands_at_its_own_header() -> None:
    text = "[[fee]]\namount = 1\n\n[[fee]]\namount = 2\n"
    assert line_of(text, "fee") == 1
    assert line_of(text, "fee", 1) == 4
    assert line_of(text, "fee", 1, "amount") == 5


def test_a_table_within_rows_belongs_to_the_last_row_above_it() -> None:
    text = (
        "[[requirement]]\n[[requirement]]\n [[requirement.also]]\n at_most = 1\n [[requirement.also]]\n at_most = 2\n"
    )
    assert line_of(text, "requirement", 1, "also", 0, "at_most") == 4
    assert line_of(text, "requirement", 1, "also", 1, "at_most") == 6


def test_an_element_of_a_list_over_several_lines_stands_on_its_own() -> None:
    text = "slot = [ # three\n  { key = 'a' },\n\n  # the second\n  { key = 'b' },\n]\nlast = 1\n"
    assert line_of(text, "slot", 0, "key") == 2
    assert line_of(text, "slot", 1, "key") == 5
    assert line_of(text, "last") == 7


@pytest.mark.parametrize(
    "text",
    [
        'a = "[x] # no comment, { no table }"',
        "a = '[[x]] \\'",
        'a = "\\" # ]"',
        'a = """\n[x]\n# "" \\""" \n"""',
        'a = """quoted""""',
        "a = '''\n['x']\n'''",
        "a = ''''quoted''''",
        'a = ["]", \'}\', "#"] # ]',
        "a = { b = [1, 2], c = { d = '}' } }",
    ],
)
def test_brackets_hashes_and_quotation_marks_within_text_are_text(text: str) -> None:
    below = f"{text}\nbelow = 1\n[table]\nkey = 1\n"
    assert set(positions(below)) == set(paths(tomllib.loads(below)))
    assert line_of(below, "below") == text.count("\n") + 2
    assert line_of(below, "table", "key") == text.count("\n") + 4


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_value_of_a_shipped_file_has_its_line(file: File) -> None:
    text = file.read_text(encoding="utf-8")
    found = positions(text)
    assert set(found) == set(paths(tomllib.loads(text)))
    written = text.split("\n")
    for path, line in found.items():
        if path and isinstance(path[-1], str):
            assert path[-1] in written[line - 1], (path, line)


KEYS = st.text("ab-_19é. #]\"'", min_size=1, max_size=3)
TEXTS = st.text("ab[]{}#=,.\"' \t\\é", max_size=8)


class Writer:
    """Writes TOML in every manner the draw thinks of, and notes on which line it wrote what."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.text = ""
        self.expected: dict[Path, int] = {(): 1}

    def draw(self, *choices: str) -> str:
        return self.data.draw(st.sampled_from(choices))

    def note(self, path: Path) -> None:
        self.expected.setdefault(path, self.text.count("\n") + 1)

    def write(self, text: str) -> None:
        self.text += text

    def key(self, name: str) -> None:
        bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        literal = [f"'{name}'"] if "'" not in name else []
        self.write(self.draw(*([name] if bare else []), f'"{quoted}"', *literal))

    def names(self, *taken: str) -> list[str]:
        drawn = self.data.draw(st.lists(KEYS, min_size=1, max_size=3, unique=True))
        return [name for name in drawn if name not in taken]

    def end(self) -> None:
        self.write(self.draw("\n", " # a [comment] = {\n", "\n\n", "\r\n"))

    def pairs(self, path: Path) -> None:
        for name in self.names("row", "sub"):
            dotted = self.draw("no", "no", "yes") == "yes"
            steps = [name, *(self.names()[:1] if dotted else [])]
            here = path
            for step in steps:
                if here != path:
                    self.write(self.draw(".", " . "))
                here = (*here, step)
                self.note(here)
                self.key(step)
            self.write(self.draw("=", " = "))
            self.value(here, depth=0)
            self.end()

    def value(self, path: Path, depth: int) -> None:
        match self.draw("number", "text", "lines", "day", *(["list", "table"] if depth < 2 else [])):
            case "number":
                self.write(self.draw("1", "-2.5", "1_000", "true", "0xff", "nan"))
            case "day":
                self.write(self.draw("2024-01-01", "2024-01-01 07:32:00", "07:32:00"))
            case "text":
                text = self.data.draw(TEXTS)
                literal = [f"'{text}'"] if "'" not in text else []
                escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
                self.write(self.draw(f'"{escaped}"', *literal))
            case "lines":
                text = self.draw("", "\n[x]\n", '""', '\\""" # ', "a\n= ''' \n")
                self.write(self.draw(f'"""{text}"""', "'''[a]\n # \"\"\" '\n'''"))
            case "list":
                self.write("[")
                for index in range(self.data.draw(st.integers(0, 3))):
                    self.write(self.draw("", " ", "\n  ", " # one ]\n"))
                    self.note((*path, index))
                    self.value((*path, index), depth + 1)
                    self.write(self.draw(",", " , ", ",\n", "\n,# next\n"))
                self.write(self.draw("", " ", "\n", "# none\n") + "]")
            case _:
                self.write("{")
                for index, name in enumerate(self.names()):
                    self.write(", " if index else " ")
                    self.note((*path, name))
                    self.key(name)
                    self.write(" = ")
                    self.value((*path, name), depth + 1)
                self.write(" }")

    def document(self) -> None:
        self.pairs(())
        for index in range(self.data.draw(st.integers(0, 3))):
            self.note(("row",))
            self.note(("row", index))
            self.write(self.draw("[[row]]", "[[ row ]]"))
            self.end()
            self.pairs(("row", index))
            for place in range(self.data.draw(st.integers(0, 2))):
                self.note(("row", index, "sub"))
                self.note(("row", index, "sub", place))
                self.write(self.draw("  [[row.sub]]", "[[row . 'sub']]"))
                self.end()
                self.pairs(("row", index, "sub", place))


@given(st.data())
def test_whatever_is_written_is_found_where_it_was_written(data: st.DataObject) -> None:
    writer = Writer(data)
    writer.document()
    document = tomllib.loads(writer.text)
    assert positions(writer.text) == writer.expected
    assert set(writer.expected) == set(paths(document))
