"""An application whose references are still to be asked for, in steps that tests begin, stop and vary."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.service.journey import Journey, sample

from vouchbook.domain.evidence import Colleague
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, SlotKey
from vouchbook.domain.trace import Finding
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import explanation, portfolio, rating, reading
from vouchbook.service.office import Done, Office

TODAY = date(2026, 11, 20)
LONG_AGO = date(2020, 1, 1)
SUPERVISOR, RSC_PROVIDER, OTHER = SlotKey("supervisor"), SlotKey("rsc_provider"), SlotKey("other")


def without_references(folder: Path, *more: str) -> Path:
    """The complete sample without its ratings, and with more tables at its end."""
    blocks = sample("imhs-complete").read_text("utf-8").split("\n\n")
    file = folder / "portfolio.toml"
    file.write_text("\n\n".join([each for each in blocks if "[[ratings]]" not in each] + [*more]) + "\n", "utf-8")
    return file


def colleague(ref: str, name: str, email: str | None = None) -> str:
    address = f'email = "{email}"\n' if email else ""
    return f'[[colleagues]]\nid = "{ref}"\nname = "{name}"\n{address}'


class Referenced(Journey):
    """A journey with references; colleagues are called as the file called them."""

    def __init__(self, office: Office, ask, folder: Path, *more: str) -> None:
        super().__init__(office, ask)
        file = without_references(folder, *more)
        done = portfolio.import_portfolio(office, ask(), read_portfolio(file), file.read_bytes())
        self.person = PersonId(done.result["person"])
        items = reading.evidence(office, ask().principal, self.person)
        self.colleagues = {
            str(item.words["ref"]): item.facts.colleague for item in items if isinstance(item.facts, Colleague)
        }
        self.opened()
        self.confirmed("standing")

    def requests(self, rater: str, slot: SlotKey, *, waived: bool = True, who: str = "applicant") -> ItemId:
        request = self.ask(who, self.person) if who == "applicant" else self.ask()
        done = rating.request_rating(self.office, request, self.person, self.colleagues[rater], slot, waived=waived)
        return ItemId(done.result["rating"])

    def receives(
        self,
        id_: ItemId,
        *,
        rated_on: date = TODAY,
        known_since: date = LONG_AGO,
        answers: int = 0,
        words: str = "fine",
    ) -> Done:
        return rating.receive_rating(
            self.office, self.ask(), id_, rated_on=rated_on, known_since=known_since, not_enough_information=answers,
            words={"relationship": words},
        )  # fmt: skip

    def replaces(self, id_: ItemId, rater: str | ColleagueId, who: str = "applicant") -> ItemId:
        request = self.ask(who, self.person) if who == "applicant" else self.ask()
        by = self.colleagues.get(str(rater), ColleagueId(str(rater)))
        return ItemId(rating.replace_rating(self.office, request, id_, by, waived=True).result["rating"])

    def all_three(self) -> dict[SlotKey, ItemId]:
        asked = (("denise", SUPERVISOR), ("ruth", RSC_PROVIDER), ("alma", OTHER))
        return {slot: self.requests(rater, slot) for rater, slot in asked}

    def finding(self) -> Finding:
        """What the coordinator reads about the references."""
        trace = explanation.explain(self.office, self.ask().principal, self.application).trace
        return next(each for each in trace.findings if each.requirement == "ratings")
