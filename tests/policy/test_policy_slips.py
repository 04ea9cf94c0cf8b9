"""Wherever a hand slips in a policy file: it is read whole, or refused with lines and remedies; nothing breaks."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from vouchbook.letters.rules import as_text, sentences
from vouchbook.policy.compose import compose
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.reader import read_guidelines, read_policy

ROOT = Path(__file__).parents[2]
EDITIONS = {
    file.stem: read_guidelines(file)
    for file in (ROOT / "plugins/guidelines/vouchbook_guidelines/editions").glob("*.toml")
}
LINES = (ROOT / "associations/nc/vouchbook_nc/policy.toml").read_text(encoding="utf-8").split("\n")

SLIPS = st.sampled_from(
    """
    1|0|-1|1.5|nan|true|""|" "|"x"|"every"|"2024"|"1:30"|"12 months"|"12-31"|99999999999999999999
    2024-01-01|0001-01-01|9999-12-31|2024-01-01T00:00:00Z|07:32:00
    []|[1]|["x"]|["every"]|["IMHS", 3]|[[]]|{}|[{}]|{ key = "x" }|[{ key = "x" }]|[{ key = 1 }]
    { on = 2024-01-01 }|[{ on = 2024-01-01, by = "decided" }]|{ a = { b = [ {} ] } }
    "not_required"|"any_of"|"judgement"|'''
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)


@st.composite
def slipped(draw: st.DrawFn) -> str:
    """The shipped file with a few lines changed, lost, doubled or moved."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["value", "value", "value", "key", "lost", "doubled", "moved"])):
            case "value":
                lines[at] = re.sub(r"= .*", lambda _: f"= {draw(SLIPS)}", lines[at])
            case "key":
                lines[at] = re.sub(r"^(\s*)[\w.]+", r"\1kind", lines[at])
            case "lost":
                del lines[at]
            case "doubled":
                lines.insert(at, lines[at])
            case _:
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
    return "\n".join(lines)


def refuses_well(refused: PolicyMistakes, text: str) -> None:
    assert refused.mistakes
    for mistake in refused.mistakes:
        assert 1 <= mistake.line <= text.count("\n") + 1
        assert re.fullmatch(r"\S.*", mistake.text)


@settings(max_examples=150)
@given(slipped())
def test_a_slip_is_read_or_refused_with_its_line(text: str) -> None:
    try:
        version = compose(read_policy(text, EDITIONS), EDITIONS)
    except PolicyMistakes as refused:
        refuses_well(refused, text)
        return
    assert b"." not in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", version.stored), "a float"
    assert as_text(version, sentences(version, on=None))
    assert as_text(version, sentences(version, on=date(2026, 11, 20)))
