"""Makes the sample: three associations licensed and staffed, then every life, day by day, until today."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from vouchbook import associations
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, EditionName, PersonId
from vouchbook.policy.editing.change import Edit
from vouchbook.sample.clock import Chance, Clock
from vouchbook.sample.letters import Nowhere, posted
from vouchbook.sample.life import Life
from vouchbook.sample.many import filled
from vouchbook.sample.names import Names
from vouchbook.sample.stages import LIVES, STAGES
from vouchbook.sample.standing_stages import FUND
from vouchbook.sample.turns import Progress, lived
from vouchbook.sample.world import LICENCE_BEFORE, Cast, World
from vouchbook.service import alliance, funds, licensing, person, policy_change, policy_editing, roles
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder, NotAFolder
from vouchbook.service.office import Request

__all__ = ["ASSOCIATIONS", "USUAL", "Cast", "Made", "Progress", "day_everywhere", "made_in", "make"]

ASSOCIATIONS = ("nc", "tn", "wv")
USUAL = len(LIVES)
"""People in the sample, besides staff and reviewers."""
MOST_WITH_LETTERS = 500
MOST_LIVES = 300
"""Of those beyond the usual, how many live day by day: a life takes thirty times as long as entering somebody."""
WHO_IS_WHO = "sample.json"
"""Ids and stages, beside the books: by it a folder is known as a sample."""


def day_everywhere(edge: Edge) -> date:
    """The day that has come for all of the associations."""
    return min(edge.today(zone) for zone in ("America/New_York", "America/Chicago"))


class Made(Struct, frozen=True):
    """What was made; ``stopped`` are lives that the rules of their days turned down half way."""

    cast: tuple[Cast, ...]
    people: int
    stopped: tuple[str, ...] = ()

    def of(self, stage: str, association: str | None = None) -> tuple[Cast, ...]:
        return tuple(each for each in self.cast if each.stage == stage and association in (None, each.association))


def made_in(path: Path) -> Made | None:
    """Who is who in a folder that a sample was made in; none for any other folder."""
    try:
        return msgspec.json.decode((path / WHO_IS_WHO).read_bytes(), type=Made)
    except (FileNotFoundError, NotADirectoryError):
        return None


def make(
    path: Path,
    key_file: Path,
    today: date,
    *,
    seed: int = 1,
    people: int = USUAL,
    progress: Progress | None = None,
) -> Made:
    """Found an alliance in a new folder and let its people live until ``today``; same seed and day, same people.

    :param people: beyond the usual ones, one of ten lives as they do, 300 at most; the others are entered many at once
    :raises NotAFolder: the folder is not empty, or cannot be made
    :raises NotInstalled: an association of the sample is not installed
    """
    for code in ASSOCIATIONS:
        associations.package(code)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise NotAFolder(f"{path} is not empty; name a new or an empty folder")
    if not path.parent.is_dir():
        raise NotAFolder(f"{path.parent} does not exist; make it first, or name another place")
    clock = Clock(today - timedelta(days=LICENCE_BEFORE))
    key_is_new = not key_file.exists()
    with tempfile.TemporaryDirectory(prefix="sample-", dir=_workshop(path, people)) as workshop:
        try:
            with Folder.found(Path(workshop) / "made", key_file, clock=clock.microseconds) as folder:
                made = _made(folder, clock, today, seed, people, progress)
            if path.exists():
                path.rmdir()
            shutil.move(Path(workshop) / "made", path)
        except BaseException:  # half a sample is none
            if key_is_new:
                key_file.unlink(missing_ok=True)
            raise
    return made


def _workshop(path: Path, people: int) -> Path:
    """Where it is made: in memory while it is small, because nothing of it is worth a wait for the disk."""
    memory = Path("/dev/shm")  # noqa: S108  # the folder in it is made by tempfile, for us alone
    return memory if people <= MOST_WITH_LETTERS and memory.is_dir() and os.access(memory, os.W_OK) else path.parent


def _made(folder: Folder, clock: Clock, today: date, seed: int, people: int, progress: Progress | None) -> Made:
    worlds = _licensed(folder, clock, seed, today)
    staff = _alliance_staff(folder, clock, seed)
    lives = tuple(_lives(worlds, people - USUAL))
    going = [(f"{life.world.code} {life.stage}", STAGES[life.stage].live(life)) for life in lives]
    others = filled(worlds["nc"], people - len(lives))
    own = [("nc affairs", _proposed(worlds["nc"])), ("nc others", others)]
    stopped = lived([*going, *own], clock, _evening(worlds, few=people <= MOST_WITH_LETTERS), progress)
    clock.turn_to(today)
    cast = (staff, *(each for world in worlds.values() for each in world.cast), *(life.cast() for life in lives))
    made = Made(cast, people, stopped)
    (folder.path / WHO_IS_WHO).write_bytes(msgspec.json.encode(made))
    return made


def _evening(worlds: Mapping[str, World], *, few: bool) -> Callable[[], None]:
    """The day's letters go; those of very many people stay where they are."""
    by = Nowhere()

    def evening() -> None:
        for world in worlds.values() if few else ():
            posted(world, by)

    return evening


# ── The Alliance ──────────────────────────────────────────────────────────────────────────────


def _licensed(folder: Folder, clock: Clock, seed: int, today: date) -> dict[str, World]:
    folder.add(alliance.ALLIANCE_CODE)
    chance = Chance(seed, "alliance")
    names = Names(Chance(seed, "names").random)
    worlds: dict[str, World] = {}
    for code in ASSOCIATIONS:
        request = Request(chance.command(), Principal(Role.ALLIANCE), clock.today)
        of = Chance(seed, code)
        alliance.license_association(folder, request, AssociationCode(code), of.edge(clock))
        world = worlds[code] = World(alliance.office(folder, code, of.edge(clock)), clock, of, names, today)
        world.staffed()
    _renewed(folder, clock, chance, today)
    _funded(worlds["nc"])
    return worlds


def _renewed(folder: Folder, clock: Clock, chance: Chance, today: date) -> None:
    """What was assumed at the founding is confirmed for two of the three; one of the licences ends soon."""
    for code, until in (("nc", None), ("wv", today + timedelta(days=70))):
        request = Request(chance.command(), Principal(Role.ALLIANCE), clock.today)
        edition = EditionName("2025")
        licensing.renew(
            folder, request, AssociationCode(code), edition, first=clock.today, until=until, edge=chance.edge(clock)
        )


def _alliance_staff(folder: Folder, clock: Clock, seed: int) -> Cast:
    """Somebody who works for the Alliance, in its own book."""
    chance = Chance(seed, "alliance-staff")
    office = alliance.office(folder, alliance.ALLIANCE_CODE, chance.edge(clock))
    words = Names(chance.random).person(office.code)
    coordinating = Request(chance.command(), Principal(Role.COORDINATOR), clock.today)
    who = PersonId(person.register(office, coordinating, words).result["person"])
    giving = Request(chance.command(), Principal(Role.ALLIANCE), clock.today)
    roles.give(office, giving, who, Role.ALLIANCE)
    return Cast(office.code, Role.ALLIANCE.value, who)


def _lives(worlds: Mapping[str, World], more: int) -> Iterator[Life]:
    """The usual people; of more than those, every tenth lives as they do, up to a few hundred, in North Carolina."""
    yield from (Life(worlds[code], stage, category) for code, stage, category in LIVES)
    home = [(stage, category) for code, stage, category in LIVES if code == "nc"]
    for number in range(min(more // 10, MOST_LIVES)):
        stage, category = home[number % len(home)]
        yield Life(worlds["nc"], stage, category, later=worlds["nc"].chance.random.randrange(6))


# ── The associations' own affairs ─────────────────────────────────────────────────────────────


def _funded(world: World) -> None:
    funds.open_fund(world.office, world.staff(), FUND)
    funds.add_budget(world.office, world.staff(), FUND, 90_000, "the Lost Mitten Foundation")


def _proposed(world: World) -> Iterator[date]:
    """A dearer registration from next January: proposed by the coordinator, and waiting for somebody else."""
    yield world.ago(6)
    january = date(world.today.year + 1, 1, 1)
    edit = Edit(
        table="fee",
        key={"occasion": "registration"},
        set=(("amount", "30.00"),),
        from_=january,
        source="board",
        title="Minutes of the board",
    )
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "policy.toml"
        policy_editing.draft(policy_editing.start(world.office, world.code), file, edit)
        draft = policy_change.draft_of(file)
    why = "The exam package became dearer; decided by the board in October."
    policy_change.propose(world.office, world.staff(), draft, january, why)
