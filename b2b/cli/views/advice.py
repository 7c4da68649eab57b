"""What settles an exception: a sentence and the command to type, by the exception's code.

An exception may bring its own next step in its details; that stands first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, in words, and the command to begin with."""

    words: str
    command: str


# {partner} {company} are codes, {doc} {file} {invoice} {number} numbers of these and of the exception, {about} what
# `b2b why` takes.
_BY_CODE: Mapping[str, tuple[str, str]] = {
    "unknown-item": (
        "Add the item, or the customer's own number for it, to the catalog.",
        "b2b catalog import FILE",
    ),
    "item-numbers-disagree": ("The numbers of a line mean different items: ask which is meant.", "b2b docs show {doc}"),
    "item-not-sold": ("The item is switched off: tell the customer, or offer it again.", "b2b catalog import FILE"),
    "unknown-unit": ("Say in the catalog how many of the item's unit it is (`units`).", "b2b catalog import FILE"),
    "pack-not-met": ("Agree on a quantity that fits the pack, or set another pack.", "b2b docs show {doc}"),
    "no-price": ("Give the item a price in that currency, valid on that day.", "b2b catalog import FILE"),
    "line-number-repeated": ("Ask for a new order in which each line has its own number.", "b2b docs show {doc}"),
    "currency-unknown": ("Set the currency in the partner's [partner.terms].", "b2b partner export {partner}"),
    "currency-not-agreed": ("Agree on the currency, or ask for a new order.", "b2b partner show {partner}"),
    "stock-unknown": ("Say what is free of the item.", "b2b stock set SKU QUANTITY"),
    "price-held": ("Decide which price holds, then the order goes on.", "b2b orders decide {doc} --price answer-ours"),
    "price-not-positive": ("Ask the customer what the price is.", "b2b docs show {doc}"),
    "price-not-comparable": ("Agree with the customer on the price of one ordered unit.", "b2b docs show {doc}"),
    "several-destinations": (
        "Ship the places apart, or agree on one: the notice names one place for the whole order.",
        "b2b docs show {doc}",
    ),
    "destinations-differ": ("Ask the customer which of the two quantities is right.", "b2b docs show {doc}"),
    "cancel-date-past": ("Ask the customer whether the order still stands before it is shipped.", "b2b why {about}"),
    "allowances-not-reckoned": (
        "Agree with the customer on the net prices; else the invoice will be paid short.",
        "b2b docs show {doc}",
    ),
    "quantity-not-positive": ("Ask the customer what the quantity is.", "b2b docs show {doc}"),
    "figure-out-of-range": ("Ask the customer for the right figure.", "b2b docs show {doc}"),
    "order-number-used": ("Ask the customer whether this is a new order under an old number.", "b2b why {about}"),
    "duplicate-announced": ("The customer says it is a copy: nothing to do but to know.", "b2b why {about}"),
    "cancellation-requested": (
        "Agree with the customer what is still to be shipped; of what was not: b2b orders cancel NUMBER",
        "b2b why {about}",
    ),
    "change-requested": ("Agree on the change: it is more than is taken by rule.", "b2b docs show {doc}"),
    "replacement-requested": ("Agree on the change; changes are not booked by themselves.", "b2b docs show {doc}"),
    "confirmation-received": ("The customer confirms an order: nothing to do but to know.", "b2b why {about}"),
    "agreement-received": ("Nothing is booked: the orders under it come by themselves.", "b2b docs show {doc}"),
    "copy-received": ("It is for information: nothing to do but to know.", "b2b docs show {doc}"),
    "repair-requested": ("Agree on the repair; nothing is booked.", "b2b docs show {doc}"),
    "purpose-unsupported": ("Ask the customer what is wanted.", "b2b docs show {doc}"),
    "unreadable-file": ("Ask the partner to send it again as X12 or EDIFACT.", "b2b why {about}"),
    "unknown-sender": (
        "If the sender's id is theirs, add it to the partner's file and apply it (b2b partner apply FILE); then take"
        " the file in again: b2b receive FILE",
        "b2b partner export {partner} -o {partner}.toml",
    ),
    "unknown-receiver": (
        "It is not for us; if it is, add the id to the company's file and apply it (b2b company apply FILE); then take"
        " the file in again: b2b receive FILE",
        "b2b company export {company} -o {company}.toml",
    ),
    "unknown-group-codes": (
        "If the GS code is right, add it to the file and apply it; then take the file in again: b2b receive FILE",
        "b2b partner export {partner} -o {partner}.toml",
    ),
    "interchange-rejected": ("The partner was told: wait for a corrected one.", "b2b why {about}"),
    "group-rejected": ("The partner was told: wait for a corrected one.", "b2b why {about}"),
    "set-rejected": ("The partner was told: wait for a corrected one.", "b2b docs show {doc}"),
    "set-unsupported": ("Agree with the partner on a document or release we have.", "b2b docs show {doc}"),
    "control-number-conflict": (
        "Ask the partner; if it is another interchange, have it worked: b2b inbox --accept {file}; where the partner"
        " begins its numbers anew, say so in [partner.x12] (or [partner.edifact]): control_number_reuse_days = 1",
        "b2b why {about}",
    ),
    "no-agreement": (
        "Add the document to the partner's agreements and apply it, then work it again: b2b docs retry {doc}",
        "b2b partner export {partner} -o {partner}.toml",
    ),
    "cannot-be-written": ("Put right what it says, then: b2b docs retry {doc}", "b2b docs show {doc}"),
    "guide-not-kept": (
        "It breaks the partner's guide: put right what it says, or correct the guide and apply the partner's file;"
        " then: b2b docs retry {doc}",
        "b2b docs show {doc}",
    ),
    "document-failed": ("Put right what it says, then: b2b docs retry {doc}", "b2b docs show {doc}"),
    "document-not-worked": (
        "Read it and do what it asks for; then: b2b exceptions resolve {number}. To be told no more:"
        ' unworked = "keep" in the agreement.',
        "b2b docs show {doc}",
    ),
    "channel-failed": ("See that the channel's folders are mounted and may be written.", "b2b doctor"),
    "delivery-failed": ("See that the partner can be reached, then deliver again.", "b2b outbox --retry {file}"),
    "erp-unreachable": ("Orders wait and nothing is lost; see whether the ERP runs.", "b2b erp check"),
    "task-failed": ("Put right what the ERP says, then try again.", "b2b erp retry"),
    "acknowledgment-overdue": (
        "Ask the partner whether it has arrived; if it has not, send it again: b2b docs retry {doc} --again",
        "b2b docs show {doc}",
    ),
    "answer-overdue": ("The partner waits for our answer: see what holds it up.", "b2b why doc:{doc}"),
    "acknowledgment-unclear": ("Ask the partner which of our messages it means.", "b2b why {about}"),
    "rejected-by-partner": (
        "The partner could not read it: see why and put it right; then send it again: b2b docs retry {doc}",
        "b2b docs show {doc}",
    ),
    "rejected-by-application": (
        "The partner's system does not take it: agree with them what is to change; then send it again:"
        " b2b docs retry {doc}",
        "b2b docs show {doc}",
    ),
    "advised-by-partner": (
        "The partner has taken it, but not as it was: see whether what it says is right.",
        "b2b docs show {doc}",
    ),
    "advice-unclear": ("Ask the partner which of our documents it means.", "b2b docs show {doc}"),
    "envelope-rejected-by-partner": (
        "The partner read nothing of the file: put right what it says, such as an address; then send all of it again.",
        "b2b outbox --retry {file}",
    ),
    "invoice-data-missing": ("Set what is missing, then: b2b invoices retry {invoice}", "b2b invoices show {invoice}"),
    "invoice-incomplete": ("Set what is missing, then: b2b invoices retry {invoice}", "b2b invoices show {invoice}"),
    "invoice-rejected-by-rules": (
        "The official rules reject it; put right what they name, then: b2b invoices retry {invoice}",
        "b2b invoices show {invoice}",
    ),
    "document-undecided": (
        "It could not be checked and is tried again by itself; see whether all is well.",
        "b2b doctor",
    ),
    "task-postponed": ("It did not work this time and is tried again by itself.", "b2b erp tasks"),
    "order-not-sent": (
        "Agree on 850 or 875 out with the supplier and apply it, then send the order: b2b orders send NUMBER",
        "b2b partner export {partner}",
    ),
    "order-answer-differs": ("Let the answer stand, or take the line or the order back.", "b2b why {about}"),
    "answer-to-unknown-order": ("Ask the supplier which order is meant.", "b2b docs show {doc}"),
    "answer-to-closed-order": ("The order is done with: ask the supplier what is meant.", "b2b why {about}"),
    "order-change-rejected": (
        "The order stands as it was: agree with the supplier what is to come.",
        "b2b why {about}",
    ),
    "order-change-differs": (
        "Nothing is changed: agree with the supplier, then change it again.",
        "b2b docs show {doc}",
    ),
    "answer-to-unknown-change": ("Ask the supplier which change is meant.", "b2b docs show {doc}"),
    "supplier-changes-order": (
        "Agree with the supplier; what you change yourselves: b2b orders change or b2b orders cancel-line",
        "b2b docs show {doc}",
    ),
    "reorder-stock-unknown": ("Say what is free of the items named.", "b2b stock set SKU QUANTITY"),
    "reorder-stock-stale": ("Count again, or see why the figures do not come.", "b2b stock import FILE"),
    "reorder-no-price": ("Import the supplier's price as contract price.", "b2b catalog import FILE"),
    "reorder-other-currency": ("Agree on a price in the currency that is ordered in.", "b2b catalog import FILE"),
    "reorder-out-of-range": ("Put the item's reorder rule right.", "b2b catalog import FILE"),
    "reorder-failed": ("Nothing was proposed; see whether the ERP runs. The next run tries again.", "b2b erp check"),
    "stock-report-not-taken": ("Put right what it says of the items; the others were set.", "b2b docs show {doc}"),
    "erp-order-to-correct": ("Correct the order in the ERP by hand; b2b has changed only its own.", "b2b why {about}"),
    "change-to-unknown-order": ("Ask the customer which order is meant.", "b2b docs show {doc}"),
    "notice-unknown-order": ("Ask the supplier which order it means.", "b2b docs show {doc}"),
    "notice-unknown-line": (
        "Put the item's numbers and units right in the catalog, or ask the supplier; then: b2b docs retry {doc}",
        "b2b docs show {doc}",
    ),
    "notice-order-cancelled": ("Agree with the supplier whether the goods turn back.", "b2b docs show {doc}"),
    "notice-over-order": ("Agree with the supplier: more than ordered is not paid by itself.", "b2b docs show {doc}"),
    "notice-number-used": ("Ask the supplier which of the two holds; the first stands.", "b2b docs show {doc}"),
    "notice-purpose-unsupported": ("Ask the supplier what is wanted.", "b2b docs show {doc}"),
    "notice-unknown": ("Ask the supplier which notice is meant.", "b2b docs show {doc}"),
    "notice-cancelled": ("The goods do not come: ask the supplier when they will.", "b2b receipts list"),
    "receipt-short": (
        "If the rest is found, post it; else the supplier owes a credit note, and its invoice waits for that.",
        "b2b why {about}",
    ),
    "receipt-over": ("Agree with the supplier: send it back, or pay for it by a person's word.", "b2b why {about}"),
    "receipt-damaged": ("Claim it from the supplier; what is damaged is not paid.", "b2b why {about}"),
    "receipt-unexpected": ("Ask the supplier what it is for; it is booked on no order.", "b2b why {about}"),
    "receipt-order-cancelled": ("Agree with the supplier whether the goods go back.", "b2b why {about}"),
    "receipt-overdue": ("Ask the supplier where the goods are; post them when they come.", "b2b receipts list"),
    "invoice-not-matched": (
        "See what unblocks it: a receipt, a credit note, or an approver's word.",
        "b2b invoices show {about}",
    ),
    "invoice-number-used": (
        "Ask the supplier which of the two holds; reject the first if it is wrong, then: b2b docs retry {doc}",
        "b2b invoices show {about}",
    ),
    "invoice-due-and-blocked": ("See what unblocks it, before it is late.", "b2b invoices show {about}"),
    "credit-note-not-taken": (
        "Ask the supplier which invoice it is for; or set it off in the next payment run: an approver's word.",
        "b2b invoices show {about}",
    ),
    "paid-beyond-receipt": ("Ask the supplier for a credit note, or the money back.", "b2b why {about}"),
    "payee-account-missing": (
        "Ask the supplier for its IBAN, by a number you know, and set it; the next run pays.",
        "b2b partner set {partner} purchase.iban=IBAN",
    ),
    "payee-account-differs": (
        "Perhaps somebody wants the money: ask the supplier, under a number you know, which account is right. Then set"
        " it, or reject the invoice.",
        "b2b partner show {partner}",
    ),
    "payment-currency": ("Pay it by another means; payment files are in EUR.", "b2b payments propose --dry-run"),
    "payment-cannot-be-written": (
        "Correct the supplier's name, address or account; the next run pays.",
        "b2b partner show {partner}",
    ),
    "payment-file-changed": (
        "Nothing was sent. Find out who changed the stored file; give the run up, then propose another.",
        "b2b payments list",
    ),
    "payment-rejected": (
        "Put right what the bank says (AC01, AC04: the account). Once the exception is resolved, the next run pays:"
        " b2b exceptions resolve {number}",
        "b2b partner show {partner}",
    ),
    "payment-returned": (
        "The money is back: put right what the bank says. Once the exception is resolved, the next run pays:"
        " b2b exceptions resolve {number}",
        "b2b partner show {partner}",
    ),
    "payment-status-contradicts": ("Ask the bank which holds, before anything is paid again.", "b2b why {about}"),
    "payment-unknown": ("Ask the bank what it means; nothing was changed.", "b2b docs show {doc}"),
    "payment-status-unclear": ("Ask the bank for a correct report; nothing was changed.", "b2b docs show {doc}"),
    "statement-account-unknown": (
        "Nothing was booked. If the account is ours, set it, then: b2b docs retry {doc}",
        "b2b company show",
    ),
    "statement-sums-wrong": ("Nothing was booked. Ask the bank for a correct statement.", "b2b docs show {doc}"),
    "statement-conflict": ("Nothing was booked. Ask the bank which of the two is right.", "b2b docs show {doc}"),
    "statement-gap": ("Ask the bank for the statement that is missing; this closes once it is here.", "b2b bank list"),
    "bank-entry-open": (
        "Say what it is: b2b bank match ENTRY PAYMENT, or b2b bank ignore ENTRY --reason TEXT.",
        "b2b bank list --state open",
    ),
    "remittance-sums-wrong": ("Nothing was taken. Ask the customer for a correct advice.", "b2b docs show {doc}"),
    "remittance-conflict": ("Ask the customer which amounts hold.", "b2b docs show {doc}"),
    "remittance-unknown-invoice": ("Ask the customer which of our invoices it pays.", "b2b receivables list"),
    "remittance-wrong-currency": ("Ask the customer; the other invoices were taken.", "b2b docs show {doc}"),
    "remittance-deduction": (
        "Ask the customer what it is for: it stays open, unless a credit note is given (b2b invoices credit).",
        "b2b receivables list --state open",
    ),
    "receivable-overpaid": (
        "Ask the customer what the rest is for, or give it back.",
        "b2b receivables show {invoice}",
    ),
    "internal-error": ("Report it with the log of `b2b run`; the file is kept.", "b2b why {about}"),
}


def advice(code: str, details: Mapping[str, Any], **known: str) -> Advice:
    """What to do about an exception; a placeholder that is not known leads to the exception itself."""
    words, command = _BY_CODE.get(code, ("", "b2b exceptions show {number}"))
    own = str(details.get("next_step") or "")
    if own.startswith("b2b "):
        words, command = words or "", own
    elif own:
        words = own
    return Advice(
        _filled(words, known, otherwise=""), _filled(command, known, otherwise="b2b exceptions show {number}")
    )


def _filled(template: str, known: Mapping[str, str], *, otherwise: str) -> str:
    """The template with what is known; `otherwise` where something it needs is not."""
    for name in ("partner", "company", "doc", "invoice", "file", "about", "number"):
        hole = "{" + name + "}"
        if hole in template:
            if not known.get(name):
                return _filled(otherwise, known, otherwise="") if otherwise else ""
            template = template.replace(hole, known[name])
    return template
