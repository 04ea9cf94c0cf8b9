"""The Alliance licenses an association: a book of its own, keys of its own, its first policy version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from vouchbook import associations
from vouchbook.domain import alliance as alliances
from vouchbook.domain import policy as policies
from vouchbook.domain.alliance import Floor, License, Renew
from vouchbook.domain.authorize import Action, authorize
from vouchbook.domain.events import Published
from vouchbook.domain.names import AssociationCode, CommandId, EditionName
from vouchbook.domain.refusal import Refused
from vouchbook.domain.ruling import Code
from vouchbook.domain.streams import ALLIANCE, POLICY
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.parsed import decoded
from vouchbook.policy.version import PolicyVersion
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
    return Office(AssociationCode(code), book, vault, edge or Edge(), lambda: folder.desk(code), folder.blobs(code))


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
        text = Published(decoded(package.policy_file.read_bytes(), str(package.policy_file)))
        _adopt(opened, request, version, text, package.recorded)
    assumed = tuple(_assumed(code, version.document, request.on))

    def plan() -> Plan:
        loaded = at_alliance.load(ALLIANCE, ALLIANCE_CODE)
        state, events = loaded.state, list[alliances.Event]()
        for command in assumed if code not in state.licensed else ():
            events += alliances.decide(command, ALLIANCE.fold(events, state))
        adopted = opened.policies.adopted[0].version
        return Plan(writes=(loaded.write(events),), result={"association": code, "policy": adopted})

    return at_alliance.record(request, "license_association", [code], plan)


def _adopt(office: Office, request: Request, version: PolicyVersion, text: Published, code: Code) -> None:
    """Record the first policy version; a later one is proposed, never slipped in by an upgrade."""
    adopting = Request(CommandId(f"{request.id}-policy"), request.principal, request.on)

    def plan() -> Plan:
        loaded = office.load(POLICY, office.code)
        document = Published(version.stored.decode())
        command = policies.Adopt(version.digest, document, (code,), request.on, text)
        events = [] if loaded.state.adopted else policies.decide(command, loaded.state)
        return Plan(writes=(loaded.write(events),), result={"policy": version.digest})

    office.record(adopting, "adopt_policy", [version.digest], plan)


def _assumed(code: AssociationCode, document: PolicyDocument, on: date) -> Iterator[License | Renew]:
    """What nobody has confirmed yet: a licence for each edition that the policy has adopted by a day, from its day on.

    The last of them is the licence of the day.
    """
    floor = Floor(document.association.alliance_floor)
    rows = sorted(document.guidelines, key=lambda row: row.from_ or date.min)
    if not rows:
        yield License(code, on, floor=floor)
    for place, row in enumerate(rows):
        first = row.from_ or on
        if not place:
            yield License(code, first, EditionName(row.edition), floor=floor)
        elif first <= on:
            yield Renew(code, first, EditionName(row.edition), floor=floor, confirmed=False)
