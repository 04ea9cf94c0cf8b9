"""Sends what is due: moves queued letters into the outbox, writes each as it goes, and says what became of it.

Several workers may run at once: whoever takes a letter holds it, so that it is sent by one at a time. A worker that
dies between sending and saying so leaves a letter that is sent once more, under the same ``Message-ID``.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import msgspec
from msgspec import Struct

from vouchbook.associations import BadPackage
from vouchbook.desk import outbox as lying
from vouchbook.desk.outbox import Lying
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.roles import Roles
from vouchbook.domain.streams import ROLES
from vouchbook.ledger import work
from vouchbook.letters.mail.catalog import LETTERS, Words
from vouchbook.letters.mail.writing import Head, Template, Written, hidden, write
from vouchbook.service import links
from vouchbook.service.carriers import Carrier, Hand, NotNow, TurnedAway
from vouchbook.service.message import BadAddress, message
from vouchbook.service.office import Office
from vouchbook.service.outbox import KIND, Holders, Private, Queued, Recipient, holders, seal, unseal
from vouchbook.service.wording import Addressee, Letterhead, Mint, NotWorded, Worded, addressed, worded
from vouchbook.vault import Erased

MINUTE = 60 * 1_000_000
PAUSES = tuple(MINUTE * minutes for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
"""After each try that failed; after the last one it is given up."""
AT_ONCE = 500
"""Jobs moved in one round."""


class Kept(Struct, frozen=True):
    """A letter as it went, without what opens something; sealed in the outbox."""

    to: str
    email: str
    subject: str
    text: str
    body: str


class Round(Struct):
    """What one round did: how many letters were queued, and how many came to which state."""

    queued: int = 0
    came: Counter[str] = msgspec.field(default_factory=Counter)
    problems: list[str] = []

    @property
    def sent(self) -> int:
        return self.came[lying.SENT]


def post(
    office: Office,
    carrier: Carrier,
    letterhead: Letterhead | None = None,
    *,
    most: int = 1000,
    stop: threading.Event | None = None,
) -> Round:
    """Everything that is due now, the longest due first; ends early where the server cannot be reached."""
    done = Round(queued=queue(office))
    with carrier.round() as hand:
        while done.came.total() < most and not (stop is not None and stop.is_set()):
            taken = lying.take(office.desk, office.edge.microseconds)
            if taken is None:
                break
            state, reached = _one(office, taken, hand, letterhead or Letterhead(), done)
            done.came[state] += 1
            if not reached:
                break
    return done


def queue(office: Office) -> int:
    """Move letters that were queued with events into the outbox; moved twice, they lie there once."""
    moved = 0
    for job in work.due(office.book, office.edge.microseconds, limit=AT_ONCE):
        if job.kind != KIND:
            continue
        queued = msgspec.json.decode(job.data, type=Queued)
        for number, to in enumerate(_each(office, queued)):
            one = msgspec.structs.replace(queued, to=to)
            lying.add(
                office.desk, f"{job.id}{f'-{number}' if number else ''}", queued.name, msgspec.json.encode(one),
                person=to.person, rating=to.rating, payer=to.payer, now=job.due,
            )  # fmt: skip
            moved += 1
        work.done(office.book, job.id)
    return moved


def _each(office: Office, queued: Queued) -> list[Recipient]:
    """One recipient for everybody who holds such a role now; where nobody does, one whom no letter reaches."""
    to = queued.to
    if not to.roles:
        return [to]
    roles: Roles = office.load(ROLES, office.code).state
    today = office.today
    held = sorted({person for person, role in roles.spans if role in to.roles and role in roles.of(person, today)})
    others = [Recipient(person=PersonId(person)) for person in held if person != queued.about.get("but")]
    return others or [Recipient()]


def _one(office: Office, taken: Lying, hand: Hand, letterhead: Letterhead, done: Round) -> tuple[str, bool]:
    """What became of a letter, and whether the server could be reached."""
    settled = _Settled(office, taken)
    if taken.letter not in LETTERS:
        return settled(lying.GIVEN_UP, "unknown_letter"), True
    lives = LETTERS[taken.letter].lives
    if lives is not None and office.edge.microseconds > taken.queued + lives * MINUTE:
        return settled(lying.GIVEN_UP, "too_late"), True
    try:
        opened = read(office, taken, letterhead, partial(_mint, office))
        if not opened.to.email:
            nobody = not any((taken.person, taken.rating, taken.payer, taken.private))
            return settled(lying.NO_ADDRESS, "nobody_in_role" if nobody else "no_address", tried=False), True
        going = message(
            taken.id,
            opened.written(done.problems),
            sender=letterhead.sender,
            sender_name=opened.head.name,
            to=opened.to.email,
            to_name=opened.to.name,
            answers=letterhead.contact,
            at=office.edge.clock(),
        )
    except BadAddress:
        return settled(lying.NO_ADDRESS, "bad_address", tried=False), True
    except Erased:
        return settled(lying.NO_ADDRESS, "erased", tried=False), True
    except (NotWorded, Refused):
        return settled(lying.CANCELLED, "nothing_to_say", tried=False), True
    except Exception as error:  # a fault of ours or of a package: this letter waits, the others go
        done.problems.append(f"{taken.id} ({taken.letter}) could not be written: {type(error).__name__}")
        return settled.later("not_written"), True
    try:
        hand.send(going)
    except TurnedAway as refused:
        return settled(lying.BOUNCED, refused.code, copy=opened), True
    except NotNow as failed:
        return settled.later(failed.code), failed.reached
    return settled(lying.SENT, None, copy=opened), True


class Opened(Struct, frozen=True):
    """A letter with everything that it takes to write it; what it holds was sealed until now."""

    name: str
    to: Addressee
    head: Head
    worded: Worded
    holders: Holders
    replaced: Mapping[str, str]
    problems: tuple[str, ...] = ()

    def written(self, problems: list[str] | None = None, *, secret: bool = True) -> Written:
        """:param secret: with what opens something; without, for every reader but the recipient"""
        words: Words = {"to": {"name": self.to.name}, **self.worded.words}
        words = words if secret else hidden(self.name, words)
        if problems is not None:
            problems.extend(self.problems)
        try:
            return write(self.name, self.head, words, self.replaced)
        except Template as error:
            if not self.replaced:
                raise
            if problems is not None:
                problems.append(f"{error}; our own template was used instead")
            return write(self.name, self.head, words)


def read(office: Office, letter: Lying, letterhead: Letterhead, minted: Mint) -> Opened:
    """A letter of the outbox with its recipient and its words.

    :raises NotWorded: what it is about is not there any more
    :raises Erased: it was laid down for somebody whose key was destroyed
    """
    queued = msgspec.json.decode(letter.about, type=Queued)
    private = unseal(office, letter.private, Private) if letter.private is not None else None
    to = msgspec.structs.replace(queued.to, email=private.email if private is not None else None)
    said = worded(office, queued, letterhead, minted, private)
    of = holders(office, to)
    replaced, problems = templates(office)
    return Opened(
        name=letter.letter,
        to=addressed(office, to),
        head=letterhead.head(office),
        worded=said,
        holders=Holders(of.purpose, tuple(dict.fromkeys((*of.subjects, *said.named)))),
        replaced=replaced,
        problems=problems,
    )


def _mint(office: Office, purpose: str, about: str, days: int) -> str:
    """A link that opens until its day, however often: a rater comes back to what they have begun."""
    return links.make(office, purpose, about, timedelta(days=days), reusable=True)


def templates(office: Office) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """What the association's package brings in place of our templates; and what went wrong, in words."""
    try:
        return office.association(office.today).letters()
    except (BadPackage, Refused) as error:
        return {}, (str(error).splitlines()[0],)


class _Settled:
    """Says what became of the letter that this worker holds."""

    def __init__(self, office: Office, taken: Lying) -> None:
        self._office = office
        self._taken = taken

    def __call__(self, state: str, trouble: str | None, *, tried: bool = True, copy: Opened | None = None) -> str:
        office, taken = self._office, self._taken
        secret = LETTERS[taken.letter].lives is not None if taken.letter in LETTERS else True
        over = state in (lying.SENT, lying.GIVEN_UP, lying.CANCELLED) or secret
        lying.settle(
            office.desk,
            taken,
            state,
            office.edge.microseconds,
            trouble=trouble,
            tried=tried,
            kept=None if copy is None else _copy(office, taken.id, copy),
            private=None if over else taken.private,
        )
        return state

    def later(self, trouble: str) -> str:
        """Try again after a pause that grows; after the last one, give up."""
        office, taken = self._office, self._taken
        if taken.tries >= len(PAUSES):
            return self(lying.GIVEN_UP, trouble)
        now = office.edge.microseconds
        again = now + PAUSES[taken.tries]
        lying.settle(office.desk, taken, lying.FAILED, now, trouble=trouble, again=again, private=taken.private)
        return lying.FAILED


def _copy(office: Office, id_: str, opened: Opened) -> bytes | None:
    """The letter as it went, closed again; none where somebody in it was erased meanwhile, or it was only a code."""
    if LETTERS[opened.name].lives is not None or not LETTERS[opened.name].copied:
        return None
    written = opened.written(secret=False)
    kept = Kept(opened.to.name, opened.to.email, written.subject, written.text, written.body)
    try:
        return seal(office, id_, "kept", opened.holders, kept)
    except Erased:
        return None
