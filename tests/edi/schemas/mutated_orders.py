"""Seeded purchase orders (850), most of them spoiled by one or two named mutations."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

Segments = list[list[str]]

ISA = ["ISA", "00", " " * 10, "00", " " * 10, "ZZ", "BUYER".ljust(15), "ZZ", "SELLER".ljust(15), "260102", "0304"]


@dataclass(frozen=True, slots=True)
class Order:
    """One transaction set, ST to SE, and the names of what was done to it (none: it is valid)."""

    segments: tuple[tuple[str, ...], ...]
    mutations: tuple[str, ...]


def orders(count: int, seed: int, release: str = "004010") -> list[Order]:
    """So many orders; a quarter valid, a quarter with two mutations."""
    chance = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        segments = valid_order(chance, f"{number:04d}", release)
        names = chance.sample(sorted(MUTATIONS), (0, 1, 1, 2)[number % 4])
        for name in names:
            MUTATIONS[name](segments, chance)
        if "wrong-segment-count" not in names:
            segments[-1][1] = str(len(segments))
        made.append(Order(tuple(tuple(segment) for segment in segments), tuple(names)))
    return made


def interchange(made: list[Order], release: str = "004010") -> bytes:
    """All of them in one group of one interchange."""
    version, separator = {"004010": ("00401", "U"), "005010": ("00501", "^")}[release]
    segments: list[list[str] | tuple[str, ...]] = [[*ISA, separator, version, "000000001", "0", "T", ">"]]
    segments.append(["GS", "PO", "BUYER", "SELLER", "20260102", "0304", "1", "X", release])
    segments.extend(segment for order in made for segment in order.segments)
    segments += [["GE", str(len(made)), "1"], ["IEA", "1", "000000001"]]
    return "".join("*".join(segment) + "~" for segment in segments).encode("latin-1")


def valid_order(chance: random.Random, control_number: str, release: str) -> Segments:
    """A purchase order with parties, references, dates, one to four lines, sometimes charges and subordinate loops."""
    lines = chance.randint(1, 4)
    segments: Segments = [["ST", "850", control_number]]
    segments.append(
        ["BEG", "00", chance.choice(["SA", "NE", "BK"]), f"45{chance.randint(0, 10**8)}", "", _date(chance)]
    )
    segments.append(["CUR", "BY", chance.choice(["USD", "EUR"])])
    segments += [["REF", q, f"R{chance.randint(1, 999)}"] for q in chance.sample(["DP", "IA", "CO", "CT"], 2)]
    segments.append(["PER", "BD", "PAT BUYER", "TE", "5551234567"])
    segments.append(["ITD", "01", "3", "2", "", "10", "", "30"])
    segments += [["DTM", q, _date(chance)] for q in chance.sample(["002", "010", "001"], 2)]
    if chance.random() < 0.5:
        segments.append(["TD5", "", "2", "SCAC", "M", "BEST WAY"])
    if chance.random() < 0.5:
        segments += [["N9", "ZZ", "NOTE"], ["MSG" if release == "004010" else "MTX", *_text(release)]]
    for party in ("BT", "ST"):
        segments.append(["N1", party, f"{party} COMPANY", "92", f"{chance.randint(1, 9999):04d}"])
        segments += [["N3", "1 MAIN ST"], ["N4", "COLUMBUS", "OH", "43217", "US"]]
    for line in range(1, lines + 1):
        price = f"{chance.randint(1, 9999)}.{chance.randint(10, 99)}"
        item = ["VP", f"WIDGET-{chance.randint(1, 999)}", "UP", f"{chance.randint(10**11, 10**12 - 1)}"]
        segments.append(["PO1", str(line), str(chance.randint(1, 900)), "EA", price, "PE", *item])
        if chance.random() < 0.5:
            segments.append(["CTP", "", "RES", price])
        segments.append(["PID", "F", "", "", "", f"WIDGET NUMBER {line}"])
        segments.append(["MEA", "PD", "WT", "10.5", "LB"])
        if chance.random() < 0.3:
            segments.append(["SAC", "C", "D240", "", "", "1250"])
        if chance.random() < 0.3:
            segments += [["SCH", "10", "EA", "", "", "002", _date(chance)]]
    segments.append(["CTT", str(lines)])
    segments.append(["SE", "0", control_number])
    return segments


def _text(release: str) -> list[str]:
    return ["DELIVER TO DOCK 5"] if release == "004010" else ["", "DELIVER TO DOCK 5"]


def _date(chance: random.Random) -> str:
    return f"2026{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"


def _find(segments: Segments, tag: str, chance: random.Random) -> list[str]:
    """One of the segments with that id, or any segment if another mutation has removed them."""
    found = [segment for segment in segments if segment[0] == tag]
    return chance.choice(found or segments[1:-1])


def _inner(segments: Segments, chance: random.Random) -> int:
    return chance.randrange(1, len(segments) - 1)


def _set(tag: str, element: int, value: str) -> Callable[[Segments, random.Random], None]:
    def mutate(segments: Segments, chance: random.Random) -> None:
        segment = _find(segments, tag, chance)
        segment.extend([""] * (element + 1 - len(segment)))
        segment[element] = value

    return mutate


def _drop_segment(segments: Segments, chance: random.Random) -> None:
    del segments[_inner(segments, chance)]


def _drop_all_lines(segments: Segments, chance: random.Random) -> None:
    first = next(i for i, segment in enumerate(segments) if segment[0] == "PO1")
    del segments[first : len(segments) - 2]


def _drop(tag: str) -> Callable[[Segments, random.Random], None]:
    def mutate(segments: Segments, chance: random.Random) -> None:
        segments[:] = [segment for segment in segments if segment[0] != tag]

    return mutate


def _repeat(tag: str, times: int) -> Callable[[Segments, random.Random], None]:
    def mutate(segments: Segments, chance: random.Random) -> None:
        at = next((i for i, segment in enumerate(segments) if segment[0] == tag), None)
        if at is not None:
            segments[at:at] = [list(segments[at]) for _ in range(times)]

    return mutate


def _insert(*segment: str) -> Callable[[Segments, random.Random], None]:
    def mutate(segments: Segments, chance: random.Random) -> None:
        segments.insert(_inner(segments, chance), list(segment))

    return mutate


def _swap(segments: Segments, chance: random.Random) -> None:
    at = chance.randrange(1, len(segments) - 2)
    segments[at], segments[at + 1] = segments[at + 1], segments[at]


def _extra_elements(segments: Segments, chance: random.Random) -> None:
    segment = _find(segments, "CUR", chance)
    segment.extend(["1.5"] * 30)


def _append(tag: str, text: str) -> Callable[[Segments, random.Random], None]:
    def mutate(segments: Segments, chance: random.Random) -> None:
        _find(segments, tag, chance)[-1] += text

    return mutate


def _empty_element(segments: Segments, chance: random.Random) -> None:
    segment = segments[_inner(segments, chance)]
    segment[chance.randrange(1, len(segment))] = ""


def _wrong_count(segments: Segments, chance: random.Random) -> None:
    segments[-1][1] = str(len(segments) + 1)


def _without_measure(segments: Segments, chance: random.Random) -> None:
    """MEA07 with none of MEA03, 05 and 06; MEA08 keeps the other note."""
    _find(segments, "MEA", chance)[1:] = ["PD", "WT", "", "", "", "", "04", "01"]


MUTATIONS: dict[str, Callable[[Segments, random.Random], None]] = {
    "drop-segment": _drop_segment,
    "drop-all-lines": _drop_all_lines,
    "drop-BEG": _drop("BEG"),
    "drop-CTT": _drop("CTT"),
    "swap-segments": _swap,
    "repeat-BEG": _repeat("BEG", 1),
    "repeat-CUR": _repeat("CUR", 1),
    "repeat-PER-4": _repeat("PER", 3),
    "repeat-SAC": _repeat("SAC", 25),
    "repeat-N1": _repeat("N1", 199),
    "repeat-N3-3": _repeat("N3", 2),
    "insert-unknown-segment": _insert("ZZZ", "1"),
    "insert-segment-of-other-set": _insert("BIG", "20260101", "1"),
    "insert-REF": _insert("REF", "VN", "1"),
    "insert-N1": _insert("N1", "SF", "SHIP FROM"),
    "insert-AMT": _insert("AMT", "TT", "1"),
    "insert-FA2": _insert("FA2", "18", "1"),
    "too-many-elements": _extra_elements,
    "empty-element": _empty_element,
    "no-purpose": _set("BEG", 1, ""),
    "unknown-code": _set("BEG", 1, "QQ"),
    "unknown-qualifier": _set("REF", 1, "0Q"),
    "unknown-party": _set("N1", 1, "Q0Q"),
    "unknown-unit": _set("PO1", 3, "Q!"),
    "unknown-currency": _set("CUR", 2, "QQQ"),
    "number-too-long": _set("BEG", 3, "9" * 23),
    "reference-too-long": _set("REF", 2, "9" * 31),
    "country-too-short": _set("N4", 4, "U"),
    "date-of-no-calendar": _set("BEG", 5, "20260231"),
    "date-with-letters": _set("BEG", 5, "2026JAN1"),
    "date-too-short": _set("BEG", 5, "260101"),
    "date-long-ago": _set("BEG", 5, "17991231"),
    "time-past-midnight": _set("DTM", 3, "2460"),
    "time-with-hundredths": _set("DTM", 3, "23595999"),
    "time-of-five-digits": _set("DTM", 3, "12345"),
    "quantity-with-letters": _set("PO1", 2, "1O"),
    "quantity-negative": _set("PO1", 2, "-5"),
    "quantity-with-plus": _set("PO1", 2, "+5"),
    "quantity-ends-in-point": _set("PO1", 2, "5."),
    "quantity-begins-with-point": _set("PO1", 2, ".5"),
    "quantity-with-exponent": _set("PO1", 2, "5E2"),
    "quantity-only-a-sign": _set("PO1", 2, "-"),
    "count-with-point": _set("CTT", 1, "1.0"),
    "half-a-pair": _set("PO1", 9, ""),
    "price-without-quantity-unit": _set("PO1", 3, ""),
    "note-P-broken": _set("N1", 4, ""),
    "note-R-broken": _set("REF", 2, ""),
    "note-C-broken": _set("DTM", 4, "ET"),
    "note-E-broken": _set("MEA", 8, "01"),
    "note-L-broken": _without_measure,
    "composite": _set("MEA", 4, "LB>1>2"),
    "composite-without-first": _set("MEA", 4, ">1"),
    "composite-unknown-unit": _set("MEA", 4, "Q!>1"),
    "components-in-simple-element": _set("BEG", 3, "45>1"),
    "components-in-description": _set("PID", 5, "A>B"),
    "lower-case": _set("N1", 2, "acme gmbh"),
    "beyond-ascii": _set("N1", 2, "M\xfcLLER"),
    "control-character": _set("N1", 2, "AC\x07ME"),
    "caret": _set("N1", 2, "AC^ME"),
    "trailing-space": _append("N1", " "),
    "leading-space": _set("N1", 2, " ACME"),
    "only-spaces": _set("N1", 2, "   "),
    "wrong-segment-count": _wrong_count,
    "wrong-control-number": _set("SE", 2, "9999"),
}
