"""One phrase for every condition on an item of evidence, and for those whom a line concerns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from vouchbook.domain.names import (
    About,
    DegreeLevel,
    ServiceKind,
    Setting,
    StandingName,
    With,
)
from vouchbook.letters.names import all_called, called, may, stated
from vouchbook.letters.phrases import length, listed
from vouchbook.letters.standings import Policy
from vouchbook.policy.rules import Applies, Length, Where

T = TypeVar("T")


def _yes_or_no(yes: str, no: str) -> Callable[[bool, Policy], str]:
    return lambda holds, _: yes if holds else no


def _after_degree(level: DegreeLevel, _: Policy) -> str:
    return f"after {called(level).replace('a ', 'the ', 1)}"


def _within_last(of: Length, _: Policy) -> str:
    return f"within the last {length(of)}"


def _given_by(standing: StandingName, policy: Policy) -> str:
    return f"given by someone who may {may(standing).replace('give RSC', 'give it')} ({policy.who(standing)})"


def _supervised_by(standing: StandingName, policy: Policy) -> str:
    return f"with a supervisor who may {may(standing)} ({policy.who(standing)})"


def _with(people: tuple[With, ...], _: Policy) -> str:
    return f"with {'both ' if len(people) > 1 else ''}{all_called(people, 'and')}"


def _services(services: tuple[ServiceKind, ...], _: Policy) -> str:
    return f"including {'both ' if len(services) == 2 else ''}{all_called(services, 'and')}"


def _services_any(services: tuple[ServiceKind, ...], _: Policy) -> str:
    return f"including {all_called(services, 'or')}"


def _about(subjects: tuple[About, ...], _: Policy) -> str:
    return f"about {all_called(subjects, 'or')}"


def _setting(settings: tuple[Setting, ...], _: Policy) -> str:
    return f"{all_called(settings, 'or')} sessions"


WHERE: Mapping[str, Callable[..., str]] = {
    "after_degree": _after_degree,
    "within_last": _within_last,
    "about": _about,
    "covers_competency": _yes_or_no("covering an area of competency", "covering no area of competency"),
    "paid": _yes_or_no("paid", "unpaid"),
    "volunteer": _yes_or_no("as a volunteer", "not as a volunteer"),
    "internship": _yes_or_no("in an internship", "not in an internship"),
    "specialised_training": _yes_or_no("after specialised training", "without specialised training"),
    "licensed": _yes_or_no("while licensed", "while not licensed"),
    "supervised": _yes_or_no("supervised", "unsupervised"),
    "supervised_by": _supervised_by,
    "with": _with,
    "services": _services,
    "services_any": _services_any,
    "setting": _setting,
    "given_by": _given_by,
    "peer": _yes_or_no("by a peer", "not by a peer"),
}
"""The phrase of each condition, in the order in which they are said."""

APPLIES: Mapping[str, Callable[..., str]] = {
    "holds": lambda categories, policy: f"who hold {listed(policy.codes(categories), 'or')}",
    "attests": lambda statement, _: f"who attest {stated(statement)}",
    "held_at_least": lambda of, _: f"whose endorsement is {length(of)} old or older",
    "held_less_than": lambda of, _: f"whose endorsement is less than {length(of)} old",
}


def conditions(where: Where, policy: Policy) -> list[str]:
    """What an item must be, phrase by phrase; nothing if every item counts."""
    return _said(where, WHERE, policy)


def concerned(applies: Applies | None, policy: Policy) -> str:
    """Those whom a line concerns: ``those who attest that they give RSC to others``; empty for everybody."""
    said = _said(applies, APPLIES, policy) if applies else []
    return f"those {' and '.join(said)}" if said else ""


def _said(asked: Where | Applies, phrases: Mapping[str, Callable[..., str]], policy: Policy) -> list[str]:
    names = dict(zip(asked.__struct_encode_fields__, asked.__struct_fields__, strict=True))
    values = {written: getattr(asked, names[written]) for written in phrases}
    return [phrases[written](value, policy) for written, value in values.items() if value is not None and value != ()]
