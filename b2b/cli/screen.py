"""What goes to the terminal: widths, colours, and the rule that nothing a partner sent can steer it."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

# C0, DEL, C1, bidirectional overrides, line and paragraph separators, and surrogates from undecodable file names.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_IN_BLOCK = re.compile(_UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))
_NARROWEST, _UNBOUNDED = 24, 10_000


def clean(text: str) -> str:
    """One line that a terminal only shows: control characters, line breaks and direction changes become `\\x1b`."""
    return _UNSAFE.sub(_escaped, text)


def clean_block(text: str) -> str:
    """Like `clean`, for text of several lines: line breaks and tabs stay."""
    return _UNSAFE_IN_BLOCK.sub(_escaped, text.replace("\r\n", "\n"))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def width(stream: IO[str] | None = None) -> int:
    """Columns to fill on stdout (or `stream`): COLUMNS, else the terminal's; without a terminal a line may be as long
    as it is.
    """
    stream = stream or sys.stdout
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return max(int(columns), _NARROWEST)
    if is_terminal(stream):
        return max(os.get_terminal_size(stream.fileno()).columns or 80, _NARROWEST)
    return _UNBOUNDED


def is_terminal(stream: IO[str]) -> bool:
    """Whether a person sits at the other end."""
    return stream.isatty()


def console(stream: IO[str] | None = None) -> Console:
    """A rich console on stdout (or `stream`): no markup, no guessing, colours only on a terminal that wants them."""
    from rich.console import Console

    return Console(
        file=stream or sys.stdout,
        width=width(),
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        no_color=True if os.environ.get("NO_COLOR") else None,
    )


def styled(text: str, style: str = "") -> Text:
    """Cleaned text in a style."""
    from rich.text import Text

    return Text(clean(text), style=style)


def show(drawn: RenderableType) -> None:
    """Something rich on stdout, without the blanks that rich leaves at the ends of lines."""
    on = console()
    if on.is_terminal:
        on.print(drawn)
        return
    with on.capture() as captured:
        on.print(drawn)
    sys.stdout.write("".join(line.rstrip() + "\n" for line in captured.get().splitlines()))


def line(text: str = "", style: str = "") -> None:
    """One line on stdout, wrapped at the width."""
    hanging(" " * (len(text) - len(text.lstrip())), text.lstrip(), style)


def whole(text: str) -> None:
    """One line on stdout, cleaned and never wrapped by us: a command, which is copied as it stands."""
    sys.stdout.write(clean(text) + "\n")


def hanging(label: str, text: str, style: str = "") -> None:
    """A label and a text that wraps under its own beginning, both cleaned."""
    label = clean(label)
    room = max(width() - len(label), _NARROWEST // 2)
    first, *rest = textwrap.wrap(clean(text), room, break_on_hyphens=False) or [""]
    wrapped = "\n".join([first, *(" " * len(label) + part for part in rest)])
    if not is_terminal(sys.stdout):
        sys.stdout.write(f"{label}{wrapped}".rstrip() + "\n")
        return
    from rich.text import Text

    shown = Text.assemble((label, style), wrapped if label.strip() else (wrapped, style))
    console().print(shown, soft_wrap=True)


def heading(text: str) -> None:
    """A line that begins a part of the output."""
    line(text, "bold")


def block(text: str) -> None:
    """Text of several lines on stdout, unwrapped: raw documents, TOML."""
    sys.stdout.write(clean_block(text).rstrip("\n") + "\n")


def markdown(text: str) -> None:
    """Markdown laid out on stdout: headings, tables, lists; links stay text, breaks within a cell become semicolons."""
    from rich.markdown import Markdown

    show(Markdown(clean_block(text).replace("<br>", "; "), hyperlinks=False))


def complain(label: str, text: str) -> None:
    """A labelled remark on stderr; further lines are indented, so that no text can pass for a label. A terminal gets it
    wrapped between words, unless it is a command, which is copied; what reads a pipe finds each line whole.
    """
    from rich.text import Text

    style = "bold red" if label.startswith("error") else "bold"
    lines = [clean(line) for line in text.split("\n")]
    if is_terminal(sys.stderr) and not text.startswith("b2b "):
        room = max(width(sys.stderr) - len(label) - 1, _NARROWEST // 2)
        wrapped = (textwrap.wrap(line, room, break_long_words=False, break_on_hyphens=False) or [""] for line in lines)
        lines = [part for parts in wrapped for part in parts]
    indented = ("\n" + " " * (len(label) + 1)).join(lines)
    console(sys.stderr).print(Text.assemble((label, style), " ", indented), soft_wrap=True)


def note(text: str) -> None:
    """A remark on stderr that does not belong to the output."""
    console(sys.stderr).print(styled(text, "dim"), soft_wrap=True)
