"""The schema in memory: releases, sets, segments, elements, as read from `schemas/x12/<release>/*.toml`, and those of
EDIFACT, in the same form, from `schemas/edifact/<directory>/*.toml`.

Files of a release folder (docs/add-a-set.md tells how to write them):

    release.toml      name, interchange version (ISA12; of EDIFACT as `Release` says), and where it builds on another
                      release: its `base`, the sets that it `inherits` as they are, `position_digits` where it numbers
                      rows with more or fewer
    elements.toml     330 = { name, type (AN ID DT TM R N0..N9 B, of EDIFACT AN A N), min, max }
    codes.toml        355 = "01 02 03 ...", the valid codes of an element; an element without an entry takes any value
    meanings/         [355] EA = "each", what codes stand for, also of elements without an entry in codes.toml: any
                      number of files, or one `meanings.toml` instead
    composites.toml   [C040] name, elements = [["128", "M"], ...], syntax = ["P0304", ...]
    segments.toml     [PO1] name, elements = [["350", "O"], ...], syntax = ["C0302", ...]; a third item gives the
                      repeat count
    sets/850.toml     set, functional_group, name, rows (see below)

A release with a base writes only what differs. Entries of its dictionaries replace those of the base, codes come on top
of the base's list; `"absent"` takes back an entry, `-12` a code. Of a set it writes the whole, or with a `base` the
rows that differ (b2b/edi/set_table.py), or only its name in `inherits`.

A set is a flat list of rows, in the order of the standard:

    rows = [
      # area position segment usage max  loop (a path; a loop begins at the first row that names it)
      ["1", "010", "ST",  "M", 1, ""],
      ["1", "310", "N1",  "O", 1, "N1"],
      ["2", "350", "N1",  "O", 1, "PO1/N1"],
    ]
    [loops]
    "N1" = ["O", 200]
    "PO1" = ["M", 100000]
    "PO1/N1" = ["O", 200]

`max` 0 means no limit ("greater than one" in the standard). The same trigger in two places of a set gets a distinct
path. A third item in [loops] is what the standard calls the loop: the segment groups of EDIFACT are numbered (`SG2`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Element:
    """One entry of the element dictionary; `min`/`max` in characters; `codes` is None where any value is allowed.

    Types of EDIFACT: `AN` characters of any kind, `A` none that is a digit, `N` a number, whose decimal mark (a
    comma or a point, as UNA says) and minus sign do not count to its length (ISO 9735, section 10).

    `meanings` says in words what values stand for, as far as we have words; it also serves lists that other bodies keep
    (countries, currencies, states) and that are therefore not checked.
    """

    number: str
    name: str
    type: str
    min: int
    max: int
    codes: Mapping[str, str] | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """A syntax note (X12.6, relational conditions): kind P R E C or L and the 1-based positions it binds."""

    kind: str
    positions: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> Note:
        """`P0304` -> Note("P", (3, 4))."""
        return cls(text[0], tuple(int(text[i : i + 2]) for i in range(1, len(text), 2)))

    def __str__(self) -> str:
        return self.kind + "".join(f"{p:02d}" for p in self.positions)


@dataclass(frozen=True, slots=True)
class ElementUse:
    """One position of a segment or composite: an element or a composite, its usage (M or O) and how often it
    repeats.
    """

    element: Element | None
    composite: Composite | None
    usage: str
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Composite:
    """A composite data structure such as C040."""

    id: str
    name: str
    uses: tuple[ElementUse, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of the dictionary."""

    id: str
    name: str
    uses: tuple[ElementUse, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A segment at its place in a set; `area` 1 heading, 2 detail, 3 summary; `max` 0 is no limit."""

    area: str
    position: str
    segment: Segment
    usage: str
    max: int


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop, or segment group: `path` names it from the top ("" is the set itself), `items` stand in order; `repeat` 0
    is no limit; `group` is its number in the standard, such as `SG2`, where it has one.
    """

    path: str
    usage: str
    repeat: int
    items: tuple[Row | Loop, ...]
    group: str = ""

    @property
    def trigger(self) -> Row:
        """The row whose segment begins the loop."""
        first = self.items[0]
        return first if isinstance(first, Row) else first.trigger


@dataclass(frozen=True, slots=True)
class SetSchema:
    """A transaction set in one release; `hash` changes whenever anything that decides a verdict does."""

    release: str
    id: str
    name: str
    functional_group: str
    root: Loop
    hash: str


@dataclass(frozen=True, slots=True)
class Release:
    """Everything known of one release, such as 004010, or of one directory of EDIFACT, such as D96A.

    `interchange_version` is what messages of it say: ISA12 in X12; in EDIFACT version and release of UNH S009 (0052 and
    0054) as `D:96A`, and of the service segments the syntax version in UNB S001 (0002).
    """

    name: str
    interchange_version: str
    elements: Mapping[str, Element]
    composites: Mapping[str, Composite]
    segments: Mapping[str, Segment]
    sets: Mapping[str, SetSchema] = field(default_factory=dict)


# The release of that name, None where there is none.
Releases = Callable[[str], Release | None]
