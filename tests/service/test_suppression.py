"""Figures that are published: no number of one to four people, and none that anybody could work out from the rest."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vouchbook.service.suppression import LEAST, Table, published


def test_small_numbers_are_left_out_and_none_and_five_are_shown():
    table = published([[0, 1, 2, 3, 4, 5, 9], [20, 20, 20, 20, 20, 20, 20]])
    assert table.cells[0][0] == 0
    assert table.cells[0][1:5] == (None,) * 4
    assert (table.cells[0][5], table.cells[0][6]) == (5, 9)


def test_the_totals_that_would_give_it_away_are_left_out_too():
    table = published([[3, 20, 30], [10, 20, 30]])
    assert table.cells[0] == (None, 20, 30)
    assert table.rows == (None, 60)
    assert table.columns == (None, 40, 60)
    assert table.total is None


def test_the_whole_stays_where_it_leaves_open_which_number_is_how_large():
    assert published([[3, 4], [9, 9]]).total == 25
    assert published([[3, 3], [9, 9]]).total is None


def test_nothing_is_left_out_where_nothing_is_small():
    table = published([[5, 0], [7, 9]])
    assert table == Table(((5, 0), (7, 9)), (5, 16), (12, 9), 21)


def test_a_total_of_few_people_is_left_out():
    assert published([[2, 1], [0, 0]]).total is None


@pytest.mark.parametrize("empty", [[], [[]], [[], []]])
def test_no_associations_or_no_categories_make_an_empty_table(empty):
    assert published(empty).total == 0


def consistent(table: Table, most: int) -> list[tuple[int, ...]]:
    """Every way to fill what is left out that agrees with all totals that are shown."""
    holes = [(r, c) for r, row in enumerate(table.cells) for c, cell in enumerate(row) if cell is None]
    found = []
    for values in product(range(1, most + 1), repeat=len(holes)):
        filled = [[cell or 0 for cell in row] for row in table.cells]
        for (r, c), value in zip(holes, values, strict=True):
            filled[r][c] = value
        rows = [sum(row) for row in filled]
        columns = [sum(column) for column in zip(*filled, strict=True)]
        shown = [*zip(table.rows, rows, strict=True), *zip(table.columns, columns, strict=True)]
        if all(told in (None, real) for told, real in (*shown, (table.total, sum(rows)))):
            found.append(values)
    return found


cells = st.integers(min_value=0, max_value=7)


@given(st.lists(st.tuples(cells, cells), min_size=2, max_size=2))
@settings(max_examples=100)
def test_nobody_can_work_out_a_number_that_is_left_out(counts):
    """Two associations, two categories: whoever tries every table that fits finds at least two values for each hole."""
    table = published(counts)
    holes = sum(cell is None for row in table.cells for cell in row)
    if holes:
        fits = consistent(table, 8)
        for place in range(holes):
            assert len({values[place] for values in fits}) > 1, (counts, table)


@given(st.lists(st.lists(st.integers(min_value=0, max_value=40), min_size=3, max_size=3), min_size=1, max_size=4))
def test_no_small_number_stands_anywhere(counts):
    table = published(counts)
    shown = [cell for row in (*table.cells, table.rows, table.columns, (table.total,)) for cell in row]
    assert not any(cell is not None and 0 < cell < LEAST for cell in shown)
