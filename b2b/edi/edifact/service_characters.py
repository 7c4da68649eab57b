"""The service characters that UNA declares, or those that hold without it (ISO 9735, service string advice)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from b2b.edi.engine.delimiters import Delimiters

# What stands for separators once a message is read: control characters, which no character set of EDIFACT has. So
# everything behind the tokenizer is free of release characters.
ELEMENT, COMPONENT, REPETITION, TERMINATOR = "\x1d", "\x1f", "\x1e", "\x1c"

# Stands for a control character that a sender put into data.
SUBSTITUTE = "\x1a"

UNA_BYTES = 9


@dataclass(frozen=True, slots=True)
class ServiceCharacters:
    """The characters that part and mark; `release` and `repetition` are "" where the interchange has none.

    `declared` tells whether UNA said so.
    """

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = ""
    terminator: str = "'"
    declared: bool = False

    @property
    def special(self) -> str:
        """All that data can hold only behind a release character."""
        return self.release + self.element + self.component + self.repetition + self.terminator

    def of_syntax(self, version: str) -> ServiceCharacters:
        """As they hold in that syntax version: the fifth place of UNA means something since 4, and is * by default."""
        if version < "4":
            return self.without_repetition()
        return self if self.declared else replace(self, repetition="*")

    def without_repetition(self) -> ServiceCharacters:
        """The same where nothing repeats."""
        return replace(self, repetition="")

    def inside(self) -> Delimiters:
        """What parts the elements of messages that were read; element and terminator are those of the file."""
        return Delimiters(self.element, COMPONENT, REPETITION if self.repetition else "", self.terminator, "latin-1")


def from_una(una: bytes) -> ServiceCharacters | None:
    """What nine bytes from `UNA` on declare; None where they cannot part anything."""
    if len(una) < UNA_BYTES:
        return None
    component, element, decimal, release, repetition, terminator = list(una[3:UNA_BYTES].decode("latin-1"))
    parting = component + element + terminator
    if len(set(parting)) < len(parting) or any(c.isalnum() or c == " " for c in parting):
        return None
    marks = [
        mark if mark != " " and not mark.isalnum() and mark not in parting else "" for mark in (release, repetition)
    ]
    if marks[0] == marks[1]:
        marks[1] = ""
    return ServiceCharacters(component, element, decimal, marks[0], marks[1], terminator, declared=True)
