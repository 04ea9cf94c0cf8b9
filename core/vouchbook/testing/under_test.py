"""The package under test: which it is, what is installed of it, and what its rules say of its samples."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from vouchbook import associations
from vouchbook.associations import ASSOCIATIONS, Association, BadPackage, NotInstalled
from vouchbook.domain.names import CategoryCode, Digest, Occasion
from vouchbook.domain.trace import Moments, Question, Trace
from vouchbook.policy.evaluable import NotEvaluated
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.mistakes import PolicyMistakes, meant
from vouchbook.service.conformance.samples import Sample, samples_of
from vouchbook.service.evaluation import installed_policy

SOME_DAY = date(2026, 1, 1)
"""The day of a book for a package without samples."""


class NotUnderTest(LookupError):
    """There is no association to test, or it cannot be used; the message names the way out."""


class NotRecorded(AssertionError):
    """A trace is not the one recorded; the message says where they part, and what to do where the change is meant."""


class Samples(dict[str, Sample]):
    """Samples by name; one that is not there is named with those that are."""

    def __missing__(self, name: str) -> Sample:
        raise NotUnderTest(f"the package brings no sample {name!r}; {meant(name, self)}")


class Evaluated:
    """Asks the association's sheet about its samples."""

    def __init__(self, association: Association, portfolios: Mapping[str, Sample]) -> None:
        self._association = association
        self._portfolios = portfolios

    def __call__(
        self,
        sample: str,
        category: str | None = None,
        on: date | None = None,
        *,
        at: Occasion = Occasion.APPLICATION,
        settled: Sequence[Question] = (),
    ) -> Trace:
        """What the sheet says of a sample: for the category of its name and on its last day, unless others are given.

        ``settled``: the questions that reviewers have answered, each with its ``answer``.
        """
        chosen = self._portfolios[sample]
        day = on or chosen.day
        return evaluate(
            self._association.version,
            CategoryCode(category) if category is not None else chosen.category,
            at,
            chosen.file.portfolio,
            settled,
            Moments(asked=day, registered=day, submitted=day, decided=day),
            ask=self._association.questions,
        )


def code_of(test: Path, chosen: str = "") -> str:
    """The code of the association whose tests a file holds: as chosen, or as the pyproject.toml above it says.

    :raises NotUnderTest: no file above it names one
    """
    if chosen:
        return chosen
    for folder in test.absolute().parents:
        codes = _codes(folder / "pyproject.toml")
        if codes:
            return codes[0]
    raise NotUnderTest(
        f'no pyproject.toml above {test.name} has [project.entry-points."{ASSOCIATIONS}"]; name the association in the '
        f"settings of pytest: vouchbook_association = va"
    )


def _codes(file: Path) -> list[str]:
    try:
        told = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return []
    return [*told.get("project", {}).get("entry-points", {}).get(ASSOCIATIONS, {})]


@cache
def installed(code: str) -> Association:
    """The installed association under the policy that its package brings.

    :raises NotUnderTest: it is not installed, or cannot be used
    """
    try:
        return Association(installed_policy(code), associations.package(code))
    except NotInstalled as error:
        raise NotUnderTest(f"{error}. Install it as it stands, from its folder: pip install -e .") from error
    except (BadPackage, PolicyMistakes, NotEvaluated) as error:
        raise NotUnderTest(f"{code} cannot be tested yet:\n{error}") from error


def samples(association: Association) -> Mapping[str, Sample]:
    """The samples of the association's package.

    :raises NotUnderTest: one of them cannot be used
    """
    if association.package is None:
        return Samples()
    found, wrong = samples_of(association.package, association.version.document)
    if wrong:
        raise NotUnderTest("\n".join(f"{problem.where}: {problem.what}; {problem.way_out}" for problem in wrong))
    return Samples((sample.name, sample) for sample in found)


ANY_VERSION = Digest("sha256:" + "0" * 64)
"""A version's digest changes with every word of the policy; what it says of somebody need not."""


def must_be_as_recorded(file: Path, trace: Trace) -> None:
    """Hold a trace against the one that was recorded, whatever the policy's version; a missing file is written.

    :raises NotRecorded: it is another one, or was written just now
    """
    told = msgspec.json.encode(replace(trace, policy=ANY_VERSION), order="sorted")
    written = msgspec.json.format(told, indent=2) + b"\n"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(written)
        raise NotRecorded(f"{file.name} was missing and has been written: read it, then run the test again")
    known = file.read_bytes()
    if known != written:
        parts = zip(known.decode().splitlines(), written.decode().splitlines(), strict=False)
        line, (was, now) = next(
            ((number, pair) for number, pair in enumerate(parts, 1) if pair[0] != pair[1]), (0, ("shorter", "longer"))
        )
        raise NotRecorded(
            f"{file.name}:{line}: recorded is {was.strip()}, and now it is {now.strip()}. If that is meant, delete the "
            f"file and run the test twice"
        )


def first_day(portfolios: Mapping[str, Sample]) -> date:
    """The earliest day that a sample speaks of."""
    return min((sample.day for sample in portfolios.values()), default=SOME_DAY)


def last_day(portfolios: Mapping[str, Sample]) -> date:
    """The latest day that a sample speaks of."""
    return max((sample.day for sample in portfolios.values()), default=SOME_DAY)
