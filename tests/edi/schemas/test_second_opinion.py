"""The second opinion: what is asked of pyx12, what comes back, and what happens where pyx12 gives up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.load import load_release
from b2b.edi.x12.pyx12_maps import PYX12_VERSIONS, group_version, interchange_version, write_maps
from b2b.edi.x12.second_opinion import second_opinion
from tests.edi.differential.harness import maps_read_once, messages
from tests.edi.differential.message import interchange
from tests.edi.x12.messages import changed, isa, joined, segments, set_of

BODY = changed("PID*F****WIDGET, BLUE", "PID*F****WIDGET, BLUE;MEA*PD*WT*10.5*LB")


def order(release: str = "004010", version: str = "00401", group: str = "PO", repetition: str = "U") -> bytes:
    """One valid order in an envelope that says something else."""
    parts = segments(BODY, kind=group, release=release, version=version)
    return joined([isa(version, e11=repetition), *parts[1:]], eol="")


def several(count: int) -> bytes:
    """So many valid orders in one group."""
    head, group, *_, trailer = segments(BODY)
    sets = [line for number in range(1, count + 1) for line in set_of(BODY, number=f"{number:04d}")]
    return joined([head, group, *sets, f"GE*{count}*1", trailer], eol="")


ORDER = order().decode()


def test_a_valid_order_is_accepted() -> None:
    (opinion,) = second_opinion(order())
    assert (opinion.set, opinion.accepted, opinion.findings, opinion.reason) == ("850", True, (), "")


@pytest.mark.parametrize(
    ("release", "version", "group", "repetition"),
    [
        ("004010", "00400", "PO", "U"),
        ("004010", "00303", "PO", "U"),
        ("005010", "00401", "PO", "U"),
        ("004010", "00501", "PO", "^"),
        ("004010VICS", "00401", "PO", "U"),
        ("004010", "00401", "IN", "U"),
    ],
)
def test_what_pyx12_refuses_in_an_envelope_does_not_matter(
    release: str, version: str, group: str, repetition: str
) -> None:
    """Other interchange versions, releases mixed with them, industry suffixes, a group of the wrong kind."""
    (opinion,) = second_opinion(order(release, version, group, repetition))
    assert opinion.accepted is True


def test_separators_that_pyx12_refuses_are_replaced() -> None:
    data = order().replace(b">~GS", b"^~GS").replace(b"*10.5*LB", b"*10.5*LB^1")
    assert b"LB^1" in data
    (opinion,) = second_opinion(data)
    assert opinion.accepted is True


def test_findings_say_where_and_how_an_acknowledgment_names_it() -> None:
    data = order().replace(b"BEG*00", b"BEG*QQ")
    (opinion,) = second_opinion(data)
    (finding,) = opinion.findings
    assert opinion.accepted is False
    assert (finding.segment, finding.position, finding.element, finding.value) == ("BEG", 2, 1, "QQ")
    assert (finding.code, finding.reference) == ("pyx12-ak4-7", "353")
    assert [(a.ack, a.segment, a.code) for a in finding.ack] == [("AK4", "BEG", "7")]


def test_a_missing_segment_and_a_wrong_count_are_named() -> None:
    start, _, rest = order().partition(b"BEG*")
    (opinion,) = second_opinion(start + rest.partition(b"~")[2])
    assert {(f.segment, f.ack[0].ack, f.ack[0].code) for f in opinion.findings} == {
        ("BEG", "AK3", "3"),
        ("ST", "AK5", "4"),
    }


def test_one_set_that_makes_pyx12_stop_takes_no_other_opinion_away() -> None:
    data = several(5).replace(b"*10.5*LB", b"*10.5*LB" + b">1" * 15, 1)
    first, *others = second_opinion(data)
    assert first.accepted is None
    assert "IndexError" in first.reason
    assert [opinion.accepted for opinion in others] == [True] * 4


def test_offsets_and_order_are_those_of_the_file() -> None:
    data = several(6)
    opinions = second_opinion(data)
    assert [data[o.offset : o.offset + 11] for o in opinions] == [f"ST*850*{n:04d}".encode() for n in range(1, 7)]


def test_together_or_alone_the_opinion_is_the_same() -> None:
    release = load_release("004010")
    made = messages(release, 1, seed=11)[::3]
    with maps_read_once():
        together = second_opinion(interchange(made, release))
        alone = [second_opinion(interchange([one], release))[0] for one in made]
    assert {opinion.accepted for opinion in together} == {True, False}
    assert [(o.accepted, o.findings) for o in together] == [(o.accepted, o.findings) for o in alone]


def test_a_set_that_breaks_off_gets_no_opinion() -> None:
    text = order().decode()
    (opinion,) = second_opinion(text[: text.index("~SE*") + 1].encode())
    assert (opinion.accepted, opinion.reason) == (None, "the set breaks off before its SE segment")


def test_a_set_without_a_map_gets_no_opinion() -> None:
    (opinion,) = second_opinion(order().replace(b"ST*850", b"ST*866"))
    assert opinion.accepted is None
    assert opinion.reason == "no map for set 866 in group PO of version 004010"


def test_health_care_guides_are_checked_on_the_maps_of_pyx12_itself() -> None:
    isa, _ = order("005010", "00501", "PO", "^").split(b"~", 1)
    body = "GS*HP*A*B*20260102*0304*1*X*005010X221A1~ST*835*0001~BPR*I*5*C*CHK~SE*3*0001~GE*1*1~IEA*1*000000001~"
    (opinion,) = second_opinion(isa + b"~" + body.encode())
    assert opinion.accepted is False
    assert any(finding.segment == "TRN" for finding in opinion.findings)


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(ORDER)), st.integers(0, 40))
def test_no_bytes_make_it_raise(junk: bytes, at: int, cut: int) -> None:
    data = ORDER.encode()
    for opinion in second_opinion(data[:at] + junk + data[at + cut :]):
        assert (opinion.accepted is None) == bool(opinion.reason)


@pytest.mark.parametrize("data", [b"", b"ISA", b"hello", b"\xef\xbb\xbf", b"ISA*" * 50])
def test_what_is_no_interchange_yields_nothing(data: bytes) -> None:
    assert second_opinion(data) == []


@pytest.mark.parametrize("name", ["004010", pytest.param("005010", marks=pytest.mark.slow)])
def test_maps_load_for_every_shipped_set(tmp_path: Path, name: str) -> None:
    from pyx12.map_if import load_map_file
    from pyx12.map_index import map_index
    from pyx12.params import ParamsBase

    release = load_release(name)
    write_maps(tmp_path, release)
    index = map_index(str(tmp_path))
    for schema in release.sets.values():
        version = group_version(release, schema.id)
        file = index.get_filename(interchange_version(release), version, schema.functional_group)
        assert file is not None
        loaded = load_map_file(file, ParamsBase(), str(tmp_path))
        assert (loaded.id, loaded.icvn) == (schema.id, interchange_version(release))
        assert loaded.getnodebypath("/ISA_LOOP/GS_LOOP/ST_LOOP/SE") is not None
    assert index.get_filename(interchange_version(release), name, "PO") == f"850.{name}.xml"


def test_releases_map_to_the_two_versions_of_pyx12() -> None:
    assert [interchange_version(load_release(name)) for name in ("004010", "005010")] == list(PYX12_VERSIONS)


def test_importing_it_does_not_import_pyx12() -> None:
    script = "import b2b.edi.x12.second_opinion, b2b.edi.x12.pyx12_maps, sys; sys.exit('pyx12' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
