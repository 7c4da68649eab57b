"""docs/findings.md names every code that the validator can give, and none that it cannot."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_CODE = re.compile(r'"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"')
# Modules that make findings, and words with hyphens in them that are no codes.
_MODULES = (
    "engine/elements engine/file_check engine/notes engine/nothing_found engine/open_envelopes engine/set_check "
    "engine/set_findings x12/envelope x12/isa x12/open_envelopes x12/semantics x12/set_check x12/set_findings "
    "x12/tokenizer x12/validate edifact/message_check edifact/message_findings edifact/envelope edifact/open_envelopes "
    "edifact/tokenizer edifact/validate edifact/control_totals guides/check"
)
_OTHER = {"utf-8", "latin-1"}


def test_the_page_has_every_code() -> None:
    text = "".join((_ROOT / f"b2b/edi/{name}.py").read_text(encoding="utf-8") for name in _MODULES.split())
    text += (_ROOT / "schemas/x12/totals.toml").read_text(encoding="utf-8")
    page = (_ROOT / "docs/findings.md").read_text(encoding="utf-8")
    listed = {
        code for row in re.findall(r"^\| (`[^|]*`) \|", page, re.MULTILINE) for code in re.findall(r"`([^`]+)`", row)
    }
    assert listed == set(_CODE.findall(text)) - _OTHER
