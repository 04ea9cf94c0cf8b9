"""What an association offers on a day, for somebody who wonders which category is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import CategoryCode, Family, Occasion
from vouchbook.letters.categories import CATEGORIES, FAMILIES, OTHERS, named
from vouchbook.letters.kinds import OF, endorsement, items, questions
from vouchbook.letters.names import all_called, spaced
from vouchbook.letters.phrases import counted, hours
from vouchbook.letters.rules import Said, line_said, row_said
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.comparing.standings import Side
from vouchbook.policy.comparing.tables import ruling_rows
from vouchbook.policy.document import FeeRow, NoSheet, PolicyDocument, Row, UnknownCategory, sheet_on
from vouchbook.policy.rules import Line, Rule, Sheet

Rows = dict[tuple[str | bool | None, ...], Row]


class Price(Struct, frozen=True):
    """What something costs; ``said`` names the source, and whether anybody has confirmed it."""

    what: str
    occasion: str
    cents: int
    currency: str
    said: Said


class Category(Struct, frozen=True):
    """A category on a day: what is asked to be endorsed, what it costs, what it takes to stay endorsed.

    ``family`` and ``scope`` are those of the field, unknown of a category of an association's own making.
    ``short`` is the gist of the sheet; ``asked``, ``references``, ``exam`` and ``renewal`` are its lines in words.
    ``waits`` says, where there is no sheet on the day, whether there will be one.
    """

    code: CategoryCode
    name: str
    family: Family | None
    scope: str | None
    waits: str | None
    short: tuple[str, ...]
    asked: tuple[Said, ...]
    references: tuple[Said, ...]
    exam: tuple[Said, ...]
    questions: int
    fees: tuple[Price, ...]
    renewal: tuple[Said, ...]
    renewal_fees: tuple[Price, ...]


class Offer(Struct, frozen=True):
    """Everything that an association offers on a day; ``ways_in`` and ``decided`` are the same for all categories."""

    code: str
    name: str
    on: date
    categories: tuple[Category, ...]
    ways_in: tuple[Said, ...]
    decided: tuple[Said, ...]

    @property
    def by_family(self) -> Iterator[tuple[str, tuple[Category, ...]]]:
        """The categories of each family under its heading, then add-ons, then what only this association knows."""
        for family, heading in FAMILIES.items():
            if found := tuple(each for each in self.categories if each.scope and each.family is family):
                yield heading, found
        if others := tuple(each for each in self.categories if not each.scope):
            yield OTHERS, others


FEES = ("registration", "processing", "exam", "membership")
"""What is paid on the way to an endorsement, in the order in which it is due."""
ORDER: tuple[tuple[type, ...], ...] = (
    (rules.Holds, rules.Degree, rules.Licence, rules.AnyOf, rules.AllOf),
    (rules.Hours,),
    (rules.Months, rules.Count),
    (rules.Ratings, rules.Exam, rules.Competencies, rules.JudgementOnly),
    (rules.Attested, rules.Signatures, rules.Membership, rules.NotRequired),
)
RENEWAL_FEES = ("renewal", "late_renewal", "reinstatement")


def offered(document: PolicyDocument, on: date, category: CategoryCode | None = None) -> Offer:
    """What an association asks of applicants on a day; of one ``category``, or of all.

    :raises UnknownCategory: the association does not offer the category
    """
    association = document.association
    if category is not None and category not in association.categories:
        known = ", ".join(association.categories)
        raise UnknownCategory(f"{association.code} offers {known}; not {category!r}")
    chosen = [each for each in association.categories if category in (None, each)]
    everywhere = Policy(document, category, on)
    return Offer(
        code=association.code,
        name=association.name,
        on=on,
        categories=tuple(_category(document, each, on) for each in chosen),
        ways_in=tuple(_said(["intake", "plan"], everywhere)),
        decided=tuple(_said(["review"], everywhere)),
    )


def _category(document: PolicyDocument, code: CategoryCode, on: date) -> Category:
    policy = Policy(document, code, on)
    sheet, waits = _sheet(document, code, Occasion.APPLICATION, on)
    renewed, _ = _sheet(document, code, Occasion.RENEWAL, on)
    sorts: dict[str, list[Said]] = {"asked": [], "references": [], "exam": []}
    for line in _in_order(sheet):
        sorts[_sort(line.rule)].append(line_said(line, policy))
    sorts["exam"] += _said(["exam"], policy) if sorts["exam"] else []
    sorts["asked"] += _said(["emerging"], policy) if sheet else []
    fees = [*_prices(policy)] if sheet else []
    known = CATEGORIES.get(code)
    return Category(
        code=code,
        name=named(code, document.association),
        family=known.family if known else None,
        scope=known.scope if known else None,
        waits=waits,
        short=tuple(_short(sheet, policy)) if sheet else (),
        asked=tuple(sorts["asked"]),
        references=tuple(sorts["references"]),
        exam=tuple(sorts["exam"]),
        questions=sum(len(questions(line.rule)) for line in sheet.lines) if sheet else 0,
        fees=tuple(each for each in fees if each.occasion in FEES and (each.occasion != "exam" or sorts["exam"])),
        renewal=tuple(_renewal(renewed, policy)) if sheet or renewed else (),
        renewal_fees=tuple(each for each in fees if each.occasion in RENEWAL_FEES),
    )


def _sheet(document: PolicyDocument, code: CategoryCode, at: Occasion, on: date) -> tuple[Sheet | None, str | None]:
    """The sheet in force, or what is known of one to come."""
    try:
        return sheet_on(document, code, at, on)[1], None
    except NoSheet as none:
        return None, str(none)


def _sort(rule: Rule) -> str:
    return {rules.Ratings: "references", rules.Exam: "exam"}.get(type(rule), "asked")


def _in_order(sheet: Sheet | None) -> list[Line]:
    """Lines as an applicant meets them, whatever file they were written in: who one is, what one has done, papers."""
    lines = sheet.lines if sheet else ()
    kinds: list[type] = [each for kinds in ORDER for each in kinds]
    return sorted(lines, key=lambda line: kinds.index(type(line.rule)))


def _renewal(sheet: Sheet | None, policy: Policy) -> Iterator[Said]:
    yield from _said(["renewal"], policy)
    for line in _in_order(sheet):
        yield line_said(line, policy)
    yield from _said(["lapse"], policy)


def _said(tables: Iterable[str], policy: Policy) -> Iterator[Said]:
    """The rows of these tables that rule on the day and concern the category, each once."""
    for table in tables:
        for row in dict.fromkeys(_ruling(table, policy).values()):
            yield row_said(table, _of_category(row, policy.category), policy)


def _ruling(table: str, policy: Policy) -> Rows:
    side = Side(policy.document, policy.on or date.max)
    return ruling_rows(table, side, policy.category)


def _of_category(row: Row, category: CategoryCode | None) -> Row:
    """A row as it concerns one category, so that no other one is named."""
    if category is None or not hasattr(row, "for_"):
        return row
    return replace(row, for_=(category,))


def _prices(policy: Policy) -> Iterator[Price]:
    rows = [row for row in dict.fromkeys(_ruling("fee", policy).values()) if isinstance(row, FeeRow)]
    order = (*FEES, *RENEWAL_FEES)
    currency = policy.document.association.currency
    for row in sorted(rows, key=lambda row: order.index(row.occasion) if row.occasion in order else len(order)):
        whom = {None: "", True: ", members", False: ", others"}[row.members]
        plan = f" ({spaced(row.plan)})" if row.plan else ""
        what = f"{spaced(row.occasion)}{plan}{whom}"
        yield Price(what, row.occasion, row.amount, currency, row_said("fee", row, policy))


# ── The gist of a sheet ───────────────────────────────────────────────────────────────────────


def _short(sheet: Sheet, policy: Policy) -> Iterator[str]:
    for line in _in_order(sheet):
        if gist := _gist(line.rule, policy):
            yield gist


def _gist(rule: Rule, policy: Policy) -> str:
    """What a line asks in a few words; nothing where it is the same for all categories."""
    match rule:
        case rules.AnyOf(options=options):
            ways = [gist for option in options if (gist := _gist(option, policy))]
            return " or ".join(ways) if len(ways) == len(options) <= 2 else f"{spaced(rule.key)}: one of several ways"
        case rules.AllOf(options=options):
            return " and ".join(gist for option in options if (gist := _gist(option, policy)))
        case rules.Degree(levels=levels):
            return all_called(levels, "or") if len(levels) <= 2 else f"one of {len(levels)} degrees"
        case rules.Licence():
            return "a licence"
        case rules.Hours():
            return f"{hours(rule.minimum)} of {_OF.get(rule.of, rule.of)}"
        case rules.Months():
            return f"{counted(rule.minimum, 'month')} of {spaced(rule.key)}"
        case rules.Count():
            return f"{rule.minimum} {items(rule, rule.minimum)}"
        case rules.Ratings(slot=slots):
            return counted(len(slots), "reference")
        case rules.Holds():
            return endorsement(rule, policy)
        case rules.Exam():
            return "the written exam"
        case _:
            return ""


_OF = {**OF, "rsc": "RSC"}
