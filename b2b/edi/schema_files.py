"""The files of a release folder and of the releases that it is based on, put together (docs/add-a-set.md).

What a release writes comes on top of its base: an entry replaces the base's entry, codes are added to the base's list.
It takes back what it does not have: `XYZ = "absent"` for an entry, `-12` for a code. ConfigError throughout: a file is
missing, is not TOML, or takes back what is not there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from b2b.edi.codes import Meanings
from b2b.errors import ConfigError

_ABSENT = "absent"


def read_table(file: Path) -> dict[str, Any]:
    """One TOML file, to be looked at only: who reads the same again gets the same table.

    ConfigError: it is missing or is not TOML (the message then has line and column).
    """
    try:
        return _parsed(file.read_bytes())
    except FileNotFoundError as error:
        raise ConfigError(
            "this schema file is missing", where=str(file), next_step="create it: docs/add-a-set.md"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(file), next_step="correct the file") from error


# Dictionaries of a base are read for every release that is based on it, its sets for theirs.
@lru_cache(maxsize=128)
def _parsed(content: bytes) -> dict[str, Any]:
    return tomllib.loads(content.decode())


def bases(folder: Path) -> tuple[Path, ...]:
    """The release folders that make up this one, the first base first, the folder itself last."""
    chain = [folder]
    while base := read_table(chain[0] / "release.toml").get("base"):
        parent = folder.parent / str(base)
        if parent in chain:
            raise ConfigError(f"the bases run in a circle over {base!r}", where=str(chain[0] / "release.toml"))
        chain.insert(0, parent)
    return tuple(chain)


def entries(chain: tuple[Path, ...], name: str) -> dict[str, tuple[Any, str]]:
    """The entries of a dictionary file over the chain of bases, each with where it stands."""
    found: dict[str, tuple[Any, str]] = {}
    for part, table in _tables(chain, name):
        for key, entry in table.items():
            where = f"{part / name} [{key}]"
            if entry != _ABSENT:
                found[key] = (entry, where)
            elif found.pop(key, None) is None:
                raise ConfigError("it is absent in the base too", where=where, next_step="remove the line")
    return found


def codes(chain: tuple[Path, ...]) -> dict[str, frozenset[str]]:
    """Valid codes by element; elements that are absent have none."""
    found: dict[str, frozenset[str]] = {}
    for part, table in _tables(chain, "codes.toml", optional=True):
        for number, text in table.items():
            where = f"{part / 'codes.toml'} {number}"
            if not isinstance(text, str):
                raise ConfigError("not a text of codes with blanks between them", where=where)
            found[number] = _changed(found.get(number, frozenset()), text.split(), where)
    for _, table in _tables(chain[1:], "elements.toml", optional=True):
        for number in table:
            if table[number] == _ABSENT:
                found.pop(number, None)
    return found


def meanings_reader(chain: tuple[Path, ...]) -> Callable[[], Meanings]:
    """Reads what codes stand for when it is first called."""

    @cache
    def read() -> Meanings:
        merged: dict[str, dict[str, str]] = {}
        for table in _meanings(chain):
            for number, words in table.items():
                merged[number] = {**merged.get(number, {}), **words}
        return {
            number: {code: text for code, text in words.items() if text != _ABSENT} for number, words in merged.items()
        }

    return read


def _changed(before: frozenset[str], items: list[str], where: str) -> frozenset[str]:
    """A list of codes once some have come and some (`-12`) have gone."""
    gone = {item[1:] for item in items if item.startswith("-")}
    if strange := sorted(gone - before):
        raise ConfigError(f"codes that are absent in the base too: {' '.join(strange)}", where=where)
    return (before - gone) | {item for item in items if not item.startswith("-")}


def _meanings(chain: tuple[Path, ...]) -> Iterator[dict[str, Any]]:
    """The words of each release of the chain: one file, or a folder of files, each about one thing."""
    for part in chain:
        whole = part / "meanings.toml"
        for file in [whole] if whole.exists() else sorted((part / "meanings").glob("*.toml")):
            yield read_table(file)


def _tables(chain: tuple[Path, ...], name: str, *, optional: bool = False) -> list[tuple[Path, dict[str, Any]]]:
    """The file of that name in each folder of the chain; a release with a base may do without it."""
    needed = () if optional else chain[:1]
    return [(part, read_table(part / name)) for part in chain if part in needed or (part / name).exists()]
