"""A folder of wheels to install from: ours, built as a release would be, and what they need, as it is locked here.

Tests have no network, and an environment that sees this one's packages is not bare. So each distribution that is
installed here is packed back into the wheel that it came in, from the list of files which its installer left; pip then
resolves, builds and installs from that folder as it would from an index.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"vouchbook": "core", "vouchbook-guidelines": "plugins/guidelines", "vouchbook-nc": "associations/nc"}
TOOLS = ("hatchling", "editables", "pytest")
"""What installing and testing takes beside what ours need."""
_LEFT_BEHIND = ("INSTALLER", "REQUESTED", "RECORD", "direct_url.json")


def wheelhouse(place: Path) -> Path:
    """Fill a folder with the wheels of ours and of everything they need."""
    place.mkdir(parents=True, exist_ok=True)
    for folder in OURS.values():
        build(ROOT / folder, place)
    for distribution in needed((*OURS, *TOOLS)):
        pack(distribution, place)
    return place


def build(project: Path, place: Path) -> Path:
    """The wheel of a project, by the locked build backend."""
    before = {*place.iterdir()}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        cwd=project, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = {*place.glob("*.whl")} - before
    return wheel


def needed(names: Iterable[str]) -> list[metadata.Distribution]:
    """Every installed distribution that these need, but ours: what does not apply here is not installed here."""
    found: dict[str, metadata.Distribution | None] = {}
    waiting = [*names]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found[name] = None if name in OURS else distribution
        requirements = [each for each in distribution.requires or [] if "extra ==" not in each]
        waiting += [re.match(r"[A-Za-z0-9._-]+", each)[0] for each in requirements]  # type: ignore[index]
    return [each for each in found.values() if each is not None]


def pack(distribution: metadata.Distribution, place: Path) -> Path:
    """The wheel of an installed distribution, from the files that its RECORD lists."""
    tags = [tag.split("-") for tag in re.findall(r"^Tag: (\S+)$", distribution.read_text("WHEEL") or "", re.MULTILINE)]
    tag = "-".join(".".join(sorted({each[part] for each in tags})) for part in range(3))
    name = re.sub(r"[-_.]+", "_", distribution.metadata["Name"])
    wheel = place / f"{name}-{distribution.version}-{tag}.whl"
    files = [file for file in distribution.files or () if file.parts[0] != ".." and file.suffix != ".pyc"]
    record = next(file for file in files if file.name == "RECORD" and file.parent.suffix == ".dist-info")
    with zipfile.ZipFile(wheel, "w") as packed:
        for file in files:
            if file.parent != record.parent or file.name not in _LEFT_BEHIND:
                packed.write(str(distribution.locate_file(file)), str(file))
        packed.writestr(str(record), "".join(f"{name},,\n" for name in (*packed.namelist(), str(record))))
    return wheel
