"""A form of evidence as a page shows it, and what was typed into it as its reader takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from vouchbook.domain.authorize import Principal
from vouchbook.domain.names import PersonId
from vouchbook.letters import evidence_forms as words
from vouchbook.letters.evidence_forms import Asked
from vouchbook.policy.portfolio_forms import FORMS, KIND_OF, Field, Shape, fields_of, is_row
from vouchbook.service import documenting
from vouchbook.service.documenting import NEW, Mistaken
from vouchbook.service.office import Office
from vouchbook.web.fields import Fields
from vouchbook.web.visit import Visit

OURS = frozenset({"csrf", "command", "seen", "then", "for"})
"""Fields of a page that are no fields of the item."""
_EMPTY_ROWS = 2


class Shown(Struct, frozen=True):
    """One field as a page shows it; ``rows`` are the elements of an inner table: whether it is open, and its fields."""

    name: str
    shape: str
    asked: Asked
    required: bool
    options: tuple[tuple[str, str], ...]
    known: tuple[str, ...] = ()
    rows: tuple[tuple[bool, tuple[Shown, ...]], ...] = ()


def named_form(kind: str) -> str | None:
    """The form that an address names: by the form's own name, or by the kind of an item."""
    return kind if kind in FORMS else KIND_OF.get(kind)


def shown(office: Office, principal: Principal, person: PersonId, form: str, typed: Fields | None) -> list[Shown]:
    """The fields of a form in the order of their words, with everybody and everything that was named before."""
    by_name = {field.name: field for field in fields_of(form)}
    named = documenting.named_by(office, principal, person)
    people = tuple((str(each.colleague), _called(each)) for each in named)
    employers = tuple(documenting.employers(office, principal, person))

    def one(field: Field, asked: Asked, name: str) -> Shown:
        if field.shape is Shape.COLLEAGUE:
            more = (*people, (NEW, "Somebody who is not listed"))
            return Shown(name, "one" if not people else "person", asked, field.required, more)
        options = tuple((code, words.option(code)) for code in field.options)
        known = employers if field.name == "employer" else ()
        rows = _rows(field, form, name, typed) if field.shape is Shape.ROWS else ()
        return Shown(name, field.shape.value, asked, field.required, options, known, rows)

    asked_of = words.FORMS[form].fields
    return [one(by_name[name], asked, name) for name, asked in asked_of.items() if name in by_name]


def _rows(field: Field, form: str, name: str, typed: Fields | None) -> tuple[tuple[bool, tuple[Shown, ...]], ...]:
    """The rows that something was typed into, and some empty ones."""
    asked_of = words.FORMS[form].fields
    written = {
        int(number)
        for each, given in (typed.typed() if typed is not None else {}).items()
        if each.startswith(f"{name}.") and is_row(number := each.split(".")[1]) and any(given)
    }
    numbers = range(max(written, default=-1) + 1 + _EMPTY_ROWS)
    return tuple(
        (
            number in written,
            tuple(
                Shown(
                    f"{name}.{number}.{inner.name}",
                    inner.shape.value,
                    asked_of[f"{name}.{inner.name}"],
                    required=False,  # an empty row is none
                    options=tuple((code, words.option(code)) for code in inner.options),
                )
                for inner in field.rows
            ),
        )
        for number in numbers
    )


def _called(each: documenting.Named) -> str:
    return f"{each.name} ({each.employer})" if each.employer else each.name


def typed_into(form: str, fields: Fields) -> dict[str, list[str]]:
    """What was typed, with days as readers write them; days that are none are told at once."""
    typed = {name: given for name, given in fields.typed().items() if name not in OURS}
    for field in fields_of(form):
        if field.shape is Shape.DAY and fields.value(field.name).strip():
            day = fields.day(field.name, required=False)
            typed[field.name] = [day.isoformat()] if day is not None else []
    return typed


def tell(form: str, fields: Fields, mistaken: Mistaken) -> None:
    """Put what is wrong beside the fields, in their order."""
    order = {name: place for place, name in enumerate(words.FORMS[form].fields)}

    def place(mistake: tuple[str, str]) -> int:
        return order.get(mistake[0].split(".")[0], len(order))

    for name, advice in sorted(mistaken.mistakes, key=place):
        if name.startswith(f"{NEW}."):
            fields.add_error(name, words.mistake("colleagues", name.removeprefix(f"{NEW}."), advice))
        else:
            fields.add_error(name, words.mistake(form, name, advice))


def in_words(form: str, typed: Mapping[str, Sequence[str]], visit: Visit) -> list[tuple[str, str]]:
    """What a form says, a line for each field that says something: to be compared with another."""
    names = {
        str(each.colleague): each.name for each in documenting.named_by(visit.office, visit.principal, visit.about)
    }
    asked_of = words.FORMS[form].fields
    order = list(asked_of)
    found = []
    for name, given in typed.items():
        general = _general(name)
        if general in asked_of and any(given):
            said = "; ".join(_said(name, form, value, names) for value in given if value)
            rows = [int(each) for each in name.split(".") if is_row(each)]
            place = (order.index(general.split(".")[0]), *rows, order.index(general))
            found.append((place, _label(asked_of, general, rows), said))
    return [(label, said) for _, label, said in sorted(found)]


def _label(asked_of: Mapping[str, Asked], general: str, rows: Sequence[int]) -> str:
    """What a field is called; one of an inner table says of which row it is: “Course 2: Title of the course”."""
    label = asked_of[general].label
    if not rows:
        return label
    return f"{asked_of[general.partition('.')[0]].label.removesuffix('s')} {rows[0] + 1}: {label}"


def _said(name: str, form: str, value: str, names: Mapping[str, str]) -> str:
    field = next((each for each in fields_of(form) if each.name == name.split(".")[0]), None)
    if field is not None and field.shape is Shape.COLLEAGUE:
        return names.get(value, "Somebody who is not listed")
    if field is not None and field.shape is Shape.DAY:
        return words.in_us_days(value)
    if field is not None and field.shape is Shape.FLAG:
        return "Yes"
    inner = {code for row in (field.rows if field else ()) for code in row.options}
    return words.option(value) if field is not None and value in {*field.options, *inner} else value


def _general(name: str) -> str:
    first, *rest = name.split(".")
    return ".".join((first, *(each for each in rest if not is_row(each))))
