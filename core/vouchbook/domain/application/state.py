"""The file as it stands: what its facts add up to, and which questions its panel has settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.application.facts import (
    ApplicationDecided,
    ApplicationOpened,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ClaimedItem,
    Event,
    EvidenceCured,
    ExamRecorded,
    FindingRecorded,
    FindingTakenBack,
    ItemReturned,
    ReturnAnswered,
    ReviewAccepted,
    ReviewCompleted,
    ReviewerAssigned,
    ReviewerReleased,
)
from vouchbook.domain.evidence import Item
from vouchbook.domain.names import ApplicationId, CategoryCode, Outcome, PersonId, ReleaseCause, ReturnId, Source
from vouchbook.domain.sealed import Sealed
from vouchbook.domain.trace import Question

Answers = Mapping[tuple[PersonId, Question], bool]


class Returned(Struct, frozen=True):
    """An item that a reviewer sent back with a question, and the applicant's answer, once there is one."""

    asked: ItemReturned
    answered_on: date | None = None
    answer: Sealed[str] | None = None


class EndorsementApplication(Struct, frozen=True):
    """The file as it stands; reviewers, answers and recommendations are those of the current submission.

    ``accepted`` are the reviewers who said that nothing stands between them and the applicant; ``partial`` those who
    ever said that something does.
    """

    id: ApplicationId | None = None
    person: PersonId | None = None
    category: CategoryCode | None = None
    opened_on: date | None = None
    emerging: bool = False
    submitted: ApplicationSubmitted | None = None
    person_version: int = 0
    claims: tuple[ClaimedItem, ...] = ()
    reviewers: tuple[PersonId, ...] = ()
    accepted: tuple[PersonId, ...] = ()
    partial: tuple[PersonId, ...] = ()
    answers: Answers = {}
    returns: Mapping[ReturnId, Returned] = {}
    completed: Mapping[PersonId, Outcome] = {}
    exams: tuple[Item, ...] = ()
    decided: ApplicationDecided | None = None
    withdrawn_on: date | None = None

    @property
    def under_review(self) -> bool:
        """Submitted, and neither approved nor deferred nor withdrawn; on hold still is."""
        if self.submitted is None or self.withdrawn_on is not None:
            return False
        return self.decided is None or self.decided.outcome is Outcome.ON_HOLD

    @property
    def closed(self) -> bool:
        approved = self.decided is not None and self.decided.outcome is Outcome.APPROVED
        return approved or self.withdrawn_on is not None

    @property
    def panel(self) -> int:
        """How many reviewers must agree."""
        return self.submitted.reviewers if self.submitted else 0

    @property
    def reached(self) -> date | None:
        """The day of the latest step: no later one can have happened before it."""
        steps = (self.opened_on, self.submitted and self.submitted.on, self.decided and self.decided.on)
        return max((on for on in steps if on), default=None)

    def answers_to(self, question: Question) -> dict[PersonId, bool]:
        asked = replace(question, answer=None)
        return {who: accepted for (who, about), accepted in self.answers.items() if about == asked}

    def known_to(self, reviewer: PersonId) -> EndorsementApplication:
        """The file as somebody on its panel knows it: until they have completed, nothing of what the others say.

        What they answered counts there as if they were alone.
        """
        if reviewer in self.completed or self.submitted is None:
            return self
        return replace(
            self,
            submitted=replace(self.submitted, reviewers=1),
            reviewers=(reviewer,),
            answers={key: given for key, given in self.answers.items() if key[0] == reviewer},
            returns={id_: each for id_, each in self.returns.items() if each.asked.reviewer == reviewer},
            completed={},
        )

    @property
    def settled(self) -> tuple[Question, ...]:
        """The questions that the whole panel has answered alike."""
        return tuple(replace(q, answer=answer) for q, answer in self._settlements() if answer is not None)

    @property
    def disputed(self) -> tuple[Question, ...]:
        """The questions that somebody has answered and the panel has not settled yet."""
        return tuple(q for q, answer in self._settlements() if answer is None)

    def _settlements(self) -> list[tuple[Question, bool | None]]:
        asked = dict.fromkeys(question for _, question in self.answers)
        found: list[tuple[Question, bool | None]] = []
        for question in asked:
            given = self.answers_to(question)
            alike = len(set(given.values())) == 1
            everybody = len(self.reviewers) >= self.panel and all(r in given for r in self.reviewers)
            found.append((question, next(iter(given.values())) if alike and everybody else None))
        return found


NOT_OPENED = EndorsementApplication()


def evolve(application: EndorsementApplication, event: Event) -> EndorsementApplication:
    match event:
        case ApplicationOpened(application=id_, person=person, category=category, on=on, emerging=emerging):
            return replace(application, id=id_, person=person, category=category, opened_on=on, emerging=emerging)
        case ApplicationSubmitted(person_version=version, claims=claims):
            return replace(
                application,
                submitted=event,
                person_version=version,
                claims=claims,
                reviewers=(),
                accepted=(),
                answers={},
                returns={},
                completed={},
                decided=None,
            )
        case EvidenceCured(person_version=version, claims=claims):
            answers = _answers_on(claims, application)
            return replace(application, person_version=version, claims=claims, answers=answers)
        case ReviewerAssigned(reviewer=reviewer):
            return replace(application, reviewers=(*application.reviewers, reviewer))
        case ReviewAccepted(reviewer=reviewer):
            return replace(application, accepted=(*application.accepted, reviewer))
        case ReviewerReleased(reviewer=reviewer, cause=cause):
            return replace(
                application,
                reviewers=_without(reviewer, application.reviewers),
                accepted=_without(reviewer, application.accepted),
                partial=(*application.partial, reviewer) if cause is ReleaseCause.CONFLICT else application.partial,
                answers={key: given for key, given in application.answers.items() if key[0] != reviewer},
                returns={id_: each for id_, each in application.returns.items() if each.asked.reviewer != reviewer},
                completed={who: said for who, said in application.completed.items() if who != reviewer},
            )
        case FindingRecorded(reviewer=reviewer, question=question, accepted=accepted):
            return replace(application, answers={**application.answers, (reviewer, question): accepted})
        case FindingTakenBack(reviewer=reviewer, question=question):
            kept = {key: given for key, given in application.answers.items() if key != (reviewer, question)}
            return replace(application, answers=kept)
        case ItemReturned(returned=returned):
            return replace(application, returns={**application.returns, returned: Returned(event)})
        case ReturnAnswered(returned=returned, on=on, words=words):
            answered = Returned(application.returns[returned].asked, on, words)
            return replace(application, returns={**application.returns, returned: answered})
        case ReviewCompleted(reviewer=reviewer, recommends=recommends):
            return replace(application, completed={**application.completed, reviewer: recommends})
        case ExamRecorded(item=item, result=result):
            return replace(
                application, exams=(*application.exams, Item(id=item, facts=result, source=Source.CONFIRMED))
            )
        case ApplicationDecided():
            return replace(application, decided=event)
        case ApplicationWithdrawn(on=on):
            return replace(application, withdrawn_on=on)
        case _:
            assert_never(event)


def _answers_on(claims: tuple[ClaimedItem, ...], application: EndorsementApplication) -> Answers:
    """The answers that still speak of what is claimed: not those on a revision that a cure has replaced."""
    gone = {(claim.item, claim.revision) for claim in application.claims if claim not in claims}
    return {key: given for key, given in application.answers.items() if (key[1].item, key[1].revision) not in gone}


def _without(reviewer: PersonId, people: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
    return tuple(other for other in people if other != reviewer)
