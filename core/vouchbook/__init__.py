"""The names that an extension author may import; nothing else is promised, but for ``vouchbook.testing`` in tests.

They are loaded when first asked for, so that a command line that only prints its help imports none of them.
What a hook is given and what it answers is here with everything that its fields may hold; only the kinds of rules
behind ``Line.rule`` stay with the policy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vouchbook.domain.evidence import (
        Attestation,
        Colleague,
        Coursework,
        Education,
        Exam,
        Facts,
        Item,
        Licence,
        LicenceKind,
        Membership,
        Portfolio,
        Rating,
        Rsc,
        ServiceGiven,
        ServiceHours,
        Signature,
        Standing,
        Training,
        Work,
    )
    from vouchbook.domain.names import (
        About,
        Area,
        AssociationCode,
        CategoryCode,
        ChargeId,
        ColleagueId,
        DegreeLevel,
        Digest,
        Document,
        Due,
        EmployerKey,
        ExamPart,
        Family,
        FeeDue,
        FeeOccasion,
        ItemId,
        KeyedDigest,
        Kind,
        Occasion,
        Outcome,
        PaidBefore,
        PayerId,
        PaymentMethod,
        PaymentProviderName,
        PersonId,
        PlanKey,
        QuestionKey,
        Refundable,
        Relation,
        RequirementKey,
        ServiceKind,
        Setting,
        SlotKey,
        Source,
        StandingName,
        StatementCode,
        VettingScope,
        With,
    )
    from vouchbook.domain.trace import (
        Because,
        Excluded,
        Finding,
        Lack,
        Lacking,
        Moments,
        Origin,
        Question,
        Status,
        Unit,
        Why,
    )
    from vouchbook.hookspecs import (
        Entry,
        Fee,
        Happened,
        Html,
        Look,
        Page,
        PaymentNotice,
        PaymentProvider,
        ReviewPlan,
        Shown,
        Table,
        Term,
        Who,
        hookimpl,
    )
    from vouchbook.policy.rules import Line

_HOMES = {
    "vouchbook.hookspecs": (
        "Entry", "Fee", "Happened", "Html", "Look", "Page", "PaymentNotice", "PaymentProvider", "ReviewPlan", "Shown",
        "Table", "Term", "Who", "hookimpl",
    ),
    "vouchbook.domain.evidence": (
        "Attestation", "Colleague", "Coursework", "Education", "Exam", "Facts", "Item", "Licence", "LicenceKind",
        "Membership", "Portfolio", "Rating", "Rsc", "ServiceGiven", "ServiceHours", "Signature", "Standing",
        "Training", "Work",
    ),
    "vouchbook.domain.names": (
        "About", "Area", "AssociationCode", "CategoryCode", "ChargeId", "ColleagueId", "DegreeLevel", "Digest",
        "Document", "Due", "EmployerKey", "ExamPart", "Family", "FeeDue", "FeeOccasion", "ItemId", "KeyedDigest",
        "Kind", "Occasion", "Outcome", "PaidBefore", "PayerId", "PaymentMethod", "PaymentProviderName", "PersonId",
        "PlanKey", "QuestionKey", "Refundable", "Relation", "RequirementKey", "ServiceKind", "Setting", "SlotKey",
        "Source", "StandingName", "StatementCode", "VettingScope", "With",
    ),
    "vouchbook.domain.trace": (
        "Because", "Excluded", "Finding", "Lack", "Lacking", "Moments", "Origin", "Question", "Status", "Unit", "Why",
    ),
    "vouchbook.policy.rules": ("Line",),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "About", "Area", "AssociationCode", "Attestation", "Because", "CategoryCode", "ChargeId", "Colleague",
    "ColleagueId", "Coursework", "DegreeLevel", "Digest", "Document", "Due", "Education", "EmployerKey", "Entry",
    "Exam", "ExamPart", "Excluded", "Facts", "Family", "Fee", "FeeDue", "FeeOccasion", "Finding", "Happened", "Html",
    "Item", "ItemId", "KeyedDigest", "Kind", "Lack", "Lacking", "Licence", "LicenceKind", "Line", "Look", "Membership",
    "Moments", "Occasion", "Origin", "Outcome", "Page", "PaidBefore", "PayerId", "PaymentMethod", "PaymentNotice",
    "PaymentProvider", "PaymentProviderName", "PersonId", "PlanKey", "Portfolio", "Question", "QuestionKey", "Rating",
    "Refundable", "Relation", "RequirementKey", "ReviewPlan", "Rsc", "ServiceGiven", "ServiceHours", "ServiceKind",
    "Setting", "Shown", "Signature", "SlotKey", "Source", "Standing", "StandingName", "StatementCode", "Status",
    "Table", "Term", "Training", "Unit", "VettingScope", "Who", "Why", "With", "Work", "hookimpl",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"vouchbook publishes no {name!r}; it publishes {', '.join(__all__)}")
    return getattr(importlib.import_module(_HOME[name]), name)
