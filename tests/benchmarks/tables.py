"""Writes what was measured last, ``build/bench/*.json``, into the tables of docs/explanation/performance.md.

    python tests/benchmarks/tables.py [--print]

A table stands between ``<!-- figures: name -->`` and ``<!-- end -->``; the words around it are written by hand.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from paired import KEPT

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "performance.md"
MARKED = re.compile(r"(<!-- figures: ([a-z_]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def written(name: str) -> str | None:
    """The table of one benchmark; ``None`` when it has not run."""
    path = KEPT / f"{name}.json"
    if not path.exists():
        return None
    content = json.loads(path.read_text("utf-8"))
    of = {
        "growth": growth,
        "import": imported,
        "policy_change": changed,
        "openfisca": openfisca,
        "portal": portal,
        "deadline": deadline,
    }.get(name, contenders)
    lines = of(content)
    said = f"Measured on {measured(content['on'])}." if "on" in content else f"OpenFisca-Core {content['openfisca']}."
    return "\n".join((said, "", *lines, ""))


def measured(on: dict[str, Any]) -> str:
    return (
        f"{on['date']}: {on['cores']} cores, {on['memory_gib']} GiB, {on['system']}, Python {on['python']}, "
        f"SQLite {on['sqlite']}, eventsourcing {on['eventsourcing']}"
    )


def contenders(content: dict[str, Any]) -> Iterator[str]:
    yield from row("", content["unit"], "ratio", "middle half", "processor, µs each")
    yield "| --- | ---: | ---: | --- | ---: |"
    for figure in content["figures"]:
        half = f"{figure['low']:.2f} to {figure['high']:.2f}" if figure["low"] != figure["high"] else ""
        cpu = f"{figure['cpu']:,.1f}" if figure["cpu"] < 100 else f"{figure['cpu']:,.0f}"
        yield from row(figure["name"], f"{figure['per_second']:,.0f}", f"{figure['ratio']:.2f}", half, cpu)
    if memory := content.get("peak_kib"):
        tenth, whole, events = memory["tenth"] / 1024, memory["whole"] / 1024, content["events"]
        yield ""
        yield f"Peak memory: {tenth:.0f} MiB for {events // 10:,} events, {whole:.0f} MiB for {events:,}: "
        yield f"{whole / tenth:.2f} times."
    if "both" in content:
        yield ""
        yield f"`ledger verify` does both, our proof and the database's: {content['both']:,.0f} events/s, "
        yield f"{content['events']:,} events of {content['bytes_each']:,} bytes on disk."


def growth(content: dict[str, Any]) -> Iterator[str]:
    yield from row("events", "appends/s", "to the bare driver", "processor, µs", "loads/s", "processor, µs")
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for at in content["sizes"]:
        _, ours, load = at["figures"]
        yield from row(
            f"{at['events']:,}", f"{ours['per_second']:,.0f}", f"{ours['ratio']:.2f}", f"{ours['cpu']:,.0f}",
            f"{load['per_second']:,.0f}", f"{load['cpu']:,.0f}",
        )  # fmt: skip


def imported(content: dict[str, Any]) -> Iterator[str]:
    yield from row("", "rows", "rows/s", "to the bare driver", "processor, µs each", "others wait, s", "peak, MiB")
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    bare = {each["rows"]: each["per_second"] for each in content["rows"][:2]}
    for each in content["rows"]:
        ratio = each["per_second"] / bare[each["rows"]]
        yield from row(
            each["name"], f"{each['rows']:,}", f"{each['per_second']:,.0f}", f"{ratio:.3f}",
            f"{1e6 * each['cpu'] / each['rows']:,.0f}", f"{each['held']:.1f}", f"{each['peak']:.0f}",
        )  # fmt: skip


def changed(content: dict[str, Any]) -> Iterator[str]:
    yield from contenders({name: value for name, value in content.items() if name != "memory"})
    tenth, whole = content["memory"]["tenth"], content["memory"]["whole"]
    yield ""
    some, all_ = (each["peak_kib"] / 1024 for each in (tenth, whole))
    yield f"Asked alone, {content['people']:,} people with {content['items']} items each took {whole['seconds']:.1f} s."
    yield f"Peak memory: {some:.0f} MiB for a tenth of the people, {all_:.0f} MiB for all, {all_ / some:.2f} times."
    yield f"The columns take {content['bytes'] / 2**20:,.0f} MiB on disk."


def openfisca(content: dict[str, Any]) -> Iterator[str]:
    yield from row("", content["unit"], "ratio", "seconds")
    yield "| --- | ---: | ---: | ---: |"
    for figure in content["figures"]:
        name, speed = figure["name"], f"{figure['per_second']:,.0f}"
        yield from row(name, speed, f"{figure['ratio']:.2f}", f"{figure['seconds']:.2f}")


def portal(content: dict[str, Any]) -> Iterator[str]:
    for people, pages in content["pages"].items():
        yield f"{int(people):,} people:"
        yield ""
        yield from row("", "again, per second", "p50, ms", "p99, ms", "ratio of rates", "processor, ms",
                       "of a bare page", "ratio", "made anew, per second", "p50, ms", "processor, ms", "ratio",
                       "HTML, bytes", "packed")  # fmt: skip
        yield f"| --- |{' ---: |' * 13}"
        for each in pages:
            bare = each["cpu_bare"]
            yield from row(
                each["name"], f"{each['per_second']:,.0f}", f"{each['p50']:.1f}", f"{each['p99']:.1f}",
                f"{each['ratio']:.2f}", f"{each['cpu']:.2f}", f"{bare:.2f}", f"**{bare / each['cpu']:.2f}**",
                f"{each['anew_per_second']:,.0f}", f"{each['anew_p50']:.1f}", f"{each['cpu_anew']:.2f}",
                f"**{bare / each['cpu_anew']:.2f}**", f"{each['html']:,}", f"{each['packed']:,}",
            )  # fmt: skip
        yield ""
    along = (f"`{name}` {own:,} bytes, packed {packed:,}" for name, (own, packed) in content["along"].items())
    yield f"Fetched once and kept by the browser: {'; '.join(along)}."


def deadline(content: dict[str, Any]) -> Iterator[str]:
    yield from row("at once", "answered per second", "p50, ms", "p99, ms", "forms taken", "asked to come again")
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for each in content["levels"]:
        yield from row(
            f"{each['lines']}", f"{each['per_second']:,.0f}", f"{each['p50']:.0f}", f"{each['p99']:.0f}",
            f"{each['forms']:,}", f"{each['shed']:.1%}",
        )  # fmt: skip
    yield ""
    yield f"{content['associations']} associations; {content['forms']:,} forms were taken, and each stands in a book,"
    yield "once."


def row(*cells: str) -> Sequence[str]:
    return (f"| {' | '.join(cells)} |",)


def filled(page: str) -> str:
    def fill(found: re.Match[str]) -> str:
        table = written(found[2])
        return f"{found[1]}{table}{found[3]}" if table is not None else found[0]

    return MARKED.sub(fill, page)


if __name__ == "__main__":
    text = filled(PAGE.read_text("utf-8"))
    if "--print" in sys.argv:
        print(text)
    else:
        PAGE.write_text(text, "utf-8")
        print(f"{PAGE.relative_to(PAGE.parents[2])}: {len(MARKED.findall(text))} tables")
