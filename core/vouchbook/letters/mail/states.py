"""What became of a letter, in words: its state, and what stood in its way."""

from __future__ import annotations

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "waiting": "waiting",
    "failed": "will be tried again",
    "no_address": "no address",
    "bounced": "did not arrive",
    "given_up": "given up",
    "sent": "sent",
    "cancelled": "not sent",
}
MEANING: Mapping[str, str] = {
    "waiting": "It goes with the next round.",
    "failed": "It could not be handed over, and is tried again by itself.",
    "no_address": "No e-mail can go there: print it, call, or correct the address and send it again.",
    "bounced": "The mail server would not take it: correct the address and send it again, or print it.",
    "given_up": "It was tried for days, or came too late to be of use.",
    "sent": "The mail server took it. Whether somebody read it, nobody can tell.",
    "cancelled": "It was not needed any more, or somebody stopped it.",
}
_TROUBLE: Mapping[str, str] = {
    "no_address": "no e-mail address is known: print it or call",
    "nobody_in_role": "nobody holds the role that it is for: give it to somebody, then send it again",
    "bad_address": "what is written as the e-mail address is none",
    "erased": "the person it is for was erased",
    "too_late": "its code had run out before it could be sent",
    "nothing_to_say": "what it was about had changed by then",
    "not_written": "it could not be written; the operators have been told",
    "unknown_letter": "this version knows no such letter",
    "unreachable": "the mail server could not be reached, or broke off",
    "not_safe": "the mail server offers no encryption or no sign-in, and both were asked for",
    "sign_in_refused": "the mail server did not accept our sign-in",
    "address_not_supported": "the mail server cannot send to an address with these letters",
    "folder_not_writable": "the folder for letters cannot be written to",
    "by_hand": "somebody stopped it",
}


def trouble(code: str | None) -> str:
    """What stood in a letter's way.

    >>> trouble("smtp_550"), trouble("dsn_5.1.1"), trouble(None)
    ('the mail server refused it (550)', 'it came back undelivered (5.1.1)', '')
    """
    if code is None:
        return ""
    if code.startswith("smtp_5"):
        return f"the mail server refused it ({code.removeprefix('smtp_')})"
    if code.startswith("smtp_"):
        return f"the mail server asked to come again ({code.removeprefix('smtp_')})"
    if code.startswith("dsn_"):
        return f"it came back undelivered ({code.removeprefix('dsn_')})"
    if code.startswith("sender_refused_"):
        return f"the mail server does not send for this sender ({code.removeprefix('sender_refused_')})"
    return _TROUBLE.get(code, code)
