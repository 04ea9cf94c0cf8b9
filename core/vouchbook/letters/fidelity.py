"""What is told of an association's fidelity to the edition it licenses: in words, for a program, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.alliance import Licence
from vouchbook.domain.names import AssociationCode, CategoryCode, Digest, EditionName
from vouchbook.letters.differences import LineDiffers, differences
from vouchbook.letters.names import called
from vouchbook.letters.rules import Said, line_said
from vouchbook.letters.standings import Policy
from vouchbook.policy.fidelity import Fidelity, Held, Verdict
from vouchbook.policy.rules import Line

Json = dict[str, object]

ORDER = (Verdict.LOOSER, Verdict.OTHER, Verdict.NOT_YET_ADOPTED, Verdict.STRICTER, Verdict.SAME)
"""What deserves a look comes first."""


class Report(Struct, frozen=True):
    """One association on a day: its licence, the version in force, and what a comparison found.

    ``fidelity`` is nothing where there is no licence on the day, or one of no edition that is installed. ``newer``
    are the editions that the Alliance asks for by then and the licence is not for.
    """

    association: AssociationCode
    name: str
    on: date
    policy: Digest
    licence: Licence | None
    fidelity: Fidelity | None
    newer: tuple[EditionName, ...] = ()

    @property
    def edition(self) -> EditionName | None:
        return self.licence.edition if self.licence else None


class Told(Struct, frozen=True):
    """Lines of one verdict that differ alike, said once for all their categories.

    ``line.before`` is what the edition asks, ``line.now`` what the association asks. ``like`` is the older edition
    that asks the same.
    """

    verdict: Verdict
    like: EditionName | None
    line: LineDiffers


def told(report: Report) -> tuple[Told, ...]:
    """Every line that is not the same, what deserves a look first."""
    found = report.fidelity
    if found is None:
        return ()
    groups: dict[tuple[Verdict, EditionName | None], list[Held]] = {}
    for each in found.lines:
        if each.verdict is not Verdict.SAME and each.change is not None:
            groups.setdefault((each.verdict, each.like), []).append(each)
    return tuple(
        Told(verdict, like, line)
        for verdict, like in sorted(groups, key=lambda each: (ORDER.index(each[0]), each[1] or ""))
        for line in _said(found, groups[verdict, like])
    )


def _said(found: Fidelity, lines: list[Held]) -> tuple[LineDiffers, ...]:
    """In the words of a comparison, the lines that differ alike taken together."""
    changes = tuple(each.change for each in lines if each.change is not None)
    alone = replace(found.comparison, lines=changes, sheets=(), rows=(), association=(), only_old=(), only_new=())
    return differences(alone).lines


def counts(report: Report) -> dict[str, int]:
    """So many lines of each verdict; each line counts once for every category whose sheet has it."""
    found = report.fidelity
    return {verdict.value: found.counted(verdict) if found else 0 for verdict in Verdict}


def as_json(report: Report) -> Json:
    """The same content; verdicts, effects and days as codes, sentences as they are shown."""
    found = report.fidelity
    made: Json = msgspec.to_builtins(
        {
            "association": report.association,
            "name": report.name,
            "on": report.on,
            "policy": report.policy,
            "licence": report.licence,
            "newer": report.newer,
            "compared": found is not None,
            "summary": {**counts(report), "deviations": len(found.deviations) if found else 0},
            "lines": told(report),
            "sheets": [
                {"category": each.category, "at": each.at, "edition": each.old is not None, "own": each.new is not None}
                for each in (found.sheets if found else ())
            ],
            "beyond": found.beyond if found else (),
        },
        enc_hook=str,
    )
    return made


HEADINGS = (
    "association", "on", "licensed_edition", "licence_confirmed", "floor", "category", "at", "line", "verdict",
    "effect", "as_in_edition", "edition_asks", "edition_source", "edition_confirmed", "association_asks",
    "association_source", "association_since", "association_confirmed", "origin",
)  # fmt: skip


def table(report: Report) -> Iterator[tuple[str, ...]]:
    """One row for each line of each sheet, also of those that are the same; under ``HEADINGS``."""
    found, licence = report.fidelity, report.licence
    if found is None or licence is None:
        return
    for each in found.lines:
        was = _of(each.licensed, Policy(found.comparison.old.document, each.category, report.on))
        now = _of(each.own, Policy(found.comparison.new.document, each.category, report.on))
        yield (
            report.association,
            report.on.isoformat(),
            str(licence.edition),
            _yes(licence.confirmed),
            licence.floor.value,
            each.category,
            called(each.at),
            each.key,
            each.verdict.value,
            each.effect.value,
            each.like or "",
            *((was.text, was.source, _yes(was.confirmed)) if was else ("", "", "")),
            *((now.text, now.source, _day(now.from_), _yes(now.confirmed), now.origin) if now else ("",) * 5),
        )


def _of(line: Line | None, policy: Policy) -> Said | None:
    return line_said(line, policy) if line else None


def _yes(confirmed: bool) -> str:
    return "yes" if confirmed else "no"


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def categories_of(report: Report) -> tuple[CategoryCode, ...]:
    """Those of which both have a sheet."""
    return report.fidelity.comparison.compared if report.fidelity else ()
