"""What somebody was endorsed in here, with the days of each endorsement."""

from __future__ import annotations

from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import PersonId
from vouchbook.projections.endorsements import EndorsementRow, endorsements_of
from vouchbook.service.office import Office


def of_person(office: Office, principal: Principal, person: PersonId) -> list[EndorsementRow]:
    """Every endorsement of this association that somebody was granted, the latest first."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    return sorted(endorsements_of(office.book, person), key=lambda row: (row.valid_from, row.endorsement), reverse=True)
