"""The words of every refusal: what was turned down, why, and the way out. One sentence or two for each code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum

from vouchbook.domain.names import VettingScope
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Question
from vouchbook.letters import (
    access_refusals,
    account_refusals,
    attachment_refusals,
    fee_refusals,
    mail_refusals,
    office_refusals,
    policy_refusals,
    reference_refusals,
    review_refusals,
    vetting_refusals,
)
from vouchbook.letters.names import called
from vouchbook.letters.phrases import money
from vouchbook.policy.portfolio_json import visible

Parameters = Mapping[str, str]
_PLAIN = re.compile(r"[\w:.+-]{1,80}")
"""An id, a code, a number; whatever else was typed is quoted, and cut where it is long."""

WORDS: dict[str, str] = {
    # people and evidence
    "unknown_person": "{association} has no record of {person}; see: vouchbook person list",
    "person_exists": "{person} is registered already; correct them with: vouchbook person correct {person}",
    "unknown_item": "there is no item {item} in this person's evidence; see: vouchbook evidence list PERSON",
    "item_exists": (
        "{item} is recorded already with other facts; revise it, or withdraw it and record the right one as "
        "a new item"
    ),
    "item_withdrawn": "{item} was withdrawn; record it again as a new item",
    "other_kind": "{item} is evidence of another kind; withdraw it and record a new item",
    "needs_no_confirmation": (
        "{item} needs no confirmation, because it says nothing about others; confirm standings, ratings, "
        "memberships and exams only"
    ),
    "after_today": "{item} is dated {on}, after today ({today}); a book records what has happened: correct the date",
    "someone_elses_file": (
        "the file's e-mail address is not that of {person}; check whose file it is, or correct the address "
        "first with: vouchbook person correct {person}"
    ),
    "unknown_colleague": (
        "{person} has named no colleague {colleague}; see whom with: vouchbook evidence colleagues {person}"
    ),
    "colleague_not_named": (
        "this person has named no colleague with this id or e-mail address; add a row to the table colleagues"
    ),
    "colleagues_alike": "this person has named several colleagues with this e-mail address; write the id of one",
    "book_moved_on": (
        "others wrote about the same people while this was prepared; ask again in a moment, because nothing of it was "
        "recorded"
    ),
    "unknown_slot": "no sheet names this place for a reference; write one of: {places}",
    "unknown_code": (
        "{category} of {association} is not understood; write a category like IMHM-C, and an association "
        "like nc or mi"
    ),
    "unknown_term": "there is no term {term}, or it was voided; see: vouchbook member list PERSON",
    "term_ends_before_it_begins": "the term would end on {last}, before it begins on {first}; exchange the dates",
    "unknown_body": (
        "{body} is no code of an association or another body; write two letters of its state, like mi, or initials "
        "in capitals, like WAIMH. One that has none cannot be told from others, and does not count"
    ),
    "known_after_today": (
        "what will be known on {on}, after today ({today}), nobody knows yet; give a past day, or today"
    ),
    "bought_after_today": "a membership bought on {on}, after {today}, is not bought yet; record it on the day it is",
    "term_overlaps": (
        "these days overlap {term} ({first} to {last}), and terms are never overwritten; begin on {free} or later, "
        "leave out the last day so that it begins by itself where the plan ends, or void {term} if it was recorded in "
        "error: vouchbook member void PERSON {term}"
    ),
    "term_exists": (
        "another term has the id {term}, and terms are never overwritten; record this one again, with an id "
        "of its own"
    ),
    # applications
    "unknown_application": "{association} has no record of {application}; see: vouchbook application list",
    "application_not_opened_yet": "{application} had not been opened by then; ask for a later day or position",
    "not_resident": (
        "{association} takes applications of residents of {states} alone, and this person lives in {state}; apply with "
        "the association of {state}, or where there is none with the Alliance itself. Correct the state if it is "
        "wrong: vouchbook person correct PERSON --state"
    ),
    "residence_unknown": (
        "{association} takes applications of residents of {states} alone, and nobody recorded where this person lives; "
        "record it first: vouchbook person correct PERSON --state"
    ),
    "no_emerging": (
        "{association} lets nobody begin in {category} as emerging on {on}; open the application without --emerging, "
        "for the complete endorsement"
    ),
    "begun_already": (
        "endorsement {endorsement} in {category} was granted as emerging, and the time for the rest runs from then; "
        "open the application without --emerging, to complete it"
    ),
    "application_closed": "this application was closed on {on}; open a new one with: vouchbook application open",
    "before_opening": "an application opened on {until} cannot be submitted on {on}; give a later day",
    "before_last_step": (
        "{on} is before {until}, the day of this application's last step; give {until} or a later day"
    ),
    "requirements_missing": (
        "not met yet: {requirements}; see what is missing with: vouchbook application explain APPLICATION"
    ),
    "not_submitted": "the application has not been submitted; that comes first: vouchbook application submit",
    "already_decided": "this application was {outcome} on {on}; submit it again with: vouchbook application submit",
    "own_application": "nobody acts on their own application or evidence; ask somebody else to do this",
    "already_reviewer": "{reviewer} is on the panel already; nobody reviews an application twice: name somebody else",
    "panel_complete": (
        "the panel is complete ({reviewers}), and policy asks for nobody more; go on with these "
        "reviewers"
    ),
    "reviewer_without_standing": (
        "{reviewer} has no endorsement that lets them review on this day; record and confirm their standing first"
    ),
    "reviewer_conflict": (
        "this reviewer is no neutral judge here ({relations}); name another one{override}"
    ),
    "not_a_reviewer": (
        "{reviewer} is not on this application's panel; the coordinator may change that with: vouchbook "
        "application assign"
    ),
    "no_such_question": (
        "no such question is asked of reviewers here; see which are with: vouchbook application questions APPLICATION"
    ),
    "review_completed": (
        "{reviewer} has completed this review, and only what the panel disagrees on may be answered again; "
        "see it with: vouchbook application questions APPLICATION"
    ),
    "questions_unanswered": "not answered yet by this reviewer: {questions}; answer with: vouchbook application answer",
    "questions_open": (
        "no approval while the panel has not settled {questions}; its reviewers answer with: vouchbook "
        "application answer, or decide on a deferral"
    ),
    "reviews_incomplete": (
        "{done} of {needed} reviews are complete, and the decision waits for all; remind the reviewers, or "
        "put the application on hold"
    ),
    "reviewers_disagree": (
        "no approval while {reviewers} would not approve; whoever has changed their mind says so with: vouchbook "
        "application complete, or decide on a deferral"
    ),
    "reason_missing": "this needs a reason in words: give one with --reason",
    "endorsement_exists": (
        "{endorsement} exists already and belongs to another application; ask again, and a new id is "
        "made"
    ),
    "endorsement_ends_before_it_begins": (
        "the endorsement would end on {last}, before it begins on {first}; correct [[renewal]] in the "
        "association's policy"
    ),
    "unknown_endorsement": "{association} knows no endorsement {endorsement}; see: vouchbook registry list",
    # policy and books
    "no_policy": "{association} has adopted no policy; found it with: vouchbook association found {association}",
    "unknown_policy_version": (
        "this book never adopted policy {version}; see: vouchbook ledger show --type policy_adopted"
    ),
    "policy_begins_too_early": (
        "a policy cannot begin on {on}, before the one adopted for {until}; give a later first day"
    ),
    "no_book": (
        "there is no book of {association} here{known}; found it with: vouchbook association found "
        "{association}"
    ),
    "request_after_today": (
        "{on} is after today ({today}); a book records what has happened: leave out --on, or give a past day"
    ),
    # licences
    "not_licensed": (
        "{association} is not licensed here; license it with its book: vouchbook association found {association}"
    ),
    "licence_ends_before_it_begins": (
        "the licence would end on {until}, before it begins on {first}; exchange the dates"
    ),
    "licence_overlaps": (
        "{association} is licensed from {first} already (edition: {edition}, last day: {until}), and no two licences "
        "share a day; begin after it, end before it, or end it first: vouchbook association end-licence "
        "{association} --last DAY"
    ),
    "no_licence_that_day": (
        "{association} has no licence on {on} that could end; licences begin on {licences}: give a day within one"
    ),
    **policy_refusals.WORDS,
    **reference_refusals.WORDS,
    **review_refusals.WORDS,
    **mail_refusals.WORDS,
    **office_refusals.WORDS,
    **vetting_refusals.WORDS,
    **access_refusals.WORDS,
    **attachment_refusals.WORDS,
    **fee_refusals.WORDS,
    **account_refusals.WORDS,
    # who may do what
    "not_allowed": "as {role} one may not {action}; that is for {roles}: say who you are with --as",
    "person_needed": "as {role} say who you are: --as {role}:PERSON-ID",
    "someone_elses": (
        "this belongs to somebody else, and an applicant sees and changes only what is their own; ask the "
        "coordinator"
    ),
    "conflict_of_interest": (
        "this reviewer is no neutral judge here ({relations}); ask the coordinator to release them and name "
        "another one: vouchbook application release"
    ),
}  # fmt: skip
"""By code; the parameters in braces are those the refusal carries."""


def in_words(refused: Refused, currency: str | None = None, words: str | None = None) -> str:
    """A refusal as a sentence for people.

    :param currency: that of the accounts; where nobody said it, amounts are decimals and nothing else
    :param words: said instead of what is said at a command line
    """
    sentence = WORDS[refused.code] if words is None else words
    parameters = {name: _shown(name, value, currency) for name, value in refused.parameters.items()}
    parameters = {**_absent(sentence, parameters), **parameters}
    return sentence.format_map(parameters)


class _Absent(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "this " + key.replace("_", " ")


def _absent(sentence: str, given: Mapping[str, str]) -> dict[str, str]:
    """Words for parameters that a decider, which knows only its own stream, could not give."""
    named = [part.split("}")[0] for part in sentence.split("{")[1:]]
    return {name: _Absent()[name] for name in named if name not in given}


def of_money(refused: Refused) -> bool:
    """Whether it names amounts."""
    return any(name in _MONEY for name in refused.parameters)


def _shown(name: str, value: object, currency: str | None = None) -> str:
    if (amounts := _MONEY.get(name)) is not None:
        return amounts(value, currency)
    special = _SPECIAL.get(name)
    if special is not None:
        return special(value)
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(_shown("", each) for each in value)
    if isinstance(value, Question):
        return question(value)
    text = str(value)
    return text if _PLAIN.fullmatch(text) else f"“{visible(text)}”"


def question(asked: Question) -> str:
    """``training: promotion`` or ``work: item wo-3f…``: how a question is named on the command line."""
    return f"{asked.requirement}: {asked.key}" if asked.key else f"{asked.requirement}: item {asked.item}"


def _known(value: object) -> str:
    return f" (books: {', '.join(value)})" if isinstance(value, tuple) and value else ""


def _override(value: object) -> str:
    return ", or let it pass with --override REASON" if value else "; this association lets no conflict pass"


def _relations(value: object) -> str:
    return ", ".join(str(each).replace("_", " ") for each in value) if isinstance(value, tuple) else str(value)


def _scope(value: object) -> str:
    return called(value) if isinstance(value, VettingScope) else str(value)


_SPECIAL: dict[str, Callable[[object], str]] = {
    "known": _known,
    "override": _override,
    "relations": _relations,
    "scope": _scope,
    **fee_refusals.SHOWN,
}


def _cents(value: object, currency: str | None) -> str:
    return money(value, currency) if isinstance(value, int) else str(value)


_MONEY: dict[str, Callable[[object, str | None], str]] = {
    **dict.fromkeys(fee_refusals.AMOUNTS | account_refusals.AMOUNTS, _cents),
    "fees_owed": fee_refusals.fees_owed,
}
