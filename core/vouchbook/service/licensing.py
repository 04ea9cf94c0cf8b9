"""The Alliance renews an association's licence for an edition of the guidelines, or lets it end."""

from __future__ import annotations

from datetime import date

from vouchbook.domain import alliance as alliances
from vouchbook.domain.alliance import Floor, Licence
from vouchbook.domain.authorize import Action, Principal, authorize
from vouchbook.domain.names import AssociationCode, EditionName
from vouchbook.domain.streams import ALLIANCE
from vouchbook.service.alliance import ALLIANCE_CODE, office
from vouchbook.service.edge import Edge
from vouchbook.service.evaluation import NoEdition, installed_editions
from vouchbook.service.folder import Folder
from vouchbook.service.office import Done, Plan, Request


def renew(
    folder: Folder,
    request: Request,
    code: AssociationCode,
    edition: EditionName,
    *,
    first: date,
    until: date | None = None,
    floor: Floor = Floor.REPORTED,
    edge: Edge | None = None,
) -> Done:
    """License an association for an edition from ``first`` through ``until``, or until further notice.

    What was assumed when its book was founded gives way, and so does a licence without an end.

    :raises NoEdition: it is not installed
    :raises Refused: the association has no book here; it would end before it begins, or overlap another licence
    """
    authorize(request.principal, Action.LICENSE_ASSOCIATION)
    office(folder, code, edge)
    known = installed_editions()
    if edition not in known:
        raise NoEdition(
            f"there is no edition {edition!r} of the guidelines to license; installed: {', '.join(sorted(known))}"
        )
    command = alliances.Renew(code, first, edition, until, floor)
    return _recorded(folder, request, "renew_licence", command, edge)


def end(folder: Folder, request: Request, code: AssociationCode, *, last: date, edge: Edge | None = None) -> Done:
    """Let the licence that an association has on ``last`` end with that day; what would have followed is void.

    The result names as ``void`` the first days of the licences that would have followed.

    :raises Refused: it has none on that day
    """
    authorize(request.principal, Action.LICENSE_ASSOCIATION)
    office(folder, code, edge)
    return _recorded(folder, request, "end_licence", alliances.End(code, last), edge)


def licences(folder: Folder, principal: Principal, code: AssociationCode | None = None) -> tuple[Licence, ...]:
    """Every licence ever given, of one association or of all, in the order of its days."""
    authorize(principal, Action.SEE_FIDELITY if code else Action.SEE_EVERY_ASSOCIATION)
    state: alliances.Alliance = office(folder, ALLIANCE_CODE).load(ALLIANCE, ALLIANCE_CODE).state
    return tuple(each for known in sorted(state.licensed) if code in (None, known) for each in state.of(known))


def _recorded(
    folder: Folder, request: Request, name: str, command: alliances.Renew | alliances.End, edge: Edge | None
) -> Done:
    at_alliance = office(folder, ALLIANCE_CODE, edge)

    def plan() -> Plan:
        loaded = at_alliance.load(ALLIANCE, ALLIANCE_CODE)
        state: alliances.Alliance = loaded.state
        events = alliances.decide(command, state)
        result: dict[str, object] = {"association": command.association}
        if isinstance(command, alliances.End):
            void = [each.first for each in state.of(command.association) if each.first > command.last]
            result["void"] = [first.isoformat() for first in void]
        return Plan(writes=(loaded.write(events),), result=result)

    return at_alliance.record(request, name, command, plan)
