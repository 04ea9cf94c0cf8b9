"""An item of evidence in full, for those who judge it: each thing that it says, under what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import assert_never

from vouchbook.domain import evidence as kinds
from vouchbook.domain.evidence import Facts, Words
from vouchbook.domain.names import ColleagueId
from vouchbook.letters import reference_form
from vouchbook.letters.names import all_called, called, spaced
from vouchbook.letters.names import endorsed as _endorsed
from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import hours, share

Names = Mapping[ColleagueId, str]
Detail = tuple[str, str]
_SAID_ELSEWHERE = frozenset({"ref", "title", "name", "form"})
_LABELS: Mapping[str, str] = {
    "degree": "Degree",
    "institution": "School",
    "field": "Field",
    "kind": "Kind",
    "number": "Number",
    "provider": "Offered by",
    "description": "Description",
    "role": "Role",
    "employer": "Employer",
    "relationship": "Relationship",
    "where": "Where it was seen",
}


def details(facts: Facts, words: Words, names: Names, applicant: str = "") -> list[Detail]:
    """Everything that an item says, in words. Of a reference also what its form says: never for its applicant.

    :param applicant: what the questions of a form call them
    """
    if isinstance(facts, kinds.Rating):
        return [*_facts(facts, names), *reference_form.in_words(words, applicant)]
    return [*_facts(facts, names), *_words(words)]


def when(facts: Facts) -> str:
    """The day of an item, or from when until when."""
    match facts:
        case kinds.Education(awarded_on=on) | kinds.Signature(signed_on=on) | kinds.Attestation(given_on=on):
            return day(on)
        case kinds.Rating(rated_on=on) | kinds.Exam(sat_on=on):
            return day(on)
        case kinds.Colleague():
            return ""
        case kinds.Work() | kinds.Standing() | kinds.Licence():
            return f"Since {day(facts.first)}" if facts.last is None else _span(facts.first, facts.last)
        case _:
            return _span(facts.first, facts.last)


def much(facts: Facts) -> str:
    """How much an item claims, where it is a matter of hours."""
    return hours(facts.minutes) if isinstance(facts, kinds.Training | kinds.Rsc | kinds.ServiceHours) else ""


def _span(first: date, last: date) -> str:
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def _facts(facts: Facts, names: Names) -> Iterator[Detail]:
    match facts:
        case kinds.Education():
            yield "Level", _capital(called(facts.level))
            yield "Transcript", _transcript(facts)
            if facts.coursework:
                yield "Courses", f"{len(facts.coursework)} listed"
        case kinds.Licence():
            yield "For mental health", _yes(facts.kind is kinds.LicenceKind.MENTAL_HEALTH)
        case kinds.Training():
            yield from _areas(facts)
        case kinds.Work():
            yield from _work(facts, names)
        case kinds.Colleague():
            yield "Degree", _capital(called(facts.degree_level)) if facts.degree_level else "Not said"
        case kinds.Standing():
            holds = _endorsed(facts.category or "", emerging=facts.emerging) if facts.category else "Vetted"
            yield "Holds", f"{holds}, {facts.association}"
        case kinds.Rsc():
            yield "Provider", names.get(facts.provider, facts.provider)
            yield "How", _capital(called(facts.setting)) + (", among peers" if facts.peer else "")
            yield from _areas(facts)
        case kinds.Rating():
            yield "Rater", names.get(facts.rater, facts.rater)
            yield "Place", _capital(spaced(facts.slot))
            yield "Known since", day(facts.known_since)
            yield "Answers “not enough information”", str(facts.not_enough_information)
            yield "The applicant may read it", _yes(not facts.waived_access)
        case kinds.Signature():
            yield "Document", _capital(called(facts.document))
        case kinds.ServiceHours():
            yield "For", facts.association.upper()
        case kinds.Attestation():
            yield "Statement", _capital(spaced(facts.statement))
        case kinds.Exam():
            yield "Part", _capital(called(facts.part))
            yield "Score", f"{share(facts.score)}, {'passed' if facts.passed else 'not passed'}"
        case kinds.Membership():
            yield "Plan", f"{_capital(spaced(facts.plan))}, {facts.association}"
        case _:
            assert_never(facts)


def _work(facts: kinds.Work, names: Names) -> Iterator[Detail]:
    yield "Paid", _yes(facts.paid)
    yield "Supervised", _yes(facts.supervised)
    if facts.supervisor is not None:
        yield "Supervisor", names.get(facts.supervisor, facts.supervisor)
    if facts.with_:
        yield "Works with", all_called(facts.with_, "and")
    if facts.services:
        yield "Services", all_called(facts.services, "and")
    if facts.families is not None:
        yield "Families served", str(facts.families)
    if facts.fraction is not None:
        yield "Share of full time", share(facts.fraction)
    marks = {"Internship": facts.internship, "Volunteer": facts.volunteer}
    yield from ((mark, "Yes") for mark, so in marks.items() if so)


def _areas(facts: kinds.Training | kinds.Rsc) -> Iterator[Detail]:
    if facts.about:
        yield "About", all_called(facts.about, "and")
    if facts.areas:
        yield "Areas of competency", _capital(all_called(facts.areas, "and"))


def _transcript(facts: kinds.Education) -> str:
    if not facts.transcript:
        return "None"
    return "A copy that the school did not send itself" if facts.transcript_unofficial else "Sent by the school"


def _words(words: Words) -> Iterator[Detail]:
    for name, said in words.items():
        text = ", ".join(said) if isinstance(said, list) else said
        if text and name not in _SAID_ELSEWHERE:
            yield _LABELS.get(name, _capital(spaced(name))), text


def _yes(so: bool) -> str:
    return "Yes" if so else "No"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
