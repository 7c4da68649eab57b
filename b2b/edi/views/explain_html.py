"""An explained file as one HTML page that needs nothing else: no script, no font, no picture, no link. Loops can be
opened and closed; of many alike only the first are open, and those with findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from b2b.edi.views.explain import Line, explain
from b2b.edi.views.fold import Block, blocks

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2733; background: #fff; }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
p, summary { margin: 0; padding-left: calc(var(--d) * 1.4rem); }
summary { cursor: pointer; }
summary::marker { content: "− "; color: #9aa5b1; }
details:not([open]) > summary::marker { content: "+ "; }
b { font-weight: 600; margin-right: .5rem; }
code { font: 13px/1.4 ui-monospace, monospace; color: #52606d; margin-left: .6rem; overflow-wrap: anywhere; }
.interchange, .group, .set { margin-top: .9rem; border-top: 1px solid #d9e2ec; padding-top: .4rem; }
.segment { margin-top: .35rem; }
.element { color: #3e4c59; }
.element code { color: #1c2733; }
.error { color: #a61b1b; background: #ffeeee; }
.warning { color: #7c4a03; background: #fff8e6; }
.info { color: #52606d; }
.summary { margin-top: 1.2rem; border-top: 2px solid #1c2733; padding-top: .5rem; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  body { color: #e4e7eb; background: #14181d; }
  .element code { color: #e4e7eb; } .element, code, .info { color: #9aa5b1; }
  .error { color: #ffbdbd; background: #3b1414; } .warning { color: #fadb8f; background: #33270a; }
  .interchange, .group, .set { border-color: #323f4b; } .summary { border-color: #9aa5b1; }
}
"""

_SYMBOLS = {**{code: 0x2400 + code for code in range(0x20)}, **dict.fromkeys(range(0x7F, 0xA0), 0xFFFD)}


def explain_html(data: bytes, title: str = "X12 message") -> str:
    """The page for the bytes of one file; everything that comes from the file is escaped."""
    return "".join(page(explain(data), title))


def page(lines: Iterable[Line], title: str) -> Iterator[str]:
    """The page, piece by piece, from lines that were explained before."""
    name = escape(title)
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="generator" content="b2b">\n'
        f"<title>{name}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n"
    )
    yield from _folded(blocks(lines))
    yield "</body>\n</html>\n"


def _folded(items: Iterable[Line | Block]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Block):
            yield f"<details{'' if item.folded else ' open'}>\n{_element('summary', item.head)}"
            yield from _folded(item.body)
            yield "</details>\n"
        else:
            yield _element("p", item)


def _element(tag: str, line: Line) -> str:
    label = f"<b>{escape(_visible(line.label))}</b>" if line.label else ""
    value = f"<code>{escape(_visible(line.value))}</code>" if line.value else ""
    text = escape(_visible(line.text))
    return f'<{tag} class="{line.role}" style="--d: {line.depth}">{label}{text}{value}</{tag}>\n'


def _visible(text: str) -> str:
    """Control characters as symbols, so that the page shows them and stays valid HTML."""
    return text.translate(_SYMBOLS)
