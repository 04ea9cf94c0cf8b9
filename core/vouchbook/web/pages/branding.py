"""An association's own colour and logo, as its settings name them; both were checked when these were read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from vouchbook.hosting import logos
from vouchbook.hosting.colours import darker
from vouchbook.hosting.logos import Logo, WrongLogo
from vouchbook.web import troubles
from vouchbook.web.answers import Answer
from vouchbook.web.routes import ANYBODY, page
from vouchbook.web.visit import Visit

A_WHILE = ("cache-control", "public, max-age=300")
"""Long enough for a visit, short enough for somebody who tries colours."""


@page("/colours.css", who=ANYBODY)
def colours(visit: Visit) -> Answer:
    """The three values that the portal's sheet leaves to associations."""
    colour = visit.hosting.brand(visit.association).colour
    if colour is None:
        return troubles.bare(troubles.NOT_FOUND)
    parts = {"brand": colour, "brand-dark": darker(colour, 0.78), "brand-darker": darker(colour, 0.6)}
    sheet = ":root {" + " ".join(f"--{name}: {value};" for name, value in parts.items()) + "}\n"
    return Answer(sheet.encode(), kind="text/css; charset=utf-8", headers=[A_WHILE])


@page("/logo", who=ANYBODY)
def logo(visit: Visit) -> Answer:
    path = visit.hosting.brand(visit.association).logo
    try:
        found = _kept(path, path.stat().st_mtime_ns) if path is not None else None
    except (OSError, WrongLogo):  # it was there, and in order, when the settings were read
        found = None
    if found is None:
        return troubles.bare(troubles.NOT_FOUND)
    return Answer(found.body, kind=found.kind, headers=[A_WHILE])


@lru_cache(maxsize=128)
def _kept(path: Path, changed: int) -> Logo:
    """``changed``: when the file was last written; one that stays as it was is read once."""
    return logos.logo(path)


ROUTES = (colours, logo)
