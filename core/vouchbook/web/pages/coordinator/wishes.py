"""What people ask of the office about their accounts: seen, done, or declined with a reason."""

from __future__ import annotations

from vouchbook.domain.names import PersonId, WishId
from vouchbook.domain.wish import Answer as Became
from vouchbook.domain.wish import WishKind
from vouchbook.letters import fee_page as said
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import day
from vouchbook.service import membership, wishes
from vouchbook.service.wishes import SeenWish
from vouchbook.web.answers import Answer
from vouchbook.web.pages.coordinator.forms import tried
from vouchbook.web.routes import COORDINATING, OFFICE, act, page
from vouchbook.web.visit import Visit


@page("/office/money/requests", who=OFFICE)
def listing(visit: Visit) -> Answer:
    found = wishes.waiting(visit.office, visit.principal)
    return visit.show(
        "coordinator/requests.html",
        title="Requests about money",
        rows=[(each.name, _what(each), day(each.made_on), visit.url(_at(each.wish))) for each in found],
    )


def _at(wish: str) -> str:
    return f"/office/money/requests/{wish}"


@page("/office/money/requests/{wish}", who=OFFICE)
def one(visit: Visit, wish: str) -> Answer:
    return _shown(visit, wish)


def _shown(visit: Visit, wish: str, *, again: bool = False) -> Answer:
    found = wishes.one(visit.office, visit.principal, WishId(wish))
    return visit.show(
        "coordinator/request.html",
        title=f"{_what(found)}: {found.name}",
        status=422 if again else 200,
        fields=visit.fields if again else None,
        wish=found,
        what=_what(found),
        lines=found.words.split("\n") if found.words else [],
        state=said.ANSWERS[found.answer.value] if found.answer else "Taken back" if found.taken_back_on else "Waiting",
        joins=found.open and found.kind is WishKind.MEMBERSHIP,
        account=visit.url(f"/office/money/accounts/{found.person}"),
        person=visit.url(f"/office/people/{found.person}"),
    )


@act("/office/money/requests/{wish}/join", who=COORDINATING)
def join(visit: Visit, wish: str) -> Answer:
    """Record the membership that was asked for, charge it, and say that it is done."""
    found = wishes.one(visit.office, visit.principal, WishId(wish))
    bought_on = visit.fields.day("bought_on", "Enter the day on which the membership was bought")

    def work() -> bool:
        if bought_on is None or found.plan is None or not found.open:
            return False
        person = PersonId(found.person)
        membership.join(visit.office, visit.request("join"), person, found.plan, bought_on=bought_on)
        wishes.answer(visit.office, visit.request("answer"), found.wish, Became.DONE)
        return True

    if tried(visit, work, "bought_on") is None:
        return _shown(visit, wish, again=True)
    return visit.see_other("/office/money/requests", said=f"{found.name} has joined, and was charged.")


@act("/office/money/requests/{wish}/answer", who=COORDINATING)
def answer(visit: Visit, wish: str) -> Answer:
    fields = visit.fields
    became = fields.choice("became", [each.value for each in Became], "Choose what became of it")
    words = fields.text("words", required=became == Became.DECLINED.value, words="Write why not", longest=2_000)

    def work() -> bool:
        wishes.answer(visit.office, visit.request(), WishId(wish), Became(became), words)
        return True

    if tried(visit, work) is None:
        return _shown(visit, wish, again=True)
    return visit.see_other("/office/money/requests", said="Answered.")


def _what(found: SeenWish) -> str:
    return said.WISHES[found.kind] + (f": {spaced(found.plan)}" if found.plan else "")


ROUTES = (listing, one, join, answer)
