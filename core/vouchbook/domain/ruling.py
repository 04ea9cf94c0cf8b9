"""What the association's rules said of an application on a day, in the few words a decider needs."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.names import Digest, DistributionName, DistributionVersion, RequirementKey
from vouchbook.domain.trace import Moments, Question


class Code(Struct, frozen=True):
    """The installed package that answered, so that an old decision can be told from a new one."""

    distribution: DistributionName
    version: DistributionVersion
    digest: Digest


class Ruling(Struct, frozen=True):
    """A verdict with everything that it rests on; ``trace`` is the digest of the trace recorded with it."""

    policy: Digest
    evaluator: int
    code: tuple[Code, ...]
    moments: Moments
    missing_at_submission: tuple[RequirementKey, ...]
    missing_at_decision: tuple[RequirementKey, ...]
    open_questions: tuple[Question, ...]
    trace: Digest
