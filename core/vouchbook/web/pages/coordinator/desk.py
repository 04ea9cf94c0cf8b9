"""Every page of the coordinator's own desk; letters and policy have modules of their own beside it."""

from __future__ import annotations

from vouchbook.web.pages.coordinator import (
    accounts,
    applications,
    bulk,
    charges,
    claims,
    decision,
    funds,
    importing,
    invoices,
    members,
    money,
    people,
    person,
    raters,
    reviews,
    roster,
    saved,
    staff,
    todo,
    vetting,
    wishes,
)
from vouchbook.web.routes import Route

MODULES = (
    todo,
    people,
    person,
    claims,
    members,
    saved,
    applications,
    decision,
    reviews,
    raters,
    vetting,
    roster,
    money,
    accounts,
    charges,
    invoices,
    funds,
    bulk,
    importing,
    staff,
    wishes,
)

ROUTES: tuple[Route, ...] = tuple(route for module in MODULES for route in module.ROUTES)
