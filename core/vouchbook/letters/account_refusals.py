"""The words of what is refused about accounts, payments and invoices; merged into those of every refusal."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "unknown_wish": "there is no such request of this account; see the account for what was asked for",
    "wish_made": "this was asked for already; wait for the office, or withdraw the request first",
    "wish_answered": "the office answered this on {on}; ask anew if you need something else",
    "wish_taken_back": "this was taken back on {on}, and needs no answer; ask the person if it is still wanted",
    "plan_not_for_persons": "this plan is not one that a person joins; name one of: {plans}",
    "nothing_owed": "nothing of this is due any more; look at the account again, and choose what is open",
    "words_missing": "this request says nothing; write what the office has to know to do it",
    # charges
    "unknown_payer": "{association} has no account of {payer}; see: vouchbook account organisations, or person list",
    "unknown_charge": "this account has no charge {charge}; see which it has with: vouchbook account statement PAYER",
    "charge_exists": "{charge} is charged already with other terms; ask again, and a new id is made",
    "charge_voided": "{charge} was voided, and nothing is owed of it; name another charge, or none",
    "charge_paid": (
        "{paid} was paid for {charge}, so it cannot be voided as it stands; give that back first with: vouchbook "
        "account refund"
    ),
    "charge_refunded": (
        "{cents} went back of {charge} that turned out not to be paid, so the account owes it and it was no error; ask "
        "for it, or write it off with: vouchbook account write-off"
    ),
    "charge_has_scholarship": (
        "a fund pays {granted} of {charge}; let the scholarship go back first with: vouchbook fund return, then void "
        "the charge"
    ),
    "charge_moved": "{payer} has taken {charge} over; let them give it back first, with: vouchbook account take-over",
    "charge_billed": "invoice {invoice} asks for {charge}; void the invoice first with: vouchbook account invoice void",
    "charge_about_another": "{charge} is not about {person}; name charges of this person alone",
    "nothing_open": "nothing of {charge} stands open; see what does with: vouchbook account statement PAYER",
    "not_written_off": "nothing of {charge} was written off; see: vouchbook account statement PAYER",
    "before_write_off": "{on} is before {until}, the day {charge} was written off; give {until} or a later day",
    "amount_missing": "an amount is one cent or more; give how much it is",
    "amount_too_large": "{cents} is more than any account holds, {possible}; ask whoever told of it",
    "amount_negative": (
        "a charge is 0.00 or more, never {cents}; give back what was paid with: vouchbook account refund"
    ),
    "kept_exceeds_charge": (
        "of {charge} no more than {cents} can be kept, which is all that is charged; give that or less, not {kept}"
    ),
    "before_charge": "{on} is before {until}, the day from which {charge} is owed here; give {until} or a later day",
    "nothing_to_take_over": (
        "nothing stands open of what {payer} owes for {person}; see what does with: vouchbook account statement PAYER"
    ),
    "not_between_these": (
        "a charge goes from a person to an organisation that takes it over, or back to the person it is about; "
        "register an employer or agency with: vouchbook account register"
    ),
    # scholarships
    "grant_exists": "{grant} paid for this charge already, or was returned; ask again, and a new id is made",
    "scholarship_too_large": "only {possible} is to pay of {charge}, and a scholarship pays no more; give that or less",
    "unknown_grant": "no grant {grant} of this fund paid for {charge}; see: vouchbook account statement PAYER",
    "before_grant": "{on} is before {until}, the day on which {grant} was given; give {until} or a later day",
    # payments
    "unknown_payment": "there is no payment {payment}; see: vouchbook account statement PAYER",
    "payment_exists": "{payment} is recorded already with other particulars; ask again, and a new id is made",
    "payment_later": "{payment} had not come in by {on}; ask for a later day",
    "received_after_today": "{on} is after today ({today}), and no money has come in then; give the day it came in",
    "received_too_early": "{on} is before {first}, and no account is as old; give the day it came in",
    "other_currency": (
        "this payment is in {currency}, and the accounts are kept in {kept}; record what came in as {kept}"
    ),
    "payment_differs": (
        "this reference stands for {payment} of {recorded}, which came with other particulars; look at it with: "
        "vouchbook account receipt {payment}. If this is another payment, give it a reference of its own; if that one "
        "was wrong, reverse it first: vouchbook account reverse {payment}"
    ),
    "before_payment": "{on} is before {until}, the day on which {payment} came in; give {until} or a later day",
    "reference_missing": (
        "{provider} told of a payment without a reference, by which it is known again; ask who runs it to send one"
    ),
    "unknown_payment_provider": "nobody called {provider} tells of payments here; name one of: {providers}",
    "notification_unreadable": (
        "{provider} finds no payment in this notification: it is forged, garbled or tells of something else; nothing "
        "was recorded. Look up the payment with the provider itself, and record it with: vouchbook account pay"
    ),
    # refunds
    "nothing_paid": "nothing stands paid for {charge}, so that nothing can go back of it; to waive it, write it off",
    "refund_exists": "{refund} went back already with other particulars; ask again, and a new id is made",
    "refund_exceeds_paid": "{cents} is more than was paid for {charge}, {paid}; give {possible} or less",
    "refund_beyond_terms": (
        "of the {paid} paid for {charge}, its terms give back {possible}; give that or less. For more, a board officer "
        "may make an exception: --exception --reason REASON --as board"
    ),
    "refund_exceeds_credit": "{cents} is more than this account has in credit, {possible}; give that or less",
    "no_credit": "this account has nothing in credit; name the charge whose payment goes back with --of CHARGE",
    # invoices
    "unknown_invoice": "there is no invoice {invoice}; see: vouchbook account invoice list",
    "nothing_to_bill": (
        "nothing stands open here that is not on an invoice already; see: vouchbook account invoice list"
    ),
    "invoice_due_before_issued": "an invoice of {on} cannot be due on {due}, before it is issued; give a later day",
    "invoice_settled": "invoice {invoice} is settled, and asks for nothing any more; void only what is still open",
    "before_invoice": "{on} is before {until}, the day on which {invoice} was issued; give {until} or a later day",
    # books
    "days_reversed": "{last} is before {first}; exchange the days",
}
"""By code, as in ``refusals.WORDS``."""


AMOUNTS = frozenset(("cents", "possible", "paid", "granted", "recorded", "kept"))
"""The parameters that are whole cents, where they are numbers."""
