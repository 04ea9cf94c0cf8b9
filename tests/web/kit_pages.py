"""A kit of pages with every macro, beside the portal's own: what the wished pictures show, with nothing behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from vouchbook.web import templating
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.routes import ANYBODY, Route, act, page
from vouchbook.web.visit import Visit

KIT = Path(__file__).parent / "kit"
NAMES = tuple(sorted(path.stem for path in KIT.glob("*.html") if path.stem != "sent"))
KEPT: list[dict[str, list[str]]] = []
"""What was kept as a draft."""
SENT: dict[str, str] = {}


@page("/kit/{name}", who=ANYBODY)
def shown(visit: Visit, name: str) -> Answer:
    template = templating.environment().from_string((KIT / f"{name}.html").read_text())
    fields = None
    if visit.query("wrong"):
        fields = Fields({"name": ["Sam <Reed>"], "areas": ["home"], "state": ["TN"], "hours": ["no"], "agree": ["yes"]})
        fields.add_error("often", "Select how often Maria shows this, or “I have not seen this”")
        fields.add_error("since", "Enter the month you started working together")
        fields.add_error("name", "Enter your name")
        fields.add_error("", "The waiver of June 20, 2026 was withdrawn. Ask the coordinator.")
    return visit.show(template, title="Kit", fields=fields, sent=SENT)  # type: ignore[arg-type]


@act("/kit/{name}", who=ANYBODY)
def sent(visit: Visit, name: str) -> Answer:
    SENT.clear()
    SENT.update({name: value for name in ("often", "since", "name") if (value := visit.fields.value(name))})
    return visit.see_other("/kit/sent")


@act("/kit/draft", who=ANYBODY)
def kept(visit: Visit) -> Answer:
    KEPT.append(visit.fields.typed())
    return Answer(status=204)


def kept_by(wanted: Callable[[dict[str, list[str]]], bool]) -> bool:
    """Whether such a draft arrives: a beacon is sent when its page has gone already."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if any(wanted(fields) for fields in KEPT):
            return True
        time.sleep(0.01)
    return False


ROUTES: tuple[Route, ...] = (shown, sent, kept)
