"""What becomes of one person's rows: items to enter, items that stand already, or what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from vouchbook.domain import membership as memberships
from vouchbook.domain import person as people
from vouchbook.domain.evidence import CLAIMS, Colleague, Facts, Item, Membership, Rating, Words
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, PlanKey, SlotKey, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import MEMBERSHIP
from vouchbook.ledger.entries import Write
from vouchbook.letters.items import item_in_words
from vouchbook.letters.refusals import in_words
from vouchbook.policy.portfolio_file import remapped
from vouchbook.policy.portfolio_tables import TABLES
from vouchbook.policy.spreadsheet.columns import PEOPLE
from vouchbook.policy.spreadsheet.fields import UNNAMED
from vouchbook.service import raters
from vouchbook.service.entering import NUMBERED, prefix, rating_received, sold_plans, term_claimed, with_email
from vouchbook.service.importing.naming import colleague_named, column_of_colleague, column_of_day
from vouchbook.service.importing.people import Row, Someone, Told, everything, identify
from vouchbook.service.importing.pool import Pool, Said, said
from vouchbook.service.importing.spool import Entry
from vouchbook.service.office import Office, Plan
from vouchbook.service.slots import known_slots

_ORDER = {name: 2 * place for place, name in enumerate(TABLES)}
_ORDER["standing"] = _ORDER["colleagues"] + 1


class Rules(Struct, frozen=True):
    """What the association's policy says that an import needs, read once."""

    on: date
    slots: tuple[SlotKey, ...]
    sold: frozenset[PlanKey]

    @classmethod
    def read(cls, office: Office, on: date) -> Rules:
        return cls(on, known_slots(office, on), sold_plans(office, on))


class Settled(Struct, frozen=True):
    """What is to be recorded of one person, and how many items of each kind that is; ``there`` stand already."""

    plan: Plan
    new: bool
    agrees: bool
    entered: Counter[str]
    there: Counter[str]
    claims: int
    withdrawn: int
    reworded: int

    @property
    def nothing(self) -> bool:
        return not any(write.events for write in self.plan.writes)


def settle(office: Office, rules: Rules, who: str, rows: Sequence[Row], told: Told) -> Settled:
    """Decide on everything that was read of the person whose address has the digest ``who``; mistakes are told."""
    return _Settling(office, rules, identify(office, who, rows, told), told).of(rows)


class _Settling:
    """One person at a time: what was found so far."""

    def __init__(self, office: Office, rules: Rules, someone: Someone, told: Told) -> None:
        self._office, self._rules, self._someone, self._told = office, rules, someone, told
        self._person = PersonId(someone.state.id or "")
        self._pool = Pool(office, someone)
        self._ids: dict[str, tuple[ItemId, Row]] = {}
        self._alike: dict[Said, Row] = {}
        self._recorded: list[people.Event] = []
        self._terms: list[memberships.Event] = []
        self._ratings: list[Write] = []
        self._words: dict[str, Words] = {}
        self._raters = raters.Raters(raters.Known())
        self._new_ids: list[str] = []
        self._entered: Counter[str] = Counter()
        self._there: Counter[str] = Counter()
        self._claims = self._withdrawn = self._reworded = 0

    def of(self, rows: Sequence[Row]) -> Settled:
        someone, state = self._someone, self._someone.state
        items = [row for row in rows if row[1].table != PEOPLE]
        items = [row for row in items if self._gets_id(row)]
        items.sort(key=lambda row: _ORDER[row[1].table])
        self._know_raters(rows, items)
        membership = self._office.load(MEMBERSHIP, self._person, until=everything)
        for row in items:
            if (facts := self._ours(row)) is None:
                continue
            try:
                match facts:
                    case Membership():
                        self._term(row, facts, MEMBERSHIP.fold(self._terms, membership.state))
                    case Rating():
                        self._rating(row, facts)
                    case _:
                        self._item(row, facts)
            except Refused as refused:
                self._refused(row, facts, refused)
        writes = (
            Write(someone.loaded.stream, someone.loaded.version, (*_events(someone.new), *self._recorded)),
            membership.write(self._terms),
            *self._ratings,
        )
        return Settled(
            plan=Plan(writes=writes, claims=someone.claims, result={"person": state.id, "items": self._new_ids}),
            new=someone.new is not None,
            agrees=someone.agrees,
            entered=self._entered,
            there=self._there,
            claims=self._claims,
            withdrawn=self._withdrawn,
            reworded=self._reworded,
        )

    # ── Ids, and whom they mean ───────────────────────────────────────────────────────────────

    def _gets_id(self, row: Row) -> bool:
        """Give the item the id that it has in the book, or a new one; false where its own id is taken here."""
        _, entry = row
        if entry.table in NUMBERED:
            return True
        if entry.ref in self._ids:
            other = self._told.where(self._ids[entry.ref][1], row)
            self._told.wrong(row, f"{other} has this id already; ids are unique for each person", "id", entry.ref)
            return False
        id_, address = ItemId(""), None
        if entry.facts is not None:
            facts = with_email(self._office, entry.facts, entry.words)
            there = self._by_id(row)
            if isinstance(facts, Colleague):
                address = facts.email
                if not _has_id(entry):
                    ours = remapped(facts, colleague=lambda each: each, employer=self._office.employer)
                    there = self._pool.said.get(said(ours, entry.words))
            id_ = there.id if there is not None else self._mint(facts)
        self._ids[entry.ref] = id_, row
        if entry.table == "colleagues":
            self._pool.add_colleague(entry.ref, ColleagueId(id_), address)
        return True

    def _by_id(self, row: Row) -> Item | None:
        """The item of the book that has the row's own id; one that was withdrawn only where no other has."""
        _, entry = row
        if not _has_id(entry):
            return None
        of_kind = self._pool.ratings if entry.table == "ratings" else self._pool.known.by_ref
        return of_kind.get(entry.ref) or self._pool.withdrawn.get(entry.ref)

    def _ours(self, row: Row) -> Facts | None:
        """The facts as the book writes them: colleagues by their ids here, employers by their digests."""
        _, entry = row
        if entry.facts is None:
            return None
        try:
            facts = remapped(entry.facts, colleague=self._pool.colleague, employer=self._office.employer)
        except Refused as refused:
            self._told.wrong(row, in_words(refused), column_of_colleague(entry.facts), colleague_named(entry.facts))
            return None
        facts = with_email(self._office, facts, entry.words)
        if not _has_id(entry):
            what = said(facts, entry.words)
            if what in self._alike:
                other = self._told.where(self._alike[what], row)
                way_out = "keep one" if entry.table in NUMBERED else "keep one, or give each an id"
                self._told.wrong(row, f"says the same as {other}; {way_out}", None, None)
                return None
            self._alike[what] = row
        return facts

    # ── What is entered ───────────────────────────────────────────────────────────────────────

    def _item(self, row: Row, facts: Facts) -> None:
        _, entry = row
        if self._stands(row, facts, self._by_id(row)):
            return
        id_ = self._mint(facts) if entry.table in NUMBERED else self._ids[entry.ref][0]
        new = people.NewItem(id_, facts, Sealed(Purpose.EVIDENCE, (self._person,), entry.words))
        self._recorded += people.decide(people.Record((new,), Source.ASSERTED, self._rules.on), self._decided_on)
        self._enters(row, id_, facts)

    def _stands(self, row: Row, facts: Facts, there: Item | None) -> bool:
        """Whether the book has the item: ``there`` by its id, else one that says the same. Told if they differ."""
        _, entry = row
        if there is None and not _has_id(entry):
            if facts in self._pool.known.said and (entry.table in NUMBERED or isinstance(facts, Rating)):
                self._there[entry.table] += 1
                return True
            there = self._pool.said.get(said(facts, entry.words))
        if there is None:
            return False
        if there.facts != facts:
            way_out = "give this one another id"
            if not self._pool.is_withdrawn(there.id):
                way_out = f"withdraw that one, or {way_out}"
            one, other = item_in_words(there.facts, {}), item_in_words(facts, {})
            said_there = f"stands in the book as {there.id} with other facts ({one}; here {other})"
            self._told.wrong(row, f"{said_there}; {way_out}", "id", entry.ref)
            return True
        self._there[entry.table] += 1
        self._withdrawn += self._pool.is_withdrawn(there.id)
        words = self._pool.known.words.get(there.id)
        self._reworded += words is not None and said(facts, words) != said(facts, entry.words)
        return True

    def _term(self, row: Row, facts: Membership, state: memberships.Membership) -> None:
        term = TermId(self._mint(facts))
        events = term_claimed(self._office.code, self._person, term, facts, self._rules.sold, state)
        self._terms += events
        if events:
            self._enters(row, term, facts)
        else:
            self._there[row[1].table] += 1

    def _rating(self, row: Row, facts: Rating) -> None:
        _, entry = row
        if facts.slot not in self._rules.slots:
            raise Refused("unknown_slot", places=self._rules.slots)
        if self._stands(row, facts, self._by_id(row)):
            return
        self._raters.take(facts.rater, self._words.get(facts.rater, {}), str(colleague_named(entry.facts or facts)))
        id_ = self._ids[entry.ref][0]
        self._ratings.append(rating_received(self._person, id_, facts, entry.words, self._rules.on))
        self._enters(row, id_, facts)

    def _know_raters(self, rows: Sequence[Row], items: Sequence[Row]) -> None:
        """What is written of colleagues, in the book and in these rows, and who has given a reference already."""
        if not any(entry.table == "ratings" for _, entry in items):
            return
        said_here = raters.Known.of(entry.who for _, entry in rows if entry.who is not None)
        applicant = said_here if self._someone.new else raters.ever(self._office, self._someone.loaded)
        self._words = {str(id_): words for id_, words in self._pool.known.words.items()}
        self._words |= {self._ids[entry.ref][0]: entry.words for _, entry in items if entry.table == "colleagues"}
        given = [item.facts.rater for item in self._pool.ratings.values() if isinstance(item.facts, Rating)]
        self._raters = raters.Raters(applicant, ((each, self._words.get(each, {})) for each in given))

    def _enters(self, row: Row, id_: str, facts: Facts) -> None:
        self._new_ids.append(id_)
        self._entered[row[1].table] += 1
        self._claims += isinstance(facts, CLAIMS)

    def _mint(self, facts: Facts) -> ItemId:
        return ItemId(self._office.edge.mint(prefix(facts)))

    @property
    def _decided_on(self) -> people.Person:
        """The person as they stand; somebody who could not be identified stands for nobody in particular."""
        state = self._someone.state
        return state if state.id is not None else _SOMEBODY

    def _refused(self, row: Row, facts: Facts, refused: Refused) -> None:
        said_of_it = Refused(refused.code, **{**refused.parameters, "item": "this"})
        column = _COLUMNS[refused.code] if refused.code in _COLUMNS else column_of_day(facts)
        self._told.wrong(row, in_words(said_of_it), column, None)


_COLUMNS = {"unknown_slot": "slot", "rater_is_applicant": "rater", "raters_alike": "rater"}
_SOMEBODY = people.Person(id=PersonId("-"))


def _has_id(entry: Entry) -> bool:
    return entry.table not in NUMBERED and not entry.ref.startswith(UNNAMED)


def _events(write: Write | None) -> tuple[people.Event, ...]:
    return () if write is None else write.events  # type: ignore[return-value]  # of a person's stream
