"""The specialist's sheet of 2025: a degree or a licence, and 33 hours of training, three of them about equity."""

from __future__ import annotations

from vouchbook.domain.names import About
from vouchbook.domain.trace import Lack, Status

DEIA = About.DEIA


def test_a_degree_or_a_licence_does(wv):
    assert wv.finding("education").status is Status.MET
    assert wv.finding("education", education=[]).status is Status.MET
    assert wv.finding("education", licence=[]).status is Status.MET
    assert wv.finding("education", education=[], licence=[]).status is Status.MISSING


def test_33_hours_are_enough_and_a_quarter_hour_less_is_not(wv):
    assert wv.finding("training", training=[wv.training("30"), wv.training("3", DEIA)]).status is Status.MET
    short = wv.finding("training", training=[wv.training("29:45"), wv.training("3", DEIA)])
    assert [(lack.code, lack.amount) for lack in short.lacking] == [(Lack.AMOUNT, 15)]


def test_three_of_the_hours_are_about_equity(wv):
    short = wv.finding("training", training=[wv.training("31"), wv.training("2:45", DEIA)])
    assert [(lack.code, lack.name, lack.amount) for lack in short.lacking] == [(Lack.PART, "deia", 15)]
