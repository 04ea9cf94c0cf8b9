"""Makes the lines of a sheet ready to be asked of columns, or says what of a line columns do not answer."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from vouchbook.policy import rules
from vouchbook.policy.columns import (
    competencies,
    counting,
    credentials,
    documents,
    endorsements,
    groups,
    hours,
    ratings,
    work,
)
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.found import JUDGEMENT, MET, Found, Measure, only, settled
from vouchbook.policy.plans import Barred
from vouchbook.policy.rules import Rule, Sheet


def compiled(rule: Rule, sheet: Sheet, plans: Barred = ()) -> Measure:
    """The rule's measure as nobody has answered its questions yet.

    :raises NotCovered: columns do not answer it, as a whole or one of its ways
    """
    match rule:
        case rules.AnyOf(options=options):
            only(rule, "key", "options", "judgement")
            return groups.joined([compiled(option, sheet, plans) for option in options], required=1)
        case rules.AllOf(options=options):
            only(rule, "key", "options", "judgement")
            return groups.joined([compiled(option, sheet, plans) for option in options], required=len(options))
        case rules.Degree():
            return credentials.degree(rule)
        case rules.Licence():
            return credentials.licence(rule)
        case rules.Hours():
            return hours.compiled(rule)
        case rules.Months():
            return work.compiled(rule)
        case rules.Count():
            return counting.compiled(rule)
        case rules.Ratings():
            return ratings.compiled(rule)
        case rules.Holds():
            return endorsements.compiled(rule)
        case rules.Signatures():
            return documents.signatures(rule)
        case rules.Attested():
            return documents.attestation(rule)
        case rules.Membership():
            return documents.membership(rule, plans)
        case rules.Exam():
            return documents.exam(rule)
        case rules.Competencies():
            return competencies.compiled(rule, rating_line(sheet))
        case rules.JudgementOnly() | rules.NotRequired():
            return lambda asked: _open(rule, asked)
        case _:
            assert_never(rule)


def rating_line(sheet: Sheet) -> rules.Ratings | None:
    return next((line.rule for line in sheet.lines if isinstance(line.rule, rules.Ratings)), None)


def _open(rule: rules.JudgementOnly | rules.NotRequired, asked: Asked) -> Found:
    """Only a reviewer can answer."""
    found = settled(asked.nobody(), 0)
    status = JUDGEMENT if isinstance(rule, rules.JudgementOnly) and rule.judgement else MET
    return found._replace(status=np.full_like(found.status, status))
