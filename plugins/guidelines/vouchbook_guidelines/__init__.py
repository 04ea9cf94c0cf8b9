"""The Alliance's requirement sheets, edition by edition: thresholds with their sources, in our own words."""

from collections.abc import Mapping
from pathlib import Path

_EDITIONS = Path(__file__).parent / "editions"


def editions() -> Mapping[str, Path]:
    """The file of each edition under the name by which an association's ``guidelines`` row calls it."""
    return {file.stem: file for file in sorted(_EDITIONS.glob("*.toml"))}
