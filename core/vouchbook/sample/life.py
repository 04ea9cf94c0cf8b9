"""What one made-up person does and what is done with them, each step on the day that it is, through the services."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from vouchbook.domain.authorize import Role
from vouchbook.domain.evidence import Exam, PersonWords
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ColleagueId,
    Document,
    ExamPart,
    Family,
    ItemId,
    Outcome,
    PayerId,
    PaymentMethod,
    PersonId,
    PlanKey,
    SlotKey,
    Source,
    StateCode,
)
from vouchbook.hookspecs import PaymentNotice
from vouchbook.sample.portfolios import Gap, portfolio, slots
from vouchbook.sample.world import Cast, World
from vouchbook.service import application, evidence, membership, panel, payments, person, rating, review
from vouchbook.service import portfolio as portfolios
from vouchbook.service.office import Request

PLAN = PlanKey("individual")
YES, NO = "Seen in the file; it fits.", "The file does not show it; more is needed."


class Life:
    """One person on their way; ``later`` moves their past back by so many days, so that not all share the same."""

    def __init__(self, world: World, stage: str, category: str, *, later: int = 0) -> None:
        self._later = later
        self.world, self.office, self.stage = world, world.office, stage
        self.category = CategoryCode(category)
        self.person = PersonId("")
        self.application: ApplicationId | None = None
        self.colleagues: dict[str, ColleagueId] = {}
        self.ratings: dict[str, ItemId] = {}
        self.panel: list[PersonId] = []

    def ago(self, days: int) -> date:
        return self.world.ago(days + self._later if days > 0 else days)

    @property
    def here(self) -> date:
        return self.world.clock.today

    def cast(self) -> Cast:
        asked = next(reversed(self.ratings.values()), None)
        category = self.category if self.application else None
        return Cast(self.world.code, self.stage, self.person, category, self.application, asked, tuple(self.panel))

    def own(self) -> Request:
        return self.world.by(Role.APPLICANT, self.person)

    def staff(self) -> Request:
        return self.world.staff()

    # ── The person and their evidence ─────────────────────────────────────────────────────────

    def registers(self) -> None:
        """An account, and nothing in it."""
        state = StateCode(self.world.code.upper())
        words = self.world.names.person(self.world.code)
        done = person.register(self.office, self.world.by(Role.APPLICANT, None), words, state)
        self.person = PersonId(done.result["person"])

    def documents(self, *gaps: Gap, words: PersonWords | None = None) -> None:
        """An account, and a portfolio that the coordinator has entered for it."""
        world = self.world
        words = words or world.names.person(world.code)
        random = world.chance.random
        file = portfolio(words, world.code.upper(), self.category, self.here, random, world.names, frozenset(gaps))
        done = portfolios.import_portfolio(self.office, self.staff(), file, words.email.encode())
        self.person = PersonId(done.result["person"])
        items: Iterable[str] = done.result["items"]
        ids = dict(zip((str(entry.ref) for entry in file.entries), items, strict=True))
        self.colleagues = {str(who): ColleagueId(ids[str(who)]) for who in slots(self.category).values()}

    def confirmed(self, *kinds: str) -> None:
        claims = evidence.Claims(kinds=kinds or ("standing",))
        where = "public registries, and the raters' own forms"
        evidence.confirm(self.office, self.staff(), self.person, claims, source=Source.CONFIRMED, where=where)

    def signs(self) -> None:
        for document in Document:
            evidence.sign(self.office, self.own(), self.person, document)

    # ── Membership and money ──────────────────────────────────────────────────────────────────

    def joins(
        self, *, pays: bool = True, last: date | None = None, bought_on: date | None = None
    ) -> list[dict[str, object]]:
        done = membership.join(
            self.office, self.staff(), self.person, PLAN, bought_on=bought_on or self.here, last=last
        )
        charged: list[dict[str, object]] = done.result["charged"]
        if pays:
            self.pays(charged)
        return charged

    def pays(self, charged: Iterable[dict[str, object]]) -> None:
        cents = sum(int(str(each["cents"])) for each in charged)
        if not cents:
            return
        random = self.world.chance.random
        method = random.choice((PaymentMethod.CHEQUE, PaymentMethod.TRANSFER, PaymentMethod.CARD))
        reference = f"{method.value} {random.randrange(1000, 9999)}"
        payments.pay(
            self.office,
            self.staff(),
            PaymentNotice(PayerId(self.person), cents, "USD", method, self.here, reference),
        )

    # ── References ────────────────────────────────────────────────────────────────────────────

    def refers(self, *places: str) -> None:
        """Ask for references for these places, or for all."""
        waived = self.world.chance.random.random() < 0.8
        for slot in places or slots(self.category):
            who = self.colleagues[str(slots(self.category)[slot])]
            done = rating.request_rating(self.office, self.own(), self.person, who, SlotKey(slot), waived=waived)
            self.ratings[slot] = ItemId(done.result["rating"])

    def opened(self, *places: str) -> None:
        for slot in places or tuple(self.ratings):
            rating.rating_opened(self.office, self.staff(), self.ratings[slot])

    def received(self, *places: str) -> None:
        random = self.world.chance.random
        for slot in places or tuple(self.ratings):
            rating.receive_rating(
                self.office,
                self.staff(),
                self.ratings[slot],
                rated_on=self.here,
                known_since=self.here - timedelta(days=random.randrange(500, 2000)),
                not_enough_information=random.randrange(4),
                words={"relationship": "Has worked beside them, and seen them with families.", "remarks": "Warmly."},
            )

    # ── The application ───────────────────────────────────────────────────────────────────────

    def opens(self, category: str | None = None, *, pays: bool = True, emerging: bool = False) -> None:
        self.category = CategoryCode(category or self.category)
        done = application.open_application(self.office, self.own(), self.person, self.category, emerging=emerging)
        self.application = ApplicationId(done.result["application"])
        if pays:
            self.pays(done.result["charged"])

    @property
    def applied(self) -> ApplicationId:
        assert self.application is not None  # noqa: S101  # a stage opens an application before it goes on with it
        return self.application

    def submits(self, *, pays: bool = True) -> None:
        done = application.submit(self.office, self.own(), self.applied)
        if pays:
            self.pays(done.result["charged"])

    def withdraws(self) -> None:
        application.withdraw(self.office, self.own(), self.applied)

    # ── Review and decision ───────────────────────────────────────────────────────────────────

    def assigned(self, *, besides: PersonId | None = None) -> None:
        """As many reviewers as the policy asks for, beginning with another one each time."""
        world = self.world
        plan = self.office.association(self.here).review_plan(self.category, self.here)
        first = world.chance.random.randrange(len(world.reviewers))
        order = (*world.reviewers[first:], *world.reviewers[:first])
        for who in [each for each in order if each != besides][: plan.reviewers - len(self.panel)]:
            review.assign(self.office, self.staff(), self.applied, who)
            self.panel.append(who)

    def answered(self, reviewer: PersonId, *, no: int = 0, leaving: int = 0) -> None:
        """Yes to what is asked, but no to the first so many; the last so many are left open."""
        panel.accept(self.office, self.world.by(Role.REVIEWER, reviewer), self.applied)
        request = self.world.by(Role.REVIEWER, reviewer)
        asked = review.questions(self.office, request, self.applied).open
        asked = asked[: len(asked) - leaving]
        given = tuple(
            review.Answer(q.requirement, place >= no, YES if place >= no else NO, key=q.key, item=q.item)
            for place, q in enumerate(asked)
        )
        if given:
            review.answer(self.office, self.world.by(Role.REVIEWER, reviewer), self.applied, given)

    def completed(self, reviewer: PersonId, outcome: Outcome = Outcome.APPROVED) -> None:
        review.complete(self.office, self.world.by(Role.REVIEWER, reviewer), self.applied, outcome)

    def reviewed(self, outcome: Outcome = Outcome.APPROVED) -> None:
        for reviewer in self.panel:
            self.answered(reviewer)
            self.completed(reviewer, outcome)

    @property
    def sits_an_exam(self) -> bool:
        """Whether the sheet asks this category for the exam."""
        request = self.staff()
        asked = review.questions(self.office, request, self.applied).trace.findings
        return any(finding.requirement == "exam" for finding in asked)

    def examined(self) -> None:
        form = Family.ECMH if self.category.startswith("EC") else Family.IMH
        for part, score in ((ExamPart.MULTIPLE_CHOICE, 8_800), (ExamPart.ESSAY, 8_500)):
            result = Exam(part, self.here - timedelta(days=2), score, True, form)
            application.record_exam(self.office, self.staff(), self.applied, result)

    def decided(self, outcome: Outcome = Outcome.APPROVED, why: str = "As the reviewers recommend.") -> None:
        done = application.decide(self.office, self.staff(), self.applied, outcome, why)
        self.pays(done.result["charged"])
