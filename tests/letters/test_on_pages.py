"""What pages say: the words of every refusal, without the commands that somebody at a command line would type."""

from __future__ import annotations

from datetime import date

import pytest

from vouchbook.domain.refusal import Refused
from vouchbook.letters import on_pages, refusals


@pytest.mark.parametrize("code", sorted(refusals.WORDS))
def test_a_refusal_names_no_command_and_no_option(code):
    said = on_pages.refusal(Refused(code))
    assert "vouchbook " not in said
    assert "--" not in said
    assert len(said) > 15
    assert said[0].isupper() or not said[0].isalpha()
    assert said.endswith((".", "?", "!", "”"))
    assert not said.endswith((" and.", " or.", ",.", ":.", "(."))


@pytest.mark.parametrize("code", sorted(on_pages.WORDS))
def test_what_pages_say_otherwise_is_a_refusal_that_exists(code):
    assert code in refusals.WORDS


def test_a_day_is_written_as_people_here_write_it():
    assert on_pages.day(date(2026, 1, 5)) == "January 5, 2026"
