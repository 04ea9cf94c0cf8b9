"""Which codes and names a new association may have, and what is wrong with one that it may not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from importlib import metadata

from vouchbook import associations
from vouchbook.domain.names import AssociationCode

CODE = re.compile(r"[a-z]{2}")
"""As a portfolio file names an association: the two letters of its state, written small."""
LONGEST_NAME = 120


class Unusable(ValueError):
    """A package cannot be written under this code, name or place; the message names everything and the way out."""


def code_mistakes(code: str) -> Iterator[str]:
    """What is wrong with a code: its form, or that somebody else has it."""
    if not CODE.fullmatch(code):
        folded = unicodedata.normalize("NFKC", code).strip().lower()
        near = f"; try: {folded}" if CODE.fullmatch(folded) else ""
        yield (
            f"{code[:40]!r} is no code of an association: two small letters, those of its state, as portfolio files "
            f"name it{near}"
        )
        return
    known = associations.installed()
    taken = known.get(AssociationCode(code))
    if taken is not None:
        yield (
            f"{code!r} is taken: {taken.distribution} {taken.version} answers for it; choose another code, or remove "
            f"that package first: pip uninstall {taken.distribution}"
        )
    elif (other := _distribution(f"vouchbook-{code}")) is not None:
        yield f"'vouchbook-{code}' is taken: a distribution of that name, {other}, is installed; remove it first"


def name_mistakes(name: str) -> Iterator[str]:
    """What is wrong with an association's name: it stands in files, on one line."""
    if not name.strip():
        yield "an association has a name; give it with --name"
    elif len(name) > LONGEST_NAME:
        yield f"a name of {len(name)} characters is too long; shorten it to {LONGEST_NAME}"
    elif not name.isprintable():
        yield f"{name!r} holds characters that do not print; write the name on one line, without them"


def _distribution(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
