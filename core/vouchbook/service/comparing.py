"""Which two policies somebody wants to see side by side, and what differs between them, then and on other days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from vouchbook import associations
from vouchbook.domain.names import CategoryCode
from vouchbook.letters.compared import Asked, Day, Page
from vouchbook.letters.differences import Differences, differences
from vouchbook.letters.phrases import day
from vouchbook.letters.standings import ending, in_force
from vouchbook.policy.compare import Side, compare, days_of_change
from vouchbook.policy.portfolio_values import FIRST, LAST
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.edge import Edge
from vouchbook.service.evaluation import edition_policy, installed_policy, policy_of
from vouchbook.service.office import Office

EDITION = "edition:"
INSTALLED = "installed:"
_DAY = timedelta(days=1)


class UnknownPolicy(LookupError):
    """Nothing goes by this name, or its day is none; the message names the way out."""


class Chosen(Struct, frozen=True):
    """A policy to be compared, and the day on which it is asked.

    ``adopted`` is every version of a book with its first day, in order; of a file, a package or an edition there
    is one, without a day. ``association`` is empty for an edition, whose sheets alone can be compared.
    """

    called: str
    whose: str
    association: str
    on: date
    adopted: tuple[tuple[date | None, PolicyVersion], ...]

    def at(self, on: date) -> PolicyVersion:
        """The version in force on a day; the first one answers for the days before it, as in a book."""
        begun = [version for first, version in self.adopted if first is None or first <= on]
        return begun[-1] if begun else self.adopted[0][1]

    def side(self, on: date | None = None) -> Side:
        return Side(self.at(on or self.on).document, on or self.on)

    @property
    def asked(self) -> Asked:
        dated = f"{self.called} on {day(self.on)}" if self.association else self.called
        return Asked(dated, self.whose, self.at(self.on).digest, self.on)


# ── Which ─────────────────────────────────────────────────────────────────────────────────────


def choose(named: str, on: date | None, office: Callable[[str], Office | None], edge: Edge) -> Chosen:
    """``nc``, ``nc@2024-06-01``, ``edition:2024``, ``2024``, or the path of a policy file, also with ``@`` and a day.

    ``installed:nc`` is what the package brings, whatever a book has adopted.

    ``on`` is the day where none is written; today if there is none either. ``office`` answers for associations
    that have a book at hand: their adopted policy rules, not that of the installed package.

    :raises UnknownPolicy: nothing goes by this name, or what follows ``@`` is no day
    :raises NoEdition: no such edition of the guidelines is installed
    :raises PolicyMistakes: a file cannot be used
    """
    file = Path(named)
    if file.is_file():
        return _file(file, on, edge)
    name, at, written = named.rpartition("@")
    if at:
        on = _day(named, written)
        if Path(name).is_file():
            return _file(Path(name), on, edge)
    else:
        name = named
    if name.startswith(EDITION) or _is_edition(name):
        return _edition(name.removeprefix(EDITION), on, edge)
    if name.startswith(INSTALLED):
        return _installed(name.removeprefix(INSTALLED), on, edge)
    return _association(name, on, office, edge)


def _day(named: str, written: str) -> date:
    try:
        on = date.fromisoformat(written)
    except ValueError:
        raise UnknownPolicy(
            f"{named!r}: {written!r} is no day; write it like {named.removesuffix(written)}2024-06-01"
        ) from None
    if not FIRST <= on <= LAST:
        raise UnknownPolicy(f"{named!r}: {written} lies outside the days that a book speaks of, {FIRST} to {LAST}")
    return on


def _is_edition(name: str) -> bool:
    return name not in associations.installed() and name in associations.guideline_files()


def _file(file: Path, on: date | None, edge: Edge) -> Chosen:
    version, _ = policy_of(file)
    of = version.document.association
    return Chosen(file.name, "read from the file", of.code, on or edge.today(of.timezone), ((None, version),))


def _edition(name: str, on: date | None, edge: Edge) -> Chosen:
    version = edition_policy(name)
    whose = "no association's own rules"
    return Chosen(f"the guidelines of {name}", whose, "", on or edge.today("UTC"), ((None, version),))


def _association(name: str, on: date | None, office: Callable[[str], Office | None], edge: Edge) -> Chosen:
    opened = office(name)
    if opened is not None and opened.policies.adopted:
        on = on or opened.today
        versions = tuple((each.in_force_from, opened.version(each.version)) for each in opened.policies.adopted)
        whose = f"adopted on {day(next(each for each, version in versions if version is opened.version_on(on)))}"
        return Chosen(name, whose, name, on, versions)
    return _installed(name, on, edge, "as installed, adopted by no book here")


def _installed(name: str, on: date | None, edge: Edge, whose: str = "as the installed package brings it") -> Chosen:
    if name not in associations.installed():
        raise UnknownPolicy(_nothing_called(name))
    version = installed_policy(name)
    return Chosen(name, whose, name, on or edge.today(version.document.association.timezone), ((None, version),))


def _nothing_called(name: str) -> str:
    if "/" in name or name.endswith(".toml"):
        return f"{name!r}: there is no such file here; name a policy.toml that can be read"
    codes = ", ".join(sorted(associations.installed())) or "none is installed"
    editions = ", ".join(f"{EDITION}{each}" for each in sorted(associations.guideline_files())) or "none is installed"
    return (
        f"nothing is called {name!r}; name an association ({codes}), also with a day as in nc@2024-06-01, "
        f"an edition of the guidelines ({editions}), or the path of a policy.toml"
    )


# ── What differs ──────────────────────────────────────────────────────────────────────────────


def compared(before: Chosen, now: Chosen, category: CategoryCode | None = None) -> Page:
    """How two policies differ, each on its day, and, within one association, what changes between and after.

    :raises UnknownCategory: neither offers the category
    """

    def differ(old: Side, new: Side) -> Differences:
        alone = not (before.association and now.association)
        return differences(compare(old, new, category=category, sheets_alone=alone))

    found = differ(before.side(), now.side())
    between: tuple[Day, ...] = ()
    later: tuple[Day, ...] = ()
    otherwise: tuple[date, ...] = ()
    if before.association and before.association == now.association:
        if before.adopted == now.adopted and before.on < now.on:
            between = tuple(_steps(now, now, before.on, now.on, differ))
        if before.adopted != now.adopted and before.on == now.on:
            otherwise = tuple(_otherwise(before, now, found, differ))
        later = tuple(_steps(before, now, max(before.on, now.on), LAST, differ))
    return Page(before.asked, now.asked, found, between, later, otherwise)


Differ = Callable[[Side, Side], Differences]


def _steps(before: Chosen, now: Chosen, after: date, upto: date, differ: Differ) -> Iterator[Day]:
    """What changes from one day to the next, on every day of change."""
    for on in sorted({*_days(before, after, upto), *_days(now, after, upto)}):
        step = differ(now.side(on - _DAY), now.side(on))
        was = step if before.adopted == now.adopted else differ(before.side(on - _DAY), before.side(on))
        ends = tuple(_ends(now.at(on), on))
        if ends or not (step.nothing and was.nothing):
            yield Day(on, step, ends, was if was != step else None)


def _days(of: Chosen, after: date, upto: date) -> set[date]:
    documents = [version.document for _, version in of.adopted]
    days = {day for document in documents for day in days_of_change(document, after, upto)}
    days |= {first for first, _ in of.adopted if first and after < first <= upto}
    ends = {end.on + _DAY for document in documents for row in document.vetting for end in row.ends}
    return days | {day for day in ends if after < day <= upto}


def _ends(version: PolicyVersion, on: date) -> Iterable[str]:
    last = on - _DAY
    rows = [row for row in version.document.vetting if in_force(row.from_, row.until, last)]
    return dict.fromkeys(ending(row.scope, end) for row in rows for end in row.ends if end.on == last)


def _otherwise(before: Chosen, now: Chosen, found: Differences, differ: Differ) -> Iterator[date]:
    """The days of change so far whose differences are others than those found; a stretch is named by its first day."""
    previous = alike = replace(found, compared=())
    for on in sorted({*_days(before, FIRST, now.on), *_days(now, FIRST, now.on)}):
        then = replace(differ(before.side(on), now.side(on)), compared=())
        if then not in (alike, previous) and not then.nothing:
            yield on
        previous = then
