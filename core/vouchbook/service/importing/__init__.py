"""Imports: portfolios and tables of many people, checked whole first, then recorded all together or not at all.

What a file says of others enters as a claim, as it does with one portfolio; nothing that is imported is confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.authorize import Action
from vouchbook.policy.spreadsheet.columns import WHOSE
from vouchbook.service.importing.problems import ImportProblems, Problem, Problems
from vouchbook.service.importing.reading import FileRead, Reading
from vouchbook.service.importing.report import Counted, Report
from vouchbook.service.importing.settling import Rules, Settled, settle
from vouchbook.service.importing.spool import Spool, put_aside
from vouchbook.service.office import Office, Plan, Request

__all__ = [
    "FileRead",
    "Import",
    "ImportProblems",
    "Problem",
    "Progress",
    "Report",
    "Stage",
    "Stopped",
    "check",
    "record",
]

NAME = "import"
"""How the commands of an import are called in the book."""
MOST_OF_ONE = 10_000
"""Rows of one person: more than anybody documents, and no more than fit into memory."""
_PEOPLE_AT_ONCE = 200
_EVENTS_AT_ONCE = 2_000
"""What one command holds: keys are made together, and the book is held for a shorter time, than with one each."""


class Stage(Enum):
    """How far an import has come, in the words of its progress bar."""

    READING = "Reading"
    CHECKING = "Checking"
    PREPARING = "Preparing"
    RECORDING = "Recording"


Progress = Callable[[Stage, int, int], None]
"""Told in each stage how much is done, and of how much: bytes, people, or commands."""


class Stopped(Exception):
    """Somebody stopped an import; ``recorded`` says whether all of it, or nothing, stands in the book."""

    def __init__(self, *, recorded: bool) -> None:
        super().__init__(recorded)
        self.recorded = recorded


class Import(Struct, frozen=True):
    """What is to be imported: files and folders, and ``table`` where every table in them is this one.

    ``workspace`` is the folder in which nameless files lie meanwhile; ``problems`` is how many are kept to be shown.
    """

    paths: tuple[Path, ...]
    workspace: Path
    table: str | None = None
    problems: int = 20


def check(office: Office, request: Request, wanted: Import, progress: Progress | None = None) -> Report:
    """Say what an import would enter, and record nothing.

    :raises ImportProblems: everything that is wrong with it, at once
    :raises Stopped: by a Ctrl-C
    """
    office.allow(request.principal, Action.IMPORT)
    office.not_in_the_future(request)
    try:
        with put_aside(wanted.workspace) as rows:
            report, _ = _Importing(office, request, wanted, rows, progress).checked()
            return report
    except KeyboardInterrupt:
        raise Stopped(recorded=False) from None


def record(office: Office, request: Request, wanted: Import, progress: Progress | None = None) -> Report:
    """Enter everything that the files say, after the same check, all or nothing; what stands there already stays.

    :raises ImportProblems: everything that is wrong with it, at once; nothing is recorded
    :raises Refused: ``book_moved_on``: others wrote about the same people; nothing is recorded
    :raises Stopped: by a Ctrl-C
    """
    office.allow(request.principal, Action.IMPORT)
    office.not_in_the_future(request)
    importing: _Importing | None = None
    try:
        with put_aside(wanted.workspace) as rows:
            importing = _Importing(office, request, wanted, rows, progress)
            return importing.recorded(*importing.checked())
    except KeyboardInterrupt:
        raise Stopped(recorded=importing is not None and importing.stands) from None


class _Importing:
    """One import on its way: read into the spool, decided on person by person."""

    def __init__(
        self, office: Office, request: Request, wanted: Import, rows: Spool, progress: Progress | None
    ) -> None:
        self._office, self._request, self._wanted, self._rows = office, request, wanted, rows
        self._told = progress or (lambda *_: None)
        self._rules = Rules.read(office, request.on)
        self._problems = Problems(wanted.problems)
        self._last: tuple[str, str, Plan] | None = None
        self._reading = Reading(office, rows, self._problems, wanted.table)

    def checked(self) -> tuple[Report, bytes]:
        """What would be entered, and a digest of the files' content."""
        read = self._reading.read(self._wanted.paths, partial(self._told, Stage.READING))
        counted = Counted()
        for _, settled in self._everybody(Stage.CHECKING):
            counted.add(settled)
        if self._problems.total:
            raise ImportProblems(self._problems)
        return counted.report(read.files, read.passed_over), read.content

    def recorded(self, checked: Report, content: bytes) -> Report:
        if checked.nothing_new:
            return checked
        counted = Counted()

        def plans() -> Iterator[tuple[str, Plan]]:
            nonlocal counted
            counted = Counted()
            for called, group in _together(self._everybody(Stage.PREPARING)):
                for settled in group:
                    counted.add(settled)
                plan = _one(settled.plan for settled in group if not settled.nothing)
                if plan.writes:
                    self._last = content.hex(), called, plan
                    yield called, plan
            if self._problems.total:  # of what others wrote in the meantime
                raise ImportProblems(self._problems)

        request, told = self._request, partial(self._told, Stage.RECORDING)
        done, problems = self._office.record_all(request, NAME, content.hex(), plans, self._wanted.workspace, told)
        if done.repeated:  # somebody imported the same files at the same time, and was faster
            counted = Counted()
            for _, settled in self._everybody(Stage.CHECKING):
                counted.add(settled)
        report = counted.report(checked.files, checked.passed_over)
        return replace(report, recorded=done.last > 0, first=done.first, last=done.last, problems=problems)

    @property
    def stands(self) -> bool:
        """Whether it is recorded: all of it is, if its last command is."""
        return self._last is not None and self._office.has_recorded(self._request, NAME, *self._last)

    def _everybody(self, stage: Stage) -> Iterator[tuple[str, Settled]]:
        """Each person with what is to be recorded of them."""
        for number, (who, rows) in enumerate(self._rows.everybody(MOST_OF_ONE), 1):
            if len(rows) > MOST_OF_ONE:
                text = f"more than {MOST_OF_ONE:,} rows are this person's; see whether each address is right"
                self._reading.wrong(rows[-1], text, WHOSE, rows[-1][1].whose)
                rows = rows[:-1]
            yield who, settle(self._office, self._rules, who, rows, self._reading)
            self._told(stage, number, self._rows.people)


def _together(everybody: Iterator[tuple[str, Settled]]) -> Iterator[tuple[str, list[Settled]]]:
    """People in groups, each called after its first."""
    called, group, events = "", list[Settled](), 0
    for who, settled in everybody:
        called = called or who
        group.append(settled)
        events += sum(len(write.events) for write in settled.plan.writes)
        if len(group) >= _PEOPLE_AT_ONCE or events >= _EVENTS_AT_ONCE:
            yield called, group
            called, group, events = "", [], 0
    yield called, group


def _one(plans: Iterable[Plan]) -> Plan:
    """One plan that wants all that several want."""
    all_ = list(plans)
    return Plan(
        writes=tuple(write for plan in all_ for write in plan.writes if write.events),
        claims=tuple(claim for plan in all_ for claim in plan.claims),
        result={"people": [plan.result for plan in all_]},
    )
