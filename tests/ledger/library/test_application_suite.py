"""The library's own cases for applications hold for applications that live in a book; none is left out."""

from __future__ import annotations

import os
from unittest.mock import patch

import eventsourcing.tests.application as suite
import pytest
from tests.ledger.library.founded import InABook


class InABookByEnvironment(InABook):
    """The cases make applications without saying where: the process's environment says it."""

    def setUp(self) -> None:
        super().setUp()
        said = patch.dict(os.environ, self.said)
        said.start()
        self.addCleanup(said.stop)


class TestExampleApplication(InABookByEnvironment, suite.ExampleApplicationTestCase):
    expected_factory_topic = "vouchbook.ledger.library.factory:BookFactory"


@pytest.mark.filterwarnings("default:'log' is deprecated:DeprecationWarning")  # a case counts this warning itself
class TestApplication(InABookByEnvironment, suite.ApplicationTestCase):
    pass
