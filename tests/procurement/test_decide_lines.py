"""One line at a time: item, unit, quantity. What the buyer writes, what is answered, who must look."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest

from b2b.cli.views.cases import particulars
from b2b.documents import Destination, ItemId, ItemScheme, Order, OrderLine, Party, PartyId, Quantity, ResponseStatus
from b2b.procurement.orders.decide import decide
from b2b.procurement.orders.terms import PackPolicy
from tests.procurement.decided_lines import GTIN, UPC, A, one
from tests.procurement.orders_by_hand import (
    DAY,
    TERMS,
    answered,
    buyers,
    codes,
    gtin,
    item,
    line,
    order,
    own,
    snapshot,
    why,
)


class TestName:
    """A line goes by its number, or by its place where it has none: answers, bookings and notices name it so."""

    @pytest.mark.parametrize("numbers", [("1", "1", "2"), ("2", "", "1"), ("7", "7", "")])
    def test_that_several_lines_have_takes_none_of_them(self, numbers: tuple[str, ...]) -> None:
        lines = tuple(replace(line(own("A"), n + 1, "10"), number=number) for n, number in enumerate(numbers))
        decision = decide(replace(order(), lines=lines), snapshot(A), TERMS)
        assert answered(decision) == [[("IR", D(1))], [("IR", D(2))], [("IA", D(3))]]
        assert codes(decision) == ["line-number-repeated"]
        assert why(decision.lines[1]) == ["line-number-repeated"]
        assert f"2 lines of the order go by number {numbers[0]}" in decision.exceptions[0].message
        assert [booked.confirmed.value for booked in decision.erp_lines] == [D(3)]

    def test_that_several_lines_have_is_told_once_with_the_lines_that_have_it(self) -> None:
        lines = [line(own("A"), 1, number="7"), line(buyers("N-B"), 2, number="7"), line((), 3, number="3")]
        decision = decide(
            Order("4500001001", DAY, (*lines, line(own("A"), 4, "10")), currency="EUR"), snapshot(A), TERMS
        )
        assert decision.exceptions[0].message == (
            "order 4500001001: 2 lines of the order go by number 7: the 1st (item A) and the 2nd (item N-B)"
        )
        assert decision.lines[0].answers[0].reason == "2 lines of the order go by number 7"
        (told,) = particulars(decision.exceptions[0].details)
        assert told == "line 7: 2 lines of the order go by number 7: the 1st (item A) and the 2nd (item N-B)"

    def test_may_be_the_place_of_a_line_that_has_none(self) -> None:
        lines = [
            line(own("A"), 1, number="2"),
            line((), 2),
            line(own("B"), 3, number="9"),
            line(own("C"), 4, number="9"),
        ]
        decision = decide(Order("4500001001", DAY, tuple(lines), currency="EUR"), snapshot(A), TERMS)
        assert decision.exceptions[0].message == (
            "order 4500001001: 2 lines of the order go by number 2: "
            "the 1st (item A) and the 2nd (without an item number, without a line number) (and 1 more)"
        )
        assert [told.partition(":")[0] for told in particulars(decision.exceptions[0].details)] == ["line 2", "line 9"]

    def test_is_compared_as_it_is_written(self) -> None:
        lines = (line(own("A"), 1, "10", number="1"), line(own("A"), 2, "10", number="001"))
        assert codes(decide(order(*lines), snapshot(A), TERMS)) == []

    def test_is_not_needed(self) -> None:
        lines = tuple(line(own("A"), n, "10") for n in (1, 2, 3))
        decision = decide(replace(order(), lines=lines), snapshot(A), TERMS)
        assert [booked.number for booked in decision.erp_lines] == ["1", "2", "3"]


class TestItem:
    @pytest.mark.parametrize(
        "ids",
        [
            own("A"),
            own(" A "),
            buyers("N-A"),
            gtin(UPC),
            gtin("0" + UPC),
            gtin("00" + UPC),
            ItemId(ItemScheme.MANUFACTURER, "N-A"),
            [own("A"), buyers("N-A"), gtin(UPC)],
            [own("OLD"), buyers("N-A")],
            [own("A"), buyers("UNHEARD-OF")],
            [own("A"), gtin("036000291453")],
        ],
    )
    def test_is_found_by_any_number_on_file(self, ids: ItemId | list[ItemId]) -> None:
        decision = one(ids)
        assert [found.sku for found in decision.lines] == ["A"]
        assert codes(decision) == []

    @pytest.mark.parametrize(
        ("ids", "code"),
        [
            (own("a"), "unknown-item"),
            (buyers("A"), "unknown-item"),
            (ItemId(ItemScheme.OTHER, "A"), "unknown-item"),
            (gtin("4006381333931"), "unknown-item"),
            (gtin("036000291453"), "unknown-item"),
            ([], "unknown-item"),
            ([own("A"), buyers("N-B")], "item-numbers-disagree"),
            ([own("B"), gtin(UPC)], "item-numbers-disagree"),
            ([own("A"), gtin("4006381333931")], "item-numbers-disagree"),
        ],
    )
    def test_is_never_guessed(self, ids: ItemId | list[ItemId], code: str) -> None:
        decision = one(ids)
        assert answered(decision) == [[("IR", D(10))]]
        assert codes(decision) == [code]
        assert decision.erp_lines == ()

    def test_two_items_with_one_gtin_are_not_told_apart(self) -> None:
        decision = one(gtin(UPC), items=(A, item("C", [("1", "10")], gtin=GTIN)))
        assert codes(decision) == ["item-numbers-disagree"]

    def test_that_is_no_longer_sold_is_rejected(self) -> None:
        decision = one(own("Z"), items=(item("Z", [("1", "10")], active=False),))
        assert codes(decision) == ["item-not-sold"]


class TestUnit:
    crate = item("A", [("1", "10"), ("48", "9")], stock="100", units={"XCT": "24"})

    def test_is_converted_by_the_items_table_and_answered_as_ordered(self) -> None:
        decision = one(own("A"), "2", "216", unit="XCT", items=(self.crate,))
        assert answered(decision) == [[("IA", D(2))]]
        assert decision.lines[0].price == D(216)
        assert decision.stock_used == {"id-A": D(48)}
        (booked,) = decision.erp_lines
        assert (str(booked.confirmed), booked.unit_price) == ("48 EA", D(9))

    @pytest.mark.parametrize("ids", [gtin(UPC), [gtin("0" + UPC)], [own("A"), gtin(UPC)]])
    def test_is_that_of_the_item_where_a_line_names_none_but_a_gtin(self, ids: ItemId | list[ItemId]) -> None:
        decision = one(ids, unit="")
        assert answered(decision) == [[("IA", D(10))]]
        assert why(decision.lines[0])[0] == "unit-of-gtin"
        assert decision.response is not None
        (told,) = decision.response.lines
        assert {told.ordered.unit, *(part.quantity.unit for part in told.answers)} == {""}
        assert decision.lines[0].ordered.unit == "EA"
        (booked,) = decision.erp_lines
        assert str(booked.confirmed) == "10 EA"

    @pytest.mark.parametrize("ids", [own("A"), buyers("N-A"), [own("A"), gtin("036000291453")]])
    def test_is_not_guessed_where_no_gtin_says_what_is_counted(self, ids: ItemId | list[ItemId]) -> None:
        decision = one(ids, unit="")
        assert answered(decision) == [[("IR", D(10))]]
        assert codes(decision) == ["unknown-unit"]

    def test_what_is_in_stock_is_confirmed_in_whole_ordered_units(self) -> None:
        decision = one(own("A"), "5", "216", unit="XCT", items=(self.crate,))
        assert answered(decision) == [[("IA", D(4)), ("IB", D(1))]]
        assert decision.stock_used == {"id-A": D(96)}

    def test_a_price_without_an_end_reaches_the_erp_rounded(self) -> None:
        decision = one(own("A"), "2", "215", unit="XCT", items=(self.crate,))
        assert (decision.lines[0].price, decision.erp_lines[0].unit_price) == (D(215), D("8.958333"))

    @pytest.mark.parametrize("unit", ["XPX", "x12:ZZ", ""])
    def test_that_is_not_on_file_is_never_guessed(self, unit: str) -> None:
        decision = one(own("A"), unit=unit, items=(self.crate,))
        assert answered(decision) == [[("IR", D(10))]]
        assert codes(decision) == ["unknown-unit"]


class TestQuantity:
    packed = item("A", [("1", "10"), ("100", "9")], pack="10", minimum="30")

    @pytest.mark.parametrize(
        ("ordered", "answer"),
        [
            ("30", ("IA", D(30))),
            ("100", ("IP", D(100))),
            ("31", ("IQ", D(40))),
            ("1", ("IQ", D(30))),
            ("0.5", ("IQ", D(30))),
        ],
    )
    def test_is_rounded_up_to_packs_and_minimum(self, ordered: str, answer: tuple[str, D]) -> None:
        assert answered(one(own("A"), ordered, items=(self.packed,))) == [[answer]]

    def test_the_tier_follows_the_quantity_that_is_delivered(self) -> None:
        decision = one(own("A"), "95", None, items=(self.packed,))
        assert answered(decision) == [[("IQ", D(100))]]
        assert decision.lines[0].price == D(9)

    def test_of_two_changes_the_price_is_the_one_the_code_says(self) -> None:
        decision = one(own("A"), "31", "5", items=(self.packed,))
        assert answered(decision) == [[("IP", D(40))]]
        assert decision.response
        (answer,) = decision.response.lines[0].answers
        assert "becomes 40 EA" in answer.reason
        assert "our price is 10.00 EUR" in answer.reason

    def test_is_rejected_where_the_terms_say_so(self) -> None:
        decision = one(own("A"), "31", items=(self.packed,), terms=replace(TERMS, pack_policy=PackPolicy.REJECT))
        assert answered(decision) == [[("IR", D(31))]]
        assert codes(decision) == [], "the policy has settled it"
        assert why(decision.lines[0]) == ["pack-not-met"]

    def test_is_taken_as_it_is_where_the_terms_say_so(self) -> None:
        decision = one(own("A"), "31", items=(self.packed,), terms=replace(TERMS, pack_policy=PackPolicy.ACCEPT))
        assert answered(decision) == [[("IA", D(31))]]

    def test_stock_is_confirmed_in_whole_packs(self) -> None:
        decision = one(own("A"), "100", "9", items=(replace(self.packed, stock=replace(A.stock, reported=D(45))),))
        assert answered(decision) == [[("IA", D(40)), ("IB", D(60))]]

    def test_an_item_sold_by_weight_has_its_own_steps(self) -> None:
        grease = item("A", [("1", "10")], unit="KGM", pack="0.5", units={"GRM": "0.001", "LBR": "0.453592"})
        assert answered(one(own("A"), "2.5", unit="KGM", items=(grease,))) == [[("IA", D("2.5"))]]
        assert answered(one(own("A"), "2.6", unit="KGM", items=(grease,))) == [[("IQ", D(3))]]
        assert answered(one(own("A"), "2600", "0.01", unit="GRM", items=(grease,))) == [[("IQ", D(3000))]]
        decision = one(own("A"), "10", unit="LBR", items=(grease,))
        assert answered(decision) == [[("IR", D(10))]], "no whole number of pounds near ten is half kilograms"
        assert codes(decision) == ["pack-not-met"]

    @pytest.mark.parametrize("quantity", ["0", "-5", "-0.000001"])
    def test_that_is_not_above_zero_is_rejected(self, quantity: str) -> None:
        decision = one(own("A"), quantity)
        assert answered(decision) == [[("IR", D(0))]]
        assert codes(decision) == ["quantity-not-positive"]

    @pytest.mark.parametrize("quantity", ["1000000000000", "1E+30", "0.0000001", "NaN", "Infinity"])
    def test_that_cannot_be_kept_is_rejected(self, quantity: str) -> None:
        decision = one(own("A"), quantity)
        assert codes(decision) == ["figure-out-of-range"]
        assert decision.status is ResponseStatus.REJECTED


def test_an_order_without_lines_is_rejected() -> None:
    decision = decide(order(), snapshot(A), TERMS)
    assert decision.status is ResponseStatus.REJECTED


def test_one_exception_for_a_kind_of_trouble_however_many_lines_have_it() -> None:
    lines = [line(own(f"NOPE-{n}"), 1, number=str(n)) for n in range(1, 9)]
    (draft,) = decide(order(*lines), snapshot(A), TERMS).exceptions
    assert draft.message == (
        "order 4500001001, lines 1, 2, 3, 4, 5 and 3 more: NOPE-1 (supplier) is not in the catalog (and 7 more)"
    )
    assert [found["items"] for found in draft.details["lines"]] == [[f"NOPE-{n}"] for n in range(1, 9)]  # type: ignore[attr-defined]


def test_the_answer_echoes_what_the_buyer_wrote() -> None:
    ids = [own("A"), buyers("N-A")]
    decision = one(ids, "10", "10")
    assert decision.response
    (found,) = decision.response.lines
    assert (found.number, found.items, str(found.ordered), found.description) == ("1", tuple(ids), "10 EA", "About A")


class TestWhatNoLineCanAnswer:
    """Accepted as it stands; a person sees what the shipment or the invoice would otherwise get wrong."""

    GOOD = line(own("A"), 10, "10")

    def seen(self, found: Order) -> list[str]:
        decision = decide(found, snapshot(A), TERMS)
        assert answered(decision) == [[("IA", D(10))]]
        return codes(decision)

    def places(self, *quantities: int) -> OrderLine:
        split = [Destination(PartyId("92", f"00{n}"), Quantity(D(q), "EA")) for n, q in enumerate(quantities)]
        return replace(self.GOOD, destinations=tuple(split))

    def test_several_places(self) -> None:
        assert self.seen(order(self.places(4, 6))) == ["several-destinations"]
        assert self.seen(order(replace(self.GOOD, ship_to=Party(name="Shop 7")))) == ["several-destinations"]
        assert self.seen(order(self.places(10))) == []

    def test_places_that_add_up_to_something_else(self) -> None:
        assert self.seen(order(self.places(9))) == ["destinations-differ"]

    def test_a_date_after_which_nobody_wants_it(self) -> None:
        assert self.seen(replace(order(self.GOOD), cancel_after=DAY - dt.timedelta(days=1))) == ["cancel-date-past"]
        assert self.seen(replace(order(self.GOOD), cancel_after=DAY)) == []

    def test_allowances_that_we_do_not_reckon_with(self) -> None:
        assert self.seen(replace(order(self.GOOD), allowances_charges=("A C310 500",))) == ["allowances-not-reckoned"]

    def test_not_where_nothing_is_taken(self) -> None:
        found = replace(order(line(own("X"), 10)), cancel_after=DAY - dt.timedelta(days=1))
        assert codes(decide(found, snapshot(A), TERMS)) == ["unknown-item"]
