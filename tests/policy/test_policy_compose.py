"""A complete policy: the association's rows over the guidelines', dated, sorted, and the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchbook.domain.names import Occasion, RequirementKey
from vouchbook.policy.compose import compose
from vouchbook.policy.document import FeeRow, StandingRow
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.rules import Hours, Line, NotRequired, Sheet
from vouchbook.policy.sheets import in_one_order
from vouchbook.policy.source import Guidelines
from vouchbook.policy.version import PolicyVersion, canonical

T = TypeVar("T")
TRAINING = RequirementKey("training")

TOP = """\
format = "vouchbook-policy/1"
[association]
code = "zz"
name = "Somewhere"
timezone = "America/New_York"
year_end = "12-31"
currency = "USD"
families = ["IMH"]
categories = ["IMHS", "IFS", "ERS"]
[sources]
sheet = { title = "A sheet" }
"""
ADOPTED = '[[guidelines]]\nedition = "one"\nfrom = 2020-01-01\nsource = "sheet"\n'
CHANGED = '[[guidelines]]\nedition = "two"\nfrom = 2025-01-01\nsource = "sheet"\nconfirmed = false\n'


def edition(name: str, *rows: str) -> Guidelines:
    top = f'format = "vouchbook-guidelines/1"\nedition = "{name}"\ncategories = ["IMHS", "IFS", "ERS", "IMHM-C"]\n'
    return read_guidelines(top + '[sources]\npage = { title = "A page" }\n' + "".join(rows))


def hours(
    minimum: int, *more: str, key: str = "training", for_: str = "IMHS", source: str = "sheet", kind: str = "hours"
) -> str:
    fields = f'of = "training"\nminimum = {minimum}\n' if kind == "hours" else ""
    head = f'[[requirement]]\nfor = ["{for_}"]\nkey = "{key}"\nkind = "{kind}"\nsource = "{source}"\n'
    return head + fields + "".join(f"{each}\n" for each in more)


def guideline(minimum: int, *more: str, key: str = "training", for_: str = "IMHS") -> str:
    return hours(minimum, *more, key=key, for_=for_, source="page")


def fee(amount: int, *more: str) -> str:
    return f'[[fee]]\noccasion = "renewal"\nsource = "sheet"\namount = {amount}\n' + "".join(
        f"{each}\n" for each in more
    )


def may_rate(*holds: str, for_: str = "every", source: str = "sheet", more: str = "") -> str:
    ways = str([*holds]).replace("'", '"')
    head = f'[[standing]]\nmay = "review"\nfor = ["{for_}"]\nsource = "{source}"\n'
    return f"{head}any_of = [{{ holds = {ways} }}]\n{more}"


EDITIONS = {
    "one": edition("one", guideline(30), guideline(10, key="rsc"), may_rate("IMHM-C", source="page")),
    "two": edition("two", guideline(33), guideline(10, key="rsc"), may_rate("IMHM-C", "ERS", source="page")),
}


def policy(*rows: str, editions: Mapping[str, Guidelines] = EDITIONS) -> PolicyVersion:
    return compose(read_policy(TOP + "".join(rows), editions), editions)


def sheets(version: PolicyVersion, category: str = "IMHS") -> list[Sheet]:
    return [sheet for sheet in version.document.sheets if sheet.category == category]


def lines(version: PolicyVersion, on: str, category: str = "IMHS") -> dict[str, Line]:
    """The lines of the sheet for an application on a day, by key."""
    day = date.fromisoformat(on)
    for sheet in sheets(version, category):
        if (sheet.from_ or date.min) <= day <= (sheet.until or date.max) and sheet.at is Occasion.APPLICATION:
            return {line.rule.key: line for line in sheet.lines}
    return {}


def minimum(version: PolicyVersion, on: str, key: str = "training", category: str = "IMHS") -> int | None:
    line = lines(version, on, category).get(key)
    return line.rule.minimum // 60 if line and isinstance(line.rule, Hours) else None


# ── Sheets ────────────────────────────────────────────────────────────────────────────────────


def test_without_own_rows_the_edition_is_the_sheet_from_the_day_of_its_adoption() -> None:
    version = policy(ADOPTED)
    (sheet,) = sheets(version)
    assert (sheet.from_, sheet.until) == (date(2020, 1, 1), None)
    assert [line.rule.key for line in sheet.lines] == ["training", "rsc"]
    assert {line.origin for line in sheet.lines} == {"guidelines one"}
    assert lines(version, "2019-12-31") == {}


def test_an_own_row_replaces_the_editions_of_its_key_which_stays_beside_it_as_its_floor() -> None:
    line = lines(policy(ADOPTED, hours(40)), "2020-01-01")["training"]
    assert (line.origin, line.source, line.floor) == ("own", "sheet", Hours(TRAINING, "training", 1800))
    assert isinstance(line.rule, Hours)
    assert line.rule.minimum == 2400


def test_an_own_row_of_another_key_is_added_without_a_floor() -> None:
    found = lines(policy(ADOPTED, hours(5, key="ethics")), "2020-01-01")
    assert set(found) == {"training", "rsc", "ethics"}
    assert found["ethics"].floor is None


def test_not_required_drops_the_editions_line_and_says_what_was_dropped() -> None:
    version = policy(ADOPTED, hours(0, kind="not_required"))
    (sheet,) = [sheet for sheet in sheets(version) if sheet.from_]
    assert [line.rule.key for line in sheet.lines] == ["rsc"]
    (dropped,) = sheet.dropped
    assert (dropped.rule, dropped.floor) == (NotRequired(TRAINING), Hours(TRAINING, "training", 1800))


def test_the_same_key_at_a_renewal_is_another_line() -> None:
    version = policy(ADOPTED, hours(15, 'at = "renewal"'))
    assert minimum(version, "2020-01-01") == 30
    (renewal,) = [sheet for sheet in sheets(version) if sheet.at is Occasion.RENEWAL]
    assert [line.rule.key for line in renewal.lines] == ["training"]


def test_a_row_rules_until_the_next_of_its_key() -> None:
    version = policy(ADOPTED, hours(50, "from = 2024-01-01"), hours(40, "from = 2022-01-01"))
    assert [minimum(version, day) for day in ("2021-12-31", "2022-01-01", "2023-12-31", "2024-01-01")] == [
        30,
        40,
        40,
        50,
    ]


def test_after_the_last_day_of_a_row_the_editions_line_rules_again() -> None:
    version = policy(ADOPTED, hours(40, "from = 2022-01-01", "until = 2022-12-31"))
    assert [minimum(version, day) for day in ("2022-12-31", "2023-01-01")] == [40, 30]
    again = lines(version, "2023-01-01")["training"]
    assert (again.origin, again.from_, again.until) == ("guidelines one", date(2023, 1, 1), None)


def test_a_row_without_a_day_has_ruled_since_ever() -> None:
    version = policy(ADOPTED, hours(40), hours(50, "from = 2022-01-01"))
    line = lines(version, "2020-01-01")["training"]
    assert (line.from_, line.until) == (None, date(2021, 12, 31))


@pytest.mark.parametrize("day", ["", "from = 2023-01-01"])
def test_a_row_that_names_the_category_beats_one_for_every_whatever_the_days(day: str) -> None:
    version = policy(ADOPTED, hours(40, "from = 2021-01-01"), hours(20, day, for_="every"))
    assert [minimum(version, "2024-01-01", category=category) for category in ("IMHS", "IFS")] == [40, 20]


def test_where_the_row_that_names_the_category_does_not_rule_the_one_for_every_does() -> None:
    version = policy(ADOPTED, hours(40, "from = 2022-01-01", "until = 2022-12-31"), hours(20, for_="every"))
    assert [minimum(version, day) for day in ("2021-01-01", "2022-06-01", "2023-01-01")] == [20, 40, 20]


def test_a_new_edition_changes_what_is_not_said_and_the_floor_of_what_is() -> None:
    version = policy(ADOPTED, CHANGED, hours(40, key="rsc"))
    assert [minimum(version, day) for day in ("2024-12-31", "2025-01-01")] == [30, 33]
    assert [minimum(version, day, "rsc") for day in ("2024-12-31", "2025-01-01")] == [40, 40]
    old, new = lines(version, "2024-12-31"), lines(version, "2025-01-01")
    assert old["rsc"] == new["rsc"]
    assert (old["rsc"].from_, old["rsc"].until) == (None, None)
    version = policy(ADOPTED, CHANGED, hours(40))
    floors = [lines(version, day)["training"].floor for day in ("2024-12-31", "2025-01-01")]
    assert floors == [Hours(TRAINING, "training", 1800), Hours(TRAINING, "training", 1980)]


def test_a_row_of_an_edition_is_as_unconfirmed_as_its_adoption() -> None:
    version = policy(ADOPTED, CHANGED)
    assert [lines(version, day)["training"].confirmed for day in ("2024-12-31", "2025-01-01")] == [True, False]


def test_the_lines_stand_in_the_order_of_the_edition_and_what_it_does_not_ask_behind_them() -> None:
    version = policy(ADOPTED, hours(1, key="ethics"), hours(40, key="rsc"), hours(2, "from = 2021-01-01", key="ethics"))
    assert list(lines(version, "2020-06-01")) == ["training", "ethics", "rsc"]
    assert list(lines(version, "2022-06-01")) == ["training", "ethics", "rsc"]


def test_what_only_the_association_asks_stands_beside_its_neighbour_in_the_file() -> None:
    version = policy(ADOPTED, hours(1, key="ethics"), hours(40), hours(2, key="rsc"))
    assert list(lines(version, "2020-06-01")) == ["ethics", "training", "rsc"]
    assert in_one_order([["work", "ratings"], ["ratings", "own", "work", "last"]]) == ["work", "last", "ratings", "own"]


def test_a_line_of_ones_own_stands_where_the_edition_has_it() -> None:
    edition = ["education", "training", "ratings", "membership"]
    assert in_one_order([edition, ["membership", "ratings"]]) == edition
    assert in_one_order([edition, []]) == edition
    assert in_one_order([edition[1:], edition, ["membership"]]) == edition


def test_the_guidelines_know_categories_that_an_association_does_not_offer() -> None:
    version = policy(
        ADOPTED, editions={"one": edition("one", guideline(30, for_="IMHM-C"), guideline(7, for_="every"))}
    )
    assert {sheet.category for sheet in version.document.sheets} == {"IMHS", "IFS", "ERS"}


def test_a_new_edition_that_says_the_same_of_a_replaced_line_begins_no_new_sheet() -> None:
    same = {name: edition(name, guideline(30)) for name in ("one", "two")}
    found = sheets(policy(ADOPTED, CHANGED, hours(40), editions=same))
    assert [(sheet.from_, sheet.until) for sheet in found] == [(None, date(2019, 12, 31)), (date(2020, 1, 1), None)]


def test_sheets_are_sorted_by_category_occasion_and_day() -> None:
    version = policy(ADOPTED, hours(1, for_="every"), hours(2, 'at = "renewal"', "from = 2021-01-01", for_="every"))
    order = [(sheet.category, sheet.at.value, sheet.from_ or date.min) for sheet in version.document.sheets]
    assert order == sorted(order)
    assert {category for category, _, _ in order} == {"IMHS", "IFS", "ERS"}


def test_sheets_stand_once_and_side_by_side() -> None:
    version = policy(ADOPTED, CHANGED, hours(40, "from = 2022-01-01", "until = 2022-12-31"))
    found = sheets(version)
    for before, after in pairwise(found):
        assert before.until
        assert after.from_
        assert (after.from_ - before.until).days == 1
        assert (before.lines, before.dropped) != (after.lines, after.dropped)


# ── Other tables ──────────────────────────────────────────────────────────────────────────────


def standing(version: PolicyVersion, category: str, on: str) -> list[tuple[str, ...]]:
    """What the rows that rule on a day name for a category."""
    day = date.fromisoformat(on)
    rows: Iterator[StandingRow] = (row for row in version.document.standing if {category, "every"} & {*row.for_})
    return [row.any_of[0].holds for row in rows if (row.from_ or date.min) <= day <= (row.until or date.max)]


def test_standings_of_the_first_edition_have_ruled_since_ever() -> None:
    version = policy(ADOPTED, CHANGED)
    assert standing(version, "IMHS", "2001-01-01") == [("IMHM-C",)]
    assert standing(version, "IMHS", "2024-12-31") == [("IMHM-C",)]
    assert standing(version, "IMHS", "2025-01-01") == [("ERS", "IMHM-C")]


def test_an_own_row_covers_the_editions_for_its_categories_only() -> None:
    version = policy(ADOPTED, may_rate("ERS", for_="IMHS"))
    assert standing(version, "IMHS", "2021-01-01") == [("ERS",)]
    assert standing(version, "IFS", "2021-01-01") == [("IMHM-C",)]
    assert [(row.for_, row.origin) for row in version.document.standing] == [
        (("ERS", "IFS"), "guidelines one"),
        (("IMHS",), "own"),
    ]


def test_a_row_of_an_edition_for_a_category_that_is_not_offered_is_left_out() -> None:
    only = {"one": edition("one", guideline(30), may_rate("ERS", for_="IMHM-C", source="page"))}
    assert policy(ADOPTED, editions=only).document.standing == ()


def test_an_own_row_for_every_category_covers_the_editions_for_one() -> None:
    only = {"one": edition("one", guideline(30), may_rate("IMHM-C", for_="IMHS", source="page"))}
    version = policy(ADOPTED, may_rate("ERS"), editions=only)
    assert [(row.for_, row.any_of[0].holds) for row in version.document.standing] == [(("every",), ("ERS",))]


def test_rows_of_a_table_say_through_which_day_they_rule() -> None:
    version = policy(
        fee(30, "from = 2024-01-01"), fee(25), fee(99, 'for = ["ERS"]', "from = 2023-01-01", "until = 2023-12-31")
    )
    shown = [(row.for_, row.from_, row.until, row.amount) for row in version.document.fee]
    assert shown == [
        (("ERS",), None, date(2022, 12, 31), 2500),
        (("ERS",), date(2023, 1, 1), date(2023, 12, 31), 9900),
        (("every",), date(2024, 1, 1), None, 3000),
        (("IFS", "IMHS"), None, date(2023, 12, 31), 2500),
    ]


def test_fees_of_different_plans_or_for_members_answer_different_questions() -> None:
    version = policy(fee(1, "members = true"), fee(2, "members = false"), fee(3))
    assert {row.amount: row.members for row in version.document.fee} == {100: True, 200: False, 300: None}


def test_sources_of_an_edition_stand_beside_the_own_ones() -> None:
    version = policy(ADOPTED)
    assert {name: text.title for name, text in version.document.sources.items()} == {
        "sheet": "A sheet",
        "one:page": "A page",
    }
    assert {line.source for line in sheets(version)[0].lines} == {"one:page"}
    assert {row.source for row in version.document.standing} == {"one:page"}


def test_an_edition_that_is_not_installed_is_refused_with_its_line() -> None:
    source = read_policy(TOP + ADOPTED)
    with pytest.raises(PolicyMistakes, match=r'policy\.toml:13: edition = "one" – no such edition; known here: 2099'):
        compose(source, {"2099": EDITIONS["one"]})


# ── Bytes ─────────────────────────────────────────────────────────────────────────────────────

WHOLE = (
    ADOPTED,
    CHANGED,
    may_rate("ERS", "IMHS"),
    fee(30, "from = 2024-01-01"),
    fee(25),
    hours(40, "from = 2022-01-01", "until = 2022-12-31", 'where.about = ["rsc", "deia"]'),
    hours(0, key="rsc", kind="not_required"),
    hours(5, key="ethics", for_="every"),
)


def floats(value: object) -> list[object]:
    if isinstance(value, dict):
        return [found for each in value.values() for found in floats(each)]
    if isinstance(value, list):
        return [found for each in value for found in floats(each)]
    return [value] if isinstance(value, Decimal) else []


def test_the_stored_bytes_are_canonical_json_without_a_float() -> None:
    stored = policy(*WHOLE).stored
    plain = json.loads(stored, parse_float=Decimal)
    assert floats(plain) == []
    assert json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == stored


def test_the_stored_bytes_read_back_equal() -> None:
    version = policy(*WHOLE)
    assert PolicyVersion.read(version.stored) == version
    assert canonical(version.document) == version.stored


def test_defaults_are_written_out_so_that_a_later_default_changes_no_adopted_rule() -> None:
    plain = json.loads(policy(*WHOLE).stored)
    assert set(plain["fee"][0]) == set(FeeRow.__struct_encode_fields__)
    rule = next(line for sheet in plain["sheets"] for line in sheet["lines"] if line["origin"] == "own")["rule"]
    assert set(rule) == {*Hours.__struct_encode_fields__, "kind"}
    assert rule["disjoint"] is False


def test_names_in_a_set_are_sorted() -> None:
    rule = lines(policy(*WHOLE), "2022-06-01")["training"].rule
    assert isinstance(rule, Hours)
    assert [about.value for about in rule.where.about] == ["deia", "rsc"]


def test_the_bytes_do_not_depend_on_the_seed_of_the_interpreter() -> None:
    script = "import sys; exec(sys.stdin.read()); print(policy(*WHOLE).digest)"
    text = Path(__file__).read_text(encoding="utf-8")
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=text,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert digests == {f"{policy(*WHOLE).digest}\n"}


days = st.lists(st.dates(date(2020, 1, 1), date(2020, 3, 1)), min_size=1, max_size=3, unique=True)
names = st.lists(st.sampled_from(["IMHS", "IFS", "ERS"]), min_size=1, max_size=3, unique=True)


@given(
    keys=st.lists(
        st.tuples(st.sampled_from(["training", "rsc", "more"]), days), min_size=1, max_size=3, unique_by=lambda k: k[0]
    ),
    fees=days,
    for_=names,
    random=st.randoms(use_true_random=False),
)
def test_the_order_of_rows_of_one_key_of_a_table_and_of_names_changes_nothing(
    keys: list[tuple[str, list[date]]], fees: list[date], for_: list[str], random: Random
) -> None:
    version = _shuffled(keys, fees, for_, None)
    assert _shuffled(keys, fees, for_, random).stored == version.stored


def _shuffled(
    keys: list[tuple[str, list[date]]], fees: list[date], for_: list[str], random: Random | None
) -> PolicyVersion:
    def order(values: list[T]) -> list[T]:
        return random.sample(values, len(values)) if random else values

    listed = str(order(for_)).replace("'", '"')[1:-1][1:-1]
    requirements = [hours(on.day, f"from = {on}", key=key, for_=listed) for key, rows in keys for on in order(rows)]
    tables = [ADOPTED, CHANGED, may_rate("ERS"), *(fee(on.day, f"from = {on}") for on in fees)]
    return policy(*order(tables), *requirements)


def test_a_category_that_is_not_offered_has_no_sheet() -> None:
    assert sheets(policy(ADOPTED), "IMHM-C") == []
