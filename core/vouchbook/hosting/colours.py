"""Whether a colour can be read: the contrast of WCAG 2, and the nearest darker colour that has enough of it."""

from __future__ import annotations

import re

ENOUGH = 4.5
"""WCAG 2.2, success criterion 1.4.3: text of the usual size."""
WHITE = "#ffffff"
GROUNDS = (WHITE, "#edeff0", "#e7f6f8", "#faf3d1", "#f4e3db", "#ecf3ec")
"""What an association's colour stands against: it carries white text, and is the text of links on the page, in the
footer, in the summary box and in the four kinds of alert."""


def contrast(one: str, other: str) -> float:
    """From 1, the same colour, to 21, black on white.

    >>> round(contrast("#005ea2", "#ffffff"), 2), contrast("#ffffff", "#ffffff")
    (6.72, 1.0)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def is_colour(written: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", written) is not None


def readable(colour: str) -> bool:
    """Enough against everything that it stands on."""
    return all(contrast(colour, ground) >= ENOUGH for ground in GROUNDS)


def nearest(colour: str) -> str:
    """The same hue, darkened no more than it takes.

    >>> nearest("#ffcc00"), readable(nearest("#ffcc00"))
    ('#7d6400', True)
    """
    parts = _parts(colour)
    for share in range(255, -1, -1):
        darker = "#" + "".join(f"{round(part * share / 255):02x}" for part in parts)
        if readable(darker):
            return darker
    return "#000000"


def darker(colour: str, share: float) -> str:
    """What of a colour's light is left for a button that is pointed at.

    >>> darker("#005ea2", 0.75)
    '#00467a'
    """
    return "#" + "".join(f"{round(part * share):02x}" for part in _parts(colour))


def _luminance(colour: str) -> float:
    channels = [part / 255 for part in _parts(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
