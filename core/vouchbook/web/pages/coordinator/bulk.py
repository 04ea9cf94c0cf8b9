"""Many at once: a dry run that names everybody and why some are left out, then what came of the confirmation."""

from __future__ import annotations

from collections.abc import Sequence

from vouchbook.letters.bulk import WORDS
from vouchbook.letters.on_pages import day, refusal
from vouchbook.letters.phrases import counted, money
from vouchbook.service import bulk
from vouchbook.service.bulk import Item, Outcome, Plan
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.claims import KINDS, SOURCES, seen_where
from vouchbook.web.pages.coordinator.forms import Ask, currency, tried
from vouchbook.web.pages.coordinator.lists import chosen
from vouchbook.web.routes import COORDINATING, act, page
from vouchbook.web.visit import Visit

DAYS = ("7", "14", "21", "30", "60")
WITHIN = ("30", "60", "90", "180")


def _dry(
    visit: Visit,
    plan: Plan,
    *,
    title: str,
    head: tuple[str, str, str],
    primary: str,
    pick: tuple[str, str, Sequence[tuple[str, str]], str],
    asks: Sequence[Ask] = (),
    letter: str = "",
    preset: bool = True,
    again: bool = False,
) -> Answer:
    """Exactly who and what. ``pick`` is what the plan was made for: name, label, choices, the one chosen."""
    fields = visit.fields if again else None
    ticked = set(visit.fields.values("item")) if again else {item.id for item in plan.going} if preset else set()
    return visit.show(
        "coordinator/bulk.html",
        title=title,
        status=422 if again else 200,
        fields=fields,
        head=head,
        going=[(item.id, *_words(visit, item), item.id in ticked) for item in plan.going],
        left_out=[(*_words(visit, item), why(visit, item)) for item in plan.left_out],
        more=plan.more,
        primary=primary,
        pick=pick,
        here=visit.url(visit.path.removeprefix(visit.hosting.prefix(visit.association))),
        asks=asks,
        letter=letter,
    )


def _words(visit: Visit, item: Item) -> tuple[str, str, str]:
    amount = f", {money(item.cents, currency(visit))}" if item.cents is not None else ""
    return item.name, f"{item.what}{amount}", day(item.on)


def why(visit: Visit, item: Item) -> str:
    """Why it is left out."""
    if item.left is not None:
        return WORDS[item.left]
    return refusal(item.refused, currency(visit)) if item.refused is not None else ""


def _came(visit: Visit, outcome: Outcome, *, title: str, done: str, back: str) -> Answer:
    """What came of each. Sent again, it records nothing twice: each has an id that follows from the form's."""
    return visit.show(
        "coordinator/bulk_done.html",
        title=title,
        done=[_words(visit, item) for item in outcome.done],
        left_out=[(*_words(visit, item), why(visit, item)) for item in outcome.left_out],
        moved_on=outcome.moved_on,
        words=f"{counted(len(outcome.done), 'entry').replace('entrys', 'entries')}: {done}",
        back=visit.url(back),
    )


def _chosen(visit: Visit) -> list[str]:
    found = visit.fields.values("item")
    if not found:
        visit.fields.add_error("item", "Tick at least one")
    return found


# ── Reminders ─────────────────────────────────────────────────────────────────────────────────


@page("/office/bulk/remind", who=COORDINATING)
def reminders(visit: Visit) -> Answer:
    return _reminders(visit, chosen(visit.query("days"), DAYS) or "14")


def _reminders(visit: Visit, days: str, *, again: bool = False) -> Answer:
    return _dry(
        visit,
        bulk.reminders(visit.office, visit.principal, visit.today, int(days)),
        title="Remind silent raters",
        head=("Applicant", "Rater and place", "Silent since"),
        primary="Remind those that are ticked",
        pick=("days", "Silent for", [(each, f"{each} days or longer") for each in DAYS], days),
        letter="Each rater gets the letter “Reference reminder”, with a new link.",
        again=again,
    )


@act("/office/bulk/remind", who=COORDINATING)
def remind(visit: Visit) -> Answer:
    days = chosen(visit.fields.value("days"), DAYS) or "14"
    items = _chosen(visit)
    outcome = tried(visit, lambda: bulk.remind(visit.office, visit.request(), int(days), items))
    if outcome is None:
        return _reminders(visit, days, again=True)
    return _came(visit, outcome, title="Raters are reminded", done="a reminder goes out", back="/office/references")


# ── Claims ────────────────────────────────────────────────────────────────────────────────────


@page("/office/bulk/confirm", who=COORDINATING)
def claims(visit: Visit) -> Answer:
    return _claims(visit, chosen(visit.query("kind"), KINDS))


def _claims(visit: Visit, kind: str, *, again: bool = False) -> Answer:
    return _dry(
        visit,
        bulk.claims(visit.office, visit.principal, kind),
        title="Confirm many claims",
        head=("Whose", "What is claimed", "Since"),
        primary="Confirm those that are ticked",
        pick=("kind", "Kind of claim", [("", "Every kind"), *KINDS.items()], kind),
        asks=[
            Ask("choice", "source", "Where did you see them?", options=SOURCES),
            Ask("line", "where", "Where exactly", "The same for all that are ticked"),
        ],
        preset=False,
        again=again,
    )


@act("/office/bulk/confirm", who=COORDINATING)
def confirm(visit: Visit) -> Answer:
    kind = chosen(visit.fields.value("kind"), KINDS)
    items = _chosen(visit)
    source, where = seen_where(visit.fields)
    outcome = tried(
        visit,
        lambda: bulk.confirm(visit.office, visit.request(), kind, items, source=source, where=where),
    )
    if outcome is None:
        return _claims(visit, kind, again=True)
    return _came(visit, outcome, title="Claims are confirmed", done="confirmed, and counts now", back="/office")


# ── Renewals ──────────────────────────────────────────────────────────────────────────────────


@page("/office/bulk/renewals", who=COORDINATING)
def renewals(visit: Visit) -> Answer:
    return _renewals(visit, chosen(visit.query("within"), WITHIN) or "90")


def _renewals(visit: Visit, within: str, *, again: bool = False) -> Answer:
    return _dry(
        visit,
        bulk.renewals(visit.office, visit.principal, visit.today, int(within)),
        title="Charge renewals that are due",
        head=("Endorsed", "Category and fee", "Ends on"),
        primary="Charge those that are ticked",
        pick=("within", "Ending within", [(each, f"{each} days") for each in WITHIN], within),
        letter="Each gets the letter “Charged”.",
        again=again,
    )


@act("/office/bulk/renewals", who=COORDINATING)
def charge(visit: Visit) -> Answer:
    within = chosen(visit.fields.value("within"), WITHIN) or "90"
    items = _chosen(visit)
    outcome = tried(visit, lambda: bulk.charge_renewals(visit.office, visit.request(), int(within), items))
    if outcome is None:
        return _renewals(visit, within, again=True)
    return _came(visit, outcome, title="Renewals are charged", done="charged", back="/office/money")


ROUTES = (reminders, remind, claims, confirm, renewals, charge)
