"""What an association's code may answer while its policy is evaluated; without it, the policy answers alone."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from vouchbook.domain.evidence import Portfolio, Standing
from vouchbook.domain.names import CategoryCode, StandingName
from vouchbook.domain.trace import Finding, Moments
from vouchbook.policy.rules import Line


class Questions(Protocol):
    """Each question brings ``proposed``, what policy data answers; the answer replaces it."""

    def standing_counts(
        self, proposed: bool, standing: Standing, may: StandingName, category: CategoryCode, on: date
    ) -> bool:
        """Whether this standing counts on a day for what ``[[standing]]`` calls ``may``.

        Asked for the days of a session, a rating or a job, and only of standings that are confirmed where a
        book asks for that.
        """

    def finding(self, proposed: Finding, line: Line, portfolio: Portfolio, moments: Moments) -> Finding:
        """What is found for one line of the sheet."""


class PolicyAlone:
    """No code of an association: what policy data proposes is the answer."""

    def standing_counts(
        self, proposed: bool, standing: Standing, may: StandingName, category: CategoryCode, on: date
    ) -> bool:
        return proposed

    def finding(self, proposed: Finding, line: Line, portfolio: Portfolio, moments: Moments) -> Finding:
        return proposed


POLICY_ALONE = PolicyAlone()
