"""What a function that finds a letter's words is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import PersonId
from vouchbook.service.office import Office
from vouchbook.service.outbox import Queued
from vouchbook.service.wording.letterhead import Letterhead

Mint = Callable[[str, str, int], str]
"""Makes a single-purpose link: for which purpose, about what, for how many days; answers its token."""
OFFICE = Principal(Role.COORDINATOR)
"""As whom the post room reads what it has to say: the letters are the office's own."""


class NotWorded(Exception):
    """A letter's words cannot be found any more: what it is about is not there; the message says what."""


class Worded(Struct, frozen=True):
    """The words that a template fills in, and the people who are named in them beside the recipient."""

    words: Mapping[str, Any]
    named: tuple[PersonId, ...] = ()


class Asked(Struct, frozen=True):
    """One letter whose words are to be found."""

    office: Office
    queued: Queued
    letterhead: Letterhead
    mint: Mint

    def about(self, name: str) -> str:
        """:raises NotWorded: the job does not say it"""
        try:
            return self.queued.about[name]
        except KeyError:
            raise NotWorded(f"the letter {self.queued.name} lacks {name}") from None

    def day(self, name: str) -> date:
        return date.fromisoformat(self.about(name))

    @property
    def to(self) -> PersonId:
        """The person it goes to."""
        return PersonId(str(self.queued.to.person or self.queued.to.payer))

    def page(self, path: str) -> str:
        return self.letterhead.page(path)


Words = Callable[[Asked], Worded]
