"""Sets what an association offers as a page that an applicant reads, on a desk or a phone, and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from vouchbook.letters.categories import CATEGORIES, FAMILIES
from vouchbook.letters.offered import Category, Offer, Price
from vouchbook.letters.phrases import counted, day, money
from vouchbook.letters.rules import Said

Json = dict[str, object]


class Footnotes:
    """Sources in the order in which they come up, each with its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str | None], int] = {}

    def mark(self, said: Said) -> str:
        """``[2]``, and ``(?)`` before it where nobody has confirmed what is said."""
        number = self._numbers.setdefault((said.source, said.url), len(self._numbers) + 1)
        return f"{'' if said.confirmed else '(?) '}[{number}]"

    def __iter__(self) -> Iterator[tuple[int, str, str | None]]:
        return iter([(number, title, url) for (title, url), number in self._numbers.items()])


# ── For a program ─────────────────────────────────────────────────────────────────────────────


def as_json(offer: Offer) -> Json:
    """The same content; every sentence with its source and whether it is confirmed."""
    return {
        "on": offer.on.isoformat(),
        "categories": [_category_json(each) for each in offer.categories],
        "ways_in": [*map(_said_json, offer.ways_in)],
        "decided": [*map(_said_json, offer.decided)],
    }


def _category_json(of: Category) -> Json:
    sentences: Json = {
        name: [*map(_said_json, getattr(of, name))] for name in ("asked", "references", "exam", "renewal")
    }
    return {
        "code": of.code,
        "name": of.name,
        "family": of.family.value if of.family else None,
        "scope": of.scope,
        "no_sheet": of.waits,
        "in_short": list(of.short),
        **sentences,
        "questions_to_reviewers": of.questions,
        "fees": [*map(_price_json, of.fees)],
        "renewal_fees": [*map(_price_json, of.renewal_fees)],
    }


def _price_json(price: Price) -> Json:
    return {
        "what": price.what,
        "occasion": price.occasion,
        "cents": price.cents,
        "currency": price.currency,
        **_said_json(price.said),
    }


def _said_json(said: Said) -> Json:
    return {
        "key": said.key or None,
        "text": said.text,
        "source": said.source,
        "url": said.url,
        "line": said.line,
        "from": said.from_.isoformat() if said.from_ else None,
        "confirmed": said.confirmed,
    }


# ── For people ────────────────────────────────────────────────────────────────────────────────


def as_text(offer: Offer, *, whose: str = "", edition: str = "", width: int = 88) -> str:
    """For a terminal of ``width`` columns, 40 at least: ``whose`` policy it is and since when, or which ``edition``."""
    notes = Footnotes()
    listed = f"vouchbook policy show {f'--edition {edition}' if edition else offer.code}"
    parts = ["\n".join(_head(offer, whose, width))]
    if len(offer.categories) > 1:
        parts.append("\n".join(_at_a_glance(offer, width)))
    parts += ["\n".join(_category(each, listed, notes, width)) for _, group in offer.by_family for each in group]
    for heading, rows in (("How one gets in", offer.ways_in), ("Who decides", offer.decided)):
        if rows:
            parts.append("\n".join([*_heading(heading, width), *_sentences(rows, notes, width)]))
    parts.append("\n".join([*_heading("Sources", width), *_sources(notes, width)]))
    return "\n\n".join(parts) + "\n"


def _head(offer: Offer, whose: str, width: int) -> Iterator[str]:
    yield from _set(f"{offer.name} ({offer.code})" if whose else offer.name, "", width)
    policy = f"; policy {whose}" if whose else ""
    yield from _set(f"What is asked of somebody who applies on {day(offer.on)}{policy}.", "", width)
    yield ""
    yield from _set(
        "Categories are kinds of endorsement for kinds of work; none is a step to the next. A number in brackets "
        "names the source below. (?) marks what is assumed: nobody has confirmed it yet, so ask before you rely "
        "on it.",
        "",
        width,
    )


def _at_a_glance(offer: Offer, width: int) -> Iterator[str]:
    yield from _heading("At a glance", width)
    for heading, categories in offer.by_family:
        yield ""
        yield from _set(heading, "", width)
        for each in categories:
            yield from _set(f"{each.code}: {each.name}", "  ", width)
            yield from _set(_short(each), "      ", width)


def _short(of: Category) -> str:
    if of.waits:
        return "no sheet on this day"
    asked = "; ".join(of.short)
    total = _total(of.fees)
    return f"{asked}. {total} in fees." if total else f"{asked}."


def _category(of: Category, listed: str, notes: Footnotes, width: int) -> Iterator[str]:
    yield from _heading(f"{of.code}: {of.name}", width)
    yield from _set(f"{FAMILIES[of.family]}.", "", width) if of.code in CATEGORIES else ()
    yield from _set(f"Scope: {of.scope}.", "", width) if of.scope else ()
    if of.waits:
        yield from _set(f"Nobody can apply on this day: {of.waits}.", "", width)
        return
    yield from _titled("To be endorsed", of.asked, notes, width)
    yield from _titled("References", [replace(said, key="") for said in of.references], notes, width)
    yield from _titled("Exam", [replace(said, key="") for said in of.exam], notes, width)
    if not of.exam:
        yield from ["", "Exam", "  None."]
    if of.questions:
        yield ""
        yield from _set(
            f"Beside these, reviewers answer {counted(of.questions, 'question')} that only people can; they are listed "
            f"by: {listed} -c {of.code}",
            "",
            width,
        )
    yield from _fees("Fees", of.fees, notes, width, total=True)
    yield from _titled("To stay endorsed", of.renewal, notes, width)
    yield from _fees("", of.renewal_fees, notes, width, total=False)


def _titled(title: str, rows: Sequence[Said], notes: Footnotes, width: int) -> Iterator[str]:
    if rows:
        yield from ["", title, *_sentences(rows, notes, width)]


def _sentences(rows: Iterable[Said], notes: Footnotes, width: int) -> Iterator[str]:
    for said in rows:
        key = f"{said.key[:1].upper()}{said.key[1:]}: " if said.key else ""
        yield from _set(f"{key}{said.text} {notes.mark(said)}", "  ", width)


def _fees(title: str, prices: Sequence[Price], notes: Footnotes, width: int, *, total: bool) -> Iterator[str]:
    """Amounts in a column; a sum where nothing is to be chosen."""
    if not prices:
        return
    if title:
        yield from ["", title]
    rows = [(price.what, money(price.cents, price.currency), notes.mark(price.said)) for price in prices]
    together = _total(prices) if total and len(rows) > 1 else ""
    rows += [("together", together, "")] if together else []
    wide = max(len(what) for what, _, _ in rows)
    amounts = max(len(amount) for _, amount, _ in rows)
    columns = [f"  {what:<{wide}}  {amount:>{amounts}} {mark}".rstrip() for what, amount, mark in rows]
    if max(map(len, columns)) <= width:
        yield from columns
    else:
        for what, amount, mark in rows:
            yield from _set(f"{what}: {amount} {mark}".rstrip(), "  ", width)
    if not all(price.said.confirmed for price in prices):
        yield from _set("Amounts marked (?) are assumed, not confirmed.", "  ", width)


def _total(prices: Sequence[Price]) -> str:
    """What all of it comes to, where each thing has one price."""
    if not prices or len({price.occasion for price in prices}) < len(prices):
        return ""
    return money(sum(price.cents for price in prices), prices[0].currency)


def _sources(notes: Footnotes, width: int) -> Iterator[str]:
    for number, title, url in notes:
        yield from _set(f"[{number}] {title}{f': {url}' if url else ''}", "", width)


def _heading(text: str, width: int) -> list[str]:
    lines = _set(text, "", width)
    return [*lines, "─" * min(max(map(len, lines)), width)]


def _set(text: str, indent: str, width: int) -> list[str]:
    """Running text; what does not fit in a line goes on a little further in."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  " if indent or text.startswith("[") else "",
        break_on_hyphens=False,
        break_long_words=False,
    ) or [""]
