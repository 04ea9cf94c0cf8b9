"""The outbox as coordinators look at it: what became of every letter; one read, sent again, stopped, or printed."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import Struct

from vouchbook.desk import outbox as lying
from vouchbook.desk.outbox import Lying
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.mail.catalog import LETTERS, Letter
from vouchbook.letters.mail.states import trouble
from vouchbook.letters.mail.writing import FRAME, HIDDEN, Template, Written, preview
from vouchbook.service import beside
from vouchbook.service.office import Office
from vouchbook.service.outbox import Private, Queued, unseal
from vouchbook.service.posting import Kept, read, templates
from vouchbook.service.wording import Addressee, Letterhead, NotWorded, addressed
from vouchbook.service.wording.words import WORDS
from vouchbook.vault import Erased


class Listed(Struct, frozen=True):
    """One letter: which, to whom, and what became of it when. ``again_at``: when it is tried again by itself."""

    letter: str
    name: str
    title: str
    to: str
    person: PersonId | None
    state: str
    trouble: str
    queued_at: datetime
    changed_at: datetime
    again_at: datetime | None
    tries: int


class Shown(Struct, frozen=True):
    """A letter as it went, or as it would go now; what opens something is not in it.

    ``as_it_went``: false where it has not gone. ``written`` is missing where nothing can be shown, and ``why`` says so.
    """

    listed: Listed
    email: str
    address: str
    as_it_went: bool
    written: Written | None
    why: str = ""

    @property
    def coded(self) -> bool:
        """Whether it held a code, which is shown to nobody and never sent twice."""
        return LETTERS[self.listed.name].lives is not None


class Offered(Struct, frozen=True):
    """One of the letters, what it is for, and whether the association's package writes it its own way."""

    name: str
    title: str
    to: str
    when: str
    replaced: bool


def listing(
    office: Office, principal: Principal, *, state: str | None = None, most: int = 200, after: int = 0
) -> list[Listed]:
    """Letters, the newest first; of one state, if it is named."""
    office.allow(principal, Action.SEE_OUTBOX)
    found = lying.listed(office.desk, state=state, most=most, after=after)
    return [_listed(office, each) for each in found]


def counted(office: Office, principal: Principal) -> dict[str, int]:
    """How many letters are in each state."""
    office.allow(principal, Action.SEE_OUTBOX)
    return lying.counted(office.desk)


def show(
    office: Office, principal: Principal, id_: str, letterhead: Letterhead | None = None, *, paper: bool = False
) -> Shown:
    """A letter to be read; ``paper``: as it is printed, for somebody whom no e-mail reaches.

    :raises Refused: there is no such letter
    """
    office.allow(principal, Action.SEE_OUTBOX)
    found = _known(office, id_)
    listed = _listed(office, found)
    if LETTERS[found.letter].lives is not None:
        return Shown(listed, "", "", found.state == lying.SENT, None, "It holds a code, which is shown to nobody else.")
    if found.kept is not None and not paper:
        return _as_it_went(office, found, listed)
    try:
        opened = read(office, found, letterhead or Letterhead(), lambda *_: "" if paper else HIDDEN)
        written = opened.written(secret=False)
    except (Erased, NotWorded, Template, Refused) as error:
        why = str(error) if isinstance(error, Template) else "What it was about is not there any more."
        return Shown(listed, "", "", as_it_went=False, written=None, why=why)
    return Shown(listed, opened.to.email, opened.to.address, as_it_went=False, written=written)


def again(office: Office, principal: Principal, id_: str) -> None:
    """Send a letter once more, as it is written now, to the address that is known now.

    :raises Refused: there is none, it waits already, or it held a code
    """
    office.allow(principal, Action.KEEP_OUTBOX)
    found = _known(office, id_)
    if found.state == lying.WAITING:
        raise Refused("letter_waits_already", letter=id_)
    if LETTERS[found.letter].lives is not None or (found.letter not in WORDS and found.private is None):
        raise Refused("letter_not_kept", letter=id_)
    now = office.edge.microseconds
    if not lying.turn(office.desk, found, lying.WAITING, now, again=now):
        raise Refused("letter_moved_on", letter=id_)


def cancel(office: Office, principal: Principal, id_: str) -> None:
    """Do not send a letter that has not gone; nobody is asked to act on it any more.

    :raises Refused: there is none, or it has gone
    """
    office.allow(principal, Action.KEEP_OUTBOX)
    found = _known(office, id_)
    if found.state == lying.SENT:
        raise Refused("letter_sent_already", letter=id_)
    if found.state != lying.CANCELLED and not lying.turn(
        office.desk, found, lying.CANCELLED, office.edge.microseconds, trouble="by_hand"
    ):
        raise Refused("letter_moved_on", letter=id_)


def all_templates(office: Office, principal: Principal) -> tuple[list[Offered], tuple[str, ...]]:
    """Every letter that there is; and what is wrong with those that the association's package brings, in words."""
    office.allow(principal, Action.SEE_OUTBOX)
    replaced, problems = templates(office)
    unknown = sorted(set(replaced) - {*LETTERS, FRAME})
    problems += tuple(f"the package brings a template {name!r}, and there is no such letter" for name in unknown)
    return [
        Offered(name, each.title, each.to, each.when, replaced=name in replaced or FRAME in replaced)
        for name, each in LETTERS.items()
    ], problems


def previewed(office: Office, principal: Principal, name: str, letterhead: Letterhead | None = None) -> Written:
    """A letter with made-up words, as this association's people get it.

    :raises Refused: there is no such letter
    :raises Template: the association's own template of it is broken
    """
    office.allow(principal, Action.SEE_OUTBOX)
    if name not in LETTERS:
        raise Refused("unknown_template", name=name, names=tuple(LETTERS))
    replaced, _ = templates(office)
    return preview(name, (letterhead or Letterhead()).head(office), replaced)


def _known(office: Office, id_: str) -> Lying:
    found = lying.one(office.desk, id_)
    if found is None or found.letter not in LETTERS:
        raise Refused("unknown_letter", letter=id_, association=office.code)
    return found


def _as_it_went(office: Office, found: Lying, listed: Listed) -> Shown:
    try:
        kept = unseal(office, found.kept or b"", Kept)
    except Erased:
        why = "Somebody whom it names was erased, and it with them."
        return Shown(listed, "", "", as_it_went=True, written=None, why=why)
    return Shown(listed, kept.email, "", as_it_went=True, written=Written(kept.subject, kept.text, "", kept.body))


def _listed(office: Office, found: Lying) -> Listed:
    known = LETTERS.get(found.letter, Letter(found.letter, "", "", {}))
    return Listed(
        letter=found.id,
        name=found.letter,
        title=known.title,
        to=_to(office, found).name,
        person=PersonId(found.person) if found.person else None,
        state=found.state,
        trouble=trouble(found.trouble),
        queued_at=beside.moment(found.queued),
        changed_at=beside.moment(found.changed),
        again_at=beside.moment(found.due) if found.state == lying.FAILED else None,
        tries=found.tries,
    )


def _to(office: Office, found: Lying) -> Addressee:
    """Who it goes to; somebody of whom only an address is known is not named in a list."""
    queued = msgspec.json.decode(found.about, type=Queued)
    named = addressed(office, queued.to)
    if named.name or found.private is None:
        return named
    try:
        email = unseal(office, found.private, Private).email
    except Erased:
        return named
    return Addressee(email or "")
