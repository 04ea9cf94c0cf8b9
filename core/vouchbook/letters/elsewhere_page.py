"""Sets what several associations answer to one portfolio as a page: side by side, or one below the other on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vouchbook.letters.categories import CATEGORIES
from vouchbook.letters.differences import Clause
from vouchbook.letters.elsewhere import Answered, Elsewhere, Glance, LineAnswer, LineCompared, Terms, Turn
from vouchbook.letters.elsewhere_tables import (
    MARKS,
    Row,
    answers,
    around,
    charges,
    codes_of,
    doubt,
    in_short,
    may_apply,
    table,
    titled,
    wrapped,
)
from vouchbook.letters.kinds import capital
from vouchbook.letters.phrases import day, listed
from vouchbook.policy.compare import Effect

NOBODY = "(?) marks what nobody has confirmed."


def as_text(page: Elsewhere, *, width: int = 88) -> str:
    """Everything about one category, for a terminal of ``width`` columns, 40 at least."""
    of = CATEGORIES.get(page.category)
    parts = [
        _head(page, f"{page.category}{f': {of.name}' if of else ''}", width),
        table(codes_of(page.associations), [*answers(page), *around(page)], width),
        charges(page, width),
        *_why(page, width),
        "\n".join(wrapped(f"Each in full: vouchbook evaluate -a CODE -c {page.category} -p FILE", "", width)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def glance_as_text(page: Glance, *, width: int = 88) -> str:
    """Every category, one line each."""
    asked = page.categories[0][1] if page.categories else ()
    rows: list[Row] = [(code, tuple(in_short(each) for each in answered)) for code, answered in page.categories]
    terms = [*_terms(page)]
    if any(of and of.residents for of in terms):
        rows.append(may_apply(terms))
    hint = "Line by line, with what each would charge and why they differ: vouchbook compare FILE -c CATEGORY"
    return "\n\n".join(
        [
            _head(page, "Every category that one of them offers", width),
            table(codes_of(asked), rows, width),
            "\n".join(wrapped(hint, "", width)),
        ]
    ) + "\n"  # fmt: skip


def _terms(page: Glance) -> Iterator[Terms | None]:
    """What each asks around its sheets; of whom it takes, every category says the same."""
    for each in zip(*(answered for _, answered in page.categories), strict=True):
        yield next((answer.terms for answer in each if answer.terms), None)


def _head(page: Elsewhere | Glance, about: str, width: int) -> str:
    lives = f", who lives in {page.state}" if page.state else ", whose file names no state"
    asked = page.associations if isinstance(page, Elsewhere) else page.categories[0][1] if page.categories else ()
    lines = wrapped(f"{page.person}{lives}; asked about {day(page.on)}", "", width)
    lines += wrapped(about, "", width)
    for each in asked:
        of = each.version.document.association
        here = f", there called {each.called}" if _locally(each, page) else ""
        lines += wrapped(f"{each.code}: {of.name}{here}", "  ", width)
    lines += wrapped("What the file says about others, memberships and exams is taken at its word.", "", width)
    return "\n".join([*lines, NOBODY])


def _locally(of: Answered, page: Elsewhere | Glance) -> bool:
    """Whether the association has a name of its own for the category that is asked about."""
    return isinstance(page, Elsewhere) and page.category in of.version.document.association.names


# ── Why ───────────────────────────────────────────────────────────────────────────────────────


def _why(page: Elsewhere, width: int) -> Iterator[str]:
    """What keeps somebody out altogether, the lines that are answered otherwise, and those that are only asked so."""
    outside = [text for each in page.associations for text in _outside(each, page, width)]
    answering = [each for each in page.associations if each.trace is not None]
    differing = ["\n".join(_line(line, width)) for line in page.lines if line.differs]
    if len(answering) > 1 and not differing:
        differing = ["\n".join(wrapped("No line is answered otherwise.", "  ", width))]
    if outside or len(answering) > 1:
        parts = ["\n".join(outside), *(differing if len(answering) > 1 else [])]
        title = "Why the answers differ" if len(page.associations) > 1 else "Before anything else"
        yield titled(title, "\n\n".join(filter(None, parts)), width)
    if alike := [text for line in page.lines if not line.differs for text in _alike(line, width)]:
        yield titled("Asked differently, answered alike", "\n".join(alike), width)


def _outside(of: Answered, page: Elsewhere, width: int) -> Iterator[str]:
    """Why somebody cannot apply with an association, whatever they bring."""
    association = of.version.document.association
    if not of.offered:
        families = f"{'family' if len(association.families) == 1 else 'families'} {listed(association.families, 'and')}"
        yield from wrapped(
            f"{of.code} does not offer {page.category}. It offers {', '.join(association.categories)}, of the "
            f"{families}.",
            "  ",
            width,
        )
    elif of.why_not:
        yield from wrapped(f"{of.why_not}.", "  ", width)
    if of.terms and not of.terms.may_apply:
        only = f"{of.code} takes applications of residents of {listed(of.terms.residents, 'or')} alone"
        elsewhere = (
            "; others apply with the association of their own state, or where there is none with the Alliance itself"
        )
        unknown = ", and the file names no state" if of.terms.may_apply is None else elsewhere
        yield from wrapped(f"{only}{unknown}.", "  ", width)


def _line(line: LineCompared, width: int) -> Iterator[str]:
    yield from wrapped(capital(line.called), "  ", width)
    for code, answer in line.answers.items():
        yield from wrapped(f"{code} {_said(answer)}", "    ", width)
        for lost in answer.lost:
            yield from wrapped(f"Not counted here: {lost}", "      ", width)
    yield from _turns(line, width)


def _said(answer: LineAnswer) -> str:
    mark = MARKS[answer.told]
    if answer.told == "not_asked":
        return f"{mark}."
    if answer.told == "encouraged":
        return f"{mark}{doubt(confirmed=answer.confirmed)}: {answer.asks}"
    asks = "" if answer.told == "met" else f" Asked is: {answer.asks}"
    return f"{mark}{doubt(confirmed=answer.confirmed)}: {answer.because}{asks}"


def _turns(line: LineCompared, width: int) -> Iterator[str]:
    """What is asked otherwise, of lines that both have; those of whom all is the same are named together."""
    together: dict[tuple[str, ...], list[Turn]] = {}
    for turn in line.turns:
        if line.answers[turn.before].told != "not_asked" and line.answers[turn.now].told != "not_asked":
            together.setdefault(tuple(each.text for each in turn.clauses), []).append(turn)
    for texts, turns in together.items():
        codes = listed([turn.now for turn in turns], "and")
        yield from wrapped(
            f"From {turns[0].before} to {codes}, {_does(turns[0].effect, turns[0].clauses)}:", "    ", width
        )
        for text in texts:
            yield from wrapped(f"• {text}", "      ", width)


def _does(effect: Effect, clauses: Sequence[Clause]) -> str:
    if effect is not Effect.OTHER:
        return "the same" if effect is Effect.SAME else effect.value
    both = {Effect.STRICTER, Effect.LOOSER} <= {each.effect for each in clauses}
    return "in part stricter, in part looser" if both else "otherwise"


def _alike(line: LineCompared, width: int) -> Iterator[str]:
    if turns := [*_turns(line, width)]:
        yield from wrapped(capital(line.called), "  ", width)
        yield from turns
