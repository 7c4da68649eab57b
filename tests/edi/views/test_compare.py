"""Two files compared by what they mean."""

from __future__ import annotations

import pytest

from b2b.edi.load import available_sets
from b2b.edi.views.compare import Difference, compare
from b2b.edi.x12.sampling.message import sample_message
from b2b.errors import Unreadable
from tests.edi.edifact.messages import orders

ISA = "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SELLER         *260105*0800*U*00401*000000007*0*P*>"
BODY = (
    "BEG*00*SA*4711**20260105",
    "REF*DP*038",
    "REF*IA*77",
    "N1*BY*Example Buyer",
    "N3*1 Street",
    "PO1*1*10*EA*1.5**VP*W-1",
    "PID*F****Widget",
    "PO1*2*3*EA*2**VP*W-2",
    "CTT*2",
)


def message(*body: str, isa: str = ISA, number: int = 1) -> bytes:
    st = f"{number:04d}"
    lines = [isa, f"GS*PO*BUYER*SELLER*20260105*0800*{number}*X*004010", f"ST*850*{st}", *body]
    lines += [f"SE*{len(body) + 2}*{st}", f"GE*1*{number}", "IEA*1*000000007"]
    return "".join(f"{line}~\n" for line in lines).encode()


def changed(old: str, *new: str) -> bytes:
    at = BODY.index(old)
    return message(*BODY[:at], *new, *BODY[at + 1 :])


def test_what_is_only_written_otherwise_is_the_same() -> None:
    other = message(
        "BEG*00*SA*4711**20260105",
        "REF*IA*77",
        "REF*DP*038",
        "N1*BY*Example Buyer***",
        "N3*1 Street",
        "PO1*2*3.0*EA*2.00**VP*W-2",
        "PO1*1*10*EA*1.50**VP*W-1",
        "PID*F****Widget",
        "CTT*2",
        number=9,
    )
    other = other.replace(b"*", b"|").replace(b"~\n", b"'").replace(b"00401|000000007", b"00401|000000012")
    assert compare(message(*BODY), other) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (
            changed("PO1*2*3*EA*2**VP*W-2", "PO1*2*4*CA*2**VP*W-2"),
            [
                Difference(("850 0001", "PO1 2"), "PO102", "Quantity Ordered", "3", "4"),
                Difference(
                    ("850 0001", "PO1 2"), "PO103", "Unit or Basis for Measurement Code", "EA (each)", "CA (case)"
                ),
            ],
        ),
        (
            changed("REF*DP*038"),
            [Difference(("850 0001",), "REF", "Reference Identification", "DP (department number) 038", None)],
        ),
        (
            changed("REF*IA*77", "REF*IA*77", "REF*ZZ*1"),
            [Difference(("850 0001",), "REF", "Reference Identification", None, "ZZ (mutually agreed) 1")],
        ),
        (
            changed("PO1*2*3*EA*2**VP*W-2"),
            [
                Difference(
                    ("850 0001",),
                    "PO1",
                    "Baseline Item Data",
                    "2 3 EA (each) 2 VP (vendor's part number) W-2",
                    None,
                )
            ],
        ),
        (
            changed("CTT*2", "CTT*3"),
            [Difference(("850 0001", "CTT 2"), "CTT01", "Number of Line Items", "2", "3")],
        ),
        (
            changed("PID*F****Widget", "PID*F****Gadget"),
            [Difference(("850 0001", "PO1 1", "PID F"), "PID05", "Description", "Widget", "Gadget")],
        ),
        (
            message(*BODY, isa=ISA.replace("BUYER ", "OTHER ").replace("*P*", "*T*")),
            [
                Difference((), "ISA", "sender", "BUYER", "OTHER"),
                Difference((), "ISA", "test", "False", "True"),
            ],
        ),
    ],
)
def test_what_differs_is_named_with_its_place(other: bytes, expected: list[Difference]) -> None:
    assert compare(message(*BODY), other) == expected
    turned = [Difference(d.place, d.label, d.name, d.right, d.left) for d in expected]
    assert [(d.label, d.left, d.right) for d in compare(other, message(*BODY))] == [
        (d.label, d.left, d.right) for d in turned
    ]


def test_a_segment_among_others_of_its_kind_is_told_by_its_qualifier() -> None:
    body = [*BODY[:3], "DTM*002*20261025", "DTM*001*20261101", *BODY[3:]]
    (found,) = compare(message(*body), message(*[line.replace("1101", "1111") for line in body]))
    assert found == Difference(("850 0001",), "DTM02", "Date", "20261101", "20261111", "001 (cancel after)")
    (found,) = compare(message(*BODY), changed("REF*IA*77", "REF*IA*78"))
    assert (found.label, found.qualifier) == ("REF02", "IA (internal vendor number)")
    (found,) = compare(message(*BODY), changed("N3*1 Street", "N3*1 Street*Yard"))
    assert (found.label, found.qualifier) == ("N302", "")


def test_edifact_is_told_with_its_qualifiers_and_values() -> None:
    (found,) = compare(orders(), orders(("QTY+21:48", "QTY+21:49")))
    assert found == Difference(
        ("ORDERS 1", "LIN 1"), "QTY01", "Quantity details", "21:48", "21:49", qualifier="21 (ordered)"
    )
    (found,) = compare(orders(), orders(("DTM+137:20260105:102'\n", "")))
    assert (found.label, found.left, found.right) == ("DTM", "137 (document) 20260105 102 (CCYYMMDD)", None)
    (found,) = compare(orders(), orders(("BGM+220", "BGM+224")))
    assert (found.label, found.left, found.right) == ("BGM01", "220 (order)", "224 (rush order)")


def test_x12_and_edifact_are_not_compared() -> None:
    for left, right, syntax in [(message(*BODY), orders(), "x12"), (orders(), message(*BODY), "edifact")]:
        with pytest.raises(Unreadable, match="only files of one syntax can be compared") as caught:
            compare(left, right)
        assert caught.value.next_step == f"convert one of them first: b2b edi convert FILE --to {syntax}"


def test_a_set_that_one_file_lacks() -> None:
    both = sample_message("850", "004010", seed=1, sets=3)
    start = both.index(b"ST*850*0002")
    less = both[:start] + both[both.index(b"ST*850*0003") :]
    assert [(d.label, d.left, d.right) for d in compare(both, less)] == [("850", "850 0002", None)]
    assert [(d.label, d.left, d.right) for d in compare(less, both)] == [("850", None, "850 0002")]


def test_every_set_is_the_same_as_itself_and_another_than_others() -> None:
    for set_id in available_sets("004010"):
        data = sample_message(set_id, "004010", seed=5)
        assert compare(data, data) == []
        assert compare(data, data.replace(b"*", b"+")) == []
        assert compare(data, sample_message(set_id, "004010", seed=6)) != []


def test_what_is_no_x12_file_means_nothing() -> None:
    order = message(*BODY)
    for left, right, which in [(b"", b"hello", "first"), (b"<a/>", order, "first"), (order, b"", "second")]:
        with pytest.raises(Unreadable, match="no interchange") as caught:
            compare(left, right)
        assert caught.value.where == f"the {which} file"


def test_any_x12_file_can_be_compared() -> None:
    order = message(*BODY)
    odd = order.replace(b"004010", b"009999")
    assert compare(odd, odd) == []
    assert [d.right for d in compare(odd, odd.replace(b"REF*DP*038", b"XX*1"))] == [None, "1"]
    for at in range(7, len(order), 7):
        compare(order, order[:at] + order[at + 1 :])
