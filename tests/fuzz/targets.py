"""What holds for any bytes: one function a target, which raises where it does not."""

from __future__ import annotations

import io
from collections.abc import Callable

from b2b.edi.engine.events import InterchangeStart, RawSet, Stray
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import FileReport, SetResult
from b2b.edi.engine.tree import build
from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.load import load_release
from b2b.edi.report import write_json
from b2b.edi.x12 import mappings
from b2b.edi.x12.acknowledge import acknowledge, ta1
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.reader import Event, read
from b2b.edi.x12.source_tree import read_tree, write_tree
from b2b.edi.x12.tokenizer import Tokenizer
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import NotWritable, Unreadable

# Small limits, so that small inputs reach them.
TIGHT = Limits(
    segment_bytes=300, binary_bytes=100, set_bytes=3_000, set_segments=60, group_sets=4, hl_depth=4, set_findings=20,
    interchange_ta1=2,
)  # fmt: skip


def reading(data: bytes) -> None:
    """The events of the reader are the file, from bytes and from a stream, and so is what its tree writes back; the
    spans of a set's segments lie in it, in order.
    """
    assert write_tree(read_tree(data)) == data
    assert write_tree(read_tree(data, limits=TIGHT)) == data
    for limits in (Limits(), TIGHT):
        events = list(read(data, limits))
        assert b"".join(e.raw + e.tail for e in events) == data
        streamed = list(read(io.BytesIO(data), limits))
        assert b"".join(e.raw + e.tail for e in streamed) == data
        assert _places(events) == _places(streamed)
    tokenizer: Tokenizer | None = None
    for event in events:
        if isinstance(event, InterchangeStart):
            tokenizer = Tokenizer(event.header.delimiters, event.raw, event.tail)
        elif isinstance(event, RawSet):
            assert tokenizer is not None
            tokens, spans = tokenizer.tokenize(event.raw), list(tokenizer.spans(event.raw))
            assert len(tokens.segments) == len(spans)
            assert all(a[0] < a[1] <= b[0] for a, b in zip(spans, [*spans[1:], (len(event.raw), 0)], strict=True))
            usual = tokenizer.usual(event.raw)
            assert usual is None or not tokens.plain or usual == tokens.segments


def _places(events: list[Event]) -> list[tuple[int, int]]:
    """Where segments and sets are; bytes that belong to nothing may come in other pieces."""
    return [(e.offset, len(e.raw)) for e in events if not isinstance(e, Stray)]


def validation(data: bytes) -> None:
    """Every finding has its place in the file, and a rejection its reason; a report of it can be written."""
    for limits in (Limits(), TIGHT):
        check_findings(data, validate_bytes(data, limits=limits))
    write_json([("file", data)], io.StringIO())


def acknowledgment(data: bytes) -> None:
    """What we answer to a file is itself without fault, set by set."""
    for interchange in validate_bytes(data).interchanges:
        ta1(interchange.result)
        for group in interchange.groups:
            acknowledge(group.result, group.sets)


def documents(data: bytes) -> None:
    """An accepted set is read, or refused in words; a document that can be written is read back as it was."""
    for one in validate_bytes(data).sets:
        if one.verdict.accepted and one.set in mappings.sets():
            _document(one)


def check_findings(data: bytes, report: FileReport) -> None:
    """AssertionError unless all findings have words and offsets and explain the verdicts."""
    findings: list[Finding] = list(report.result.findings)
    for interchange in report.interchanges:
        findings += interchange.result.findings
        for group in interchange.groups:
            findings += group.result.findings
            for one in group.sets:
                findings += one.findings
                assert one.verdict is not Verdict.REJECTED or any(f.severity is Severity.ERROR for f in one.findings)
    assert all(f.code == "findings-cut" or (f.offset is not None and 0 <= f.offset <= len(data)) for f in findings)
    assert all(f.message and len(f.value or "") <= 99 for f in findings)
    assert report.result.verdict is not Verdict.REJECTED or any(f.severity is Severity.ERROR for f in findings)


def _document(one: SetResult) -> None:
    context = Context(load_release(one.release))
    mapping = mappings.for_set(one.set)
    try:
        document, _ = mapping.read(build(one.segments, context.release.sets[one.set]), context)
        segments = mapping.write(document, context)
    except (Unreadable, NotWritable) as refused:
        words = f"{refused} {refused.next_step}"
        segments = [[words]] if refused.next_step else []
    assert segments


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (reading, validation, acknowledgment, documents)
}
