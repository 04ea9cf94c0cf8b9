"""Says what a check of an association found: group by group, each problem with its place and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from vouchbook.cli.said import wrapped
from vouchbook.letters.phrases import counted
from vouchbook.service.conformance.report import Checked, Conformance, Problem

_WIDEST = 8
"""The longest name of a group, with its blank."""


def as_json(found: Conformance) -> dict[str, Any]:
    return {"holds": found.holds, **msgspec.to_builtins(found)}


def as_text(found: Conformance) -> Iterator[str]:
    """The groups in order; a group without a problem takes a line, and its notes one each."""
    yield f"{found.package} {found.version}, which answers for {found.association}"
    yield ""
    for checked in found.checked:
        yield from _group(checked)
    yield ""
    if found.holds:
        yield f"{found.package} holds."
    else:
        number = counted(len(found.problems), "problem")
        yield f"{number}. Mend what is named, install the package again, and ask again."


def _group(checked: Checked) -> Iterator[str]:
    skipped = checked.said.startswith("not looked at")
    mark = "✗" if checked.problems else "·" if skipped else "✓"
    yield wrapped(f"{mark} {checked.group:<{_WIDEST}}{checked.said}", hanging=" " * (_WIDEST + 2))
    for problem in checked.problems:
        yield from _problem(problem)
    for note in checked.notes:
        yield wrapped(f"Note: {note}", indent="    ", hanging="      ")


def _problem(problem: Problem) -> Iterator[str]:
    place = f"{problem.where}: " if problem.where else ""
    yield wrapped(f"✗ {place}{problem.what}", indent="    ", hanging="      ")
    yield wrapped(f"→ {problem.way_out}", indent="      ", hanging="        ")
