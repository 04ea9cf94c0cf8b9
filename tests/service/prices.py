"""North Carolina's book under other prices: its policy with the fees that a test speaks of, adopted at once."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path

import tomlkit
from tests.service.conftest import TODAY

from vouchbook.associations import package
from vouchbook.domain import account as accounts
from vouchbook.domain import policy as policies
from vouchbook.domain.account import Account
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Published
from vouchbook.domain.names import CommandId
from vouchbook.domain.streams import ACCOUNT, POLICY
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import policy_of
from vouchbook.service.office import Office, Plan, Request

_numbers = count(1)


def priced(folder: Path, rows: str) -> PolicyVersion:
    """The installed policy with these rows in place of its fees, upgrades, funds and lapse."""
    text = tomlkit.parse(package("nc").policy_file.read_text("utf-8"))
    for table in ("fee", "upgrade", "fund", "lapse"):
        text.pop(table, None)
    file = folder / f"priced-{next(_numbers)}.toml"
    file.write_text(tomlkit.dumps(text) + "\n" + rows, "utf-8")
    version, _ = policy_of(file)
    return version


def adopt(office: Office, version: PolicyVersion, on: date = TODAY) -> PolicyVersion:
    def plan() -> Plan:
        loaded = office.load(POLICY, office.code)
        command = policies.Adopt(version.digest, Published(version.stored.decode()), (), on)
        return Plan(writes=(loaded.write(policies.decide(command, loaded.state)),))

    request = Request(CommandId(f"adopting-{next(_numbers)}"), Principal(Role.ALLIANCE), TODAY)
    office.record(request, "adopt_policy", "prices", plan)
    return version


def fee(occasion: str, amount: str, *more: str) -> str:
    """A row, whose ``more`` are further lines of it."""
    lines = ("[[fee]]", f'occasion = "{occasion}"', f'amount = "{amount}"', 'source = "assumed"', *more)
    return "".join(f"{line}\n" for line in lines)


def account_of(office: Office, person: str) -> Account:
    account: Account = office.load(ACCOUNT, person).state
    return account


def charged(office: Office, person: str) -> list[tuple[str, int]]:
    """What somebody was charged, in the order of the book: occasions and cents."""
    events = [entry.event for entry in office.load(ACCOUNT, person).entries]
    return [(each.occasion.value, each.cents) for each in events if isinstance(each, accounts.FeeCharged)]
