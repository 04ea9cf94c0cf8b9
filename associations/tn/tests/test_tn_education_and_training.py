"""The specialist's sheet of 2025: a degree or a licence, and 33 hours of training, three of them about equity."""

from __future__ import annotations

from vouchbook.domain.names import About
from vouchbook.domain.trace import Lack, Status

DEIA = About.DEIA


def test_a_degree_or_a_licence_does(tn):
    assert tn.finding("education").status is Status.MET
    assert tn.finding("education", education=[]).status is Status.MET
    assert tn.finding("education", licence=[]).status is Status.MET
    assert tn.finding("education", education=[], licence=[]).status is Status.MISSING


def test_33_hours_are_enough_and_a_quarter_hour_less_is_not(tn):
    assert tn.finding("training", training=[tn.training("30"), tn.training("3", DEIA)]).status is Status.MET
    short = tn.finding("training", training=[tn.training("29:45"), tn.training("3", DEIA)])
    assert [(lack.code, lack.amount) for lack in short.lacking] == [(Lack.AMOUNT, 15)]


def test_three_of_the_hours_are_about_equity(tn):
    short = tn.finding("training", training=[tn.training("31"), tn.training("2:45", DEIA)])
    assert [(lack.code, lack.name, lack.amount) for lack in short.lacking] == [(Lack.PART, "deia", 15)]
