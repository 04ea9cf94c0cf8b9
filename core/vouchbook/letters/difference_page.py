"""Sets what is told of two policies as a page for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from vouchbook.domain.names import CategoryCode
from vouchbook.letters.compared import Day, Page, summary
from vouchbook.letters.differences import Clause, Differences, LineDiffers, RowDiffers, SheetDiffers
from vouchbook.letters.names import called
from vouchbook.letters.phrases import counted, day, listed
from vouchbook.letters.rules import TITLES, Said, sourced, wrapped
from vouchbook.policy.compare import Effect

ROW_FIELDS = {
    "any of": "who counts",
    "ends": "until when it counts",
    "amount": "the price",
    "paid before": "what waits until it is paid",
    "refund": "what comes back of it",
    "kept": "what is kept of it",
    "added to": "with what it is collected",
    "charge": "what another category costs",
    "registration again": "whether registration is charged again",
    "wait": "how long one waits",
    "due": "when it is due",
    "edition": "the edition",
    "covers": "what it covers",
    "judged by": "which day decides",
}
"""Fields of other tables that have a better name than their own."""


NOW_CONFIRMED = "now confirmed"
"""What of the wording is said beside a changed rule too; that one is not confirmed, its mark says."""


def as_text(page: Page, *, width: int = 88) -> str:
    """For a terminal of at least ``width`` columns; what nobody has confirmed is marked ``(?)``."""
    found = page.differences
    parts = ["\n".join(_head(page, width))]
    parts += _sections(found, width)
    if [each.differences for each in page.between] == [found]:
        parts.append("\n".join(wrapped(f"All of this on one day: {day(page.between[0].on)}.", "", width)))
    else:
        parts += _days("Day by day", page.between, width)
    parts += _days(f"Still to come after {day(max(page.before.on, page.now.on))}", page.later, width)
    if page.otherwise:
        days = listed([day(each) for each in page.otherwise], "and")
        parts.append("\n".join(wrapped(f"They differ otherwise before: ask about {days} with --on.", "", width)))
    parts.append("\n".join(_in_short(page, width)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(page: Page, width: int) -> Iterator[str]:
    same = page.before.policy == page.now.policy
    for mark, asked in (("Before:", page.before), ("Now:   ", page.now)):
        yield from wrapped(f"{mark} {asked.called} ({asked.whose})", "", width)
    versions = [f"{asked.policy[:19]}…" for asked in (page.before, page.now)]
    told = f"Version {versions[1]}, both times." if same else f"Versions {versions[0]} and {versions[1]}"
    yield from wrapped(told, "", width)


def _sections(found: Differences, width: int) -> Iterator[str]:
    for only, which in ((found.only_before, "before"), (found.only_now, "now")):
        if only:
            yield "\n".join(wrapped(f"Offered {which} only: {listed(only, 'and')}.", "", width))
    for sheet in found.sheets:
        yield "\n".join(wrapped(_sheet(sheet), "", width))
    changed = [line for line in found.lines if line.clauses]
    for (categories, at), group in groupby(changed, key=lambda line: (line.categories, line.at)):
        heading = f"{_categories(categories, found.compared)}, {called(at)}"
        yield "\n\n".join([_underlined(heading, width), *(_line(line, width) for line in group)])
    if len(changed) < len(found.lines):
        yield "\n".join([_underlined("Asked as before", width), "", *_reworded(found, width)])
    for table, of_table in groupby(found.rows, key=lambda row: row.table):
        yield "\n\n".join([_underlined(TITLES[table], width), *_rows([*of_table], width)])
    if found.association:
        said = [line for text in found.association for line in wrapped(text, "  ", width)]
        yield "\n".join([_underlined("The association itself", width), "", *said])


def _underlined(heading: str, width: int) -> str:
    lines = wrapped(heading, "", width)
    return "\n".join([*lines, "─" * min(max(map(len, lines)), width)])


def _categories(categories: Sequence[CategoryCode], compared: Sequence[CategoryCode]) -> str:
    if len(compared) > 1 and {*categories} == {*compared}:
        return f"All {len(compared)} categories compared"
    return listed(categories, "and")


def _sheet(sheet: SheetDiffers) -> str:
    before, now = (
        "no sheet" if number is None else f"a sheet of {counted(number, 'line')}"
        for number in (sheet.before, sheet.now)
    )
    return f"{listed(sheet.categories, 'and')}, {called(sheet.at)}: before {before}, now {now}."


def _line(line: LineDiffers, width: int) -> str:
    said = line.now or line.before
    mark = "(?) " if said is not None and not said.confirmed else ""
    lines = _clauses(f"{mark}{line.key}", line.effect, line.clauses, width)
    if line.likewise:
        lines += wrapped(f"Said of {line.categories[0]}; of {listed(line.likewise, 'and')} likewise, with the words "
                         f"of its own family.", "    ", width)  # fmt: skip
    words = [each for each in line.words if each == NOW_CONFIRMED]
    return "\n".join([*lines, *_both(line.before, line.now, words, width)])


def _clauses(key: str, effect: Effect, clauses: Sequence[Clause], width: int) -> list[str]:
    """One change stands in the line itself; of several, each has its own, with what it does."""
    if len(clauses) == 1:
        return wrapped(f"{key}: {clauses[0].text} ({_does(effect, clauses)})", "  ", width)
    lines = wrapped(f"{key}: {_does(effect, clauses)}", "  ", width)
    for clause in clauses:
        alone = "" if clause.effect in (effect, Effect.SAME) else f" ({_does(clause.effect, [clause])})"
        lines += wrapped(f"• {clause.text}{alone}", "    ", width)
    return lines


def _does(effect: Effect, clauses: Sequence[Clause]) -> str:
    """An effect in a word or two."""
    if effect is Effect.SAME:
        return "asks the same"
    if effect is Effect.OTHER and {Effect.STRICTER, Effect.LOOSER} <= {each.effect for each in clauses}:
        return "in part stricter, in part looser"
    return "changed otherwise" if effect is Effect.OTHER else effect.value


def _both(before: Said | None, now: Said | None, words: Sequence[str], width: int) -> list[str]:
    """The old sentence and the new one, and who says the new one; a sentence that stays is said once."""
    lines = []
    if before and now and before.text == now.text:
        lines += wrapped(f"As before: {now.text}", "    ", width)
    else:
        lines += wrapped(f"Before: {before.text}", "    ", width) if before else []
        lines += wrapped(f"Now: {now.text}", "    ", width) if now else []
    said = now or before
    also = "".join(f"{each}; " for each in words) if before and now else ""
    return [*lines, *(wrapped(f"[{'' if now else 'before: '}{also}{sourced(said)}]", "    ", width) if said else [])]


def _reworded(found: Differences, width: int) -> Iterator[str]:
    """Lines that ask the same: which of them have another source, note or mark."""
    for line in found.lines:
        if not line.clauses:
            of = f"{_categories(line.categories, found.compared)}, {called(line.at)}"
            yield from wrapped(f"{line.key} ({of}): {listed(line.words, 'and')}", "  ", width)


def _rows(rows: Sequence[RowDiffers], width: int) -> Iterator[str]:
    reworded = [row for row in rows if row.before and row.now and not row.fields]
    for row in rows:
        if row in reworded:
            continue
        said = row.now or row.before
        mark = "(?) " if said is not None and not said.confirmed else ""
        effect = f" ({row.effect.value})" if row.effect in (Effect.STRICTER, Effect.LOOSER) else ""
        fields = [ROW_FIELDS.get(each, each) for each in row.fields]
        if said is not None and not (row.before and row.now):
            what = f"{mark}{'new' if row.now else 'no longer'}{effect}: {said.text}"
            yield "\n".join([*wrapped(what, "  ", width), *wrapped(f"[{sourced(said)}]", "    ", width)])
            continue
        words = [each for each in row.words if each == NOW_CONFIRMED]
        what = f"{mark}changed: {listed(fields, 'and')}{effect}"
        yield "\n".join([*wrapped(what, "  ", width), *_both(row.before, row.now, words, width)])
    for row in reworded:
        if row.now:
            yield "\n".join(wrapped(f"As before ({listed(row.words, 'and')}): {row.now.text}", "  ", width))


# ── Days, and the end ─────────────────────────────────────────────────────────────────────────


def _days(heading: str, days: Iterable[Day], width: int) -> list[str]:
    told = ["\n".join(_day(each, width)) for each in days]
    return ["\n\n".join([_underlined(heading, width), *told])] if told else []


def _day(of: Day, width: int) -> Iterator[str]:
    yield f"  {day(of.on)}"
    yield from _on_a_day(of.differences, "", width)
    for end in of.ends:
        yield from wrapped(end, "    ", width)
    if of.instead is not None:
        yield from _on_a_day(of.instead, "under the policy before, instead: ", width)
        if of.instead.nothing:
            yield from wrapped("under the policy before, nothing changed on this day", "    ", width)


def _on_a_day(found: Differences, which: str, width: int) -> Iterator[str]:
    for sheet in found.sheets:
        yield from wrapped(f"{which}{_sheet(sheet)}", "    ", width)
    for line in found.lines:
        if line.clauses:
            said = "; ".join(clause.text for clause in line.clauses)
            where = f"{_categories(line.categories, found.compared)}, {called(line.at)}, {line.key}"
            yield from wrapped(f"{which}{where}: {said} ({_does(line.effect, line.clauses)})", "    ", width)
    for row in found.rows:
        told = row.now or row.before
        if told and (row.fields or not (row.before and row.now)):
            gone = "" if row.now else "no longer: "
            yield from wrapped(f"{which}{TITLES[row.table]}: {gone}{told.text}", "    ", width)
    if found.worded_anew:
        yield from wrapped(
            f"{which}{counted(found.worded_anew, 'line')} in other words, or of another source", "    ", width
        )


def _in_short(page: Page, width: int) -> list[str]:
    found = page.differences
    if found.nothing:
        elsewhere = bool(page.otherwise) or any(each.instead is not None for each in page.later)
        which = " on the day asked about; on other days, something does" if elsewhere else ""
        return wrapped(f"Nothing differs{_over(found)}{which}.", "", width)
    counts = summary(found)
    lines = [
        f"{counted(counts['stricter'], 'line')} stricter" if counts["stricter"] else "",
        f"{counted(counts['looser'], 'line')} looser" if counts["looser"] else "",
        f"{counted(counts['other'], 'line')} in part stricter and in part looser, or not to be compared"
        if counts["other"]
        else "",
        f"{counted(counts['same'], 'line')} the same in other words or of another source" if counts["same"] else "",
    ]
    alone = len(found.only_before) + len(found.only_now)
    others = [
        f"{alone} {'category' if alone == 1 else 'categories'} offered on one side only" if alone else "",
        f"{counted(counts['sheets'], 'sheet')} on one side only" if counts["sheets"] else "",
        f"{counted(counts['rows'], 'other row')} changed" if counts["rows"] else "",
    ]
    said = "; ".join(filter(None, [*lines, *others])) or "only what the association says of itself differs"
    return wrapped(f"In short{_over(found)}: {said}.", "", width)


def _over(found: Differences) -> str:
    number = len(found.compared)
    return "" if not number else f", over {number} {'category' if number == 1 else 'categories'}"
