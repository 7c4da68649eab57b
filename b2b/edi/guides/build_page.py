"""Builds the page of a transaction set: the schema, narrowed by a guide where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from b2b.edi.guides import narrowing
from b2b.edi.guides.guide import Guide, GuideSet, Kind, Rule, Usage
from b2b.edi.guides.narrowing import Narrowing, Steps
from b2b.edi.guides.page import Codes, Difference, ElementPart, Page, SegmentPart, Use
from b2b.edi.guides.place import Place, Qualifier, Step
from b2b.edi.guides.words import syntax_words
from b2b.edi.load import syntax_of
from b2b.edi.schema import Element, ElementUse, Loop, Release, Row, Segment, SetSchema

_USE = {"M": Use.REQUIRED, "O": Use.OPTIONAL}
# So many of the standard's own codes are shown on its page, and so many at most on that of a guide which says nothing
# of them.
_CODES, _FEW = 24, 12
_ENVELOPE = ("ST", "SE", "UNH", "UNT")


def standard_page(release: Release, set_id: str, example: Sequence[str] = ()) -> Page:
    """The page of a set as the standard has it: every segment, each explained where it first comes."""
    return _Builder(release, release.sets[set_id], None, None).page(example)


def guide_page(guide: Guide, release: Release, set_id: str, example: Sequence[str] = ()) -> Page:
    """The page of a set of a guide: what must be sent, and what the guide speaks of."""
    return _Builder(release, release.sets[set_id], guide, guide.sets[set_id]).page(example)


class _Builder:
    def __init__(self, release: Release, schema: SetSchema, guide: Guide | None, narrowed: GuideSet | None) -> None:
        self._schema, self._guide, self._set = schema, guide, narrowed
        self._rules: Sequence[Rule] = narrowed.rules if narrowed is not None else ()
        self._narrowing = Narrowing(self._rules, release.segments)
        self._release = release
        self._untouched: dict[str, tuple[str, ...]] = {}
        self._explained: dict[str, str] = {}

    def page(self, example: Sequence[str]) -> Page:
        guide, schema = self._guide, self._schema
        segments = tuple(self._inside(schema.root, (), 0))
        whole = self._narrowing.at(())
        notes = (guide.note, self._set.note) if guide is not None and self._set is not None else ()
        return Page(
            guide.name if guide is not None else "",
            guide.title if guide is not None else schema.name,
            schema.release,
            schema.id,
            schema.name,
            schema.functional_group,
            guide.bases if guide is not None else (),
            tuple(note for note in notes if note),
            segments,
            self._narrowing.remarks(whole),
            self._untouched,
            tuple(self._differences()),
            tuple(example),
        )

    def _inside(self, loop: Loop, steps: Steps, depth: int) -> Iterator[SegmentPart]:
        for number, item in enumerate(loop.items):
            if number == 0 and loop.path:
                continue
            variants = self._narrowing.variants(item, loop, steps)
            if not variants and (self._guide is None or item.usage == "M"):
                variants = [Step(narrowing.name_of(item))]
            if not variants and not self._told_apart(loop, steps):
                around = str(Place(steps))
                self._untouched[around] = (*self._untouched.get(around, ()), narrowing.name_of(item).replace("-", "#"))
            for step in variants:
                inner = (*steps, step)
                head = self._segment(item, inner, depth)
                yield head
                if isinstance(item, Loop) and head.use is not Use.NOT_USED:
                    yield from self._inside(item, inner, depth + 1)

    def _segment(self, item: Row | Loop, steps: Steps, depth: int) -> SegmentPart:
        row = item.trigger if isinstance(item, Loop) else item
        rules = self._narrowing.at(steps)
        standard, limit = _USE[item.usage], item.repeat if isinstance(item, Loop) else item.max
        # Of a segment that is told apart by a qualifier, the standard requires none.
        standard = Use.OPTIONAL if steps[-1].qualifiers else standard
        use = narrowing.usage(rules, standard)
        place = str(Place(steps))
        anchor = f"s{len(self._explained) + 1}"
        explained = row.segment.id if self._guide is None else place
        again = explained in self._explained
        plain = row.segment.id in _ENVELOPE and not any(rule.place.steps == steps for rule in self._rules)
        shown = not (again or use is Use.NOT_USED or plain)
        self._explained.setdefault(explained, anchor)
        elements = tuple(self._elements(row.segment, steps)) if shown else ()
        return SegmentPart(
            place,
            row.segment.id,
            row.segment.name,
            _meaning(row.segment, steps[-1].qualifiers),
            row.area,
            row.position,
            depth,
            isinstance(item, Loop),
            standard,
            use,
            limit,
            narrowing.most(rules, limit),
            elements,
            self._syntax(row.segment, elements),
            self._narrowing.remarks(rules),
            self._explained[explained],
        )

    def _told_apart(self, loop: Loop, steps: Steps) -> bool:
        """Whether this is a loop as such, beside those of its kind that lines tell apart: what may stand in these is
        told of them.
        """
        return bool(steps) and not steps[-1].qualifiers and self._narrowing.are_told_apart(steps)

    def _syntax(self, segment: Segment, elements: Sequence[ElementPart]) -> tuple[str, ...]:
        """The syntax notes that bind an element of which something is said."""
        said = {int(one.label[len(segment.id) :][:2]) for one in elements if one.mentioned}
        return tuple(syntax_words([str(note) for note in segment.notes if said & set(note.positions)], segment.id))

    def _elements(self, segment: Segment, steps: Steps) -> Iterator[ElementPart]:
        told = {one.at: one for one in steps[-1].qualifiers}
        for number, use in enumerate(segment.uses, start=1):
            label = f"{segment.id}{number:02d}"
            if use.composite is None:
                yield self._element(label, use, steps, (number, None), told.get((number, 1)))
                continue
            inner = [
                self._element(f"{label}-{n:02d}", one, steps, (number, n), told.get((number, n)))
                for n, one in enumerate(use.composite.uses, start=1)
            ]
            asked = [self._narrowing.at(steps, number, n) or told.get((number, n)) for n in range(1, len(inner) + 1)]
            part = self._composite(label, use, steps, number, said=any(asked))
            yield part
            if part.mentioned and part.use is not Use.NOT_USED:
                yield from inner

    def _composite(self, label: str, use: ElementUse, steps: Steps, number: int, *, said: bool) -> ElementPart:
        """A composite, which must be sent where a line asks for one of its components; `said`: of them lines speak."""
        part = self._element(label, use, steps, (number, None), None)
        asked = self._narrowing.asks_within(steps, number, use)
        agreed = Use.REQUIRED if asked and part.use is Use.OPTIONAL else part.use
        return replace(part, use=agreed, mentioned=part.mentioned or said)

    def _element(
        self, label: str, use: ElementUse, steps: Steps, at: tuple[int, int | None], told: Qualifier | None
    ) -> ElementPart:
        rules, element = self._narrowing.at(steps, *at), use.element
        standard = _USE[use.usage]
        agreed = narrowing.usage(rules, standard)
        if told is not None and agreed is Use.OPTIONAL:
            agreed = Use.REQUIRED
        named = element or use.composite
        own = _length(element)
        length = self._agreed_length(rules, element)
        return ElementPart(
            label,
            element.number if element is not None else use.composite.id if use.composite is not None else "",
            named.name if named is not None else "",
            element.type if element is not None else "",
            length,
            own if own != length else "",
            standard,
            agreed,
            self._codes(rules, element, told) if agreed is not Use.NOT_USED else None,
            self._narrowing.remarks(rule for rule in rules if not _is_idle(rule, agreed)),
            self._guide is None or bool(rules) or told is not None or agreed is not Use.OPTIONAL,
        )

    def _agreed_length(self, rules: Sequence[Rule], element: Element | None) -> str:
        if element is None:
            return ""
        least, most = element.min, element.max
        for rule in rules:
            if rule.kind is Kind.LENGTH and rule.when is None and isinstance(rule.value, tuple):
                least, most = max(least, int(rule.value[0])), min(most, int(rule.value[1]))
        return f"{least}–{most}" if least != most else str(least)

    def _codes(self, rules: Sequence[Rule], element: Element | None, told: Qualifier | None) -> Codes | None:
        if element is None:
            return None
        allowed = [rule.value for rule in rules if rule.kind is Kind.CODES and rule.when is None]
        allowed += [told.values] if told is not None else []
        meanings = element.codes if element.codes is not None else element.meanings
        if allowed:
            first = allowed[0] if isinstance(allowed[0], tuple) else ()
            both = [str(code) for code in first if all(isinstance(a, tuple) and code in a for a in allowed)]
            return Codes({code: meanings.get(code, "") for code in both})
        if element.codes is None:
            return None
        if self._guide is not None and len(element.codes) > _FEW:
            return Codes({}, len(element.codes))
        known = sorted(element.codes, key=lambda code: (not element.codes[code] if element.codes else True, code))
        return Codes({code: element.codes[code] for code in known[:_CODES]}, max(len(known) - _CODES, 0))

    def _differences(self) -> Iterator[Difference]:
        """What each line says of a place under a condition, in the order of the set."""
        lines: dict[tuple[Place, str, str], list[Rule]] = {}
        for rule in sorted(self._rules, key=lambda rule: _order(rule.place, self._schema)):
            source = f"{rule.guide} line {rule.line}"
            lines.setdefault((rule.place, source, self._narrowing.when(rule)), []).append(rule)
        for (place, source, when), rules in lines.items():
            element = self._element_of(place)
            standard = (self._of_standard(rule, element) for rule in rules)
            yield Difference(
                str(place) or ("the message" if syntax_of(self._schema.release) == "edifact" else "the set"),
                self._name(place, element),
                "; ".join(one for one in standard if one),
                "; ".join(self._narrowing.said(rule) for rule in rules),
                when,
                rules[0].say,
                source,
                rules[0].severity,
            )

    def _name(self, place: Place, element: ElementUse | None) -> str:
        if not place.steps:
            return self._schema.name
        if element is not None:
            named = element.element or element.composite
            return named.name if named is not None else ""
        return self._release.segments[place.steps[-1].tag].name

    def _element_of(self, place: Place) -> ElementUse | None:
        if place.element is None:
            return None
        use = self._release.segments[place.steps[-1].tag].uses[place.element - 1]
        inner = use.composite
        return inner.uses[place.component - 1] if inner is not None and place.component is not None else use

    def _of_standard(self, rule: Rule, use: ElementUse | None) -> str:
        """What the standard says of the same."""
        item = _found(rule.place, self._schema)[1]
        match rule.kind:
            case Kind.USE if use is not None:
                return _USE[use.usage].value
            case Kind.USE if item is not None and not rule.place.steps[-1].qualifiers:
                return _USE[item.usage].value
            case Kind.USE:
                return Use.OPTIONAL.value
            case Kind.TIMES if item is not None:
                limit = item.repeat if isinstance(item, Loop) else item.max
                return f"at most {'once' if limit == 1 else f'{limit:,} times'}" if limit else "any number"
            case Kind.CODES if use is not None and use.element is not None:
                return f"{len(use.element.codes):,} codes" if use.element.codes is not None else "any value"
            case Kind.LENGTH if use is not None and use.element is not None:
                return narrowing.characters(use.element.min, use.element.max)
        return ""


def _is_idle(rule: Rule, agreed: Use) -> bool:
    """Whether a rule asks under a condition for what is asked for without one."""
    return agreed is Use.REQUIRED and rule.value is Usage.REQUIRED and rule.when is not None


def _length(element: Element | None) -> str:
    if element is None:
        return ""
    return f"{element.min}–{element.max}" if element.min != element.max else str(element.min)


def _meaning(segment: Segment, qualifiers: Sequence[Qualifier]) -> str:
    """What the codes of qualifiers stand for."""
    told: list[str] = []
    for one in qualifiers:
        use = segment.uses[one.element - 1]
        element = (use.composite.uses[one.component - 1] if use.composite is not None else use).element
        if element is not None:
            meanings = element.codes if element.codes is not None else element.meanings
            told.append(" or ".join(meanings.get(code, "") or code for code in one.values))
    return ", ".join(told)


def _order(place: Place, schema: SetSchema) -> tuple[list[int], int, int]:
    """Where a place stands in the set: the whole set first, then as the standard has it."""
    return _found(place, schema)[0], place.element or 0, place.component or 0


def _found(place: Place, schema: SetSchema) -> tuple[list[int], Row | Loop | None]:
    """The index of each step of a place in its loop, and what is there."""
    path: list[int] = []
    item: Row | Loop | None = schema.root
    for step in place.steps:
        items = item.items if isinstance(item, Loop) else ()
        fitting = [n for n, one in enumerate(items) if narrowing.name_of(one) == step.id]
        loops = [n for n in fitting if isinstance(items[n], Loop)]
        if not fitting:
            return path, None
        path.append((loops or fitting)[0])
        item = items[path[-1]]
    return path, item
