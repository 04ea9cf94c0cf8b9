"""Tables of what several associations answer, ask and charge: columns where they fit, else one below the other."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from vouchbook.domain.names import AssociationCode, FeeOccasion
from vouchbook.letters.elsewhere import Answered, Charge, Elsewhere, LineCompared, Terms, Told
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import listed, money

MARKS: dict[Told, str] = {
    "met": "✓ met",
    "missing": "✗ missing",
    "judgement": "? for reviewers",
    "encouraged": "encouraged",
    "not_asked": "not asked",
}
Row = tuple[str, tuple[str, ...]]


def codes_of(asked: Iterable[Answered]) -> tuple[str, ...]:
    return tuple(each.code for each in asked)


def in_short(of: Answered) -> str:
    if not of.offered:
        return "not offered"
    if of.trace is None:
        return "no sheet yet"
    if of.trace.missing:
        return f"✗ {len(of.trace.missing)} missing"
    return "✓ nothing missing"


def answers(page: Elsewhere) -> Iterator[Row]:
    yield "Answer", tuple(in_short(each) for each in page.associations)
    for line in page.lines:
        yield f"  {line.called}", tuple(_told(each.code, line) for each in page.associations)
    yield (
        "Reviewers' questions",
        tuple(str(len(each.trace.open_questions)) if each.trace else "" for each in page.associations),
    )


def _told(code: AssociationCode, line: LineCompared) -> str:
    return MARKS[line.answers[code].told] if code in line.answers else ""


def around(page: Elsewhere) -> Iterator[Row]:
    terms = [each.terms for each in page.associations]
    yield may_apply(terms)
    yield (
        "Membership",
        tuple("" if of is None else spaced(of.membership) + doubt(confirmed=of.membership_confirmed) for of in terms),
    )
    yield (
        "Reviewers",
        tuple(
            "" if of is None or of.reviewers is None else f"{of.reviewers}{doubt(confirmed=of.reviewers_confirmed)}"
            for of in terms
        ),
    )


def may_apply(terms: Iterable[Terms | None]) -> Row:
    """Whether one may apply, by where one lives, and whom alone an association takes."""
    may = {True: "yes", False: "no", None: "not known"}
    return (
        "May apply",
        tuple(
            "" if of is None else may[of.may_apply] + (f": only {listed(of.residents, 'or')}" if of.residents else "")
            for of in terms
        ),
    )


def charges(page: Elsewhere, width: int) -> str:
    """What each would charge, and what the table says in too few words; nothing where nobody has a sheet."""
    asked = [each for each in page.associations if each.terms]
    if not asked:
        return ""
    found = [charge for each in asked if each.terms for charge in each.terms.charges]
    notes: list[str] = []
    if any(charge.cents is not None and not charge.counted for charge in found):
        notes += wrapped("[ ] is not in the sum: membership that one may choose, and need not.", "", width)
    if any(charge.cents is None for charge in found):
        notes += wrapped("no row: the policy says nothing of it, and nothing is charged.", "", width)
    side_by_side = table(codes_of(asked), [*_prices(asked)], width)
    return titled("What each would charge", "\n".join([side_by_side, *([""] if notes else []), *notes]), width)


def _prices(asked: Sequence[Answered]) -> Iterator[Row]:
    prices = [
        ({charge.occasion: charge for charge in each.terms.charges}, each.terms.currency) if each.terms else ({}, "")
        for each in asked
    ]
    for occasion in dict.fromkeys(occasion for charges, _ in prices for occasion in charges):
        yield (
            spaced(occasion.value),
            tuple(_price(charges.get(occasion), occasion, currency) for charges, currency in prices),
        )
    yield "together", tuple(_together(each.terms) if each.terms else "" for each in asked)


def _price(charge: Charge | None, occasion: FeeOccasion, currency: str) -> str:
    if charge is None:
        return "held" if occasion is FeeOccasion.MEMBERSHIP else "none"
    if charge.cents is None:
        return "no row"
    amount = money(charge.cents, currency)
    return f"{amount if charge.counted else f'[{amount}]'}{doubt(confirmed=charge.confirmed)}"


def _together(terms: Terms) -> str:
    sure = all(each.confirmed for each in terms.charges if each.counted)
    return f"{money(terms.cents, terms.currency)}{doubt(confirmed=sure)}"


def doubt(*, confirmed: bool) -> str:
    return "" if confirmed else " (?)"


# ── Form ──────────────────────────────────────────────────────────────────────────────────────


def table(codes: Sequence[str], rows: Sequence[Row], width: int) -> str:
    """Columns where they fit; else each association's answers under its code. A row that says nothing is left out."""
    rows = [(label, cells) for label, cells in rows if any(cells)]
    first = max((len(label) for label, _ in rows), default=0)
    wide = [max([len(code), *(len(cells[place]) for _, cells in rows)]) for place, code in enumerate(codes)]
    if first + sum(wide) + 2 * len(wide) <= width:
        lines = [_set("", codes, first, wide), "─" * (first + sum(wide) + 2 * len(wide))]
        return "\n".join([*lines, *(_set(label, cells, first, wide) for label, cells in rows)])
    return "\n\n".join("\n".join(_stacked(code, place, rows, width)) for place, code in enumerate(codes))


def _set(label: str, cells: Sequence[str], first: int, wide: Sequence[int]) -> str:
    said = "".join(f"  {cell:<{room}}" for cell, room in zip(cells, wide, strict=True))
    return f"{label:<{first}}{said}".rstrip()


def _stacked(code: str, place: int, rows: Sequence[Row], width: int) -> Iterator[str]:
    yield code
    yield "─" * len(code)
    for label, cells in rows:
        if cells[place]:
            yield from wrapped(f"{label.strip()}: {cells[place]}", "    " if label.startswith(" ") else "  ", width)


def titled(title: str, text: str, width: int) -> str:
    return "\n".join([title, "─" * min(len(title), width), text])


def wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False
    ) or [""]
