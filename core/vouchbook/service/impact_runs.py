"""Working out whom a policy would affect while somebody waits: begun once, followed by anybody who may see it.

A large book takes minutes. The answer is kept for a while, by what was asked and by how far the book had come.
"""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from datetime import date

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.events import Busy
from vouchbook.domain.names import Digest
from vouchbook.letters.impact import Impact
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import impact
from vouchbook.service.office import Office

_KEPT = 8
AT_ONCE = 3
"""Questions that are worked out at the same time for one association; whoever asks more comes again."""


class Run(Struct):
    """One question on its way: ``done`` of ``of`` people looked at; then the answer, or what went wrong."""

    of: int
    done: int = 0
    found: Impact | None = None
    failed: Exception | None = None

    @property
    def over(self) -> bool:
        return self.found is not None or self.failed is not None


_Asked = tuple[Digest, date, int]
_runs: weakref.WeakKeyDictionary[Office, OrderedDict[_Asked, Run]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def follow(office: Office, principal: Principal, version: PolicyVersion, first: date, *, wait: float = 0.5) -> Run:
    """How far the answer has come; asked for the first time, it is begun.

    :param wait: so many seconds it may take before the answer is "not yet"
    :raises Refused: not for the asker's eyes
    :raises Busy: others are being worked out
    """
    office.allow(principal, Action.SEE_IMPACT)
    asked = (version.digest, first, office.book.position)
    begun: threading.Thread | None = None
    with _lock:
        runs = _runs.setdefault(office, OrderedDict())
        run = runs.get(asked)
        if run is None:
            if sum(not each.over for each in runs.values()) >= AT_ONCE:
                raise Busy(f"{AT_ONCE} such questions are being worked out; ask again when they are done")
            run = runs[asked] = Run(impact.people(office, principal))
            while len(runs) > _KEPT:
                runs.popitem(last=False)
            begun = threading.Thread(target=_work, args=(office, principal, version, first, run), daemon=True)
    if begun is not None:
        begun.start()
        begun.join(wait)
    return run


def _work(office: Office, principal: Principal, version: PolicyVersion, first: date, run: Run) -> None:
    def step(people: int) -> None:
        run.done += people

    try:
        run.found = impact.seen(office, principal, version, first, step=step)
    except Exception as error:  # told to whoever asks; a thread has nobody else to tell
        run.failed = error
