"""Pages from templates: everything that is put into one is escaped; days, money and hours read as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup

from vouchbook.letters import on_pages, phrases
from vouchbook.web import assets, kept, navigation

if TYPE_CHECKING:
    from vouchbook.web.visit import Visit


def query(values: Mapping[str, object]) -> str:
    return urlencode({name: str(value) for name, value in values.items()})


@cache
def environment() -> jinja2.Environment:
    """A mistyped name in a template is an error, not an empty place."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("vouchbook.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = lambda on: "" if on is None else on_pages.day(on)
    made.filters["dated"] = on_pages.dated
    made.filters["money"] = lambda cents, currency="USD": phrases.money(cents, currency)
    made.filters["hours"] = phrases.hours
    made.filters["on_pages"] = on_pages.without_commands
    made.globals["static"] = assets.address
    return made


def rendered(visit: Visit, template: str, values: Mapping[str, Any]) -> str:
    """The page as text."""
    fields = values.get("fields")

    def command() -> str:
        asked = fields.value("command") if fields else ""
        return asked or (kept.COMMAND if visit.leaves_places else visit.new_command())

    return (
        environment()
        .get_template(template)
        .render(
            visit=visit,
            url=visit.url,
            association=navigation.face(visit),
            navigation=navigation.entries(visit),
            desks=navigation.desks(visit),
            signed_in=visit.name,
            on_behalf=visit.name_of_about if visit.behalf else None,
            on_behalf_url=visit.hosting.prefix(visit.association) + f"/office/people/{visit.about}"
            if visit.behalf
            else None,
            said=visit.said,
            sample=visit.hosting.settings.sample,
            csrf_field=lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(
                kept.CSRF if visit.leaves_places else visit.csrf()
            ),
            command_field=lambda: Markup('<input type="hidden" name="command" value="{}">').format(command()),
            today=visit.today,
            **values,
        )
    )
