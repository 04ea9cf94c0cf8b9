"""Through which links one looks at a sample: as whom, and what there is to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from msgspec import Struct

from vouchbook.sample.alliance import Made
from vouchbook.sample.world import Cast
from vouchbook.service import alliance, links, signing_in
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office
from vouchbook.service.wording.references import DAYS, PURPOSE

_MANY = (
    ("coordinator", "Coordinator: what is stuck, people, money, policy"),
    ("board", "Board officer: the second person for a change of policy that waits"),
    ("under_review", "Reviewer: one case begun, others to come"),
    ("opened_little", "Applicant: at the beginning, with much missing"),
    ("opened_half", "Applicant: half way"),
    ("reference_silent", "Applicant: a rater has been silent for weeks"),
    ("ready", "Applicant: everything is there, ready to submit"),
    ("one_review_done", "Applicant: under review"),
    ("deferred", "Applicant: deferred, and told why"),
    ("approved", "Endorsee: endorsed some weeks ago"),
    ("reference_requested", "Rater: asked for a reference some days ago"),
)
_FEW = (
    ("coordinator", "Coordinator"),
    ("board", "Board officer"),
    ("under_review", "Reviewer"),
    ("opened_half", "Applicant, half way"),
    ("approved", "Endorsee"),
)
_ONE = (("alliance", "Alliance staff: associations, fidelity, figures"),)
_AS_REVIEWER, _AS_RATER = ("under_review",), ("reference_requested",)


class Door(Struct, frozen=True):
    """A link for one made-up person; whoever has it is them, for a day."""

    association: str
    label: str
    url: str


def doors(folder: Folder, made: Made, base: Callable[[str], str]) -> tuple[Door, ...]:
    """The main ones: many for the first association, some for each other, one for the Alliance.

    :param base: the address below which an association's pages are
    """
    first, *others = dict.fromkeys(each.association for each in made.cast if each.association != alliance.ALLIANCE_CODE)
    wanted = ((first, _MANY), *((code, _FEW) for code in others))
    found = [door for code, rows in wanted for door in _of(folder, made, code, rows, base(code))]
    found += _of(folder, made, alliance.ALLIANCE_CODE, _ONE, base(alliance.ALLIANCE_CODE))
    return tuple(found)


def _of(folder: Folder, made: Made, code: str, rows: Sequence[tuple[str, str]], base: str) -> Iterator[Door]:
    office = alliance.office(folder, code)
    for stage, label in rows:
        there = made.of(stage, code)
        if there:
            yield Door(code, label, _link(office, there[0], base))


def _link(office: Office, who: Cast, base: str) -> str:
    """The secret stands behind the number sign, which no server sees and no log keeps."""
    if who.stage in _AS_RATER and who.rating is not None:
        return f"{base}/reference#{links.make(office, PURPOSE, who.rating, timedelta(days=DAYS), reusable=True)}"
    person = who.panel[0] if who.stage in _AS_REVIEWER and who.panel else who.person
    return f"{base}/try#{signing_in.sample_link(office, person)}"
