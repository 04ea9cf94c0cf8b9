"""The words of what is refused about roles and about signing in: what was turned down, and the way out."""

from __future__ import annotations

WORDS: dict[str, str] = {
    # roles
    "role_not_given": (
        "nobody is given the role {role} here; roles that are given are {roles}, and everybody is an applicant for "
        "themself: vouchbook role give PERSON ROLE"
    ),
    "role_not_held": "{person} was never given the role {role}; see: vouchbook role list",
    "role_step_before": ("{on} is before {until}, when this role was last given or ended; give {until} or a later day"),
    "not_their_rating": (
        "a link for a reference opens that reference and nothing else; use the newest link you were sent, or ask the "
        "association for another one"
    ),
    "email_of_staff": (
        "whoever reads the mail of {person} signs in as them, and they hold a role: they change their address "
        "themselves, or the operator does: vouchbook person correct PERSON --email"
    ),
    # signing in
    "too_many_attempts": ("this was tried too often in a short time; wait {minutes} minutes, then ask again"),
    "code_wrong": "that is not the code we sent; type the six digits of the newest letter, or ask for a new code",
    "code_spent": (
        "this code was used, replaced by a newer one, asked for in another browser or mistyped too often; ask for a "
        "new code"
    ),
    "code_expired": "a code works for ten minutes, and this one is older; ask for a new code",
    "link_unknown": "this link opens nothing; copy it whole from the letter, or ask for a new one",
    "link_expired": "this link has expired; ask for a new one",
    "link_used": "this link was used, and it works once; ask for a new one",
    "passkey_needed": (
        "somebody who has a passkey proves who they are with it, not with a mailed code; use the passkey, or ask "
        "another coordinator to remove it where it is lost"
    ),
    "passkey_refused": "this passkey could not be checked; try again, use another one, or ask for a code by mail",
    "passkey_copied": (
        "another device holds a copy of this passkey and has used it; ask the coordinator to end your sessions, then "
        "add a new passkey and remove this one"
    ),
    "passkey_exists": ("this device is registered already; leave it as it is, or add another device"),
    "passkey_unknown": (
        "there is no such passkey of yours, or it was removed already; see which there are under “How you sign in”"
    ),
    "session_unknown": (
        "there is no such session of yours, or it has ended already; see which there are under “How you sign in”"
    ),
    "token_unknown": (
        "there is no such token of yours, or it was revoked already; see which there are under “How you sign in”"
    ),
    "token_role": ("a token speaks for a role that you hold yourself; name one of: {roles}"),
    "token_too_long": ("a token lasts for {days} days at most, and for one day at least; give a time between them"),
    "draft_changed": (
        "this form was saved in another window at the same time; open it again to see what is kept, then go on"
    ),
    "proof_needed": "this asks for a recent proof of who you are; confirm that it is you, then send it again",
}
