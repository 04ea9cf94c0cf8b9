"""What several associations answer to one portfolio, for a program."""

from __future__ import annotations

import msgspec

from vouchbook.letters.elsewhere import Answered, Elsewhere, Glance

Json = dict[str, object]


def as_json(page: Elsewhere) -> Json:
    """The same content: statuses and occasions as codes, amounts in whole cents, sentences as they are shown."""
    return {
        **_head(page),
        "category": page.category,
        "compared_with": page.base,
        "associations": [_association(each) for each in page.associations],
        "lines": [
            {
                "requirement": line.key,
                "answers_differ": line.differs,
                "answers": {code: msgspec.to_builtins(answer) for code, answer in line.answers.items()},
                "asked_differently": [msgspec.to_builtins(turn, enc_hook=str) for turn in line.turns],
            }
            for line in page.lines
        ],
    }


def glance_as_json(page: Glance) -> Json:
    """Every category with every association's answer to it."""
    categories = [{"category": code, "associations": [*map(_association, asked)]} for code, asked in page.categories]
    return {**_head(page), "categories": categories}


def _head(page: Elsewhere | Glance) -> Json:
    return {"person": page.person, "state": page.state, "on": page.on.isoformat()}


def _association(of: Answered) -> Json:
    terms = of.terms
    found: Json = {
        "association": of.code,
        "name": of.version.document.association.name,
        "policy": of.version.digest,
        "category_called": of.called,
        "offered": of.offered,
        "why_not": of.why_not,
        "met": None if of.trace is None else not of.trace.missing,
        "missing": [] if of.trace is None else list(of.trace.missing),
        "questions_to_reviewers": 0 if of.trace is None else len(of.trace.open_questions),
    }
    if terms is not None:
        found |= {"residents_of": list(terms.residents), "may_apply": terms.may_apply}
        found |= {"membership": terms.membership, "membership_confirmed": terms.membership_confirmed}
        found |= {"reviewers": terms.reviewers, "reviewers_confirmed": terms.reviewers_confirmed}
        found |= {"charges": msgspec.to_builtins(terms.charges), "cents": terms.cents, "currency": terms.currency}
    return found
