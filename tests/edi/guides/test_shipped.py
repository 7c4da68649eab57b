"""The guides that ship with b2b: each is valid, each good sample passes, each bad one breaks exactly the line that its
name tells, of the guide or of one that it rests on.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from b2b.edi.edifact.message_check import MessageChecker
from b2b.edi.engine.results import SetResult
from b2b.edi.findings import Verdict
from b2b.edi.guides import shelf
from b2b.edi.guides.held import Held
from b2b.edi.validation import validate_bytes
from b2b.edi.x12.set_check import GroupChecker
from b2b.errors import ConfigError, NotFound, Unreadable

FILES = list(shelf.files())
SAMPLES = sorted((shelf.shipped() / "samples").iterdir())
SHIPPED = {
    "automotive", "automotive-odette", "eancom-1997", "eancom-2002", "grocery", "grocery-eancom", "odette", "retailer",
}  # fmt: skip
NAME = re.compile(
    r"(?P<guide>[a-z0-9-]+)-(?P<set>\d{3}|[A-Z]{6})(?:\.breaks-(?:(?P<base>[a-z0-9-]+)-)?line-(?P<line>\d+))?\.edi"
)


def checked(file: Path, guide: str) -> tuple[SetResult, ...]:
    return validate_bytes(file.read_bytes(), guides=Held(shelf.open_guide(guide).guide)).sets


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_guide_has_samples_of_each_set(file: Path) -> None:
    found = shelf.read_file(file)
    assert found.guide.name == file.stem
    named = [NAME.fullmatch(sample.name) for sample in SAMPLES]
    kinds = {(one["guide"], one["set"], one["line"] is not None) for one in named if one is not None}
    assert None not in named
    own = [one for one in found.guide.sets.values() if any(rule.guide == found.guide.name for rule in one.rules)]
    assert own
    for set_id in (one.set_id for one in own):
        assert found.sample(set_id) is not None
        assert {(file.stem, set_id, False), (file.stem, set_id, True)} <= kinds


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_breaks_what_its_name_says(sample: Path) -> None:
    told = NAME.fullmatch(sample.name)
    assert told is not None
    (one,) = checked(sample, told["guide"])
    assert one.set == told["set"]
    expected = [f"{told['base'] or told['guide']} line {told['line']}"] if told["line"] else []
    assert [finding.guide for finding in one.findings] == expected
    assert one.verdict is (Verdict.REJECTED if expected else Verdict.ACCEPTED)
    assert all(bare.verdict is Verdict.ACCEPTED for bare in validate_bytes(sample.read_bytes()).sets)


def test_all_guides_are_held_to_some_sample() -> None:
    assert {file.stem for file in FILES} == SHIPPED
    assert len(SAMPLES) == 69


def test_what_a_guide_says_nothing_of_is_remembered() -> None:
    held = Held(shelf.open_guide("grocery").guide)
    (one,) = validate_bytes((shelf.shipped() / "samples" / "retailer-850.edi").read_bytes(), guides=held).sets
    assert (one.verdict, held.beside) == (Verdict.ACCEPTED, {("850", "004010")})


OWN = 'name = "own"\nbase = "retailer"\nrelease = "004010"\n[sets.850]\nlines = [{ at = "BEG02", codes = "SA" }]\n'


def test_a_guide_rests_on_those_beside_it_and_on_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN)
    nearer = OWN.replace('"own"', '"near"').replace('"retailer"', '"own"').replace('"SA"', '"RL"')
    (tmp_path / "near.toml").write_text(nearer)
    assert shelf.open_guide(str(tmp_path / "near.toml")).guide.bases == ("own", "retailer")
    assert shelf.open_guide("near", [tmp_path]).file == tmp_path / "near.toml"
    assert [file.stem for file in shelf.files([tmp_path])] == ["near", "own", *(file.stem for file in FILES)]
    with pytest.raises(NotFound, match="no guide 'near'"):
        shelf.open_guide("near")


def test_a_guide_of_the_same_name_nearer_by_counts(tmp_path: Path) -> None:
    (tmp_path / "retailer.toml").write_text('name = "retailer"\nrelease = "005010"\n')
    assert shelf.open_guide("retailer", [tmp_path]).guide.release == "005010"
    assert [file.parent for file in shelf.files([tmp_path]) if file.stem == "retailer"] == [tmp_path]


def test_files_that_are_no_guides_are_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        shelf.open_guide(str(tmp_path / "none.toml"))
    (tmp_path / "bytes.toml").write_bytes(b"\xff")
    with pytest.raises(Unreadable, match="not UTF-8"):
        shelf.open_guide(str(tmp_path / "bytes.toml"))
    (tmp_path / "wrong.toml").write_text(OWN.replace("BEG02", "BEG99"))
    with pytest.raises(ConfigError, match="BEG has 12 elements"):
        shelf.open_guide(str(tmp_path / "wrong.toml"))


@pytest.mark.parametrize("checker", [GroupChecker, MessageChecker])
def test_a_set_that_only_breaks_its_guide_is_told_as_one_that_is_looked_at_in_detail(
    checker: type[GroupChecker | MessageChecker], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [(sample, told["guide"]) for sample in SAMPLES if (told := NAME.fullmatch(sample.name)) and told["line"]]
    quickly = [checked(sample, guide) for sample, guide in broken]
    monkeypatch.setattr(checker, "_if_faultless", lambda *args, **options: None)
    assert [checked(sample, guide) for sample, guide in broken] == quickly
