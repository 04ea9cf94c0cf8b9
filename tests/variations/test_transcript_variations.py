"""When a transcript is asked for, and which: always, where coursework is used, an unofficial one too; as data alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.policy.by_hand import IMHS, portfolio

from vouchbook.domain.evidence import Coursework, Education
from vouchbook.domain.names import DegreeLevel, Occasion
from vouchbook.domain.trace import Finding, Moments, Status, Why
from vouchbook.letters.kinds import asked
from vouchbook.letters.standings import Policy
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import policy_of

HEAD = """\
format = "vouchbook-policy/1"

[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = ["IMH"]
categories = ["IMHS"]

[sources]
page = { title = "A page about transcripts" }

[[requirement]]
for    = ["IMHS"]
key    = "education"
kind   = "degree"
source = "page"
levels = ["master", "doctorate"]
reviewer_may_accept = ["coursework"]
"""
OLDER_MI = 'transcript = "always"\n'
NC = 'transcript = "if_coursework"\n'
RI = 'transcript = "always"\nunofficial_transcript = true\n'
NONE = 'transcript = "never"\n'

NO, UNOFFICIAL, OFFICIAL = "none", "unofficial", "official"
MET, JUDGEMENT, MISSING = Status.MET, Status.JUDGEMENT, Status.MISSING


def policy(folder: Path, transcripts: str) -> PolicyVersion:
    file = folder / "policy.toml"
    file.write_text(HEAD + transcripts, "utf-8")
    return policy_of(file)[0]


def found(version: PolicyVersion, level: DegreeLevel, transcript: str) -> Finding:
    degree = Education(
        level,
        date(2015, 5, 1),
        transcript=transcript != NO,
        coursework=(Coursework(()),) if level is DegreeLevel.OTHER else (),
        transcript_unofficial=transcript == UNOFFICIAL,
    )
    day = Moments(asked=date(2026, 11, 20))
    return evaluate(version, IMHS, Occasion.APPLICATION, portfolio(degree), (), day).findings[0]


@pytest.mark.parametrize(
    ("transcripts", "masters", "coursework"),
    [
        (OLDER_MI, (MISSING, MISSING, MET), (MISSING, MISSING, JUDGEMENT)),
        (NC, (MET, MET, MET), (MISSING, MISSING, JUDGEMENT)),
        (RI, (MISSING, MET, MET), (MISSING, JUDGEMENT, JUDGEMENT)),
        (NONE, (MET, MET, MET), (JUDGEMENT, JUDGEMENT, JUDGEMENT)),
    ],
    ids=["always", "where coursework is used", "an unofficial one will do", "never"],
)
def test_which_transcript_is_asked_for(
    tmp_path: Path, transcripts: str, masters: tuple[Status, ...], coursework: tuple[Status, ...]
) -> None:
    version = policy(tmp_path, transcripts)
    for level, expected in ((DegreeLevel.MASTER, masters), (DegreeLevel.OTHER, coursework)):
        assert tuple(found(version, level, each).status for each in (NO, UNOFFICIAL, OFFICIAL)) == expected


def test_what_lacks_is_named(tmp_path: Path) -> None:
    version = policy(tmp_path, OLDER_MI)
    said = [found(version, DegreeLevel.MASTER, each).excluded_items[0].because.code for each in (NO, UNOFFICIAL)]
    assert said == [Why.NO_TRANSCRIPT, Why.UNOFFICIAL_TRANSCRIPT]


def test_a_coordinator_reads_which_one_is_asked_for(tmp_path: Path) -> None:
    heard = {}
    for transcripts in (OLDER_MI, NC, RI, NONE):
        version = policy(tmp_path, transcripts)
        heard[transcripts] = asked(version.document.sheets[0].lines[0].rule, Policy(version.document))
    assert heard[OLDER_MI].endswith("A transcript is needed.")
    assert heard[NC].endswith("A transcript is needed where coursework is used.")
    assert heard[RI].endswith("A transcript is needed. An unofficial transcript will do.")
    assert heard[NONE].endswith("No transcript is needed.")
