"""What lines ask of the elements of one segment, as one function for each number of elements that it may come with."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from b2b.edi.guides.guide import Kind, Rule, Usage

Fits = Callable[[str], bool]
Broken = Callable[[Sequence[str]], bool]

# The number of elements comes from messages, which may have more than any segment may.
_MOST_FORMS = 100


def fits(rule: Rule) -> Fits:
    """Whether a value is what a line on an element, or component, asks for."""
    if rule.value is Usage.REQUIRED:
        return bool
    if rule.value is Usage.NOT_USED:
        return operator.not_
    if rule.kind is Kind.CODES and isinstance(rule.value, tuple):
        return frozenset({"", *map(str, rule.value)}).__contains__
    if rule.kind is Kind.LENGTH and isinstance(rule.value, tuple):
        least, most = map(int, rule.value)
        return lambda value: not value or least <= len(value) <= most
    return lambda value: True


class Forms(dict[int, Broken | None]):
    """By the number of elements of a segment, its id among them, whether it breaks a line; None where it cannot.

    `component` parts components, "" where nothing does.
    """

    def __init__(self, rules: Sequence[Rule], component: str) -> None:
        self._rules, self._component = rules, component

    def __missing__(self, length: int) -> Broken | None:
        form = _form(self._rules, length, self._component)
        if len(self) < _MOST_FORMS:
            self[length] = form
        return form


def _form(rules: Sequence[Rule], length: int, component: str) -> Broken | None:
    missing = [rule for rule in rules if _element(rule) >= length]
    if any(rule.value is Usage.REQUIRED for rule in missing):
        return lambda elements: True
    there = [rule for rule in rules if _element(rule) < length and rule.value is not Usage.OPTIONAL]
    whole = [rule for rule in there if rule.place.component is None]
    needed = {_element(rule) for rule in whole if rule.value is Usage.REQUIRED}
    unused = {_element(rule) for rule in whole if rule.value is Usage.NOT_USED}
    codes = _listed(whole, needed)
    tests = [(_element(rule), fits(rule)) for rule in whole if rule.kind is Kind.LENGTH]
    tests += _of_components([rule for rule in there if rule.place.component is not None], component).items()
    if not (needed or unused or codes or tests):
        return None
    return _broken(_all_of(needed - set(codes)), _all_of(unused), list(codes.items()), tests)


def _broken(
    needed: Values | None,
    unused: Values | None,
    codes: Sequence[tuple[int, frozenset[str]]],
    tests: Sequence[tuple[int, Fits]],
) -> Broken:
    def broken(elements: Sequence[str]) -> bool:
        if needed is not None and not all(needed(elements)):
            return True
        if unused is not None and any(unused(elements)):
            return True
        for number, listed in codes:
            if elements[number] not in listed:
                return True
        for number, fit in tests:  # noqa: SIM110 - asked of every segment
            if not fit(elements[number]):
                return True
        return False

    return broken


def _listed(rules: Sequence[Rule], needed: Set[int]) -> dict[int, frozenset[str]]:
    """The values that elements with a list of codes may have, "" among them where they need not be there."""
    found: dict[int, frozenset[str]] = {}
    for rule in rules:
        if rule.kind is Kind.CODES and isinstance(rule.value, tuple):
            number, codes = _element(rule), frozenset(map(str, rule.value))
            found[number] = found.get(number, codes) & codes
    return {number: codes if number in needed else codes | {""} for number, codes in found.items()}


Values = Callable[[Sequence[str]], tuple[str, ...]]


def _all_of(numbers: Iterable[int]) -> Values | None:
    """Gives these elements at once."""
    first, *rest = sorted(numbers) or [0]
    if not first:
        return None
    return operator.itemgetter(first, *(rest or [first]))


def _of_components(rules: Sequence[Rule], component: str) -> Mapping[int, Fits]:
    """The tests of the elements that rules on components speak of."""
    by_element: defaultdict[int, list[tuple[int, Fits]]] = defaultdict(list)
    for rule in rules:
        by_element[_element(rule)].append(((rule.place.component or 1) - 1, fits(rule)))
    return {number: _parted(tests, component) for number, tests in by_element.items()}


def _parted(tests: Sequence[tuple[int, Fits]], component: str) -> Fits:
    last = max(number for number, _ in tests)

    def fit(value: str) -> bool:
        parts = value.split(component) if component else [value]
        if len(parts) <= last:
            parts += [""] * (last + 1 - len(parts))
        for number, one in tests:  # noqa: SIM110 - asked of every segment
            if not one(parts[number]):
                return False
        return True

    return fit


def _element(rule: Rule) -> int:
    return rule.place.element or 0
