"""Books with people at every step of the way, built once and copied; and changes of a policy to adopt in them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec.structs import replace
from tests.service.conftest import Asking
from tests.service.journey import Journey, sample

from vouchbook.domain import policy as policies
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Published
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import CommandId, Outcome, PersonId, PlanKey, RequirementKey, VettingId, VettingScope
from vouchbook.domain.streams import POLICY
from vouchbook.domain.vetting import VettedBy
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.rules import Line, Rule
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import application, membership, person, portfolio, vetting
from vouchbook.service.office import Office, Plan, Request


class Way(Journey):
    """A journey whose applicant is another person each time, and has documented more or less."""

    def __init__(self, office: Office, place: Path, number: int, left_out: tuple[str, ...] = ()) -> None:
        super().__init__(office, Asking())
        self._number = number
        self._file = place / f"person-{number}.toml"
        text = sample("imhs-complete").read_text("utf-8")
        text = re.sub(r'(?m)^(email\s*=\s*")[^"]*"', rf'\g<1>person{number}@example.org"', text, count=1)
        for table in left_out:
            text = re.sub(rf"(?ms)^\[\[{table}\]\]\n.*?(?=^\[|\Z)", "", text, count=1)
        self._file.write_text(text, "utf-8")

    def imported(self, name: str = "imhs-complete") -> Way:
        file = read_portfolio(self._file)
        done = portfolio.import_portfolio(self.office, self.ask(), file, self._file.read_bytes())
        self.person = PersonId(done.result["person"])
        return self

    def reviewer(self, name: str, *, category: str = "IMHM-C", email: str | None = None) -> PersonId:
        return super().reviewer(name, category=category, email=email or f"{name.lower()}{self._number}@example.org")

    def opened(self) -> Way:
        super().opened()
        return self

    def withdrawn(self) -> None:
        application.withdraw(self.office, self.ask("applicant", self.person), self.application)

    def vetted(self) -> None:
        """A stranger whom the association has interviewed, and who may give RSC from then on."""
        words = PersonWords("Vera", "Vetted", f"vera{self._number}@example.org")
        who = PersonId(person.register(self.office, self.ask(), words).result["person"])
        id_ = VettingId(vetting.open_vetting(self.office, self.ask(), who, VettingScope.RSC).result["vetting"])
        how, on = VettedBy.INTERVIEW, date(2026, 11, 20)
        vetting.interview(self.office, self.ask(), id_, by=None, how=how, held_on=on, words="knows the work")
        vetting.decide(self.office, self.ask(), id_, vetted=True, reason="as seen")

    def member_since(self, bought_on: date) -> Journey:
        self.imported()
        membership.join(self.office, self.ask(), self.person, PlanKey("individual"), bought_on=bought_on)
        return self


STEPS: dict[str, Callable[[Way], object]] = {
    "begun": lambda way: way.imported().opened(),
    "ready": lambda way: way.ready_to_submit(),
    "submitted": lambda way: way.ready_to_submit().submitted(),
    "reviewed": lambda way: way.ready_to_submit().submitted().panel().reviewed(),
    "examined": lambda way: way.ready_to_decide(),
    "on hold": lambda way: way.ready_to_decide().decided(Outcome.ON_HOLD),
    "deferred": lambda way: way.ready_to_decide().decided(Outcome.DEFERRED),
    "endorsed": lambda way: way.ready_to_decide().decided(),
    "withdrawn": lambda way: way.imported().opened().withdrawn(),
    "member": lambda way: way.member_since(date(2026, 10, 15)),
    "vetted": lambda way: way.vetted(),
}
"""How far somebody has come."""


def copied(kept: Path, place: Path) -> Path:
    shutil.copytree(kept, place)
    return place


# ── Changes of a policy ───────────────────────────────────────────────────────────────────────

Change = Callable[[PolicyDocument], PolicyDocument]


def of_rule(category: str, key: str, changed: Callable[[Rule], Rule], *, at: str = "application") -> Change:
    """A rule of a sheet becomes another one, in every stretch of time."""

    def line(each: Line) -> Line:
        return replace(each, rule=changed(each.rule)) if each.rule.key == key else each

    def change(document: PolicyDocument) -> PolicyDocument:
        sheets = tuple(
            replace(sheet, lines=tuple(line(each) for each in sheet.lines))
            if (sheet.category, sheet.at.value) == (category, at)
            else sheet
            for sheet in document.sheets
        )
        return replace(document, sheets=sheets)

    return change


def without_line(category: str, key: str) -> Change:
    def change(document: PolicyDocument) -> PolicyDocument:
        sheets = tuple(
            replace(sheet, lines=tuple(each for each in sheet.lines if each.rule.key != RequirementKey(key)))
            if (sheet.category, sheet.at.value) == (category, "application")
            else sheet
            for sheet in document.sheets
        )
        return replace(document, sheets=sheets)

    return change


def of_rows(table: str, changed: Callable[[object], object]) -> Change:
    """Every row of a table becomes another one."""
    return lambda document: replace(document, **{table: tuple(changed(row) for row in getattr(document, table))})


def with_row(table: str, row: object) -> Change:
    return lambda document: replace(document, **{table: (*getattr(document, table), row)})


def changed(document: PolicyDocument, *changes: Change) -> PolicyVersion:
    for change in changes:
        document = change(document)
    return PolicyVersion.of(document)


def adopt(office: Office, version: PolicyVersion, in_force_from: date, on: date) -> None:
    """Adopt a version for good, by the decider, from a day on."""

    def plan() -> Plan:
        loaded = office.load(POLICY, office.code)
        command = policies.Adopt(version.digest, Published(version.stored.decode()), (), in_force_from)
        return Plan(writes=(loaded.write(policies.decide(command, loaded.state)),))

    request = Request(CommandId(f"adopting-{version.digest[7:19]}-{in_force_from}"), Principal(Role.ALLIANCE), on)
    office.record(request, "adopt_policy", version.digest, plan)
