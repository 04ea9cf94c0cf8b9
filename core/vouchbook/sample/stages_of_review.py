"""Stages of those who have submitted: reviewed, disputed, examined, decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vouchbook.domain.names import Outcome
from vouchbook.sample.life import Life
from vouchbook.sample.stages_on_the_way import complete
from vouchbook.service import colleagues, review

Days = Iterator[date]
_BEFORE = 38
"""Days from the beginning of a life to its submission."""


def submitted(life: Life) -> Days:
    yield from _submitted(life, 7)


def review_offered(life: Life) -> Days:
    yield from _assigned(life, 13)


def under_review(life: Life) -> Days:
    yield from _assigned(life, 24)
    yield life.ago(9)
    life.answered(life.panel[0], leaving=2)


def one_review_done(life: Life) -> Days:
    yield from _assigned(life, 33)
    yield life.ago(12)
    life.answered(life.panel[0])
    life.completed(life.panel[0])


def disputed(life: Life) -> Days:
    yield from _assigned(life, 41)
    yield life.ago(15)
    first, second = life.panel
    life.answered(first)
    life.completed(first)
    yield life.ago(8)
    life.answered(second, no=1)
    life.completed(second, Outcome.DEFERRED)


def conflict(life: Life) -> Days:
    """Whoever gave RSC turns out to be one of the reviewers; no other was free, and the coordinator says so."""
    world = life.world
    yield from complete(life, 29 + _BEFORE)
    yield life.ago(34)
    reviewer = world.reviewers[0]
    colleagues.identify(life.office, life.staff(), life.person, life.colleagues["provider"], reviewer)
    yield life.ago(29)
    life.submits()
    yield life.ago(22)
    why = "The last session was long ago, and no other reviewer is free before January."
    review.assign(life.office, life.staff(), life.applied, reviewer, override=why)
    life.panel.append(reviewer)
    life.assigned(besides=reviewer)


def exam_due(life: Life) -> Days:
    yield from _reviewed(life, 55)


def to_decide(life: Life) -> Days:
    yield from _reviewed(life, 36)


def deferred(life: Life) -> Days:
    yield from _reviewed(life, 90, Outcome.DEFERRED)
    yield life.ago(42)
    life.decided(Outcome.DEFERRED, "More reflective supervision in individual sessions first; see the answers.")


def on_hold(life: Life) -> Days:
    yield from _reviewed(life, 60, Outcome.ON_HOLD)
    yield life.ago(20)
    life.decided(Outcome.ON_HOLD, "Waits for the transcript, which the school has promised.")


def approved(life: Life) -> Days:
    yield from endorsed(life, 62)


def endorsed(life: Life, days: int) -> Days:
    """Submitted so many days ago, and endorsed some six weeks later."""
    yield from _reviewed(life, days)
    if life.sits_an_exam:
        yield life.ago(days - 40)
        life.examined()
    yield life.ago(days - 46)
    life.decided()


def _submitted(life: Life, days: int) -> Days:
    yield from complete(life, days + _BEFORE)
    yield life.ago(days)
    life.submits()


def _assigned(life: Life, days: int) -> Days:
    yield from _submitted(life, days)
    yield life.ago(days - 6)
    life.assigned()


def _reviewed(life: Life, days: int, outcome: Outcome = Outcome.APPROVED) -> Days:
    yield from _assigned(life, days)
    yield life.ago(days - 25)
    life.reviewed(outcome)
