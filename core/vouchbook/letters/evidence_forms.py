"""What people are asked about each kind of evidence: a name for the form, a label for each field, its mistakes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from vouchbook.domain.names import (
    About,
    Area,
    DegreeLevel,
    ExamPart,
    Family,
    ServiceKind,
    Setting,
    VettingScope,
    With,
)
from vouchbook.letters.names import STATEMENTS, called, spaced
from vouchbook.letters.on_pages import day
from vouchbook.policy.portfolio_people import EMERGING, VETTED


class Asked(Struct, frozen=True):
    """A question. ``missing`` is what to do where it is left empty; ``autocomplete`` as browsers know it."""

    label: str
    hint: str = ""
    missing: str = ""
    autocomplete: str = ""


class FormWords(Struct, frozen=True):
    """``called`` names the kind, ``one`` an item of it, ``says`` what belongs there; ``fields`` are in their order."""

    called: str
    one: str
    says: str
    fields: Mapping[str, Asked]


_FIRST = Asked("First day", "Such as 6/20/2026", "Enter the day, such as 6/20/2026")
_LAST_OF = Asked("Last day", "Only if it went on for several days")
_LAST = Asked("Last day", "Leave this empty while it goes on")
_HOURS = Asked("Clock hours", "Such as 1.5 or 1:30, without breaks", "Enter the clock hours, such as 1.5")
_AREAS = Asked("Areas of competency", "What it was about. Choose all that apply; you can add them later.")
_ABOUT = Asked("Was it about one of these?", "Some hours are asked for in a subject of their own.")

FORMS: Mapping[str, FormWords] = {
    "training": FormWords(
        "Training",
        "a training",
        "In-service training, workshops, conferences: one entry for each, or for a series.",
        {
            "title": Asked("Title of the training", "", "Enter the title of the training"),
            "provider": Asked("Who offered it", "An organization or a person"),
            "from": _FIRST,
            "until": _LAST_OF,
            "hours": _HOURS,
            "competencies": _AREAS,
            "about": _ABOUT,
        },
    ),
    "rsc": FormWords(
        "Reflective supervision or consultation (RSC)",
        "RSC that you received",
        "One session, or a series with one provider.",
        {
            "provider": Asked("Who gave it", "", "Choose who gave it"),
            "setting": Asked("Individual or group", "", "Choose individual or group"),
            "from": _FIRST,
            "until": _LAST_OF,
            "hours": _HOURS,
            "peer": Asked("It was peer supervision, without a provider who leads it"),
            "competencies": _AREAS,
            "about": _ABOUT,
        },
    ),
    "education": FormWords(
        "Education",
        "a degree or certificate",
        "Degrees, credentials and university certificates, with courses that you want to be seen.",
        {
            "level": Asked("Level", "", "Choose the level"),
            "degree": Asked("Name of the degree", "As it stands on the diploma, such as M.S.W.", "Enter its name"),
            "field": Asked("Field of study", "", "Enter the field of study"),
            "institution": Asked("School", "", "Enter the name of the school", "organization"),
            "awarded_on": Asked("Day it was awarded", "Such as 5/15/2018", "Enter the day it was awarded"),
            "transcript": Asked("A transcript is attached, or the school sends it"),
            "transcript_unofficial": Asked("That transcript is a copy, which the school did not send itself"),
            "coursework": Asked("Courses", "Only those that you want reviewers to see"),
            "coursework.title": Asked("Title of the course", "", "Enter the title of the course"),
            "coursework.competencies": Asked("Areas of competency it covered"),
        },
    ),
    "work": FormWords(
        "Work experience",
        "a job",
        "Paid work, internships and volunteer work with or on behalf of young children and their families.",
        {
            "employer": Asked("Employer", "", "Enter the employer", "organization"),
            "role": Asked("Your role", "", "Enter your role", "organization-title"),
            "from": Asked("First day", "Such as 6/20/2024", "Enter the first day"),
            "until": _LAST,
            "supervisor": Asked("Your supervisor there"),
            "description": Asked("What you did", "In a few sentences"),
            "with": Asked("Whom you worked with", "Choose all that apply."),
            "services": Asked("What kind of work it was", "Choose all that apply."),
            "paid": Asked("It was paid"),
            "supervised": Asked("It was supervised"),
            "volunteer": Asked("It was volunteer work"),
            "internship": Asked("It was an internship"),
            "specialised_training": Asked("It came with specialized training"),
            "families": Asked("How many families", "If you counted them"),
            "fraction": Asked("Share of full time", "Such as 0.5 for half time; leave it empty for full time"),
        },
    ),
    "colleagues": FormWords(
        "People you name",
        "a person you name",
        "Supervisors, RSC providers, and those you ask for a reference. Add each once; you choose from them elsewhere.",
        {
            "name": Asked("Full name", "", "Enter the name"),
            "email": Asked("E-mail address", "Needed to ask for a reference"),
            "employer": Asked("Employer"),
            "degree_level": Asked("Highest degree"),
            "receives_rsc": Asked("They receive RSC from you"),
        },
    ),
    "standings": FormWords(
        "Endorsements of people you name",
        "an endorsement of somebody you name",
        "What a supervisor or provider is endorsed or vetted for. The coordinator looks it up before it counts.",
        {
            "holder": Asked("Whose it is", "", "Choose whose it is"),
            "as": Asked("Endorsed as", "", "Choose what they are endorsed as"),
            "association": Asked(
                "By which association", "Its short code, such as nc or mi", "Enter the code, such as mi"
            ),
            "scope": Asked("Vetted for", "Only for somebody who is vetted"),
            "from": Asked("Since", "Such as 6/20/2020", "Enter the day since when"),
            "until": Asked("Until", "Leave this empty if it has no end that you know"),
        },
    ),
    "licences": FormWords(
        "Licenses",
        "a license",
        "Licenses to practise, from a state board.",
        {
            "kind": Asked(
                "Name of the license",
                "Such as LCSW. For a mental health license in general, write mental health.",
                "Enter the name of the license",
            ),
            "issued_by": Asked("Issued by", "The state board", "Enter who issued it"),
            "from": Asked("Since", "Such as 6/20/2020", "Enter the day since when"),
            "until": Asked("Until", "Leave this empty if it has no end that you know"),
        },
    ),
    "endorsements": FormWords(
        "Your endorsements by other associations",
        "an endorsement that you hold elsewhere",
        "The coordinator looks it up in the other association's registry before it counts.",
        {
            "as": Asked("Endorsed as", "", "Choose what you are endorsed as"),
            "association": Asked(
                "By which association", "Its short code, such as tn or mi", "Enter the code, such as mi"
            ),
            "from": Asked("Since", "Such as 6/20/2020", "Enter the day since when"),
            "until": Asked("Until", "Leave this empty if it has no end that you know"),
        },
    ),
    "memberships": FormWords(
        "Memberships",
        "a membership that you hold elsewhere",
        "Of another association, or of this one where it was bought elsewhere. The coordinator confirms it.",
        {
            "association": Asked(
                "Which association",
                "Its code: two letters of a state, like mi, or initials, like WAIMH",
                "Enter the code, such as mi",
            ),
            "plan": Asked("Kind of membership", "Such as individual", "Enter the kind of membership"),
            "from": Asked("First day", "Such as 1/1/2026", "Enter the first day"),
            "until": Asked("Last day", "Such as 12/31/2026", "Enter the last day"),
        },
    ),
    "service": FormWords(
        "Hours given to an association",
        "hours given to an association",
        "Reviewing applications or advising applicants.",
        {
            "kind": Asked("What for", "", "Choose what they were for"),
            "association": Asked("For which association", "Its code, such as nc", "Enter the code, such as nc"),
            "from": _FIRST,
            "until": _LAST_OF,
            "hours": _HOURS,
        },
    ),
    "attestations": FormWords(
        "Statements about yourself",
        "a statement about yourself",
        "What you state of yourself, and on which day.",
        {
            "statement": Asked("You state", "", "Choose what you state"),
            "given_on": Asked("On which day", "Such as 6/20/2026", "Enter the day"),
        },
    ),
    "exam": FormWords(
        "Exams sat elsewhere",
        "a part of an exam that you sat elsewhere",
        "The coordinator confirms it before it counts. What you sit here is recorded for you.",
        {
            "part": Asked("Which part", "", "Choose the part"),
            "sat_on": Asked("On which day", "Such as 6/20/2026", "Enter the day you sat it"),
            "score": Asked("Score", "As a share of the whole, such as 0.85", "Enter the score, such as 0.85"),
            "passed": Asked("Passed", "", "Choose yes or no"),
            "form": Asked("Which form", "Leave this if you do not know"),
        },
    ),
}
"""In the order in which people meet them."""

_CODES = {
    each.value: called(each)[:1].upper() + called(each)[1:]
    for kind in (About, Area, DegreeLevel, ExamPart, Family, ServiceKind, Setting, VettingScope, With)
    for each in kind
}
_CODES |= {
    "yes": "Yes",
    "no": "No",
    "reviewing": "Reviewing applications",
    "advising": "Advising applicants",
    VETTED: "Vetted by the association, without an endorsement",
    EMERGING: "ERS (emerging)",
}


def option(code: str) -> str:
    """What a choice of a form is called."""
    if code in STATEMENTS:
        said = STATEMENTS[code]
        return f"{said[:1].upper()}{said[1:]}"
    return _CODES.get(code, spaced(code))


_SAID = (
    (re.compile(r"before from = (\S+); exchange the two days"), "The last day is before the first one; exchange them"),
    (
        re.compile(r"(a day has 24 hours|.* days have \d+ hours); correct.*"),
        "There are not that many hours in these days",
    ),
    (re.compile(r"write a day.*|there is no such day"), "Enter a real date, such as 6/20/2026"),
    (re.compile(r"days are between.*"), "Enter a day between 1900 and 2199"),
    (re.compile(r"write clock hours.*|hours are more than none"), "Enter hours such as 1.5 or 1:30"),
    (re.compile(r"that is (\S+) minutes;.*"), "Enter hours to the whole minute, such as 1:20"),
    (re.compile(r"write a share.*|write the share.*"), "Enter a share from 0 to 1, such as 0.5"),
    (re.compile(r"no share of full time.*"), "A share of nothing is no work; leave it empty, or enter one above 0"),
    (re.compile(r"write a whole number.*"), "Enter a whole number, such as 12"),
    (re.compile(r"write the association's code.*"), "Enter the association's code in small letters, such as nc"),
    (re.compile(r"write an e-mail address.*"), "Enter an e-mail address, such as name@example.org"),
    (re.compile(r"known: .*|write a category.*"), "Choose one of these"),
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def mistake(form: str, field: str, advice: str) -> str:
    """What to do about a field, as a page says it; ``advice`` is the reader's, empty where something is missing."""
    words = FORMS[form].fields.get(re.sub(r"\.\d+\.", ".", field))
    if not advice or advice.startswith("is empty"):
        return words.missing if words and words.missing else "Fill this in"
    for pattern, said in _SAID:
        if pattern.fullmatch(advice):
            return said
    return f"{advice[:1].upper()}{advice[1:]}"


def cell_advice(text: str) -> str:
    """Advice about a cell of a table that somebody brings to their own evidence, where days are read month first.

    >>> cell_advice("Write a day, year first and without a time: 2026-03-01.")
    'Write a date, month first: 3/1/2026.'
    """
    return re.sub(r"[Ww]rite a day, year first and without a time: [\d-]+", "Write a date, month first: 3/1/2026", text)


def in_us_days(text: str) -> str:
    """A text with its days as people here write them.

    >>> in_us_days("12 clock hours, 2025-03-01")
    '12 clock hours, March 1, 2025'
    """

    def said(found: re.Match[str]) -> str:
        try:
            return day(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            return found[0]

    return _ISO.sub(said, text)
