"""What is wrong with a file of settings."""

from __future__ import annotations

from vouchbook.policy.mistakes import Mistake


class SettingsMistakes(ValueError):
    """A file of settings cannot be used; all its mistakes, in the order of its lines."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))
