"""Who may call which service, written out; and nobody learns from a refusal whether something is there."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct
from tests.service.conftest import TODAY, Asking, clock
from tests.service.journey import IMHS, Journey, sample

from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.authorize import Role
from vouchbook.domain.evidence import Exam, PersonWords, Standing
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    AttachmentId,
    CategoryCode,
    ChargeId,
    ColleagueId,
    Document,
    EditionName,
    EndorsementId,
    ExamPart,
    FeeOccasion,
    FundKey,
    GrantId,
    InvoiceId,
    ItemId,
    Outcome,
    PayerId,
    PaymentId,
    PaymentMethod,
    PaymentProviderName,
    PersonId,
    PlanKey,
    QuestionKey,
    RequirementKey,
    ReturnId,
    SlotKey,
    Source,
    TermId,
    VettingId,
    VettingScope,
    WishId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Question
from vouchbook.domain.vetting import EndCause, VettedBy
from vouchbook.domain.wish import Answer as WishAnswer
from vouchbook.domain.wish import WishKind
from vouchbook.hookspecs import PaymentNotice
from vouchbook.ledger.errors import Taken
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import (
    access_log,
    alliance,
    application,
    attachments,
    book,
    bookkeeping,
    bounces,
    bulk,
    caseload,
    categories,
    charge_basis,
    charges,
    colleagues,
    correspondence,
    deadlines,
    documenting,
    evidence,
    evidence_hints,
    evidence_use,
    explanation,
    fee_charging,
    feed,
    fees,
    fidelity,
    funds,
    history,
    holdings,
    impact,
    import_upload,
    importing,
    invoices,
    licensing,
    members,
    membership,
    own_data,
    panel,
    panels,
    payers,
    payments,
    people,
    person,
    policy_change,
    policy_history,
    policy_review,
    portfolio,
    progress,
    provider,
    rating,
    reading,
    recovering,
    reference_form,
    references,
    registry,
    returns,
    review,
    review_case,
    review_list,
    review_queue,
    reviewers,
    roles,
    roster,
    statements,
    stuck,
    sunset,
    vetted,
    vetting,
    wishes,
)
from vouchbook.service.charging import charge_id
from vouchbook.service.conformance import replay
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.importing import own
from vouchbook.service.office import Office, Request

NOUNS = (attachments, documenting, evidence_hints, evidence_use, own, wishes, categories, deadlines, feed, history,
         holdings, own_data, progress, access_log, alliance, application, book, bookkeeping, bounces, charge_basis,
         charges, colleagues, correspondence, evidence, explanation, fee_charging, fees, fidelity, funds, impact,
         importing, invoices, licensing, members, membership, payers, payments, person, policy_change, policy_history,
         policy_review, portfolio, provider, rating, reading, recovering, reference_form, references, registry,
         replay, review, roles, roster, statements, sunset, vetted, vetting, panel, returns, review_case,
         review_queue, bulk, caseload, import_upload, panels, people, review_list, reviewers, stuck)  # fmt: skip
NOWHERE = "0000000000"


class Cast(Struct, frozen=True):
    """The ids of an application under review, and of everything about it that a request can name."""

    person: PersonId
    application: ApplicationId
    panel: PersonId
    stranger: PersonId
    colleague: ColleagueId
    rating: ItemId
    training: ItemId
    vetting: VettingId = VettingId(f"v-{NOWHERE}")
    payment: PaymentId = PaymentId(f"pay-{NOWHERE}")


class Stage(Struct, frozen=True):
    folder: Folder
    office: Office
    cast: Cast


@pytest.fixture(scope="module")
def kept(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Cast]:
    """Where the stage is kept, its key, and who is on it; never written to again."""
    place = tmp_path_factory.mktemp("stage") / "alliance"
    shutil.copytree(founded / "alliance", place)
    with Folder.open(place, founded / "root-key") as folder:
        way = Journey(alliance.office(folder, "nc", Edge(clock)), Asking())
        way.ready_to_submit().submitted().panel()
        stranger = way.reviewer("Sasha")
        items = reading.evidence(way.office, way.ask().principal, way.person)
        colleague, training = (next(i.item for i in items if i.kind == kind) for kind in ("colleague", "training"))
        asked = rating.request_rating(
            way.office, way.ask(), way.person, ColleagueId(colleague), SlotKey("other"), waived=True
        )
        paid = payments.pay(way.office, way.ask(), cash(way.person))
        vets = vetting.open_vetting(way.office, way.ask(), way.person, VettingScope.RSC)
    cast = Cast(
        way.person, way.application, way.reviewers[0], stranger, ColleagueId(colleague),
        ItemId(asked.result["rating"]), training, VettingId(vets.result["vetting"]), PaymentId(paid.result["payment"]),
    )  # fmt: skip
    return place, founded / "root-key", cast


@pytest.fixture
def stage(kept: tuple[Path, Path, Cast], tmp_path: Path) -> Iterator[Stage]:
    place, key, cast = kept
    shutil.copytree(place, tmp_path / "alliance")
    with Folder.open(tmp_path / "alliance", key) as folder:
        yield Stage(folder, alliance.office(folder, "nc", Edge(clock)), cast)


def cash(payer: str) -> PaymentNotice:
    return PaymentNotice(PayerId(payer), 500, "USD", PaymentMethod.CASH, TODAY, "")


def _file() -> tuple[PortfolioFile, bytes]:
    path = sample("imhs-doubtful")
    return read_portfolio(path), path.read_bytes()


def _uploaded() -> import_upload.Uploaded:
    return import_upload.Uploaded("people.csv", None, b"email,given_name,family_name\nnew@example.org,New,Person\n")


def _import(stage: Stage) -> importing.Import:
    return importing.Import((sample("imhs-doubtful"),), stage.folder.path)


ANSWER = (review.Answer(RequirementKey("training"), True, "seen", key=QuestionKey("promotion")),)
EXAM = Exam(ExamPart.ESSAY, date(2026, 11, 19), 9_000, True)
STANDING = Standing(None, AssociationCode("mi"), date(2020, 1, 1), category=CategoryCode("IMHS"))
WORDS = PersonWords("Ana", "Ruiz", "ana@example.org")

FUND = FundKey("membership_scholarship")
CHARGE, ORGANISATION = ChargeId(f"ch-{NOWHERE}"), PayerId(f"org-{NOWHERE}")

ATTACHMENT, WISH = AttachmentId(f"at-{NOWHERE}"), WishId(f"w-{NOWHERE}")
TRAINING = {"title": ["A"], "from": ["2026-03-01"], "hours": ["1"]}
PASTED = "title\ton\thours\nA\t3/1/2026\t1\n"

Call = Callable[[Stage, Request], object]
CALLS: dict[str, Call] = {
    "alliance.license_association": lambda s, r: alliance.license_association(
        s.folder, r, AssociationCode("nc"), Edge(clock)
    ),
    "application.open_application": lambda s, r: application.open_application(s.office, r, s.cast.person, IMHS),
    "application.submit": lambda s, r: application.submit(s.office, r, s.cast.application),
    "application.cure": lambda s, r: application.cure(s.office, r, s.cast.application, "asked for"),
    "application.record_exam": lambda s, r: application.record_exam(s.office, r, s.cast.application, EXAM),
    "application.withdraw": lambda s, r: application.withdraw(s.office, r, s.cast.application),
    "application.decide": lambda s, r: application.decide(s.office, r, s.cast.application, Outcome.ON_HOLD, "wait"),
    "attachments.attach": lambda s, r: attachments.attach(
        s.office, r, s.cast.person, s.cast.training, "a.pdf", b"%PDF-1.4\n%%EOF\n"
    ),
    "attachments.remove": lambda s, r: attachments.remove(s.office, r, s.cast.person, ATTACHMENT),
    "attachments.listing": lambda s, r: attachments.listing(s.office, r.principal, s.cast.person, s.cast.application),
    "attachments.show": lambda s, r: attachments.show(
        s.office, r.principal, s.cast.person, ATTACHMENT, s.cast.application
    ),
    "attachments.sweep": lambda s, r: attachments.sweep(s.office, r.principal),
    "documenting.add": lambda s, r: documenting.add(s.office, r, s.cast.person, "training", TRAINING),
    "documenting.revise": lambda s, r: documenting.revise(
        s.office, r, s.cast.person, s.cast.training, TRAINING, seen=1
    ),
    "documenting.withdraw": lambda s, r: documenting.withdraw(s.office, r, s.cast.person, s.cast.training, seen=1),
    "documenting.written": lambda s, r: documenting.written(s.office, r.principal, s.cast.person, s.cast.training),
    "documenting.named_by": lambda s, r: documenting.named_by(s.office, r.principal, s.cast.person),
    "documenting.employers": lambda s, r: documenting.employers(s.office, r.principal, s.cast.person),
    "evidence_hints.hints": lambda s, r: evidence_hints.hints(s.office, r.principal, s.cast.person),
    "evidence_use.uses": lambda s, r: evidence_use.uses(s.office, r.principal, s.cast.person),
    "own.look": lambda s, r: own.look(s.office, r, s.cast.person, "training", PASTED, s.folder.path),
    "own.enter": lambda s, r: own.enter(s.office, r, s.cast.person, "training", PASTED, s.folder.path),
    "references.places": lambda s, r: references.places(s.office, r.principal, s.cast.person, TODAY),
    "wishes.make": lambda s, r: wishes.make(
        s.office, r, s.cast.person, WishKind.MEMBERSHIP, plan=PlanKey("individual")
    ),
    "wishes.answer": lambda s, r: wishes.answer(s.office, r, WISH, WishAnswer.DONE),
    "wishes.take_back": lambda s, r: wishes.take_back(s.office, r, WISH),
    "wishes.of_person": lambda s, r: wishes.of_person(s.office, r.principal, s.cast.person),
    "wishes.waiting": lambda s, r: wishes.waiting(s.office, r.principal),
    "wishes.one": lambda s, r: wishes.one(s.office, r.principal, WISH),
    "book.entries": lambda s, r: book.entries(s.office, r.principal),
    "book.verify": lambda s, r: book.verify(s.office, r.principal),
    "book.exported": lambda s, r: book.exported(s.office, r.principal),
    "book.rebuild_read_models": lambda s, r: book.rebuild_read_models(s.office, r.principal),
    "evidence.record": lambda s, r: evidence.record(s.office, r, s.cast.person, ((STANDING, {}),)),
    "evidence.sign": lambda s, r: evidence.sign(s.office, r, s.cast.person, Document.CODE_OF_ETHICS),
    "evidence.claim_standing": lambda s, r: evidence.claim_standing(s.office, r, s.cast.person, STANDING),
    "evidence.confirm": lambda s, r: evidence.confirm(
        s.office, r, s.cast.person, evidence.Claims(kinds=("exam",)), source=Source.CONFIRMED, where="seen"
    ),
    "evidence.withdraw": lambda s, r: evidence.withdraw(s.office, r, s.cast.person, s.cast.training),
    "explanation.explain": lambda s, r: explanation.explain(s.office, r.principal, s.cast.application),
    "progress.of_application": lambda s, r: progress.of_application(s.office, r.principal, s.cast.application),
    "progress.of_person": lambda s, r: progress.of_person(s.office, r.principal, s.cast.person),
    "history.history": lambda s, r: history.history(s.office, r.principal, s.cast.application),
    "deadlines.of_somebody": lambda s, r: deadlines.of_somebody(s.office, r.principal, s.cast.person),
    "deadlines.upcoming": lambda s, r: deadlines.upcoming(s.office, r.principal, s.cast.person, []),
    "holdings.of_person": lambda s, r: holdings.of_person(s.office, r.principal, s.cast.person),
    "categories.choices": lambda s, r: categories.choices(s.office, r.principal, s.cast.person),
    "own_data.own_data": lambda s, r: own_data.own_data(s.office, r.principal, s.cast.person),
    "feed.begin": lambda s, r: feed.begin(s.office, r.principal, s.cast.person),
    "feed.end": lambda s, r: feed.end(s.office, r.principal, s.cast.person),
    "feed.of_person": lambda s, r: feed.of_person(s.office, r.principal, s.cast.person),
    "explanation.timeline": lambda s, r: explanation.timeline(s.office, r.principal, s.cast.application),
    "importing.check": lambda s, r: importing.check(s.office, r, _import(s)),
    "importing.record": lambda s, r: importing.record(s.office, r, _import(s)),
    "membership.join": lambda s, r: membership.join(
        s.office, r, s.cast.person, PlanKey("individual"), bought_on=date(2024, 1, 1)
    ),
    "membership.claim": lambda s, r: membership.claim(s.office, r, s.cast.person, "WAIMH", first=TODAY, last=TODAY),
    "membership.confirm": lambda s, r: membership.confirm(
        s.office, r, s.cast.person, (TermId("m-0"),), source=Source.CONFIRMED, where="seen"
    ),
    "members.status": lambda s, r: members.status(s.office, r.principal, s.cast.person, TODAY),
    "members.members": lambda s, r: members.members(s.office, r.principal, TODAY),
    "membership.void": lambda s, r: membership.void(s.office, r, s.cast.person, TermId("m-0")),
    "membership.terms": lambda s, r: membership.terms(s.office, r.principal, s.cast.person),
    "person.register": lambda s, r: person.register(s.office, r, WORDS),
    "person.correct": lambda s, r: person.correct(s.office, r, s.cast.person, person.Correction(email="b@c.org")),
    "policy_change.propose": lambda s, r: policy_change.propose(
        s.office, r, policy_change.installed_draft("nc"), date(2027, 1, 1), "as the board decided"
    ),
    "policy_change.approve": lambda s, r: policy_change.approve(s.folder, s.office, r, f"pr-{NOWHERE}"),
    "policy_change.reject": lambda s, r: policy_change.reject(s.office, r, f"pr-{NOWHERE}", "too dear"),
    "policy_change.withdraw": lambda s, r: policy_change.withdraw(s.office, r, f"pr-{NOWHERE}"),
    "policy_history.history": lambda s, r: policy_history.history(s.office, r.principal),
    "policy_history.proposed": lambda s, r: policy_history.proposed(s.office, r.principal, f"pr-{NOWHERE}"),
    "policy_review.review": lambda s, r: policy_review.review(s.folder, s.office, r.principal, f"pr-{NOWHERE}"),
    "portfolio.import_portfolio": lambda s, r: portfolio.import_portfolio(s.office, r, *_file()),
    "portfolio.add_evidence": lambda s, r: portfolio.add_evidence(s.office, r, s.cast.person, *_file()),
    "rating.request_rating": lambda s, r: rating.request_rating(
        s.office, r, s.cast.person, s.cast.colleague, SlotKey("other"), waived=True
    ),
    "rating.receive_rating": lambda s, r: rating.receive_rating(
        s.office, r, s.cast.rating, rated_on=TODAY, known_since=TODAY, not_enough_information=0, words={}
    ),
    "rating.replace_rating": lambda s, r: rating.replace_rating(
        s.office, r, s.cast.rating, s.cast.colleague, waived=True
    ),
    "rating.waive_access": lambda s, r: rating.waive_access(s.office, r, s.cast.rating),
    "rating.rating_opened": lambda s, r: rating.rating_opened(s.office, r, s.cast.rating),
    "rating.remind": lambda s, r: rating.remind(s.office, r, s.cast.rating),
    "rating.decline_rating": lambda s, r: rating.decline_rating(s.office, r, s.cast.rating),
    "references.all_awaited": lambda s, r: references.all_awaited(s.office, r.principal, TODAY),
    "references.of_person": lambda s, r: references.of_person(s.office, r.principal, s.cast.person, TODAY),
    "references.one": lambda s, r: references.one(s.office, r.principal, s.cast.rating, TODAY),
    "reading.person": lambda s, r: reading.person(s.office, r.principal, s.cast.person),
    "reading.evidence": lambda s, r: reading.evidence(s.office, r.principal, s.cast.person),
    "reading.everybody": lambda s, r: reading.everybody(s.office, r.principal),
    "reading.all_applications": lambda s, r: reading.all_applications(s.office, r.principal),
    "registry.listing": lambda s, r: registry.listing(s.office, r.principal, TODAY),
    "registry.show": lambda s, r: registry.show(s.office, r.principal, EndorsementId("e-0"), TODAY),
    "registry.speaks_of": lambda s, r: registry.speaks_of(s.office, r.principal, EndorsementId("e-0"), "Ana"),
    "replay.recompute": lambda s, r: replay.recompute(s.office, r.principal),
    "review.assign": lambda s, r: review.assign(s.office, r, s.cast.application, s.cast.stranger),
    "review.release": lambda s, r: review.release(s.office, r, s.cast.application, s.cast.stranger, "a conflict"),
    "review.answer": lambda s, r: review.answer(s.office, r, s.cast.application, ANSWER),
    "review.complete": lambda s, r: review.complete(s.office, r, s.cast.application, Outcome.APPROVED),
    "panel.accept": lambda s, r: panel.accept(s.office, r, s.cast.application),
    "panel.leave": lambda s, r: panel.leave(s.office, r, s.cast.application, "a cousin", conflict=True),
    "panel.take_back": lambda s, r: panel.take_back(
        s.office, r, s.cast.application, Question(RequirementKey("training"), key=QuestionKey("promotion"))
    ),
    "returns.send_back": lambda s, r: returns.send_back(
        s.office, r, s.cast.application, RequirementKey("training"), s.cast.training, "Which day?"
    ),
    "returns.answer": lambda s, r: returns.answer(s.office, r, s.cast.application, ReturnId(f"ret-{NOWHERE}"), "This."),
    "returns.of_application": lambda s, r: returns.of_application(s.office, r.principal, s.cast.application),
    "review_queue.queue": lambda s, r: review_queue.queue(s.office, r.principal, TODAY),
    "review_queue.before": lambda s, r: review_queue.before(s.office, r.principal, s.cast.application, TODAY),
    "review_case.case_of": lambda s, r: review_case.case_of(s.office, r.principal, s.cast.application, TODAY),
    "reference_form.shown": lambda s, r: reference_form.shown(s.office, r.principal, s.cast.rating, TODAY),
    "reference_form.answered": lambda s, r: reference_form.answered(s.office, r.principal, s.cast.rating),
    "reference_form.keep": lambda s, r: reference_form.keep(
        s.office, r.principal, s.cast.rating, reference_form.Answers()
    ),
    "reference_form.send": lambda s, r: reference_form.send(s.office, r, s.cast.rating),
    "reference_form.decline": lambda s, r: reference_form.decline(s.office, r, s.cast.rating, not_me=True),
    "review.questions": lambda s, r: review.questions(s.office, r, s.cast.application),
    "colleagues.identify": lambda s, r: colleagues.identify(
        s.office, r, s.cast.person, s.cast.colleague, s.cast.stranger
    ),
    "colleagues.named_by": lambda s, r: colleagues.named_by(s.office, r.principal, s.cast.person),
    "colleagues.standing_ended": lambda s, r: colleagues.standing_ended(
        s.office, r, s.cast.person, s.cast.training, TODAY, source=Source.REGISTRY, where="seen"
    ),
    "provider.enter": lambda s, r: provider.enter(s.office, r, s.cast.person, capacity=1, takes_outside=True),
    "provider.change": lambda s, r: provider.change(s.office, r, s.cast.person, capacity=1),
    "provider.leave": lambda s, r: provider.leave(s.office, r, s.cast.person),
    "provider.show": lambda s, r: provider.show(s.office, r.principal, s.cast.person, TODAY),
    "bounces.bounced": lambda s, r: bounces.bounced(s.office, r.principal, b""),
    "bounces.read_folder": lambda s, r: bounces.read_folder(s.office, r.principal, s.folder.path),
    "correspondence.listing": lambda s, r: correspondence.listing(s.office, r.principal),
    "correspondence.counted": lambda s, r: correspondence.counted(s.office, r.principal),
    "correspondence.show": lambda s, r: correspondence.show(s.office, r.principal, "letter-0"),
    "correspondence.again": lambda s, r: correspondence.again(s.office, r.principal, "letter-0"),
    "correspondence.cancel": lambda s, r: correspondence.cancel(s.office, r.principal, "letter-0"),
    "correspondence.all_templates": lambda s, r: correspondence.all_templates(s.office, r.principal),
    "correspondence.previewed": lambda s, r: correspondence.previewed(s.office, r.principal, "charged"),
    "access_log.read": lambda s, r: access_log.read(s.office, r.principal, s.cast.person, "evidence"),
    "access_log.opened": lambda s, r: access_log.opened(s.office, r.principal, s.cast.person, "evidence"),
    "access_log.denied": lambda s, r: access_log.denied(s.office, r.principal, "decide"),
    "access_log.of_association": lambda s, r: access_log.of_association(s.office, r.principal),
    "access_log.of_person": lambda s, r: access_log.of_person(s.office, r.principal, s.cast.person),
    "recovering.forget_passkeys": lambda s, r: recovering.forget_passkeys(s.office, r.principal, s.cast.person),
    "roles.give": lambda s, r: roles.give(s.office, r, s.cast.person, Role.BOARD),
    "roles.end": lambda s, r: roles.end(s.office, r, s.cast.person, Role.BOARD),
    "roles.listing": lambda s, r: roles.listing(s.office, r.principal),
    "roster.listing": lambda s, r: roster.listing(s.office, r.principal, TODAY),
    "sunset.report": lambda s, r: sunset.report(s.office, r.principal, TODAY),
    "vetting.open_vetting": lambda s, r: vetting.open_vetting(s.office, r, s.cast.person, VettingScope.REFERENCE),
    "vetting.interview": lambda s, r: vetting.interview(
        s.office, r, s.cast.vetting, by=None, how=VettedBy.INTERVIEW, held_on=TODAY, words="spoken with"
    ),
    "vetting.decide": lambda s, r: vetting.decide(s.office, r, s.cast.vetting, vetted=False, reason="not yet"),
    "vetting.end": lambda s, r: vetting.end(s.office, r, s.cast.vetting, EndCause.WITHDRAWN, "withdrawn"),
    "vetted.show": lambda s, r: vetted.show(s.office, r.principal, s.cast.vetting, TODAY),
    "vetted.listing": lambda s, r: vetted.listing(s.office, r.principal, TODAY),
    "bookkeeping.trial_balance": lambda s, r: bookkeeping.trial_balance(s.office, r.principal, TODAY),
    "bookkeeping.lines": lambda s, r: bookkeeping.lines(s.office, r.principal, TODAY, TODAY),
    "charges.void": lambda s, r: charges.void(s.office, r, PayerId(s.cast.person), CHARGE, "an error"),
    "charges.write_off": lambda s, r: charges.write_off(s.office, r, PayerId(s.cast.person), CHARGE, "waived"),
    "charges.take_back_write_off": lambda s, r: charges.take_back_write_off(
        s.office, r, PayerId(s.cast.person), CHARGE, "an error"
    ),
    "charges.refund": lambda s, r: charges.refund(s.office, r, PayerId(s.cast.person), None, None, PaymentMethod.CASH),
    "charges.take_over": lambda s, r: charges.take_over(s.office, r, ORGANISATION, PayerId(s.cast.person)),
    "invoices.issue": lambda s, r: invoices.issue(s.office, r, PayerId(s.cast.person)),
    "invoices.void": lambda s, r: invoices.void(s.office, r, InvoiceId("2026-0001"), "an error"),
    "invoices.show": lambda s, r: invoices.show(s.office, r.principal, InvoiceId("2026-0001"), TODAY),
    "invoices.listing": lambda s, r: invoices.listing(s.office, r.principal, TODAY),
    "invoices.addressee": lambda s, r: invoices.addressee(s.office, r.principal, PayerId(s.cast.person)),
    "invoices.charges_of": lambda s, r: invoices.charges_of(s.office, r.principal, InvoiceId("2026-0001")),
    "payers.register": lambda s, r: payers.register(s.office, r, OrganisationWords("An Agency", "12 Main Street")),
    "payers.correct": lambda s, r: payers.correct(s.office, r, ORGANISATION, name="The Agency"),
    "payers.all_organisations": lambda s, r: payers.all_organisations(s.office, r.principal),
    "payments.pay": lambda s, r: payments.pay(s.office, r, cash(s.cast.person)),
    "payments.notify": lambda s, r: payments.notify(
        s.office, r, PaymentProviderName("manual"), msgspec.json.encode(cash(s.cast.person))
    ),
    "payments.reverse": lambda s, r: payments.reverse(s.office, r, s.cast.payment, "it bounced"),
    "fee_charging.charge": lambda s, r: fee_charging.charge(s.office, r, s.cast.person, FeeOccasion.EXAM),
    "fees.quote": lambda s, r: fees.quote(
        s.office, r.principal, s.cast.person, FeeOccasion.EXAM, on=TODAY, category=IMHS
    ),
    "fidelity.overview": lambda s, r: fidelity.overview(s.folder, r.principal, TODAY),
    "fidelity.report": lambda s, r: fidelity.report(s.folder, r.principal, AssociationCode("nc"), TODAY),
    "impact.seen": lambda s, r: impact.seen(s.office, r.principal, s.office.version_on(TODAY), TODAY),
    "impact.names_of": lambda s, r: impact.names_of(
        s.office, r.principal, impact.impact(s.office, s.office.version_on(TODAY), TODAY)
    ),
    "impact.people": lambda s, r: impact.people(s.office, r.principal),
    "licensing.renew": lambda s, r: licensing.renew(
        s.folder, r, AssociationCode("nc"), EditionName("2024"), first=TODAY, edge=Edge(clock)
    ),
    "licensing.end": lambda s, r: licensing.end(s.folder, r, AssociationCode("nc"), last=TODAY, edge=Edge(clock)),
    "licensing.licences": lambda s, r: licensing.licences(s.folder, r.principal, AssociationCode("nc")),
    "funds.open_fund": lambda s, r: funds.open_fund(s.office, r, FUND),
    "funds.add_budget": lambda s, r: funds.add_budget(s.office, r, FUND, 500),
    "funds.grant": lambda s, r: funds.grant(
        s.office, r, FUND, PayerId(s.cast.person), charge_id(s.cast.application, FeeOccasion.REGISTRATION)
    ),
    "funds.return_grant": lambda s, r: funds.return_grant(s.office, r, FUND, GrantId(f"g-{NOWHERE}")),
    "funds.listing": lambda s, r: funds.listing(s.office, r.principal),
    "funds.show": lambda s, r: funds.show(s.office, r.principal, FUND),
    "charge_basis.why": lambda s, r: charge_basis.why(s.office, r.principal, PayerId(s.cast.person), ChargeId("ch-x")),
    "statements.statement": lambda s, r: statements.statement(s.office, r.principal, PayerId(s.cast.person), TODAY),
    "statements.receipt": lambda s, r: statements.receipt(s.office, r.principal, s.cast.payment, TODAY),
    "statements.debtors": lambda s, r: statements.debtors(s.office, r.principal, TODAY),
    "statements.named": lambda s, r: statements.named(s.office, r.principal, (s.cast.person,)),
    "bulk.reminders": lambda s, r: bulk.reminders(s.office, r.principal, TODAY, 14),
    "bulk.remind": lambda s, r: bulk.remind(s.office, r, 14, (s.cast.rating,)),
    "bulk.claims": lambda s, r: bulk.claims(s.office, r.principal, "rating"),
    "bulk.confirm": lambda s, r: bulk.confirm(s.office, r, "rating", (), source=Source.CONFIRMED, where="seen"),
    "bulk.renewals": lambda s, r: bulk.renewals(s.office, r.principal, TODAY, 90),
    "bulk.charge_renewals": lambda s, r: bulk.charge_renewals(s.office, r, 90, ()),
    "caseload.listing": lambda s, r: caseload.listing(s.office, r.principal, caseload.Wanted()),
    "import_upload.check": lambda s, r: import_upload.check(s.office, r, s.folder.path, _uploaded()),
    "import_upload.kept": lambda s, r: import_upload.kept(s.office, r),
    "import_upload.record": lambda s, r: import_upload.record(s.office, r, s.folder.path),
    "import_upload.forget": lambda s, r: import_upload.forget(s.office, r),
    "panels.panel": lambda s, r: panels.panel(s.office, r.principal, s.cast.application),
    "people.search": lambda s, r: people.search(s.office, r.principal, people.Wanted(), TODAY),
    "people.names": lambda s, r: people.names(s.office, r.principal, (s.cast.person,)),
    "references.awaited_page": lambda s, r: references.awaited_page(s.office, r.principal, TODAY, silent_since=TODAY),
    "review_list.listing": lambda s, r: review_list.listing(s.office, r.principal, TODAY),
    "reviewers.candidates": lambda s, r: reviewers.candidates(s.office, r.principal, s.cast.application, TODAY),
    "statements.balances": lambda s, r: statements.balances(s.office, r.principal, TODAY),
    "statements.aged": lambda s, r: statements.aged(s.office, r.principal, (s.cast.person,), TODAY),
    "stuck.listing": lambda s, r: stuck.listing(s.office, r.principal, TODAY),
    "vetted.of_person": lambda s, r: vetted.of_person(s.office, r.principal, s.cast.person, TODAY),
}

OTHER_ANSWERS = (Taken, LookupError, WrittenWrongly)
LETTERS = {"not_allowed": "n", "own_application": "o", "someone_elses": "s", "not_a_reviewer": "r",
           "not_their_rating": "f",
           "person_needed": "p"}  # fmt: skip
"""``+``: the asker may; whether it then comes to something is another question."""

TABLE = """
                              alliance coordinator own_case panel stranger applicant other anyone board
alliance.license_association  +        n           n        n     n        n         n     n      n
application.open_application  n        +           +        n     n        +         s     n      n
application.submit            n        n           n        n     n        +         s     n      n
application.cure              n        +           o        n     n        n         n     n      n
application.record_exam       n        +           o        n     n        n         n     n      n
application.withdraw          n        +           +        n     n        +         s     n      n
application.decide            n        +           o        n     n        n         n     n      n
fidelity.overview             +        n           n        n     n        n         n     n      n
fidelity.report               +        +           +        n     n        n         n     n      +
impact.seen                   n        +           +        n     n        n         n     n      +
impact.names_of               n        +           +        n     n        n         n     n      +
impact.people                 n        +           +        n     n        n         n     n      +
licensing.renew               +        n           n        n     n        n         n     n      n
licensing.end                 +        n           n        n     n        n         n     n      n
licensing.licences            +        +           +        n     n        n         n     n      +
book.entries                  +        +           +        n     n        n         n     n      n
book.verify                   +        +           +        n     n        n         n     n      n
book.exported                 +        +           +        n     n        n         n     n      n
book.rebuild_read_models      +        +           +        n     n        n         n     n      n
evidence.record               n        +           +        n     n        +         s     n      n
evidence.sign                 n        n           n        n     n        +         s     n      n
evidence.claim_standing       n        +           +        n     n        +         s     n      n
evidence.confirm              n        +           o        n     n        n         n     n      n
evidence.withdraw             n        +           +        n     n        +         s     n      n
explanation.explain           n        +           +        +     r        +         s     n      n
progress.of_application       n        +           +        +     r        +         s     n      n
progress.of_person            n        +           +        n     n        +         s     n      n
history.history               n        +           +        +     r        +         s     n      n
deadlines.of_somebody         n        +           +        n     n        +         s     n      n
deadlines.upcoming            n        +           +        n     n        +         s     n      n
holdings.of_person            n        +           +        n     n        +         s     n      n
categories.choices            n        +           +        n     n        +         s     n      n
own_data.own_data             n        +           +        n     n        +         s     n      n
feed.end                      n        +           +        n     n        +         s     n      n
feed.of_person                n        +           +        n     n        +         s     n      n
feed.begin                    n        s           +        n     n        +         s     n      n
explanation.timeline          n        +           +        +     r        +         s     n      n
importing.check               n        +           +        n     n        n         n     n      n
importing.record              n        +           +        n     n        n         n     n      n
membership.join               n        +           o        n     n        n         n     n      n
membership.claim              n        +           +        n     n        +         s     n      n
membership.confirm            n        +           o        n     n        n         n     n      n
membership.void               n        +           o        n     n        n         n     n      n
members.status                n        +           +        n     n        +         s     n      n
members.members               n        +           +        n     n        n         n     n      n
membership.terms              n        +           +        n     n        +         s     n      n
person.register               n        +           +        n     n        s         s     n      n
person.correct                n        +           +        n     n        +         s     n      n
policy_change.propose         n        p           +        n     n        n         n     n      n
policy_change.approve         n        p           +        n     n        n         n     n      +
policy_change.reject          n        p           +        n     n        n         n     n      +
policy_change.withdraw        n        p           +        n     n        n         n     n      n
policy_history.history        +        +           +        n     n        n         n     n      +
policy_history.proposed       +        +           +        n     n        n         n     n      +
policy_review.review          +        +           +        n     n        n         n     n      +
portfolio.import_portfolio    n        +           +        n     n        s         s     n      n
portfolio.add_evidence        n        +           +        n     n        +         s     n      n
rating.request_rating         n        +           +        n     n        +         s     n      n
rating.receive_rating         n        +           o        n     n        n         n     n      n
rating.replace_rating         n        +           +        n     n        +         s     n      n
rating.waive_access           n        +           +        n     n        +         s     n      n
rating.rating_opened          n        +           o        n     n        n         n     n      n
rating.remind                 n        +           +        n     n        +         s     n      n
rating.decline_rating         n        +           o        n     n        n         n     n      n
references.all_awaited        n        +           +        n     n        n         n     n      n
references.of_person          n        +           +        n     n        +         s     n      n
references.one                n        +           +        n     n        +         s     n      n
reading.person                n        +           +        n     n        +         s     n      n
reading.evidence              n        +           +        n     n        +         s     n      n
reading.everybody             n        +           +        n     n        n         n     n      n
reading.all_applications      n        +           +        n     n        n         n     n      n
registry.listing              +        +           +        +     +        +         +     +      +
registry.show                 +        +           +        +     +        +         +     +      +
registry.speaks_of            +        +           +        +     +        +         +     +      +
replay.recompute              +        +           +        n     n        n         n     n      n
review.assign                 n        +           o        n     n        n         n     n      n
review.release                n        +           o        n     n        n         n     n      n
review.answer                 n        n           n        +     r        n         n     n      n
review.complete               n        n           n        +     r        n         n     n      n
panel.accept                  n        n           n        +     r        n         n     n      n
panel.leave                   n        n           n        +     r        n         n     n      n
panel.take_back               n        n           n        +     r        n         n     n      n
returns.send_back             n        n           n        +     r        n         n     n      n
review_queue.before           n        n           n        +     r        n         n     n      n
review_case.case_of           n        n           n        +     r        n         n     n      n
returns.answer                n        +           +        n     n        +         s     n      n
returns.of_application        n        +           +        +     r        +         s     n      n
review_queue.queue            n        n           n        +     +        n         n     n      n
reference_form.shown          n        f           o        n     n        n         n     n      n
reference_form.answered       n        f           o        n     n        n         n     n      n
reference_form.keep           n        f           o        n     n        n         n     n      n
reference_form.send           n        f           o        n     n        n         n     n      n
reference_form.decline        n        f           o        n     n        n         n     n      n
review.questions              n        +           +        +     r        n         n     n      n
colleagues.identify           n        +           o        n     n        n         n     n      n
colleagues.named_by           n        +           o        n     n        n         n     n      n
colleagues.standing_ended     n        +           o        n     n        n         n     n      n
provider.enter                n        +           +        n     n        +         s     n      n
provider.change               n        +           +        n     n        +         s     n      n
provider.leave                n        +           +        n     n        +         s     n      n
provider.show                 n        +           +        n     n        +         s     n      n
bounces.bounced               n        +           +        n     n        n         n     n      n
bounces.read_folder           n        +           +        n     n        n         n     n      n
correspondence.listing        n        +           +        n     n        n         n     n      n
correspondence.counted        n        +           +        n     n        n         n     n      n
correspondence.show           n        +           +        n     n        n         n     n      n
correspondence.again          n        +           +        n     n        n         n     n      n
correspondence.cancel         n        +           +        n     n        n         n     n      n
correspondence.all_templates  n        +           +        n     n        n         n     n      n
correspondence.previewed      n        +           +        n     n        n         n     n      n
access_log.read               +        +           +        +     +        +         +     +      +
access_log.opened             +        +           +        +     +        +         +     +      +
access_log.denied             +        +           +        +     +        +         +     +      +
access_log.of_association     n        +           +        n     n        n         n     n      +
access_log.of_person          n        +           +        n     n        +         s     n      n
recovering.forget_passkeys    +        +           o        n     n        n         n     n      n
roles.give                    +        +           o        n     n        n         n     n      n
roles.end                     +        +           o        n     n        n         n     n      n
roles.listing                 +        +           +        n     n        n         n     n      +
roster.listing                +        +           +        +     +        +         +     +      +
sunset.report                 n        +           +        n     n        n         n     n      n
vetting.open_vetting          n        +           o        n     n        n         n     n      n
vetting.interview             n        +           o        n     n        n         n     n      n
vetting.decide                n        +           o        n     n        n         n     n      n
vetting.end                   n        +           o        n     n        n         n     n      n
vetted.show                   n        +           +        n     n        +         s     n      n
vetted.listing                n        +           +        n     n        n         n     n      n
bookkeeping.trial_balance     n        +           +        n     n        n         n     n      +
bookkeeping.lines             n        +           +        n     n        n         n     n      +
charges.void                  n        +           o        n     n        n         n     n      n
charges.write_off             n        +           o        n     n        n         n     n      +
charges.take_back_write_off   n        +           o        n     n        n         n     n      +
charges.refund                n        +           o        n     n        n         n     n      n
charges.take_over             n        +           o        n     n        n         n     n      n
invoices.issue                n        +           o        n     n        n         n     n      n
invoices.void                 n        +           +        n     n        n         n     n      n
invoices.show                 n        +           +        n     n        s         s     n      +
invoices.listing              n        +           +        n     n        n         n     n      +
invoices.addressee            n        +           +        n     n        +         s     n      +
invoices.charges_of           n        +           +        n     n        n         n     n      n
payers.register               n        +           +        n     n        n         n     n      n
payers.correct                n        +           +        n     n        n         n     n      n
payers.all_organisations      n        +           +        n     n        n         n     n      +
payments.pay                  n        +           o        n     n        n         n     n      n
payments.notify               n        +           o        n     n        n         n     n      n
payments.reverse              n        +           o        n     n        n         n     n      n
fee_charging.charge           n        +           o        n     n        n         n     n      n
fees.quote                    n        +           +        n     n        +         s     n      n
funds.open_fund               n        +           +        n     n        n         n     n      n
funds.add_budget              n        +           +        n     n        n         n     n      n
funds.grant                   n        +           o        n     n        n         n     n      n
funds.return_grant            n        +           +        n     n        n         n     n      n
funds.listing                 n        +           +        n     n        n         n     n      +
funds.show                    n        +           +        n     n        n         n     n      +
charge_basis.why              n        +           +        n     n        +         s     n      +
statements.statement          n        +           +        n     n        +         s     n      +
statements.receipt            n        +           +        n     n        +         s     n      +
statements.debtors            n        +           +        n     n        n         n     n      +
statements.named              n        +           +        n     n        +         s     n      +
bulk.reminders                n        +           +        n     n        n         n     n      n
bulk.remind                   n        +           +        n     n        n         n     n      n
bulk.claims                   n        +           +        n     n        n         n     n      n
bulk.confirm                  n        +           +        n     n        n         n     n      n
bulk.renewals                 n        +           +        n     n        n         n     n      n
bulk.charge_renewals          n        +           +        n     n        n         n     n      n
caseload.listing              n        +           +        n     n        n         n     n      n
people.search                 n        +           +        n     n        n         n     n      n
people.names                  n        +           +        n     n        n         n     n      n
references.awaited_page       n        +           +        n     n        n         n     n      n
review_list.listing           n        +           +        n     n        n         n     n      n
vetted.of_person              n        +           +        n     n        n         n     n      n
import_upload.check           n        p           +        n     n        n         n     n      n
import_upload.kept            n        p           +        n     n        n         n     n      n
import_upload.record          n        p           +        n     n        n         n     n      n
import_upload.forget          n        p           +        n     n        n         n     n      n
panels.panel                  n        +           o        n     n        n         n     n      n
reviewers.candidates          n        +           o        n     n        n         n     n      n
statements.balances           n        +           +        n     n        n         n     n      +
statements.aged               n        +           +        n     n        n         n     n      +
stuck.listing                 n        +           +        n     n        n         n     n      +
attachments.attach            n        +           +        n     n        +         s     n      n
attachments.remove            n        +           +        n     n        +         s     n      n
attachments.listing           n        +           +        +     r        +         s     n      n
attachments.show              n        +           +        +     r        +         s     n      n
attachments.sweep             +        +           +        n     n        n         n     n      n
documenting.add               n        +           +        n     n        +         s     n      n
documenting.revise            n        +           +        n     n        +         s     n      n
documenting.withdraw          n        +           +        n     n        +         s     n      n
documenting.written           n        +           +        n     n        +         s     n      n
documenting.named_by          n        +           +        n     n        +         s     n      n
documenting.employers         n        +           +        n     n        +         s     n      n
evidence_hints.hints          n        +           +        n     n        +         s     n      n
evidence_use.uses             n        +           +        n     n        +         s     n      n
own.look                      n        +           +        n     n        +         s     n      n
own.enter                     n        +           +        n     n        +         s     n      n
references.places             n        +           +        n     n        +         s     n      n
wishes.make                   n        +           +        n     n        +         s     n      n
wishes.answer                 n        +           +        n     n        n         n     n      n
wishes.take_back              n        +           +        n     n        s         s     n      n
wishes.of_person              n        +           +        n     n        +         s     n      +
wishes.waiting                n        +           +        n     n        n         n     n      +
wishes.one                    n        +           +        n     n        s         s     n      +
"""
HEAD, *ROWS = TABLE.strip().splitlines()
WHO = HEAD.split()


def asker(who: str, stage: Stage) -> Request:
    ask = Asking()
    return {
        "alliance": ask("alliance"),
        "coordinator": ask(),
        "own_case": ask("coordinator", stage.cast.person),
        "panel": ask("reviewer", stage.cast.panel),
        "stranger": ask("reviewer", stage.cast.stranger),
        "applicant": ask("applicant", stage.cast.person),
        "other": ask("applicant", stage.cast.stranger),
        "anyone": ask("anyone"),
        "board": ask("board", stage.cast.stranger),
    }[who]


def heard(call: Call, stage: Stage, request: Request) -> str:
    try:
        call(stage, request)
    except Refused as refused:
        return LETTERS.get(refused.code, "+")
    except OTHER_ANSWERS:
        return "+"
    return "+"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split()[0])
def test_who_may_call_it_is_what_the_table_says(stage: Stage, row: str) -> None:
    name, *expected = row.split()
    call = CALLS[name]
    before = stage.office.book.position
    may_not = {who: heard(call, stage, asker(who, stage)) for who, may in zip(WHO, expected, strict=True) if may != "+"}
    assert stage.office.book.position == before, "a refusal records nothing"
    found = {who: may_not.get(who) or heard(call, stage, asker(who, stage)) for who in WHO}
    assert found == dict(zip(WHO, expected, strict=True))


def test_every_service_that_asks_who_asks_has_a_row() -> None:
    asking = {
        f"{noun.__name__.rsplit('.', 1)[1]}.{name}"
        for noun in NOUNS
        for name, function in inspect.getmembers(noun, inspect.isfunction)
        if function.__module__ == noun.__name__
        and not name.startswith("_")
        and {"request", "principal"} & set(inspect.signature(function).parameters)
    }
    assert asking == set(CALLS) == {row.split()[0] for row in ROWS}


@pytest.mark.parametrize("who", ["panel", "stranger", "applicant", "other", "anyone", "board"])
def test_who_may_not_see_it_hears_the_same_of_what_does_not_exist(stage: Stage, who: str) -> None:
    def answers(there: Stage) -> dict[str, str]:
        found = {}
        for name in CALLS:
            try:
                CALLS[name](there, asker(who, stage))
            except Refused as refused:
                if refused.code in LETTERS:
                    found[name] = str(refused)
            except OTHER_ANSWERS:
                found[name] = "answered"
        return found

    real = {row.split()[0]: row.split()[1 + WHO.index(who)] for row in ROWS}
    refused = {name for name, letter in real.items() if letter not in "+"}
    nothing = Cast(
        PersonId(f"p-{NOWHERE}"), ApplicationId(f"a-{NOWHERE}"), stage.cast.panel, stage.cast.stranger,
        ColleagueId(f"c-{NOWHERE}"), ItemId(f"ra-{NOWHERE}"), ItemId(f"tr-{NOWHERE}"),
    )  # fmt: skip
    of_nothing, of_theirs = answers(Stage(stage.folder, stage.office, nothing)), answers(stage)
    assert {name: of_nothing[name] for name in refused} == {name: of_theirs[name] for name in refused}


def test_a_coordinator_reads_their_own_file_with_an_applicants_eyes(stage: Stage) -> None:
    mine = reading.evidence(stage.office, asker("own_case", stage).principal, stage.cast.person)
    assert {item.facts for item in mine if item.kind == "rating"} == {None}
    shown = explanation.timeline(stage.office, asker("own_case", stage).principal, stage.cast.application)
    assert not any(":" in actor for _, _, actor, _ in shown), "who reviews it stays with the association"


def test_a_conflict_that_comes_to_light_after_the_assignment_ends_the_review(stage: Stage, tmp_path: Path) -> None:
    """The applicant names as their rater somebody who reviews them already."""
    office, request = stage.office, asker("panel", stage)
    review.answer(office, request, stage.cast.application, ANSWER)
    more = tmp_path / "more.toml"
    table = sample("imhs-complete").read_text("utf-8").split("[person]")[1].split("\n\n")[0]
    more.write_text(
        f'format = "vouchbook-portfolio/1"\n[person]{table}\n[[colleagues]]\nid = "r"\nname = "Rosa"\n'
        'email = "ROSA@reviews.example.org"\n[[ratings]]\nid = "x"\nrater = "r"\nslot = "other"\n'
        'relationship = "a peer"\nrated_on = 2026-11-01\nknown_since = 2020-01-01\nnot_enough_information = 0\n'
        "waived_access = true\n",
        "utf-8",
    )
    theirs = asker("applicant", stage)
    portfolio.add_evidence(office, theirs, stage.cast.person, read_portfolio(more), more.read_bytes())
    for name in ("review.answer", "review.complete", "review.questions", "explanation.explain"):
        with pytest.raises(Refused, match="conflict_of_interest"):
            CALLS[name](stage, asker("panel", stage))
