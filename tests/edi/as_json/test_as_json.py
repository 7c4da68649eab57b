"""X12 files as JSON and back: byte for byte, with the layout of line ends made regular."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from b2b.documents import json_form
from b2b.edi.load import available_releases, available_sets
from b2b.edi.x12.as_json import from_json, to_json
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import NotFound, Unreadable
from tests.edi.mappings.examples import RESPONSE
from tests.edi.mappings.messages import ZONE
from tests.shared_data import shared_data

GOLDEN = Path(__file__).parents[1] / "golden"

ORDER = (
    b"ISA*00*          *00*          *ZZ*BUYER          *ZZ*SELLER         *260105*0800*^*00501*000000007*0*P*:~\n"
    b"GS*PO*BUYER*SELLER*20260105*0800*7*X*005010~\n"
    b"ST*850*0001~\nBEG*00*SA*4711**20260105~\n"
    b"N1*BY*Example Buyer~\nN3*1 Street~\n"
    b"PO1*1*10*EA*1.5**VP*W-1~\nPID*F****Widget~\nPO1*2*3*EA*2**VP*W-2~\nCTT*2~\n"
    b"SE*9*0001~\nGE*1*7~\nIEA*1*000000007~\n"
)


def again(data: bytes) -> bytes:
    """Through the text of the JSON, as another program would have it."""
    return from_json(json.loads(json.dumps(to_json(data))))


def test_loops_are_seen() -> None:
    form = to_json(ORDER)
    (interchange,) = form["interchanges"]
    assert interchange["delimiters"] == {
        "element": "*", "component": ":", "repetition": "^", "terminator": "~", "line_end": "\n",
    }  # fmt: skip
    (group,) = interchange["groups"]
    assert group["sets"] == [
        {
            "set": "850",
            "control_number": "0001",
            "name": "Purchase Order",
            "release": "005010",
            "content": [
                ["BEG", "00", "SA", "4711", "", "20260105"],
                {"loop": "N1", "content": [["N1", "BY", "Example Buyer"], ["N3", "1 Street"]]},
                {
                    "loop": "PO1",
                    "content": [
                        ["PO1", "1", "10", "EA", "1.5", "", "VP", "W-1"],
                        {"loop": "PO1/PID", "content": [["PID", "F", "", "", "", "Widget"]]},
                    ],
                },
                {"loop": "PO1", "content": [["PO1", "2", "3", "EA", "2", "", "VP", "W-2"]]},
                {"loop": "CTT", "content": [["CTT", "2"]]},
            ],
        }
    ]
    assert from_json(form) == ORDER


def test_an_added_segment_is_counted() -> None:
    form = to_json(ORDER)
    content = form["interchanges"][0]["groups"][0]["sets"][0]["content"]
    content.insert(1, ["REF", "DP", "038"])
    assert b"SE*10*0001~" in from_json(form)


@pytest.mark.parametrize("release", available_releases())
def test_every_set_comes_back(release: str) -> None:
    for set_id in available_sets(release):
        for seed in range(3):
            data = sample_message(set_id, release, seed=seed)
            assert again(data) == data, f"{set_id} {release} {seed}"


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.edi")), ids=lambda file: file.stem)
def test_documents_come_back(file: Path) -> None:
    data = file.read_bytes()
    form = to_json(data, documents=True, time_zone=ZONE, currency="EUR")
    (one,) = form["interchanges"][0]["groups"][0]["sets"]
    assert "leftovers" not in one
    assert from_json(json.loads(json.dumps(form)), time_zone=ZONE) == data


def test_files_of_others() -> None:
    """Those of real life come back but for blanks between segments, marks before them and ISAs that are broken."""
    same = 0
    for file in sorted(shared_data("x12-samples").rglob("*.*")):
        data = file.read_bytes() if file.is_file() else b""
        try:
            form = to_json(data)
        except Unreadable:
            continue
        back = from_json(json.loads(json.dumps(form)))
        assert b"".join(back.split()) == b"".join(data.removeprefix(b"\xef\xbb\xbf").split()), file.name
        assert again(back) == back, file.name
        same += back == data
    assert same > 50


def test_counts_that_are_wrong_are_kept() -> None:
    wrong = ORDER.replace(b"SE*9*0001", b"SE*12*0002").replace(b"IEA*1*000000007", b"IEA*2*7")
    assert again(wrong) == wrong
    assert to_json(wrong)["interchanges"][0]["trailer"] == ["2", "7"]


def test_other_characters() -> None:
    for text in ("Müller", "日本"):
        data = ORDER.replace(b"Widget", text.encode())
        assert again(data) == data
    latin = ORDER.replace(b"Widget", "Müller".encode("latin-1"))
    assert again(latin) == latin


def test_names_in_latin_1_in_the_envelope_come_back() -> None:
    for old, new in ((b"*ZZ*BUYER ", "*ZZ*BÜYER "), (b"GS*PO*BUYER", "GS*PO*BÜYER"), (b"GE*1*7", "GE*1*Ü")):
        data = ORDER.replace(old, new.encode("latin-1"))
        assert data != ORDER
        assert again(data) == data
        assert to_json(data)["interchanges"][0]["encoding"] == "latin-1"
        assert again(ORDER.replace(old, new.encode())) == ORDER.replace(old, new.encode())


@pytest.mark.parametrize(
    ("old", "new", "what", "shift"),
    [
        (b"N3*1 Street", b"N3*1 \nStreet", "line break", 0),
        (b"GS*PO*BUYER", b"GS*PO*\nBUYER", "line break", 0),
        (b"N3*1 Street", b"*1 Street", "no id", 0),
        (b"GE*1*7", b"*1*7~GE*1*7", "no id", 0),
        (b"GE*1*7", b"GE*1*\xdc~" + "GE*Ü".encode(), "different encodings", 7),
    ],
)
def test_what_json_would_lose_is_refused_with_its_byte(old: bytes, new: bytes, what: str, shift: int) -> None:
    with pytest.raises(Unreadable, match=what) as raised:
        to_json(ORDER.replace(old, new))
    assert raised.value.where == f"byte {ORDER.index(old) + shift}"


@pytest.mark.parametrize("data", [b"", b"hello", ORDER.replace(b"GE*", b"XX*1~GE*"), ORDER[:200], b"junk" + ORDER])
def test_what_is_no_file_is_told(data: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        to_json(data)
    assert raised.value.next_step


def _changed(path: str, value: Any) -> Any:
    form = to_json(ORDER)
    at: Any = form
    *above, last = path.split(".")
    for step in above:
        at = at[int(step) if step.isdigit() else step]
    if value is None:
        del at[last]
    else:
        at[int(last) if last.isdigit() else last] = value
    return form


@pytest.mark.parametrize(
    ("form", "where"),
    [
        (None, "$"),
        ({"interchanges": {}}, "$.interchanges"),
        (_changed("interchanges.0.header", None), "$.interchanges[0]"),
        (_changed("interchanges.0.header", ["00"]), "$.interchanges[0].header"),
        (_changed("interchanges.0.delimiters.element", ""), "$.interchanges[0].delimiters"),
        (_changed("interchanges.0.delimiters.line_end", "x"), "$.interchanges[0].delimiters"),
        (_changed("interchanges.0.groups.0.sets.0.content.0", [1]), "$.interchanges[0].groups[0].sets[0].content[0]"),
        (_changed("interchanges.0.groups.0.sets.0.content.0", []), "$.interchanges[0].groups[0].sets[0].content[0]"),
        (
            _changed("interchanges.0.groups.0.sets.0.content.0", ["BEG", 7]),
            "$.interchanges[0].groups[0].sets[0].content[0][1]",
        ),
        (_changed("interchanges.0.groups.0.sets.0.content.0", ["BEG", "a*b"]), "$.interchanges[0]"),
        (_changed("interchanges.0.groups.0.sets.0.encoding", "utf-7"), "$.interchanges[0].groups[0].sets[0].encoding"),
        (_changed("interchanges.0.groups.0.sets.0.control_number", None), "$.interchanges[0].groups[0].sets[0]"),
        (_changed("interchanges.0.groups.0.sets.0.document", {"document": "x"}), "document"),
    ],
)
def test_what_is_not_the_form_is_told_with_its_place(form: Any, where: str) -> None:
    with pytest.raises(Unreadable) as raised:
        from_json(form)
    assert raised.value.where == where


def test_loops_are_not_nested_without_end() -> None:
    item: Any = ["REF", "DP", "1"]
    for _ in range(100):
        item = {"loop": "N1", "content": [item]}
    with pytest.raises(Unreadable, match="deeper"):
        from_json(_changed("interchanges.0.groups.0.sets.0.content.0", item))


def test_a_document_needs_a_set_that_has_one() -> None:
    with pytest.raises(NotFound):
        to_json(ORDER.replace(b"005010~", b"009999~"), documents=True)
    form = to_json(ORDER, documents=True)
    form["interchanges"][0]["groups"][0]["header"][7] = "009999"
    with pytest.raises(NotFound):
        from_json(form)


def test_a_set_is_made_of_its_own_document() -> None:
    form = to_json(ORDER, documents=True)
    form["interchanges"][0]["groups"][0]["sets"][0]["document"] = json_form.to_json(RESPONSE)
    with pytest.raises(Unreadable, match="set 850 is not made of OrderResponse") as caught:
        from_json(form)
    assert caught.value.where == "$.interchanges[0].groups[0].sets[0].document"


def dateless(group: bytes) -> bytes:
    """A change without a date of its own, in a group of this day."""
    data = (GOLDEN / "860_004010.edi").read_bytes().replace(b"*20260108~", b"~")
    return data.replace(b"*20260105*080000*", b"*" + group + b"*080000*")


@pytest.mark.parametrize("day", [b"20261306", b"2026011", b"2026x111"])
def test_a_day_of_a_group_that_is_none_dates_no_message(day: bytes) -> None:
    with pytest.raises(Unreadable, match="BCH11, the date of the change, is missing"):
        to_json(dateless(day), documents=True, time_zone=ZONE, currency="EUR")


@pytest.mark.parametrize("group", [b"20260106", b"260106"])
def test_a_message_without_a_date_of_its_own_has_the_day_of_its_group(group: bytes) -> None:
    form = to_json(dateless(group), documents=True, time_zone=ZONE, currency="EUR")
    (one,) = form["interchanges"][0]["groups"][0]["sets"]
    assert one["document"]["date"] == "2026-01-06"
    again = to_json(from_json(form, time_zone=ZONE), documents=True, time_zone=ZONE, currency="EUR")
    assert again["interchanges"][0]["groups"][0]["sets"][0]["document"] == one["document"]


@pytest.mark.parametrize(("st03", "release"), [(b"004010VICS", "004010"), (b"009999", "005010"), (b"VICS", "005010")])
def test_a_set_is_of_the_release_that_st03_names_where_there_is_one(st03: bytes, release: str) -> None:
    data = ORDER.replace(b"ST*850*0001~", b"ST*850*0001*" + st03 + b"~")
    (one,) = validate_bytes(data).sets
    assert to_json(data)["interchanges"][0]["groups"][0]["sets"][0]["release"] == one.release == release
    assert again(data) == data
    document = to_json(data, documents=True)
    assert from_json(document).count(b"*" + st03 + b"~") == 1
    document["interchanges"][0]["groups"][0]["header"][7] = "009999"
    if release == "004010":
        assert b"GS*PO*BUYER*SELLER*20260105*0800*7*X*009999~" in from_json(document)
