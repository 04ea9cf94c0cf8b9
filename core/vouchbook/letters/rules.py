"""A policy as sentences that a coordinator understands and approves, each with the document it comes from."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import CategoryCode, Due
from vouchbook.letters.conditions import concerned
from vouchbook.letters.kinds import asked, questions
from vouchbook.letters.names import called, spaced
from vouchbook.letters.phrases import counted, day
from vouchbook.letters.standings import Policy, in_force
from vouchbook.letters.tables import ROWS, association, edition, edition_alone
from vouchbook.policy.document import PolicyDocument, Row, UnknownCategory
from vouchbook.policy.rules import Line, Sheet
from vouchbook.policy.source import EVERY
from vouchbook.policy.version import PolicyVersion

TITLES = {
    "guidelines": "Guidelines",
    "transition": "Which day's rules apply",
    "standing": "Who counts as what",
    "vetting": "Vetting",
    "emerging": "Beginning as emerging",
    "plan": "Membership plans",
    "membership": "Membership",
    "fund": "Funds",
    "intake": "From interest to application",
    "review": "Review",
    "exam": "Exam",
    "renewal": "Renewal",
    "lapse": "Lapse",
    "recognition": "Endorsements from elsewhere",
    "fee": "Fees",
    "upgrade": "Applying for another category",
}


class Said(Struct, frozen=True, kw_only=True):
    """A row of the policy in words: what it asks, who says so, and from when until when (both included).

    ``floor`` is what the guidelines ask where the association says something else; ``questions`` are for reviewers.
    """

    heading: str
    key: str
    text: str
    source: str
    url: str | None = None
    line: str | None = None
    from_: date | None = None
    until: date | None = None
    confirmed: bool = True
    origin: str = "own"
    note: str | None = None
    floor: str | None = None
    questions: tuple[str, ...] = ()


def sentences(version: PolicyVersion, *, on: date | None, category: CategoryCode | None = None) -> list[Said]:
    """Every row that rules ``on`` a day, or all of them; of one ``category``, or of all.

    :raises UnknownCategory: the association does not offer the category
    """
    document = version.document
    offered = document.association.categories
    if category is not None and category not in offered:
        raise UnknownCategory(f"{document.association.code} offers {', '.join(offered)}; not {category!r}")
    return [*_sheets(document, on, category), *_tables(document, on, category)]


def as_text(version: PolicyVersion, said: Iterable[Said], *, width: int = 88) -> str:
    """The sentences under their headings, for a terminal of at least ``width`` columns.

    What nobody has confirmed begins with ``(?)``, here and in the summary at the top.
    """
    rows = list(said)
    doubtful = sum(not row.confirmed for row in rows)
    top = [
        *textwrap.wrap(_whose(version.document), width),
        f"Version {version.digest}",
        f"{counted(len(rows), 'row')}, {doubtful} of them not confirmed: marked (?)" if doubtful else "",
    ]
    parts = ["\n".join(filter(None, top))]
    for heading, group in groupby(rows, key=lambda row: row.heading):
        parts.append(f"{heading}\n{'─' * min(len(heading), width)}")
        parts.extend(_block(row, width) for row in group)
    return "\n\n".join(parts) + "\n"


def _whose(document: PolicyDocument) -> str:
    alone = edition_alone(document)
    return edition(alone, document.association) if alone else association(document.association)


def _sheets(document: PolicyDocument, on: date | None, category: CategoryCode | None) -> Iterator[Said]:
    for sheet in document.sheets:
        if category in (None, sheet.category) and (on is None or in_force(sheet.from_, sheet.until, on)):
            policy = Policy(document, sheet.category, on or sheet.until)
            for line in (*sheet.lines, *sheet.dropped):
                yield replace(line_said(line, policy), heading=_heading(sheet))


def _heading(sheet: Sheet) -> str:
    when = "" if sheet.from_ is None and sheet.until is None else f", {days(sheet.from_, sheet.until)}"
    return f"{sheet.category}, {called(sheet.at)}{when}"


def line_said(line: Line, policy: Policy) -> Said:
    """One line of a sheet in words, without a heading."""
    text, floor = asked(line.rule, policy), asked(line.floor, policy) if line.floor else None
    whom = concerned(line.applies, policy)
    due = " Due by the decision: one may submit before." if line.due is Due.DECISION else ""
    source = policy.document.sources.get(line.source)
    return Said(
        heading="",
        key=spaced(line.rule.key),
        text=f"{f'For {whom}: ' if whom else ''}{text}{due}",
        source=source.title if source else line.source,
        url=source.url if source else None,
        line=line.line,
        from_=line.from_,
        until=line.until,
        confirmed=line.confirmed,
        origin=line.origin,
        note=_note(line.note, line.origin, policy),
        floor=floor if floor != text else None,
        questions=questions(line.rule),
    )


def _tables(document: PolicyDocument, on: date | None, category: CategoryCode | None) -> Iterator[Said]:
    for table in ROWS:
        rows: tuple[Row, ...] = getattr(document, table)
        for row in rows:
            concerns = getattr(row, "for_", (EVERY,))
            if (on is not None and not in_force(row.from_, row.until, on)) or (
                category is not None and not {category, EVERY} & {*concerns}
            ):
                continue
            yield row_said(table, row, Policy(document, category, on or row.until))


def row_said(table: str, row: Row, policy: Policy) -> Said:
    """One row of another table in words, under the heading of its table."""
    source = policy.document.sources.get(row.source)
    return Said(
        heading=TITLES[table],
        key="",
        text=ROWS[table](row, policy),
        source=source.title if source else row.source,
        url=source.url if source else None,
        line=row.line,
        from_=row.from_,
        until=row.until,
        confirmed=row.confirmed,
        origin=row.origin,
        note=_note(row.note, row.origin, policy),
    )


def _note(note: str | None, origin: str, policy: Policy) -> str | None:
    """A note as people read it: a source that it speaks of is named by its title, not by its key in the file."""

    def title(found: re.Match[str]) -> str:
        edition = "" if origin == "own" else f"{origin.removeprefix('guidelines ')}:"
        source = policy.document.sources.get(f"{edition}{found[1]}")
        return f"“{source.title}”" if source else found[0]

    return re.sub(r"the source named (\w+)", title, note) if note else note


def _block(said: Said, width: int) -> str:
    mark = "" if said.confirmed else "(?) "
    key = f"{said.key}: " if said.key else ""
    lines = wrapped(f"{mark}{key}{said.text}", "  ", width)
    for question in said.questions:
        lines += wrapped(f"? {question}", "    ", width)
    if said.floor:
        lines += wrapped(f"The guidelines ask: {said.floor}", "    ", width)
    if said.note:
        lines += wrapped(f"Note: {said.note}.", "    ", width)
    lines += wrapped(f"[{sourced(said)}]", "    ", width)
    return "\n".join(lines)


def sourced(said: Said) -> str:
    """Who says so and since when; what nobody has confirmed says so first."""
    place = f", {said.line}" if said.line else ""
    origin = "" if said.origin == "own" else f" ({said.origin})"
    unsure = "" if said.confirmed else "not confirmed; "
    return f"{unsure}{days(said.from_, said.until)}; {said.source}{place}{origin}"


def wrapped(text: str, indent: str, width: int) -> list[str]:
    """A paragraph in lines of a terminal, those after the first set in a little further."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def days(from_: date | None, until: date | None) -> str:
    """From when until when something rules, both days included."""
    if from_ and until:
        return f"from {day(from_)} through {day(until)}"
    if from_:
        return f"from {day(from_)}"
    return f"through {day(until)}" if until else "always"
