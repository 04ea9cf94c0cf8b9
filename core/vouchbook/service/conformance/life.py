"""Lives a sample through a book of its own, from its import to a decision, as far as the rules let it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from vouchbook.associations import Association
from vouchbook.domain import policy as policies
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Published
from vouchbook.domain.evidence import PersonWords, Standing
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    CommandId,
    EndorsementId,
    ItemId,
    Outcome,
    PersonId,
    Source,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import POLICY
from vouchbook.hookspecs import Happened
from vouchbook.policy.document import ruling_row
from vouchbook.policy.source import EVERY
from vouchbook.service import application, evidence, person, portfolio, review
from vouchbook.service.case import read_case
from vouchbook.service.conformance.samples import Sample
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Plan, Request

CONFIRMED = ("standing", "rating", "membership", "exam")


class Lived(Struct, frozen=True):
    """How far a sample came: decided, or stopped by a refusal at a step."""

    sample: str
    person: PersonId
    application: ApplicationId | None = None
    outcome: Outcome | None = None
    endorsement: EndorsementId | None = None
    stopped_at: str | None = None
    refused: Refused | None = None


class QuietOffice(Office):
    """An office that tells nobody: what a trial records is nothing that happened."""

    def _tell(self, happened: Happened, on: date) -> tuple[str, ...]:
        return ()


class Trial:
    """A book of its own for one association, under the policy at hand from ``first`` on; ids are counted, not drawn."""

    def __init__(self, folder: Folder, association: Association, first: date) -> None:
        self.folder = folder
        self.association = association
        self._numbers = count(1)
        folder.add(association.code)
        self._adopt(self.office(first), first)

    def office(self, on: date) -> Office:
        """The association's office as it stands on a day."""
        book, vault = self.folder.book(self.association.code)
        edge = Edge(
            clock=lambda: datetime.combine(on, time(17), UTC),
            mint=lambda prefix: f"{prefix}-{next(self._numbers):010d}",
            salt=lambda: "0" * 32,
        )
        return QuietOffice(self.association.code, book, vault, edge)

    def live(self, sample: Sample) -> Lived:
        """One sample's way, on the last day on which something in it happened."""
        return Life(self.office(sample.day), sample).live()

    def _adopt(self, office: Office, on: date) -> None:
        version = self.association.version

        def plan() -> Plan:
            loaded = office.load(POLICY, office.code)
            answering = self.association.answered_by
            command = policies.Adopt(version.digest, Published(version.stored.decode()), answering, on)
            return Plan(writes=(loaded.write(policies.decide(command, loaded.state)),))

        request = Request(CommandId("trial-policy"), Principal(Role.ALLIANCE), on)
        office.record(request, "adopt_policy", [], plan)


@contextmanager
def trial(association: Association, first: date) -> Iterator[Trial]:
    """A trial in a data folder with keys of its own, gone afterwards."""
    with (
        TemporaryDirectory(prefix="vouchbook-trial-") as place,
        Folder.found(Path(place) / "alliance", Path(place) / "root-key") as folder,
    ):
        yield Trial(folder, association, first)


class Life:
    """One sample's way through a book, step by step."""

    def __init__(self, office: Office, sample: Sample) -> None:
        self.office = office
        self.sample = sample
        self.person = PersonId("")
        self.application = ApplicationId("")
        self._asked = count(1)

    def live(self) -> Lived:
        """Go on until it is decided, or until somebody says no."""
        step = "import"
        try:
            self.enter()
            step = "opening"
            self.open()
            step = "submission"
            self.submit()
            step = "review"
            self.review()
            step = "decision"
            decided = self.decide()
        except Refused as refused:
            return Lived(self.sample.name, self.person, self.application or None, stopped_at=step, refused=refused)
        return Lived(
            self.sample.name,
            self.person,
            self.application,
            Outcome(decided["outcome"]),
            EndorsementId(decided["endorsement"]) if "endorsement" in decided else None,
        )

    def enter(self) -> None:
        """The portfolio enters the book, and the coordinator has seen what it says of others."""
        content = self.sample.path.read_bytes()
        done = portfolio.import_portfolio(self.office, self.ask(), self.sample.file, content)
        self.person = PersonId(done.result["person"])
        claims = evidence.Claims(kinds=CONFIRMED)
        evidence.confirm(self.office, self.ask(), self.person, claims, source=Source.CONFIRMED, where="forms seen")

    def open(self) -> None:
        done = application.open_application(self.office, self.ask(), self.person, self.sample.category)
        self.application = ApplicationId(done.result["application"])

    def submit(self) -> None:
        application.submit(self.office, self.ask(Role.APPLICANT, self.person), self.application)

    def review(self) -> None:
        """A full panel says yes to everything that it is asked, and recommends what the rules allow."""
        needed = read_case(self.office, self.application).application.state.panel
        panel = [self._reviewer(number) for number in range(1, needed + 1)]
        for reviewer in panel:
            review.assign(self.office, self.ask(), self.application, reviewer)
        for reviewer in panel:
            asked = review.questions(self.office, self.ask(Role.REVIEWER, reviewer), self.application).open
            given = tuple(review.Answer(q.requirement, True, "seen", key=q.key, item=q.item) for q in asked)
            review.answer(self.office, self.ask(Role.REVIEWER, reviewer), self.application, given)
        for reviewer in panel:
            review.complete(self.office, self.ask(Role.REVIEWER, reviewer), self.application, Outcome.APPROVED)

    def decide(self) -> dict[str, str]:
        """An approval; a deferral where the rules refuse one."""
        try:
            return self._decided(Outcome.APPROVED)
        except Refused as refused:
            if refused.code != "requirements_missing":
                raise
            return self._decided(Outcome.DEFERRED)

    def _decided(self, outcome: Outcome) -> dict[str, str]:
        done = application.decide(self.office, self.ask(), self.application, outcome, "as the rules say")
        return dict(done.result)

    def _reviewer(self, number: int) -> PersonId:
        """Somebody with a standing by which the association lets them review."""
        name = f"{self.sample.name}-{number}"
        words = PersonWords("Reviewer", name, f"{name}@trial.example.org")
        who = PersonId(person.register(self.office, self.ask(), words).result["person"])
        held = Standing(None, self.office.code, date(2001, 1, 1), category=self._reviewing())
        (item,) = evidence.claim_standing(self.office, self.ask(), who, held).result["items"]
        seen = evidence.Claims((ItemId(item),))
        evidence.confirm(self.office, self.ask(), who, seen, source=Source.REGISTRY, where="registry")
        return who

    def _reviewing(self) -> CategoryCode:
        """A category whose holders may review this application, by ``[[standing]]``; its own, where any will do."""
        association = self.office.association(self.sample.day)
        may = association.review_plan(self.sample.category, self.sample.day).reviewer_may
        rows = [row for row in association.version.document.standing if row.may == may]
        for wanted in (self.sample.category, EVERY):
            row = ruling_row([row for row in rows if wanted in row.for_], self.sample.day)
            held = [each for way in (row.any_of if row else ()) for each in way.holds if each != EVERY]
            if held:
                return CategoryCode(held[0])
        return self.sample.category

    def ask(self, role: Role = Role.COORDINATOR, who: PersonId | None = None) -> Request:
        """A request as somebody, with an id of its own."""
        id_ = CommandId(f"trial-{self.sample.name}-{next(self._asked)}")
        return Request(id_, Principal(role, who), self.sample.day)
