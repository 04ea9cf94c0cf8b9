"""The words of what is refused about reviews: who may join a panel, what may be sent back, what comes first."""

WORDS: dict[str, str] = {
    "conflict_declared": (
        "{reviewer} has said that they are no neutral judge of this application; name somebody else"
    ),
    "review_not_accepted": (
        "this case is not taken yet; first say whether you know this person, and whether you take it"
    ),
    "not_returnable": (
        "only an item of the applicant's own evidence that this requirement looks at can be sent back; ask the "
        "coordinator about anything else"
    ),
    "returned_already": "you have asked the applicant about this item already; wait for the answer",
    "unknown_return": (
        "nothing was asked about this item, or the question is no longer open; see the application for what "
        "is"
    ),
    "return_answered_already": "this was answered on {on} already; write to the coordinator if there is more to say",
    "unknown_requirement": (
        "the sheet of this application has no line {requirement}; see the case for those that it has"
    ),
}  # fmt: skip
