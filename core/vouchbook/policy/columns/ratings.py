"""Reference ratings of many people: the most places that different raters can fill; see ``measures.ratings``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vouchbook.domain.names import StandingName
from vouchbook.policy.calendar import earlier
from vouchbook.policy.columns.arrays import Codes, Flags, Groups, Ints
from vouchbook.policy.columns.asked import Asked, Fit
from vouchbook.policy.columns.days import later
from vouchbook.policy.columns.found import JUDGEMENT, MET, MISSING, Found, Measure, NotCovered, measured, only
from vouchbook.policy.columns.people import Table
from vouchbook.policy.rules import Ratings, Slot

MOST_SLOTS = 8
"""The most places are found by looking at every set of places, and these double with each place."""


def known(rule: Ratings) -> None:
    """:raises NotCovered: it has more places than are counted here, or asks for what is not known here"""
    only(
        rule, "key", "slot", "known_for", "not_enough_information_below", "within_last", "at_least_one_may",
        "judgement",
    )  # fmt: skip
    for slot in rule.slot:
        only(slot, "key", "is_", "may", "line")
        if slot.is_ not in ("anyone", "current_supervisor", "gave_rsc", "received_rsc"):
            raise NotCovered(f"is = {slot.is_}")
    if len(rule.slot) > MOST_SLOTS:
        raise NotCovered(f"more than {MOST_SLOTS} places")


def compiled(rule: Ratings) -> Measure:
    """:raises NotCovered: see ``known``"""
    known(rule)
    slots = list({slot.key: slot for slot in rule.slot}.values())

    def measure(asked: Asked) -> Found:
        table = asked.table("rating")
        fits, valid = valid_ratings(rule, asked), np.zeros(table.rows, dtype=np.bool_)
        sure, place = np.zeros_like(valid), np.zeros(table.rows, dtype=np.int64)
        for number, slot in enumerate(slots):
            here, surely = _in_place(slot, fits, table, asked)
            valid |= here
            sure |= surely
            place[here] = number
        counted = _filled(table, sure, place, len(slots))
        possible = _filled(table, valid, place, len(slots))
        return measured(counted, possible, len(slots), *_at_least_one(rule, valid, sure, table, asked))

    return measure


def valid_ratings(rule: Ratings, asked: Asked) -> Flags:
    """Which ratings are valid, whatever place they are for."""
    table, on = asked.table("rating"), asked.table("rating").ints("rated_on")
    valid = table.flags("believed") & (on <= asked.today)
    if rule.within_last is not None:
        valid &= on > earlier(asked.day, rule.within_last).toordinal()
    if rule.known_for is not None:
        valid &= later(table.ints("known_since"), rule.known_for) <= on
    if rule.not_enough_information_below is not None:
        valid &= table.ints("not_enough_information") < rule.not_enough_information_below
    return valid


def _in_place(slot: Slot, fits: Flags, table: Table, asked: Asked) -> tuple[Flags, Flags]:
    """Which ratings may fill a place, and which of them surely can."""
    here = fits & (table.ints("slot") == table.place("slot", slot.key))
    if slot.is_ == "gave_rsc":
        here &= table.ints("gave_rsc_from") <= asked.today
    sure = here
    if slot.is_ == "current_supervisor":
        sure = sure & table.flags("works_with")
    if slot.is_ == "received_rsc":
        sure = sure & table.flags("receives_rsc")
    if slot.may is not None:
        rater = _raters(slot.may, table, asked)
        here, sure = here & rater.possible, sure & rater.sure
    return here, sure


def _raters(may: StandingName, table: Table, asked: Asked) -> Fit:
    """Which raters count for ``may`` on the day rated."""
    return asked.counts(may, table, "rater", "rated_on", "rated_on")


def _at_least_one(rule: Ratings, valid: Flags, sure: Flags, table: Table, asked: Asked) -> Sequence[Codes]:
    if rule.at_least_one_may is None:
        return ()
    rater = _raters(rule.at_least_one_may, table, asked)
    surely, perhaps = table.any(sure & rater.sure), table.any(valid & rater.possible)
    return (np.where(surely, MET, np.where(perhaps, JUDGEMENT, MISSING)).astype(np.uint8),)


def _filled(table: Table, valid: Flags, place: Ints, places: int) -> Ints:
    """The most places that a person's raters can fill, each another one.

    By König's theorem: as many as there are places, less the worst shortage of raters for any set of places.
    """
    rater, bit = table.colleagues("rater")[valid], np.left_shift(1, place[valid])
    order = np.argsort(rater, kind="stable")
    rater, bit = rater[order], bit[order]
    begins = np.flatnonzero(np.append(True, rater[1:] != rater[:-1]) if len(rater) else rater)
    fills = np.bitwise_or.reduceat(bit, begins) if len(begins) else bit
    groups = Groups.of(table.owner[valid][order][begins], table.number)
    filled = np.full(table.number, places, dtype=np.int64)
    for wanted in range(1, 1 << places):
        raters = groups.sum((fills & wanted) != 0)
        np.minimum(filled, places - wanted.bit_count() + raters, out=filled)
    return filled
