"""The Alliance licenses an association: a book of its own, keys of its own, its first policy version."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from vouchbook import associations
from vouchbook.domain import alliance as alliances
from vouchbook.domain import policy as policies
from vouchbook.domain.authorize import Action, authorize
from vouchbook.domain.events import Published
from vouchbook.domain.names import AssociationCode, CommandId, Digest
from vouchbook.domain.refusal import Refused
from vouchbook.domain.ruling import Code
from vouchbook.domain.streams import ALLIANCE, POLICY
from vouchbook.service.edge import Edge
from vouchbook.service.evaluation import installed_policy
from vouchbook.service.folder import Folder
from vouchbook.service.office import Done, Office, Plan, Request

ALLIANCE_CODE = AssociationCode("alliance")


def found(path: Path, key_file: Path) -> Folder:
    """Make a data folder; the root key goes to ``key_file``. The Alliance's own book comes with the first licence.

    :raises NotAFolder: the folder is not empty, or cannot be made
    :raises RootKeyRefused: the key file would lie inside it, or cannot be used
    """
    return Folder.found(path, key_file)


def office(folder: Folder, code: str, edge: Edge | None = None) -> Office:
    """An association of this folder, ready for work.

    :raises Refused: it has no book here
    """
    if code not in folder.codes():
        known = tuple(each for each in folder.codes() if each != ALLIANCE_CODE)
        raise Refused("no_book", association=code, known=known)
    book, vault = folder.book(code)
    return Office(AssociationCode(code), book, vault, edge or Edge())


def license_association(folder: Folder, request: Request, code: AssociationCode, edge: Edge | None = None) -> Done:
    """Open a book for an installed association, adopt the policy its package brings, and record the licence.

    The three steps are done in this order, and each only where it is still to do: stopped in between, asking
    again completes it.

    :raises NotInstalled: no package answers for the code
    :raises PolicyMistakes: the package's policy cannot be read
    """
    authorize(request.principal, Action.LICENSE_ASSOCIATION)
    if ALLIANCE_CODE not in folder.codes():
        folder.add(ALLIANCE_CODE)
    at_alliance = office(folder, ALLIANCE_CODE, edge)
    version = installed_policy(code)
    package = associations.package(code)
    if version.document.association.code != code:
        raise associations.BadPackage(
            f"{package.distribution} answers for {code!r}, but its policy.toml says code = "
            f"{version.document.association.code!r}; make the two agree"
        )
    associations.Association(version, package)  # a package that cannot be loaded is found before anything is recorded
    at_alliance.not_in_the_future(request)
    if code not in folder.codes():
        folder.add(code)
    opened = office(folder, code, edge)
    if not opened.policies.adopted:
        _adopt(opened, request, version.digest, Published(version.stored.decode()), (package.recorded,))
    first = _first_day(version.document.guidelines) or request.on

    def plan() -> Plan:
        loaded = at_alliance.load(ALLIANCE, ALLIANCE_CODE)
        events = alliances.decide(alliances.License(code, first), loaded.state)
        adopted = opened.policies.adopted[0].version
        return Plan(writes=(loaded.write(events),), result={"association": code, "policy": adopted})

    return at_alliance.record(request, "license_association", [code], plan)


def _adopt(office: Office, request: Request, digest: str, document: Published, code: tuple[Code, ...]) -> None:
    """Record the first policy version; a later one is proposed, never slipped in by an upgrade."""
    adopting = Request(CommandId(f"{request.id}-policy"), request.principal, request.on)

    def plan() -> Plan:
        loaded = office.load(POLICY, office.code)
        command = policies.Adopt(Digest(digest), document, code, request.on)
        events = [] if loaded.state.adopted else policies.decide(command, loaded.state)
        return Plan(writes=(loaded.write(events),), result={"policy": digest})

    office.record(adopting, "adopt_policy", [digest], plan)


def _first_day(rows: tuple[object, ...]) -> date | None:
    days = [day for row in rows if (day := getattr(row, "from_", None)) is not None]
    return min(days, default=None)
