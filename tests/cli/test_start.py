"""How `b2b` starts: quickly, with its help, from every door."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import b2b
from tests.cli.running import process, run

ROOT = Path(b2b.__file__).resolve().parents[1]
HEAVY = {
    "web3",
    "zeep",
    "sqlmodel",
    "sqlalchemy",
    "reportlab",
    "saxonche",
    "lxml",
    "pyx12",
    "alembic",
    "apscheduler",
    "starlette",
    "uvicorn",
}


def test_help_imports_nothing_heavy() -> None:
    program = """
import sys
sys.argv = ["b2b", "--help"]
from b2b.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("LOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    loaded = set(result.stdout.partition("LOADED ")[2].split())
    assert "typer" in loaded
    assert loaded & HEAVY == set()


def test_without_arguments_it_shows_its_help() -> None:
    assert "Usage: b2b" in run().stdout
    assert "Usage: b2b edi" in run("edi").stdout


def test_version() -> None:
    assert run("--version").stdout == f"b2b {b2b.__version__}\n"


def test_the_module_and_the_root_script_are_doors_too() -> None:
    assert process("--version").stdout == f"b2b {b2b.__version__}\n"
    script = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--version"], capture_output=True, text=True, timeout=120, check=True
    )
    assert script.stdout == f"b2b {b2b.__version__}\n"
