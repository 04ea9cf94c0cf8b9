"""The page before all associations: which of them are hosted here."""

from __future__ import annotations

from vouchbook.web import templating
from vouchbook.web.answers import Answer
from vouchbook.web.hosting import Hosting


def shown(hosting: Hosting) -> Answer:
    """Every association with its address."""
    known = []
    for code in hosting.codes():
        office = hosting.office(code)
        if office is not None and office.policies.adopted:
            document = office.version_on(office.today).document
            known.append(
                (hosting.brand(code).name or document.association.name, f"{hosting.prefix(code) or '/' + code}/")
            )
    body = (
        templating.environment()
        .get_template("front.html")
        .render(associations=sorted(known), sample=hosting.settings.sample)
    )
    return Answer(body.encode())
