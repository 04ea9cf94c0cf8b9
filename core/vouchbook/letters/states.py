"""The names of the states whose codes a policy writes."""

from __future__ import annotations

from collections.abc import Iterable

from vouchbook.letters.phrases import listed

_NAMES = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|"
    "DC District of Columbia|FL Florida|GA Georgia|GU Guam|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|"
    "KS Kansas|"
    "KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|"
    "MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
    "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|"
    "SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VI Virgin Islands|VA Virginia|"
    "WA Washington|"
    "WV West Virginia|WI Wisconsin|WY Wyoming"
)
STATES = dict(each.split(" ", 1) for each in _NAMES.split("|"))


def state_named(code: str) -> str:
    """A state's name; of a code that is none of theirs, the code.

    >>> state_named("NC"), state_named("ON")
    ('North Carolina', 'ON')
    """
    return STATES.get(code, code)


def states_named(codes: Iterable[str]) -> str:
    return listed([state_named(code) for code in codes], "or")
