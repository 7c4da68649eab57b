"""What is installed is what was tested: the wheel carries schemas, catalogs, demo files and migrations, and finds them."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from b2b import resources

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-P", *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=True
    )


def test_a_checkout_finds_its_folders() -> None:
    assert resources.root() == ROOT
    assert resources.path("schemas", "x12", "004010").is_dir()


@pytest.mark.slow
def test_a_wheel_finds_what_it_carries(installed: Path, tmp_path: Path) -> None:
    root = run(installed, tmp_path, "-c", "from b2b import resources; print(resources.root())").stdout.strip()
    assert Path(root) == installed / "b2b" / "_data"
    assert "Purchase Order" in run(installed, tmp_path, "-m", "b2b", "edi", "schema", "850").stdout
    page = run(installed, tmp_path, "-m", "b2b", "edi", "guide", "show", "retailer", "--set", "850").stdout
    assert "REF*DP*038" in page, "a guide's sample is its example"
    for inside in ("_data/catalogs", "demo/files/partner.toml", "store/migrations/script.py.mako", "py.typed"):
        assert (installed / "b2b" / inside).exists(), inside


@pytest.mark.slow
def test_an_installed_b2b_makes_a_workspace(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "-m", "b2b", "init", str(tmp_path / "acme"))
    doctor = run(installed, tmp_path, "-m", "b2b", "-w", str(tmp_path / "acme"), "company", "list")
    assert doctor.returncode == 0
