"""One request of somebody to one association: who they are, as what they act, what they typed, what they get."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, CommandId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import PERSON
from vouchbook.service.office import Office, Request
from vouchbook.service.opening import person_words
from vouchbook.web import answers, cookies, templating
from vouchbook.web.answers import Answer
from vouchbook.web.fields import Fields
from vouchbook.web.hosting import Hosting
from vouchbook.web.routes import Area, Route

if TYPE_CHECKING:
    from vouchbook.desk.store import Desk
    from vouchbook.service.signing_in import Session

_COMMANDS = uuid.UUID("7b0f7e0b-54a9-4c2c-8f0c-3a3f5a0f9d27")
"""Several requests of one form have ids that follow from the form's own."""


class Visit:
    """Everything a page may ask about the request it answers."""

    def __init__(
        self,
        hosting: Hosting,
        office: Office,
        route: Route,
        parameters: Mapping[str, str],
        query: Mapping[str, Sequence[str]],
        fields: Fields,
        sent: Mapping[str, str],
        session: Session | None,
        roles: frozenset[Role],
        *,
        path: str,
        remote: str,
        origin: str = "",
        agent: str = "",
        foreign: bool = False,
    ) -> None:
        self.hosting = hosting
        self.office = office
        self.route = route
        self.parameters = parameters
        self.fields = fields
        self.session = session
        self.roles = roles
        self.path = path
        """The address asked for, as the browser knows it, without its query."""
        self.remote = remote
        """The network address that asks; for rate limits only, never kept in the open."""
        self.origin = origin
        """What an address begins with that is to work from anywhere: ``https://endorse.example.org``."""
        self.agent = agent
        """What the browser calls itself; people recognise their devices by it."""
        self.foreign = foreign
        """Whether the browser says that another site sent this form."""
        self.ended = sent.get(cookies.of(route.area), "") if session is None else ""
        """The token of a session that does not run any more, so that what was typed in it is not lost."""
        self.cookies: list[str] = []
        self.browser = sent.get(cookies.BROWSER) or self._new_browser()
        """What tells this browser from others, for forms that nobody has signed in for."""
        self.said = cookies.said(self, sent.get(cookies.SAID))
        self.leaves_places = False
        """Whether tokens and ids of forms are filled in afterwards, because the page is kept."""
        self._query = query
        self._today: date | None = None

    # ── Who and where ─────────────────────────────────────────────────────────────────────────

    @property
    def association(self) -> AssociationCode:
        return self.office.code

    @property
    def desk(self) -> Desk:
        return self.office.desk

    @property
    def today(self) -> date:
        """The day it is where the association is: one day for the whole request."""
        if self._today is None:
            self._today = self.office.today
        return self._today

    @property
    def person(self) -> PersonId | None:
        """Who has signed in."""
        return self.session.person if self.session is not None else None

    @property
    def behalf(self) -> bool:
        """Whether a coordinator acts for somebody in that person's file."""
        return "about" in self.parameters and self.route.area is Area.OWN

    @property
    def about(self) -> PersonId:
        """Whose file it is: one's own, or that of the person somebody acts for.

        :raises Refused: nobody has signed in
        """
        if self.behalf:
            return PersonId(self.parameters["about"])
        if self.person is None:
            raise Refused("person_needed", role=Role.APPLICANT)
        return self.person

    @property
    def principal(self) -> Principal:
        """As what they act: where they are decides, and what they are given; services ask ``authorize`` with it."""
        area, person = self.route.area, self.person
        if area is Area.RATING:
            rating = getattr(self.session, "rating", None)
            return Principal(Role.RATER, rating=rating) if rating is not None else Principal(Role.ANYONE)
        if person is None:
            return Principal(Role.ANYONE)
        if self.behalf or area is Area.COORDINATING:
            return Principal(Role.COORDINATOR if Role.COORDINATOR in self.roles else Role.ANYONE, person)
        if area is Area.OFFICE:
            role = next((each for each in (Role.COORDINATOR, Role.BOARD) if each in self.roles), Role.ANYONE)
            return Principal(role, person)
        if area is Area.REVIEWING:
            return Principal(Role.REVIEWER if Role.REVIEWER in self.roles else Role.ANYONE, person)
        if area is Area.ALLIANCE:
            return Principal(Role.ALLIANCE if Role.ALLIANCE in self.roles else Role.ANYONE, person)
        return Principal(Role.APPLICANT, person)

    @property
    def name(self) -> str | None:
        """The name of who has signed in."""
        return self._name_of(self.person) if self.person is not None else None

    @property
    def name_of_about(self) -> str:
        """The name of whose file it is."""
        return self._name_of(self.about)

    def _name_of(self, person: PersonId) -> str:
        return person_words(self.office, self.office.load(PERSON, person)).name

    @property
    def fresh(self) -> bool:
        """Whether they proved who they are a short while ago."""
        from vouchbook.service import signing_in

        return self.session is not None and signing_in.is_fresh(self.office, self.session)

    # ── What was asked ────────────────────────────────────────────────────────────────────────

    def query(self, name: str, otherwise: str = "") -> str:
        """One value of the address after the question mark."""
        values = self._query.get(name)
        return values[0] if values else otherwise

    def first_queries(self) -> dict[str, str]:
        """The first value of each name in the address."""
        return {name: values[0] for name, values in self._query.items() if values}

    def queries(self, name: str) -> list[str]:
        return list(self._query.get(name, ()))

    def all_queries(self) -> dict[str, list[str]]:
        """Every value of each name in the address."""
        return {name: list(values) for name, values in self._query.items()}

    def asked(self, *names: str) -> Fields:
        """Fields that stand in the address, as a search has them."""
        return Fields({name: [self.query(name)] for name in names})

    def whole_query(self) -> str:
        """Everything after the question mark, written anew."""
        return urlencode([(name, value) for name, values in self._query.items() for value in values])

    def request(self, part: str = "") -> Request:
        """What a service is asked with. The form's own id makes sending it twice harmless.

        :param part: tells several requests of one form apart
        """
        try:
            id_ = uuid.UUID(self.fields.value("command"))
        except ValueError:
            id_ = uuid.uuid4()
        asked = uuid.uuid5(_COMMANDS, f"{id_}{part}") if part else id_
        return Request(CommandId(str(asked)), self.principal, self.today)

    # ── Addresses ─────────────────────────────────────────────────────────────────────────────

    def url(self, path: str, **query: object) -> str:
        """An address of this association; of one's own file, in the file that somebody acts in."""
        if self.behalf and (path == "/my" or path.startswith("/my/")):
            path = f"/office/people/{self.about}/file{path.removeprefix('/my')}"
        address = self.hosting.prefix(self.association) + path
        given = {name: value for name, value in query.items() if value not in (None, "")}
        return f"{address}?{templating.query(given)}" if given else address

    @property
    def leaving(self) -> str:
        """Where a coordinator goes who has done what they came for in somebody's file."""
        return f"{self.hosting.prefix(self.association)}/office/people/{self.about}"

    # ── Forms ─────────────────────────────────────────────────────────────────────────────────

    def csrf(self) -> str:
        """What only a page of ours can put into a form of this browser; another one each time."""
        salt = uuid.uuid4().hex[:16]
        return f"{salt}.{self._forgery(salt)}"

    def new_command(self) -> str:
        """An id for what a form asks for: sent twice, it is recorded once."""
        return str(uuid.uuid4())

    def from_our_form(self, token: str, *, of: Session | None = None) -> bool:
        """:param of: the session, ended meanwhile, in which the form was opened"""
        salt, _, given = token.partition(".")
        return bool(salt) and hmac.compare_digest(given.encode(), self._forgery(salt, of).encode())

    def _forgery(self, salt: str, of: Session | None = None) -> str:
        session = of or self.session
        whose = session.id if session is not None else ""
        return self.office.vault.keyed_digest("form", f"{salt}\0{self.browser}\0{whose}").removeprefix("hmac:")

    def _new_browser(self) -> str:
        made = uuid.uuid4().hex
        self.cookies.append(cookies.browser(self, made))
        return made

    # ── What they get ─────────────────────────────────────────────────────────────────────────

    def show(self, template: str, *, title: str, status: int = 200, **values: Any) -> Answer:  # noqa: ANN401
        """A page. ``title`` stands in the window; ``fields`` among the values is the form that was typed."""
        body = templating.rendered(self, template, {"title": title, "fields": None, **values})
        return self.answered(Answer(body.encode(), status))

    def see_other(self, path: str, *, said: str = "", **query: object) -> Answer:
        """Go on at another page of this association; ``said`` is announced there, once."""
        answer = answers.see_other(self.url(path, **query))
        if said:
            self.cookies.append(cookies.to_say(self, said))
        return self.answered(answer)

    def not_found(self, words: str = "") -> Answer:
        """There is no such thing; ``words`` say what was looked for and where to look."""
        from vouchbook.web.troubles import NOT_FOUND, Trouble, shown

        return self.answered(shown(self, Trouble(404, NOT_FOUND.heading, words or NOT_FOUND.words)))

    def file(self, body: bytes, name: str, kind: str = "application/octet-stream") -> Answer:
        return self.answered(answers.attachment(body, name, kind))

    def csv(self, head: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Answer:
        return self.answered(answers.table(head, rows, name))

    def json(self, body: bytes, status: int = 200) -> Answer:
        return self.answered(Answer(body, status, "application/json"))

    def answered(self, answer: Answer) -> Answer:
        """An answer with what this visit has to tell the browser."""
        answer.cookies = [*answer.cookies, *self.cookies]
        self.cookies = []
        return answer
