"""A payer's account: what is owed, paid, given back, granted, moved and billed, in whole cents.

A person's account begins with the first charge; an employer's or agency's is opened under an id of its own. Which
payment paid what is worked out from all that stands in the account, so the order in which late payments were
recorded makes no difference.
"""

from vouchbook.domain.account.allocation import Allocation, Part
from vouchbook.domain.account.decisions import decide
from vouchbook.domain.account.facts import (
    AccountCorrected,
    AccountOpened,
    Billed,
    ChargeMoved,
    ChargeTakenOver,
    ChargeVoided,
    ChargeWrittenOff,
    Event,
    FeeCharged,
    InvoiceIssued,
    InvoiceVoided,
    OrganisationWords,
    PaymentReceived,
    PaymentReversed,
    PaymentWords,
    RefundPaid,
    ScholarshipApplied,
    ScholarshipReturned,
    day_of,
)
from vouchbook.domain.account.lines import CLEARING, RECEIVABLE, WRITTEN_OFF, Line, lines
from vouchbook.domain.account.moving import handed_over
from vouchbook.domain.account.paying import given_back
from vouchbook.domain.account.requests import (
    ApplyScholarship,
    Charge,
    Command,
    CorrectAccount,
    IssueInvoice,
    MoveOut,
    OpenAccount,
    Receive,
    Refund,
    ReturnScholarship,
    Reverse,
    TakeOver,
    VoidCharge,
    VoidInvoice,
    WriteOff,
)
from vouchbook.domain.account.state import NO_ACCOUNT, Account, Charged, Invoice, Paid, evolve
from vouchbook.domain.names import Refundable

__all__ = [
    "CLEARING",
    "NO_ACCOUNT",
    "RECEIVABLE",
    "WRITTEN_OFF",
    "Account",
    "AccountCorrected",
    "AccountOpened",
    "Allocation",
    "ApplyScholarship",
    "Billed",
    "Charge",
    "ChargeMoved",
    "ChargeTakenOver",
    "ChargeVoided",
    "ChargeWrittenOff",
    "Charged",
    "Command",
    "CorrectAccount",
    "Event",
    "FeeCharged",
    "Invoice",
    "InvoiceIssued",
    "InvoiceVoided",
    "IssueInvoice",
    "Line",
    "MoveOut",
    "OpenAccount",
    "OrganisationWords",
    "Paid",
    "Part",
    "PaymentReceived",
    "PaymentReversed",
    "PaymentWords",
    "Receive",
    "Refund",
    "RefundPaid",
    "Refundable",
    "ReturnScholarship",
    "Reverse",
    "ScholarshipApplied",
    "ScholarshipReturned",
    "TakeOver",
    "VoidCharge",
    "VoidInvoice",
    "WriteOff",
    "day_of",
    "decide",
    "evolve",
    "given_back",
    "handed_over",
    "lines",
]
