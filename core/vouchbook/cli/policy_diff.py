"""``vouchbook policy diff``: two policies side by side, in words."""

from __future__ import annotations

import click

from vouchbook.cli.asking import Asking, asked
from vouchbook.cli.policy_change import for_a_program, in_words
from vouchbook.cli.said import page, say, say_json
from vouchbook.cli.typed import CATEGORY
from vouchbook.domain.names import CategoryCode
from vouchbook.letters.compared import as_json
from vouchbook.letters.difference_page import as_text
from vouchbook.service import comparing
from vouchbook.service.policy_review import review


@click.command()
@click.argument("before")
@click.argument("now")
@click.option("--category", "-c", type=CATEGORY, default=None, help="Only what concerns this category.")
@asked
def diff(asking: Asking, before: str, now: str, category: str | None) -> None:
    """Say how the policy NOW differs from the policy BEFORE: what is asked more, what less, what otherwise.

    Each of the two is an association's code (nc), also with a day (nc@2024-06-01), an edition of the guidelines
    (edition:2024), or the path of a policy.toml. Where no day is written, --on says it; without it, it is today.
    An association with a book in the data folder is asked for what it adopted, another one for what its installed
    package brings; installed:nc is what the package brings in any case. Where NOW is a proposal (its id or digest),
    it is held against the version that it is to follow, with all that whoever approves it must see. Between two days
    of one association, the days are listed on which something changes.

    "Stricter" is a promise: nobody fulfils the new line who did not fulfil the old one. "Looser" is the opposite;
    where neither can be promised, the change is named without either. Exit status 0 whatever differs.

    \b
    Examples:
      vouchbook policy diff edition:2024 edition:2025
      vouchbook policy diff nc@2023-01-01 nc@2024-06-01 --category IMHS
      vouchbook policy diff nc my-new-policy.toml
      vouchbook policy diff nc pr-7k3m9q2x4d
    """
    asking.keyless = True  # rules are no secret
    office = asking.office_of(before) if _is_proposal(now) else None
    if office is not None:
        seen = review(asking.folder, office, asking.principal, now)
        if asking.as_json:
            say_json(for_a_program(seen))
        else:
            say("\n".join(in_words(seen)))
        return
    chosen = [comparing.choose(named, asking.given_day, asking.office_of, asking.edge)
              for named in (before, now)]  # fmt: skip
    found = comparing.compared(chosen[0], chosen[1], CategoryCode(category) if category else None)
    if asking.as_json:
        say_json(as_json(found))
    else:
        say(as_text(found, width=page()))


def _is_proposal(named: str) -> bool:
    return named.startswith(("pr-", "sha256:"))
