"""The verifier that a counterparty runs: one file, the standard library, nothing of b2b."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from b2b.contracts import verify
from b2b.contracts.proof import write_proof
from tests.contracts.batches import document, proof


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """What a counterparty has: the verifier, a proof, the document."""
    shutil.copy(verify.__file__, tmp_path / "verify.py")
    (tmp_path / "proof.json").write_bytes(write_proof(proof(5, 2)))
    (tmp_path / "document.edi").write_bytes(document(2))
    return tmp_path


def run(desk: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", "-S", *arguments], cwd=desk, capture_output=True, text=True)


def test_it_says_yes_and_what_is_left_to_ask(desk: Path) -> None:
    said = run(desk, "verify.py", "proof.json", "document.edi")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("OK: this document is leaf 2 of 5")
    assert f"anchoredAt(0x{'5b' * 20}, 0x{proof(5, 2).root.hex()})" in said.stdout


def test_it_needs_the_standard_library_only(desk: Path) -> None:
    """`-I -S`: no site-packages, no environment, no folder of the caller."""
    program = (
        "import runpy, sys; sys.argv = ['verify.py', 'proof.json', 'document.edi']\n"
        "try: runpy.run_path('verify.py', run_name='__main__')\n"
        "except SystemExit as ended: assert ended.code == 0\n"
        "tops = {name.partition('.')[0] for name in sys.modules}\n"
        "print(sorted(tops - sys.stdlib_module_names - {'__main__', '__mp_main__'}))\n"
    )
    said = run(desk, "-c", program)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("part", "place", "key"),
    [("salt", "leaf", "salt"), ("root", "tree", "root"), ("document", "document", "sha256")],
)
def test_it_names_what_is_wrong(desk: Path, part: str, place: str, key: str) -> None:
    content = json.loads((desk / "proof.json").read_bytes())
    content[place][key] = "00" * 32
    (desk / "proof.json").write_text(json.dumps(content))
    said = run(desk, "verify.py", "proof.json", "document.edi")
    assert said.returncode == 1
    assert said.stdout.startswith(f"REFUSED {part}: ")


def test_what_cannot_be_read_is_another_answer(desk: Path) -> None:
    assert run(desk, "verify.py", "proof.json").returncode == 2
    missing = run(desk, "verify.py", "proof.json", "nowhere.edi")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "nowhere.edi" in missing.stderr
    no_proof = run(desk, "verify.py", "document.edi", "document.edi")
    assert no_proof.returncode == 2
    assert no_proof.stdout.startswith("REFUSED file: ")


def test_an_installed_b2b_runs_it_as_a_module(desk: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-W", "error", "-m", "b2b.contracts.verify", "proof.json", "document.edi"],
        cwd=desk,
        capture_output=True,
        text=True,
    )
    assert (said.returncode, said.stderr) == (0, "")
