"""What the codes of a policy are called when people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Literal

from vouchbook.domain.names import (
    About,
    Acceptable,
    Area,
    DegreeLevel,
    Document,
    ExamPart,
    Family,
    Moment,
    Occasion,
    Relation,
    ServiceKind,
    Setting,
    VettingScope,
    With,
)
from vouchbook.letters.phrases import listed

WORDS: Mapping[Enum, str] = {
    DegreeLevel.CDA: "a CDA credential",
    DegreeLevel.ASSOCIATE: "an associate degree",
    DegreeLevel.BACHELOR: "a bachelor's degree",
    DegreeLevel.MASTER: "a master's degree",
    DegreeLevel.DOCTORATE: "a doctorate",
    DegreeLevel.CERTIFICATE: "a university certificate",
    DegreeLevel.OTHER: "another degree",
    Acceptable.CDA: "a CDA credential",
    Acceptable.ASSOCIATE: "an associate degree",
    Acceptable.BACHELOR: "a bachelor's degree",
    Acceptable.MASTER: "a master's degree",
    Acceptable.DOCTORATE: "a doctorate",
    Acceptable.CERTIFICATE: "a university certificate",
    Acceptable.OTHER: "another degree",
    Acceptable.COURSEWORK: "coursework",
    With.INFANT: "the infant or toddler",
    With.CHILD: "the child from three up to six",
    With.PARENT: "the parent",
    ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT: "early relationship assessment",
    ServiceKind.PARENT_INFANT_THERAPY: "parent-infant therapy",
    ServiceKind.PREVENTION: "prevention",
    ServiceKind.PROMOTION: "promotion",
    ServiceKind.CONSULTATION: "consultation",
    ServiceKind.GIVING_RSC: "giving RSC",
    ServiceKind.LEADERSHIP: "leadership",
    ServiceKind.POLICY: "policy",
    ServiceKind.ADMINISTRATION: "administration",
    ServiceKind.TEACHING: "teaching",
    ServiceKind.RESEARCH: "research",
    Setting.INDIVIDUAL: "individual",
    Setting.GROUP: "group",
    About.RSC: "RSC",
    About.DEIA: "diversity, equity, inclusion and access (DEIA)",
    About.RSC_GIVEN: "the RSC that one gives",
    Area.THEORETICAL_FOUNDATIONS: "theoretical foundations",
    Area.LAW_REGULATION_POLICY: "law, regulation and agency policy",
    Area.SYSTEMS_EXPERTISE: "systems expertise",
    Area.DIRECT_SERVICE: "direct service skills",
    Area.WORKING_WITH_OTHERS: "working with others",
    Area.COMMUNICATING: "communicating",
    Area.THINKING: "thinking",
    Area.REFLECTION: "reflection",
    Area.LEADERSHIP: "leadership",
    Area.ADMINISTRATION: "administration",
    Area.RESEARCH_EVALUATION: "research and evaluation",
    Document.CODE_OF_ETHICS: "the code of ethics",
    Document.ENDORSEMENT_AGREEMENT: "the endorsement agreement",
    Family.IMH: "infant mental health (IMH)",
    Family.ECMH: "early childhood mental health (ECMH)",
    ExamPart.MULTIPLE_CHOICE: "multiple choice",
    ExamPart.ESSAY: "essay",
    Relation.SELF: "the applicant",
    Relation.CURRENT_SUPERVISOR: "the current supervisor",
    Relation.RSC_PROVIDER: "a provider of the applicant's RSC",
    Relation.RATER: "a rater",
    Relation.RSC_SUPERVISEE: "somebody to whom the applicant gives RSC",
    Relation.SAME_EMPLOYER: "somebody of the same employer",
    VettingScope.RSC: "RSC",
    VettingScope.REFERENCE: "reference ratings",
    Occasion.APPLICATION: "application",
    Occasion.RENEWAL: "renewal",
    Occasion.REINSTATEMENT: "reinstatement",
    Moment.GIVEN: "the day a thing was given or done",
    Moment.REGISTERED: "the day an application is registered",
    Moment.SUBMITTED: "the day it is submitted",
    Moment.DECIDED: "the day it is decided",
    Moment.CYCLE_START: "the day a renewal cycle begins",
    Moment.CYCLE_END: "the day a renewal cycle ends",
}

STANDINGS: Mapping[str, str] = {
    "give_rsc": "give RSC",
    "rate": "rate",
    "review": "review",
    "supervise_internship": "supervise an internship",
}
"""What people may do under the standings that the core speaks of; another is read from its own name."""

STATEMENTS: Mapping[str, str] = {
    "gives_rsc": "that they give RSC to others",
    "no_board_sanction": "that no licensing board has sanctioned them",
    "hours_completed": "that they have completed the hours",
}

PARTS: Mapping[str, str] = {
    "about_rsc": f"about {WORDS[About.RSC]}",
    "deia": f"about {WORDS[About.DEIA]}",
    "rsc_given": f"about {WORDS[About.RSC_GIVEN]}",
}
"""Parts of hours by their usual keys; another is read from what it asks, or from its own name."""


_FAMILIES = (
    (WORDS[With.INFANT], WORDS[With.CHILD]),
    (WORDS[Family.IMH], WORDS[Family.ECMH]),
    ("infant mental health", "early childhood mental health"),
)
"""What the one family says where the other one says something else."""


def of_either_family(text: str) -> str:
    """A sentence as its twin in the other family would have it too.

    >>> of_either_family("with the infant or toddler") == of_either_family("with the child from three up to six")
    True
    """
    for one, other in _FAMILIES:
        text = text.replace(other, one)
    return text


def called(value: Enum) -> str:
    return WORDS[value]


def all_called(values: Iterable[Enum], last: Literal["and", "or"]) -> str:
    """Several codes in the order in which the field names them, whatever order they were stored in."""
    order = list(WORDS)
    return listed([WORDS[value] for value in sorted(values, key=order.index)], last)


def endorsed(category: str, *, emerging: bool) -> str:
    """As what somebody is endorsed, or applies to be.

    >>> endorsed("ERS", emerging=False), endorsed("ERS", emerging=True)
    ('ERS', 'ERS (emerging)')
    """
    return f"{category} (emerging)" if emerging else category


def spaced(name: str) -> str:
    """A name of an association's own making, readable."""
    return " ".join("RSC" if word == "rsc" else word for word in name.split("_"))


def may(standing: str) -> str:
    return STANDINGS.get(standing, spaced(standing))


def stated(statement: str) -> str:
    return STATEMENTS.get(statement, f"“{spaced(statement)}”")
