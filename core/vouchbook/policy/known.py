"""The names that a file may speak of: those it declares itself, those its edition declares, and the field's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from zoneinfo import available_timezones

from vouchbook.domain.evidence import LicenceKind
from vouchbook.domain.names import FeeDue, FeeOccasion, Occasion, Statement
from vouchbook.policy.mistakes import Mistake, meant, shown
from vouchbook.policy.positions import Path
from vouchbook.policy.source import EVERY, Guidelines

REFERS: Mapping[str, str] = {
    "source": "source",
    "edition": "edition",
    "given_by": "standing",
    "supervised_by": "standing",
    "at_least_one_may": "standing",
    "reviewer_may": "standing",
    "may": "standing",
    "for": "category here",
    "holds": "category",
    "attests": "statement",
    "statements": "statement",
    "asks": "application requirement",
    "plan": "plan",
    "plans": "plan",
    "first_renewal_asks": "renewal requirement",
    "occasion": "occasion",
    "added_to": "occasion",
    "charges": "occasion",
    "pays": "thing that a fund pays",
    "kinds": "kind of licence",
}
"""The keys whose values name something, and what."""

TRANSITIONS = ("requirements", "standing", "renewal", "fees")


def unknown_names(
    raw: Mapping[str, object], lines: Mapping[Path, int], name: str, editions: Mapping[str, Guidelines] | None
) -> list[Mistake]:
    """Every name that nothing declares; ``editions`` unknown leaves open what only an edition could declare."""
    known = _known(raw, editions)
    wrong = [
        Mistake(name, lines[path], f"{key} = {shown(written)} – no such {what}; {meant(written, known[what])}")
        for path, key, written, what in _spoken_of(raw)
        if what in known and written not in known[what]
    ]
    unknown = any(what == "standing" and written not in known.get(what, ()) for _, _, written, what in _spoken_of(raw))
    if editions is not None and not unknown:  # a name misspelt by a rule leaves its standing unasked for
        asked = {"review"}.union(*(_standings(each) for each in (raw, *(each.raw for each in editions.values()))))
        wrong += [
            Mistake(name, lines["standing", i, "may"], f"may = {shown(may)} – no rule asks for it; {meant(may, asked)}")
            for i, may in _column(raw, "standing", "may")
            if may not in asked
        ]
    return wrong


def _standings(raw: Mapping[str, object]) -> set[str]:
    """The standings that a file's rules ask for."""
    return {written for _, _, written, what in _spoken_of(raw) if what == "standing"}


def _known(raw: Mapping[str, object], editions: Mapping[str, Guidelines] | None) -> dict[str, set[str]]:
    association = raw.get("association", raw)  # an edition names its categories at the top
    own = set(_texts(association.get("categories") if isinstance(association, dict) else ()))
    known = {
        "source": set(_names(raw.get("sources"))),
        "plan": {key for _, key in _column(raw, "plan", "key")},
        "transition": {*TRANSITIONS, *(f"sheet:{category}" for category in own)},
        "occasion": {occasion.value for occasion in FeeOccasion},
        "thing that a fund pays": {*(occasion.value for occasion in FeeOccasion), "rsc"},
        "day a fee is due": {due.value for due in FeeDue},
        "kind of licence": {kind.value for kind in LicenceKind},
        "statement": {statement.value for statement in Statement},
    }
    if zones := _timezones():  # a machine without a list of time zones cannot judge one
        known["timezone"] = zones
    if own:  # else the file is wrong already, and every category of it would be
        known["category here"] = own | {EVERY}
    if editions is None:
        return known
    named = [editions[each] for _, each in _column(raw, "guidelines", "edition") if each in editions]
    known["edition"] = set(editions)
    known["category"] = own.union({EVERY}, *(edition.categories for edition in named))
    files = [raw, *(edition.raw for edition in named)]
    known["standing"] = {may for file in files for _, may in _column(file, "standing", "may")}
    known["renewal requirement"] = {key for file in files for key in _keys(file, Occasion.RENEWAL)}
    known["application requirement"] = {key for file in files for key in _keys(file, Occasion.APPLICATION)}
    return known


@cache
def _timezones() -> set[str]:
    return available_timezones()  # looks through the machine's files: once is enough


def _spoken_of(value: object, path: Path = ()) -> Iterator[tuple[Path, str, str, str]]:
    """Every place that names something: its path, its key, the name and what it is a name of."""
    if isinstance(value, dict):
        for key, each in value.items():
            here = (*path, key)
            what = _what(here)
            if what is None:
                yield from _spoken_of(each, here)
            elif isinstance(each, str):
                yield here, key, each, what
            elif isinstance(each, list):
                yield from (((*here, i), key, one, what) for i, one in enumerate(each) if isinstance(one, str))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _spoken_of(each, (*path, index))


def _what(path: Path) -> str | None:
    match path:
        case ("edition",) | ("standing", int(), "may") | ("sources", *_) | ("exam", int(), "given_by"):
            return None  # here the name is declared, or is one of a few that the type knows
        case ("transition", int(), "of"):
            return "transition"
        case ("requirement", *_, "any_of"):
            return "category"
        case ("association", "timezone"):
            return "timezone"
        case ("fee", int(), "due"):
            return "day a fee is due"
        case ("association", "names", _):
            return None
        case _:
            return REFERS.get(str(path[-1]))


def _keys(raw: Mapping[str, object], at: Occasion) -> Iterator[str]:
    """The keys of the requirements of an occasion; that of application need not be written."""
    rows = raw.get("requirement")
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and row.get("at", Occasion.APPLICATION.value) == at.value:
            if isinstance(row.get("key"), str):
                yield row["key"]


def _column(raw: Mapping[str, object], table: str, key: str) -> Iterator[tuple[int, str]]:
    rows = raw.get(table)
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict) and isinstance(row.get(key), str):
            yield index, row[key]


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _names(value: object) -> list[str]:
    return list(value) if isinstance(value, dict) else []
