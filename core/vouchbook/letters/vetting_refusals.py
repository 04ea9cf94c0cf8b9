"""The words of refusals about vetting, colleagues and the roster: what was turned down, and the way out."""

from __future__ import annotations

WORDS: dict[str, str] = {
    # vetting
    "unknown_vetting": "{association} has no record of a vetting {vetting}; see: vouchbook vetting list --all",
    "vetting_not_opened": "this vetting was never opened; open one with: vouchbook vetting open PERSON",
    "vetting_not_opened_yet": "{vetting} had not been opened by {on}; ask for a later day",
    "vetting_exists": "another vetting has the id {vetting}; ask again, and a new id is made",
    "vetting_not_offered": (
        "this association's policy vets nobody for {scope} on {on}; they count once they are endorsed, here or "
        "elsewhere: vouchbook application open, or vouchbook evidence standing. To vet, add a row [[vetting]] to the "
        "policy"
    ),
    "vetting_closed": (
        "by this association's policy vettings for {scope} ended on {until}, and one begun later counts for nobody; "
        "endorsement is what is possible, or the add-on ERS for those who give RSC: vouchbook application open. What "
        "they hold elsewhere is recorded with: vouchbook evidence standing"
    ),
    "vetting_open": (
        "a vetting of theirs for this is open already: {vetting}; go on with it, or end it: vouchbook vetting end "
        "{vetting}"
    ),
    "vetted_already": (
        "they are vetted for this already, until {until}: {vetting}. To vet anew, end that one first: vouchbook "
        "vetting end {vetting}"
    ),
    "own_vetting": (
        "nobody interviews themself or decides on their own vetting, and {person} is whom this one is about; let "
        "somebody else do it, and say who: --by for the interview, --as for the decision"
    ),
    "vetting_conflict": (
        "who interviews or decides has to be neutral, and this person is not ({relations}); ask somebody else to do "
        "it, because in a vetting no conflict is let pass"
    ),
    "interview_after_today": (
        "an interview on {on} has not been held yet (today is {today}); record it on the day, or correct the date"
    ),
    "interview_needed": (
        "this association's policy asks for an interview before somebody is vetted for {scope}, and a phone call is "
        'less; hold the interview, or let the policy say by = "phone_call"'
    ),
    "vetting_step_before": "{on} is before {until}, the day of this vetting's last step; give {until} or a later day",
    "not_interviewed": (
        "nobody has talked with them yet, and that comes before the decision: vouchbook vetting interview {vetting}"
    ),
    "vetting_decided": (
        "{vetting} was decided on {on}, and a decision is never overwritten; end it and open another one: vouchbook "
        "vetting end {vetting}"
    ),
    "vetting_over": "{vetting} is decided or has ended; open another one with: vouchbook vetting open PERSON",
    "vetting_ran_out": "{vetting} ended by itself on {until}; leave it as it is, because there is nothing left to end",
    "vetting_ends_before_it_begins": (
        "the vetting would end on {last}, before it begins on {first}; give a later last day"
    ),
    "no_days_for_not_vetted": "who is not vetted has no last day; leave out --until",
    "was_not_vetted": (
        "{vetting} was decided against, so that nothing of it can end; open another one with: vouchbook vetting open "
        "PERSON"
    ),
    "not_endorsed": (
        "no endorsement of {person} is known on {on}; record the one they hold elsewhere and confirm it (vouchbook "
        "evidence standing, then confirm), or end the vetting as withdrawn"
    ),
    # colleagues
    "colleague_is_themself": (
        "{colleague} cannot be {person}, who names them: nobody gives themself RSC or a reference; name somebody else"
    ),
    "no_standing": (
        "{item} is no endorsement in the evidence of {person} that could end; see: vouchbook evidence list {person}"
    ),
    "standing_ends_before_it_begins": (
        "it would end on {last}, before it begins on {first}; give a later last day, or take it back: vouchbook "
        "evidence withdraw"
    ),
    # the roster
    "provider_listed": (
        "{person} is on the roster already, with other words; change them with: vouchbook roster change {person}"
    ),
    "provider_not_listed": "this person is not on the roster; enter them with: vouchbook roster enter PERSON",
    "provider_without_standing": (
        "{person} has no endorsement and no vetting that lets them give RSC on {on}; vet them first (vouchbook "
        "vetting open), or record and confirm what they hold elsewhere (vouchbook evidence standing)"
    ),
    "capacity_negative": "{capacity} people cannot be taken; write 0 for nobody at present, or a larger number",
    "roster_step_before": "{on} is before {until}, when their place on the roster changed last; give a later day",
    "no_sunset": (
        "by this association's policy vetting for {scope} has no last day, so that nobody loses a provider by it; to "
        "plan one, see who it would concern with --sunset DAY"
    ),
}
