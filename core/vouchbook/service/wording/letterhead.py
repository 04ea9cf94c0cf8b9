"""How an association signs its mail: who sends it, where to answer, and where its pages are."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.letters.mail.writing import COLOUR, Head
from vouchbook.service.office import Office


class Letterhead(Struct, frozen=True):
    """``sender`` is the address that mail comes from, ``contact`` the one that answers go to.

    ``portal`` is the address below which the association's pages are, without a slash at its end. What is left out
    follows from the association's policy.
    """

    sender: str = "no-reply@localhost"
    portal: str = "http://127.0.0.1:8080"
    contact: str = ""
    name: str | None = None
    short: str | None = None
    colour: str | None = None

    def head(self, office: Office) -> Head:
        """What the frame of every letter shows."""
        own = office.version_on(office.today).document.association.name if office.policies.adopted else "the Alliance"
        name = self.name or own
        return Head(name, self.short or name, self.contact, self.colour or COLOUR)

    def page(self, path: str) -> str:
        return f"{self.portal}{path}"
