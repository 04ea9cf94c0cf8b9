"""The API's description as a page: every operation, what it takes and what it gives; without scripts."""

from __future__ import annotations

from vouchbook.web.answers import Answer
from vouchbook.web.api.described import description
from vouchbook.web.api.mounting import BASE
from vouchbook.web.routes import ANYBODY, page
from vouchbook.web.visit import Visit


@page("/api", who=ANYBODY)
def reference(visit: Visit) -> Answer:
    base = visit.url(BASE)
    made = description(base, visit.association)
    operations = [
        (method.upper(), path, operation)
        for path, methods in made["paths"].items()
        for method, operation in methods.items()
    ]
    return visit.show(
        "api.html",
        title="For programs",
        base=visit.origin + base,
        operations=operations,
        schemas=sorted(made["components"]["schemas"].items()),
    )


ROUTES = (reference,)
