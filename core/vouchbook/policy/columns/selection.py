"""Which of many people's rows serve best: of one stretch of time, of a few providers; see ``measures.selection``."""

from __future__ import annotations

from itertools import combinations, islice

import numpy as np

from vouchbook.policy.columns.arrays import Flags, Groups, Ints
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.days import later
from vouchbook.policy.columns.found import Found
from vouchbook.policy.columns.stretches import colleague, owner_of_colleague, position
from vouchbook.policy.columns.tally import Taken, Tally
from vouchbook.policy.measures.selection import MOST_COMBINATIONS
from vouchbook.policy.rules import Length


def best_selection(taken: Taken, tally: Tally, asked: Asked) -> Found:
    """Add up every selection as if it were a person's, and keep each person's best."""
    number = asked.people.number
    people = np.arange(number)
    if tally.rule.within is None:
        return _best_providers(taken, number, people, tally, asked)
    found = tally.found(taken.rows(taken.owner[:0]), number, people, asked)
    windows, whose = _windows(taken, tally.rule.within)
    of_windows = _best_providers(windows, len(whose), whose, tally, asked)
    order = np.lexsort((*_worth(of_windows), whose))
    best = order[np.append(whose[order][1:] != whose[order][:-1], True)[: len(order)]]
    _put(found, whose[best], of_windows, best)
    return found


def _best_providers(taken: Taken, number: int, people: Ints, tally: Tally, asked: Asked) -> Found:
    """The best of every choice of no more providers than allowed, for each of so many owners of rows."""
    found = tally.found(taken, number, people, asked)
    at_most = tally.rule.providers_at_most
    if at_most is None:
        return found
    rank, providers = _by_most(taken, number)
    for many in np.unique(providers[providers > at_most]):
        owners = np.flatnonzero(providers == many)
        rows = providers[taken.owner] == many
        theirs, ranks = taken.rows(rows), rank[rows]
        theirs = theirs._replace(owner=np.searchsorted(owners, theirs.owner))
        best: Found | None = None
        for together in islice(combinations(range(many), at_most), MOST_COMBINATIONS):
            chosen = theirs.rows(np.isin(ranks, together))
            each = tally.found(chosen, len(owners), people[owners], asked)
            if best is None:
                best = each
            else:
                better = np.flatnonzero(_better(each, best))
                _put(best, better, each, better)
        if best is not None:
            _put(found, owners, best, np.arange(len(owners)))
    return found


def _by_most(taken: Taken, number: int) -> tuple[Ints, Ints]:
    """For each row the rank of its provider among those of its owner, who gave most first; and how many there are."""
    pairs, first, pair = np.unique(colleague(taken.owner, taken.provider), return_index=True, return_inverse=True)
    owner = owner_of_colleague(pairs)
    minutes = np.zeros(len(first), dtype=np.int64)
    np.add.at(minutes, pair, taken.minutes)
    order = np.lexsort((first, -minutes, owner))
    groups = Groups.of(owner[order], number)
    rank = np.empty(len(first), dtype=np.int64)
    rank[order] = np.arange(len(first)) - groups.start[groups.owner]
    return rank[pair], np.diff(groups.start)


def _windows(taken: Taken, length: Length) -> tuple[Taken, Ints]:
    """The whole rows in each stretch that begins with a row, and whose it is; one within another adds nothing."""
    order = np.lexsort((taken.first, taken.owner))
    by_day = taken.rows(order)
    begins = position(by_day.owner, by_day.first)
    at = np.flatnonzero(np.append(True, begins[1:] != begins[:-1])[: len(begins)])
    whose, end = by_day.owner[at], later(by_day.first[at], length)
    number = np.maximum(np.searchsorted(begins, position(whose, end)) - at, 0)
    window = np.repeat(np.arange(len(at)), number)
    row = np.arange(len(window)) + np.repeat(at - (np.cumsum(number) - number), number)
    within = by_day.last[row] < end[window]
    window, row = window[within], row[within]
    reach = position(whose, Groups.of(window, len(at)).most(by_day.last[row] + 1, otherwise=0))
    before = np.append(-1, np.maximum.accumulate(reach))[: len(reach)]
    further = reach > np.maximum(before, position(whose, 0))
    kept = further[window]
    window, row = (np.cumsum(further) - 1)[window[kept]], order[row[kept]]
    again = np.lexsort((row, window))  # a window's rows are in the order of the portfolio
    return taken.rows(row[again])._replace(owner=window[again]), whose[further]


def _worth(found: Found) -> tuple[Ints, Ints, Ints]:
    """What makes one selection better than another: the last comes first."""
    return found.counted, found.counted + found.pending, found.status.astype(np.int64)


def _better(one: Found, other: Found) -> Flags:
    better = np.zeros(len(one.status), dtype=np.bool_)
    for mine, theirs in zip(_worth(one), _worth(other), strict=True):
        better = (mine > theirs) | ((mine == theirs) & better)
    return better


def _put(into: Found, where: Ints, found: Found, which: Ints) -> None:
    into.status[where] = found.status[which]
    into.counted[where] = found.counted[which]
    into.pending[where] = found.pending[which]
