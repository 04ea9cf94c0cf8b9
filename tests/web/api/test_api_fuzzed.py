"""schemathesis asks the API whatever its description allows, and what it does not: no 5xx, no event from a refusal."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.web.api.fuzzing import Served, served

schema = schemathesis.openapi.from_dict(Served.description)


@pytest.fixture(scope="module")
def running() -> Served:
    return served()


@schema.parametrize()
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@pytest.mark.timeout(300)
def test_nothing_that_is_asked_breaks_it(case, running):
    before = running.position
    answer = running.ask(case)
    case.validate_response(
        answer,
        checks=[not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance],
    )
    if answer.status_code >= 400:
        assert running.position == before
