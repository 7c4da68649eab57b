"""The codes of an element: which are valid is known at once, what they stand for is read when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

Meanings = Mapping[str, Mapping[str, str]]


class CodeMeanings(Mapping[str, str]):
    """What the codes of one element stand for; the file behind it is read on first use."""

    __slots__ = ("_element", "_read")

    def __init__(self, element: str, read: Callable[[], Meanings]) -> None:
        self._element = element
        self._read = read

    def __getitem__(self, code: str) -> str:
        return self._read().get(self._element, {})[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read().get(self._element, {}))

    def __len__(self) -> int:
        return len(self._read().get(self._element, {}))


class CodeList(Mapping[str, str]):
    """The valid codes of one element, each with its meaning ("" where we have no words for it)."""

    __slots__ = ("_codes", "_meanings")

    def __init__(self, codes: frozenset[str], meanings: Mapping[str, str]) -> None:
        self._codes = codes
        self._meanings = meanings

    def __getitem__(self, code: str) -> str:
        if code not in self._codes:
            raise KeyError(code)
        return self._meanings.get(code, "")

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._codes))

    def __len__(self) -> int:
        return len(self._codes)
