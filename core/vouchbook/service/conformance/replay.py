"""Recorded decisions asked again: every submission and decision of a book comes to the same trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from vouchbook.associations import Association, Package, WrongAnswer
from vouchbook.defaults import PolicySilent
from vouchbook.domain.application import ApplicationDecided, ApplicationSubmitted
from vouchbook.domain.authorize import Action, Principal, Role
from vouchbook.domain.names import Occasion
from vouchbook.domain.trace import Moments
from vouchbook.ledger.errors import Taken
from vouchbook.letters.phrases import counted
from vouchbook.letters.refusals import in_words
from vouchbook.policy.document import NoSheet
from vouchbook.policy.evaluate import evaluate
from vouchbook.projections.applications import applications
from vouchbook.service.case import read_case
from vouchbook.service.conformance.life import Lived, trial
from vouchbook.service.conformance.report import Checked, Problem, Step, no_step
from vouchbook.service.conformance.samples import Sample, samples_of
from vouchbook.service.office import Office
from vouchbook.service.recomputing import Difference, recomputed

GROUP = "replay"


class Recomputed(Struct, frozen=True):
    """A submission or decision asked again: which, on which day, and what differs now."""

    application: str
    what: str
    on: date
    position: int
    differences: tuple[Difference, ...]
    code_changed: tuple[str, ...]


def recompute(office: Office, principal: Principal, step: Step = no_step) -> Iterator[Recomputed]:
    """Every submission and decision of a book, asked again with the policy and the book of then, by today's code."""
    office.allow(principal, Action.READ_LEDGER)
    return _recomputed(office, step)


def _recomputed(office: Office, step: Step) -> Iterator[Recomputed]:
    for row in applications(office.book):
        case = read_case(office, row.application)
        for entry in case.application.entries:
            ruled = entry.event
            if isinstance(ruled, ApplicationSubmitted | ApplicationDecided):
                version = office.version(ruled.trace.policy)
                differ, changed = recomputed(office, row.application, case, ruled, version)
                what = "submission" if isinstance(ruled, ApplicationSubmitted) else "decision"
                yield Recomputed(row.application, what, ruled.on, entry.position, differ, changed)
        step()


def checked(package: Package, association: Association, recorded: Iterable[Recomputed] | None = None) -> Checked:
    """The samples, evaluated and lived through a book of their own; and what was ``recorded`` in one, asked again."""
    samples, problems = samples_of(package, association.version.document)
    problems += [problem for sample in samples for problem in _evaluated(package, association, sample)]
    lived: list[Lived] = []
    if samples and not problems:
        lived, found = _trial(package, association, samples)
        problems += found
    notes = [_told(each) for each in lived]
    decided = sum(each.outcome is not None for each in lived)
    said = f"{counted(len(samples), 'sample')}, {decided} of them lived to a decision"
    if recorded is not None:
        again = [*recorded]
        problems += [_differs(each, f"the book of {association.code}") for each in again if each.differences]
        said += f"; {counted(len(again), 'ruling')} of the book recomputed"
    return Checked(GROUP, said, tuple(dict.fromkeys(problems)), tuple(notes))


def _evaluated(package: Package, association: Association, sample: Sample) -> Iterator[Problem]:
    """What a sample's own sheet says of it; one that is called complete lacks nothing."""
    where = f"{package.module}/samples/{sample.path.name}"
    moments = Moments(asked=sample.day, registered=sample.day, submitted=sample.day, decided=sample.day)
    try:
        trace = evaluate(
            association.version, sample.category, Occasion.APPLICATION, sample.file.portfolio, (), moments,
            ask=association.questions,
        )  # fmt: skip
    except NoSheet as error:
        yield Problem("sample", str(error), "call the sample after a category with a sheet", where)
    except WrongAnswer as error:
        yield _wrong(package, error)
    else:
        if sample.complete and trace.missing:
            yield Problem(
                "sample",
                f"it is called complete, and lacks {', '.join(trace.missing)} on {sample.day}",
                "complete it, or give it another name",
                where,
            )


def _trial(package: Package, association: Association, samples: Sequence[Sample]) -> tuple[list[Lived], list[Problem]]:
    """Live every sample in one book, then ask all of it again."""
    lived: list[Lived] = []
    problems: list[Problem] = []
    with trial(association, min(sample.day for sample in samples)) as book:
        for sample in samples:
            where = f"{package.module}/samples/{sample.path.name}"
            try:
                lived.append(book.live(sample))
            except Taken:
                way_out = "everybody has an address of their own; change one of them"
                problems.append(Problem("sample", "its e-mail address is that of another sample", way_out, where))
            except WrongAnswer as error:
                problems.append(_wrong(package, error))
            except PolicySilent as error:
                what, _, way_out = str(error).partition(": ")
                problems.append(Problem("silent", what, way_out, f"{package.module}/policy.toml"))
        again = recompute(book.office(samples[-1].day), Principal(Role.COORDINATOR))
        problems += [_differs(each, "a trial of the samples") for each in again if each.differences]
    if not problems and not any(each.outcome for each in lived):
        stopped = ", ".join(f"{each.sample} at its {each.stopped_at}" for each in lived)
        problems.append(
            Problem(
                "no_decision",
                f"no sample comes as far as a decision, so that none could be recomputed: {stopped}",
                "add a sample that lacks nothing, named after its category and -complete",
                f"{package.module}/samples/",
            )
        )
    return lived, problems


def _differs(again: Recomputed, whose: str) -> Problem:
    what = ", ".join(
        f"{each.requirement} was {each.then.value if each.then else 'not asked'} and is "
        f"{each.now.value if each.now else 'not asked'}" + (" by other amounts" if each.then == each.now else "")
        for each in again.differences
    )
    since = f" ({'; '.join(again.code_changed)})" if again.code_changed else ""
    return Problem(
        "recomputed",
        f"the {again.what} of {again.application} on {again.on} comes out otherwise now: {what}{since}",
        "what is recorded stays; let a rule that changes be a dated row, or answer by the days that a hook is given",
        f"{whose}, position {again.position}",
    )


def _told(lived: Lived) -> str:
    if lived.outcome is not None:
        return f"{lived.sample}: {lived.outcome.value.replace('_', ' ')}"
    why = f": {in_words(lived.refused).partition('; ')[0]}" if lived.refused is not None else ""
    return f"{lived.sample}: stopped at its {lived.stopped_at}{why}"


def _wrong(package: Package, error: WrongAnswer) -> Problem:
    what, _, way_out = str(error).partition("; ")
    way_out = way_out or "answer what the hook's type says, or None for no opinion"
    return Problem("wrong_answer", what, way_out, f"{package.module}/__init__.py")
