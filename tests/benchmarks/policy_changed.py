"""A real policy and the same one changed, in what is asked for and in what counts: what the benchmarks ask about."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace
from tests.policy.crowd import TODAY

from vouchbook.domain.names import About, CategoryCode, Occasion, QuestionKey, StandingName
from vouchbook.domain.trace import Moments
from vouchbook.policy.rules import Hours, Line, Part, Where
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import installed_policy

IMHS = CategoryCode("IMHS")
APPLICATION = Occasion.APPLICATION
WHEN = Moments(asked=TODAY, registered=TODAY)
GIVE_RSC = StandingName("give_rsc")
ABOUT_DEIA = Where(about=(About.DEIA,))


@cache
def versions() -> tuple[PolicyVersion, PolicyVersion]:
    """North Carolina's policy as it is installed, and with more training and without vetted providers."""
    before = installed_policy("nc")
    document = before.document
    sheets = tuple(
        replace(sheet, lines=tuple(map(_stricter, sheet.lines)))
        if sheet.category == IMHS and sheet.at is APPLICATION
        else sheet
        for sheet in document.sheets
    )
    standing = tuple(
        replace(row, any_of=tuple(way for way in row.any_of if not way.vetted)) if row.may == GIVE_RSC else row
        for row in document.standing
    )
    return before, PolicyVersion.of(replace(document, sheets=sheets, standing=standing))


def _stricter(line: Line) -> Line:
    if line.rule.key != "training" or not isinstance(line.rule, Hours):
        return line
    part = Part(QuestionKey("deia"), 3 * 60, ABOUT_DEIA)
    return replace(line, rule=replace(line.rule, minimum=33 * 60, parts=(part,)))
