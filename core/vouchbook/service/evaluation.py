"""What the rules say of somebody: of a bare file, or of an application as the book knows it on a day."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec
from msgspec import Struct

from vouchbook import associations
from vouchbook.associations import Association
from vouchbook.domain.application import ClaimedItem, EndorsementApplication
from vouchbook.domain.evidence import Item, Portfolio
from vouchbook.domain.names import CategoryCode, Digest, Due, ItemId, Occasion
from vouchbook.domain.person import Person
from vouchbook.domain.refusal import Refused
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.streams import APPLICATION, MEMBERSHIP, PERSON, RATING
from vouchbook.domain.trace import Moments, Question, Status, Trace
from vouchbook.ledger.entries import Entry
from vouchbook.policy.compose import compose
from vouchbook.policy.evaluate import EVALUATOR, evaluate
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.version import PolicyVersion
from vouchbook.projections.ratings import ratings_of
from vouchbook.service.office import Loaded, Office
from vouchbook.service.opening import labels


def installed_policy(code: str) -> PolicyVersion:
    """The policy version that an installed association's files make, whatever a book has adopted.

    :raises NotInstalled: no such association
    :raises PolicyMistakes: its ``policy.toml`` or a guidelines edition is wrong
    """
    package = associations.package(code)
    editions = {name: read_guidelines(path) for name, path in associations.guideline_files().items()}
    return compose(read_policy(package.policy_file, editions), editions)


def evaluate_file(code: str, category: CategoryCode, file: PortfolioFile, on: date) -> tuple[Trace, PolicyVersion]:
    """What an installed association's rules say of a bare file, on a day; nothing is recorded.

    :raises NotInstalled: no such association
    :raises UnknownCategory: it does not offer the category
    :raises NoSheet: it has no sheet for that day
    """
    version = installed_policy(code)
    association = Association(version, associations.package(code))
    moments = Moments(asked=on, registered=on, submitted=on, decided=on)
    trace = evaluate(version, category, Occasion.APPLICATION, file.portfolio, (), moments, ask=association.questions)
    return trace, version


class Known(Struct, frozen=True):
    """How much of a book is looked at: what had happened by ``on``, as it was recorded up to ``position``."""

    on: date | None = None
    position: int | None = None

    def __call__(self, entry: Entry) -> bool:
        if self.on is not None and entry.happened_on > self.on:
            return False
        return self.position is None or entry.position <= self.position


EVERYTHING = Known()


class Case(Struct, frozen=True):
    """Everything that an evaluation of one application reads, with the versions it was read at."""

    application: Loaded
    person: Loaded
    membership: Loaded
    ratings: tuple[Loaded, ...]

    @property
    def versions(self) -> tuple[tuple[str, int], ...]:
        """What must be unchanged when something is decided on this reading."""
        return tuple((each.stream, each.version) for each in (self.person, self.membership, *self.ratings))


def read_case(office: Office, application_id: str, known: Known = EVERYTHING) -> Case:
    """:raises Refused: no such application, or not yet on that day"""
    application = office.load(APPLICATION, application_id, until=known)
    if application.state.id is None:
        if office.load(APPLICATION, application_id).state.id is None:
            raise Refused("unknown_application", application=application_id, association=office.code)
        raise Refused("application_not_opened_yet", application=application_id, on=known.on)
    person = application.state.person
    found = (office.load(RATING, rating, until=known) for rating in ratings_of(office.book, person))
    return Case(
        application=application,
        person=office.load(PERSON, person, until=known),
        membership=office.load(MEMBERSHIP, person, until=known),
        ratings=tuple(rating for rating in found if rating.version),
    )


def portfolio_of(office: Office, case: Case) -> Portfolio:
    """The evidence of an application: the person's pool, or what was claimed once it is submitted.

    Memberships and exam results are read as they stand: they are no evidence that a submission pins.
    """
    application: EndorsementApplication = case.application.state
    pool = current_items(case)
    if application.submitted is not None:
        pool = _claimed(office, case, pool)
    return Portfolio(items=(*pool, *case.membership.state.items, *application.exams))


def current_items(case: Case) -> tuple[Item, ...]:
    """The person's items and received ratings, as they stand."""
    ratings = (rating.state.item for rating in case.ratings)
    return (*case.person.state.evidence, *(item for item in ratings if item is not None))


def case_labels(office: Office, case: Case) -> dict[ItemId, str]:
    """Words for every item that an evaluation of this case may name."""
    others = (*current_items(case), *case.membership.state.items, *case.application.state.exams)
    return labels(office, case.person, (item for item in others if item.id not in case.person.state.items))


def claims_of(case: Case) -> tuple[ClaimedItem, ...]:
    """Every current item with its revision: what a submission rests on."""
    return tuple(ClaimedItem(item.id, item.revision) for item in current_items(case))


def _claimed(office: Office, case: Case, pool: tuple[Item, ...]) -> tuple[Item, ...]:
    """The claimed revision of each claimed item; a confirmation that came later counts."""
    application: EndorsementApplication = case.application.state
    now = {(item.id, item.revision): item for item in pool}
    then: dict[tuple[ItemId, int], Item] | None = None
    found: list[Item] = []
    for claim in application.claims:
        item = now.get((claim.item, claim.revision))
        if item is None:
            if then is None:
                pinned: Person = office.load(PERSON, str(application.person), upto=application.person_version).state
                then = {(each.id, each.revision): each for each in pinned.evidence}
            item = then.get((claim.item, claim.revision))
        if item is not None:
            found.append(item)
    return tuple(found)


def moments_of(application: EndorsementApplication, asked: date, decided: date | None = None) -> Moments:
    return Moments(
        asked=asked,
        registered=application.opened_on,
        submitted=application.submitted.on if application.submitted else None,
        decided=decided,
    )


def evaluate_case(
    office: Office, case: Case, association: Association, moments: Moments, *, submitting: bool = False
) -> Trace:
    """What the association's rules say of an application at these moments.

    ``submitting``: as a new submission, with the pool as it stands and no reviewer's answer yet.
    """
    application: EndorsementApplication = case.application.state
    if submitting:
        items = (*current_items(case), *case.membership.state.items, *application.exams)
        portfolio = Portfolio(items=items)
    else:
        portfolio = portfolio_of(office, case)
    return evaluate(
        association.version,
        CategoryCode(str(application.category)),
        Occasion.APPLICATION,
        portfolio,
        () if submitting else application.settled,
        moments,
        ask=association.questions,
    )


def ruling_of(trace: Trace, association: Association) -> Ruling:
    """The few words of a trace that a decider needs, and what answered."""
    return Ruling(
        policy=trace.policy,
        evaluator=EVALUATOR,
        code=association.answered_by,
        moments=trace.moments,
        missing_at_submission=trace.missing_by(Due.SUBMISSION),
        missing_at_decision=trace.missing_by(Due.DECISION),
        open_questions=trace.open_questions,
        trace=digest_of(trace),
    )


def digest_of(trace: Trace) -> Digest:
    return Digest("sha256:" + hashlib.sha256(msgspec.json.encode(trace, order="sorted")).hexdigest())


def askable(trace: Trace, application: EndorsementApplication) -> tuple[Question, ...]:
    """Every question a reviewer may answer: judgements, pending items, and whether a counted item really counts."""
    revisions = {claim.item: claim.revision for claim in application.claims}
    counted = (
        Question(finding.requirement, item=item, revision=revisions[item])
        for finding in trace.findings
        for item in finding.counted_items
        if item in revisions
    )
    return (*only_a_reviewer_can_say(trace), *counted)


def only_a_reviewer_can_say(trace: Trace) -> tuple[Question, ...]:
    """The judgements and pending items, answered or not."""
    return tuple(question for finding in trace.findings for question in finding.questions)


def differences(recorded: Trace, again: Trace) -> tuple[tuple[str, Status | None, Status | None], ...]:
    """The requirements whose status differs between two traces: key, then, now; ``None`` where one has no such line."""
    then = {finding.requirement: finding for finding in recorded.findings}
    now = {finding.requirement: finding for finding in again.findings}
    keys = dict.fromkeys((*then, *now))
    return tuple(
        (key, _status(then.get(key)), _status(now.get(key))) for key in keys if not _same(then.get(key), now.get(key))
    )


def _status(finding: object) -> Status | None:
    return getattr(finding, "status", None)


def _same(one: object, other: object) -> bool:
    """Whether two findings say the same; where in the document the line stands makes no difference."""
    if one is None or other is None:
        return one is other
    fields: tuple[str, ...] = ("status", "required", "counted", "pending", "counted_items", "pending_items")
    return all(getattr(one, field) == getattr(other, field) for field in fields)
