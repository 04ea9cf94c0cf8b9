"""The words of every finding: why an item does not count, what is missing, what only a reviewer can answer.

A trace holds codes; here, and nowhere else, stand the sentences for them. What an applicant may not learn
of a rating is not in the trace that they are given (``Trace.for_``), so no sentence here can say it.
"""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook.domain.names import ItemId, Kind
from vouchbook.domain.trace import Excluded, Finding, Lack, Lacking, Question, Status, Why
from vouchbook.letters.names import spaced
from vouchbook.letters.said import UNITS, Names, amount, line_of, noun, rule_of, said, within
from vouchbook.policy import rules
from vouchbook.policy.rules import Judgement, Rule
from vouchbook.policy.version import PolicyVersion

Labels = Mapping[ItemId, str]
"""What items are called: in a book their ids mean nothing to people."""
NO_LABELS: Labels = {}

WHY: Mapping[Why, str] = {
    Why.AFTER_DAY_ASKED: "Dated {on}, after the day asked about ({until}).",
    Why.BEFORE_DEGREE: "On {on}, before {level} of {until}.",
    Why.NO_DEGREE: "Counts only after {level}, and none is on file.",
    Why.TOO_LONG_AGO: "On {on}; only what is later than {until} counts.",
    Why.OUTSIDE_CYCLE: "On {on}, outside the cycle that ends on {until}.",
    Why.PROVIDER_WITHOUT_STANDING: "{who} was not one of those who may {may} on {on} ({those}).",
    Why.STANDING_NOT_YET: "{who}'s standing began on {until}, after {item} on {on}.",
    Why.STANDING_ENDED: "{who}'s standing ended on {until}, before {item} on {on}.",
    Why.VETTING_ENDED: "{who}'s vetted standing ended on {until}, before {item} on {on}.",
    Why.VETTED_ELSEWHERE: "{who} was vetted by another association; only a vetting by {association} itself counts.",
    Why.STANDING_UNCONFIRMED: "{who}'s standing has not been confirmed yet.",
    Why.STANDING_EMERGING: "{who}'s add-on is still being completed, and counts only once it is.",
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
    Why.NO_SLOT: "No place {slot} is left to fill.",
    Why.NOT_CURRENT_SUPERVISOR: "{who} is not the supervisor of a current job.",
    Why.GAVE_NO_RSC: "{who} gave no session of RSC in this file.",
    Why.EXAM_PART_NOT_PASSED: "Not passed on {on}.",
    Why.TERM_NOT_COVERING: "Ends on {until}, so that it does not cover {on}.",
    Why.OTHER_ASSOCIATION: "A membership that is not asked for here.",
    Why.NOT_IN_FORCE: "Not in force for long enough on {on}: {until} is the day that rules.",
    Why.LEVEL_NOT_ENOUGH: "Not of a kind that the sheet names or a reviewer may accept.",
    Why.NO_TRANSCRIPT: "Its transcript is missing.",
    Why.OUTSIDE_BEST_WINDOW: "Outside the stretch of time in which most is found.",
    Why.REFERENCE_NEEDED: "Another reference is needed for this place.",
}

LACK: Mapping[Lack, str] = {
    Lack.AMOUNT: "{gap} needed{pending}.",
    Lack.PART: "{gap} needed for “{name}”.",
    Lack.PARTS_TOGETHER: "{gap} needed, as no hour serves two of these: {names}.",
    Lack.SPREAD: "First and last item have to lie further apart{reach}.",
    Lack.SLOT: "A reference for the place “{slot}” is needed.",
    Lack.ENDORSED_RATER: "At least one rater has to be someone who may {may} ({those}).",
    Lack.DOCUMENT: "{name} has to be signed.",
    Lack.EXAM_PART: "The exam's part “{name}” has to be passed.",
    Lack.MEMBERSHIP: "A membership of {members} covering {on} is needed.",
    Lack.DEGREE: "{levels} is needed.",
    Lack.LICENCE: "A licence in force, of the kind that the sheet names, is needed.",
    Lack.AREA: "The area “{name}” is named by no item.",
    Lack.JUDGED_NOT_MET: "The reviewers answered no: {ask}",
    Lack.ANSWER: "",  # said once, with what the reviewers have to answer
    Lack.WAY: "{ways}.",
}

MET: Mapping[Kind, str] = {
    Kind.ANY_OF: "One of the ways is met.",
    Kind.ALL_OF: "Everything that belongs to it is met.",
    Kind.DEGREE: "A degree that the sheet names, or the reviewers accepted, is documented.",
    Kind.LICENCE: "A licence that the sheet names, or the reviewers accepted, is in force.",
    Kind.HOURS: "{count} count; {needed} are needed.",
    Kind.MONTHS: "{count} count; {needed} are needed.",
    Kind.COUNT: "{count} count; {needed} are needed.",
    Kind.RATINGS: "All {needed} places are filled, each by another person.",
    Kind.HOLDS: "What has to be held is held.",
    Kind.SIGNATURES: "Everything that has to be signed is signed.",
    Kind.ATTESTATION: "Everything that has to be attested is attested.",
    Kind.MEMBERSHIP: "A membership covers the day.",
    Kind.EXAM: "All parts of the exam are passed.",
    Kind.COMPETENCIES: "All {needed} areas of competency are shown.",
    Kind.JUDGEMENT: "The reviewers have answered everything with yes.",
    Kind.NOT_REQUIRED: "Nothing is required.",
}


def because(finding: Finding, version: PolicyVersion, names: Names) -> str:
    """What is found of a requirement, in a sentence or two that name the way out."""
    if finding.status is Status.MET:
        return _met(finding, rule_of(finding, version))
    sentences = [sentence for lack in finding.lacking if (sentence := lacking(lack, finding, version, names))]
    if finding.status is Status.JUDGEMENT:
        sentences.append(_for_reviewers(finding))
    return " ".join(sentences) or "Not met."


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
        return f"Does “{labels.get(asked.item, asked.item)}” count? ({_of_sheet(line.line)})"
    judgement = judgement_of(asked, finding, version)
    if judgement is not None:
        return f"{judgement.ask} ({_of_sheet(judgement.line or line.line)})"
    return f"Is the area “{spaced(str(asked.key))}” shown, though no item names it? ({_of_sheet(line.line)})"


def judgement_of(asked: Question, finding: Finding, version: PolicyVersion) -> Judgement | None:
    """The judgement of the sheet behind a question, where there is one."""
    rule = within(line_of(finding, version).rule, asked.requirement)
    found = () if isinstance(rule, rules.NotRequired) else rule.judgement
    return next((each for each in found if each.key == asked.key), None)


def _met(finding: Finding, rule: Rule) -> str:
    sentence = MET[finding.kind]
    if finding.kind is Kind.MEMBERSHIP and not finding.required:
        sentence = "No membership is required."
    count, needed = amount(finding.counted, finding.unit), amount(finding.required, finding.unit)
    return sentence.format(count=f"{count} {noun(finding, rule, count)}", needed=needed)


def _for_reviewers(finding: Finding) -> str:
    if finding.kind in (Kind.HOURS, Kind.MONTHS) and finding.pending:
        count, needed = amount(finding.counted, finding.unit), amount(finding.required, finding.unit)
        pending = amount(finding.pending, finding.unit)
        return f"{count} of {needed} {UNITS[finding.unit]} count; whether {pending} more do, a reviewer has to say."
    return "A reviewer has to say."


def _of_sheet(line: str | None) -> str:
    return f"sheet: {line}" if line else "sheet"


def _first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
