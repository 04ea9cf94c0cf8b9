"""The ids and codes of the field: text that names a thing and says nothing about a person."""

from __future__ import annotations

from enum import Enum
from typing import NewType

AssociationCode = NewType("AssociationCode", str)
"""``nc``, ``tn``; also the code of another body, ``other`` where it has none."""
CategoryCode = NewType("CategoryCode", str)
"""``IMHS``, ``ERS``: kinds of endorsement are not a ladder."""
PersonId = NewType("PersonId", str)
StateCode = NewType("StateCode", str)
"""Two capital letters: where a person lives, because residency decides who may apply where."""
ItemId = NewType("ItemId", str)
"""One item of evidence. Minted by us in a book; as written by its author in a bare portfolio file."""
ColleagueId = NewType("ColleagueId", str)
AttachmentId = NewType("AttachmentId", str)
"""A document attached to an item; also the name of the file in which its sealed bytes lie."""
ApplicationId = NewType("ApplicationId", str)
ReturnId = NewType("ReturnId", str)
"""One item that a reviewer sent back with a question."""
EndorsementId = NewType("EndorsementId", str)
TermId = NewType("TermId", str)
CommandId = NewType("CommandId", str)
PlanKey = NewType("PlanKey", str)
VettingId = NewType("VettingId", str)
PayerId = NewType("PayerId", str)
"""Whose account it is: a person's id, or ``org-…`` for an employer or agency that pays for people."""
ChargeId = NewType("ChargeId", str)
PaymentId = NewType("PaymentId", str)
RefundId = NewType("RefundId", str)
InvoiceId = NewType("InvoiceId", str)
FundKey = NewType("FundKey", str)
"""``membership_scholarship``: a fund as the policy names it."""
GrantId = NewType("GrantId", str)
"""One scholarship: what a fund gave for one charge."""
PaymentProviderName = NewType("PaymentProviderName", str)
"""Who told of a payment: ``manual``, or what a package calls its payment provider."""
ProposalId = NewType("ProposalId", str)
WishId = NewType("WishId", str)
EditionName = NewType("EditionName", str)
"""``2024``: an edition of the guidelines, as the Alliance licenses it."""
RequirementKey = NewType("RequirementKey", str)
"""``rsc``, ``work``: the line of a sheet; joined to a category by its ``for``."""
QuestionKey = NewType("QuestionKey", str)
"""The key of a judgement within a requirement."""
StandingName = NewType("StandingName", str)
"""``give_rsc``, ``rate``: what a provider or rater may do under ``[[standing]]``."""
SlotKey = NewType("SlotKey", str)
"""A place that a reference fills: ``supervisor``, ``rsc_provider``, ``other``."""
StatementCode = NewType("StatementCode", str)
"""What somebody attests: the value of a ``Statement``."""
Digest = NewType("Digest", str)
"""``sha256:`` and 64 hexadecimal digits of public bytes."""
KeyedDigest = NewType("KeyedDigest", str)
"""``hmac:`` and 64 hexadecimal digits: comparable within one association, meaningless outside its vault."""
EmployerKey = NewType("EmployerKey", str)
"""Equal for the same employer: a keyed digest in a book, the folded name in a bare portfolio file."""
DistributionName = NewType("DistributionName", str)
"""The installable package whose code answered: ``vouchbook-nc``."""
DistributionVersion = NewType("DistributionVersion", str)

IDS = frozenset(
    {
        AssociationCode,
        CategoryCode,
        PersonId,
        StateCode,
        ItemId,
        ColleagueId,
        AttachmentId,
        ApplicationId,
        ReturnId,
        EndorsementId,
        TermId,
        CommandId,
        PlanKey,
        VettingId,
        PayerId,
        ChargeId,
        PaymentId,
        RefundId,
        InvoiceId,
        FundKey,
        GrantId,
        PaymentProviderName,
        ProposalId,
        WishId,
        EditionName,
        RequirementKey,
        QuestionKey,
        StandingName,
        SlotKey,
        StatementCode,
        Digest,
        KeyedDigest,
        EmployerKey,
        DistributionName,
        DistributionVersion,
    }
)
"""Every kind of text that may stand in the clear part of an event (see ``events.clear_types``)."""


class Source(Enum):
    """How a fact came to be in the book; policy says which suffices."""

    ASSERTED = "asserted"  # the person says so
    REGISTRY = "registry"  # read from an association's public registry
    CONFIRMED = "confirmed"  # the coordinator has seen it


class DegreeLevel(Enum):
    """How high a degree or certificate stands, as a sheet names it."""

    CDA = "cda"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"
    CERTIFICATE = "certificate"
    OTHER = "other"


class Acceptable(Enum):
    """What a reviewer may accept in place of the degree that a sheet names."""

    CDA = "cda"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"
    CERTIFICATE = "certificate"
    OTHER = "other"
    COURSEWORK = "coursework"


class With(Enum):
    """With whom somebody works: a baby or toddler, a young child from three up to six, their parent."""

    INFANT = "infant"
    CHILD = "child"
    PARENT = "parent"


class ServiceKind(Enum):
    """What a job consisted of, as the sheets distinguish it."""

    EARLY_RELATIONSHIP_ASSESSMENT = "early_relationship_assessment"
    PARENT_INFANT_THERAPY = "parent_infant_therapy"
    PREVENTION = "prevention"
    PROMOTION = "promotion"
    CONSULTATION = "consultation"
    GIVING_RSC = "giving_rsc"
    LEADERSHIP = "leadership"
    POLICY = "policy"
    ADMINISTRATION = "administration"
    TEACHING = "teaching"
    RESEARCH = "research"


class Setting(Enum):
    """How a session of RSC was held."""

    INDIVIDUAL = "individual"
    GROUP = "group"


class About(Enum):
    """What a training or a session of RSC was about, where a rule asks for it."""

    RSC = "rsc"
    DEIA = "deia"
    RSC_GIVEN = "rsc_given"


class Area(Enum):
    """A competency area; a finer area of the licensed guidelines stays with the words."""

    THEORETICAL_FOUNDATIONS = "theoretical_foundations"
    LAW_REGULATION_POLICY = "law_regulation_policy"
    SYSTEMS_EXPERTISE = "systems_expertise"
    DIRECT_SERVICE = "direct_service"
    WORKING_WITH_OTHERS = "working_with_others"
    COMMUNICATING = "communicating"
    THINKING = "thinking"
    REFLECTION = "reflection"
    LEADERSHIP = "leadership"
    ADMINISTRATION = "administration"
    RESEARCH_EVALUATION = "research_evaluation"


class Document(Enum):
    """What somebody signs before they are endorsed."""

    CODE_OF_ETHICS = "code_of_ethics"
    ENDORSEMENT_AGREEMENT = "endorsement_agreement"


class Statement(Enum):
    """What a person may attest; no other statement is asked for or kept."""

    GIVES_RSC = "gives_rsc"
    NO_BOARD_SANCTION = "no_board_sanction"
    HOURS_COMPLETED = "hours_completed"


class Family(Enum):
    """The two families of endorsement: about babies and toddlers, about children from three up to six."""

    IMH = "IMH"
    ECMH = "ECMH"


class ExamPart(Enum):
    """The two parts of the written exam."""

    MULTIPLE_CHOICE = "multiple_choice"
    ESSAY = "essay"


class VettingScope(Enum):
    """For what somebody was vetted; one scope says nothing of the other."""

    RSC = "rsc"
    REFERENCE = "reference"


class FeeOccasion(Enum):
    """What somebody is charged for."""

    REGISTRATION = "registration"
    PROCESSING = "processing"
    EXAM = "exam"
    RENEWAL = "renewal"
    LATE_RENEWAL = "late_renewal"
    MEMBERSHIP = "membership"
    REINSTATEMENT = "reinstatement"


class FeeDue(Enum):
    """When a fee is due: the moment at which it is charged."""

    PURCHASE = "purchase"
    REGISTRATION = "registration"
    SUBMISSION = "submission"
    EXAM = "exam"
    DECISION = "decision"
    RENEWAL = "renewal"
    REINSTATEMENT = "reinstatement"


class PaidBefore(Enum):
    """Which step of an application waits until a fee is settled."""

    SUBMISSION = "submission"
    DECISION = "decision"
    NOTHING = "nothing"


class Refundable(Enum):
    """What comes back of a fee that was paid."""

    NONE = "none"
    ALL = "all"
    PART = "part"


class PaymentMethod(Enum):
    """How money came in or went back."""

    CHEQUE = "cheque"
    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"


class Kind(Enum):
    """How a requirement measures and judges; an extension's kind is ``other``."""

    ANY_OF = "any_of"
    ALL_OF = "all_of"
    DEGREE = "degree"
    LICENCE = "licence"
    HOURS = "hours"
    MONTHS = "months"
    COUNT = "count"
    RATINGS = "ratings"
    HOLDS = "holds"
    SIGNATURES = "signatures"
    ATTESTATION = "attestation"
    MEMBERSHIP = "membership"
    EXAM = "exam"
    COMPETENCIES = "competencies"
    JUDGEMENT = "judgement"
    NOT_REQUIRED = "not_required"


class Moment(Enum):
    """Which day of an application a rule asks about."""

    GIVEN = "given"
    REGISTERED = "registered"
    SUBMITTED = "submitted"
    DECIDED = "decided"
    CYCLE_START = "cycle_start"
    CYCLE_END = "cycle_end"


class Occasion(Enum):
    """When requirements are asked: ``at`` in the policy document."""

    APPLICATION = "application"
    RENEWAL = "renewal"
    REINSTATEMENT = "reinstatement"


class Due(Enum):
    """By when a requirement must be met."""

    SUBMISSION = "submission"
    DECISION = "decision"


class Outcome(Enum):
    """What a decision says, and what a reviewer recommends; each but ``approved`` can be followed by another."""

    APPROVED = "approved"
    DEFERRED = "deferred"
    ON_HOLD = "on_hold"


class Relation(Enum):
    """What makes a reviewer no neutral judge of an application."""

    SELF = "self"
    CURRENT_SUPERVISOR = "current_supervisor"
    RSC_PROVIDER = "rsc_provider"
    RATER = "rater"
    RSC_SUPERVISEE = "rsc_supervisee"
    SAME_EMPLOYER = "same_employer"


class ReleaseCause(Enum):
    """Why somebody left a panel."""

    OFFICE = "office"  # the coordinator took them off
    DECLINED = "declined"  # they cannot, or will not, review this one
    CONFLICT = "conflict"  # they said that they are no neutral judge: nobody asks them again


class DeclineCause(Enum):
    """Why a reference was not given."""

    DECLINED = "declined"  # they cannot, or do not want to
    NOT_ME = "not_me"  # the letter reached somebody else than who was meant
