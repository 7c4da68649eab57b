"""What is checked of every set, whatever it says: that it is within the limits, counts itself right, and has a number
of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from b2b.edi.engine.elements import at
from b2b.edi.engine.events import RawSet
from b2b.edi.engine.limits import Limits, passed
from b2b.edi.engine.results import SetResult
from b2b.edi.engine.set_findings import Nouns, SetBytes
from b2b.edi.engine.values import is_count
from b2b.edi.findings import AckCode, Finding, Severity

_FIRST_SEGMENT = 300  # bytes enough for the one that opens a set


class Tokens(Protocol):
    """A set taken apart."""

    @property
    def segments(self) -> list[list[str]]:
        """Each a list of elements with the id first."""
        ...


class Tokenizer(Protocol):
    """Takes sets apart."""

    def tokenize(self, raw: bytes) -> Tokens:
        """The segments of a set; never raises."""
        ...

    def spans(self, raw: bytes) -> Iterator[tuple[int, int]]:
        """Where each segment that is not empty begins and ends (its terminator excluded), in bytes of `raw`."""
        ...


@dataclass(frozen=True, slots=True)
class Ends:
    """The segments around a set, and the codes with which its acknowledgment refuses them.

    `number` is the element of the first that holds the control number, `named` what that is called; it has `shortest`
    to `longest` characters. `too_much` refuses a set beyond a limit, `ack` is the segment with all these codes.
    """

    opens: str
    closes: str
    number: int
    named: str
    shortest: int
    longest: int
    ack: str
    invalid: str
    duplicate: str
    missing: str
    count: str
    mismatch: str
    too_much: str


class ControlNote(Protocol):
    """Takes a finding about one of the segments around a set."""

    def __call__(self, index: int, element: int, code: str, message: str, value: str, ack: str) -> None: ...


class SetChecker(ABC):
    """Counts the sets of a group, remembers their control numbers, and refuses what is beyond a limit."""

    nouns: Nouns
    ends: Ends
    binary: tuple[bytes, ...] = ()  # how segments begin that may be longer than others
    releasing = b""  # what makes a terminator behind it data

    def __init__(self, tokenizer: Tokenizer, terminator: bytes, limits: Limits) -> None:
        self._taking_apart, self._ending, self.limits = tokenizer, terminator, limits
        self.numbers: set[str] = set()
        self._checked = 0
        # A set of so many bytes cannot be beyond any limit.
        self._harmless = min(limits.set_bytes - 1, limits.set_segments, limits.segment_bytes)

    def check(self, raw: RawSet) -> SetResult:
        """The verdict on one set, and why."""
        self._checked += 1
        if self._checked > self.limits.group_sets:
            kept = f"a {self.nouns.group} may have {{}} {self.nouns.short}s"
            return self._refused(raw, "too-many-sets", passed(self.limits, "group_sets", kept))
        if len(raw.raw) > self._harmless and (refused := self._beyond_a_limit(raw)) is not None:
            return refused
        return self.judged(raw)

    @abstractmethod
    def judged(self, raw: RawSet) -> SetResult:
        """The verdict on a set that is within the limits."""

    @abstractmethod
    def refused(self, raw: RawSet, opening: Sequence[str], finding: Finding) -> SetResult:
        """The result of a set that is not looked into; `opening` is its first segment."""

    def held(self, raw: RawSet, segments: Sequence[Sequence[str]]) -> SetBytes:
        """A set and where its segments are in its bytes."""
        return SetBytes(raw.raw, raw.offset, segments, list(self._taking_apart.spans(raw.raw)))

    def check_ends(self, raw: RawSet, segments: list[list[str]], duplicate: bool, note: ControlNote) -> None:
        """What is wrong with the control numbers of a set, and with its number of segments."""
        ends = self.ends
        number, name = at(segments[0], ends.number), f"{ends.opens}{ends.number:02d}"
        if not ends.shortest <= len(number) <= ends.longest:
            note(0, ends.number, "set-control-number-invalid", f"{name} is no {ends.named}", number, ends.invalid)
        elif duplicate:
            message = f"{name} {number} was used before in this {self.nouns.group}"
            note(0, ends.number, "set-control-number-duplicate", message, number, ends.duplicate)
        if not raw.complete or segments[-1][0] != ends.closes:
            message = f"the {self.nouns.short} breaks off: {ends.closes} is missing"
            note(len(segments), 1, "set-trailer-missing", message, "", ends.missing)
            return
        last, trailer = len(segments) - 1, segments[-1]
        count, repeated = at(trailer, 1), at(trailer, 2)
        if not is_count(count) or int(count) != len(segments):
            message = f"{ends.closes}01 says {count or 'nothing'}, the {self.nouns.short} has {len(segments)} segments"
            note(last, 1, "segment-count-mismatch", message, count, ends.count)
        if repeated != number:
            message = f"{ends.closes}02 is {repeated or 'empty'}, {name} is {number or 'empty'}"
            note(last, 2, "set-control-number-mismatch", message, repeated, ends.mismatch)

    def _beyond_a_limit(self, raw: RawSet) -> SetResult | None:
        limits, a_set = self.limits, f"a {self.nouns.short} may have {{}}"
        if len(raw.raw) >= limits.set_bytes:
            return self._refused(raw, "set-too-large", passed(limits, "set_bytes", f"{a_set} bytes"))
        if raw.raw.count(self._ending) > limits.set_segments:
            return self._refused(raw, "set-too-large", passed(limits, "set_segments", f"{a_set} segments"))
        whole = not self.releasing or self.releasing not in raw.raw
        if whole and max(map(len, raw.raw.split(self._ending))) <= limits.segment_bytes:
            return None
        for position, (start, end) in enumerate(self._taking_apart.spans(raw.raw), start=1):
            if end - start > limits.segment_bytes and not raw.raw.startswith(self.binary, start):
                message = passed(limits, "segment_bytes", "a segment may have {} bytes")
                return self._refused(raw, "segment-too-long", message, position, start)
        return None

    def _refused(self, raw: RawSet, code: str, message: str, position: int = 1, start: int = 0) -> SetResult:
        """A set beyond a limit: answered, but not looked into; the segment at `position` begins at that byte of it."""
        end = raw.raw.find(self._ending, 0, _FIRST_SEGMENT)
        opening = self._taking_apart.tokenize(raw.raw[: end if end >= 0 else _FIRST_SEGMENT]).segments[0]
        tag = self._taking_apart.tokenize(raw.raw[start : start + 4]).segments[0][0][:3]
        ack = (AckCode(self.ends.ack, self.ends.opens, self.ends.too_much),)
        finding = Finding(
            code, Severity.ERROR, message, segment=tag, position=position, offset=raw.offset + start, ack=ack
        )
        return self.refused(raw, opening, finding)
