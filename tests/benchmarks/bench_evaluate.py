"""Evaluates one application of 300 evidence items with its full trace, beside the bare sum that it cannot do without.

    python tests/benchmarks/bench_evaluate.py [rounds] [evaluations per turn]

The first contender adds up the minutes and days of the same items in a loop, and explains nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from paired import Contender, keep, race, show

from vouchbook.domain.evidence import Item, Portfolio, Rsc, Training, Work
from vouchbook.domain.names import CategoryCode, ItemId, Occasion
from vouchbook.domain.trace import Moments
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service.evaluation import installed_policy

ITEMS = 300
DAY = date(2026, 11, 20)
SAMPLE = Path("associations/nc/vouchbook_nc/samples/imhs-complete.toml")


def large(items: int = ITEMS) -> Portfolio:
    """The complete sample, with further trainings, sessions and jobs until it holds so many items."""
    sample = read_portfolio(SAMPLE).portfolio
    rsc = next(item.facts for item in sample.items if isinstance(item.facts, Rsc))
    work = next(item.facts for item in sample.items if isinstance(item.facts, Work))
    more: list[Item] = []
    while len(sample.items) + len(more) < items:
        number = len(more)
        day = DAY - timedelta(days=7 * (number % 150) + 1)
        facts = (
            Work(day - timedelta(days=60), work.employer, day, True, True, work.with_, work.services)
            if number % 20 == 19
            else Rsc(day, day, 60, rsc.setting, rsc.provider, peer=number % 12 == 0)
            if number % 2
            else Training(day, day, 90)
        )
        more.append(Item(ItemId(f"more-{number}"), facts))
    return Portfolio((*sample.items, *more), claims_taken=True)


def main(rounds: int = 15, evaluations: int = 200) -> None:
    version, portfolio = installed_policy("nc"), large()
    moments = Moments(asked=DAY, registered=DAY, submitted=DAY)
    category = CategoryCode("IMHS")

    def bare(times: Sequence[int]) -> None:
        for _ in times:
            minutes = days = 0
            for item in portfolio.items:
                facts = item.facts
                if isinstance(facts, Training | Rsc):
                    minutes += facts.minutes
                elif isinstance(facts, Work):
                    days += ((facts.last or DAY) - facts.first).days

    def explained(times: Sequence[int]) -> None:
        for _ in times:
            evaluate(version, category, Occasion.APPLICATION, portfolio, (), moments)

    runners = [Contender("bare sum", range, bare), Contender("evaluate, full trace", range, explained)]
    figures = race(runners, rounds=rounds, commands=evaluations)
    show(figures, "times/s")
    keep("evaluate", figures, unit="times/s", items=len(portfolio.items))
    print(f"one evaluation of {len(portfolio.items)} items: {1e6 / figures[1].per_second:,.0f} µs (goal: under 1,000)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
