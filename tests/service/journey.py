"""One application's way in steps that tests begin, stop and vary."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from vouchbook.associations import package
from vouchbook.domain.evidence import Exam, PersonWords, Standing
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    CategoryCode,
    ExamPart,
    ItemId,
    Outcome,
    PersonId,
    Source,
)
from vouchbook.domain.trace import Question
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import application, evidence, person, portfolio, review
from vouchbook.service.office import Done, Office

IMHS = CategoryCode("IMHS")


def sample(name: str) -> Path:
    return package("nc").folder / "samples" / f"{name}.toml"


class Journey:
    """An office, somebody who asks, and the ids of what has come about so far."""

    def __init__(self, office: Office, ask) -> None:
        self.office = office
        self.ask = ask
        self.person = PersonId("")
        self.application = ApplicationId("")
        self.reviewers: list[PersonId] = []

    def reviewer(self, name: str, *, category: str = "IMHM-C", email: str | None = None) -> PersonId:
        """Somebody endorsed elsewhere, looked up in that association's registry."""
        words = PersonWords(name, "Reviewer", email or f"{name.lower()}@reviews.example.org")
        who = PersonId(person.register(self.office, self.ask(), words).result["person"])
        held = Standing(None, AssociationCode("mi"), date(2015, 1, 1), category=CategoryCode(category))
        (item,) = evidence.claim_standing(self.office, self.ask(), who, held).result["items"]
        claims = evidence.Claims((ItemId(item),))
        evidence.confirm(self.office, self.ask(), who, claims, source=Source.REGISTRY, where="registry")
        return who

    def imported(self, name: str = "imhs-complete") -> Journey:
        path = sample(name)
        done = portfolio.import_portfolio(self.office, self.ask(), read_portfolio(path), path.read_bytes())
        self.person = PersonId(done.result["person"])
        return self

    def opened(self) -> Journey:
        done = application.open_application(self.office, self.ask(), self.person, IMHS)
        self.application = ApplicationId(done.result["application"])
        return self

    def confirmed(self, *kinds: str) -> Journey:
        """The coordinator has seen what others say: standings and references, unless other kinds are named."""
        claims = evidence.Claims(kinds=kinds or ("standing", "rating"))
        evidence.confirm(self.office, self.ask(), self.person, claims, source=Source.CONFIRMED, where="forms seen")
        return self

    def member(self) -> Journey:
        return self.confirmed("membership")

    def submitted(self) -> Journey:
        application.submit(self.office, self.ask("applicant", self.person), self.application)
        return self

    def panel(self) -> Journey:
        for name in ("Rosa", "Paul"):
            who = self.reviewer(name)
            review.assign(self.office, self.ask(), self.application, who)
            self.reviewers.append(who)
        return self

    def open_questions(self, reviewer: PersonId) -> tuple[Question, ...]:
        return review.questions(self.office, self.ask("reviewer", reviewer), self.application).open

    def answers(self, reviewer: PersonId, *, but: tuple[str, ...] = ()) -> Done:
        """Yes to everything that is still asked, but for the keys named."""
        given = tuple(
            review.Answer(q.requirement, True, "seen", key=q.key, item=q.item)
            for q in self.open_questions(reviewer)
            if q.key not in but
        )
        return review.answer(self.office, self.ask("reviewer", reviewer), self.application, given)

    def completed(self, reviewer: PersonId, outcome: Outcome = Outcome.APPROVED) -> Done:
        return review.complete(self.office, self.ask("reviewer", reviewer), self.application, outcome)

    def reviewed(self, outcome: Outcome = Outcome.APPROVED) -> Journey:
        for reviewer in self.reviewers:
            self.answers(reviewer)
            self.completed(reviewer, outcome)
        return self

    def examined(self) -> Journey:
        for part in ExamPart:
            result = Exam(part, date(2026, 11, 19), 8_700, True)
            application.record_exam(self.office, self.ask(), self.application, result)
        return self

    def decided(self, outcome: Outcome = Outcome.APPROVED) -> Done:
        return application.decide(self.office, self.ask(), self.application, outcome, "as the panel says")

    def ready_to_submit(self, name: str = "imhs-complete") -> Journey:
        return self.imported(name).opened().confirmed().member()

    def ready_to_decide(self, name: str = "imhs-complete") -> Journey:
        return self.ready_to_submit(name).submitted().panel().reviewed().examined()
