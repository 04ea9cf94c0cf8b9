"""The associations of one data folder as the portal serves them: each opened once, kept open, apart from the others."""

from __future__ import annotations

import threading

from vouchbook.domain.refusal import Refused
from vouchbook.service import alliance
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office
from vouchbook.web.settings import Brand, Settings

NO_BRAND = Brand()


class Hosting:
    """Opens the data folder on the first request, so that each worker process has connections of its own."""

    def __init__(self, settings: Settings, edge: Edge | None = None) -> None:
        self.settings = settings
        self.edge = edge or Edge()
        self._folder: Folder | None = None
        self._offices: dict[str, Office] = {}
        self._opening = threading.Lock()

    @property
    def folder(self) -> Folder:
        with self._opening:
            if self._folder is None:
                self._folder = Folder.open(self.settings.data, self.settings.key_file)
            return self._folder

    def office(self, code: str) -> Office | None:
        """The association of a code; none where it has no book here."""
        known = self._offices.get(code)
        if known is not None:
            return known
        folder = self.folder
        with self._opening:
            if code not in self._offices:
                try:
                    self._offices[code] = alliance.office(folder, code, self.edge)
                except Refused:
                    return None
            return self._offices[code]

    def codes(self) -> tuple[str, ...]:
        """The associations that are hosted here, without the Alliance's own book."""
        return tuple(code for code in self.folder.codes() if code != alliance.ALLIANCE_CODE)

    def brand(self, code: str) -> Brand:
        return self.settings.brands.get(code, NO_BRAND)

    def prefix(self, code: str) -> str:
        """What every address of an association begins with."""
        return "" if self.settings.domain else f"/{code}"

    def home(self, code: str) -> str:
        """An association's first page, from wherever one is."""
        if self.settings.domain:
            return f"{'https' if self.settings.secure else 'http'}://{code}.{self.settings.domain}/"
        return f"/{code}/"

    def close(self) -> None:
        with self._opening:
            self._offices.clear()
            if self._folder is not None:
                self._folder.close()
                self._folder = None
