"""Sets what a proposed policy would change as a page for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vouchbook.domain.names import PersonId
from vouchbook.letters.impact import DayImpact, Impact, counts
from vouchbook.letters.impact_words import (
    Block,
    application_said,
    endorsement_said,
    member_said,
    prices_said,
    standings_said,
)
from vouchbook.letters.phrases import counted, day, listed
from vouchbook.letters.rules import wrapped

Names = Mapping[PersonId, str]


def as_text(found: Impact, names: Names, *, width: int = 88) -> str:
    """For a terminal of at least ``width`` columns; people by their names."""
    parts = ["\n".join(_head(found, width))]
    before: DayImpact | None = None
    for each in () if found.nothing else found.days:
        if not (each.nothing and before is not None and before.nothing):
            parts += _day(each, before, found.currency, names, width, alone=len(found.days) == 1)
        before = each
    if found.nothing:
        parts.append("\n".join(_nobody(found, width)))
    else:
        parts.append("\n".join(wrapped("What differs for those who come later: vouchbook policy diff", "", width)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(found: Impact, width: int) -> Iterator[str]:
    yield from wrapped(f"{found.name} ({found.association})", "", width)
    yield from wrapped(
        f"If {found.after[:19]}… ruled from {day(found.in_force_from)}, instead of {found.before[:19]}…:", "", width
    )
    looked = found.looked
    yield from wrapped(
        f"Looked at: {people(looked.people)}, {counted(looked.applications, 'open application')}, "
        f"{counted(looked.endorsements, 'endorsement')} in force, {counted(looked.members, 'member')}.",
        "",
        width,
    )


def people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _nobody(found: Impact, width: int) -> Iterator[str]:
    if found.before == found.after:
        yield from wrapped("This is the policy in force: nothing changes.", "", width)
    else:
        yield from wrapped(
            "Nobody is affected: no open application, no endorsement, no standing, no member and no price changes. "
            "What differs for those who come later: vouchbook policy diff",
            "",
            width,
        )


def _day(
    of: DayImpact, before: DayImpact | None, currency: str, names: Names, width: int, *, alone: bool
) -> Iterator[str]:
    """What is told of a day; of a later one, what is not as it was on the day before it."""
    heading = "" if alone and before is None else f"On {day(of.on)}"
    known = [told for _, each in lists(before, currency) for told in each] if before else []
    new = [(title, [told for told in each if told not in known]) for title, each in lists(of, currency)]
    prices = [
        text for text in prices_said(of, currency) if before is None or text not in [*prices_said(before, currency)]
    ]
    again = sum(len(each) for _, each in lists(of, currency)) - sum(len(each) for _, each in new)
    if before is not None and not prices and not any(each for _, each in new) and counts(of) == counts(before):
        yield "\n".join(wrapped(f"{heading}: as on {day(before.on)}.", "", width))
        return
    if of.nothing:
        yield "\n".join(wrapped(f"{heading}: nobody is affected, and no price changes.", "", width))
        return
    if heading:
        yield heading + "\n" + "═" * len(heading)
    yield "\n".join(wrapped(in_short(of), "", width))
    for title, each in new:
        blocks = ["\n".join(_block(block, person, names, width)) for person, block in each]
        if blocks:
            yield "\n\n".join([_underlined(title), *blocks])
    if prices:
        yield "\n".join([_underlined("Prices"), "", *(line for text in prices for line in wrapped(text, "  ", width))])
    if again and before is not None:
        yield "\n".join(wrapped(f"And {_entries(again)} as on {day(before.on)}.", "", width))


def lists(of: DayImpact, currency: str) -> list[tuple[str, list[tuple[PersonId, Block]]]]:
    """Who is concerned by what on a day: under each heading, each person with what is told of them."""
    return [
        ("Open applications", [application_said(each, currency) for each in of.applications]),
        (
            "Endorsements in force, at their next renewal",
            [endorsement_said(each, currency) for each in of.endorsements],
        ),
        ("Who counts as what", [*standings_said(of)]),
        ("Members, at their next membership", [member_said(each, currency) for each in of.members]),
    ]


def _entries(number: int) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def in_short(of: DayImpact) -> str:
    """How many are affected on a day, in a sentence."""
    found = [
        counted(len(of.applications), "open application"),
        counted(len(of.endorsements), "endorsement"),
        f"{people(len({each.person for each in of.standings}))} who would count for more or for less",
        counted(len(of.members), "member"),
        counted(len(of.prices), "price"),
    ]
    shown = [text for text in found if not text.startswith("0 ")]
    if not of.people:
        return f"Nobody is affected yet; {listed(shown, 'and')} {'changes' if len(of.prices) == 1 else 'change'}."
    return f"Affected, {people(len(of.people))} in all: {listed(shown, 'and')}."


def _underlined(heading: str) -> str:
    return f"{heading}\n{'─' * len(heading)}"


def _block(block: Block, person: PersonId, names: Names, width: int) -> Iterator[str]:
    whose, told = block
    yield from wrapped(f"{names.get(person, person)}{f': {whose}' if whose else ''}", "  ", width)
    for each in told:
        yield from wrapped(f"• {each}", "    ", width)
