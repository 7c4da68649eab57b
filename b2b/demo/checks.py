"""What must come out of the demo: each figure is compared and told, and one that differs ends it."""

from __future__ import annotations

from dataclasses import dataclass, field

from b2b.errors import Rejected


class DemoFailed(Rejected):
    """The demo is not what it should be."""


@dataclass(frozen=True, slots=True)
class Check:
    """A figure of the story: what it is, what it must be, what it is."""

    what: str
    expected: object
    found: object

    @property
    def holds(self) -> bool:
        """Whether it is what it must be."""
        return self.expected == self.found

    @property
    def said(self) -> str:
        """What it is, in words."""
        return "yes" if self.found is True else "no" if self.found is False else str(self.found)


@dataclass(slots=True)
class Checks:
    """All that was compared, in its order."""

    made: list[Check] = field(default_factory=list)
    _told: int = 0

    def equal(self, what: str, expected: object, found: object) -> None:
        """Compare a figure."""
        self.made.append(Check(what, expected, found))

    def news(self) -> list[Check]:
        """Those made since the last call."""
        fresh = self.made[self._told :]
        self._told = len(self.made)
        return fresh

    def require(self) -> None:
        """DemoFailed where a figure is not what it must be."""
        wrong = [f"{one.what}: {one.found}, but it must be {one.expected}" for one in self.made if not one.holds]
        if wrong:
            raise DemoFailed(
                "; ".join(wrong), where="b2b demo", next_step="what was written so far is in the folder of the demo"
            )
