"""Makes a policy version of an association's rows and the guidelines beneath them: complete, dated, sorted."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from vouchbook.policy.adopted import adoption
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.known import unknown_names
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.sheets import sheets
from vouchbook.policy.source import Guidelines, SourceDocument
from vouchbook.policy.tables import resolved
from vouchbook.policy.version import FORMAT, PolicyVersion

T = TypeVar("T")


def compose(source: SourceDocument, editions: Mapping[str, Guidelines]) -> PolicyVersion:
    """The complete policy: the association's rows over those of the editions that it names.

    The same rows make the same bytes, in whatever order the rows of one key, or of a table, stand in the file;
    only the order of what no edition asks is taken from it.

    :raises PolicyMistakes: the file names an edition, a standing or a category that it and its editions do not know
    """
    if wrong := unknown_names(source.raw, source.lines, source.name, editions):
        raise PolicyMistakes(wrong)
    adopted = adoption(source, editions)
    named = {name: text for each in adopted for name, text in each.value.sources.items()}
    tables: dict[str, Any] = {table: in_order(rows) for table, rows in resolved(source, adopted).items()}
    document = PolicyDocument(
        format=FORMAT,
        association=source.association,
        sources={**source.sources, **named},
        sheets=in_order(sheets(source, adopted)),
        **tables,
    )
    return PolicyVersion.of(document)


def in_order(value: T) -> T:
    """The value with every set of names in it sorted, each name once; lists of tables keep their order."""
    made: Any = value
    if isinstance(value, Struct):
        made = replace(value, **{name: in_order(each) for name, each in asdict(value).items()})
    elif isinstance(value, tuple) and value and all(isinstance(each, str | Enum) for each in value):
        made = tuple(sorted({*value}, key=lambda name: str(getattr(name, "value", name))))
    elif isinstance(value, tuple):
        made = tuple(in_order(each) for each in value)
    return made  # type: ignore[no-any-return]
