"""What to say of a file in which there is no interchange."""

from __future__ import annotations

from b2b.edi.findings import Finding, Severity

_UTF_16 = "UTF-16 text; save it as ASCII or UTF-8"
_EBCDIC = "EBCDIC text; have it converted when it is transferred"
_BEGINNINGS = ("ISA", "UNA", "UNB")
_INTERACTIVE = b"UIB"
_SIGNATURES = (
    (b"\xff\xfe", _UTF_16),
    (b"\xfe\xff", _UTF_16),
    *((one.encode(codec), _UTF_16) for one in _BEGINNINGS for codec in ("utf_16_le", "utf_16_be")),
    *((one.encode("cp037"), _EBCDIC) for one in _BEGINNINGS),  # in letters, all of EBCDIC is alike
    (b"ISA", "an X12 interchange"),
    (_INTERACTIVE, "interactive EDIFACT, which is not read"),
    (b"UNA", "the beginning of an EDIFACT interchange"),
    (b"UNB", "an EDIFACT interchange"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"PK\x03\x04", "a zip archive; unpack it first"),
    (b"%PDF", "a PDF document"),
    (b"<", "an XML document"),
    (b"\x30\x82", "an encrypted or signed message; decrypt it first"),
)

_UNA_BYTES = 9
HEAD = 64  # bytes enough to tell what such a file may be


def nothing_found(head: bytes, size: int, sought: str, own: tuple[bytes, ...]) -> Finding:
    """The finding for a file of `size` bytes that begins with `head` and has no segment `sought`; what begins with one
    of `own` is broken, not of another kind.
    """
    if not size:
        return Finding("empty-file", Severity.ERROR, "the file is empty", offset=0)
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith(b"UNA") and begin[_UNA_BYTES:].lstrip().startswith(_INTERACTIVE):
        begin = _INTERACTIVE
    others = (what for signature, what in _SIGNATURES if begin.startswith(signature) and signature not in own)
    looks_like = next(others, "")
    hint = f"; it looks like {looks_like}" if looks_like else ""
    return Finding("no-interchange", Severity.ERROR, f"there is no {sought} segment in this file{hint}", offset=0)
