"""What an item says, as somebody would type it into its form: the way back from facts and words to fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from vouchbook.domain import evidence as kinds
from vouchbook.domain.evidence import Facts, LicenceKind, Words
from vouchbook.policy.portfolio_forms import HOLDER
from vouchbook.policy.portfolio_people import VETTED
from vouchbook.policy.portfolio_tables import OTHER

Fields = dict[str, list[str]]


def typed_of(facts: Facts, words: Words) -> Fields:
    """The fields of a form with what an item says; what has no form says nothing."""
    found = {name: [value] for name, value in words.items() if isinstance(value, str) and name != "ref"}
    for name, value in _facts(facts, words).items():
        if value:
            found[name] = value if isinstance(value, list) else [value]
    return found


def kept_beside(before: Words, after: Words, facts: Facts) -> Words:
    """The words of a revision with what its form cannot say: the item's id in a file, finer areas of those it names."""
    kept: Words = {"ref": before["ref"]} if "ref" in before else {}
    areas = {each.value for each in getattr(facts, "areas", ())}
    areas |= {area.value for course in getattr(facts, "coursework", ()) for area in course.areas}
    finer = before.get("competencies")
    still = [each for each in finer if each.split("/")[0].strip() in areas] if isinstance(finer, list) else []
    if still:
        kept["competencies"] = still
    return {**kept, **{name: value for name, value in after.items() if name != "ref"}}


def _facts(facts: Facts, words: Words) -> Mapping[str, str | list[str]]:
    match facts:
        case kinds.Education():
            titles = words.get("coursework")
            found: dict[str, str | list[str]] = {
                "level": facts.level.value,
                "awarded_on": _day(facts.awarded_on),
                "transcript": _flag(facts.transcript),
                "transcript_unofficial": _flag(facts.transcript_unofficial),
            }
            for number, course in enumerate(facts.coursework):
                title = titles[number] if isinstance(titles, list) and number < len(titles) else ""
                found |= {f"coursework.{number}.title": title}
                found |= {f"coursework.{number}.competencies": _codes(course.areas)}
            return found
        case kinds.Licence(kind=kind):
            kind_said = {} if "kind" in words else {"kind": kind.value if kind is not LicenceKind.OTHER else ""}
            return {**kind_said, **_running(facts.first, facts.last)}
        case kinds.Training():
            return {**_measured(facts), "about": _codes(facts.about), "competencies": _codes(facts.areas)}
        case kinds.Rsc():
            return {
                **_measured(facts),
                "setting": facts.setting.value,
                "provider": facts.provider,
                "peer": _flag(facts.peer),
                "about": _codes(facts.about),
                "competencies": _codes(facts.areas),
            }
        case kinds.Work():
            return {
                **_running(facts.first, facts.last),
                "paid": _flag(facts.paid),
                "supervised": _flag(facts.supervised),
                "with": _codes(facts.with_),
                "services": _codes(facts.services),
                "families": "" if facts.families is None else str(facts.families),
                "fraction": "" if facts.fraction is None else _share(facts.fraction),
                "volunteer": _flag(facts.volunteer),
                "specialised_training": _flag(facts.specialised_training),
                "internship": _flag(facts.internship),
                "supervisor": facts.supervisor or "",
            }
        case kinds.Colleague():
            level = facts.degree_level.value if facts.degree_level else ""
            return {"degree_level": level, "receives_rsc": _flag(facts.receives_rsc)}
        case kinds.Standing():
            held = f"{facts.category}-emerging" if facts.emerging else str(facts.category or VETTED)
            scope = facts.vetted.value if facts.vetted else ""
            return {
                HOLDER: facts.holder or "",
                "as": held,
                "association": facts.association,
                "scope": scope,
                **_running(facts.first, facts.last),
            }
        case kinds.ServiceHours():
            return {**_measured(facts), "kind": facts.kind.value, **_body(facts.association)}
        case kinds.Attestation():
            return {"statement": facts.statement, "given_on": _day(facts.given_on)}
        case kinds.Exam():
            return {
                "part": facts.part.value,
                "sat_on": _day(facts.sat_on),
                "score": _share(facts.score),
                "passed": "yes" if facts.passed else "no",
                "form": facts.form.value if facts.form else "",
            }
        case kinds.Membership():
            plan = {} if facts.plan == OTHER else {"plan": str(facts.plan)}
            return {**plan, **_body(facts.association), **_running(facts.first, facts.last)}
        case _:
            return {}


def _measured(facts: kinds.Training | kinds.Rsc | kinds.ServiceHours) -> dict[str, str]:
    until = _day(facts.last) if facts.last != facts.first else ""
    return {"from": _day(facts.first), "until": until, "hours": _hours(facts.minutes)}


def _running(first: date, last: date | None) -> dict[str, str]:
    return {"from": _day(first), "until": _day(last) if last else ""}


def _body(code: str) -> dict[str, str]:
    """A body without a code is in the words."""
    return {} if code == OTHER else {"association": code}


def _hours(minutes: int) -> str:
    """``1.5`` where that is exact, else ``1:20``.

    >>> _hours(90), _hours(80), _hours(120)
    ('1.5', '1:20', '2')
    """
    quarters = Decimal(minutes) / 60
    return f"{quarters.normalize():f}" if minutes % 15 == 0 else f"{minutes // 60}:{minutes % 60:02d}"


def _share(parts: int) -> str:
    return f"{(Decimal(parts) / 10_000).normalize():f}"


def _day(on: date) -> str:
    return on.isoformat()


def _flag(value: bool) -> str:  # what a checkbox sends
    return "yes" if value else ""


def _codes(values: Iterable[Enum]) -> list[str]:
    return [str(value.value) for value in values]
