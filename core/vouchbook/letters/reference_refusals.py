"""The words of what is refused about references: who may be asked, and what becomes of one that was."""

WORDS: dict[str, str] = {
    "rating_not_requested": "this reference was never asked for; ask for it first with: vouchbook reference request",
    "unknown_rating": "{association} knows no reference {rating}; see: vouchbook reference list PERSON",
    "rating_not_received": "{rating} has not come in yet; record it with: vouchbook reference receive {rating}",
    "rating_already_received": (
        "{rating} came in already, and a reference is received once; confirm one that came in the applicant's own file "
        "with: vouchbook evidence confirm; if it does not count, ask somebody else with: vouchbook reference replace "
        "{rating}"
    ),
    "rating_counts": (
        "{rating} came in, and it counts or may count as far as the sheet asks, so that it stays; only a reference "
        "that does not count is replaced: vouchbook reference show {rating}"
    ),
    "reminded_lately": (
        "this rater was asked or reminded on {on}, and raters are busy; remind them again from {until} on, or call them"
    ),
    "rating_declined": "{rating} was declined; ask somebody else with: vouchbook reference replace {rating}",
    "rating_replaced": "{rating} was replaced by {by}, which is awaited instead; see: vouchbook reference show {by}",
    "before_rating_requested": "{rating} was asked for on {until}, which is after {on}; give {until} or a later day",
    "known_after_rated": (
        "{rating} says known since {on}, later than it was written ({until}); correct one of the dates"
    ),
    "slot_not_asked": (
        "a sheet names the place {slot}, but not that of {categories}, which this person applies for; write one of: "
        "{places}"
    ),
    "references_not_asked": (
        "the sheet of {categories}, which this person applies for, asks for no reference; leave it out, or open the "
        "application that it is for first"
    ),
    "rater_is_applicant": (
        "{rater} has the name or the e-mail address of the applicant, now or earlier, and nobody writes their own "
        "reference; name somebody else, or ask the coordinator to record who that is"
    ),
    "rater_asked_already": (
        "{rater} is asked already, by {rating} for the place {slot}, and one person fills one place; wait for it, or "
        "ask somebody else for that place first: vouchbook reference replace {rating}"
    ),
    "raters_alike": (
        "{rater} has the e-mail address of another rater of the same person, and each place needs another person; name "
        "somebody else, or correct the address"
    ),
    "rater_named_twice": (
        "{rater} is the same person as {other}, who is named already and gives the reference {rating}; each place "
        "needs another person: name somebody else"
    ),
    "rater_without_address": (
        "nobody wrote down an e-mail address for this reference, so that no code can be sent; answer on paper, or ask "
        "the association"
    ),
    "form_received": (
        "this reference was sent already, with thanks; write to the association if something in it is wrong"
    ),
    "form_replaced": "somebody else is asked for this reference by now; write to the association if that is a mistake",
    "form_declined": (
        "this reference was declined, and nothing more is needed; if that was a mistake, write to the association"
    ),
    "form_incomplete": "{missing} questions have no answer yet; answer each, if need be that you cannot say",
    "unknown_section": "this form has no such page; go back to its first page",
}  # fmt: skip
