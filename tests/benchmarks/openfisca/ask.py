"""Asks OpenFisca what a policy change does to a sheet whose items were summed up beforehand, beside bare numpy sums.

    make bench-openfisca

It runs in an environment of its own, on what ``bench_policy_change.py`` left in ``build/bench``. OpenFisca is told of
each line what counts and what possibly does; it knows the thresholds from their days on, judges every line and the
whole sheet before and after, and must come to the same numbers of people. What counts at all, session by session, is
not asked of it: its entities are people, and what changes in what counts arrives as another sum. References arrive
judged, because their places are no sum.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from numpy_sums import bare_sums
from openfisca_core import periods  # type: ignore[import-not-found]
from openfisca_core.entities import build_entity  # type: ignore[import-not-found]
from openfisca_core.parameters import ParameterNode  # type: ignore[import-not-found]
from openfisca_core.simulations import SimulationBuilder  # type: ignore[import-not-found]
from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-not-found]
from openfisca_core.variables import Variable  # type: ignore[import-not-found]

BENCH = Path(__file__).parents[3] / "build" / "bench"
SUMS = BENCH / "presummed"
MONTHS = {"before": "2026-11", "after": "2026-12"}
"""The change rules from December on."""
JUDGED = ("ratings",)
MISSING, JUDGEMENT, MET = range(3)

person = build_entity(key="person", plural="people", label="Somebody with evidence", is_person=True)


def sheet(expected: dict[str, Any]) -> Any:
    """The sheet as a system of OpenFisca: a variable for each sum and each line's status, a parameter per threshold."""
    system = TaxBenefitSystem([person])
    system.parameters = ParameterNode("", data={key: thresholds(key, expected) for key in (*expected["keys"], "deia")})
    for key in expected["keys"]:
        if key in JUDGED:
            system.add_variable(given(key))
        else:
            system.add_variable(given(f"{key}_counted"))
            system.add_variable(given(f"{key}_possible"))
            system.add_variable(status(key))
    system.add_variable(given("deia_counted"))
    system.add_variable(overall(expected["keys"]))
    return system


def thresholds(key: str, expected: dict[str, Any]) -> dict[str, Any]:
    days = ("2000-01-01", f"{MONTHS['after']}-01")
    return {"values": {day: {"value": expected["minimum"][when][key]} for day, when in zip(days, MONTHS, strict=True)}}


def variable(name: str, **more: Any) -> Any:
    held = {"value_type": int, "entity": person, "definition_period": periods.MONTH, "label": name}
    return type(name, (Variable,), {**held, **more})


def given(name: str) -> Any:
    return variable(name)


def status(key: str) -> Any:
    """Met when what is sure suffices, missing when even what is possible does not, else a reviewer's to say."""

    def formula(people: Any, period: Any, parameters: Any) -> Any:
        counted, possible = people(f"{key}_counted", period), people(f"{key}_possible", period)
        minimum = parameters(period)[key]
        found = np.where(counted >= minimum, MET, np.where(possible < minimum, MISSING, JUDGEMENT))
        if key == "training":
            found = np.where(people("deia_counted", period) >= parameters(period).deia, found, MISSING)
        return found

    return variable(key, formula=formula)


def overall(keys: list[str]) -> Any:
    def formula(people: Any, period: Any, parameters: Any) -> Any:
        worst = people(keys[0], period)
        for key in keys[1:]:
            worst = np.minimum(worst, people(key, period))
        return worst

    return variable("overall", formula=formula)


def asked(expected: dict[str, Any]) -> dict[str, int]:
    """Everything from the sums on disk to the numbers of people, set-up included."""
    simulation = SimulationBuilder().build_default_simulation(sheet(expected), count=expected["people"])
    for when, month in MONTHS.items():
        for key in expected["keys"]:
            names = (
                ((key, "status"),)
                if key in JUDGED
                else ((f"{key}_counted", "counted"), (f"{key}_possible", "possible"))
            )
            for name, what in names:
                simulation.set_input(name, month, np.load(SUMS / f"{when}.{key}.{what}.npy"))
        simulation.set_input("deia_counted", month, np.load(SUMS / f"{when}.deia.counted.npy"))
    before, after = (simulation.calculate("overall", month) for month in MONTHS.values())
    moves, people = np.unique(before * 3 + after, return_counts=True)
    names = expected["statuses"]
    return {f"{names[move // 3]} → {names[move % 3]}": int(n) for move, n in zip(moves, people, strict=True)}


def main(rounds: int = 5) -> None:
    kept = SUMS / "expected.json"
    if not kept.exists():
        sys.exit("nothing to ask about yet: make bench ONLY=policy_change")
    expected = json.loads(kept.read_text("utf-8"))
    wanted = {f"{was} → {becomes}": people for was, becomes, people in expected["overall"]}
    people, folder = expected["people"], BENCH / f"columns-{expected['people']}"
    spent: dict[str, list[float]] = {"bare numpy, three sums": [], "OpenFisca, both versions of summed columns": []}
    for _ in range(rounds):
        for name, times in spent.items():
            began = time.perf_counter()
            if name.startswith("bare"):
                bare_sums(folder)
            else:
                found = asked(expected)
                assert found == wanted, (found, wanted)
            times.append(time.perf_counter() - began)
    base, peer = (statistics.median(times) for times in spent.values())
    for name, seconds in zip(spent, (base, peer), strict=True):
        print(f"{name:44}  {people / seconds:12,.0f} people/s   {seconds:6.2f} s   {base / seconds:5.2f}")
    print(f"the same numbers of people before and after: {', '.join(f'{move} {n:,}' for move, n in wanted.items())}")
    content = {
        "name": "openfisca",
        "openfisca": version("openfisca-core"),
        "unit": "people/s",
        "people": people,
        "figures": [
            {"name": name, "per_second": people / seconds, "ratio": base / seconds, "seconds": seconds}
            for name, seconds in zip(spent, (base, peer), strict=True)
        ],
        "overall": wanted,
    }
    (BENCH / "openfisca.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
