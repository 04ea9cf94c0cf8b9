"""The categories that somebody may begin in: what each asks and costs, and what stands in the way of one."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import CategoryCode, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.offered import Category, offered
from vouchbook.policy.document import NoEmerging, emerging_on
from vouchbook.policy.residents import open_to
from vouchbook.projections.applications import applications_of
from vouchbook.projections.endorsements import endorsements_of
from vouchbook.service.fees import may_upgrade
from vouchbook.service.office import Office
from vouchbook.service.person import known_person


class Choice(Struct, frozen=True):
    """A category with its sheet on the day. ``emerging``: one may begin so; ``open_``: the application that is open.

    ``barred`` is why it cannot be begun, as a refusal whose words name the way out.
    """

    offered: Category
    emerging: bool
    open_: str | None
    barred: Refused | None


def choices(office: Office, principal: Principal, person: PersonId) -> list[Choice]:
    """Every category that has a sheet today; opening one is ``application.open_application``.

    :raises Refused: not for the asker's eyes
    """
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    on, loaded = office.today, known_person(office, person)
    document = office.version_on(on).document
    rows = applications_of(office.book, person)
    begun = {row.category for row in endorsements_of(office.book, person) if row.emerging}
    open_ = {row.category: row.application for row in rows if row.withdrawn_on is None and row.outcome != "approved"}
    found = []
    for category in offered(document, on).categories:
        if category.waits is not None:
            continue
        barred: Refused | None = None
        try:
            open_to(document, loaded.state.state, on)
            may_upgrade(office, document, person, category.code, on)
        except Refused as refused:
            barred = refused
        may_emerge = category.code not in begun and _emerging(office, category.code)
        found.append(Choice(category, may_emerge, open_.get(category.code), barred))
    return found


def _emerging(office: Office, category: CategoryCode) -> bool:
    try:
        emerging_on(office.version_on(office.today).document, category, office.today)
    except NoEmerging:
        return False
    return True
