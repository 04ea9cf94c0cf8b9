"""Tennessee's policy, and the complete applicant of its samples: a test changes one thing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from vouchbook.associations import Association
from vouchbook.service.conformance.samples import Sample
from vouchbook.testing import Varied


@pytest.fixture
def tn(association: Association, sample_portfolios: Mapping[str, Sample]) -> Varied:
    """The complete sample, whose ingrid is a clinical mentor."""
    return Varied(association, sample_portfolios["imhs-complete"], date(2026, 11, 20), provider="ingrid")
