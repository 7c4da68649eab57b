"""A guide's word on a set, made ready once: a plan for the lines that tell at once, and questions for the others."""

from __future__ import annotations

from dataclasses import dataclass

from b2b.edi.guides.conditions import Conditional, conditional, keep
from b2b.edi.guides.guide import GuideSet, Kind, Rule
from b2b.edi.guides.place import Step
from b2b.edi.guides.plan import Branch, LoopPlan
from b2b.edi.guides.sight import MessageSight
from b2b.edi.schema import Loop, Row, SetSchema


@dataclass(frozen=True, slots=True)
class CompiledGuide:
    """The lines of a guide on one set; `plan` has those without conditions."""

    guide: GuideSet
    plan: LoopPlan
    conditional: tuple[Conditional, ...]


_compiled: dict[tuple[int, str, str], CompiledGuide] = {}
_MOST = 256  # component separators come from files: no more than this many variants are kept


def compile_guide(guide: GuideSet, schema: SetSchema, component: str) -> CompiledGuide:
    """The compiled guide, made once as long as the guide is in use; `component` parts components."""
    key = (id(guide), schema.hash, component)
    known = _compiled.get(key)
    if known is None or known.guide is not guide:
        if len(_compiled) >= _MOST:
            _compiled.clear()
        known = _compiled[key] = _made(guide, schema, component)
    return known


def _made(guide: GuideSet, schema: SetSchema, component: str) -> CompiledGuide:
    root, sight = Branch(), MessageSight(schema, component)
    questions = []
    for number, rule in enumerate(guide.rules):
        if rule.when is None and rule.kind is not Kind.CHECK and _tells_at_once(rule, schema):
            root.at(rule.place.steps).lines.append((number, rule))
        else:
            questions.append(conditional(number, rule, sight, component))
            keep(root, rule)
    return CompiledGuide(guide, LoopPlan([root], "", component), tuple(questions))


def _tells_at_once(rule: Rule, schema: SetSchema) -> bool:
    """Whether a segment that comes is surely what a line speaks of. It is not where the segment that begins a loop is
    looked for in that loop, or where an id means a loop and, where there is none of that kind, a segment.
    """
    loop = schema.root
    for step in rule.place.steps:
        inner = _loop_inside(loop, step)
        rows = [item for item in loop.items if isinstance(item, Row) and item.segment.id == step.tag]
        if bool(rows) is (inner is not None) or (rows and loop.path and rows[0] is loop.items[0]):
            return False
        if inner is None:
            return step.id == step.tag and step is rule.place.steps[-1]
        loop = inner
    return True


def _loop_inside(loop: Loop, step: Step) -> Loop | None:
    path = f"{loop.path}/{step.id}" if loop.path else step.id
    return next((item for item in loop.items if isinstance(item, Loop) and item.path == path), None)
