"""What does not go on by itself: everything that waits for somebody, since when, and for what; read, never recorded.

All of it comes from read models in a few statements; only what is nearly decided is read file by file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from vouchbook.desk import outbox as mail
from vouchbook.domain.account import Account
from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import CategoryCode, Outcome
from vouchbook.domain.policy import Stage
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT, APPLICATION
from vouchbook.domain.terms import runs
from vouchbook.letters.stuck import Kind
from vouchbook.projections.account_lines import owed_by
from vouchbook.projections.claims import unconfirmed_by_person, unconfirmed_people
from vouchbook.projections.invoices import invoices_due
from vouchbook.projections.memberships import terms_of_reviewed
from vouchbook.projections.panels import Progress, panels_under_review, reviews_awaited
from vouchbook.projections.ratings import silent_number, silent_since
from vouchbook.projections.vettings import vettings
from vouchbook.projections.wishes import open_wishes
from vouchbook.service import readiness
from vouchbook.service.fees import asks_exam
from vouchbook.service.invoices import printed
from vouchbook.service.members import own_terms
from vouchbook.service.office import Office

SILENT = timedelta(days=14)
"""A rater of whom nothing was heard for so long is asked once more."""
REVIEWING = timedelta(days=21)
"""A review takes no longer."""
DECIDING = timedelta(days=60)
"""A decision is likely within so long: a membership that ends before then has to be renewed first."""
MOST_LETTERS = 500


class Stuck(Struct, frozen=True):
    """One thing that waits. ``about`` is the id of what it is; ``person`` whose; ``who`` for whom it waits.

    ``number`` counts what waits together, claims or days; ``until`` is the day by which something has to happen.
    """

    kind: Kind
    since: date
    about: str
    person: str | None = None
    who: str | None = None
    number: int = 0
    until: date | None = None


class Waiting(Struct, frozen=True):
    """Everything that waits, the oldest first, and how much of each kind.

    ``unseen``: so many open applications were not looked through yet for whether they are complete.
    """

    items: tuple[Stuck, ...]
    counts: Mapping[Kind, int]
    unseen: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def listing(
    office: Office, principal: Principal, on: date, *, only: Kind | None = None, most: int | None = None
) -> Waiting:
    """What waits, of the kinds that the asker may know of: all to a coordinator, money and policy to the board.

    :param only: items of one kind; the others are counted still
    :param most: no more than so many items, the oldest; all are counted
    :raises Refused: none of it is for the asker
    """
    found: list[Stuck] = []
    counts: Counter[Kind] = Counter()
    refused: Refused | None = None
    unseen, seen = 0, False
    for action, of in _ASKED:
        try:
            office.allow(principal, action)
        except Refused as error:
            refused = refused or error
            continue
        seen = True
        if action is Action.SEE_EVERYBODY:
            counts.update({Kind.RATER_SILENT: silent_number(office.book, on - SILENT)})
            counts.update({Kind.CLAIMS: unconfirmed_people(office.book)})
            found += _raters(office, on, most)
            found += _claims(office, on, most)
        for each in of:
            found += each(office, on)
        if action is Action.SEE_EVERYBODY:
            ready = readiness.complete(office, on)
            unseen = ready.unseen
            found += [Stuck(Kind.COMPLETE, row.opened_on, row.application, row.person) for row in ready.complete]
    if not seen and refused is not None:
        raise refused
    counts.update(item.kind for item in found if item.kind not in _BY_THOUSANDS)
    wanted = (item for item in found if only is None or item.kind is only)
    items = sorted(wanted, key=lambda item: (item.since, item.kind.value, item.about))
    return Waiting(tuple(items[:most]), counts, unseen)


_BY_THOUSANDS = (Kind.RATER_SILENT, Kind.CLAIMS)
"""What there may be very much of: counted by the database, and read as far as it is shown."""


def _raters(office: Office, on: date, most: int | None) -> Iterator[Stuck]:
    for row in silent_since(office.book, on - SILENT, most):
        yield Stuck(Kind.RATER_SILENT, row.moved_on, row.rating, row.person, number=(on - row.moved_on).days)


def _claims(office: Office, on: date, most: int | None) -> Iterator[Stuck]:
    for row in unconfirmed_by_person(office.book, most):
        yield Stuck(Kind.CLAIMS, min(row.since, on), row.person, row.person, number=row.claims)


def _reviewers(office: Office, on: date) -> Iterator[Stuck]:
    for row in reviews_awaited(office.book, on - REVIEWING):
        late = (on - row.assigned_on - REVIEWING).days
        yield Stuck(Kind.REVIEWER_OVERDUE, row.assigned_on, row.application, row.person, row.reviewer, late)


def _panels(office: Office, on: date) -> Iterator[Stuck]:
    """Applications under review: without a whole panel, with answers that differ, before an exam or a decision."""
    needed: dict[str, int] = {}
    for row in panels_under_review(office.book):
        if row.category not in needed:
            needed[row.category] = office.association(on).review_plan(CategoryCode(row.category), on).reviewers
        if row.completed >= row.reviewers > 0 and row.completed >= needed[row.category]:
            yield from _reviewed(office, row)
        elif row.reviewers < needed[row.category]:
            missing = needed[row.category] - row.reviewers
            yield Stuck(Kind.REVIEWERS_NEEDED, row.submitted_on, row.application, row.person, number=missing)


def _reviewed(office: Office, row: Progress) -> Iterator[Stuck]:
    """What comes once everybody on the panel is done; on hold, somebody has decided to wait."""
    state: EndorsementApplication = office.load(APPLICATION, row.application).state
    since = row.last_on or row.submitted_on
    if state.disputed or len(set(state.completed.values())) > 1:
        number = len(state.disputed)
        yield Stuck(Kind.DISPUTED, since, row.application, row.person, number=number)
    elif _exam_is_due(office, state):
        yield Stuck(Kind.EXAM_DUE, since, row.application, row.person)
    elif row.outcome != Outcome.ON_HOLD.value:
        yield Stuck(Kind.TO_DECIDE, since, row.application, row.person)


def _exam_is_due(office: Office, state: EndorsementApplication) -> bool:
    if state.emerging or state.exams or state.opened_on is None or state.submitted is None:
        return False
    document = office.version_on(state.submitted.on).document
    return asks_exam(document, CategoryCode(str(state.category)), state.opened_on)


def _memberships(office: Office, on: date) -> Iterator[Stuck]:
    """Applicants under review whose membership ends, or has ended, before a decision is likely."""
    for person, terms in terms_of_reviewed(office.book):
        stretches = runs(own_terms(office, terms))
        last = max((last for first, last in stretches if first <= on), default=None)
        if last is not None and last < on + DECIDING and not any(first > last for first, _ in stretches):
            yield Stuck(Kind.MEMBERSHIP_ENDING, min(last, on), person, person, until=last)


def _vettings(office: Office, on: date) -> Iterator[Stuck]:
    for row in vettings(office.book):
        if row.decided_on is None and row.ended_on is None and row.opened_on <= on:
            kind = Kind.VETTING_TO_DECIDE if row.interviewed_on else Kind.VETTING_TO_INTERVIEW
            yield Stuck(kind, row.interviewed_on or row.opened_on, row.vetting, row.person)


def _letters(office: Office, on: date) -> Iterator[Stuck]:
    for state in mail.STUCK:
        for letter in mail.listed(office.desk, state=state, most=MOST_LETTERS):
            changed = datetime.fromtimestamp(letter.changed / 1_000_000, UTC).date()
            yield Stuck(Kind.MAIL_STUCK, min(changed, on), letter.id, letter.person)


def _wishes(office: Office, on: date) -> Iterator[Stuck]:
    for row in open_wishes(office.book):
        yield Stuck(Kind.WISH, min(row.made_on, on), row.wish, row.person)


def _invoices(office: Office, on: date) -> Iterator[Stuck]:
    due = invoices_due(office.book, on)
    owing = {payer for payer in {row.payer for row in due} if owed_by(office.book, payer, on) > 0}
    for row in due:
        if row.payer in owing:
            state: Account = office.load(ACCOUNT, row.payer).state
            if any(state.open(line.charge) > 0 for line in state.invoices[row.invoice].issued.billed):
                number = printed(row.year, row.number)
                yield Stuck(Kind.INVOICE_OVERDUE, row.due_on, number, None, row.payer, (on - row.due_on).days)


def _proposals(office: Office, on: date) -> Iterator[Stuck]:
    for each in office.policies.proposals:
        if each.stage is Stage.OPEN:
            made = each.made
            yield Stuck(Kind.POLICY_WAITING, min(made.on, on), made.proposal, until=made.in_force_from)


Finder = Callable[[Office, date], Iterator[Stuck]]
_ASKED: tuple[tuple[Action, tuple[Finder, ...]], ...] = (
    (Action.SEE_EVERYBODY, (_reviewers, _panels, _memberships, _vettings, _letters)),
    (Action.SEE_ACCOUNTS, (_invoices, _wishes)),
    (Action.APPROVE_POLICY, (_proposals,)),
)
