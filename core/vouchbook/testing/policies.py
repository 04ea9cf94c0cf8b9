"""Builds a small policy version: an association of two categories with the rows that a test speaks of."""

from __future__ import annotations

from msgspec.structs import replace

from vouchbook.domain.names import AssociationCode, CategoryCode, PlanKey
from vouchbook.policy.document import AssociationRow, PlanRow, PolicyDocument, Row
from vouchbook.policy.version import FORMAT, PolicyVersion


def policy(code: str = "nc", *, year_end: str = "12-31", **tables: tuple[Row, ...]) -> PolicyVersion:
    """``policy(renewal=(RenewalRow(…),))``: every table that is not given stays empty, but for one membership plan."""
    document = PolicyDocument(
        format=FORMAT,
        association=AssociationRow(
            code=AssociationCode(code),
            name=f"Association {code.upper()}",
            timezone="America/New_York",
            year_end=year_end,
            currency="USD",
            families=("imh",),
            categories=(CategoryCode("IMHS"), CategoryCode("IFS")),
        ),
        sources={},
        plan=(PlanRow(key=PlanKey("individual"), name="Individual"),),
    )
    return PolicyVersion.of(replace(document, **tables))
