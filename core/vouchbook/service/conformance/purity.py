"""Whether a package's answers follow from its questions: the same a hundred times, elsewhere, and at another time.

Every question is asked in processes of their own that differ in everything that may not matter: the time zone, so far
apart that it is another day; the seed by which sets and hashes are ordered; the locale. Where answers differ, it is
asked once more with one of these at a time, to name the one that decides.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct

from vouchbook.associations import Association, Package
from vouchbook.hookspecs import QUESTIONS
from vouchbook.letters.phrases import counted
from vouchbook.service.conformance.answering import TIMES, Answered, Answers
from vouchbook.service.conformance.report import Checked, Problem, Step, no_step
from vouchbook.service.conformance.tripwires import NotInAQuestion

GROUP = "purity"
TIMEOUT = 60
"""Seconds for a hundred times everything; a pure answer takes microseconds."""
NOT_ANSWERED = "not_answered"
_SHORT = 110


class Setting(Struct, frozen=True):
    """What may not matter to an answer: the time zone, the seed of hashes, the locale."""

    zone: str = "UTC"
    seed: int = 0
    language: str = "C"

    @property
    def environment(self) -> dict[str, str]:
        return {"TZ": self.zone, "PYTHONHASHSEED": str(self.seed), "LC_ALL": self.language}

    @property
    def alone(self) -> tuple[Setting, ...]:
        """The same with one thing at a time, where that differs from what is plain."""
        each = (Setting(zone=self.zone), Setting(seed=self.seed), Setting(language=self.language))
        return tuple(setting for setting in each if setting != PLAIN)


PLAIN = Setting()
TOMORROW, YESTERDAY = "LINT-14", "AOE12"
"""Twenty-six hours apart: whatever the hour, their calendars show different days.

The Line Islands, and anywhere on Earth; written so that a machine without a list of time zones knows them, too.
"""
SETTINGS = (
    PLAIN,
    Setting(TOMORROW, 1, "C.UTF-8"),
    Setting(YESTERDAY, 2, "C.UTF-8"),
    Setting(TOMORROW, 3, "C.UTF-8"),
    Setting(YESTERDAY, 4, "C.UTF-8"),
    Setting(YESTERDAY, 5, "C.UTF-8"),
)
"""Six seeds, because two things in a set stand in the same order under every other one."""

HINTS = {
    "zone": "the clock or the time zone decides it: answer by the days that the hook is given",
    "seed": "the order of a set, or hash(), decides it: sort what you go through",
    "language": "the machine's language decides it: leave the locale out of an answer",
    "": "several of time zone, hash seed and locale decide it together: answer from what the hook is given alone",
}


def checked(
    package: Package, association: Association, step: Step = no_step, settings: Sequence[Setting] = SETTINGS
) -> Checked:
    """Ask everything in every setting, and say of each hook what answers differ and what it reached for."""
    asked = [hook for hook in QUESTIONS if association.answerers(hook)]
    if not asked:
        return Checked(GROUP, "no question is answered by code")
    with TemporaryDirectory(prefix="vouchbook-purity-") as place, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        elsewhere = _Elsewhere(package, Path(place))
        first = elsewhere.answers(settings[0])
        step()
        if isinstance(first, str):
            return Checked(GROUP, "it does not answer", (_failed(first),))
        came, failed = [(settings[0], first)], list[str]()
        for setting, run in zip(settings[1:], pool.map(elsewhere.answers, settings[1:]), strict=True):
            step()
            if isinstance(run, str):
                failed.append(run)
            else:
                came.append((setting, run))
        problems = (*map(_failed, failed[:1]), *_tripped(came), *_differ(came, elsewhere), *_wrong(came))
    number = counted(len(first.answered), "question")
    said = f"{number} to {', '.join(asked)}, {TIMES} times each in {len(settings)} processes"
    return Checked(GROUP, said, problems)


class _Elsewhere:
    """Asks a package in processes of their own, each setting once."""

    def __init__(self, package: Package, place: Path) -> None:
        self._package = package
        self._place = place
        self.answers = cache(self._run)

    def _run(self, setting: Setting) -> Answers | str:
        """What a process of this setting answers; where it ends badly, its last words."""
        reply = self._place / f"{setting.zone} {setting.seed} {setting.language}.json"
        usual = {name: each for name, each in os.environ.items() if not name.startswith(("LC_", "LANG", "VOUCHBOOK_"))}
        environment = {
            **usual,
            **setting.environment,
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        asking = "import sys; from vouchbook.service.conformance.answering import main; main(sys.argv[1:])"
        try:
            done = subprocess.run(
                [sys.executable, "-c", asking, self._package.code, str(reply)],
                cwd=self._place, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                errors="replace", timeout=TIMEOUT, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return f"no answer within {TIMEOUT} seconds"
        if done.returncode != 0 or not reply.exists():
            return (done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"])[-1]
        return msgspec.json.decode(reply.read_bytes(), type=Answers)


def _failed(said: str) -> Problem:
    return Problem(
        NOT_ANSWERED,
        f"asked in a process of its own, it did not come to an answer: {said}",
        "let every question be answered at once, from its arguments alone",
    )


def _tripped(came: Sequence[tuple[Setting, Answers]]) -> Iterator[Problem]:
    """What hooks reached for beyond their arguments, each line of code once."""
    for tripped in sorted(dict.fromkeys(tripped for _, run in came for tripped in run.tripped)):
        yield Problem(
            "reached_for",
            f"{tripped.hook} reaches for {tripped.reached_for}",
            "answer from what the hook is given alone; what varies belongs into a dated row of the policy",
            tripped.where,
        )


def _differ(came: Sequence[tuple[Setting, Answers]], elsewhere: _Elsewhere) -> Iterator[Problem]:
    """One problem for each hook whose answers differ: the first such question, two answers, and what decides."""
    seen: set[str] = set()
    for index, usual in enumerate(came[0][1].answered):
        each = [(setting, run.answered[index]) for setting, run in came]
        if usual.hook in seen:
            continue
        unsteady = next((answered for _, answered in each if len(answered.answers) > 1), None)
        other = next((setting for setting, answered in each if answered.answers.keys() != usual.answers.keys()), None)
        if unsteady is not None:
            yield _unsteady(unsteady)
        elif other is not None:
            yield _otherwise(usual, index, other, elsewhere)
        else:
            continue
        seen.add(usual.hook)


def _unsteady(answered: Answered) -> Problem:
    one, other, *_ = answered.answers.items()
    return Problem(
        "unsteady",
        f"{answered.hook} ({answered.about}), asked {TIMES} times: {_shown(one[0])} {one[1]} times, "
        f"{_shown(other[0])} {other[1]} times",
        "chance decides it, or what was asked before: keep nothing between two questions",
    )


def _otherwise(usual: Answered, index: int, other: Setting, elsewhere: _Elsewhere) -> Problem:
    """The same question with one thing at a time, until the answer is another one."""
    for setting in (*other.alone, other):
        run = elsewhere.answers(setting)
        if isinstance(run, str) or run.answered[index].answers.keys() == usual.answers.keys():
            continue
        (one,), (two,) = usual.answers, run.answered[index].answers
        what = [name for name in Setting.__struct_fields__ if getattr(setting, name) != getattr(PLAIN, name)]
        where = ", ".join(f"{name}={value}" for name, value in setting.environment.items())
        return Problem(
            "elsewhere",
            f"{usual.hook} ({usual.about}): {_shown(one)} usually, {_shown(two)} with {where}",
            HINTS[what[0] if len(what) == 1 else ""],
        )
    return _unsteady(usual)


def _wrong(came: Sequence[tuple[Setting, Answers]]) -> Iterator[Problem]:
    """Answers that are none: one for each hook."""
    said: dict[str, str] = {}
    for _, run in came:
        for answered in run.answered:
            for answer in answered.answers:
                if answer.startswith("! ") and NotInAQuestion.__name__ not in answer:
                    said.setdefault(answered.hook, answer[2:])
    for text in said.values():
        what, _, way_out = text.partition("; ")
        yield Problem("wrong_answer", what, way_out or "answer what the hook's type says, or None for no opinion")


def _shown(answer: str) -> str:
    return answer if len(answer) <= _SHORT else f"{answer[:_SHORT]}…"
