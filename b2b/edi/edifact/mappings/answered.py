"""What the answer to an order and the answer to a change of one write alike."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.documents import ChangeResponseLine, OrderChangeResponse, OrderResponse, ResponseLine
from b2b.edi.edifact.mappings import (
    answers,
    changed_lines,
    items,
    money,
    order_heading,
    parties,
    quantities,
    references,
    texts,
)
from b2b.edi.edifact.mappings.writing import Body

# Element 6063.
ORDERED = "21"


def write_from_references(body: Body, response: OrderResponse | OrderChangeResponse) -> None:
    """References, parties, currency, lines and summary. Errors: NotWritable names the field."""
    references.write_one(body, order_heading.RELEASE_NUMBER, "release_number", response.release_number)
    references.write(body, response.references)
    parties.write(body, parties.BUYER[0], response.buyer, "buyer")
    parties.write(body, parties.SUPPLIER[0], response.supplier, "supplier")
    parties.write(body, parties.SHIP_TO[0], response.ship_to, "ship_to")
    money.write_currency(body, response.currency, purpose=order_heading.ORDERING)
    lines: Sequence[ResponseLine | ChangeResponseLine] = response.lines
    for index, line in enumerate(lines):
        _write_line(body, line, f"lines[{index}]")
    order_heading.write_summary(body, len(response.lines))


def _write_line(body: Body, line: ResponseLine | ChangeResponseLine, path: str) -> None:
    action = answers.action(line.answers)
    items.write_line(body, line.number, line.items, path, action)
    answers.write_substitutes(body, line.answers, path)
    texts.write_description(body, f"{path}.description", line.description)
    quantities.write(body, ORDERED, line.ordered, f"{path}.ordered")
    if isinstance(line, ChangeResponseLine):
        changed_lines.write_to_receive(body, line, path)
        changed_lines.write_answered(body, line.change, path)
    quantities.write_price(body, f"{path}.unit_price", line.unit_price)
    references.write(body, line.references, f"{path}.")
    answers.write(body, line.answers, path)
