"""The tables of a portfolio file: what of each item is facts, and what is words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Facts, Words
from vouchbook.domain.names import (
    About,
    AssociationCode,
    DegreeLevel,
    Document,
    EmployerKey,
    ExamPart,
    Family,
    ItemId,
    PlanKey,
    ServiceKind,
    Setting,
    SlotKey,
    Statement,
    StatementCode,
    With,
)
from vouchbook.policy import portfolio_values as values
from vouchbook.policy.portfolio_fields import Fields
from vouchbook.policy.portfolio_file import folded
from vouchbook.policy.portfolio_people import colleague, endorsement
from vouchbook.policy.portfolio_values import PAGE

OTHER = "other"
"""What stands for a body without a code, and for a plan that is no association's own."""

_CODE = re.compile(r"[A-Za-z]{2}|[A-Z]{3,8}|alliance")  # a state, or another body by its initials; no word
_PLAN = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Read(NamedTuple):
    """One item as it was read; one without an ``id`` of its own is numbered after ``like``."""

    facts: Facts
    words: Mapping[str, str | list[str] | None]
    id: ItemId | None = None
    like: str = ""


def _membership(of: Fields) -> Iterator[Read]:
    body, plan = of.text("association"), of.text("plan")
    first, last = of.period()
    code = association(body)
    kept = plan if _PLAN.fullmatch(plan) else OTHER
    words = {"association": body if code == OTHER else None, "plan": plan if kept == OTHER else None}
    yield Read(evidence.Membership(code, PlanKey(kept), first, last), words, like="membership")


def association(written: str) -> AssociationCode:
    """The code of an association or another body; a body's full name is no code.

    >>> association("NC"), association("WAIMH"), association("Zero to Three")
    ('nc', 'WAIMH', 'other')
    """
    if not _CODE.fullmatch(written):
        return AssociationCode(OTHER)
    return AssociationCode(written.lower() if len(written) == 2 else written)  # a state's code is written nc


def _education(of: Fields) -> Iterator[Read]:
    courses, titles, finer = [], [], []
    for course in of.tables("coursework"):
        titles.append(course.text("title"))
        areas, finer_areas = course.areas()
        courses.append(evidence.Coursework(areas))
        finer += finer_areas
        course.close()
    facts = evidence.Education(
        level=of.one_of("level", DegreeLevel),
        awarded_on=of.day("awarded_on"),
        transcript=of.flag("transcript"),
        transcript_unofficial=of.flag("transcript_unofficial"),
        coursework=tuple(courses),
    )
    words = {name: of.text(name) for name in ("degree", "field", "institution")}
    yield Read(facts, {**words, "coursework": titles, "competencies": finer}, of.id())


def _licence(of: Fields) -> Iterator[Read]:
    kind, by = of.text("kind"), of.text("issued_by")
    known = {each.value: each for each in evidence.LicenceKind}
    facts = evidence.Licence(known.get(folded(kind).replace(" ", "_"), evidence.LicenceKind.OTHER), *of.running())
    yield Read(facts, {"kind": kind, "issued_by": by}, like="licence")


def _training(of: Fields) -> Iterator[Read]:
    first, last = of.on_or_period()
    areas, finer = of.areas()
    about = of.several("about", values.member(About))
    facts = evidence.Training(first, last, of.minutes(first, last), about, areas)
    yield Read(
        facts, {"title": of.text("title"), "provider": of.text_or_none("provider"), "competencies": finer}, of.id()
    )


def _work(of: Fields) -> Iterator[Read]:
    employer = of.text("employer")
    first, last = of.running()
    facts = evidence.Work(
        first=first,
        last=last,
        employer=EmployerKey(folded(employer)),
        paid=of.flag("paid"),
        supervised=of.flag("supervised"),
        with_=of.several("with", values.member(With)),
        services=of.several("services", values.member(ServiceKind)),
        families=of.maybe("families", values.whole(1_000_000)),
        fraction=of.maybe("fraction", values.share),
        volunteer=of.flag("volunteer"),
        specialised_training=of.flag("specialised_training"),
        internship=of.flag("internship"),
        supervisor=of.colleague_or_none("supervisor"),
    )
    if facts.fraction == 0:
        of.wrong("fraction", "no share of full time; leave the job out")
    words = {"employer": employer, "role": of.text("role"), "description": of.text_or_none("description", PAGE)}
    yield Read(facts, words, of.id())


def _colleague(of: Fields) -> Iterator[Read]:
    yield from (Read(*each) for each in colleague(of))


def _rsc(of: Fields) -> Iterator[Read]:
    first, last = of.on_or_period()
    areas, finer = of.areas()
    facts = evidence.Rsc(
        first=first,
        last=last,
        minutes=of.minutes(first, last),
        setting=of.one_of("setting", Setting),
        provider=of.colleague("provider"),
        peer=of.flag("peer"),
        about=of.several("about", values.member(About)),
        areas=areas,
    )
    yield Read(facts, {"competencies": finer}, of.id())


def _rating(of: Fields) -> Iterator[Read]:
    slot = values.code("[a-z][a-z0-9_]{0,39}", "write the place as the sheet names it: supervisor, rsc_provider, other")
    facts = evidence.Rating(
        rater=of.colleague("rater"),
        slot=SlotKey(of.need("slot", slot, "", "write the place as the sheet names it")),
        rated_on=of.day("rated_on"),
        known_since=of.day("known_since"),
        not_enough_information=of.need("not_enough_information", values.whole(1000), 0, "write how many, 0 for none"),
        waived_access=of.need("waived_access", values.flag, False, "write true or false"),
    )
    if facts.known_since > facts.rated_on:
        of.wrong("known_since", f"after rated_on = {facts.rated_on}; correct one of the days")
    yield Read(facts, {"relationship": of.text("relationship", PAGE)}, of.id())


def _signature(of: Fields) -> Iterator[Read]:
    yield Read(evidence.Signature(of.one_of("document", Document), of.day("signed_on")), {}, like="signature")


def _service(of: Fields) -> Iterator[Read]:
    first, last = of.on_or_period()
    kind, minutes, body = of.one_of("kind", evidence.ServiceGiven), of.minutes(first, last), of.text("association")
    facts = evidence.ServiceHours(kind, first, last, minutes, association(body))
    yield Read(facts, {"association": body if facts.association == OTHER else None}, of.id())


def _attestation(of: Fields) -> Iterator[Read]:
    statement = StatementCode(of.one_of("statement", Statement).value)
    yield Read(evidence.Attestation(statement, of.day("given_on")), {}, like="attestation")


def _exam(of: Fields) -> Iterator[Read]:
    part, sat_on = of.one_of("part", ExamPart), of.day("sat_on")
    score = of.need("score", values.share, 0, 'write the share of the whole: "0.85"')
    passed = of.need("passed", values.flag, False, "write true or false")
    form = of.maybe("form", values.member(Family))
    yield Read(evidence.Exam(part, sat_on, score, passed, form), {}, like="exam")


def _endorsement(of: Fields) -> Iterator[Read]:
    yield Read(endorsement(of), {}, like="endorsement")


TABLES: Mapping[str, Callable[[Fields], Iterator[Read]]] = {
    "memberships": _membership,
    "education": _education,
    "licences": _licence,
    "training": _training,
    "work": _work,
    "colleagues": _colleague,
    "rsc": _rsc,
    "ratings": _rating,
    "signatures": _signature,
    "service": _service,
    "attestations": _attestation,
    "exam": _exam,
    "endorsements": _endorsement,
}
"""In the order in which an item of one may be named by an item of the next."""


def words(read: Read, ref: ItemId) -> Words:
    """The words of an item that say something, with its id in the file."""
    return {"ref": ref, **{name: said for name, said in read.words.items() if said}}
