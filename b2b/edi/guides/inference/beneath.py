"""Lines from samples on a base: a line of a guide takes the place of what its base says, and must not weaken it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from b2b.edi.findings import Severity
from b2b.edi.guides.guide import Kind, Rule
from b2b.edi.guides.inference.evidence import Line, Standing
from b2b.edi.guides.place import Place

Beneath = Mapping[tuple[Place, Kind], Rule]


def beneath(rules: Iterable[Rule]) -> Beneath:
    """The rules of a base that lines may take the place of; checks add up, and samples know no conditions."""
    return {(rule.place, rule.kind): rule for rule in rules if rule.when is None and rule.kind is not Kind.CHECK}


def standing_on(found: Beneath, line: Line, standing: Standing) -> Standing:
    """What becomes of a line. What the base says already is not said again; what is narrower and only remarked would
    end what the base asks for, so that it is a comment; what is wider the samples have against the base.
    """
    rule = found.get((line.at, line.kind))
    if rule is None or standing is Standing.UNSAID:
        return standing
    if standing is Standing.RULE:
        return Standing.UNSAID if rule.severity is Severity.ERROR and _same(line, rule) else standing
    if _same(line, rule):
        return Standing.UNSAID
    return Standing.THOUGHT if _narrower(line, rule) else standing


def _same(line: Line, rule: Rule) -> bool:
    if line.kind is Kind.CODES and isinstance(line.value, tuple) and isinstance(rule.value, tuple):
        return set(line.value) == set(rule.value)
    return line.value == rule.value


def _narrower(line: Line, rule: Rule) -> bool:
    if not isinstance(line.value, tuple) or not isinstance(rule.value, tuple):
        return False
    if line.kind is Kind.CODES:
        return set(line.value) < set(rule.value)
    (least, most), (lower, upper) = line.value, rule.value
    return int(lower) <= int(least) and int(most) <= int(upper)
