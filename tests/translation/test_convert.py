"""Files in, files out: envelopes, releases, characters, what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from b2b.documents import Invoice, NamedDate, Order, Reference
from b2b.edi.findings import Verdict
from b2b.edi.validation import validate_bytes
from b2b.errors import ConfigError, NotFound, NotWritable, Unreadable
from b2b.translation.ends import Identity
from b2b.translation.form import Form
from b2b.translation.source import Leftover
from tests.edi.edifact.messages import UNB, orders
from tests.edi.mappings.examples import EXAMPLES, ORDER
from tests.edi.x12.messages import INVOICE, changed, joined, message, segments, set_of
from tests.translation.ways import to, x12_of


def test_an_850_becomes_orders() -> None:
    (file,) = to(Form.EDIFACT, message()).files
    assert file.content.decode().splitlines() == [
        "UNA:+.? '",
        "UNB+UNOC:3+NORTHWIND:ZZZ+ACME:ZZZ+260105:0800+000000001'",
        "UNH+1+ORDERS:D:96A:UN'",
        "BGM+220+4500001001+9'",
        "DTM+137:20260105:102'",
        "DTM+2:20260119:102'",
        "RFF+ZZZ:DP=038'",
        "NAD+BY+NW-01::92++NORTHWIND RETAIL GMBH+HAFENSTRASSE 12+HAMBURG++20457+DE'",
        "CUX+2:EUR:9'",
        "LIN+1'",
        "PIA+5+NW-4711:BP+WIDGET-001:SA'",
        "IMD+F++:::WIDGET, BLUE'",
        "QTY+21:100:EA'",
        "PRI+AAA:11.8'",
        "LIN+2'",
        "PIA+5+NW-4712:BP+WIDGET-002:SA'",
        "QTY+21:20:EA'",
        "PRI+AAA:40'",
        "UNS+S'",
        "CNT+2:2'",
        "UNT+19+1'",
        "UNZ+1+000000001'",
    ]
    (one,) = file.messages
    assert (one.kind, one.number, one.to_kind, one.to_number) == ("850", "0001", "ORDERS", "1")
    assert one.lossless
    assert file.envelope == (Leftover("the sender of group 1", "NW"),)


def test_orders_become_an_850() -> None:
    (file,) = to(Form.X12, orders()).files
    assert file.content.decode().splitlines()[:5] == [
        "ISA*00*          *00*          *07*5412345000013  *07*4012345500004  *260105*1200*U*00401*000000001*0*P*>~",
        "GS*PO*5412345000013*4012345500004*20260105*120000*1*X*004010~",
        "ST*850*0001~",
        "BEG*00*SA*4500001001**20260105~",
        "CUR*BY*EUR~",
    ]
    assert file.messages[0].losses == file.messages[0].leftovers == ()


@pytest.mark.parametrize(
    ("form", "release", "said"),
    [(Form.EDIFACT, "D01B", b"ORDERS:D:01B:UN"), (Form.X12, "005010", b"*00501*"), (Form.X12, "003060", b"*003060~")],
)
def test_the_release_is_chosen(form: Form, release: str, said: bytes) -> None:
    content = to(form, message(), release).files[0].content
    assert said in content
    assert validate_bytes(content).result.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(("form", "release"), [(Form.EDIFACT, "004010"), (Form.X12, "D96A"), (Form.X12, "nonsense")])
def test_a_release_of_nothing_is_told(form: Form, release: str) -> None:
    with pytest.raises(NotFound, match=release) as caught:
        to(form, message(), release)
    assert caught.value.next_step


def test_who_sends_to_whom_can_be_said() -> None:
    who = {"sender": Identity("14", "9520000000011"), "receiver": Identity("14", "9520000000028")}
    (file,) = to(Form.EDIFACT, message(), control_number=77, **who).files
    assert b"+9520000000011:14+9520000000028:14+260105:0800+77'" in file.content
    (file,) = to(Form.X12, orders(), sender=Identity("01", "123456789")).files
    assert b"*01*123456789      *07*4012345500004  *" in file.content
    assert b"GS*PO*123456789*4012345500004*" in file.content


def test_qualifiers_without_a_like_and_passwords_are_listed() -> None:
    parts = segments()
    parts[0] = parts[0].replace("*ZZ*NORTHWIND", "*20*NORTHWIND").replace("00*          *00", "01*PASSWORD  *00", 1)
    (file,) = to(Form.EDIFACT, joined(parts)).files
    assert b"+NORTHWIND:ZZZ+" in file.content
    assert Leftover("the sender's qualifier", "20") in file.envelope
    assert Leftover("ISA02", "PASSWORD") in file.envelope
    (file,) = to(Form.X12, orders(unb=UNB.replace("04:14", "04:14:MAILBOX") + "+SECRET:AA+ORDERS")).files
    assert Leftover("UNB03-03", "MAILBOX") in file.envelope
    assert Leftover("UNB06", "SECRET:AA") in file.envelope
    assert Leftover("UNB07", "ORDERS") in file.envelope


def test_an_id_that_does_not_fit_is_told_with_what_to_do() -> None:
    with pytest.raises(NotWritable) as caught:
        to(Form.X12, orders(unb=UNB.replace("5412345000013", "x" * 30)))
    assert "--sender" in caught.value.next_step


def test_test_files_stay_test_files() -> None:
    parts = segments()
    parts[0] = parts[0].replace("*0*P*>", "*1*T*>")
    (file,) = to(Form.EDIFACT, joined(parts)).files
    assert b"+000000001++++1++1'" in file.content
    (back,) = to(Form.X12, file.content).files
    assert b"*1*T*>~" in back.content


def test_sets_of_one_kind_share_a_group_and_interchanges_stay_apart() -> None:
    head, gs, *_ = segments()
    gin = gs.replace("PO", "IN").replace("*1*X", "*2*X")
    sets = [*set_of(segments()[3:-3]), *set_of(segments()[3:-3], number="0002")]
    invoice = set_of(INVOICE, "810")
    parts = [head, gs, *sets, "GE*2*1", gin, *invoice, "GE*1*2", "IEA*2*000000001"]
    data = joined([*parts, *(part.replace("000000001", "000000002") for part in parts)])
    assert validate_bytes(data).result.verdict is Verdict.ACCEPTED
    (there,) = to(Form.EDIFACT, data, control_number=5).files
    assert [one.to_kind for one in there.messages] == ["ORDERS", "ORDERS", "INVOIC"] * 2
    assert [line for line in there.content.splitlines() if line.startswith(b"UNZ")] == [b"UNZ+3+5'", b"UNZ+3+6'"]
    (back,) = to(Form.X12, there.content).files
    assert [line[:6] for line in back.content.splitlines() if line[:2] in (b"GS", b"GE", b"IE")] == [
        b"GS*PO*", b"GE*2*1", b"GS*IN*", b"GE*1*2", b"IEA*2*",
    ] * 2  # fmt: skip


def test_a_delimiter_in_a_text_gives_way() -> None:
    (file,) = to(Form.X12, orders(("WIDGET, BLUE", "WIDGET ~3* > ^2"))).files
    assert file.messages[0].losses == ()
    assert b"WIDGET ~3* > ^2" in file.content
    assert validate_bytes(file.content).result.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("name", ["Łódź Handel", "大阪商店"])
def test_letters_beyond_latin_1_are_kept(name: str) -> None:
    order = replace(ORDER, buyer=replace(ORDER.buyer, name=name))
    (there,) = to(Form.EDIFACT, x12_of("850", ORDER).replace(ORDER.buyer.name.encode("latin-1"), name.encode())).files
    assert b"UNOY:4" in there.content
    (back,) = to(Form.X12, there.content).files
    document = back.messages[0].document
    assert isinstance(document, Order)
    assert document.buyer.name == order.buyer.name


def test_what_is_rejected_is_refused_with_its_findings_and_the_rest_goes_on() -> None:
    good, bad = set_of(segments()[3:-3]), set_of(changed("BEG*00*SA*4500001001**20260105", ""), number="0002")
    head, gs = segments()[:2]
    found = to(Form.EDIFACT, joined([head, gs, *good, *bad, "GE*2*1", "IEA*1*000000001"]))
    assert [one.number for one in found.files[0].messages] == ["0001"]
    (refused,) = found.refused
    assert (refused.kind, refused.number, refused.problem) == ("850", "0002", "it is rejected")
    assert "segment-missing" in " ".join(finding.code for finding in refused.findings)
    assert not found.lossless


def test_a_rejected_envelope_refuses_all_that_is_in_it() -> None:
    parts = segments()
    parts[-1] = "IEA*1*000000009"
    found = to(Form.EDIFACT, joined(parts))
    assert found.files == ()
    assert [one.problem for one in found.refused] == ["its envelope is rejected"]
    assert found.refused[0].findings


@pytest.mark.parametrize(
    ("rest", "codes"),
    [
        (message(), ["bytes-outside-interchange"]),
        (b"hello world\n", ["bytes-outside-interchange"]),
        (b"UNB+UNOC:3+4098765", ["unb-incomplete", "bytes-outside-interchange"]),
        (orders().partition(b"UNH")[0], ["interchange-trailer-missing"]),
    ],
    ids=["x12", "words", "half-a-unb", "nothing-but-a-unb"],
)
def test_what_follows_and_cannot_be_read_is_named(rest: bytes, codes: list[str]) -> None:
    found = to(Form.X12, orders() + rest)
    assert [finding.code for finding in found.unread] == codes
    assert [len(file.messages) for file in found.files] == [1]
    assert not found.lossless


def test_an_isa_that_breaks_off_is_named() -> None:
    assert next(finding.code for finding in to(Form.EDIFACT, message() + message()[:60]).unread) == "isa-incomplete"


@pytest.mark.parametrize("padding", [b"", b"\r\n \n", b"\x1a", b"\x00" * 20])
def test_the_end_marks_of_older_systems_are_nothing_to_lose(padding: bytes) -> None:
    assert to(Form.EDIFACT, orders() + padding).lossless


@pytest.mark.parametrize("reference", ["ABC123", "12345678901234"])
def test_a_reference_that_x12_cannot_carry_is_listed(reference: str) -> None:
    data = orders().replace(b"REF1", reference.encode())
    (file,) = to(Form.X12, data).files
    assert b"*000000001*" in file.content
    assert file.envelope == (Leftover("UNB05", reference),)
    assert to(Form.X12, data, control_number=7).files[0].envelope == ()
    assert to(Form.X12, orders().replace(b"REF1", b"4711")).files[0].envelope == ()
    assert to(Form.EDIFACT, data).files[0].envelope == ()


def test_a_date_of_the_envelope_that_is_none_is_listed() -> None:
    undated = orders(unb=UNB.replace("260105:1200", "999999:9999")).replace(b"REF1", b"1")
    for form in (Form.X12, Form.EDIFACT):
        (file,) = to(form, undated).files
        assert b"260105" in file.content
        assert file.envelope == (Leftover("UNB04", "999999:9999"),)
    parts = segments()
    parts[0] = parts[0].replace("*260105*0800*", "*269905*0800*")
    (file,) = to(Form.EDIFACT, joined(parts)).files
    assert Leftover("ISA09 and ISA10", "269905 0800") in file.envelope


def test_what_an_envelope_says_and_no_party_does_is_lost_in_ubl() -> None:
    (file,) = to(Form.UBL, orders()).files
    assert file.envelope == ()
    (file,) = to(Form.UBL, orders(unb=UNB.replace("5412345000013", "9520000000011") + "++ORDERS++++1")).files
    assert file.envelope == (
        Leftover("UNB02", "9520000000011"), Leftover("UNB11", "1"), Leftover("UNB07", "ORDERS"),
    )  # fmt: skip
    (file,) = to(Form.UBL, message()).files
    assert file.envelope == (Leftover("ISA06", "NORTHWIND"), Leftover("ISA08", "ACME"))


@pytest.mark.parametrize(
    ("set_id", "meant"),
    [("867", "a product transfer report"), ("940", "a warehouse order"), ("812", "a credit debit")],
)
def test_what_has_no_like_is_refused(set_id: str, meant: str) -> None:
    found = to(Form.EDIFACT, x12_of(set_id, EXAMPLES[set_id]))
    assert found.files == ()
    assert found.refused[0].problem == f"there is no message of EDIFACT for {meant} ({set_id})"


def test_an_acknowledgment_is_not_converted() -> None:
    body = ["AK1*PO*1", "AK9*A*1*1*1"]
    found = to(Form.EDIFACT, message(body, "997", "FA"))
    assert "its own syntax" in found.refused[0].problem
    assert "b2b edi ack" in found.refused[0].next_step


def test_an_essential_field_is_named() -> None:
    found = to(Form.EDIFACT, message(changed("BEG*00*SA*4500001001**20260105", "BEG*18*SA*4500001001**20260105")))
    assert found.files == ()
    assert "purpose" in found.refused[0].problem


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "the file is empty"), (b" \r\n", "the file is empty"), (bytes(range(256)), "no ISA segment"),
     (b"<a/>", "invoice"), (b"%PDF-1.4", "PDF"), (b"UNB+", "cannot be read"), (b"{}", "no ISA segment")],
)  # fmt: skip
def test_what_is_no_such_file_is_told(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as caught:
        to(Form.X12, data)
    assert caught.value.next_step


def test_an_interchange_without_messages_is_told() -> None:
    head, *_, end = segments()
    parts = [head, "TA1*000000001*260105*0800*A*000", end.replace("IEA*1", "IEA*0")]
    with pytest.raises(Unreadable, match="no message"):
        to(Form.EDIFACT, joined(parts))


def test_what_is_in_the_way_is_told_in_words() -> None:
    order = replace(ORDER, references=(Reference("DP", "038", "Central"),))
    losses = to(Form.EDIFACT, x12_of("850", order)).files[0].messages[0].losses
    assert [loss.problem for loss in losses] == ["'Central' has no place in ORDERS"]
    dated = x12_of("850", replace(order, dates=(NamedDate("063", ORDER.date),)))
    losses = to(Form.UBL, dated).files[0].messages[0].losses
    assert "'063 2026-01-05' has no place in a UBL Order" in [loss.problem for loss in losses]


def test_one_line_of_an_address_may_go() -> None:
    place = replace(ORDER.buyer.address, lines=("x" * 50, "Gate 3"))
    found = to(Form.EDIFACT, x12_of("850", replace(ORDER, buyer=replace(ORDER.buyer, address=place))))
    (loss,) = found.files[0].messages[0].losses
    assert (loss.field, loss.value) == ("buyer.address.lines[0]", "x" * 50)
    assert b"+Gate 3+" in found.files[0].content


def test_a_set_of_groceries_that_only_its_own_industry_can_say_comes_back_as_one() -> None:
    order = EXAMPLES["875"]
    assert isinstance(order, Order)
    (there,) = to(Form.EDIFACT, x12_of("875", replace(order, kind="", purpose="00"))).files
    (back,) = to(Form.X12, there.content).files
    assert [one.to_kind for one in back.messages] == ["875"]


def test_an_invoice_goes_from_x12_over_edifact_to_ubl_and_back() -> None:
    invoice = EXAMPLES["810"]
    assert isinstance(invoice, Invoice)
    (edifact,) = to(Form.EDIFACT, x12_of("810", invoice)).files
    (ubl,) = to(Form.UBL, edifact.content).files
    assert [one.to_kind for one in ubl.messages] == ["Invoice"]
    who = {"sender": Identity("ZZ", "ACME"), "receiver": Identity("ZZ", "NORTHWIND")}
    (x12,) = to(Form.X12, ubl.content, **who).files
    document = x12.messages[0].document
    assert isinstance(document, Invoice)
    assert (document.number, document.payable, len(document.lines)) == (
        invoice.number, invoice.payable, len(invoice.lines),
    )  # fmt: skip


def test_an_invoice_without_electronic_addresses_asks_who_sends_it() -> None:
    (ubl,) = to(Form.UBL, message(INVOICE, "810", "IN")).files
    with pytest.raises(ConfigError, match="electronic address of its supplier") as caught:
        to(Form.EDIFACT, ubl.content)
    assert "--sender" in caught.value.next_step


def test_what_ubl_has_no_document_for_is_refused() -> None:
    found = to(Form.UBL, x12_of("846", EXAMPLES["846"]))
    assert found.files == ()
    assert "UBL" in found.refused[0].problem
