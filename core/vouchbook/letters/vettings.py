"""Vettings in words: where one stands, and why it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from vouchbook.domain.vetting import VettedBy, VettingStatus

STATUS: Mapping[VettingStatus, str] = {
    VettingStatus.NOT_OPENED: "not opened yet",
    VettingStatus.OPEN: "to be interviewed",
    VettingStatus.INTERVIEWED: "to be decided",
    VettingStatus.NOT_VETTED: "not vetted",
    VettingStatus.VETTED: "vetted",
    VettingStatus.RUN_OUT: "ended: its own days are over",
    VettingStatus.SUNSET: "ended by the policy",
    VettingStatus.ENDORSED: "ended: endorsed",
    VettingStatus.WITHDRAWN: "ended: withdrawn",
}

HOW: Mapping[VettedBy, str] = {VettedBy.INTERVIEW: "interview", VettedBy.PHONE_CALL: "phone call"}


def days(first: date | None, last: date | None, sunset: date | None) -> str:
    """From when until when somebody counts: the earlier of their own last day and the policy's.

    >>> days(date(2026, 11, 20), None, date(2027, 12, 21))
    'from 2026-11-20 through 2027-12-21, the last day by the policy'
    >>> days(date(2026, 11, 20), date(2026, 12, 31), date(2027, 12, 21))
    'from 2026-11-20 through 2026-12-31'
    """
    if first is None:
        return "on no day"
    if sunset is not None and (last is None or sunset < last):
        return f"from {first} through {sunset}, the last day by the policy"
    return f"from {first} through {last}" if last else f"from {first} on"
