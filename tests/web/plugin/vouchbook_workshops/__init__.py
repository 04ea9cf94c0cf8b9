"""Workshops: a list for everybody, a page for each, a page for the office, and another opening for one letter."""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook import Entry, Html, Look, Page, Shown, Table, hookimpl

WORKSHOPS = {
    "watching": ("Watching <and> waiting", "January 15, 2027"),
    "holding": ("Holding in mind", "February 12, 2027"),
}


def listed(look: Look) -> tuple[Shown, ...] | None:
    rows = tuple((title, on) for title, on in WORKSHOPS.values())
    return (
        f"Workshops of {look.association.upper()}.\n\nEverybody may come.",
        Table("Workshops", ("Title", "On"), rows),
        Html("<p><em>More will follow.</em></p>"),
    )


def one(look: Look) -> tuple[Shown, ...] | None:
    known = WORKSHOPS.get(look.values["key"])
    return None if known is None else (f"{known[0]}, on {known[1]}.",)


def signed_up(look: Look) -> tuple[Shown, ...] | None:
    return (f"Asked by {look.person} for {look.query.get('year', 'any year')}.",)


def broken(look: Look) -> tuple[Shown, ...] | None:
    raise RuntimeError(f"what somebody typed: {look.query}")


def wrong(look: Look) -> tuple[Shown, ...] | None:
    return ("fine", 7)  # type: ignore[return-value]


@hookimpl
def pages() -> tuple[Page, ...] | None:
    return (
        Page("/workshops", "Workshops", "anybody", listed),
        Page("/workshops/{key}", "A workshop", "anybody", one),
        Page("/workshops/signed-up", "Who has signed up", "coordinating", signed_up),
        Page("/workshops/mine/all", "My workshops", "own", signed_up),
        Page("/broken", "Broken", "anybody", broken),
        Page("/wrong", "Wrong", "anybody", wrong),
    )


@hookimpl
def navigation() -> tuple[Entry, ...] | None:
    return (
        Entry("anybody", "Workshops", "/more/workshops"),
        Entry("coordinating", "Sign-ups", "/more/workshops/signed-up"),
    )


@hookimpl
def letters() -> Mapping[str, str] | None:
    return {
        "reference_thanks": (
            '{% extends "core/reference_thanks.txt" %}'
            "{% block safety %}{{ super() }}\n\nCome to our workshops, {{ to.name }}!{% endblock %}"
        )
    }
