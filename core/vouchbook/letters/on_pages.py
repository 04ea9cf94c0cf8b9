"""Words as pages say them: what a refusal says to somebody who has no command line, days as people here write them."""

from __future__ import annotations

import re
from datetime import date

from vouchbook.domain.refusal import Refused
from vouchbook.letters.phrases import MONTHS
from vouchbook.letters.refusals import in_words

_COMMAND = re.compile(r"\s*\([^()]*vouchbook [^()]*\)|[^,;:.]*(?:[:,]\s*)?\bvouchbook [^;.]*")
_OPTION = re.compile(r"[,:]? (?:with|by|under|in|and|or|leave out|name it with|ask with)? ?--[a-z-]+(?: [^;,.]*)?")
_ISO = re.compile(r"\b(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])\b")
_DAY_FIRST = re.compile(rf"\b([0-9]{{1,2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}})\b")
_LOOSE = re.compile(r"[\s,;:]+$|^[\s,;:]+")


WORDS: dict[str, str] = {
    "no_emerging": (
        "{association} lets nobody begin in {category} as emerging on {on}; apply for the complete endorsement"
    ),
    "begun_already": (
        "endorsement {endorsement} in {category} was granted as emerging, and the time for the rest runs from then; "
        "apply for the complete one"
    ),
    "residence_unknown": (
        "{association} takes applications of residents of {states} alone, and nobody recorded where this person lives; "
        "record the state first"
    ),
    "not_resident": (
        "{association} takes applications of residents of {states} alone, and this person lives in {state}; apply with "
        "the association of {state}, or where there is none with the Alliance itself. If the state is wrong, correct it"
    ),
    "requirements_missing": "not met yet: {requirements}; each requirement’s page says what is missing",
    "fees_unpaid": (
        "{step} waits until these fees are settled: {fees_owed}. Pay them, or ask the coordinator about a scholarship"
    ),
    "questions_open": (
        "no approval while the panel has not settled {questions}; wait for its reviewers, or decide on a deferral"
    ),
    "reviewers_disagree": (
        "no approval while {reviewers} would not approve; they may complete their review otherwise, or you decide on a "
        "deferral"
    ),
    "conflict_of_interest": (
        "this reviewer is no neutral judge here ({relations}); the coordinator releases them and names another one"
    ),
    "decided_since": (
        "cases were decided until {until}, by the policy of their day, so that another one cannot rule from {on}; "
        "give {until} or a later day"
    ),
    "own_proposal": "nobody settles what they proposed themselves: another person approves or rejects it",
    "policy_retroactive": (
        "this would change what ruled when cases were decided: {lines} (decided cases: {applications}). Nothing "
        "reaches back into a decided case: leave the rule that was in force as it is, and change it from a later day on"
    ),
    "vetted_already": "they are vetted for this already, until {until}; to vet anew, end that vetting first",
    "own_vetting": "nobody interviews themself or decides on their own vetting; somebody else has to do it",
    "request_after_today": "{on} is after today ({today}); give today or a day before",
    "refund_beyond_terms": (
        "of the {paid} paid for {charge}, its terms give back {possible}; give that or less. For more, a board officer "
        "may make an exception"
    ),
    "rater_asked_already": (
        "{rater} is asked already for another place, and one person fills one place; wait for it, or ask somebody else "
        "for that place first"
    ),
    "not_allowed": "as {role} one may not {action}; that is for {roles}",
    "person_needed": "nobody has signed in here; sign in first",
}
"""What a page says where a sentence without its command would not name the way out."""


def refusal(refused: Refused, currency: str | None = None) -> str:
    """A refusal as a sentence for a page, its days as people here write them, without commands."""
    return dated(without_commands(in_words(refused, currency, WORDS.get(refused.code))))


def without_commands(text: str) -> str:
    """The parts of a sentence that name no command.

    >>> without_commands("nc has no record of p-1; see: vouchbook person list")
    'Nc has no record of p-1.'
    """
    parts = [part for part in text.split("; ") if "vouchbook " not in part]
    kept = "; ".join(parts) if parts else _COMMAND.sub("", text)
    kept = _LOOSE.sub("", _OPTION.sub("", kept))
    if not kept:
        kept = "this cannot be done now"
    return f"{kept[:1].upper()}{kept[1:]}{'' if kept.endswith(('.', '?', '!', '”')) else '.'}"


def dated(text: str) -> str:
    """A sentence of ours with its days as people here write them.

    >>> dated("On 2027-06-20, through 21 December 2027.")
    'On June 20, 2027, through December 21, 2027.'
    """
    text = _ISO.sub(lambda found: day(date.fromisoformat(found[0])), text)
    return _DAY_FIRST.sub(lambda found: f"{found[2]} {found[1]}, {found[3]}", text)


def day(on: date) -> str:
    """A day as people of these associations write it.

    >>> day(date(2027, 6, 20))
    'June 20, 2027'
    """
    return f"{on:%B} {on.day}, {on.year}"
