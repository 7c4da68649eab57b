"""`b2b edi show`: a file with its names and meanings, as lines, as JSON, as a page."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import PurePath

from b2b.cli import json_output, screen
from b2b.cli.named_files import write_page
from b2b.edi.guides.guide import Guides
from b2b.edi.views.explain import Line, Role, explain
from b2b.edi.views.explain_html import page
from b2b.edi.views.fold import unfolded
from b2b.edi.x12.hipaa import Hipaa

_STYLES = {
    Role.INTERCHANGE: "bold",
    Role.GROUP: "bold",
    Role.SET: "bold",
    Role.SEGMENT: "cyan",
    Role.ERROR: "red",
    Role.WARNING: "yellow",
    Role.INFO: "dim",
    Role.SUMMARY: "bold",
}
_INDENT = 2
_LABEL = 10


def show(
    name: str, data: bytes, *, most_sets: int, html: str, as_json: bool, unfold: bool, guides: Guides | None = None
) -> None:
    """Explain one file; beyond `most_sets` sets only those with findings. `unfold`: all loops, however many;
    `guides` as for `validate`.
    """
    lines = explain(data, most_sets=most_sets, elsewhere=Hipaa(), guides=guides)
    if html:
        # A name that is not UTF-8 comes with halves of characters in it.
        title = "standard input" if name == "-" else PurePath(name).name.encode("utf-8", "backslashreplace").decode()
        write_page(html, "".join(page(lines, title)))
    elif as_json:
        json_output.write({"file": name, "lines": [dataclasses.asdict(line) for line in lines]})
    else:
        tell(lines if unfold else unfolded(lines))


def tell(lines: Iterable[Line]) -> None:
    """The lines on the screen, indented, each wrapped under itself."""
    for line in lines:
        indent = " " * _INDENT * line.depth
        if line.role is Role.ELEMENT:
            label = f"{indent}{line.label:<{_LABEL}}"
            screen.hanging(label, f"{line.value}  {line.text}" if line.text else line.value)
        else:
            parts = [line.text or line.value]
            if line.role in (Role.ERROR, Role.WARNING):
                parts = [f"{line.role.value}: {line.text}", f"[{line.value}]" if line.value else ""]
            label = f"{indent}{line.label}  " if line.label and line.role not in (Role.ERROR, Role.WARNING) else indent
            screen.hanging(label, " ".join(part for part in parts if part), _STYLES.get(line.role, ""))
