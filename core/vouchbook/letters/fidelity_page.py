"""Sets what is told of an association's fidelity as a page for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from vouchbook.domain.alliance import Floor, Licence
from vouchbook.domain.names import CategoryCode, EditionName
from vouchbook.letters.differences import LineDiffers
from vouchbook.letters.fidelity import Report, Told, categories_of, told
from vouchbook.letters.names import called
from vouchbook.letters.phrases import counted, day, listed
from vouchbook.letters.rules import Said, sourced, wrapped
from vouchbook.policy.compare import Effect, SheetChange
from vouchbook.policy.fidelity import Verdict

TITLES = {
    Verdict.LOOSER: "Looser: asks less than the edition",
    Verdict.OTHER: "Other: asks something else, or less of one thing and more of another",
    Verdict.NOT_YET_ADOPTED: "Not yet adopted",
    Verdict.STRICTER: "Stricter: asks more, which every association may",
}
COLUMNS = ("same", "stricter", "looser", "other", "not yet adopted")
"""The verdicts in the order in which an overview counts them."""


def as_text(report: Report, *, width: int = 88) -> str:
    """For a terminal of at least ``width`` columns; what nobody has confirmed is marked ``(?)``."""
    parts = ["\n".join(_head(report, width))]
    differing = told(report)
    if differing:
        parts.append("\n".join(wrapped("What differs reads from the edition to the association.", "", width)))
    for verdict, of_verdict in groupby(differing, key=lambda each: each.verdict):
        for like, lines in groupby(of_verdict, key=lambda each: each.like):
            heading = TITLES[verdict] + (f": as the edition of {like} has it" if like else "")
            parts.append("\n\n".join([_underlined(heading, width), *(_line(each, report, width) for each in lines)]))
    if report.fidelity:
        parts += ["\n".join(wrapped(each, "", width)) for each in _sheets(report.fidelity.sheets)]
    parts.append("\n".join(_in_short(report, width)))
    return "\n\n".join(parts) + "\n"


def licence_said(licence: Licence) -> str:
    """A licence in a sentence or two, marked where nobody has confirmed it."""
    mark = "" if licence.confirmed else "(?) "
    until = f" through {day(licence.until)}" if licence.until else ""
    if licence.edition is None:
        return f"{mark}Licensed from {day(licence.first)}{until}, for no edition that was recorded."
    floor = {Floor.REPORTED: "reported", Floor.ENFORCED: "refused"}[licence.floor]
    unsure = "" if licence.confirmed else " Assumed from the association's own policy; nobody has confirmed it."
    return (
        f"{mark}Licensed for the edition of {licence.edition} from {day(licence.first)}{until}; what asks less is "
        f"{floor}.{unsure}"
    )


def _head(report: Report, width: int) -> Iterator[str]:
    yield from wrapped(f"{report.name} ({report.association}) on {day(report.on)}", "", width)
    if report.licence is None:
        yield from wrapped(
            f"No licence holds on this day, so that there is no edition to compare with. The Alliance gives one with: "
            f"vouchbook association license {report.association} --edition EDITION --from DAY",
            "",
            width,
        )
        return
    yield from wrapped(licence_said(report.licence), "", width)
    if report.fidelity is None:
        yield from wrapped(_not_compared(report), "", width)
    elif report.newer:
        newer = listed(report.newer, "and")
        yield from wrapped(
            f"The Alliance has asked for a newer edition by then, which this licence is not for: {newer}.", "", width
        )


def _not_compared(report: Report) -> str:
    if report.edition is None:
        return (
            "There is nothing to compare with before an edition is licensed: vouchbook association license "
            f"{report.association} --edition EDITION --from DAY"
        )
    return f"The edition of {report.edition} is not installed here; install it, and ask again."


def _underlined(heading: str, width: int) -> str:
    lines = wrapped(heading, "", width)
    return "\n".join([*lines, "─" * min(max(map(len, lines)), width)])


def _line(each: Told, report: Report, width: int) -> str:
    line, said = each.line, each.line.now or each.line.before
    mark = "(?) " if said is not None and not said.confirmed else ""
    of = _categories(line.categories, categories_of(report))
    lines = wrapped(f"{mark}{line.key} ({of}, {called(line.at)}): {_clauses(line)}{_does(each)}", "  ", width)
    if line.likewise:
        lines += wrapped(f"Said of {line.categories[0]}; of {listed(line.likewise, 'and')} likewise, with the words "
                         f"of its own family.", "    ", width)  # fmt: skip
    if line.before is None:
        lines += wrapped(f"Edition {report.edition}: nothing", "    ", width)
    else:
        lines += wrapped(f"Edition {report.edition}: {line.before.text}", "    ", width)
        lines += wrapped(f"[{_by(line.before)}]", "      ", width)
    if line.now is None:
        return "\n".join([*lines, *wrapped(f"{report.association}: nothing", "    ", width)])
    lines += wrapped(f"{report.association}: {line.now.text}", "    ", width)
    return "\n".join([*lines, *wrapped(f"[{sourced(line.now)}]", "      ", width)])


def _clauses(line: LineDiffers) -> str:
    if line.before is None:
        return "a line that the edition does not have"
    if line.now is None:
        return "not asked here"
    return "; ".join(clause.text for clause in line.clauses)


def _does(each: Told) -> str:
    """What of it must be said beside the heading: which way an older edition differs, which of several is looser."""
    if each.verdict is Verdict.NOT_YET_ADOPTED and each.line.effect in (Effect.STRICTER, Effect.LOOSER):
        return f" ({each.line.effect.value})"
    effects = {clause.effect for clause in each.line.clauses}
    mixed = {Effect.STRICTER, Effect.LOOSER} <= effects
    return " (in part stricter, in part looser)" if mixed and each.line.effect is Effect.OTHER else ""


def _by(said: Said) -> str:
    """Who says what an edition asks; an edition has no days of its own."""
    unsure = "" if said.confirmed else "not confirmed; "
    return f"{unsure}{said.source}{f', {said.line}' if said.line else ''}"


def _categories(categories: Sequence[CategoryCode], compared: Sequence[CategoryCode]) -> str:
    if len(compared) > 1 and {*categories} == {*compared}:
        return f"all {len(compared)} categories"
    return listed(categories, "and")


def _sheets(sheets: Sequence[SheetChange]) -> Iterator[str]:
    for each in sheets:
        where = f"{each.category}, {called(each.at)}"
        if each.new is None:
            yield f"{where}: the edition has a sheet, the association has none on this day."
        else:
            yield f"{where}: the association has a sheet, the edition has none."


def _in_short(report: Report, width: int) -> list[str]:
    found = report.fidelity
    if found is None:
        return wrapped("Nothing was compared.", "", width)
    said = [f"{found.counted(verdict)} {verdict.value.replace('_', ' ')}" for verdict in Verdict]
    less = len(found.deviations)
    deviations = f" Of all of them {counted(less, 'line')} {'asks' if less == 1 else 'ask'} less than the edition."
    beyond = _beyond(found.beyond, report.edition)
    return wrapped(
        f"In short, over {counted(len(found.lines), 'line')} of {counted(len(categories_of(report)), 'sheet')} and "
        f"their renewals: {listed(said, 'and')}.{deviations if less else ''}{beyond}",
        "",
        width,
    )


def _beyond(categories: Sequence[CategoryCode], edition: EditionName | None) -> str:
    return f" Not in the edition of {edition}: {listed(categories, 'and')}." if categories else ""
