"""EDIFACT files as JSON and back: byte for byte, with the layout of line ends made regular."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents import json_form
from b2b.edi.edifact.contrl import contrl
from b2b.edi.edifact.mappings import for_message
from b2b.edi.edifact.sample import sample_message
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.edifact.writer import ServiceCharacters, write_interchange
from b2b.edi.files_as_json import from_json, to_json
from b2b.edi.load import available_releases, available_sets
from b2b.edi.sampling.breadth import Breadth
from b2b.errors import NotFound, NotWritable, Unreadable
from tests.edi.edifact.mappings import test_aperak
from tests.edi.edifact.mappings.wire import ZONE, context, interchange
from tests.edi.edifact.messages import ORDER, envelope, orders, texts
from tests.edi.edifact.test_robustness import mutations
from tests.edi.mappings.examples import CHANGE_RESPONSE, INVOICE, ORDER_CHANGE, RESPONSE
from tests.edi.mappings.examples import ORDER as ORDERED
from tests.payments.examples import second_day


def again(data: bytes) -> bytes:
    """Through the text of the JSON, as another program would have it."""
    return from_json(json.loads(json.dumps(to_json(data))))


def only(form: Any) -> Any:
    """The one message of a form."""
    ((interchange,),) = (form["interchanges"],)
    (group,) = interchange["groups"]
    (message,) = group["messages"]
    return message


def test_segments_stand_in_their_groups() -> None:
    form = to_json(orders())
    (interchange,) = form["interchanges"]
    assert interchange["una"] == ":+.? '"
    assert interchange["line_end"] == "\n"
    assert interchange["header"] == [
        ["UNOC", "3"], ["5412345000013", "14"], ["4012345500004", "14"], ["260105", "1200"], "REF1"
    ]  # fmt: skip
    assert only(form) == {
        "message": "ORDERS",
        "name": "Purchase order message",
        "release": "D96A",
        "header": ["1", ["ORDERS", "D", "96A", "UN", "EAN008"]],
        "content": [
            ["BGM", "220", "4500001001", "9"],
            ["DTM", ["137", "20260105", "102"]],
            {"loop": "NAD", "content": [["NAD", "BY", ["5412345000013", "", "9"]]]},
            {"loop": "NAD", "content": [["NAD", "SU", ["4012345500004", "", "9"]]]},
            {"loop": "CUX", "content": [["CUX", ["2", "EUR", "9"]]]},
            {
                "loop": "LIN",
                "content": [
                    ["LIN", "1", "", ["4000862141404", "EN"]],
                    ["IMD", "F", "", ["", "", "", "WIDGET, BLUE"]],
                    ["QTY", ["21", "48"]],
                    {"loop": "LIN/PRI", "content": [["PRI", ["AAA", "11.80"]]]},
                ],
            },
            ["UNS", "S"],
            ["CNT", ["2", "1"]],
        ],
    }
    assert from_json(form) == orders()


@pytest.mark.parametrize("directory", available_releases("edifact"))
def test_every_message_comes_back(directory: str) -> None:
    own = directory[-1] if directory.startswith("syntax") else ""
    for type in available_sets(directory, "edifact"):
        for syntax, breadth in (("3", Breadth.FULL), ("4", Breadth.USUAL)):
            data = sample_message(type, directory, messages=2, breadth=breadth, syntax=own or syntax)
            assert again(data) == data, f"{type} {directory} {syntax}"


def test_release_characters_are_put_where_they_are_needed() -> None:
    data = texts("1+1=2? it's", "a:b", "?", "*")
    assert b"1?+1=2?? it?'s" in data
    form = to_json(data)
    said = [message["content"][1][4] for message in form["interchanges"][0]["groups"][0]["messages"]]
    assert said == ["1+1=2? it's", "a:b", "?", "*"]
    assert from_json(form) == data
    assert again(data.replace(b"a?:b", b"?a?:b")) == data


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="latin-1", exclude_categories=["Cc", "Cf", "Zs"]), min_size=1, max_size=20),
        min_size=1,
    )
)
def test_whatever_a_message_says_comes_back(said: list[str]) -> None:
    data = texts(*said, identifier="UNOY", syntax="4")
    assert again(data) == data
    marks = ServiceCharacters(component="|", element="^", release="!", terminator="~", declared=True)
    other = texts(*said, identifier="UNOY", syntax="4", characters=marks)
    assert again(other) == other


def test_what_is_added_is_counted_and_released() -> None:
    form = to_json(orders())
    only(form)["content"].insert(2, ["FTX", "AAI", "", "", ["by 5 o'clock", "at gate 3+4"]])
    back = from_json(form)
    assert b"FTX+AAI+++by 5 o?'clock:at gate 3?+4'" in back
    assert b"UNT+14+1'" in back


@pytest.mark.parametrize(
    "replaced",
    [
        (("UNT+13+1", "UNT+12+2"),),
        (("UNZ+1+REF1", "UNZ+2+X"),),
        (("UNT+13+1'\n", ""), ("UNZ+1+REF1'\n", "")),
        (("UNZ+1+REF1'\n", ""),),
        (("BGM+220+4500001001+9", "BGM+220+4500001001+9++"),),
        (("BGM+220", "BGM+220::"),),
        (("BGM+", "XXX+9'\nBGM+"),),
        (("96A", "97A"),),
        (("UNA:+.? '\n", ""),),
        (("UNA:+.? '\n", "UNA:+.? '"),),
        (("UNZ+1+REF1'\n", "UNZ+1+REF1'"),),
        (("UNA:+.? '", "UNA:+,? '"),),
        (("UNOC:3", "UNOC:4"), ("260105:1200", "20260105:1200"), ("UNA:+.? '", "UNA:+.?*'")),
        (("UNOC:3", "UNOC:4"), ("260105:1200", "20260105:1200"), ("UNA:+.? '\n", ""), ("+REF1", "+RE*F1")),
    ],
)
def test_what_is_right_or_wrong_comes_back(replaced: tuple[tuple[str, str], ...]) -> None:
    if replaced[0][1] == "" and replaced[0][0].startswith("UNT"):
        with pytest.raises(Unreadable, match="breaks off"):
            again(orders(*replaced))
        return
    data = orders(*replaced)
    assert again(data) == data


def test_groups_and_several_interchanges_come_back() -> None:
    ung = "UNG+ORDERS+BUYER+SELLER+260105:1200+G1+UN+D:96A'\n"
    grouped = orders(("UNH+1", ung + "UNH+1"), ("UNZ+1", "UNE+1+G1'\nUNZ+1"))
    (interchange,) = to_json(grouped)["interchanges"]
    assert interchange["groups"][0]["header"][:2] == ["ORDERS", "BUYER"]
    wrong = grouped.replace(b"UNE+1+G1", b"UNE+3+G2")
    for data in (grouped, wrong, grouped + orders(), orders() + texts("x")):
        assert again(data) == data


def test_repetitions_come_back() -> None:
    data = orders(
        ("UNOC:3", "UNOC:4"), ("260105:1200", "20260105:1200"), ("UNA:+.? '", "UNA:+.?*'"), ("+EN", "+EN*XX:1*"),
        body=("BGM+220+4500001001+9", "PIA+1+EN"),
    )  # fmt: skip
    assert only(to_json(data))["content"][-1] == ["PIA", "1", {"repeats": ["EN", ["XX", "1"], ""]}]
    assert again(data) == data


@pytest.mark.parametrize(
    ("identifier", "codec", "encoding"),
    [("UNOC", "latin-1", None), ("UNOY", "utf-8", None), ("UNOB", "latin-1", "latin-1"), ("UNOB", "utf-8", "utf-8")],
)
def test_other_characters_come_back(identifier: str, codec: str, encoding: str | None) -> None:
    data = orders(("UNOC", identifier)).replace(b"BLUE", "BLÄU".encode(codec))
    assert only(to_json(data)).get("encoding") == encoding
    assert "BLÄU" in json.dumps(to_json(data), ensure_ascii=False)
    assert again(data) == data
    named = orders(("UNOC", identifier)).replace(b"REF1", "RÉF1".encode(codec))
    assert to_json(named)["interchanges"][0].get("encoding") == encoding
    assert again(named) == named


def test_every_spoiled_file_comes_back_or_is_refused() -> None:
    for data in list(mutations(orders()))[::5]:
        try:
            form = to_json(data)
        except Unreadable:
            continue
        once = from_json(json.loads(json.dumps(form)))
        assert again(once) == once, data


@pytest.mark.parametrize(
    ("old", "new", "what", "shift"),
    [
        ("WIDGET, BLUE", "WIDGET,\nBLUE", "line break", -10),
        ("REF1'\nUNH", "RE\nF1'\nUNH", "line break", None),
        ("BGM+220", "'BGM+220", "is empty", 0),
        ("BGM+220", "+220", "no id", 0),
        ("BGM+220", "BGM:220", "no id", 0),
        ("WIDGET", "WID\x02GET", "control character", -10),
    ],
)
def test_what_json_would_lose_is_refused_with_its_byte(old: str, new: str, what: str, shift: int | None) -> None:
    with pytest.raises(Unreadable, match=what) as raised:
        to_json(orders((old, new)))
    at = orders().index(b"UNB" if shift is None else old.encode()) + (shift or 0)
    assert raised.value.where == f"byte {at}"


def test_two_encodings_in_one_envelope_are_refused() -> None:
    data = orders().replace(b"5412345000013", "É".encode("latin-1")).replace(b"UNOC", b"UNOB")
    with pytest.raises(Unreadable, match="different encodings"):
        to_json(data.replace(b"UNZ+1+REF1", "UNZ+1+É".encode()))


@pytest.mark.parametrize(
    ("replaced", "what"),
    [
        (("BGM+", "UNT+1+1'\nBGM+"), "outside every message"),
        (("UNZ+", "UNE+1+1'\nUNZ+"), "UNE stands outside"),
        (("UNA", "junkUNA"), "belong to no segment"),
    ],
)
def test_what_is_no_interchange_is_told(replaced: tuple[str, str], what: str) -> None:
    with pytest.raises(Unreadable, match=what) as raised:
        to_json(orders(replaced))
    assert raised.value.where.startswith("byte ")


def _changed(path: str, value: Any, form: Any = None) -> Any:
    form = to_json(orders()) if form is None else copy.deepcopy(form)
    at: Any = form
    *above, last = path.split(".")
    for step in above:
        at = at[int(step) if step.isdigit() else step]
    key = int(last) if last.isdigit() else last
    if value is None:
        del at[key]
    else:
        at[key] = value
    return form


_ONE = "interchanges.0"
_MESSAGE = f"{_ONE}.groups.0.messages.0"
_AT = "$.interchanges[0].groups[0].messages[0]"


@pytest.mark.parametrize(
    ("form", "where"),
    [
        (_changed(f"{_ONE}.header", None), "$.interchanges[0]"),
        (_changed(f"{_ONE}.header", "x"), "$.interchanges[0].header"),
        (_changed(f"{_ONE}.header.0", [1, 3]), "$.interchanges[0].header[0]"),
        (_changed(f"{_ONE}.header.4", 7), "$.interchanges[0].header[5]"),
        (_changed(f"{_ONE}.una", ":+.?"), "$.interchanges[0].una"),
        (_changed(f"{_ONE}.una", "++.? '"), "$.interchanges[0].una"),
        (_changed(f"{_ONE}.una", ":+.? \u2019"), "$.interchanges[0].una"),
        (_changed(f"{_ONE}.line_end", " "), "$.interchanges[0].line_end"),
        (_changed(f"{_ONE}.groups.0.messages", None), "$.interchanges[0].groups[0]"),
        (_changed(f"{_ONE}.groups.0.header", 1), "$.interchanges[0].groups[0].header"),
        (_changed(f"{_MESSAGE}.header", None), _AT),
        (_changed(f"{_MESSAGE}.content", None), _AT),
        (_changed(f"{_MESSAGE}.content.0", [1]), f"{_AT}.content[0]"),
        (_changed(f"{_MESSAGE}.content.0", ["BGM", 1]), f"{_AT}.content[0][1]"),
        (_changed(f"{_MESSAGE}.content.0", ["BGM", {"repeats": ["1", "2"]}]), f"{_AT}.content[0][1]"),
        (_changed(f"{_MESSAGE}.content.0", ["BGM", "日本"]), f"{_AT}.content[0]"),
        (_changed(f"{_MESSAGE}.encoding", "utf-7"), f"{_AT}.encoding"),
        (_changed(f"{_MESSAGE}.document", {"document": "x"}), "document"),
    ],
)
def test_what_is_not_the_form_is_told_with_its_place(form: Any, where: str) -> None:
    with pytest.raises(Unreadable) as raised:
        from_json(form)
    assert raised.value.where == where


_ANYTHING: list[Any] = [
    None, 1, True, "", "x", "\udc80", "日本", "'", [], {}, ["a"], [["a"]], [1], {"repeats": ["a"]}, {"repeats": 1}, {"loop": 1}
]  # fmt: skip


def _places(form: Any, path: str = "") -> Iterator[str]:
    """Every place in a form, as `_changed` takes it."""
    inner = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
    for step, value in inner:
        yield f"{path}{step}"
        yield from _places(value, f"{path}{step}.")


@pytest.mark.parametrize("documents", [False, True])
def test_a_form_with_anything_anywhere_is_a_file_or_refused(documents: bool) -> None:
    base = to_json(orders(body=(*ORDER[:3], "UNS+S")), documents=documents)
    for place in _places(base):
        for value in _ANYTHING:
            try:
                from_json(_changed(place, value, base))
            except (NotFound, NotWritable, Unreadable):
                continue


def test_without_a_release_character_nothing_is_released() -> None:
    form = to_json(orders(("UNA:+.? '", "UNA:+.  '")))
    only(form)["content"].append(["FTX", "AAI", "", "", "1+1"])
    with pytest.raises(Unreadable, match="no release character"):
        from_json(form)


@pytest.mark.parametrize(
    ("type", "document"),
    [
        ("ORDERS", ORDERED),
        ("ORDRSP", RESPONSE),
        ("ORDRSP", CHANGE_RESPONSE),
        ("ORDCHG", ORDER_CHANGE),
        ("INVOIC", INVOICE),
        ("APERAK", test_aperak.FIRST),
        ("PAYMUL", second_day()),
    ],
)
@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_documents_come_back(type: str, document: Any, directory: str) -> None:
    known = context(directory)
    data = interchange(type, for_message(type).write(document, known), known)
    form = to_json(data, documents=True, time_zone=ZONE, currency="EUR")
    assert "leftovers" not in only(form)
    assert from_json(json.loads(json.dumps(form)), time_zone=ZONE) == data


def test_numbers_of_a_document_get_the_decimal_mark_of_una() -> None:
    data = orders(("UNA:+.? '", "UNA:+,? '"), ("11.80", "11,8"), ("WIDGET, BLUE", "WIDGET 1.5"))
    back = from_json(to_json(data, documents=True))
    assert b"PRI+AAA:11,8'" in back
    assert b"WIDGET 1.5" in back
    assert validate_bytes(back).sets[0].findings == ()


def test_a_document_has_the_day_of_its_interchange() -> None:
    dateless = orders(body=tuple(line for line in ORDER if not line.startswith("DTM")))
    assert only(to_json(dateless, documents=True))["document"]["date"] == "2026-01-05"
    for none in (b"261305", b"26010x", b""):
        with pytest.raises(Unreadable, match="date of the document"):
            to_json(dateless.replace(b"260105:", none + b":"), documents=True)


def test_a_message_is_made_of_its_own_document() -> None:
    form = to_json(orders(), documents=True)
    only(form)["document"] = json_form.to_json(RESPONSE)
    with pytest.raises(Unreadable, match="message ORDERS is not made of OrderResponse") as caught:
        from_json(form)
    assert caught.value.where == f"{_AT}.document"


def test_a_document_needs_a_message_that_has_one() -> None:
    with pytest.raises(NotFound, match="message ORDERS of D97A"):
        to_json(orders(("96A", "97A")), documents=True)
    form = to_json(orders(), documents=True)
    only(form)["header"][1][2] = "97A"
    with pytest.raises(NotFound, match="message ORDERS of directory D97A"):
        from_json(form)


def test_an_acknowledgment_is_read_but_not_written() -> None:
    found = validate_bytes(orders()).interchanges[0]
    message = contrl(found.result, [(g.result, g.sets) for g in found.groups], "1")
    assert message is not None
    form = to_json(write_interchange(envelope(), [message]), documents=True)
    assert only(form)["document"]["document"] == "Acknowledgment"
    with pytest.raises(NotWritable):
        from_json(form)
