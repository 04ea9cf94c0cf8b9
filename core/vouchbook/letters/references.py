"""References in words: the places still to be filled, and who may fill them."""

from __future__ import annotations

from collections.abc import Sequence

from vouchbook.domain.names import SlotKey
from vouchbook.domain.trace import Because, Lacking
from vouchbook.letters.kinds import ANYONE, IS, OTHERS, slot_of
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import listed
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.rules import Rule, Slot


def references(places: Sequence[SlotKey], rule: Rule, policy: Policy) -> str:
    """The references that are missing: ``a reference by the current supervisor (place “supervisor”) is``."""
    slots = [slot for slot in rule.slot if slot.key in places] if isinstance(rule, rules.Ratings) else []
    whom: dict[str, list[str]] = {}
    for slot in slots:
        whom.setdefault(_who(slot, rule, policy), []).append(f"“{spaced(slot.key)}”")
    said: list[str] = []
    for who, named in whom.items():
        place = f"(place{'s' if len(named) > 1 else ''} {listed(named, 'and')})"
        if len(named) == 1:
            said.append(f"{'one' if said else 'a reference'} by {who} {place}")
        else:
            several = f"by {OTHERS}" if who == IS["anyone"] else f"from different people, each {who}"
            several = several.replace("others", "different people") if len(named) == _places(rule) else several
            said.append(f"{len(named)}{'' if said else ' references'} {several} {place}")
    return f"{listed(said, 'and')} {'is' if len(slots) == 1 else 'are'}" if said else "another reference is"


def _who(slot: Slot, rule: Rule, policy: Policy) -> str:
    """Nobody is "else" where the sheet asks for one reference only."""
    return ANYONE if slot.is_ == "anyone" and not slot.may and _places(rule) == 1 else slot_of(slot, policy)


def _places(rule: Rule) -> int:
    return len(rule.slot) if isinstance(rule, rules.Ratings) else 0


def place(of: Because | Lacking, rule: Rule) -> str:
    """Why a reference finds no place: it is taken, or the sheet has none of that name."""
    places = [slot.key for slot in rule.slot] if isinstance(rule, rules.Ratings) else []
    if of.slot is None or not places:
        return "no place of the sheet is left to fill"
    if of.slot in places:
        return f"the place “{spaced(of.slot)}” is filled already"
    known = listed([f"“{spaced(each)}”" for each in places], "and")
    return f"the sheet has no place “{spaced(of.slot)}”; its {'places are' if len(places) > 1 else 'place is'} {known}"
