"""What is read from a partner's files: who is who, how they are wrapped, what they say, what stands in the way."""

from __future__ import annotations

import pytest

from b2b.edi.guides.inference.samples import Sample
from b2b.errors import ConfigError, Unreadable
from b2b.onboarding.facts import facts
from b2b.onboarding.found import read
from b2b.onboarding.goods import made_up, orders
from b2b.onboarding.obstacles import by_files
from b2b.onboarding.sides import Address, tell_apart
from b2b.onboarding.surroundings import checked
from b2b.onboarding.zones import zone_hint
from tests.onboarding.files import interchange, message, order
from tests.onboarding.files import orders as orders_message

THEM, US = Address("ZZ", "THEM"), Address("ZZ", "US")


def samples(*files: bytes) -> list[Sample]:
    return [Sample(f"{n}.edi", data) for n, data in enumerate(files, start=1)]


def test_the_sender_is_the_partner() -> None:
    sides = tell_apart(samples(order(1), order(2)))
    assert (sides.partner, len(sides.theirs), sides.own, sides.strangers) == (THEM, 2, (), ())


def test_our_own_files_are_told_from_the_partners_by_our_addresses() -> None:
    answer = interchange(["855", "BAK*00*AC*PO-1*20260301"], "US", "THEM", group="PR")
    sides = tell_apart(samples(order(1), answer), ours=[US])
    assert (sides.partner, [one.sample.name for one, _ in sides.own]) == (THEM, ["2.edi"])


def test_of_several_senders_one_is_chosen_and_the_others_are_told() -> None:
    files = samples(order(1), order(2, sender="OTHER"))
    with pytest.raises(ConfigError, match=r"several senders: ZZ/THEM sent 1\.edi; ZZ/OTHER sent 2\.edi"):
        tell_apart(files)
    for chosen in ("THEM", "ZZ/THEM"):
        sides = tell_apart(files, chosen=chosen)
        assert (sides.partner, sides.strangers) == (THEM, ((Address("ZZ", "OTHER"), "2.edi"),))
    with pytest.raises(ConfigError, match="nobody here is 'WHO'"):
        tell_apart(files, chosen="WHO")


def test_files_of_our_own_alone_are_refused() -> None:
    with pytest.raises(ConfigError, match="your own company"):
        tell_apart(samples(order(1)), ours=[THEM])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty"),
        (b"Dear all,\n", "there is no ISA segment"),
        (bytes(range(256)), "there is no ISA segment"),
        (b"ISA*00*", "there is no ISA segment"),
    ],
)
def test_what_is_neither_x12_nor_edifact_is_told(data: bytes, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read(samples(data))
    found = read(samples(data, order(1)))
    assert [told in one.what for one in found.obstacles] == [True]


def test_envelopes_show_their_habits() -> None:
    by_lines = order(1).replace(b"~", b"~\r\n").replace(b"*0*P*", b"*1*T*")
    found = read(samples(by_lines, by_lines.replace(b"000000001", b"000000002")))
    envelopes = found.envelopes
    assert (envelopes.newline, envelopes.answers_requested, envelopes.tests) == (True, 2, 2)
    assert (envelopes.parting.element, envelopes.parting.component, envelopes.parting.terminator) == ("*", ">", "~")
    assert envelopes.numbers == "ISA13 counts by one, 1 to 2"
    assert (found.release, envelopes.to) == ("004010", US)


@pytest.mark.parametrize(
    ("text", "character_set"), [("PLAIN", "basic"), ("lower", "ascii"), ("Köln", "extended"), ("東京", "utf-8")]
)
def test_the_smallest_set_of_characters_is_found(text: str, character_set: str) -> None:
    file = interchange(["850", "BEG*00*SA*1**20260301", f"N1*ST*{text}", "PO1*1*5*EA***VN*V"], number=3)
    assert read(samples(file)).envelopes.characters == character_set


def test_numbers_that_repeat_and_gaps_are_told() -> None:
    assert "stands on several" in read(samples(order(4), order(4))).envelopes.numbers
    assert read(samples(order(4), order(9))).envelopes.numbers == "ISA13 differ, 4 to 9, with gaps"


def test_orders_show_their_habits() -> None:
    heading = ("CUR*BY*EUR", "N1*BY*Them Ltd*92*77", "N4*Berlin**10115*DE")
    content = read(samples(order(1, *heading), order(2, unit="CA"))).content
    assert (dict(content.purposes), dict(content.kinds)) == ({"00": 2}, {"SA": 2})
    assert (dict(content.units), dict(content.item_qualifiers)) == ({"EA": 1, "CA": 1}, {"BP": 2, "VN": 2})
    assert (dict(content.currencies), content.parties["BY"].most_common()) == ({"EUR": 1}, [(("Them Ltd", "77"), 1)])
    assert (content.role, content.name("customer"), content.zone[0]) == ("customer", "Them Ltd", "Europe/Berlin")


def test_a_supplier_is_known_by_what_it_sends_and_acknowledgments_by_theirs() -> None:
    answer = interchange(["855", "BAK*00*AC*PO-1*20260301", "PO1*1*5*EA*1**VN*V", "ACK*IA*5*EA"], group="PR")
    acknowledgment = interchange(["997", "AK1*PO*1", "AK9*A*1*1*1"], number=2, group="FA")
    content = read(samples(answer, acknowledgment)).content
    assert (content.role, content.acknowledges) == ("supplier", True)
    assert read(samples(acknowledgment)).content.role == ""


@pytest.mark.parametrize(
    ("segments", "zone"),
    [
        ([["DTM", "002", "20260301", "1200", "CT"], ["N4", "Berlin", "", "", "DE"]], "America/Chicago"),
        ([["N4", "Austin", "TX", "73301"]], "America/Chicago"),
        ([["N4", "Toronto", "ON", "", "CA"]], "America/Toronto"),
        ([["N4", "Perth", "WA", "", "AU"]], ""),
        ([], ""),
    ],
)
def test_time_codes_count_before_addresses(segments: list[list[str]], zone: str) -> None:
    assert zone_hint(segments)[0] == zone


def test_places_are_told_in_the_segment_that_they_stand_in() -> None:
    german = orders_message(1, "NAD+BY+++Them+Road 1+Linz++4020+AT")
    assert read(samples(german)).content.zone == ("Europe/Vienna", "addresses in NAD of BY Them with the country AT")


def test_our_own_addresses_are_no_hint_at_the_partners_zone() -> None:
    ours, theirs = ["N1*SU*Us Inc", "N4*Denver*CO"], ["N1*BY*Them Inc*92*7", "N4*Columbus*OH"]
    files = [order(1, *ours), order(2, *ours), order(3, *ours, *theirs)]
    zone = ("America/New_York", "addresses in N4 of BY Them Inc with the state OH")
    assert read(samples(*files)).content.zone == zone
    assert read(samples(*files[:2])).content.zone == ("", "")
    answer = ["855", "BAK*00*AC*PO-1*20260301", "N1*BT*Us Inc", "N4*Denver*CO", "N1*SE*Them Inc", "N4*Columbus*OH"]
    supplier = read(samples(interchange(answer, group="PR"))).content
    assert supplier.zone == ("America/New_York", "addresses in N4 of SE Them Inc with the state OH")
    message = orders_message(1, "NAD+SU+++Us+Road 1+Linz++4020+AT", "NAD+BY+++Them+Road 1+Bonn++53111+DE")
    assert read(samples(message)).content.zone == ("Europe/Berlin", "addresses in NAD of BY Them with the country DE")


def test_several_parties_of_one_place_are_counted() -> None:
    heading = ["N1*BY*Them", "N4*Austin*TX", "N1*BT*Them Retail", "N4*Dallas*TX"]
    zone = read(samples(order(1, *heading))).content.zone
    assert zone == ("America/Chicago", "addresses in N4 of BY Them and 1 more with the state TX")


def test_what_breaks_the_standard_says_what_would_let_it_pass() -> None:
    broken = order(1).replace(b"IEA*1*000000001", b"IEA*1*000000007")
    (obstacle,) = read(samples(broken)).obstacles
    assert obstacle.tolerate == ("interchange-control-number-mismatch",)
    assert "IEA02 is 000000007" in obstacle.what


def test_sets_and_releases_without_a_schema_are_told_and_not_agreed_on() -> None:
    old = order(1).replace(b"X*004010", b"X*002001")
    strange = interchange(["835", "BPR*I"], number=2, group="HP")
    found = read(samples(old, strange, order(3)))
    told = [(one.what, one.tolerate) for one in found.obstacles]
    assert told == [("there is no schema for 850 in 002001", ()), ("there is no schema for 835 in 004010", ())]
    assert [(one.set_id, one.release) for one in found.sets] == [("850", "004010")]


def test_what_stands_in_the_way_of_many_files_is_told_once() -> None:
    broken = [order(n).replace(b"IEA*1*", b"IEA*2*") for n in range(1, 8)]
    odd = order(8, unit="ZX")
    told = by_files(read(samples(*broken, odd)).obstacles)
    assert [files for files, _ in told[:2]] == ["1.edi, 2.edi, 3.edi, 4.edi and 3 more", "8.edi"]


def test_what_the_agreement_and_the_envelope_say_stands_in_no_ones_way() -> None:
    invoice = interchange(["810", "BIG*20260301*I-1**PO-1", "IT1*1*5*EA*10.00**VP*V-1", "TDS*5000"], group="IN")
    answer = interchange(["855", "BAK*00*AC*PO-1*20260301", "PO1*1*5*EA*10.00**VP*V-1", "CTT*1"], number=2, group="PR")
    assert read(samples(invoice, answer)).obstacles == ()


def test_sets_that_say_too_little_for_one_reason_are_told_once() -> None:
    data = message(["ORDCHG", "BGM+230+1+4", "DTM+137:20260301:102", "RFF+ON:PO-1", "LIN+1", "QTY+21:5:PCE", "UNS+S"])
    start, end = data.index(b"UNH"), data.index(b"UNZ")
    one = data[start:end]
    twice = (
        data[:end] + one.replace(b"UNH+1", b"UNH+2").replace(b"+1'", b"+2'") + data[end:].replace(b"UNZ+1", b"UNZ+2")
    )
    (obstacle,) = read(samples(twice)).obstacles
    assert obstacle.what.endswith(" (2 times)")


@pytest.mark.parametrize(
    ("group", "body", "role"),
    [
        ("QM", ["214", "B10*77*88*SCAC", "LX*1", "AT7*X1*NS***20260301"], "supplier"),
        ("SM", ["204", "B2**SCAC**77**PP", "B2A*00"], "customer"),
    ],
)
def test_carriers_and_their_customers_are_told_by_what_they_send(group: str, body: list[str], role: str) -> None:
    assert read(samples(interchange(body, group=group))).content.role == role


def test_another_address_of_the_partner_is_told_with_what_to_write() -> None:
    (obstacle,) = read(samples(order(1), order(2, sender="THEMTEST")), sender="THEM").obstacles
    assert "from ZZ/THEMTEST, who is neither" in obstacle.what
    assert "further [[partner.identity]]" in obstacle.what


def test_a_unit_that_nothing_counts_is_told() -> None:
    assert "the unit ZX is not known" in read(samples(order(1, unit="ZX"))).obstacles[-1].what


def test_purposes_and_kinds_that_are_no_new_orders_are_told() -> None:
    replaced = order(1).replace(b"BEG*00*SA*", b"BEG*05*CP*")
    assert read(samples(replaced, order(2))).odd_kinds == ("05", "CP")


def test_every_fact_is_shown_with_where_it_was_seen() -> None:
    found = facts(read(samples(order(1, "N1*BY*Them Ltd*92*77"), order(2))))
    assert all(what and seen and where for what, seen, where in found)
    assert ("release (GS08)", "004010", "2 groups") in found


def test_the_made_up_catalog_has_each_item_once_under_all_its_numbers() -> None:
    again = order(2).replace(b"BP*B-2*VN*V-2", b"BP*B-1*VN*V-1")
    other = order(3).replace(b"BP*B-3*VN*V-3", b"BP*B-3*IN*XYZ")
    catalog = made_up(orders(checked(samples(order(1), again, other))), "US", "THEM", "EUR").catalog
    assert [(item.sku, [code.code for code in item.buyer_codes]) for item in catalog.items] == [
        ("V-1", ["B-1"]),
        ("ITEM-B-3", ["B-3", "XYZ"]),
    ]
    assert {(price.price, price.currency) for item in catalog.items for price in item.prices} == {(10, "EUR")}


def test_a_price_that_any_line_has_is_taken_and_the_others_are_told() -> None:
    unpriced = order(1).replace(b"*EA*10.00*", b"*EA**")
    other = order(2).replace(b"*EA*10.00*", b"*EA**")
    made = made_up(orders(checked(samples(unpriced, order(1), other))), "US", "THEM", "EUR")
    assert [[price.price for price in item.prices] for item in made.catalog.items] == [[10], [1]]
    assert made.unpriced == {"B-2", "V-2"}


def test_layout_is_judged_by_most_files_and_the_others_are_named() -> None:
    by_lines, odd = order(2).replace(b"~", b"~\n"), order(3).replace(b"*", b"|")
    for files, newline, others in (
        ((order(1), by_lines, order(4)), False, ("2.edi",)),
        ((by_lines, order(1), by_lines), True, ("2.edi",)),
    ):
        envelopes = read(samples(*files)).envelopes
        assert (envelopes.newline, envelopes.other_breaks, envelopes.other_marks) == (newline, others, ())
    found = read(samples(order(1), by_lines, odd))
    told = {what: seen for what, seen, _ in facts(found)}
    assert found.envelopes.parting.element == "*"
    assert told["delimiters"].endswith("segment ~ (others in 3.edi)")
    assert told["line breaks"] == "none besides the terminator (not so in 2.edi)"


@pytest.mark.parametrize(
    ("parties", "name"),
    [
        (("N1*BY*STORE 1234*92*1234", "N1*BT*Northwind Retail*92*1"), "Northwind Retail"),
        (("N1*BY*NORTHWIND STORE #0042*92*42",), "NORTHWIND"),
        (("N1*ST*Northwind DC 7*92*7",), ""),
        (("N1*BY*Store 0417*92*0417", "N1*ST*Distribution centre north*92*9002"), ""),
        (("N1*BY*Distribution centre north", "N1*BT*Northwind Retail"), "Northwind Retail"),
        (("N1*BY*1234*92*1234", "N1*ST*DC 9*92*9"), ""),
        (("N1*BY*Brandst*92*1",), "Brandst"),
        (("N1*ST*Dock 2", "N1*MI*Northwind Motors"), "Northwind Motors"),
        (("N1*BY*Area 51 Trading*92*1",), "Area 51 Trading"),
    ],
)
def test_the_name_is_that_of_the_firm_and_no_stores(parties: tuple[str, ...], name: str) -> None:
    assert read(samples(order(1, *parties))).content.name("customer") == name


def test_the_place_that_ships_is_no_suppliers_name() -> None:
    assert read(samples(order(1, "N1*SF*Philadelphia"))).content.name("supplier") == ""


def test_parties_without_a_name_or_number_are_not_listed_between_others() -> None:
    told = {what: seen for what, seen, _ in facts(read(samples(order(1, "N1*ST**92* "), order(2, "N1*ST*Hall"))))}
    assert told["party ST (N1)"] == "Hall"


def test_what_would_say_nothing_even_so_is_not_proposed_to_be_let_pass() -> None:
    no_heading = interchange(["850", "PO1*1*5*EA*10.00**BP*B-1*VN*V-1", "CTT*1"])
    broken = order(2).replace(b"IEA*1*000000002", b"IEA*1*000000007")
    found = read(samples(no_heading, broken, order(3)))
    assert [one.tolerate for one in found.obstacles] == [(), ("interchange-control-number-mismatch",)]
    assert "BEG is missing; it cannot be worked so" in found.obstacles[0].what
    assert found.tolerable == ("interchange-control-number-mismatch",)


def test_lines_that_do_not_say_what_they_count_are_told() -> None:
    vague = order(1, unit="")
    by_gtin = order(2, unit="").replace(b"BP*B-2", b"UP*036000291452")
    found = read(samples(vague, by_gtin, order(3)))
    told = [one.what for one in found.obstacles if "unit" in one.what]
    assert told == ["of 1 lines 1 name neither a unit nor a GTIN: such a line is rejected, and a person told"]


def test_an_address_of_ours_that_the_workspace_does_not_know_is_told_as_it_is_written() -> None:
    ours = [Address("ZZ", "ELSE")]
    told = {what: seen for what, seen, _ in facts(read(samples(order(1)), ours))}
    assert told["our address"].endswith('add [[company.identity]] qualifier = "ZZ", id = "US"')
    told = {what: seen for what, seen, _ in facts(read(samples(orders_message(1)), ours))}
    assert told["our address"].endswith('syntax = "edifact", qualifier = "14", id = "4098765000002"')
