"""Who may do what: one pure function over the asker, the act and how the asker stands to its subject."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from vouchbook.domain.names import ItemId, PersonId, Relation
from vouchbook.domain.refusal import Refused


class Role(Enum):
    """What somebody acts as; asserted on the command line, proven by signing in elsewhere."""

    ALLIANCE = "alliance"
    COORDINATOR = "coordinator"
    BOARD = "board"  # an officer of the association's board: the second person where staff is one
    REVIEWER = "reviewer"
    APPLICANT = "applicant"
    RATER = "rater"  # who was asked for a reference, and came by its link; nobody of the book
    ANYONE = "anyone"


class Principal(Struct, frozen=True):
    """Who asks. Reviewers and applicants are persons of the book; staff may be; a rater is known by the ``rating``."""

    role: Role
    person: PersonId | None = None
    rating: ItemId | None = None

    @property
    def actor(self) -> str:
        """How the book names them: a role and, where there is one, the id of a person or a rating; never a name."""
        known_by = self.rating if self.role is Role.RATER else self.person
        return f"{self.role.value}:{known_by}" if known_by else self.role.value


class Action(Enum):
    LICENSE_ASSOCIATION = "license_association"
    IMPORT = "import"
    REGISTER_PERSON = "register_person"
    CORRECT_PERSON = "correct_person"
    RECORD_EVIDENCE = "record_evidence"
    WITHDRAW_EVIDENCE = "withdraw_evidence"
    CONFIRM_EVIDENCE = "confirm_evidence"
    IDENTIFY_COLLEAGUE = "identify_colleague"
    VET = "vet"
    SEE_VETTING = "see_vetting"
    KEEP_ROSTER = "keep_roster"
    SIGN = "sign"
    RECORD_TERM = "record_term"
    REQUEST_RATING = "request_rating"
    FOLLOW_RATING = "follow_rating"
    RECEIVE_RATING = "receive_rating"
    OPEN_APPLICATION = "open_application"
    SUBMIT = "submit"
    WITHDRAW_APPLICATION = "withdraw_application"
    CURE = "cure"
    ASSIGN_REVIEWER = "assign_reviewer"
    RELEASE_REVIEWER = "release_reviewer"
    ANSWER = "answer"
    COMPLETE_REVIEW = "complete_review"
    LEAVE_PANEL = "leave_panel"
    RETURN_ITEM = "return_item"
    ANSWER_RETURN = "answer_return"
    SEE_OWN_REVIEWS = "see_own_reviews"
    RECORD_EXAM = "record_exam"
    DECIDE = "decide"
    SEE_PERSON = "see_person"
    SEE_APPLICATION = "see_application"
    SEE_EVERYBODY = "see_everybody"
    SEE_REGISTRY = "see_registry"
    RECORD_PAYMENT = "record_payment"
    REFUND = "refund"
    REFUND_BEYOND_TERMS = "refund_beyond_terms"
    WRITE_OFF = "write_off"
    KEEP_ACCOUNT = "keep_account"
    SEE_ACCOUNT = "see_account"
    SEE_ACCOUNTS = "see_accounts"
    PROPOSE_POLICY = "propose_policy"
    APPROVE_POLICY = "approve_policy"
    SEE_POLICY_CHANGES = "see_policy_changes"
    SEE_IMPACT = "see_impact"
    SEE_FIDELITY = "see_fidelity"
    SEE_EVERY_ASSOCIATION = "see_every_association"
    QUOTE_FEE = "quote_fee"
    CHARGE_FEE = "charge_fee"
    KEEP_FUND = "keep_fund"
    GRANT_SCHOLARSHIP = "grant_scholarship"
    SEE_FUNDS = "see_funds"
    MAKE_WISH = "make_wish"
    ANSWER_WISH = "answer_wish"
    KEEP_ROLES = "keep_roles"
    SEE_ROLES = "see_roles"
    SEE_ACCESS = "see_access"
    SEE_OWN_ACCESS = "see_own_access"
    SEE_OUTBOX = "see_outbox"
    KEEP_OUTBOX = "keep_outbox"
    READ_LEDGER = "read_ledger"
    REBUILD = "rebuild"


_STAFF = frozenset({Role.COORDINATOR})
_OWN = frozenset({Role.COORDINATOR, Role.APPLICANT})
_APPLICANT = frozenset({Role.APPLICANT})
_REVIEWER = frozenset({Role.REVIEWER})

MAY: dict[Action, frozenset[Role]] = {
    Action.LICENSE_ASSOCIATION: frozenset({Role.ALLIANCE}),
    Action.IMPORT: _STAFF,
    Action.REGISTER_PERSON: _OWN,
    Action.CORRECT_PERSON: _OWN,
    Action.RECORD_EVIDENCE: _OWN,
    Action.WITHDRAW_EVIDENCE: _OWN,
    Action.CONFIRM_EVIDENCE: _STAFF,
    Action.IDENTIFY_COLLEAGUE: _STAFF,
    Action.VET: _STAFF,
    Action.SEE_VETTING: _OWN,
    Action.KEEP_ROSTER: _OWN,
    Action.SIGN: _APPLICANT,
    Action.RECORD_TERM: _STAFF,
    Action.REQUEST_RATING: _OWN,
    Action.FOLLOW_RATING: _OWN,
    Action.RECEIVE_RATING: frozenset({Role.COORDINATOR, Role.RATER}),
    Action.OPEN_APPLICATION: _OWN,
    Action.SUBMIT: _APPLICANT,
    Action.WITHDRAW_APPLICATION: _OWN,
    Action.CURE: _STAFF,
    Action.ASSIGN_REVIEWER: _STAFF,
    Action.RELEASE_REVIEWER: _STAFF,
    Action.ANSWER: _REVIEWER,
    Action.COMPLETE_REVIEW: _REVIEWER,
    Action.LEAVE_PANEL: _REVIEWER,
    Action.RETURN_ITEM: _REVIEWER,
    Action.ANSWER_RETURN: _OWN,
    Action.SEE_OWN_REVIEWS: _REVIEWER,
    Action.RECORD_EXAM: _STAFF,
    Action.DECIDE: _STAFF,
    Action.SEE_PERSON: frozenset({Role.COORDINATOR, Role.APPLICANT}),
    Action.SEE_APPLICATION: frozenset({Role.COORDINATOR, Role.REVIEWER, Role.APPLICANT}),
    Action.SEE_EVERYBODY: _STAFF,
    Action.SEE_REGISTRY: frozenset(Role),
    Action.RECORD_PAYMENT: _STAFF,
    Action.REFUND: _STAFF,
    Action.REFUND_BEYOND_TERMS: frozenset({Role.BOARD}),
    Action.WRITE_OFF: frozenset({Role.COORDINATOR, Role.BOARD}),
    Action.KEEP_ACCOUNT: _STAFF,
    Action.SEE_ACCOUNT: frozenset({Role.COORDINATOR, Role.BOARD, Role.APPLICANT}),
    Action.SEE_ACCOUNTS: frozenset({Role.COORDINATOR, Role.BOARD}),
    Action.PROPOSE_POLICY: _STAFF,
    Action.APPROVE_POLICY: frozenset({Role.COORDINATOR, Role.BOARD}),
    Action.SEE_POLICY_CHANGES: frozenset({Role.COORDINATOR, Role.BOARD, Role.ALLIANCE}),
    Action.SEE_IMPACT: frozenset({Role.COORDINATOR, Role.BOARD}),
    Action.SEE_FIDELITY: frozenset({Role.COORDINATOR, Role.BOARD, Role.ALLIANCE}),
    Action.SEE_EVERY_ASSOCIATION: frozenset({Role.ALLIANCE}),
    Action.QUOTE_FEE: _OWN,
    Action.CHARGE_FEE: _STAFF,
    Action.KEEP_FUND: _STAFF,
    Action.GRANT_SCHOLARSHIP: _STAFF,
    Action.SEE_FUNDS: frozenset({Role.COORDINATOR, Role.BOARD}),
    Action.MAKE_WISH: _OWN,
    Action.ANSWER_WISH: _STAFF,
    Action.KEEP_ROLES: frozenset({Role.COORDINATOR, Role.ALLIANCE}),
    Action.SEE_ROLES: frozenset({Role.COORDINATOR, Role.BOARD, Role.ALLIANCE}),
    Action.SEE_ACCESS: frozenset({Role.COORDINATOR, Role.BOARD}),
    Action.SEE_OWN_ACCESS: _OWN,
    Action.SEE_OUTBOX: _STAFF,
    Action.KEEP_OUTBOX: _STAFF,
    Action.READ_LEDGER: frozenset({Role.COORDINATOR, Role.ALLIANCE}),
    Action.REBUILD: frozenset({Role.COORDINATOR, Role.ALLIANCE}),
}
"""Deny by default: an action without a row is allowed to nobody."""

NEVER_ONES_OWN = frozenset(
    {
        Action.CONFIRM_EVIDENCE,
        Action.IDENTIFY_COLLEAGUE,
        Action.VET,
        Action.RECORD_TERM,
        Action.RECEIVE_RATING,
        Action.CURE,
        Action.ASSIGN_REVIEWER,
        Action.RELEASE_REVIEWER,
        Action.ANSWER,
        Action.COMPLETE_REVIEW,
        Action.LEAVE_PANEL,
        Action.RETURN_ITEM,
        Action.RECORD_EXAM,
        Action.DECIDE,
        Action.CHARGE_FEE,
        Action.GRANT_SCHOLARSHIP,
        Action.RECORD_PAYMENT,
        Action.REFUND,
        Action.REFUND_BEYOND_TERMS,
        Action.WRITE_OFF,
        Action.KEEP_ACCOUNT,
        Action.ANSWER_WISH,
        Action.KEEP_ROLES,
    }
)
"""What nobody does for themself, whatever else they are."""


BY_NAME = frozenset({Action.PROPOSE_POLICY, Action.APPROVE_POLICY})
"""What takes two people: a role alone cannot prove that the second one is another."""


class Circumstances(Struct, frozen=True):
    """What the rule must know of the case: whose record it is, and what stands between the two.

    ``conflicts`` are the relations that this association's policy bars from reviewing; ``relations`` those
    that hold. ``reviewers`` are the panel, for what only its members see; ``rating`` is the reference asked about.
    """

    about: PersonId | None = None
    relations: frozenset[Relation] = frozenset()
    conflicts: frozenset[Relation] = frozenset()
    reviewers: tuple[PersonId, ...] = ()
    rating: ItemId | None = None


NOBODY_IN_PARTICULAR = Circumstances()


def authorize(principal: Principal, action: Action, case: Circumstances = NOBODY_IN_PARTICULAR) -> None:
    """Let the request through, or say why not.

    :raises Refused: ``not_allowed``, ``own_application``, ``someone_elses``, ``person_needed``,
        ``conflict_of_interest``, ``not_a_reviewer``, ``not_their_rating``
    """
    allowed = MAY.get(action, frozenset())
    if principal.role not in allowed:
        roles = tuple(sorted(role.value for role in allowed))
        raise Refused("not_allowed", role=principal.role, action=action, roles=roles)
    if principal.role in (Role.APPLICANT, Role.REVIEWER) and principal.person is None and _is_of_a_person(action):
        raise Refused("person_needed", role=principal.role)
    if principal.person is None and action in BY_NAME:
        raise Refused("person_needed", role=principal.role)
    if principal.role is Role.APPLICANT and principal.person is not None and action is Action.REGISTER_PERSON:
        raise Refused("someone_elses", person=case.about)  # who is in the book already enters nobody else into it
    own = principal.person is not None and principal.person == case.about
    if own and action in NEVER_ONES_OWN:
        raise Refused("own_application", person=principal.person)
    if principal.role is Role.APPLICANT and not own and _is_of_a_person(action):
        raise Refused("someone_elses", person=case.about)
    if principal.role is Role.RATER and action is not Action.SEE_REGISTRY:
        if principal.rating is None or principal.rating != case.rating:
            raise Refused("not_their_rating")
    if principal.role is Role.REVIEWER and action is not Action.SEE_REGISTRY:
        if principal.person not in case.reviewers:
            raise Refused("not_a_reviewer", reviewer=principal.person)
        barred = case.relations & case.conflicts
        if barred and action is not Action.LEAVE_PANEL:
            raise Refused("conflict_of_interest", relations=tuple(sorted(r.value for r in barred)))


def _is_of_a_person(action: Action) -> bool:
    """Not so: an applicant registers before they have an id; the public registry asks nobody who they are."""
    return action not in (Action.REGISTER_PERSON, Action.SEE_REGISTRY)
