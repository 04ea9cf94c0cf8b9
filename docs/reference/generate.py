"""Writes the reference pages that follow from the code: the command line, the events, the policy file.

python docs/reference/generate.py            writes them
python docs/reference/generate.py --check    says which are not up to date, and changes nothing
"""

from __future__ import annotations

import inspect
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path

import click
import msgspec
from msgspec import Struct

HERE = Path(__file__).parent
NOTE = "<!-- Written by docs/reference/generate.py: change the code, then run it. -->\n"


# ── The command line ──────────────────────────────────────────────────────────────────────────


def command_line() -> str:
    from vouchbook.cli import main

    parts = [
        "# Command line",
        NOTE,
        "Exit status everywhere: 0 done, 1 refused, not met or altered, 2 the question itself was wrong. `--json` "
        "answers for machines; errors then are JSON too, on standard error. Long work shows its progress on a "
        "terminal and is silent when piped. Ctrl-C leaves nothing half recorded.",
    ]
    parts.extend(_commands(main, click.Context(main, info_name="vouchbook"), 2))
    return "\n\n".join(parts) + "\n"


def _commands(command: click.Command, context: click.Context, depth: int) -> Iterator[str]:
    help_ = command.get_help(context)
    yield f"{'#' * min(depth, 4)} {context.command_path}\n\n```text\n{help_}\n```"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _commands(inner, click.Context(inner, info_name=name, parent=context, terminal_width=100,
                                                          max_content_width=100), depth + 1)  # fmt: skip


# ── Events ────────────────────────────────────────────────────────────────────────────────────


def events() -> str:
    from vouchbook.domain import evidence, streams
    from vouchbook.domain.events import registered

    parts = [
        "# Events",
        NOTE,
        "Every kind of event that a book may hold. Clear fields are dates, numbers, codes, ids and digests, never "
        "free text; sealed ones open only with the keys of the people named. A shape that was ever recorded stays "
        "readable for ever: `tests/recorded/` holds one of each.",
    ]
    for cycle in streams.LIFE_CYCLES:
        parts.append(f"## Stream `{cycle.name}`")
        parts.extend(_event(kind) for kind in registered() if kind.stream == cycle.name)
    facts = typing.get_args(evidence.Facts)
    parts.append(
        "## Facts of evidence\n\nWhat `evidence_recorded` holds in its field `facts`, by kind. Minutes are whole "
        "minutes of clock hours; `first` and `last` are days, both included."
    )
    parts.extend(f"### `{cls.__struct_config__.tag}`\n\n{_sentence(cls)}{_fields(cls, ())}" for cls in facts)
    return "\n\n".join(parts) + "\n"


def _event(kind: typing.Any) -> str:  # noqa: ANN401
    upcast = f" Schema {kind.schema}." if kind.schema > 1 else ""
    return f"### `{kind.name}`\n\n{_sentence(kind.cls)}{upcast}{_fields(kind.cls, kind.sealed)}"


def _sentence(cls: type) -> str:
    doc = cls.__doc__ or ""
    return " ".join(inspect.cleandoc(doc).split()).replace("``", "`") if not doc.startswith(f"{cls.__name__}(") else ""


def _fields(cls: type[Struct], sealed: tuple[str, ...]) -> str:
    hints = typing.get_type_hints(cls)
    rows = [f"| `{_renamed(cls, name)}` | {_type(hints[name])} | {'sealed' if name in sealed else 'clear'} |"
            for name in cls.__struct_fields__]  # fmt: skip
    return "\n\n| field | type | |\n| --- | --- | --- |\n" + "\n".join(rows) if rows else ""


def _renamed(cls: type[Struct], name: str) -> str:
    return dict(zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True))[name]


def _type(hint: object) -> str:
    """A type in words."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is type(None):
        return "nothing"
    if origin is typing.Annotated:
        extra = next((m.extra for m in hint.__metadata__ if isinstance(m, msgspec.Meta) and m.extra), None)  # type: ignore[attr-defined]
        written = WRITTEN.get(extra["written"]) if extra and "written" in extra else None
        return written[0] if written else _type(arguments[0])
    if origin in (typing.Union, types.UnionType):
        inner = [a for a in arguments if a is not type(None)]
        if all(isinstance(a, type) and issubclass(a, Struct) for a in inner) and len(inner) > 3:
            words = "one of the kinds below"
        else:
            words = " or ".join(_type(a) for a in inner)
        return words + (", optional" if type(None) in arguments else "")
    if origin in (list, tuple) and (origin is list or arguments[-1] is Ellipsis):
        return f"list of {_type(arguments[0])}"
    if origin is tuple:
        return " and ".join(map(_type, arguments))
    if origin is dict:
        return f"table of {_type(arguments[1])}"
    if origin is typing.Literal:
        return ", ".join(f"`{a}`" for a in arguments)
    if origin is Mapping:
        return f"table of {_type(arguments[1])}"
    if origin is not None:  # Sealed[…]
        return _type(arguments[0])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ", ".join(f"`{member.value}`" for member in hint) if len(hint) <= 6 else f"{hint.__name__}"
    name = getattr(hint, "__name__", str(hint))
    return NAMES.get(name, name)


NAMES = {
    "str": "text",
    "int": "whole number",
    "bool": "true or false",
    "date": "day",
    "Length": "length",
    "Where": "conditions",
    "Applies": "to whom",
    "Way": "way, see below",
    "VettingEnd": "end: `on`, `by`",
    "AlsoMinutes": "way: `where`, `of`, `at_most`, `once_accepted`, `line`",
    "AlsoMonths": "way: `where`, `at_most`, `once_accepted`, `line`",
    "Part": "part: `key`, `minimum`, `where`, `when`",
    "Slot": "place: `key`, `is`, `may`, `line`",
    "Rule": "rule",
    "CategoryCode": "category",
    "AssociationCode": "association",
    "StandingName": "standing",
    "StatementCode": "statement",
    "PlanKey": "plan",
    "RequirementKey": "key",
    "SlotKey": "slot",
    "QuestionKey": "key",
    "Area": "competency area",
    "ServiceKind": "service",
}


# ── The policy file ───────────────────────────────────────────────────────────────────────────

WRITTEN = {
    "hours": ("clock hours", '`30`, `"1.5"` or `"1:30"`; kept as whole minutes'),
    "money": ("money", '`25` or `"25.00"`; kept as whole cents'),
    "share": ("share", '`"0.80"`; kept in ten-thousandths'),
    "day_of_year": ("day of the year", '`"12-31"`'),
}


def policy_file() -> str:
    from vouchbook.policy import document, rules

    tables = typing.get_type_hints(document.PolicyDocument)
    parts = [
        "# The policy file",
        NOTE,
        "One `policy.toml` per association: dated, sourced rows. What it leaves out comes from the guidelines edition "
        'it names. Rows are replaced whole; "nothing" is a value. `vouchbook policy show CODE` prints every row as a '
        "sentence; `vouchbook policy check FILE` reports every mistake at once, with its line and the way out.",
        "## Values\n\n| kind | how it is written |\n| --- | --- |\n"
        + "\n".join(f"| {name} | {form} |" for name, form in WRITTEN.values())
        + '\n| length | `"12 months"`, `"1 year"`, `"90 days"` |\n| day | `2027-12-21`, without quotation marks |',
        "## The head of every row\n\n`from`: the first day (the first row of a key may leave it out: since ever). "
        "`until`: the last day, included. "
        "`source`: a key of `[sources]`. `line`: where in it. `confirmed = false`: nobody has "
        "confirmed it, and people see that. `note`. Rows of requirements also have `for` (categories), `at` "
        "(application, renewal, reinstatement), `due` (submission, decision) and `applies` (to whom).",
        "## Tables",
    ]
    parts.append(f"### `[association]`{_rows(document.AssociationRow)}")
    parts.append(f"### `[sources]`\n\nEach is `id = {{ title, url, read_on }}`.{_rows(document.SourceText)}")
    for name, hint in tables.items():
        row = next((a for a in typing.get_args(hint) if isinstance(a, type) and issubclass(a, document.Row)), None)
        if row is not None:
            parts.append(f"### `[[{name}]]`\n\n{_sentence(row)}{_rows(row)}")
        if row is document.StandingRow:
            parts.append(f"A way:\n\n{_sentence(document.Way)}{_rows(document.Way)}")
    parts.append(
        "## Requirements\n\nEach `[[requirement]]` has a `key`, a `kind`, and the fields of its kind. `judgement` "
        "lists questions for reviewers: `{ key, ask, line }`; they leave the measured status, and block approval until "
        "answered."
    )
    parts.extend(
        f'### `kind = "{cls.__struct_config__.tag}"`\n\n{_sentence(cls)}{_rows(cls)}'
        for cls in typing.get_args(rules.Rule)
    )
    parts.append(f"## Conditions\n\n`where.…`: all that are given must hold.{_rows(rules.Where)}")
    return "\n\n".join(parts) + "\n"


HEAD = ("origin", "from_", "until", "source", "line", "confirmed", "note", "key", "judgement")


def _rows(cls: type[Struct]) -> str:
    hints = typing.get_type_hints(cls, include_extras=True)
    defaults = {f.name: f for f in msgspec.structs.fields(cls)}
    rows = []
    for name in cls.__struct_fields__:
        if name in HEAD and name not in ("key",):
            continue
        field = defaults[name]
        required = field.required
        default = "required" if required else _default(field)
        rows.append(f"| `{_renamed(cls, name)}` | {_type(hints[name])} | {default} |")
    return "\n\n| field | type | default |\n| --- | --- | --- |\n" + "\n".join(rows) if rows else ""


def _default(field: typing.Any) -> str:  # noqa: ANN401
    value = field.default
    if value is None or value == () or value is msgspec.NODEFAULT or (isinstance(value, Struct)):
        return ""
    shown = value.value if isinstance(value, Enum) else value
    if isinstance(value, tuple):
        shown = ", ".join(str(getattr(v, "value", v)) for v in value)
    return f"`{str(shown).lower() if isinstance(shown, bool) else shown}`"


PAGES = {"command-line.md": command_line, "events.md": events, "policy-file.md": policy_file}


def main(check: bool) -> int:
    stale = []
    for name, page in PAGES.items():
        path, text = HERE / name, page()
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, "utf-8")
    if check and stale:
        print(f"not up to date: {', '.join(stale)}; run: python docs/reference/generate.py", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
