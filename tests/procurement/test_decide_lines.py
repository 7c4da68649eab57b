"""One line at a time: item, unit, pack, price, stock. What the buyer writes, what is answered, who must look."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest

from b2b.documents import (
    Destination,
    ItemId,
    ItemScheme,
    Order,
    OrderLine,
    Party,
    PartyId,
    Quantity,
    ResponseStatus,
)
from b2b.procurement.orders.decide import decide
from b2b.procurement.orders.decision import OrderDecision
from b2b.procurement.orders.snapshot import PriceRow, SnapshotItem
from b2b.procurement.orders.terms import OrderTerms, PackPolicy, PricePolicy
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

UPC, GTIN = "036000291452", "00036000291452"
A = item("A", [("1", "10")], gtin=GTIN)
B = item("B", [("1", "20")])


def one(
    ids: ItemId | list[ItemId],
    quantity: str = "10",
    price: str | None = "10",
    *,
    unit: str = "EA",
    terms: OrderTerms = TERMS,
    items: tuple[SnapshotItem, ...] = (A, B),
    currency: str | None = "EUR",
    day: dt.date = DAY,
) -> OrderDecision:
    known = snapshot(*items, codes={"N-A": "A", "N-B": "B"})
    return decide(order(line(ids, quantity, price, unit), currency=currency, date=day), known, terms)


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


class TestPrice:
    @pytest.mark.parametrize(
        ("theirs", "policy", "answer", "price", "code"),
        [
            ("10", PricePolicy.REJECT, "IA", "10", "price-agreed"),
            (None, PricePolicy.REJECT, "IA", "10", "price-ours"),
            ("10.2", PricePolicy.REJECT, "IA", "10.2", "price-within-tolerance"),
            ("9.8", PricePolicy.REJECT, "IA", "9.8", "price-within-tolerance"),
            ("9.79", PricePolicy.ANSWER_OURS, "IP", "10", "price-answered-ours"),
            ("10.21", PricePolicy.ANSWER_OURS, "IP", "10", "price-answered-ours"),
            ("5", PricePolicy.ACCEPT_THEIRS, "IA", "5", "price-accepted-theirs"),
            ("15", PricePolicy.ACCEPT_THEIRS, "IA", "15", "price-accepted-theirs"),
        ],
    )
    def test_is_agreed_within_the_tolerance_and_by_policy_beyond(
        self, theirs: str | None, policy: PricePolicy, answer: str, price: str, code: str
    ) -> None:
        decision = one(own("A"), "10", theirs, terms=replace(TERMS, price_policy=policy))
        assert answered(decision) == [[(answer, D(10))]]
        assert decision.lines[0].price == D(price)
        assert why(decision.lines[0]) == [code]
        assert codes(decision) == []

    def test_is_rejected_by_policy(self) -> None:
        decision = one(own("A"), "10", "9", terms=replace(TERMS, price_policy=PricePolicy.REJECT))
        assert answered(decision) == [[("IR", D(10))]]
        assert decision.lines[0].price is None
        assert decision.response
        assert decision.response.lines[0].unit_price == D(9), "the buyer's own figure comes back"
        assert codes(decision) == []

    def test_that_a_person_decides_makes_the_order_wait(self) -> None:
        terms = replace(TERMS, price_policy=PricePolicy.HOLD)
        known = snapshot(A, B)
        decision = decide(order(line(own("B"), 1, "20"), line(own("A"), 10, "9", number="2")), known, terms)
        assert decision.held
        assert (decision.response, decision.erp_lines, decision.stock_used) == (None, (), {})
        assert codes(decision) == ["price-held"]
        assert decision.exceptions[0].message.startswith("order 4500001001, line 2: ordered at 9.00 EUR, 10 % below")

    @pytest.mark.parametrize(
        ("theirs", "policy", "answers"),
        [
            ("0", PricePolicy.ANSWER_OURS, [("IP", D(10))]),
            ("0", PricePolicy.ACCEPT_THEIRS, [("IP", D(10))]),
            ("0", PricePolicy.REJECT, [("IR", D(10))]),
            ("-1", PricePolicy.ANSWER_OURS, [("IR", D(10))]),
            ("-1", PricePolicy.ACCEPT_THEIRS, [("IR", D(10))]),
        ],
    )
    def test_of_zero_or_less_is_never_agreed_in_silence(
        self, theirs: str, policy: PricePolicy, answers: list[tuple[str, D]]
    ) -> None:
        terms = replace(TERMS, price_policy=policy, price_tolerance_percent=D(1000))
        decision = one(own("A"), "10", theirs, terms=terms)
        assert answered(decision) == [answers]
        assert codes(decision) == ["price-not-positive"]
        assert decision.lines[0].price in (D(10), None)

    def test_of_zero_waits_where_the_terms_hold(self) -> None:
        assert one(own("A"), "10", "0", terms=replace(TERMS, price_policy=PricePolicy.HOLD)).held

    @pytest.mark.parametrize("theirs", ["1000000000000", "0.0000001", "1E+40"])
    def test_that_cannot_be_kept_is_rejected(self, theirs: str) -> None:
        assert codes(one(own("A"), "10", theirs)) == ["figure-out-of-range"]

    def test_an_amount_that_cannot_be_kept_is_rejected(self) -> None:
        assert codes(one(own("A"), "999999999999", None)) == ["figure-out-of-range"]

    def test_that_is_missing_from_the_catalog_is_never_guessed(self) -> None:
        decision = one(own("A"), "10", "10", items=(item("A"),))
        assert answered(decision) == [[("IR", D(10))]]
        assert codes(decision) == ["no-price"]

    def test_of_zero_in_the_catalog_is_none(self) -> None:
        assert codes(one(own("A"), "10", "0", items=(item("A", [("1", "0")]),))) == ["no-price"]

    rows = (
        PriceRow(D(1), D(10)),
        PriceRow(D(100), D(9)),
        PriceRow(D(1), D(11), valid_from=dt.date(2026, 6, 1)),
        PriceRow(D(500), D(7), contract=True, valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 12, 31)),
        PriceRow(D(1000), D(8), contract=True),
    )

    @pytest.mark.parametrize(
        ("quantity", "day", "price"),
        [
            ("99", DAY, "10"),
            ("100", DAY, "9"),
            ("499", DAY, "9"),
            ("500", DAY, "7"),
            ("1000", DAY, "8"),
            ("500", dt.date(2026, 12, 31), "7"),
            ("500", dt.date(2027, 1, 1), "9"),
            ("99", dt.date(2026, 6, 1), "11"),
            ("99", dt.date(2026, 5, 31), "10"),
        ],
    )
    def test_contract_before_list_by_quantity_and_day_of_the_order(
        self, quantity: str, day: dt.date, price: str
    ) -> None:
        decision = one(own("A"), quantity, None, items=(item("A", self.rows),), day=day)
        assert decision.lines[0].price == D(price)


class TestCurrency:
    def test_that_the_order_leaves_out_is_the_terms(self) -> None:
        decision = one(own("A"), currency=None)
        assert (decision.currency, answered(decision)) == ("EUR", [[("IA", D(10))]])

    def test_other_than_agreed_is_never_converted(self) -> None:
        decision = one(own("A"), currency="USD")
        assert (decision.currency, decision.status) == ("USD", ResponseStatus.REJECTED)
        assert codes(decision) == ["currency-not-agreed"]
        assert decision.erp_lines == ()

    def test_that_nobody_names_is_never_guessed(self) -> None:
        decision = one(own("A"), currency=None, terms=replace(TERMS, currency=""))
        assert (decision.currency, decision.status) == ("XXX", ResponseStatus.REJECTED)
        assert codes(decision) == ["currency-unknown"]

    def test_of_the_order_holds_where_none_is_agreed(self) -> None:
        assert answered(one(own("A"), terms=replace(TERMS, currency=""))) == [[("IA", D(10))]]


class TestStock:
    def test_is_shared_by_the_lines_in_their_order(self) -> None:
        known = snapshot(item("A", [("1", "10")], stock="25"))
        lines = [line(own("A"), 10, "10", number=str(n)) for n in (1, 2, 3, 4)]
        decision = decide(order(*lines), known, TERMS)
        assert answered(decision) == [[("IA", D(10))], [("IA", D(10))], [("IA", D(5)), ("IB", D(5))], [("IB", D(10))]]
        assert decision.stock_used == {"id-A": D(25)}
        assert decision.lines[2].reasons[-1].text == (
            "5 EA of A are free after the lines above; 5 EA follow when there is stock"
        )

    def test_promised_elsewhere_is_not_promised_again(self) -> None:
        decision = one(own("A"), "10", items=(item("A", [("1", "10")], stock="12", promised="5"),))
        assert answered(decision) == [[("IA", D(7)), ("IB", D(3))]]
        assert "7 EA of A are free (12 less 5 promised to other orders)" in decision.lines[0].reasons[-1].text

    def test_promised_beyond_what_there_is_confirms_nothing(self) -> None:
        decision = one(own("A"), "10", items=(item("A", [("1", "10")], stock="2", promised="5"),))
        assert answered(decision) == [[("IB", D(10))]]

    def test_that_lacks_is_rejected_without_back_orders(self) -> None:
        decision = one(own("A"), "10", terms=replace(TERMS, back_orders=False), items=(item("A", [("1", "10")], "4"),))
        assert answered(decision) == [[("IA", D(4)), ("IR", D(6))]]
        assert decision.status is ResponseStatus.ACCEPTED_WITH_CHANGES
        assert codes(decision) == []

    @pytest.mark.parametrize(
        ("ordered", "stock", "answer"),
        [
            ("15", "19", [("IA", D(10)), ("IR", D(5))]),
            ("15", "20", [("IQ", D(20))]),
            ("15", "9", [("IR", D(15))]),
            ("5", "29", [("IQ", D(20))]),
            ("5", "30", [("IQ", D(30))]),
        ],
    )
    def test_that_lacks_for_a_pack_is_not_rejected_beyond_what_was_ordered(
        self, ordered: str, stock: str, answer: list[tuple[str, D]]
    ) -> None:
        packed = item("A", [("1", "10")], stock, pack="10", minimum="30" if ordered == "5" else "0")
        decision = one(own("A"), ordered, terms=replace(TERMS, back_orders=False), items=(packed,))
        assert answered(decision) == [answer]

    def test_nobody_knows_of_confirms_nothing_and_is_shown(self) -> None:
        decision = one(own("A"), "10", items=(item("A", [("1", "10")], stock=None),))
        assert answered(decision) == [[("IB", D(10))]]
        assert codes(decision) == ["stock-unknown"]
        assert decision.exceptions[0].severity == "warning"

    def test_a_line_wholly_back_ordered_still_says_that_its_price_has_changed(self) -> None:
        decision = one(own("A"), "10", "5", items=(item("A", [("1", "10")], stock="0"),))
        assert decision.response
        assert answered(decision) == [[("IB", D(10))]]
        assert "our price is 10.00 EUR" in decision.response.lines[0].answers[0].reason
        assert decision.response.lines[0].unit_price == D(10)


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


@pytest.mark.parametrize(
    ("policy", "answers", "held"),
    [
        (PricePolicy.ANSWER_OURS, [("IP", D(10))], False),
        (PricePolicy.ACCEPT_THEIRS, [("IP", D(10))], False),
        (PricePolicy.REJECT, [("IR", D(10))], False),
        (PricePolicy.HOLD, [], True),
    ],
)
def test_a_price_for_another_unit_is_not_taken_for_none(policy: PricePolicy, answers: object, held: bool) -> None:
    found = order(replace(line(own("A"), 10), other_price="3.00 PD"))
    decision = decide(found, snapshot(A), replace(TERMS, price_policy=policy))
    assert decision.held is held
    assert codes(decision) == ["price-not-comparable"]
    if not held:
        assert answered(decision) == [answers]
