"""The same evidence in other categories and in other states."""

from __future__ import annotations

from vouchbook.letters.on_pages import dated
from vouchbook.letters.phrases import listed, money
from vouchbook.letters.progress import titled
from vouchbook.letters.states import states_named
from vouchbook.service import own_elsewhere
from vouchbook.service.own_elsewhere import Others
from vouchbook.web.answers import Answer
from vouchbook.web.pages.applicant.own import address, progress_of
from vouchbook.web.routes import OWN, page
from vouchbook.web.visit import Visit

TOLD = {"met": "Met", "missing": "Missing", "judgement": "Waiting for review", "encouraged": "Encouraged"}
NOT_ASKED = "Not asked"


@page("/my/applications/{application}/elsewhere", who=OWN)
def elsewhere(visit: Visit, application: str) -> Answer:
    progress = progress_of(visit, application)
    others = own_elsewhere.other_associations(visit.office, progress)
    chosen = visit.query("requirement")
    lines = [line for line in others.lines if not chosen or line.key == chosen] or list(others.lines)
    return visit.show(
        "applicant/elsewhere.html",
        title="Other categories and states",
        progress=progress,
        categories=[
            (
                f"{each.called} ({each.category})",
                f"{each.met} of {each.asked}",
                listed([titled(key) for key in each.missing], "and") if each.missing else "",
            )
            for each in own_elsewhere.other_categories(visit.office, progress)
        ],
        lines=[
            (
                titled(line.key),
                [
                    (
                        others.names.get(code, code),
                        TOLD.get(answer.told, NOT_ASKED),
                        dated(answer.asks),
                        dated(answer.because) if answer.told != "not_asked" else "",
                        answer.confirmed,
                    )
                    for code, answer in line.answers.items()
                ],
            )
            for line in lines
        ],
        terms=_terms(others),
        narrowed=bool(chosen and len(lines) == 1 and len(others.lines) > 1),
        base=visit.url(address(application)),
        here=visit.url(address(application, "elsewhere")),
    )


def _terms(others: Others) -> list[tuple[str, str, str]]:
    found = []
    for each in others.page.associations:
        name = others.names.get(each.code, each.code)
        if each.terms is None:
            found.append((name, "Has no sheet for this category", ""))
            continue
        terms = each.terms
        who = f"Residents of {states_named(terms.residents)} only" if terms.residents else "Open to all"
        unsure = (
            "" if all(charge.confirmed for charge in terms.charges if charge.cents is not None) else " (not confirmed)"
        )
        found.append((name, who, f"{money(terms.cents, terms.currency)}{unsure}"))
    return found


ROUTES = (elsewhere,)
