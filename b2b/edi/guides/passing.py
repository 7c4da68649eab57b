"""A set, walked once: what breaks the lines of a guide that have no condition, and what the others look at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from b2b.edi.engine.placing import start
from b2b.edi.guides.message import LoopThere
from b2b.edi.guides.plan import LoopPlan
from b2b.edi.schema import SetSchema

# So many breaches of one line are told.
OF_A_LINE = 20


class Breach(NamedTuple):
    """Where a line is broken: `at` which segment (ST is 0) in the loop of which path; where something is missing, at
    the first segment of the loop that lacks it. `times`: how often it stands there, where it may not so often.
    """

    at: int
    path: str
    times: int = 0


class Breaches(dict[int, list[Breach]]):
    """The breaches of each line, by its number in the guide: the first ones, in the order of the set."""

    def note(self, number: int, where: Breach) -> bool:
        """Add one to a line, and say whether more may be added."""
        known = self.setdefault(number, [])
        if len(known) < OF_A_LINE:
            known.append(where)
        return len(known) < OF_A_LINE


class _Open:
    """A loop that is open: what is asked of it, the bits of what it still lacks, and `there` where conditions look at
    it. `counted` are the segments that may come only so often, by line, number and path.
    """

    __slots__ = ("at", "choices", "counted", "lacks", "plan", "there")

    def __init__(self, plan: LoopPlan, at: int, there: LoopThere | None) -> None:
        self.plan, self.at, self.there = plan, at, there
        self.choices, self.lacks = plan.choices, plan.needed
        self.counted: dict[tuple[int, int, str], list[int]] | None = None

    def count(self, limits: Sequence[tuple[int, int]], at: int, path: str) -> None:
        """One more of what may come only so often."""
        if self.counted is None:
            self.counted = {}
        for number, most in limits:
            self.counted.setdefault((number, most, path), []).append(at)


_UNASKED = _Open(LoopPlan((), "", ""), 0, None)


def passed(
    plan: LoopPlan, segments: Sequence[Sequence[str]], schema: SetSchema, component: str
) -> tuple[LoopThere, Breaches]:
    """The set with what conditions look at, and the breaches of the lines in the plan."""
    message, breaches = LoopThere("", segments[0], 0, component), Breaches()
    spot, loops, last = start(schema), [_Open(plan, 0, message)], 0
    for index, segment in enumerate(segments):
        move = spot[segment[0]]
        if move is None:
            continue
        spot, depth, name, begins = move
        while last > depth:
            closed = loops.pop()
            last -= 1
            if closed.lacks or closed.counted:
                _close(closed, breaches)
        around = loops[depth]
        choice = around.choices.get(name)
        if choice is None:
            if begins:
                loops.append(_UNASKED)
                last += 1
            continue
        asked = choice.only or choice.of(segment)
        around.lacks &= asked.others
        there = around.there if asked.kept else None
        if begins:
            below = asked.below
            if there is not None:
                there = there.begin(name, segment, index)
            loops.append(_Open(below, index, there) if below.choices else _UNASKED)
            last += 1
        elif there is not None:
            there.add(segment, index)
        broken = asked.forms[len(segment)]
        if broken is not None and broken(segment):
            where = Breach(index, asked.below.path if begins else around.plan.path)
            for number, fit, element in asked.elements:
                if not fit(element(segment)):
                    breaches.note(number, where)
        if asked.limits:
            around.count(asked.limits, index, asked.below.path if begins else around.plan.path)
        for number in asked.unused:
            breaches.note(number, Breach(index, asked.below.path if begins else around.plan.path))
    for closed in reversed(loops):
        _close(closed, breaches)
    return message, breaches


def _close(loop: _Open, breaches: Breaches) -> None:
    for bit, number in loop.plan.missing:
        if loop.lacks & bit:
            breaches.note(number, Breach(loop.at, loop.plan.path))
    for (number, most, path), there in (loop.counted or {}).items():
        if len(there) > most:
            breaches.note(number, Breach(there[most], path, len(there)))
