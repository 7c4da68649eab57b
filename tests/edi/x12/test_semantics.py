"""Totals, hierarchies and sums: what segments say about each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.compile import compile_set
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.segment_source import PLAIN
from b2b.edi.findings import Severity, Verdict
from b2b.edi.load import load_release
from b2b.edi.x12 import semantics
from b2b.edi.x12.validate import validate_bytes
from tests.edi.x12.messages import INVOICE, ORDER, SHIP_NOTICE, changed, joined, message, segments


def found(body: list[str], id: str = "850", kind: str = "PO", **limits: int) -> list[tuple[str, Severity]]:
    (one,) = validate_bytes(message(body, id, kind), limits=Limits(**limits)).sets
    return [(f.code, f.severity) for f in one.findings]


def ctt(text: str) -> list[str]:
    return [*ORDER[:-1], text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CTT*2", []),
        ("CTT*2*120", []),
        ("CTT*02*120.0", []),
        ("CTT*3", [("line-count-differs", Severity.WARNING)]),
        ("CTT*2*121", [("hash-total-differs", Severity.WARNING)]),
        ("CTT*3*9", [("line-count-differs", Severity.WARNING), ("hash-total-differs", Severity.WARNING)]),
    ],
)
def test_transaction_totals(text: str, expected: list[tuple[str, Severity]]) -> None:
    assert found(ctt(text)) == expected


further = st.sampled_from(
    ["CTT*2", "CTT*2*120", "CTT*1", "CTT", "CTT**120", "CTT*x", "CTT*2*7", "AMT*TT*9", "AMT*TT", "AMT*1*5", "SAC*C*D240",
     "PO1*3*5*EA*2*PE", "LS*N1", "LE*N1", "LE*ZZ"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(further, max_size=5))
def test_a_quick_look_says_what_a_close_one_does(more: list[str]) -> None:
    compiled = compile_set(load_release("004010").sets["850"], PLAIN)
    told = [line.split("*") for line in ["ST*850*0001", *ORDER[:-1], *more, "SE*9*0001"]]
    shape = "".join(compiled.letter(segment[0]) for segment in told)
    close = list(semantics.remarks("850", told, shape, compiled.letter, 100))
    assert semantics.says_nothing("850", told, shape, compiled.letter, 100) is not bool(close)


def test_a_hash_total_may_leave_out_decimal_points_and_signs() -> None:
    body = [s.replace("*100*EA", "*1.5*EA").replace("*20*EA", "*-2*EA") for s in ORDER[:-1]]
    assert found([*body, "CTT*2*-0.5"]) == []
    assert found([*body, "CTT*2*17"]) == []
    assert [code for code, _ in found([*body, "CTT*2*3.5"])] == ["hash-total-differs"]


def test_a_total_is_a_warning_that_no_997_can_name() -> None:
    (one,) = validate_bytes(message(ctt("CTT*3"))).sets
    assert one.verdict is Verdict.ACCEPTED_WITH_ERRORS
    assert one.findings[0].ack == ()
    assert one.findings[0].message == "CTT01 says 3 line items, the set has 2 PO1 segments"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("HL*3*2*I", "HL*3*9*I", ("hl-parent-unknown", Severity.ERROR)),
        ("HL*2*1*O", "HL*1*1*O", ("hl-duplicate", Severity.ERROR)),
        ("HL*3*2*I", "HL*3*2*I*1", ("hl-child-code", Severity.WARNING)),
        ("HL*2*1*O", "HL*2*1*O*0", ("hl-child-code", Severity.WARNING)),
        ("HL*2*1*O", "HL*2*1*O*1", None),
        ("HL*3*2*I", "HL*3*3*I", ("hl-parent-unknown", Severity.ERROR)),
        ("HL*1**S", "HL*1*   *S", ("element-blank", Severity.WARNING)),
        ("HL*3*2*I", "HL*3*2   *I", ("trailing-spaces", Severity.INFO)),
    ],
)
def test_hierarchy(old: str, new: str, expected: tuple[str, Severity] | None) -> None:
    got = found(changed(old, new, SHIP_NOTICE), "856", "SH")
    assert got[:1] == ([expected] if expected else [])


def test_numbers_that_are_missing_are_not_the_same_number_twice() -> None:
    body = [s.replace("HL*2*1", "HL**1").replace("HL*3*2", "HL**1") for s in SHIP_NOTICE]
    assert [code for code, _ in found(body, "856", "SH")] == ["element-missing", "element-missing"]


def test_the_depth_of_a_hierarchy_is_limited() -> None:
    assert found(list(SHIP_NOTICE), "856", "SH", hl_depth=3) == []
    assert found(list(SHIP_NOTICE), "856", "SH", hl_depth=2) == [("hl-too-deep", Severity.ERROR)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("TDS*198000", "TDS*198000", []),
        ("TDS*198000", "TDS*198001", []),  # each line may have been rounded
        ("TDS*198000", "TDS*198002", ["invoice-total-differs"]),
        ("TDS*198000", "TDS*99", ["invoice-total-differs"]),
        ("TDS*198000", "TDS*1980.00", ["element-invalid-character"]),  # what it says cannot be told
        ("TDS*198000", "TDS*99;SAC*C*D240***100", []),  # charges make up the difference, or not: not for us to say
        (INVOICE[1], "IT1*1*100*EA*11.80*HP*VP*WIDGET-001", []),  # a price per hundred
    ],
)
def test_invoice_total(old: str, new: str, expected: list[str]) -> None:
    assert [code for code, _ in found(changed(old, new, INVOICE), "810", "IN")] == expected


@pytest.mark.parametrize(
    ("currency", "total", "expected"),
    [
        ("JPY", "20100", []),  # 33.5 yen three times: 100.5, which is 101 or 100, in two lines
        ("JPY", "20200", []),
        ("JPY", "20201", ["invoice-total-differs"]),
        ("JPY", "202", ["invoice-total-differs"]),  # whole yen, where two decimals are implied
        ("EUR", "20200", ["invoice-total-differs"]),
        ("EUR", "20101", []),
    ],
)
def test_a_line_may_have_been_rounded_to_what_its_currency_has(currency: str, total: str, expected: list[str]) -> None:
    line = "IT1*1*3*EA*33.5**VP*WIDGET-001"
    body = [INVOICE[0], f"CUR*SE*{currency}", line, line, f"TDS*{total}"]
    assert [code for code, _ in found(body, "810", "IN")] == expected


@pytest.mark.parametrize("value", ["9" * 400, "1E999999", "-", "NaN", "Infinity", "٣", ".", "1" * 5000])
def test_absurd_numbers_do_no_harm(value: str) -> None:
    for body, id, kind in ((ORDER, "850", "PO"), (INVOICE, "810", "IN"), (SHIP_NOTICE, "856", "SH")):
        for at in range(len(body)):
            parts = body[at].split("*")
            for element in range(1, len(parts)):
                odd = [*body[:at], "*".join([*parts[:element], value, *parts[element + 1 :]]), *body[at + 1 :]]
                assert validate_bytes(joined(segments(odd, id, kind), codec="utf-8")).result


def test_hierarchies_are_looked_at_in_every_set_that_has_them() -> None:
    body = ["BSR*1*PA*R1*20260105", "HL*1**O*0", "PRF*4500001001", "HL*2*1*I*0", "ISR*IN"]
    assert found(body, "870", "RS") == [("hl-child-code", Severity.WARNING)]


@pytest.mark.parametrize("claim", ["0", "1"])
def test_what_has_no_known_parent_may_lie_below_what_says_that_it_has_children(claim: str) -> None:
    body = ["BSR*1*PA*R1*20260105", f"HL*1**O*{claim}", "PRF*4500001001", "HL*2*9*I*0", "ISR*IN"]
    assert found(body, "870", "RS") == [("hl-parent-unknown", Severity.ERROR)]


GROCERY_ORDER = (
    "G50*N*20260105*4500001",
    "N1*ST*DC*9*123456789",
    "G68*10*CA*2.50*012345678905",
    "G68*2*CA*10*012345678912",
)
WAREHOUSE = "N1*WH*STORE*9*123456789"
TOTALS = {
    "875": ("OG", [*GROCERY_ORDER, "G76*12*CA******4500"], {"G76*12": "sum-differs", "4500": "order-total-differs"}),
    "943": (
        "AR",
        ["W06*F*SO1*20260105", WAREHOUSE, "W04*60*EA*012345678905", "W04*40*EA*012345678912", "W03*100"],
        {"W03*100": "sum-differs"},
    ),
    "944": (
        "RE",
        ["W17*J*20260105*R1", WAREHOUSE, "W07*60*EA*012345678905", "W07*40*EA*012345678912", "W14*100"],
        {"W14*100": "sum-differs"},
    ),
    "850": (
        "PO",
        [*ORDER, "AMT*TT*1980"],
        {"CTT*2": "line-count-differs", "*120": "hash-total-differs", "AMT*TT*1980": "order-total-differs"},
    ),
    "830": (
        "PS",
        ["BFR*05**R1*SH*A*20260101*20260201*20260105", "LIN*1*VP*A", "UIT*EA", "FST*10*C*W*20260105", "CTT*1*10"],
        {"CTT*1": "line-count-differs", "*1*10": "hash-total-differs"},
    ),
}


@pytest.mark.parametrize("id", TOTALS)
def test_what_a_total_says_is_reckoned(id: str) -> None:
    kind, body, totals = TOTALS[id]
    codes = {"sum-differs", "line-count-differs", "hash-total-differs", "order-total-differs"}
    assert [code for code, _ in found(body, id, kind) if code in codes] == []
    for text, code in totals.items():
        at = next(n for n in reversed(range(len(body))) if text in body[n])
        wrong = [*body[:at], body[at].replace(text, text + "1"), *body[at + 1 :]]
        assert (code, Severity.WARNING) in found(wrong, id, kind), (text, wrong[at])


def test_an_amount_is_not_reckoned_where_more_than_lines_make_it_up() -> None:
    for at, more in ((3, "SAC*C*D240***100"), (4, "TXI*ST*5")):
        assert found([*ORDER[:at], more, *ORDER[at:], "AMT*TT*5"]) == []
    assert "order-total-differs" not in [code for code, _ in found([*ORDER, "AMT*1*5"])]


def test_a_count_may_be_of_what_the_sender_chose() -> None:
    """Of an 870 partners count levels or lines: a number that is neither is noted."""
    body = [
        "BSR*2*PP*R1*20260105",
        "HL*1**O",
        "PRF*45",
        "HL*2*1*I",
        "PO1*1*10*EA",
        "ISR*OC",
        "HL*3*1*I",
        "PO1*2*5*EA",
        "ISR*OC",
    ]
    for count, wrong in ((3, False), (2, False), (4, True)):
        assert ("line-count-differs" in [c for c, _ in found([*body, f"CTT*{count}"], "870", "RS")]) == wrong


def test_the_end_of_a_bounded_loop_bears_its_name() -> None:
    for end, wrong in (("LDT", False), ("N1", True)):
        body = [*ORDER[:9], "LS*LDT", "LDT*AF*1*DA", f"LE*{end}", *ORDER[9:]]
        assert ("loop-bounds-differ" in [code for code, _ in found(body)]) == wrong


@pytest.mark.parametrize(
    ("line", "total", "expected"),
    [
        ("G17*100*CA*11.8**VN*W1", "118000", []),
        ("G17*100*CA*11.8**VN*W1********1100", "110000", []),
        ("G17*100*CA***VN*W1********1100", "110000", []),
        ("G17*100*CA*11.8**VN*W1********1100", "118000", ["invoice-total-differs"]),
        ("G17*100*CA*11.8**VN*W1", "110000", ["invoice-total-differs"]),
    ],
)
def test_what_a_line_of_a_grocery_invoice_states_stands_before_its_price(
    line: str, total: str, expected: list[str]
) -> None:
    body = ["G01*20260120*R1", "N1*SU*Acme", line, "G31*100*CA", f"G33*{total}"]
    assert [code for code, _ in found(body, "880", "GP")] == expected
