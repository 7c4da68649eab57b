"""Half a minute of fuzzing a target: nothing but errors in words, findings with a place, and files that come back."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.mutation import mutated
from tests.fuzz.targets import TARGETS

_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 30


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_half_a_minute(target: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("atheris") is None:
        sentence = "atheris is not installed (it has wheels for Linux on x86-64 only): pip install -e '.[dev]'"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    command = [sys.executable, "-m", "tests.fuzz", target, f"--seconds={_SECONDS}", f"--findings={tmp_path}"]
    ended = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=_SECONDS * 10)
    assert ended.returncode == 0, ended.stderr[-6000:]
    assert not list(tmp_path.iterdir())
    executed = re.search(r"number_of_executed_units: (\d+)", ended.stderr)
    assert executed is not None
    assert int(executed[1]) > 20


def test_a_change_of_segments_is_repeatable_and_counts_again() -> None:
    message = b"ISA*1~GS*2~ST*850*0001~BEG*00~CUR*BY*EUR~SE*4*0001~GE*1~IEA*1~"
    changes = {mutated(message, seed, 1_000) for seed in range(200)}
    assert len(changes) > 100
    assert changes == {mutated(message, seed, 1_000) for seed in range(200)}
    assert any(b"ST*850*0001~BEG*00~BEG*00~CUR*BY*EUR~SE*5*0001~" in change for change in changes)
    assert all(len(mutated(message, seed, 40)) <= 40 for seed in range(50))
