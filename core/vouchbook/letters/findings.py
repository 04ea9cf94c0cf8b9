"""The words of every finding: why an item does not count, what is missing, what only a reviewer can answer.

A trace holds codes; here, and nowhere else, stand the sentences for them. What an applicant may not learn
of a rating is not in the trace that they are given (``Trace.for_``), so no sentence here can say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vouchbook.domain.names import Area, ItemId, Kind
from vouchbook.domain.trace import Excluded, Finding, Lack, Lacking, Question, Status, Why
from vouchbook.letters.amounts import bare, much, share_of
from vouchbook.letters.names import called
from vouchbook.letters.phrases import listed
from vouchbook.letters.references import references
from vouchbook.letters.said import Names, line_of, named, quantity, rule_of, said, singular, within
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.rules import Judgement, Rule
from vouchbook.policy.version import PolicyVersion

Labels = Mapping[ItemId, str]
"""What items are called: in a book their ids mean nothing to people."""
NO_LABELS: Labels = {}

WHY: Mapping[Why, str] = {
    Why.AFTER_DAY_ASKED: "Dated {on}, after the day asked about ({until}).",
    Why.BEFORE_DEGREE: "On {on}, before {degree} of {until}.",
    Why.NO_DEGREE: "Counts only after {level}, and none is on file.",
    Why.TOO_LONG_AGO: "On {on}; only what is later than {until} counts.",
    Why.OUTSIDE_CYCLE: "On {on}, outside the cycle that ends on {until}.",
    Why.PROVIDER_WITHOUT_STANDING: "{who} was not one of those who may {may} on {on} ({those}).",
    Why.STANDING_NOT_YET: "{who}'s standing began on {until}, after {item} on {on}.",
    Why.STANDING_ENDED: "{who}'s standing ended on {until}, before {item} on {on}.",
    Why.VETTING_ENDED: "{who}'s vetted standing ended on {until}, before {item} on {on}.",
    Why.VETTED_ELSEWHERE: "{who} was vetted by another association; only a vetting by {association} itself counts.",
    Why.STANDING_UNCONFIRMED: "{who}'s standing has not been confirmed yet.",
    Why.STANDING_EMERGING: "{whose} endorsement is still emerging; it counts only once it is complete.",
    Why.PROVIDER_DEGREE: "{who}'s degree is not high enough to {may} here ({those}).",
    Why.APPLICANT_DEGREE: "{who} may not {may} for an applicant with the degree held on {on} ({those}).",
    Why.VETTED_OTHERWISE: "{who} was vetted for another task; to {may} needs a vetting of its own.",
    Why.CLAIM_UNCONFIRMED: "Not confirmed yet: the coordinator, or a registry, has to confirm it first.",
    Why.PEER: "A session among peers.",
    Why.NOT_PAID: "Not paid.",
    Why.NOT_SUPERVISED: "Not supervised.",
    Why.NOT_WITH: "Not with {people}.",
    Why.SERVICES_LACKING: "Without {services}.",
    Why.CONDITION_NOT_MET: "Does not meet the condition “{name}”.",
    Why.NOT_INTERNSHIP: "Not an internship.",
    Why.ALREADY_COUNTED: "These days count already with other work: each day counts once.",
    Why.OVER_LIMIT: "More than the limit up to which this counts.",
    Why.NOT_NEEDED: "Not needed: the requirement is met without it.",
    Why.TOO_MANY_PROVIDERS: "From one provider more than may be counted.",
    Why.NOT_MOST_FROM_ONE: "Most hours have to come from one provider; this much from the others is too much.",
    Why.AWAITS_REVIEWER: "Counts once a reviewer has accepted it.",
    Why.REJECTED_BY_REVIEWER: "The reviewers have not accepted it.",
    Why.KNOWN_TOO_SHORTLY: "Rated on {on}, before the rater had known the applicant long enough ({until}).",
    Why.NOT_ENOUGH_INFORMATION: "{amount} answers say “not enough information”; that is too many.",
    Why.SAME_RATER: "{who} fills another place already; each place needs another person.",
    Why.NO_SLOT: "{place}.",
    Why.NOT_CURRENT_SUPERVISOR: "{who} is not the supervisor of a current job.",
    Why.GAVE_NO_RSC: "{who} gave no session of RSC in this file.",
    Why.EXAM_PART_NOT_PASSED: "Not passed on {on}.",
    Why.TERM_NOT_COVERING: "Ends on {until}, so that it does not cover {on}.",
    Why.OTHER_ASSOCIATION: "A membership that is not asked for here.",
    Why.HELD_BY_ORGANISATION: "The plan “{name}” is an organisation's membership, not one's own: it does not count.",
    Why.PLAN_NOT_COVERING: "The plan “{name}” does not cover endorsement; another plan of {association} is needed.",
    Why.NOT_IN_FORCE: "{force}.",
    Why.LEVEL_NOT_ENOUGH: "Not of a kind that the sheet names or a reviewer may accept.",
    Why.NO_TRANSCRIPT: "Its transcript is missing.",
    Why.UNOFFICIAL_TRANSCRIPT: "Its transcript is unofficial; one that the school sends itself is needed.",
    Why.OUTSIDE_BEST_WINDOW: "Outside the stretch of {within} in which most is found.",
    Why.OTHER_FORM: "Sat in the exam's form for the other family{asked}.",
    Why.HELD_TOO_SHORTLY: "{force}.",
    Why.FAMILIES_NOT_SAID: "How many families were served there is not said, so that none counts.",
    Why.NOT_SUPERVISEE: "{who} receives no RSC from the applicant, as far as this file says.",
    Why.REFERENCE_NEEDED: "Another reference is needed for this place.",
}

LACK: Mapping[Lack, str] = {
    Lack.AMOUNT: "{gap} needed{pending}.",
    Lack.PART: "{gap} needed.",
    Lack.PARTS_TOGETHER: "{gap} needed, as no hour serves two of these: {names}.",
    Lack.SPREAD: "The first and the last have to lie {spread} apart{reach}.",
    Lack.SLOT: "{reference} needed.",
    Lack.ENDORSED_RATER: "At least one rater has to be someone who may {may} ({those}).",
    Lack.DOCUMENT: "{name} has to be signed.",
    Lack.EXAM_PART: "The exam's part “{name}”{form} has to be passed.",
    Lack.MEMBERSHIP: "A membership of {members} that covers {on} is needed.",
    Lack.DEGREE: "{levels} is needed.",
    Lack.LICENCE: "{licence} is needed.",
    Lack.AREA: "No item names the area “{name}”.",
    Lack.ENDORSEMENT: "{held}, in force on {on}, is needed.",
    Lack.STATEMENT: "Still to be attested: {name}.",
    Lack.JUDGED_NOT_MET: "The reviewers answered no: {ask}",
    Lack.ANSWER: "",  # said once, with what the reviewers have to answer
    Lack.WAY: "{ways}.",
}

TOGETHER: Mapping[Lack, str] = {
    Lack.AREA: "No item names these areas: {these}.",
    Lack.DOCUMENT: "{these} have to be signed.",
    Lack.EXAM_PART: "These parts of the exam{form} have to be passed: {these}.",
    Lack.STATEMENT: "Still to be attested: {these}.",
}
"""Several of a kind that are missing, in one sentence."""

MET: Mapping[Kind, str] = {
    Kind.ANY_OF: "One of the ways is met.",
    Kind.ALL_OF: "Everything that belongs to it is met.",
    Kind.DEGREE: "A degree that the sheet names, or the reviewers accepted, is documented.",
    Kind.LICENCE: "A licence that the sheet names, or the reviewers accepted, is in force.",
    Kind.HOURS: "{count}; {needed} needed.",
    Kind.MONTHS: "{count}; {needed} needed.",
    Kind.COUNT: "{count}; {needed} needed.",
    Kind.RATINGS: "All {needed} places are filled, each by another person.",
    Kind.HOLDS: "An endorsement that the sheet asks for is in force.",
    Kind.SIGNATURES: "Everything that has to be signed is signed.",
    Kind.ATTESTATION: "Everything that has to be attested is attested.",
    Kind.MEMBERSHIP: "A membership covers the day.",
    Kind.EXAM: "All parts of the exam are passed.",
    Kind.COMPETENCIES: "All {needed} areas of competency are shown.",
    Kind.JUDGEMENT: "The reviewers have answered everything with yes.",
    Kind.NOT_REQUIRED: "Nothing is required.",
}


COUNTED = (Kind.HOURS, Kind.MONTHS, Kind.COUNT)
"""The kinds that say how much counts and how much is needed."""


def because(finding: Finding, version: PolicyVersion, names: Names) -> str:
    """What is found of a requirement, in a sentence or two that name the way out."""
    if finding.status is Status.MET:
        return _met(finding, rule_of(finding, version))
    sentences = [*filter(None, _all_lacking(finding, version, names))]
    if finding.status is Status.JUDGEMENT:
        sentences.append(_for_reviewers(finding, rule_of(finding, version)))
    return " ".join(sentences) or "Not met."


def _all_lacking(finding: Finding, version: PolicyVersion, names: Names) -> Iterator[str]:
    """A sentence for each thing that is missing; several of a kind share one."""
    kinds: dict[Lack, list[Lacking]] = {}
    for lack in finding.lacking:
        kinds.setdefault(lack.code, []).append(lack)
    for code, lacks in kinds.items():
        if len(lacks) > 1 and code is Lack.SLOT:
            rule, policy = rule_of(finding, version), Policy(version.document, finding.origin.category, lacks[0].on)
            yield _first(f"{references([each.slot for each in lacks if each.slot], rule, policy)} needed.")
        elif len(lacks) > 1 and code in TOGETHER:
            words = {**said(lacks[0], finding, version, names), "these": listed(map(named, lacks), "and")}
            yield _first(TOGETHER[code].format_map(words))
        else:
            yield from (lacking(lack, finding, version, names) for lack in lacks)


def lacking(lack: Lacking, finding: Finding, version: PolicyVersion, names: Names) -> str:
    """One thing that is missing; nothing where another sentence says it."""
    return _first(LACK[lack.code].format_map(said(lack, finding, version, names)))


def excluded(item: Excluded, finding: Finding, version: PolicyVersion, names: Names) -> str:
    """Why an item, or the part of it, does not count."""
    sentence = _first(WHY[item.because.code].format_map(said(item.because, finding, version, names)))
    if item.because.code is Why.VETTING_ENDED and not all(row.confirmed for row in version.document.vetting):
        sentence += " (That vettings end so has not been confirmed.)"
    return sentence


def question(asked: Question, finding: Finding, version: PolicyVersion, labels: Labels = NO_LABELS) -> str:
    """What reviewers are asked, with the line of the sheet that it comes from."""
    line = line_of(finding, version)
    if asked.item is not None:
        return f"Does “{labels.get(asked.item, asked.item)}” count?{_of_sheet(line.line)}"
    judgement = judgement_of(asked, finding, version)
    if judgement is not None:
        return f"{judgement.ask}{_of_sheet(judgement.line or line.line)}"
    return f"Is the area “{called(Area(str(asked.key)))}” shown, though no item names it?{_of_sheet(line.line)}"


def judgement_of(asked: Question, finding: Finding, version: PolicyVersion) -> Judgement | None:
    """The judgement of the sheet behind a question, where there is one."""
    rule = within(line_of(finding, version).rule, asked.requirement)
    found = () if isinstance(rule, rules.NotRequired) else rule.judgement
    return next((each for each in found if each.key == asked.key), None)


def _met(finding: Finding, rule: Rule) -> str:
    sentence = MET[finding.kind]
    if finding.kind is Kind.MEMBERSHIP and not finding.required:
        sentence = f"Encouraged, not required: {'a' if finding.counted else 'no'} membership covers the day."
    count, needed = bare(finding.counted, finding.unit), bare(finding.required, finding.unit)
    if finding.kind in COUNTED:
        if "minute" in count and "minute" not in needed:  # then the bare number would be read as minutes
            needed = much(finding.required, finding.unit)
        needed = f"{needed} {'is' if singular(needed) else 'are'}"
        count = f"{quantity(finding.counted, finding, rule)} {'counts' if singular(count) else 'count'}"
    return sentence.format(count=count, needed=needed)


def _for_reviewers(finding: Finding, rule: Rule) -> str:
    if finding.kind in COUNTED and finding.pending:
        count = share_of(finding.counted, finding.required, finding.unit)
        if finding.kind is Kind.COUNT:
            count = f"{finding.counted} of {quantity(finding.required, finding, rule)}"
        pending = bare(finding.pending, finding.unit)
        do = "does" if singular(pending) else "do"
        return f"{count} count; whether {pending} more {do}, a reviewer has to say."
    areas = sum(lack.code is Lack.AREA for lack in finding.lacking)
    if areas:
        return f"Whether {'it is' if areas == 1 else 'they are'} shown, a reviewer has to say."
    return "Whether it is met, a reviewer has to say."


def _of_sheet(line: str | None) -> str:
    """Where the sheet asks so; nothing where no line of it is named."""
    return f" (sheet: {line})" if line else ""


def _first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
