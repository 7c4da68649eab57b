"""Every third-party sample has the verdict and the findings of verdicts.toml, and none is missing there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from b2b.edi.load import available_releases, available_sets
from b2b.edi.views.explain_html import explain_html
from b2b.edi.x12.acknowledge import Target, acknowledge, ta1
from b2b.edi.x12.validate import validate_bytes
from tests.edi.x12.messages import codes, wrapped
from tests.shared_data import shared_data

_TABLE = tomllib.loads((Path(__file__).parent / "verdicts.toml").read_text(encoding="utf-8"))
# Sets that X12 does not define: their 997 has to name them all the same, and so breaks the code list of element 143.
_NO_SUCH_SET = {"xlate__staedi/x12__nonnumeric_BIN01.edi", "xlate__staedi/x12__simple_with_binary_segment.edi"}


@pytest.mark.parametrize("name", _TABLE)
def test_sample(name: str) -> None:
    expected = _TABLE[name]
    report = validate_bytes((shared_data("x12-samples") / name).read_bytes())
    assert (report.result.verdict, sorted(set(codes(report)))) == (expected["verdict"], expected["findings"])
    assert expected["reason"].endswith(".")


def test_no_sample_is_missing_in_the_table() -> None:
    root = shared_data("x12-samples")
    files = {f.relative_to(root).as_posix() for f in root.glob("*/*")}
    assert files == set(_TABLE)


@pytest.mark.parametrize("name", [name for name, entry in _TABLE.items() if entry["verdict"] == "unsupported"])
def test_only_what_we_do_not_have_is_unsupported(name: str) -> None:
    report = validate_bytes((shared_data("x12-samples") / name).read_bytes())
    for interchange in report.interchanges:
        for group in interchange.groups:
            release = group.result.header.version[:6]
            known = available_sets(release) if release in available_releases() else ()
            assert [one.set for one in group.sets if one.set in known] == []


@pytest.mark.parametrize("name", _TABLE)
def test_what_we_answer_to_a_sample_is_valid_and_the_sample_can_be_shown(name: str) -> None:
    data = (shared_data("x12-samples") / name).read_bytes()
    report = validate_bytes(data)
    for interchange in report.interchanges:
        note = ta1(interchange.result)
        for group in interchange.groups:
            for target in (Target(), Target(release="005010"), Target("999", "005010")):
                body = acknowledge(group.result, group.sets, target)
                if body is None:
                    assert group.result.header.functional_id == "FA"
                    continue
                if name not in _NO_SUCH_SET:
                    answer = validate_bytes(wrapped(target.set, body, target.release, note))
                    assert codes(answer) == []
    assert "<script" not in explain_html(data)
