"""The words, codes and kinds of value that samples are made of (`schemas/x12/sample-values.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from b2b import resources
from b2b.edi.schema_files import read_table

Place = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`codes` by element number, `kinds` by that or by place (PER02). What a business nearly always sends stands in
    `usual_elements` and `usual_segments`; segments and places in `always` it sends without fail, places in `seldom`
    hardly ever. `words` are lists by subject, `places` are city, state, postal code and country.
    """

    codes: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    usual_elements: frozenset[str]
    usual_segments: frozenset[str]
    always: frozenset[str]
    seldom: frozenset[str]
    words: Mapping[str, tuple[str, ...]]
    places: tuple[Place, ...]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with b2b."""
    table = read_table(resources.path("schemas", "x12", "sample-values.toml"))
    words = {subject: tuple(listed) for subject, listed in table["words"].items()}
    places = tuple((city, state, postal, country) for city, state, postal, country in words.pop("places"))
    return Vocabulary(
        {number: tuple(listed.split()) for number, listed in table["codes"].items()},
        table["kinds"],
        frozenset(table["usual"]["elements"].split()),
        frozenset(table["usual"]["segments"].split()),
        frozenset(table["usual"]["always"].split()),
        frozenset(table["usual"]["seldom"].split()),
        words,
        places,
    )
