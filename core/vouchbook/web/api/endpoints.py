"""Every operation of the API. What exists on a page exists here, by the same services and under the same rules."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from msgspec import Meta, Struct

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ColleagueId,
    EndorsementId,
    ItemId,
    Outcome,
    PayerId,
    PaymentMethod,
    PersonId,
    SlotKey,
    StateCode,
)
from vouchbook.hookspecs import PaymentNotice
from vouchbook.letters import evaluation as evaluations
from vouchbook.letters.rules import Said, sentences
from vouchbook.letters.stated import Statement
from vouchbook.projections.applications import ApplicationRow
from vouchbook.service import (
    access_log,
    application,
    documenting,
    explanation,
    payments,
    person,
    rating,
    reading,
    references,
    registry,
    registry_search,
    statements,
)
from vouchbook.service.reading import SeenItem, SeenPerson
from vouchbook.service.references import Reference
from vouchbook.service.registry import Listed
from vouchbook.web.api.endpoint import ON, PAGE, SIZE, Association, Call, Endpoint, Page, Parameter, Recorded, recorded

PUBLIC = Principal(Role.ANYONE)
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]


# ── What is sent ──────────────────────────────────────────────────────────────────────────────


class NewPerson(Struct, frozen=True, forbid_unknown_fields=True):
    given_name: Line
    family_name: Line
    email: Line
    state: Annotated[str, Meta(pattern="^[A-Z]{2}$")] | None = None


class NewApplication(Struct, frozen=True, forbid_unknown_fields=True):
    person: Line
    category: Line
    emerging: bool = False


class NewEvidence(Struct, frozen=True, forbid_unknown_fields=True):
    """``form`` is the table of the portfolio file, such as ``training``; ``fields`` its columns, as text."""

    form: Line
    fields: dict[str, str | list[str]]


class NewReference(Struct, frozen=True, forbid_unknown_fields=True):
    """``rater`` is the id of a colleague whom the person has named; ``slot`` the place on the sheet."""

    rater: Line
    slot: Line
    waived: bool


class NewPayment(Struct, frozen=True, forbid_unknown_fields=True):
    """``cents`` in the association's currency; the same ``reference`` is the same payment."""

    payer: Line
    cents: Annotated[int, Meta(gt=0, le=10**9)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    method: PaymentMethod
    received_on: date
    reference: Annotated[str, Meta(max_length=200)] = ""
    words: Annotated[str, Meta(max_length=2000)] = ""


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    outcome: Outcome
    reason: Text


# ── For everybody ─────────────────────────────────────────────────────────────────────────────


def _association(call: Call) -> Association:
    version = call.office.version_on(call.today)
    row = version.document.association
    return Association(row.code, row.name, call.today, version.digest, row.categories)


def _policy(call: Call) -> Page[Said]:
    return call.page(sentences(call.office.version_on(call.on), on=call.on))


def _registry(call: Call) -> Page[Listed]:
    size = registry_search.PAGE
    found = registry_search.search(
        call.office, PUBLIC, call.on,
        words=call.query.get("q") or "", category=call.query.get("category") or "", page=call.query.get("page") or 1,
    )  # fmt: skip
    return Page(found.entries, found.page, max(1, -(-found.total // size)), found.total)


def _entry(call: Call) -> Listed:
    return registry.show(call.office, PUBLIC, EndorsementId(call.path["endorsement"]), call.on)


# ── People and what they document ─────────────────────────────────────────────────────────────


def _people(call: Call) -> Page[reading.Named]:
    return call.page(reading.everybody(call.office, call.principal))


def _register(call: Call) -> Recorded:
    new: NewPerson = call.body
    words = PersonWords(new.given_name, new.family_name, new.email)
    state = StateCode(new.state) if new.state else None
    return recorded(person.register(call.office, call.request(), words, state))


def _person(call: Call) -> SeenPerson:
    return reading.person(call.office, call.principal, PersonId(call.path["person"]))


def _evidence(call: Call) -> Page[SeenItem]:
    whose = PersonId(call.path["person"])
    found = reading.evidence(call.office, call.principal, whose)
    access_log.read(call.office, call.principal, whose, "api")
    return call.page(found)


def _document(call: Call) -> Recorded:
    new: NewEvidence = call.body
    typed = {name: [value] if isinstance(value, str) else value for name, value in new.fields.items()}
    return recorded(documenting.add(call.office, call.request(), PersonId(call.path["person"]), new.form, typed))


def _references(call: Call) -> Page[Reference]:
    return call.page(references.of_person(call.office, call.principal, PersonId(call.path["person"]), call.today))


def _request_reference(call: Call) -> Recorded:
    new: NewReference = call.body
    return recorded(
        rating.request_rating(
            call.office, call.request(), PersonId(call.path["person"]), ColleagueId(new.rater), SlotKey(new.slot),
            waived=new.waived,
        )
    )  # fmt: skip


def _remind(call: Call) -> Recorded:
    return recorded(rating.remind(call.office, call.request(), ItemId(call.path["reference"])))


# ── Applications ──────────────────────────────────────────────────────────────────────────────


def _applications(call: Call) -> Page[ApplicationRow]:
    return call.page(reading.all_applications(call.office, call.principal))


def _open(call: Call) -> Recorded:
    new: NewApplication = call.body
    return recorded(
        application.open_application(
            call.office, call.request(), PersonId(new.person), CategoryCode(new.category), emerging=new.emerging
        )
    )


def _evaluation(call: Call) -> dict[str, Any]:
    found = explanation.explain(call.office, call.principal, ApplicationId(call.path["application"]))
    return {
        "application": found.application,
        "person": found.person,
        "state": found.state,
        "recorded": found.recorded,
        **evaluations.as_json(found.trace, found.version, found.names),
    }


def _submit(call: Call) -> Recorded:
    return recorded(application.submit(call.office, call.request(), ApplicationId(call.path["application"])))


def _withdraw(call: Call) -> Recorded:
    return recorded(application.withdraw(call.office, call.request(), ApplicationId(call.path["application"])))


# ── Money ─────────────────────────────────────────────────────────────────────────────────────


def _account(call: Call) -> Statement:
    return statements.statement(call.office, call.principal, PayerId(call.path["payer"]), call.on)


def _pay(call: Call) -> Recorded:
    new: NewPayment = call.body
    notice = PaymentNotice(
        payer=PayerId(new.payer),
        cents=new.cents,
        currency=new.currency,
        method=new.method,
        received_on=new.received_on,
        reference=new.reference,
        words=new.words,
    )
    return recorded(payments.pay(call.office, call.request(), notice))


SEARCH = (Parameter("q", str, "Parts of a name."), Parameter("category", str, "One category alone, such as IMHS."))

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/association", "association", "Who answers here, and under which policy today.", _association,
             Association, open_=True),
    Endpoint("GET", "/policy", "policy", "Every rule in force on a day as a sentence, with its source.", _policy,
             Page[Said], asks=(ON, PAGE, SIZE), open_=True, lists=True),
    Endpoint("GET", "/registry", "registry", "Everybody whose endorsement is in force on a day, by name.", _registry,
             Page[Listed], asks=(*SEARCH, ON, PAGE), open_=True, lists=True),
    Endpoint("GET", "/registry/{endorsement}", "registry_entry", "One endorsement, with its status on a day.", _entry,
             Listed, asks=(ON,), open_=True),
    Endpoint("GET", "/people", "people", "Everybody of the association's book; for coordinators.", _people,
             Page[reading.Named], asks=(PAGE, SIZE), lists=True),
    Endpoint("POST", "/people", "register_person", "Enter somebody into the book.", _register, Recorded,
             takes=NewPerson, status=201),
    Endpoint("GET", "/people/{person}", "person", "One person.", _person, SeenPerson),
    Endpoint("GET", "/people/{person}/evidence", "evidence", "Everything they have documented.", _evidence,
             Page[SeenItem], asks=(PAGE, SIZE), lists=True),
    Endpoint("POST", "/people/{person}/evidence", "add_evidence", "Enter an item of evidence.", _document, Recorded,
             takes=NewEvidence, status=201),
    Endpoint("GET", "/people/{person}/references", "references", "The references they asked for, never what one says.",
             _references, Page[Reference], asks=(PAGE, SIZE), lists=True),
    Endpoint("POST", "/people/{person}/references", "request_reference", "Ask a colleague for a reference.",
             _request_reference, Recorded, takes=NewReference, status=201),
    Endpoint("POST", "/references/{reference}/reminders", "remind_rater", "Ask a rater once more.", _remind, Recorded,
             status=201),
    Endpoint("GET", "/applications", "applications", "Every application with its days; for coordinators.",
             _applications, Page[ApplicationRow], asks=(PAGE, SIZE), lists=True),
    Endpoint("POST", "/applications", "open_application", "Register somebody for a category.", _open, Recorded,
             takes=NewApplication, status=201),
    Endpoint("GET", "/applications/{application}/evaluation", "evaluation",
             "What the rules say of an application, line by line.", _evaluation, dict[str, Any]),
    Endpoint("POST", "/applications/{application}/submission", "submit_application",
             "Ask for review; what is missing is listed where it is refused.", _submit, Recorded, status=201),
    Endpoint("POST", "/applications/{application}/withdrawal", "withdraw_application", "Take it back.", _withdraw,
             Recorded, status=201),
    Endpoint("GET", "/accounts/{payer}", "account", "The account of a person or an organisation on a day.", _account,
             Statement, asks=(ON,)),
    Endpoint("POST", "/payments", "record_payment", "Record what was paid; once for each reference.", _pay, Recorded,
             takes=NewPayment, status=201),
)  # fmt: skip
