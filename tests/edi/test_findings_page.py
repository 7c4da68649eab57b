"""docs/findings.md names every code that the validator can give, and none that it cannot."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"')
# Modules that make findings, and words with hyphens in them that are no codes.
_MODULES = (
    "set_check set_findings envelope validate open_envelopes semantics elements nothing_found isa reader tokenizer"
)
_EDIFACT = "message_check message_findings envelope open_envelopes validate control_totals"
_OTHER = {"utf-8", "latin-1"}


def test_the_page_has_every_code() -> None:
    text = "".join((_ROOT / "b2b/edi/x12" / f"{name}.py").read_text(encoding="utf-8") for name in _MODULES.split())
    text += "".join((_ROOT / f"b2b/edi/edifact/{name}.py").read_text(encoding="utf-8") for name in _EDIFACT.split())
    text += (_ROOT / "b2b/edi/guides/check.py").read_text(encoding="utf-8")
    text += (_ROOT / "schemas/x12/totals.toml").read_text(encoding="utf-8")
    page = (_ROOT / "docs/findings.md").read_text(encoding="utf-8")
    listed = {
        code for row in re.findall(r"^\| (`[^|]*`) \|", page, re.MULTILINE) for code in re.findall(r"`([^`]+)`", row)
    }
    assert listed == set(_CODE.findall(text)) - _OTHER
