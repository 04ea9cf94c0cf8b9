"""Reads a ``policy.toml`` or an edition of the guidelines; all mistakes are reported at once, with their lines."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from datetime import date

import msgspec
from msgspec import Struct

from vouchbook.domain.names import CategoryCode
from vouchbook.policy.document import AssociationRow
from vouchbook.policy.known import unknown_names
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.parsed import Parsed
from vouchbook.policy.plans import mistaken_plans
from vouchbook.policy.residents import mistaken_states
from vouchbook.policy.rows import SourceFile
from vouchbook.policy.source import Guidelines, SourceDocument
from vouchbook.policy.version import FORMAT

GUIDELINES_FORMAT = "vouchbook-guidelines/1"


class _PolicyTop(Struct):
    format: str
    association: AssociationRow


class _GuidelinesTop(Struct, rename={"from_": "from"}):
    format: str
    edition: str
    categories: tuple[CategoryCode, ...]
    from_: date | None = None


def read_policy(
    source: pathlib.Path | str, editions: Mapping[str, Guidelines] | None = None, *, name: str | None = None
) -> SourceDocument:
    """An association's own rows, from a file or, given as text, under a ``name`` to speak of.

    With ``editions``, the names that only an edition knows (further categories and standings) are checked too;
    without, ``compose`` does so.

    :raises PolicyMistakes: all that is wrong with the file
    """
    file = SourceFile(Parsed.read(source, name or "policy.toml"))
    top = file.top(_PolicyTop, FORMAT)
    parts = file.parts()
    wrong = [
        *file.shape.mistakes,
        *unknown_names(file.raw, file.lines, file.name, editions),
        *mistaken_plans(file.raw, file.lines, file.name),
        *mistaken_states(file.raw, file.lines, file.name),
    ]
    if wrong:
        raise PolicyMistakes(wrong)
    return SourceDocument(**parts, association=msgspec.convert(top, _PolicyTop).association)


def read_guidelines(source: pathlib.Path | str, *, name: str | None = None) -> Guidelines:
    """One edition of the guidelines: the same rows, undated.

    :raises PolicyMistakes: all that is wrong with the file
    """
    file = SourceFile(Parsed.read(source, name or "guidelines.toml"))
    top = file.top(_GuidelinesTop, GUIDELINES_FORMAT)
    parts = file.parts(dated=False)
    wrong = [*file.shape.mistakes, *unknown_names(file.raw, file.lines, file.name, {})]
    if wrong:
        raise PolicyMistakes(wrong)
    head = msgspec.convert(top, _GuidelinesTop)
    return Guidelines(**parts, edition=head.edition, from_=head.from_, categories=head.categories)
