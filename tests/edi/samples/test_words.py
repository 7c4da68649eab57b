"""What partners send can be read by people: nearly every code of the third-party samples is told in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from b2b.edi.engine.results import SetResult
from b2b.edi.load import load_release
from b2b.edi.x12.validate import validate_bytes
from tests.shared_data import shared_data


def codes(result: SetResult) -> Iterator[tuple[str, str, bool]]:
    """Element, code and whether there are words for it, for each valid code of a set."""
    release = load_release(result.release)
    for segment in result.segments:
        known = release.segments.get(segment[0])
        for use, value in zip(known.uses if known else (), segment[1:], strict=False):
            if use.element is not None and use.element.codes is not None and value in use.element.codes:
                yield use.element.number, value, bool(use.element.codes[value])


def test_nearly_every_code_of_the_samples_has_words() -> None:
    told: Counter[tuple[str, str]] = Counter()
    dark: Counter[tuple[str, str]] = Counter()
    for file in sorted(path for path in shared_data("x12-samples").glob("*/*") if path.is_file()):
        for result in validate_bytes(file.read_bytes()).sets:
            for element, code, words in codes(result) if result.release else ():
                (told if words else dark)[element, code] += 1
    assert told.total() > 1000
    assert dark.total() < 0.03 * told.total(), dark.most_common(20)
