"""Why something is left out where many are done at once."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Left(Enum):
    OWN = "own"
    TODAY = "today"
    NO_ADDRESS = "no_address"
    CHARGED = "charged"
    FREE = "free"
    ALREADY = "already"


WORDS: Mapping[Left, str] = {
    Left.OWN: "This is about you: somebody else has to do it.",
    Left.TODAY: "Reminded, opened or asked today.",
    Left.NO_ADDRESS: "No e-mail address of the rater is known: remind them by telephone, or enter a paper form.",
    Left.CHARGED: "The renewal is charged already.",
    Left.FREE: "The policy charges nothing for it.",
    Left.ALREADY: "It was done already.",
}
