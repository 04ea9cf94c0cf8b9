"""The words of refusals about letters."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "unknown_letter": "{association} has no letter {letter} in its outbox; see: vouchbook mail list",
    "unknown_template": "there is no letter {name}; name one of: {names}",
    "letter_not_kept": (
        "{letter} held a code, which is in the mail and nowhere else; ask for a new one where it is needed"
    ),
    "letter_moved_on": (
        "{letter} is being sent at this moment, or somebody else changed it; open it again to see how it stands"
    ),
    "letter_sent_already": (
        "{letter} has gone, and nobody can take it back; write another one if something in it is wrong"
    ),
    "letter_waits_already": "{letter} waits to be sent already; leave it, or withdraw it first",
}
