"""Fixtures for the tests of an association's package; whoever installs Vouchbook has them, and nobody else pays.

Pytest loads this module by its entry point, in every run: it imports nothing of Vouchbook until a fixture is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vouchbook.associations import Association
    from vouchbook.domain.trace import Trace
    from vouchbook.service.conformance.life import Lived, Trial
    from vouchbook.service.conformance.samples import Sample
    from vouchbook.service.office import Office
    from vouchbook.testing.life_cycles import Given
    from vouchbook.testing.under_test import Evaluated

CODE = "vouchbook_association"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The setting that names the association under test."""
    parser.addini(
        CODE, "the code of the association under test, where the pyproject.toml above the tests does not say it"
    )


@pytest.fixture(name="given")
def _given() -> Callable[..., Given]:
    """``given(events).when(command).then(events)``, or ``.then_nothing()``, or ``.then_refused(code)``."""
    from vouchbook.testing.life_cycles import given

    return given


@pytest.fixture
def association(request: pytest.FixtureRequest) -> Association:
    """The association under test as it is installed: its policy and its hooks, asked as the core asks them."""
    from vouchbook.testing.under_test import NotUnderTest, code_of, installed

    try:
        return installed(code_of(request.path, str(request.config.getini(CODE) or "")))
    except NotUnderTest as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def sample_portfolios(association: Association) -> Mapping[str, Sample]:
    """The sample portfolios of the package by name; each with its ``category``, its ``day`` and its ``file``."""
    from vouchbook.testing.under_test import NotUnderTest, samples

    try:
        return samples(association)
    except NotUnderTest as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def evaluated(association: Association, sample_portfolios: Mapping[str, Sample]) -> Evaluated:
    """``evaluated("imhs-complete")``: what the sheet says of a sample; for another ``category``, or ``on`` a day."""
    from vouchbook.testing.under_test import Evaluated

    return Evaluated(association, sample_portfolios)


@pytest.fixture
def as_recorded(request: pytest.FixtureRequest) -> Callable[[str, Trace], None]:
    """``as_recorded("imhs-complete", trace)``: it is the trace in ``recorded/`` beside the test, to the byte.

    A missing file is written, and the test fails once: read it, and run the test again.
    """
    from vouchbook.testing.under_test import NotRecorded, must_be_as_recorded

    def compare(name: str, trace: Trace) -> None:
        try:
            must_be_as_recorded(request.path.parent / "recorded" / f"{name}.trace.json", trace)
        except NotRecorded as error:
            pytest.fail(str(error), pytrace=False)

    return compare


@pytest.fixture(name="_trial")
def _trial_of_its_own(
    association: Association, sample_portfolios: Mapping[str, Sample], tmp_path: Path
) -> Iterator[Trial]:
    from vouchbook.service.conformance.life import Trial
    from vouchbook.service.folder import Folder
    from vouchbook.testing.under_test import first_day

    with Folder.found(tmp_path / "alliance", tmp_path / "alliance.root-key") as folder:
        yield Trial(folder, association, first_day(sample_portfolios))


@pytest.fixture
def office(_trial: Trial, sample_portfolios: Mapping[str, Sample]) -> Office:
    """The association's office with an empty book and keys of its own, on the last day that a sample speaks of."""
    from vouchbook.testing.under_test import last_day

    return _trial.office(last_day(sample_portfolios))


@pytest.fixture
def journey(_trial: Trial, sample_portfolios: Mapping[str, Sample]) -> Callable[[str], Lived]:
    """``journey("imhs-complete")``: a sample's way through the book of ``office``, as far as the rules let it."""
    return lambda name: _trial.live(sample_portfolios[name])
