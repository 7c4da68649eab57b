"""What cannot be carried is left out, the least that can be, and listed; what is essential is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import Address, Inventory, ItemScheme, Order, Party, PartyId, Reference
from b2b.errors import NotWritable
from b2b.translation.carried import carry
from tests.edi.mappings.examples import EXAMPLES, ORDER


class Picky:
    """A target that refuses the fields of some names, the first that it meets; it counts how often it is asked."""

    def __init__(self, *refused: str) -> None:
        self.refused, self.asked = refused, 0

    def __call__(self, order: Order) -> Order:
        self.asked += 1
        found = [name for name in self.refused if _holds(order, name)]
        if found:
            raise NotWritable(f"no {found[0]}", fields={found[0]: "it is refused"})
        return order


def _holds(document: Any, name: str) -> bool:
    """Whether there is anything at a place such as `references[0].value`."""
    value = document
    for step in name.replace("[", ".[").split("."):
        try:
            value = value[int(step[1:-1])] if step.startswith("[") else getattr(value, step)
        except (IndexError, AttributeError):
            return False
    return value not in (None, "", (), Party(), Address())


def test_what_can_be_said_is_written_at_once() -> None:
    write = Picky()
    carried = carry(ORDER, write)
    assert carried.document == carried.written == ORDER
    assert carried.losses == ()
    assert write.asked == 1


@pytest.mark.parametrize(
    ("refused", "lost"),
    [
        ("release_number", "release_number"),
        ("ship_to.address.country", "ship_to.address.country"),
        ("buyer.ids[0].scheme", "buyer.ids[0]"),  # an id without its scheme says nothing
        ("lines[1].references[0].kind", "lines[1].references[0]"),
        ("lines[0].items[0].qualifier", "lines[0].items[0].qualifier"),
    ],
)
def test_the_least_that_can_be_missing_goes(refused: str, lost: str) -> None:
    referring = replace(ORDER.lines[1], references=(Reference("DP", "038"),))
    place = Party("Store", (PartyId("92", "1"),), Address(country="DE"))
    order = replace(ORDER, release_number="7", ship_to=place, lines=(ORDER.lines[0], referring))
    assert _holds(order, refused)
    (loss,) = carry(order, Picky(refused)).losses
    assert (loss.field, loss.problem) == (lost, "it is refused")


@pytest.mark.parametrize(
    "essential",
    ["number", "date", "purpose", "kind", "currency", "lines", "lines[0]", "lines[0].quantity.unit",
     "lines[0].unit_price", "lines[1].destinations[0].quantity", "lines[1].destinations"],
)  # fmt: skip
def test_what_is_essential_is_refused_by_name(essential: str) -> None:
    order = replace(ORDER, currency="EUR")
    assert _holds(order, essential)
    with pytest.raises(NotWritable, match=f"no {essential.split('[')[0]}"):
        carry(order, Picky(essential))


def test_of_several_numbers_of_an_item_one_may_go() -> None:
    def write(said: Order) -> Order:
        wrong = [n for n, one in enumerate(said.lines[0].items) if one.scheme is ItemScheme.BUYER]
        if wrong:
            raise NotWritable("no such numbers", fields={f"lines[0].items[{wrong[0]}].value": "no room"})
        return said

    assert {one.scheme for one in ORDER.lines[0].items} > {ItemScheme.BUYER}
    (loss,) = carry(ORDER, write).losses
    assert loss.value.scheme is ItemScheme.BUYER


def test_the_last_number_of_an_item_stays() -> None:
    order = replace(ORDER, lines=(replace(ORDER.lines[0], items=ORDER.lines[0].items[:1]),))
    with pytest.raises(NotWritable):
        carry(order, Picky("lines[0].items[0].value"))


def test_places_are_those_of_the_document_as_it_was_read() -> None:
    order = replace(ORDER, references=tuple(Reference("DP", str(number)) for number in range(5)))

    def write(said: Order) -> Order:
        odd = [n for n, one in enumerate(said.references) if int(one.value) % 2]
        if odd:
            raise NotWritable("odd", fields={f"references[{odd[0]}].value": "no room"})
        return said

    carried = carry(order, write)
    assert [loss.field for loss in carried.losses] == ["references[1]", "references[3]"]
    assert [loss.value for loss in carried.losses] == [order.references[1], order.references[3]]
    assert [one.value for one in carried.document.references] == ["0", "2", "4"]


def test_many_lines_are_tried_in_halves_and_not_one_after_the_other() -> None:
    count = 256
    lines = tuple(replace(ORDER.lines[0], number=str(n), description="x" if n % 64 == 7 else "") for n in range(count))
    written = 0

    def write(said: Order) -> Order:
        nonlocal written
        written += len(said.lines)
        wrong = [n for n, line in enumerate(said.lines) if line.description]
        if wrong:
            raise NotWritable("no room", fields={f"lines[{wrong[0]}].description": "no room"})
        return said

    carried = carry(replace(ORDER, lines=lines), write)
    assert [loss.field for loss in carried.losses] == [f"lines[{n}].description" for n in range(7, count, 64)]
    assert [line.number for line in carried.document.lines] == [line.number for line in lines]
    assert written < 20 * count


def test_what_is_wrong_only_of_a_part_of_the_lines_is_not_left_out() -> None:
    order = replace(ORDER, notes=("2 lines",), lines=tuple(replace(one, description="x") for one in ORDER.lines))

    def write(said: Order) -> Order:
        if any(line.description for line in said.lines):
            wrong = next(n for n, line in enumerate(said.lines) if line.description)
            raise NotWritable("no room", fields={f"lines[{wrong}].description": "no room"})
        if len(said.lines) != 2:
            raise NotWritable("the note counts them", fields={"notes[0]": "no room"})
        return said

    assert carry(order, write).document.notes == ("2 lines",)


def test_a_refusal_that_names_no_field_stands() -> None:
    def write(said: Order) -> Order:
        raise NotWritable("it needs at least one NAD")

    with pytest.raises(NotWritable, match="at least one NAD"):
        carry(ORDER, write)


@pytest.mark.parametrize("name", ["nothing", "lines[9].notes", "number.length", "lines.notes", "[0]", ""])
def test_a_field_that_is_not_there_is_no_way_out(name: str) -> None:
    def write(said: Order) -> Order:
        raise NotWritable("no", fields={name: "no room"})

    with pytest.raises(NotWritable):
        carry(ORDER, write)


def test_a_quantity_goes_where_it_only_describes() -> None:
    notice = EXAMPLES["856"]
    heavy = replace(notice, gross_weight=notice.orders[0].packs[0].lines[0].quantity)

    def write(said: Any) -> Any:
        if said.gross_weight is not None:
            raise NotWritable("no weight", fields={"gross_weight.unit": "no room"})
        return said

    assert [loss.field for loss in carry(heavy, write).losses] == ["gross_weight"]
    with pytest.raises(NotWritable):
        carry(
            notice, lambda said: (_ for _ in ()).throw(NotWritable("no", fields={"orders[0].packs[0].sscc": "no room"}))
        )


def test_levels_of_stock_stay() -> None:
    inventory = EXAMPLES["846"]
    assert isinstance(inventory, Inventory)
    assert isinstance(inventory.lines[0].levels[0].quantity.value, Decimal)

    def write(said: Any) -> Any:
        raise NotWritable("no", fields={"lines[0].levels[0].kind": "no room"})

    with pytest.raises(NotWritable):
        carry(inventory, write)
