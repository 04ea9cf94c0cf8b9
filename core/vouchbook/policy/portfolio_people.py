"""The people of a portfolio file: whose it is, the colleagues it names, and the standings it claims for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from vouchbook.domain.evidence import Colleague, Facts, PersonWords, Standing
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    EmployerKey,
    ItemId,
    VettingScope,
)
from vouchbook.policy import portfolio_values as values
from vouchbook.policy.mistakes import meant
from vouchbook.policy.portfolio_fields import Fields
from vouchbook.policy.portfolio_file import folded
from vouchbook.policy.portfolio_values import Read
from vouchbook.policy.values import WrittenWrongly

CATEGORIES = (
    "IFA", "IFS", "IFRS", "IMHS", "IMHM-C", "IMHM-P", "IMHM-RF",
    "ECFA", "ECFS", "ECFRS", "ECMHS", "ECMHM-C", "ECMHM-P", "ECMHM-RF", "ERS",
)  # fmt: skip
"""What somebody may be endorsed as, anywhere in the Alliance; an association need not offer it."""
EMERGING = "ERS-emerging"
VETTED = "vetted"

Words = dict[str, str | list[str] | None]


def person(of: Fields) -> tuple[PersonWords, str | None]:
    """Whose file it is, and the state they live in."""
    state = of.maybe("state", values.code("[A-Za-z]{2}", "write a state as two letters: NC"))
    email = values.code(r"[^@\s]+@[^@\s]+", "write an e-mail address: name@example.org")
    words = PersonWords(
        given_name=of.text("given_name"),
        family_name=of.text("family_name"),
        email=of.need("email", email, "", "write an e-mail address"),
        county=of.text_or_none("county"),
        phone=of.text_or_none("phone"),
        languages=of.several("languages", values.text()),
    )
    of.close()
    return words, state.upper() if state else None


def colleague(of: Fields) -> Iterator[tuple[Facts, Words, ItemId | None, str]]:
    """A colleague, then each standing claimed for them: facts, words, id, or what to number it after."""
    id_ = of.id()
    of.reading.colleagues.add(id_)
    name, employer = of.text("name"), of.text_or_none("employer")
    facts = Colleague(
        colleague=ColleagueId(id_),
        employer=EmployerKey(folded(employer)) if employer else None,
        degree_level=of.maybe("degree_level", values.member(DegreeLevel)),
        receives_rsc=of.flag("receives_rsc"),
    )
    yield facts, {"name": name, "email": of.text_or_none("email"), "employer": employer}, id_, ""
    for each in of.tables("standing"):
        yield claimed_standing(each, facts.colleague), {}, None, f"standing-{id_}"
        each.close()


def endorsement(of: Fields) -> Standing:
    """The person's own; what they themself are vetted for is asked by no rule."""
    return _standing(of, None, "ERS", EMERGING)


def claimed_standing(of: Fields, holder: ColleagueId) -> Standing:
    """What is claimed that a colleague holds: an endorsement, or a vetting."""
    found = _standing(of, holder, "ERS", EMERGING, VETTED)
    vetted, scope = found.category is None, of.maybe("scope", values.member(VettingScope))
    if vetted and scope is None and "scope" not in of.noted:
        of.wrong("scope", "is missing: somebody is vetted for rsc or for reference")
    elif not vetted and scope is not None:
        of.wrong("scope", "only a vetting has a scope; an endorsement has none")
    return replace(found, vetted=scope if vetted else None)


def _standing(of: Fields, holder: ColleagueId | None, *named: str) -> Standing:
    """``named`` is what may be held beside the other categories."""
    *others, final = named
    held = of.need("as", _one_of((*CATEGORIES, *named)), "", f"write a category, {', '.join(others)} or {final}")
    association = values.code("[a-z][a-z0-9-]{1,15}", "write the association's code in small letters: nc")
    first, last = of.running()
    return Standing(
        holder=holder,
        association=AssociationCode(of.need("association", association, "", "write the code: nc")),
        first=first,
        last=last,
        category=None if held == VETTED else CategoryCode(held.removesuffix("-emerging")),
        emerging=held == EMERGING,
    )


def _one_of(known: Sequence[str]) -> Read[str | None]:
    def read(value: object) -> str:
        if isinstance(value, str) and value in known:
            return value
        raise WrittenWrongly(meant(value[:40], known) if isinstance(value, str) else f"known: {', '.join(known)}")

    return read
