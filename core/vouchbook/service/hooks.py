"""What the core asks associations, who answers for each of them, and from which rows policy data would answer."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from vouchbook import associations, hookspecs
from vouchbook.associations import Association, BadPackage, Package
from vouchbook.hookspecs import QUESTIONS, SURFACES, WHEN
from vouchbook.policy.document import PolicyDocument, Row
from vouchbook.policy.evaluable import NotEvaluated
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.rules import Line
from vouchbook.service.evaluation import installed_policy

TABLES = {
    "membership_term": ("membership",),
    "fee": ("fee", "upgrade"),
    "standing_counts": ("standing", "vetting"),
    "requirement_finding": ("requirement",),
    "review_plan": ("review",),
    "endorsement_term": ("renewal",),
}
"""The tables of a policy from which each question is answered where code is silent."""


class Rows(Struct, frozen=True):
    """Rows of a policy that answer: how many of which table, who wrote them, how many nobody has confirmed.

    ``origin``: ``own``, or the edition of the guidelines, such as ``guidelines 2024``.
    """

    table: str
    origin: str
    rows: int
    unconfirmed: int


class Answering(Struct, frozen=True):
    """Who answers a hook for one association, first to last: its code, then rows of its policy.

    ``code`` names the packages with version and place; ``problem`` says why that could not be found out.
    """

    association: str
    code: tuple[str, ...] = ()
    rows: tuple[Rows, ...] = ()
    problem: str | None = None


class Hook(Struct, frozen=True):
    """One hook: what is asked, when, with what, and who answers for whom."""

    name: str
    family: str
    asks: str
    when: str
    signature: str
    answered: tuple[Answering, ...]


def listing(code: str | None = None) -> tuple[Hook, ...]:
    """Every hook in the order in which it is asked, for all installed associations or for one.

    :raises NotInstalled: no such association
    """
    packages = [associations.package(code)] if code is not None else [*associations.installed().values()]
    loaded = [(package, *_loaded(package)) for package in sorted(packages, key=lambda each: each.code)]
    return tuple(
        Hook(
            name=name,
            family="question" if name in QUESTIONS else "surface",
            asks=_first_sentence(name),
            when=WHEN[name],
            signature=str(inspect.signature(getattr(hookspecs, name))).replace("'", ""),
            answered=tuple(_answering(name, *each) for each in loaded),
        )
        for name in (*QUESTIONS, *SURFACES)
    )


def _loaded(package: Package) -> tuple[Association | None, str | None]:
    """The association under its installed policy, or why it cannot be asked."""
    try:
        return Association(installed_policy(package.code), package), None
    except (BadPackage, PolicyMistakes, NotEvaluated) as error:
        first = str(error).splitlines()[0]
        return None, f"{first}; everything that is wrong: vouchbook association check {package.code}"


def _answering(name: str, package: Package, association: Association | None, problem: str | None) -> Answering:
    if association is None:
        return Answering(package.code, problem=problem)
    code = tuple(_placed(name, answerer, package) for answerer in association.answerers(name))
    return Answering(package.code, code, tuple(_rows(name, association.version.document)))


def _placed(name: str, answerer: str, package: Package) -> str:
    """``vouchbook-va 0.1.0, vouchbook_va/__init__.py:12``."""
    if answerer != package.distribution:
        return answerer
    function = inspect.unwrap(getattr(package.load(), name))
    place = ""
    if inspect.isfunction(function):
        file = Path(function.__code__.co_filename)
        inside = file.relative_to(package.folder).as_posix() if file.is_relative_to(package.folder) else file.name
        place = f", {package.module}/{inside}:{function.__code__.co_firstlineno}"
    return f"{package.distribution} {package.version}{place}"


def _rows(name: str, document: PolicyDocument) -> Iterator[Rows]:
    for table in TABLES.get(name, ()):
        found: dict[str, list[Row | Line]] = {}
        for row in _of(document, table):
            found.setdefault(row.origin, []).append(row)
        for origin in sorted(found, key=lambda each: (each != "own", each)):
            rows = found[origin]
            yield Rows(table, origin, len(rows), sum(not row.confirmed for row in rows))


def _of(document: PolicyDocument, table: str) -> Iterable[Row | Line]:
    if table == "requirement":
        return dict.fromkeys(line for sheet in document.sheets for line in sheet.lines)
    rows: tuple[Row, ...] = getattr(document, table)
    return rows


def _first_sentence(name: str) -> str:
    """What a hook asks, in the first sentence of its specification."""
    sentence = (inspect.getdoc(getattr(hookspecs, name)) or "").split("\n\n")[0]
    return " ".join(sentence.split()).replace("``", "`")
