"""The words of refusals about letters."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "unknown_letter": "{association} has no letter {letter} in its outbox; see: vouchbook mail list",
    "unknown_template": "there is no letter {name}; the letters are: {names}",
    "letter_not_kept": (
        "{letter} held a code, which is in the mail and nowhere else; ask for a new one where it is needed"
    ),
    "letter_moved_on": "{letter} is being sent at this moment, or somebody else changed it; look at it again",
    "letter_sent_already": "{letter} has gone, and nobody can take it back; nothing was changed",
    "letter_waits_already": "{letter} waits to be sent already; nothing was changed",
}
