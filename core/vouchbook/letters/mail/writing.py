"""Writes a letter: a template with its words filled in becomes a subject, plain text and HTML.

A package replaces a template, or one block of it, by a template of the same name that extends ``core/…``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, PackageLoader, PrefixLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from msgspec import Struct

from vouchbook.letters.mail.catalog import LETTERS, OFFICE, RATER, Words
from vouchbook.letters.mail.layout import as_html, as_text, filled_in, one_line, parts

HIDDEN = "••••••"
"""Stands for what opens something, wherever a letter is shown again."""
FRAME = "frame"
SUBJECT = "Subject:"
"""How every letter begins: a line that becomes the subject of the mail, and an empty one."""
COLOUR = "#005ea2"
_CORE = PackageLoader("vouchbook.letters.mail", "templates")


class Template(Exception):
    """A template cannot be used; the message names it and what is wrong."""


class Head(Struct, frozen=True):
    """Who writes: the association's name, its short form, where to ask, and its colour, which carries white text."""

    name: str
    short: str
    contact: str = ""
    colour: str = COLOUR


class Written(Struct, frozen=True):
    """A letter as it is read: as plain text, and as a page; ``body`` is what the page says, for others to look at."""

    subject: str
    text: str
    html: str
    body: str


def write(name: str, head: Head, words: Words, replaced: Mapping[str, str] | None = None) -> Written:
    """One letter.

    :param words: what the letter's example has, and ``to`` with the ``name`` of who is addressed
    :param replaced: a package's templates, by the letter's name or ``frame``
    :raises Template: no such letter, or its template is broken or asks for what it is not given
    """
    if name not in LETTERS:
        raise Template(f"there is no letter {name!r}; there are: {', '.join(sorted(LETTERS))}")
    texts, pages = _environments(frozenset((replaced or {}).items()))
    given: dict[str, Any] = {"to": {"name": ""}, **words, "association": head}
    try:
        head_line, _, said = texts.get_template(f"{name}.txt").render(given).lstrip().partition("\n\n")
        subject = one_line(head_line.removeprefix(SUBJECT)) if head_line.startswith(SUBJECT) else ""
        found = parts(said)
        page = pages.get_template("frame.html")
        html = page.render(subject=subject, body=as_html(found), association=head)
    except (TemplateError, KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise Template(f"the template {name!r} cannot be filled in ({type(error).__name__}: {error})") from error
    if not subject:
        raise Template(f"the template {name!r} has no subject; write one in its block subject")
    return Written(subject, as_text(found), html, str(as_html(found, links=False)))


def hidden(name: str, words: Words) -> Words:
    """The words of a letter without what opens something, for every reading but the recipient's."""
    return {**words, **{secret: HIDDEN for secret in LETTERS[name].secret if words.get(secret)}}


def preview(name: str, head: Head, replaced: Mapping[str, str] | None = None) -> Written:
    """A letter with made-up words, as somebody looks at who wonders what people get.

    :raises Template: no such letter, or its template is broken
    """
    if name not in LETTERS:
        return write(name, head, {}, replaced)
    letter = LETTERS[name]
    called = "Ben Ward" if letter.to == RATER else "Dana Cole" if letter.to == OFFICE else "Ana Ruiz"
    return write(name, head, {"to": {"name": called}, **letter.example}, replaced)


def source(name: str) -> str:
    """The text of a template of ours, to begin from."""
    text, _, _ = _CORE.get_source(ImmutableSandboxedEnvironment(), f"{name}.txt")
    return text


def _filled_in(value: object) -> Markup:
    """A value as mere text; what comes out of a template itself, by ``super()`` or a macro, stays as it is."""
    return value if isinstance(value, Markup) else Markup(filled_in(value))  # noqa: S704  # plain text, no HTML yet


@lru_cache(maxsize=64)
def _environments(
    replaced: frozenset[tuple[str, str]],
) -> tuple[ImmutableSandboxedEnvironment, ImmutableSandboxedEnvironment]:
    """For texts, whose signs are told from the template's by how they are filled in; for the page, which escapes."""
    theirs = DictLoader({f"{name}.txt": text for name, text in replaced})
    loader: BaseLoader = ChoiceLoader([theirs, PrefixLoader({"core": _CORE}), _CORE])
    texts = ImmutableSandboxedEnvironment(
        loader=loader, undefined=StrictUndefined, finalize=_filled_in, autoescape=True, auto_reload=False
    )
    pages = ImmutableSandboxedEnvironment(loader=_CORE, undefined=StrictUndefined, autoescape=True, auto_reload=False)
    return texts, pages
