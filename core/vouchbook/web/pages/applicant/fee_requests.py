"""What somebody asks the office about their account: to join, a scholarship, another payer, an invoice."""

from __future__ import annotations

from vouchbook.domain.names import ChargeId, PayerId, PlanKey, WishId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.wish import WishKind
from vouchbook.letters import fee_page as said
from vouchbook.letters.on_pages import day, without_commands
from vouchbook.letters.phrases import money
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import statements, wishes
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.pages.applicant.fees import offer_of
from vouchbook.web.routes import OWN, act, page
from vouchbook.web.visit import Visit

TITLES = {
    WishKind.MEMBERSHIP: "Join",
    WishKind.SCHOLARSHIP: "Ask for a scholarship",
    WishKind.EMPLOYER: "Your employer or agency pays",
    WishKind.INVOICE: "Ask for an invoice",
    WishKind.PAID: "Tell us that money is on its way",
}
_OF_CHARGES = (WishKind.SCHOLARSHIP, WishKind.EMPLOYER, WishKind.INVOICE)
METHODS = (("check", "Check"), ("bank transfer", "Bank transfer"), ("cash", "Cash"))


@page("/my/fees/ask/{kind}", who=OWN)
def new(visit: Visit, kind: str) -> Answer:
    return _asking(visit, _kind(kind), None)


@act("/my/fees/ask/{kind}", who=OWN)
def ask(visit: Visit, kind: str) -> Answer:
    what, fields = _kind(kind), visit.fields
    open_ = [charge for charge, _ in _open(visit)]
    chosen = fields.choices("charges", open_) if what in _OF_CHARGES else []
    if what in (WishKind.SCHOLARSHIP, WishKind.INVOICE) and not chosen:
        fields.add_error("charges", "Choose what it is for")
    plan = None
    if what is WishKind.MEMBERSHIP:
        plan = fields.choice("plan", wishes.plans_for_persons(visit.office, visit.today), "Choose a plan")
    words = _words(what, fields)
    if not fields.errors:
        try:
            wishes.make(
                visit.office,
                visit.request(),
                visit.about,
                what,
                plan=PlanKey(plan) if plan else None,
                charges=tuple(ChargeId(each) for each in chosen),
                words=words,
            )
        except Refused as refused:
            fields.refused(refused)
        except WrittenWrongly as error:
            fields.add_error("", without_commands(str(error)))
        else:
            return visit.see_other("/my/fees", said="The office has your request. You see here what becomes of it.")
    return _asking(visit, what, fields, status=422)


def _words(what: WishKind, fields: Fields) -> str:
    """What the office has to know, from the fields of each kind."""
    note = fields.text("note", required=False, longest=2_000)
    match what:
        case WishKind.MEMBERSHIP:
            pays = fields.choice("pays", said.PAYS, "Choose who pays") or ""
            return said.asked({"Who pays": said.PAYS.get(pays, ""), "Note": note})
        case WishKind.EMPLOYER:
            name = fields.line("name", "Enter the name of the employer or agency")
            address = fields.text("address", "Enter where the invoice goes", longest=1_000)
            email = fields.line("email", required=False)
            if email and "@" not in email:
                fields.add_error("email", "Enter an e-mail address, such as name@example.org")
            return said.asked({"Who pays": name, "Address": address, "E-mail": email, "Note": note})
        case WishKind.PAID:
            method = fields.choice("method", [each for each, _ in METHODS], "Choose how you paid") or ""
            cents = fields.cents("amount", "Enter the amount, such as 45.00")
            number = fields.line("number", required=False)
            on = fields.day("on", "Enter the day on which you sent it")
            return said.asked(
                {
                    "Paid by": method,
                    "Amount": money(cents, "USD") if cents is not None else "",
                    "Number": number,
                    "Sent on": day(on) if on is not None else "",
                    "Note": note,
                }
            )
        case _:
            return said.asked({"Note": note})


def _asking(visit: Visit, what: WishKind, fields: Fields | None, *, status: int = 200) -> Answer:
    plans = wishes.plans_for_persons(visit.office, visit.today)
    offers = [offer_of(visit, key) for key in plans]
    return visit.show(
        "fees/ask.html",
        title=TITLES[what],
        status=status,
        fields=fields,
        kind=what.value,
        open_=_open(visit),
        plans=[(each.key, f"{each.name}: {each.price}", each.terms) for each in offers],
        chosen=visit.query("plan"),
        pays=[*said.PAYS.items()],
        methods=METHODS,
        reference=visit.about,
    )


@act("/my/fees/requests/{wish}/take-back", who=OWN)
def take_back(visit: Visit, wish: str) -> Answer:
    found = wishes.one(visit.office, visit.principal, WishId(wish))
    if found.person != visit.about:
        raise Refused("unknown_wish", wish=wish)
    wishes.take_back(visit.office, visit.request(), WishId(wish))
    return visit.see_other("/my/fees", said="Taken back.")


def _open(visit: Visit) -> list[tuple[str, str]]:
    """What is due and on no other's account, as choices."""
    statement = statements.statement(visit.office, visit.principal, PayerId(visit.about), visit.today)
    association = visit.office.version_on(visit.today).document.association
    return [
        (str(each.charge), f"{said.what(each, association)}: {money(each.open, statement.currency)}")
        for each in statement.charges
        if each.open > 0
    ]


def _kind(written: str) -> WishKind:
    try:
        return WishKind(written)
    except ValueError:
        raise Refused("unknown_form") from None


ROUTES = (new, ask, take_back)
