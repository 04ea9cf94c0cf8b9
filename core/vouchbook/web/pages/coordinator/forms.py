"""Forms of the office: what each asks, and what happens when a service turns it down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from markupsafe import Markup
from msgspec import Struct

from vouchbook.defaults import PolicySilent
from vouchbook.domain.refusal import Refused
from vouchbook.ledger.errors import Taken
from vouchbook.letters.on_pages import without_commands
from vouchbook.policy.document import NoEmerging, NoSheet, UnknownCategory
from vouchbook.policy.portfolio_text import PortfolioMistakes
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service.office import Done
from vouchbook.web.answers import Answer
from vouchbook.web.troubles import FORBIDDEN
from vouchbook.web.visit import Visit

T = TypeVar("T")
Kind = Literal["line", "area", "day", "choice", "picks", "select", "check", "upload", "email", "money", "whole"]
ALREADY = "There is one already, or somebody else was first. Look at the list before you try again."


class Ask(Struct, frozen=True):
    """One field of a form. ``options`` are values with their words, and a hint where there is a third part."""

    kind: Kind
    name: str
    label: str
    hint: str = ""
    options: Sequence[tuple[str, ...]] = ()
    required: bool = True
    value: str | Sequence[str] = ""
    width: str = ""
    accept: str = ""


def form(
    visit: Visit,
    *,
    title: str,
    asks: Sequence[Ask],
    primary: str,
    back: tuple[str, str],
    intro: Sequence[str | Markup] = (),
    facts: Sequence[tuple[str, object]] = (),
    keep: Mapping[str, str] | None = None,
    action: str = "",
    danger: bool = False,
    upload: bool = False,
    again: bool = False,
    template: str = "coordinator/form.html",
    **values: Any,  # noqa: ANN401  # what the template needs
) -> Answer:
    """A page that asks. ``facts`` is what it is about, in rows; ``back`` the words and path of where one came from.

    :param again: it was sent and turned down: everything typed stands in it, and what is wrong above it
    """
    return visit.show(
        template,
        title=title,
        status=422 if again else 200,
        fields=visit.fields if again else None,
        asks=asks,
        primary=primary,
        back=(back[0], visit.url(back[1])),
        intro=intro,
        facts=facts,
        keep=keep or {},
        action=action,
        danger=danger,
        upload=upload,
        **values,
    )


def tried(visit: Visit, work: Callable[[], T], field: str = "") -> T | None:
    """What came of it; nothing where something is typed wrongly, or the service turned it down and the form says why.

    What is not for the asker at all is left to the page for that.
    """
    if visit.fields.errors:
        return None
    try:
        return work()
    except Refused as refused:
        if refused.code in FORBIDDEN:
            raise
        visit.fields.refused(refused, field, currency(visit))
    except (WrittenWrongly, PortfolioMistakes, UnknownCategory, NoSheet, NoEmerging, PolicySilent) as error:
        visit.fields.add_error(field, without_commands(str(error)))
    except Taken:
        visit.fields.add_error(field, ALREADY)
    return None


def currency(visit: Visit) -> str:
    return visit.office.version_on(visit.today).document.association.currency


def told(done: Done, words: str, before: str = "This was recorded before; nothing has changed.") -> str:
    """What to announce: that it is done, or that it had been done already."""
    return words if done.last and not done.repeated else before
