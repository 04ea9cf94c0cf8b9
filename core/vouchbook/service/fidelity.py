"""How faithful each association's policy in force is to the edition of the guidelines that it licenses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.alliance import Alliance, Floor
from vouchbook.domain.authorize import Action, Principal, authorize
from vouchbook.domain.names import AssociationCode, EditionName
from vouchbook.domain.streams import ALLIANCE
from vouchbook.letters.fidelity import Report
from vouchbook.letters.phrases import day
from vouchbook.policy.compare import Side, days_of_change
from vouchbook.policy.fidelity import Fidelity, Held, held_against
from vouchbook.policy.past import Past
from vouchbook.policy.portfolio_values import LAST
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.alliance import ALLIANCE_CODE, office
from vouchbook.service.evaluation import edition_policy, installed_editions
from vouchbook.service.folder import Folder


class Deviation(Struct, frozen=True):
    """A line that asks less than the licensed edition; ``enforced``: the licence lets none be adopted.

    ``on`` is the day of which that is said, where it is another one than that on which the policy begins. ``assumed``:
    nobody has confirmed that the edition is licensed.
    """

    line: Held
    edition: EditionName
    enforced: bool
    on: date | None = None
    assumed: bool = False

    def __str__(self) -> str:
        of = f" (on {day(self.on)})" if self.on else ""
        return f"{self.line.category} {self.line.at.value} {self.line.key}{of}"


def overview(folder: Folder, principal: Principal, on: date) -> tuple[Report, ...]:
    """Every association that has a book here, by its code; the Alliance's view."""
    authorize(principal, Action.SEE_EVERY_ASSOCIATION)
    codes = [AssociationCode(code) for code in folder.codes() if code != ALLIANCE_CODE]
    return tuple(_report(folder, code, on) for code in codes if office(folder, code).policies.adopted)


def report(folder: Folder, principal: Principal, code: AssociationCode, on: date) -> Report:
    """One association's fidelity: for the Alliance, and for its own coordinator and board.

    :raises Refused: it has no book here
    """
    authorize(principal, Action.SEE_FIDELITY)
    return _report(folder, code, on)


def looser(folder: Folder, code: AssociationCode, version: PolicyVersion, on: date) -> tuple[Deviation, ...]:
    """Where ``version``, as it rules on a day, asks less than the edition licensed for that day.

    Nothing where no edition is licensed then: there is nothing to hold it against.

    :raises NoEdition: the licensed edition is not installed, so that nobody can tell
    """
    licence = licences(folder).on(code, on)
    if licence is None or licence.edition is None:
        return ()
    found = _fidelity(version, licence.edition, on)
    enforced = licence.floor is Floor.ENFORCED
    assumed = not licence.confirmed
    return tuple(Deviation(each, licence.edition, enforced, assumed=assumed) for each in found.deviations)


def below(
    folder: Folder,
    code: AssociationCode,
    base: PolicyVersion,
    proposed: PolicyVersion,
    first: date,
    past: Iterable[Past],
) -> tuple[Deviation, ...]:
    """Where ``proposed``, to be in force from ``first``, asks less than the edition that is licensed for a day.

    Asked are that day and every later one on which a row of it or a licence begins; and the ``past``, of which it
    says otherwise than ``base``: by the rows of days gone by, an open application may still be judged. What asks less
    on several days is named once, by the first of them.

    :raises NoEdition: a licensed edition is not installed, so that nobody can tell
    """
    licensed = [each.first for each in licences(folder).of(code)]
    found: dict[tuple[object, ...], Deviation] = {}
    for each in looser(folder, code, proposed, first):
        found.setdefault(_kind(each), each)
    later = {*days_of_change(proposed.document, first, LAST), *(on for on in licensed if on > first)}
    gone = {on for each in past for on in (each.first, *licensed) if each.first <= on <= each.last}
    for on in sorted(later):
        for each in looser(folder, code, proposed, on):
            found.setdefault(_kind(each), replace(each, on=on))
    for on in sorted(gone):
        known = {_kind(each): each.line.change for each in looser(folder, code, base, on)}
        for each in looser(folder, code, proposed, on):
            if known.get(_kind(each)) != each.line.change:
                found.setdefault(_kind(each), replace(each, on=on))
    return tuple(found.values())


def _kind(each: Deviation) -> tuple[object, ...]:
    return each.line.category, each.line.at, each.line.key, each.enforced


def licences(folder: Folder) -> Alliance:
    """Every licence that the Alliance of this folder has recorded."""
    state: Alliance = office(folder, ALLIANCE_CODE).load(ALLIANCE, ALLIANCE_CODE).state
    return state


def _report(folder: Folder, code: AssociationCode, on: date) -> Report:
    version = office(folder, code).version_on(on)
    licence = licences(folder).on(code, on)
    edition = licence.edition if licence and licence.edition in in_time() else None
    return Report(
        association=code,
        name=version.document.association.name,
        on=on,
        policy=version.digest,
        licence=licence,
        fidelity=_fidelity(version, edition, on) if edition else None,
        newer=tuple(_newer(edition, on)) if edition else (),
    )


def _fidelity(version: PolicyVersion, edition: EditionName, on: date) -> Fidelity:
    """:raises NoEdition: the licensed edition is not installed"""
    own = Side(version.document, on)
    return held_against(Side(edition_policy(edition).document, on), own, _older(edition, on))


def _older(edition: EditionName, on: date) -> Mapping[EditionName, Side]:
    before = [name for name in reversed(in_time()) if in_time().index(name) < in_time().index(edition)]
    return {name: Side(edition_policy(name).document, on) for name in before}


def _newer(edition: EditionName, on: date) -> tuple[EditionName, ...]:
    days = installed_editions()
    after = in_time()[in_time().index(edition) + 1 :]
    return tuple(name for name in after if (first := days[name].from_) is not None and first <= on)


def in_time() -> tuple[EditionName, ...]:
    """The installed editions, each after those before it: by the Alliance's day, then by name."""
    found = installed_editions()
    return tuple(EditionName(name) for name in sorted(found, key=lambda name: (found[name].from_ or date.min, name)))
