"""What whoever is to approve a proposal must see: what differs, what it says of days gone by, what it would undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.authorize import Principal
from vouchbook.domain.policy import Proposal
from vouchbook.letters.compared import Page
from vouchbook.letters.phrases import day
from vouchbook.policy.compare import Comparison, RowChange, Side, compare
from vouchbook.policy.past import Past, past_changes
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.comparing import Chosen, compared
from vouchbook.service.evaluation import NoEdition
from vouchbook.service.fidelity import Deviation, below
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office
from vouchbook.service.policy_history import proposed


class Review(Struct, frozen=True):
    """A proposal held against the version that it is to follow.

    ``undone`` are changes of the association's own that a package's policy would take back; ``below`` is what asks
    less than the licensed edition of the guidelines.
    """

    proposal: Proposal
    version: PolicyVersion
    page: Page
    past: tuple[Past, ...]
    undone: Comparison | None
    below: tuple[Deviation, ...]


def review(folder: Folder, office: Office, principal: Principal, named: str) -> Review:
    """:raises Refused: there is no such proposal, or it is not for the asker's eyes"""
    proposal = proposed(office, principal, named)
    made = proposal.made
    version, base = PolicyVersion.read(made.document.encode()), office.version(made.base)
    on = made.in_force_from
    before = Chosen(office.code, _adopted(office, base), office.code, on, ((None, base),))
    whose = f"proposed on {day(made.on)}"
    past = past_changes(base.document, version.document, on)
    return Review(
        proposal=proposal,
        version=version,
        page=compared(before, Chosen(made.proposal, whose, office.code, on, ((None, version),))),
        past=past,
        undone=_undone(office, base, version, on) if made.code else None,
        below=_below(folder, office, base, version, on, past),
    )


def _adopted(office: Office, base: PolicyVersion) -> str:
    adopted = office.policies.version(base.digest)
    return f"adopted, in force from {day(adopted.in_force_from)}" if adopted is not None else "adopted"


def _below(
    folder: Folder, office: Office, base: PolicyVersion, version: PolicyVersion, on: date, past: tuple[Past, ...]
) -> tuple[Deviation, ...]:
    try:
        return below(folder, office.code, base, version, on, past)
    except NoEdition:  # nobody can tell; approving says so
        return ()


def _undone(office: Office, base: PolicyVersion, version: PolicyVersion, on: date) -> Comparison | None:
    """What the association changed since it last adopted its package's policy, and this would change again."""
    packaged = next((each for each in reversed(office.policies.adopted) if each.code), None)
    if packaged is None or packaged.version == base.digest:
        return None
    was, now, then = (Side(each.document, on) for each in (office.version(packaged.version), base, version))
    own, change = compare(was, now), compare(now, then)
    lines = {(line.category, line.at, line.key) for line in own.lines}
    return replace(
        change,
        lines=tuple(line for line in change.lines if (line.category, line.at, line.key) in lines),
        rows=tuple(_alike(own.rows, change.rows)),
        sheets=(),
        association=(),
    )


def _alike(own: tuple[RowChange, ...], changed: tuple[RowChange, ...]) -> Iterator[RowChange]:
    keys = {(row.table, key) for row in own for key in row.keys}
    for row in changed:
        both = tuple(key for key in row.keys if (row.table, key) in keys)
        if both:
            yield replace(row, keys=both)
