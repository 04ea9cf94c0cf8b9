"""Every question that a package's code may be asked, with arguments from its own policy and its own samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice, product

from msgspec import Struct

from vouchbook import defaults
from vouchbook.associations import Association
from vouchbook.defaults import PolicySilent
from vouchbook.domain.evidence import Portfolio, Standing
from vouchbook.domain.names import AssociationCode, CategoryCode, FeeOccasion, Occasion, StandingName, VettingScope
from vouchbook.domain.trace import Finding, Moments
from vouchbook.policy.document import NoSheet
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.questions import PolicyAlone
from vouchbook.policy.rules import Line
from vouchbook.service.conformance.samples import Sample

MOST = 60
"""Questions asked of one hook: enough for every category and the days around every turn of a year."""
YEARS = range(2023, 2030)
TURNS = ((1, 1), (2, 28), (3, 1), (6, 30), (7, 1), (9, 30), (10, 1), (12, 30), (12, 31))


class Asked(Struct, frozen=True):
    """A question put to a hook: what it is about in words, and the asking itself."""

    hook: str
    about: str
    ask: Callable[[], object]


def questions(association: Association, samples: Sequence[Sample]) -> list[Asked]:
    """What the package's own code is asked, hook by hook; the same list wherever and whenever it is made."""
    heard = _Listening()
    _listen(association, samples, heard)
    made = {
        "membership_term": _terms(association),
        "fee": _fees(association),
        "standing_counts": _standings(association, heard),
        "requirement_finding": _findings(association, heard),
        "review_plan": _by_category(association, association.review_plan, defaults.review_plan),
        "endorsement_term": _by_category(association, association.endorsement_term, defaults.endorsement_term),
    }
    return [asked for hook, each in made.items() if association.answerers(hook) for asked in _spread([*each])]


def _spread(asked: Sequence[Asked]) -> Iterator[Asked]:
    """At most ``MOST`` of them, from first to last."""
    step = max(1, -(-len(asked) // MOST))
    return islice(asked, 0, None, step)


def _days(association: Association) -> list[date]:
    """The turns of years, and the days on which a row of the policy begins or ends, with those before and after."""
    found = {date(year, month, day) for year in YEARS for month, day in TURNS} | {date(2024, 2, 29)}
    document = association.version.document
    bought = (*document.plan, *document.membership, *document.fee)
    for row in (*bought, *document.review, *document.renewal, *document.standing):
        for turn in (row.from_, row.until):
            if turn is not None:
                found |= {turn - timedelta(days=1), turn, turn + timedelta(days=1)}
    return sorted(found)


def _terms(association: Association) -> Iterator[Asked]:
    document = association.version.document
    for day, plan in product(_days(association), document.plan):
        if _answered(defaults.membership_term, document, plan.key, day):
            yield Asked(
                "membership_term",
                f"plan {plan.key}, bought on {day}",
                lambda plan=plan.key, day=day: association.membership_term(plan, day),  # type: ignore[misc]
            )


def _fees(association: Association) -> Iterator[Asked]:
    """Of members and others, of those endorsed in nothing and in the other categories; a membership of every plan."""
    document = association.version.document
    categories = document.association.categories
    plans = tuple(dict.fromkeys(row.key for row in document.plan))
    for day, row, member in product(_days(association)[::3], document.fee, (True, False)):
        occasion = FeeOccasion(row.occasion)
        bought = occasion is FeeOccasion.MEMBERSHIP
        for category, plan in product((None,) if bought else categories, plans if bought else (None,)):
            for held in ((), tuple(each for each in categories if each != category)) if category else ((),):
                about = {"category": category, "plan": plan, "member": member, "held": held, "on": day}
                if defaults.fee(document, occasion, **about) is not None:  # type: ignore[arg-type]
                    yield Asked(
                        "fee",
                        f"{occasion.value} of {category or plan} on {day}",
                        lambda occasion=occasion, about=about: association.fee(occasion, **about),  # type: ignore[misc]
                    )


def _by_category(
    association: Association, ask: Callable[[CategoryCode, date], object], default: Callable[..., object]
) -> Iterator[Asked]:
    document = association.version.document
    for day, category in product(_days(association), document.association.categories):
        if _answered(default, document, category, day):
            yield Asked(
                default.__name__,
                f"{category} on {day}",
                lambda category=category, day=day: ask(category, day),  # type: ignore[misc]
            )


def _answered(default: Callable[..., object], *about: object) -> bool:
    """Whether policy data answers at all; where it is silent, nobody is ever asked."""
    try:
        default(*about)
    except PolicySilent:
        return False
    return True


class _Listening(PolicyAlone):
    """Answers as policy data does, and keeps what an evaluation asks."""

    def __init__(self) -> None:
        self.standings: dict[tuple[bool, Standing, StandingName, CategoryCode, date], None] = {}
        self.findings: list[tuple[Finding, Line, Portfolio, Moments, str]] = []
        self.whose = ""

    def standing_counts(
        self, proposed: bool, standing: Standing, may: StandingName, category: CategoryCode, on: date
    ) -> bool:
        self.standings[proposed, standing, may, category, on] = None
        return proposed

    def finding(self, proposed: Finding, line: Line, portfolio: Portfolio, moments: Moments) -> Finding:
        self.findings.append((proposed, line, portfolio, moments, self.whose))
        return proposed


def _listen(association: Association, samples: Sequence[Sample], heard: _Listening) -> None:
    """Evaluate every sample and an empty portfolio, for application and renewal, and keep what would be asked."""
    document = association.version.document
    bare = [
        (category, "an empty portfolio", Portfolio(()), date(2026, 6, 30))
        for category in document.association.categories
    ]
    told = [(each.category, each.name, each.file.portfolio, each.day) for each in samples]
    for (category, whose, portfolio, day), at in product([*told, *bare], (Occasion.APPLICATION, Occasion.RENEWAL)):
        heard.whose = f"{whose}, {category} {at.value} on {day}"
        moments = Moments(asked=day, registered=day, submitted=day, decided=day)
        try:
            evaluate(association.version, category, at, portfolio, (), moments, ask=heard)
        except NoSheet:
            continue


def _standings(association: Association, heard: _Listening) -> Iterator[Asked]:
    """Those that an evaluation asks about, and some of each kind for everything that a standing is asked for."""
    document = association.version.document
    own, other = association.code, AssociationCode("mi")
    category = document.association.categories[0]
    first = date(2020, 1, 1)
    made = [
        (True, Standing(None, body, first, category=category), row.may, category, day)
        for row, body, day in product(document.standing, (own, other), _days(association)[::9])
    ]
    made += [
        (False, Standing(None, own, first, vetted=scope), row.may, category, date(2027, 12, 31))
        for row, scope in product(document.standing, VettingScope)
    ]
    for proposed, standing, may, for_, on in dict.fromkeys((*heard.standings, *made)):
        held = standing.category or f"vetted for {standing.vetted.value if standing.vetted else 'nothing'}"
        yield Asked(
            "standing_counts",
            f"{held} of {standing.association}, {may} for {for_} on {on}",
            lambda p=proposed, s=standing, m=may, c=for_, o=on: association.standing_counts(p, s, m, c, o),  # type: ignore[misc]
        )


def _findings(association: Association, heard: _Listening) -> Iterator[Asked]:
    for proposed, line, portfolio, moments, whose in heard.findings:
        yield Asked(
            "requirement_finding",
            f"{proposed.requirement} of {whose}",
            lambda f=proposed, s=line, p=portfolio, m=moments: association.finding(f, s, p, m),  # type: ignore[misc]
        )
