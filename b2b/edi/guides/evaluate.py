"""What an expression comes to, seen from a place in a message.

An element that is not there has no value, and what is reckoned with no value has none either; a comparison with it is
neither true nor false, and a condition that is not false holds. So an optional element is checked where it is there:
whether it must be there is another line's business, or that of `present`.

An expression is made into functions once (`question`), and asked of as many places as there are. What it costs is
counted in steps: one for each part of it that is looked at, and one for each place that `count`, `sum`, `all`, `any`
and `present` see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast

from b2b.edi.guides.expression import Reference
from b2b.edi.guides.reckoning import Value

# So many steps an expression may take in one message, wherever it is asked.
STEPS = 2_000_000

ScopeT = TypeVar("ScopeT")
FoundT = TypeVar("FoundT")


class TooCostly(Exception):
    """An expression took more steps than it may."""


class Inquiry(Generic[ScopeT]):
    """What is asked about one message: the message itself, from which absolute places are seen, and the steps that are
    left for it.
    """

    __slots__ = ("_known", "left", "message")

    def __init__(self, message: ScopeT, steps: int) -> None:
        self.message, self.left = message, steps
        self._known: dict[object, tuple[ScopeT, object]] = {}

    def spend(self, steps: int) -> None:
        """TooCostly where there are none left."""
        self.left -= steps
        if self.left < 0:
            raise TooCostly

    def seen(self, look: Callable[[ScopeT], FoundT], around: ScopeT) -> FoundT:
        """What is found there; as long as the same is asked from the same scope, it is not looked for again."""
        known = self._known.get(look)
        if known is None or known[0] is not around:
            known = self._known[look] = (around, look(around))
        return cast(FoundT, known[1])


Asked = Callable[[ScopeT, Inquiry[ScopeT]], Value]
Text = Callable[[ScopeT, Inquiry[ScopeT]], str | None]
Each = Callable[[ScopeT, Inquiry[ScopeT]], Sequence[ScopeT]]


class Sight(Protocol[ScopeT]):
    """What the places in an expression mean, seen from a scope: a place in a message."""

    def value(self, reference: Reference) -> Text[ScopeT]:
        """Gives the element, of the first that is meant, a number with a point; None where it is not there or empty."""
        ...

    def each(self, reference: Reference) -> Each[ScopeT]:
        """Gives every segment or loop that is meant, or every place with that element."""
        ...

    def is_number(self, reference: Reference) -> bool:
        """Whether the element holds a number."""
        ...


@dataclass(frozen=True, slots=True)
class Question(Generic[ScopeT]):
    """An expression, ready to be asked; `steps` it takes at least, which `asked` does not spend."""

    steps: int
    asked: Asked[ScopeT]

    def value(self, scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        """What it comes to; None where that cannot be said. TooCostly."""
        inquiry.spend(self.steps)
        return self.asked(scope, inquiry)

    def holds(self, scope: ScopeT, inquiry: Inquiry[ScopeT]) -> bool:
        """Whether a condition is not false. TooCostly."""
        return self.value(scope, inquiry) is not False

    def is_true(self, scope: ScopeT, inquiry: Inquiry[ScopeT]) -> bool:
        """Whether a condition is true: what a line depends on. TooCostly."""
        return self.value(scope, inquiry) is True
