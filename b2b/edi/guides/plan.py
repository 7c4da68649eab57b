"""What a guide asks of each segment and loop as they come, told apart by what their elements say.

Lines without a condition are sorted into a tree of branches, by the steps of their places. Where a set is walked, a
loop that begins takes with it those branches that its first segment fits; what they ask together is put together once
and remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from b2b.edi.guides.forms import Forms, fits
from b2b.edi.guides.guide import Kind, Rule, Usage
from b2b.edi.guides.message import element_of
from b2b.edi.guides.place import Step

# Values that tell segments apart come from messages: no more of them are remembered for one place.
_MOST_KNOWN = 200


@dataclass(slots=True)
class Branch:
    """What is asked of a step, by the number of the line in the guide, and of the steps behind it.

    `kept`: conditions look at it.
    """

    lines: list[tuple[int, Rule]] = field(default_factory=list)
    kept: bool = False
    below: dict[Step, Branch] = field(default_factory=dict)

    def at(self, steps: Sequence[Step]) -> Branch:
        """The branch that steps lead to."""
        branch = self
        for step in steps:
            branch = branch.below.setdefault(step, Branch())
        return branch

    def keep(self, ids: Sequence[str]) -> None:
        """Conditions look at what these ids lead to."""
        branch = self
        for id in ids:
            # Where there is no loop of that id, it means segments.
            branch.at([Step(id.partition("-")[0])]).kept = True
            branch = branch.at([Step(id)])
            branch.kept = True


class Asked:
    """What is asked of a segment, or of the loop that it begins, once it is known which steps it fits.

    `others` are all bits but its own among those of what the loop around it needs. By the numbers of their lines:
    `unused` by which it must not be there, `limits` by which it may only so often, `elements` with what each asks of
    which element; `forms` put these together. `below` is what is asked of the loop.
    """

    __slots__ = ("below", "elements", "forms", "kept", "limits", "others", "unused")

    def __init__(self, branches: Sequence[tuple[Branch, int]], path: str, component: str) -> None:
        lines = sorted((line for branch, _ in branches for line in branch.lines), key=lambda line: line[0])
        whole = [(number, rule) for number, rule in lines if rule.place.element is None]
        of_elements = [(number, rule) for number, rule in lines if rule.place.element is not None]
        self.elements = [(number, fits(rule), element_of(rule.place, component)) for number, rule in of_elements]
        self.unused = [number for number, rule in whole if rule.value is Usage.NOT_USED]
        self.limits = [(number, rule.value) for number, rule in whole if isinstance(rule.value, int)]
        self.others = ~sum(bits for _, bits in branches)
        self.kept = any(branch.kept for branch, _ in branches)
        self.forms = Forms([rule for _, rule in of_elements], component)
        self.below = LoopPlan([branch for branch, _ in branches], path, component)


class LoopPlan:
    """What is asked of a loop of that path: `choices` by the id of what comes in it; `needed` are the bits of what must
    be there, `missing` the numbers of the lines by which it must.
    """

    __slots__ = ("choices", "missing", "needed", "path")

    def __init__(self, branches: Sequence[Branch], path: str, component: str) -> None:
        self.path = path
        self.missing: list[tuple[int, int]] = []
        edges: defaultdict[str, list[tuple[Step, Branch, int]]] = defaultdict(list)
        for branch in branches:
            for step, below in branch.below.items():
                edges[step.id].append((step, below, self._bits(below)))
        inside = f"{path}/" if path else ""
        self.choices = {id: Choice(found, f"{inside}{id}", component) for id, found in edges.items()}
        self.needed = sum(bit for bit, _ in self.missing)

    def _bits(self, branch: Branch) -> int:
        bits = 0
        for number, rule in branch.lines:
            if rule.kind is Kind.USE and rule.value is Usage.REQUIRED and rule.place.element is None:
                bit = 1 << len(self.missing)
                self.missing.append((bit, number))
                bits |= bit
        return bits


class Choice:
    """What is asked of a segment id, by the steps that a segment fits."""

    __slots__ = ("_by_fit", "_by_value", "_component", "_edges", "_number", "_path", "only")

    def __init__(self, edges: Sequence[tuple[Step, Branch, int]], path: str, component: str) -> None:
        self._edges, self._path, self._component = edges, path, component
        told = {(one.element, one.component) for step, _, _ in edges for one in step.qualifiers}
        self.only = self._asked((True,) * len(edges)) if not told else None
        # Nearly always one element tells, by itself or by its first component.
        ((element, part),) = told if len(told) == 1 else ((0, 0),)
        self._number = element if part == 1 else 0
        self._by_value: dict[str, Asked] = {}
        self._by_fit: dict[tuple[bool, ...], Asked] = {}

    def of(self, elements: Sequence[str]) -> Asked:
        """What is asked of this segment."""
        if self.only is not None:
            return self.only
        number = self._number
        if not number:
            return self._fitting(elements)
        value = elements[number] if number < len(elements) else ""
        if self._component and self._component in value:
            value = value.partition(self._component)[0]
        found = self._by_value.get(value)
        if found is None:
            found = self._fitting(elements)
            if len(self._by_value) < _MOST_KNOWN:
                self._by_value[value] = found
        return found

    def _fitting(self, elements: Sequence[str]) -> Asked:
        fit = tuple([step.tells(elements, self._component) for step, _, _ in self._edges])
        found = self._by_fit.get(fit)
        if found is None:
            found = self._by_fit[fit] = self._asked(fit)
        return found

    def _asked(self, fit: Sequence[bool]) -> Asked:
        chosen = [(branch, bits) for (_, branch, bits), fits in zip(self._edges, fit, strict=True) if fits]
        return Asked(chosen, self._path, self._component)
