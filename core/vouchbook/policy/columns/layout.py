"""The folder of item columns, ``vouchbook-columns/1``: its tables and their columns, and the head that describes it.

A column is one ``.npy`` file, ``<table>.<column>.npy``; a table's ``start`` says where each person's rows begin.
Days are ordinals, both included, and an open end is the last day there is. What may be one of several names is a
place in the head's list of names, or a bit for each place. Colleagues are numbers of one person only; 0 is the person
themself as ``holder``, and nobody as ``supervisor``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from vouchbook.domain.evidence import LicenceKind
from vouchbook.domain.names import (
    About,
    Area,
    AssociationCode,
    CategoryCode,
    DegreeLevel,
    Digest,
    Document,
    ExamPart,
    Family,
    ServiceKind,
    Setting,
    VettingScope,
    With,
)

FORMAT: Literal["vouchbook-columns/1"] = "vouchbook-columns/1"
HEAD = "columns.json"
START = "start"
START_TYPE = "<i8"

_DAY, _AMOUNT, _WHO, _CODE, _BITS, _FLAG = "<i4", "<i4", "<u2", "<u2", "<u4", "|b1"

TABLES: Mapping[str, Mapping[str, str]] = {
    "person": {"aside": _FLAG},
    "id": {"byte": "|u1"},
    "education": {"level": _CODE, "awarded_on": _DAY, "transcript": _FLAG, "coursework": _FLAG, "areas": _BITS},
    "licence": {"kind": _CODE, "first": _DAY, "last": _DAY},
    "training": {"first": _DAY, "last": _DAY, "minutes": _AMOUNT, "about": _BITS, "areas": _BITS},
    "rsc": {
        "first": _DAY,
        "last": _DAY,
        "minutes": _AMOUNT,
        "setting": _BITS,
        "provider": _WHO,
        "peer": _FLAG,
        "about": _BITS,
        "areas": _BITS,
    },
    "service": {"first": _DAY, "last": _DAY, "minutes": _AMOUNT},
    "work": {
        "first": _DAY,
        "last": _DAY,
        "paid": _FLAG,
        "supervised": _FLAG,
        "with_": _BITS,
        "services": _BITS,
        "families": _AMOUNT,
        "fraction": _CODE,
        "volunteer": _FLAG,
        "specialised_training": _FLAG,
        "internship": _FLAG,
        "supervisor": _WHO,
    },
    "standing": {"holder": _WHO, "badge": _CODE, "first": _DAY, "last": _DAY, "believed": _FLAG},
    "rating": {
        "rater": _WHO,
        "slot": _CODE,
        "rated_on": _DAY,
        "known_since": _DAY,
        "not_enough_information": _AMOUNT,
        "believed": _FLAG,
        "gave_rsc_from": _DAY,
        "works_with": _FLAG,
        "receives_rsc": _FLAG,
    },
    "signature": {"document": _CODE, "signed_on": _DAY},
    "attestation": {"statement": _CODE, "given_on": _DAY},
    "exam": {"part": _CODE, "form": _CODE, "sat_on": _DAY, "passed": _FLAG, "believed": _FLAG},
    "membership": {"association": _CODE, "plan": _CODE, "first": _DAY, "last": _DAY, "believed": _FLAG},
}
"""What is held of each kind of fact: what rules read, and no more. ``person`` has one row each."""

ANY_FORM = ""
"""The form of an exam that does not say for which family it was."""

CLOSED: Mapping[str, tuple[str, ...]] = {
    "level": tuple(each.value for each in DegreeLevel),
    "kind": tuple(each.value for each in LicenceKind),
    "about": tuple(each.value for each in About),
    "areas": tuple(each.value for each in Area),
    "setting": tuple(each.value for each in Setting),
    "with_": tuple(each.value for each in With),
    "services": tuple(each.value for each in ServiceKind),
    "document": tuple(each.value for each in Document),
    "part": tuple(each.value for each in ExamPart),
    "form": (ANY_FORM, *(each.value for each in Family)),
}
"""The names that are known beforehand, by the column that holds their places or bits."""
OPEN = ("association", "plan", "slot", "statement")
"""Columns whose names are listed as people bring them along."""


class Badge(Struct, frozen=True):
    """What a standing is, apart from who holds it and when: few are held by many."""

    association: AssociationCode
    category: CategoryCode | None
    emerging: bool
    vetted: VettingScope | None


class TableHead(Struct, frozen=True):
    """``digests``: the SHA-256 of each column's bytes, without the file's own head."""

    rows: int
    digests: dict[str, Digest]


class Head(Struct, frozen=True, kw_only=True):
    """What the columns hold, of which association, as far as which position of its book (``None``: of no book)."""

    format: str
    association: AssociationCode
    position: int | None
    people: int
    aside: int
    names: dict[str, tuple[str, ...]]
    badges: tuple[Badge, ...]
    tables: dict[str, TableHead]


def file_name(table: str, column: str) -> str:
    return f"{table}.{column}.npy"
