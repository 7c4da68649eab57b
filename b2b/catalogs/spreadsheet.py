"""Text that a spreadsheet must not take for a formula (CSV injection, CWE-1236)."""

from __future__ import annotations

import re

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def escape(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would compute it; `unescape` takes it off again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unescape(cell: str) -> str:
    """The cell as it was before `escape`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
