"""The association's policy as people read it: every rule with its source, every change with its two people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from vouchbook.domain.authorize import Action
from vouchbook.domain.names import Digest
from vouchbook.letters.categories import named
from vouchbook.letters.policy_fields import option
from vouchbook.letters.rules import TITLES, Said, line_said, row_said
from vouchbook.letters.standings import Policy, in_force
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.source import EVERY, TABLES
from vouchbook.service import policy_history
from vouchbook.web.answers import Answer
from vouchbook.web.routes import OFFICE, page
from vouchbook.web.visit import Visit

REQUIREMENT = "requirement"


@page("/office/policy", who=OFFICE)
def policy(visit: Visit) -> Answer:
    """What is in force, what waits for a second person, and how it came about."""
    visit.office.allow(visit.principal, Action.SEE_POLICY_CHANGES)
    document = visit.office.version_on(visit.today).document
    steps = policy_history.history(visit.office, visit.principal)
    tables = [(name, TITLES[name], *_counts(document, name, visit.today)) for name in TITLES]
    sheets = [
        (category, *_counted([said for _, said in _lines(document, category, visit.today)]))
        for category in document.association.categories
    ]
    return visit.show(
        "policy/overview.html",
        title="Policy",
        document=document,
        called={category: named(category, document.association) for category in document.association.categories},
        tables=[row for row in tables if row[2]],
        empty=[row for row in tables if not row[2]],
        sheets=sheets,
        steps=list(reversed(steps)),
        waiting=[step for step in steps if step.stage.value == "open" and not step.overtaken],
        to_come=policy_history.to_come(visit.office, visit.today),
        roles_held=roles_held(visit),
    )


@page("/office/policy/tables/{table}", who=OFFICE)
def table(visit: Visit, table: str) -> Answer:
    """The rules of one table, or of one category's sheet, as sentences."""
    visit.office.allow(visit.principal, Action.SEE_POLICY_CHANGES)
    fields = visit.asked("on")
    on = fields.day("on", required=False) or visit.today
    document = visit.office.version_on(on).document
    category = visit.query("category")
    if table == REQUIREMENT and category in document.association.categories:
        rows = list(_lines(document, category, on))
        title = f"What is asked for {category}"
    elif table in TABLES:
        rows = list(_rows(document, table, on))
        title = TITLES[table]
    else:
        return visit.not_found()
    return visit.show(
        "policy/table.html",
        title=title,
        table=table,
        rows=rows,
        on=on,
        fields=fields,
        category=category,
        roles_held=roles_held(visit),
        heading=_heading,
        address_of=lambda name, key: f"{visit.url(f'/office/policy/edit/{name}')}?{urlencode(key, doseq=True)}",
    )


@page("/office/policy/versions/{digest}/policy.toml", who=OFFICE)
def version_file(visit: Visit, digest: str) -> Answer:
    """The text that a version was made of."""
    visit.office.allow(visit.principal, Action.SEE_POLICY_CHANGES)
    adopted = visit.office.policies.version(Digest(digest))
    if adopted is None or adopted.source is None:
        return visit.not_found()
    name = f"{visit.association}-{adopted.in_force_from}.toml"
    return visit.file(adopted.source.encode(), name, "application/toml")


def _heading(key: Mapping[str, Any], said: Said, number: int) -> str:
    """What a rule is called: a line of a sheet by its key, a row of a table by what tells it from the others."""
    if said.key:
        return option(said.key)
    parts = [each for value in key.values() for each in (value if isinstance(value, list) else [value])]
    told = [option(str(each)) for each in parts if each not in (EVERY, "yes", "no")]
    return ", ".join(told) or f"{said.heading}, {number}"


def roles_held(visit: Visit) -> set[str]:
    """What somebody is, for what a page offers them; what they may do, the services say."""
    return {role.value for role in visit.roles}


def _counts(document: PolicyDocument, name: str, on: date) -> tuple[int, int]:
    return _counted([said for _, said in _rows(document, name, on)])


def _counted(said: list[Said]) -> tuple[int, int]:
    return len(said), sum(not each.confirmed for each in said)


def _rows(document: PolicyDocument, name: str, on: date) -> Iterator[tuple[dict[str, Any], Said]]:
    """The rows of a table that rule on a day, each with the key by which it is told from the others."""
    for row in getattr(document, name):
        if in_force(row.from_, row.until, on):
            key = {}
            for field in TABLES[name].key:
                value = getattr(row, "for_" if field == "for" else field)
                if value is not None:
                    key[field] = _plain(value)
            yield key, row_said(name, row, Policy(document, None, on))


def _lines(document: PolicyDocument, category: str, on: date) -> Iterator[tuple[dict[str, Any], Said]]:
    for sheet in document.sheets:
        if sheet.category == category and in_force(sheet.from_, sheet.until, on):
            for line in sheet.lines:
                key = {"for": [category], "at": sheet.at.value, "key": str(line.rule.key)}
                yield key, line_said(line, Policy(document, sheet.category, on))


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a key's field holds
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return getattr(value, "value", value)


ROUTES = (policy, table, version_file)
