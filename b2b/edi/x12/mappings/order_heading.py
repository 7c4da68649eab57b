"""What stands before the lines of an order and of a change to one, which says it all again."""

from __future__ import annotations

from b2b.documents import Order, OrderChange
from b2b.edi.x12.mappings import heading, party, references, terms
from b2b.edi.x12.mappings.writing import Body


def write(body: Body, order: Order | OrderChange) -> None:
    """From CUR to the last N1 loop. Errors: NotWritable names the field."""
    if order.currency is not None:
        body.add("CUR", "BY", ("currency", order.currency))
    references.write(body, order.references)
    terms.write_text(body, "payment_terms", order.payment_terms)
    body.day("002", "requested_date", order.requested_date)
    body.day("001", "cancel_after", order.cancel_after)
    heading.write_named_dates(body, order.dates)
    heading.write_notes(body, order.notes)
    party.write(body, "BY", order.buyer, "buyer")
    party.write(body, "SU", order.supplier, "supplier")
    party.write(body, "ST", order.ship_to, "ship_to")
    party.write(body, "BT", order.bill_to, "bill_to")
