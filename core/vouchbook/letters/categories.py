"""What the field calls its categories, whose children they are about, and for which kind of work they are meant."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vouchbook.domain.names import Family
from vouchbook.policy.document import AssociationRow


class Called(Struct, frozen=True):
    """``family`` is ``None`` for an add-on: it comes on top of a category of either family."""

    name: str
    family: Family | None
    scope: str


_PROMOTION = "promotion"
_PREVENTION = "prevention and early intervention"
_TREATMENT = "clinical intervention and treatment"
_LEADERSHIP = "leadership"

CATEGORIES: Mapping[str, Called] = {
    "IFA": Called("Infant Family Associate", Family.IMH, _PROMOTION),
    "IFS": Called("Infant Family Specialist", Family.IMH, _PREVENTION),
    "IFRS": Called("Infant Family Reflective Supervisor", Family.IMH, f"{_PREVENTION}, and giving RSC"),
    "IMHS": Called("Infant Mental Health Specialist", Family.IMH, _TREATMENT),
    "IMHM-C": Called("Infant Mental Health Mentor, Clinical", Family.IMH, f"{_LEADERSHIP} in clinical work"),
    "IMHM-P": Called("Infant Mental Health Mentor, Policy", Family.IMH, f"{_LEADERSHIP} in policy"),
    "IMHM-RF": Called("Infant Mental Health Mentor, Research/Faculty", Family.IMH,
                      f"{_LEADERSHIP} in research and teaching"),
    "ECFA": Called("Early Childhood Family Associate", Family.ECMH, _PROMOTION),
    "ECFS": Called("Early Childhood Family Specialist", Family.ECMH, _PREVENTION),
    "ECFRS": Called("Early Childhood Family Reflective Supervisor", Family.ECMH, f"{_PREVENTION}, and giving RSC"),
    "ECMHS": Called("Early Childhood Mental Health Specialist", Family.ECMH, _TREATMENT),
    "ECMHM-C": Called("Early Childhood Mental Health Mentor, Clinical", Family.ECMH, f"{_LEADERSHIP} in clinical work"),
    "ECMHM-P": Called("Early Childhood Mental Health Mentor, Policy", Family.ECMH, f"{_LEADERSHIP} in policy"),
    "ECMHM-RF": Called("Early Childhood Mental Health Mentor, Research/Faculty", Family.ECMH,
                       f"{_LEADERSHIP} in research and teaching"),
    "ERS": Called("Endorsed Reflective Supervisor", None, "giving RSC that counts for others"),
}  # fmt: skip

OTHERS = "Of the association's own making"
FAMILIES: Mapping[Family | None, str] = {
    Family.IMH: "Infant mental health (IMH): from before birth up to three years",
    Family.ECMH: "Early childhood mental health (ECMH): from three up to six years",
    None: "On top of a category of either family",
}
"""The headings under which categories stand, in this order."""


def named(category: str, association: AssociationRow) -> str:
    """The name of a category as the association has it, else as the field does; of its own making, its code."""
    local = association.names.get(category)
    known = CATEGORIES.get(category)
    return local or (known.name if known else category)
