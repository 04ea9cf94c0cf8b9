"""The words of what is refused when a policy is to change; merged into those of every refusal."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "policy_unchanged": (
        "this is the policy adopted last, word for word ({version}); change something first, for instance with: "
        "vouchbook policy edit"
    ),
    "policy_of_another": (
        "the file says code = {written}, and this is the book of {association}; propose it there, or correct the code"
    ),
    "policy_begins_in_the_past": (
        "a policy that begins on {on} comes too late on {today}, because what happened since was judged by the one "
        "before; give {today} or a later day with --from, and where it was proposed already, propose it anew"
    ),
    "policy_retroactive": (
        "this would change what ruled when cases were decided: {lines} (decided cases: {applications}). Nothing "
        "reaches back into a decided case. Leave the row that ruled then as it is, and add one beside it with "
        "from = the day on which the policy comes into force: vouchbook policy edit … --from DAY"
    ),
    "currency_stays": (
        "the accounts of this book are kept in {kept} from its first day, and a policy in {written} would call the "
        'same cents by another name; leave currency = "{kept}" as it is, and write every amount in it'
    ),
    "category_in_use": (
        "{categories} would no longer be offered, so that nobody could decide on these applications: {open}; leave it "
        "among the categories until they are approved or withdrawn"
    ),
    "decided_since": (
        "cases were decided until {until}, by the policy of their day, so that another one cannot rule from {on}; give "
        "{until} or a later day, and leave out --on"
    ),
    "proposed_already": (
        "the same policy is proposed already, from the same day: {proposal}; have it approved by another person, or "
        "withdraw it first"
    ),
    "proposal_exists": "another proposal has the id {proposal}; ask again, and a new id is made",
    "unknown_proposal": "{association} has no proposal {proposal}; see: vouchbook policy history {association}",
    "ambiguous_proposal": (
        "{written} is the beginning of several proposals: {proposals}; write the id of the one that is meant"
    ),
    "proposal_settled": (
        "{proposal} was {stage} on {on}, and what is settled stays so; propose anew with: vouchbook policy propose"
    ),
    "own_proposal": (
        "nobody settles what they proposed themselves: another person approves or rejects {proposal}, with --as "
        "coordinator:PERSON or board:PERSON; who proposed may take it back: vouchbook policy withdraw"
    ),
    "not_the_proposer": (
        "{proposal} is taken back by whoever made it alone; another person rejects it: vouchbook policy reject"
    ),
    "policy_moved_on": (
        "{proposal} was held against policy {base}, and {version} has been adopted since; look at the difference and "
        "propose it anew: vouchbook policy diff, vouchbook policy propose"
    ),
    "below_the_licence": (
        "the licence lets nothing be looser than the guidelines edition that it names, and this is: {lines}; ask for "
        "at least as much there, or talk to the Alliance about the licence"
    ),
}
"""By code, as in ``refusals.WORDS``."""
