"""What somebody typed into a form: read as what it should be, with words for each field that is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from vouchbook.domain.refusal import Refused
from vouchbook.letters.on_pages import refusal

_CLOCK = re.compile(r"([0-9]{1,5}):([0-5][0-9])")
LONGEST = 20_000
"""Letters that one field may hold, unless a form says less."""


class Upload(Struct, frozen=True):
    """A file that came with a form. ``name`` is what its sender called it: shown, never used as a path."""

    name: str
    body: bytes


class Fields:
    """The fields of one form, kept as typed, so that the form can be shown again with everything in it."""

    def __init__(
        self, typed: Mapping[str, Sequence[str]] | None = None, files: Mapping[str, Sequence[Upload]] | None = None
    ) -> None:
        self._typed = {name: list(values) for name, values in (typed or {}).items()}
        self._files = {name: list(values) for name, values in (files or {}).items()}
        self.errors: list[tuple[str, str]] = []

    # ── As it was typed ───────────────────────────────────────────────────────────────────────

    def value(self, name: str) -> str:
        values = self._typed.get(name)
        return values[0] if values else ""

    def values(self, name: str) -> list[str]:
        return list(self._typed.get(name, ()))

    def error(self, name: str) -> str | None:
        return next((words for field, words in self.errors if field == name), None)

    def typed(self) -> dict[str, list[str]]:
        """Everything, by the names of the fields."""
        return {name: list(values) for name, values in self._typed.items()}

    def without(self, *names: str) -> dict[str, list[str]]:
        return {name: values for name, values in self.typed().items() if name not in names}

    @property
    def has_files(self) -> bool:
        """Whether a file was chosen: browsers keep none, so that it must be chosen again."""
        return any(file.name or file.body for files in self._files.values() for file in files)

    # ── As it is meant ────────────────────────────────────────────────────────────────────────

    def text(self, name: str, words: str = "", *, required: bool = True, longest: int = LONGEST) -> str:
        """One line or several; ``words`` say what to do where it is missing: “Enter the title of the training”."""
        given = self.value(name).replace("\r\n", "\n").strip()
        if not given and required:
            self.add_error(name, words or "Enter this")
        if len(given) > longest:
            self.add_error(name, f"Shorten this to {longest} characters; it has {len(given)}")
        if any(ord(letter) < 32 and letter not in "\n\t" for letter in given):
            self.add_error(name, "Remove characters that cannot be printed")
        return given

    def line(self, name: str, words: str = "", *, required: bool = True, longest: int = 200) -> str:
        """One line."""
        given = self.text(name, words, required=required, longest=longest)
        if "\n" in given:
            self.add_error(name, "Write this on one line")
        return given

    def day(self, name: str, words: str = "", *, required: bool = True) -> date | None:
        """A day, as browsers send it or as people here write it: ``2026-06-20`` or ``6/20/2026``."""
        given = self.value(name).strip()
        if not given:
            if required:
                self.add_error(name, words or "Enter the date")
            return None
        found = _day(given)
        if found is None:
            self.add_error(name, f"Enter a real date, such as 6/20/2026; “{given[:40]}” is none")
        return found

    def whole(
        self, name: str, words: str = "", *, required: bool = True, least: int = 0, most: int = 10**9
    ) -> int | None:
        """A whole number."""
        given = self.value(name).strip().replace(",", "")
        if not given:
            if required:
                self.add_error(name, words or "Enter a number")
            return None
        if not given.isascii() or not given.removeprefix("-").isdigit() or len(given) > 12:
            self.add_error(name, "Enter a whole number, such as 12")
            return None
        if not least <= int(given) <= most:
            self.add_error(name, f"Enter a number from {least} to {most}")
            return None
        return int(given)

    def decimal(self, name: str, words: str = "", *, required: bool = True, most: int = 10**7) -> Decimal | None:
        """A number that may have a fraction, not below zero: hours, dollars."""
        given = self.value(name).strip().replace(",", "").removeprefix("$")
        if not given:
            if required:
                self.add_error(name, words or "Enter a number")
            return None
        try:
            found = Decimal(given)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or not 0 <= found <= most or len(given) > 20:
            self.add_error(name, "Enter a number, such as 1.5")
            return None
        return found

    def minutes(self, name: str, words: str = "", *, required: bool = True) -> int | None:
        """Clock hours as people write them, in whole minutes: ``1.5`` or ``1:30``."""
        given = self.value(name).strip()
        if ":" in given:
            written = _CLOCK.fullmatch(given)
            if written:
                return int(written[1]) * 60 + int(written[2])
            self.add_error(name, "Enter hours such as 1.5 or 1:30")
            return None
        hours_ = self.decimal(name, words or "Enter the hours", required=required, most=100_000)
        if hours_ is None:
            return None
        exact = hours_ * 60
        if exact != exact.to_integral_value():
            self.add_error(name, "Enter hours to the minute, such as 1.25 or 1:20")
            return None
        return int(exact)

    def cents(self, name: str, words: str = "", *, required: bool = True) -> int | None:
        """An amount of money, in whole cents."""
        found = self.decimal(name, words or "Enter the amount", required=required)
        if found is None:
            return None
        if found * 100 != (found * 100).to_integral_value():
            self.add_error(name, "Enter an amount in dollars and cents, such as 45.00")
            return None
        return int(found * 100)

    def choice(self, name: str, among: Iterable[str], words: str = "", *, required: bool = True) -> str | None:
        """One of several."""
        given = self.value(name)
        if given in among and given:
            return given
        if required or given:
            self.add_error(name, words or "Choose one of these")
        return None

    def choices(self, name: str, among: Iterable[str], words: str = "", *, required: bool = False) -> list[str]:
        """Any number of several."""
        possible, given = set(among), self.values(name)
        if required and not given:
            self.add_error(name, words or "Choose at least one of these")
        if not possible.issuperset(given):
            self.add_error(name, words or "Choose among these only")
        return [each for each in given if each in possible]

    def checked(self, name: str) -> bool:
        return bool(self.value(name))

    def file(self, name: str, words: str = "", *, required: bool = True) -> Upload | None:
        """A file that was chosen; an empty one is said to be so."""
        found = next((file for file in self._files.get(name, ()) if file.body or file.name), None)
        if found is not None and not found.body:
            self.add_error(name, f"This file is empty. {words or 'Choose another one'}")
            return None
        if found is None and required:
            self.add_error(name, words or "Choose a file")
        return found

    # ── What is wrong ─────────────────────────────────────────────────────────────────────────

    def add_error(self, name: str, words: str) -> None:
        """Say what to do about a field; an empty name means the whole form. The first word about a field stands."""
        if self.error(name) is None:
            self.errors.append((name, words))

    def refused(self, refused: Refused, name: str = "", currency: str | None = None) -> None:
        """A service turned the whole down: its words, with the way out."""
        self.add_error(name, refusal(refused, currency))


def _day(given: str) -> date | None:
    parts = given.replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    year, month, day = (first, second, third) if len(parts[0]) == 4 else (third, first, second)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None
