"""Documents as the bodies of sets and messages: which one a document becomes, and how much of it that can say."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from b2b.documents import Document
from b2b.edi.edifact import mappings as edifact
from b2b.edi.schema import Release
from b2b.edi.x12 import mappings as x12
from b2b.edi.x12.mappings import Context, Mapping
from b2b.errors import LogicalError, NotWritable
from b2b.translation.carried import Carried, carry
from b2b.translation.converted import Converted
from b2b.translation.form import Form
from b2b.translation.naming import in_words
from b2b.translation.source import ACKNOWLEDGMENTS, Interchange, Read, Refused


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a set or message, and the message of the source that it was."""

    read: Read
    kind: str
    carried: Carried[list[list[str]]]

    def numbered(self, number: str) -> Converted:
        """What came of the message, under its new control number."""
        one, carried = self.read, self.carried
        return Converted(one.kind, one.number, self.kind, number, carried.document, one.leftovers, carried.losses)


def bodies(source: Interchange, form: Form, context: Context) -> tuple[list[Body], list[Refused]]:
    """The messages of an interchange in the order of the file, and those that the release of `context` cannot say."""
    written: list[Body] = []
    refused: list[Refused] = []
    for one in source.messages:
        if isinstance(one, Refused):
            continue
        try:
            written.append(_body(one, form, context))
        except LogicalError as error:
            refused.append(Refused(one.kind, one.number, str(error), error.next_step))
    return written, refused


def _body(one: Read, form: Form, context: Context) -> Body:
    """The first set or message for the document that can say what is essential in it: the general one, with the lower
    number, before that of an industry, so 850 before 875. NotWritable: there is none, or what keeps the first from it.
    """
    refusal: NotWritable | None = None
    for kind in _kinds(one, form, context.release):
        try:
            return Body(one, kind, carry(one.document, _writer(_mapping(form, kind), context)))
        except NotWritable as error:
            refusal = refusal or error
    assert refusal is not None
    raise refusal


def _kinds(one: Read, form: Form, release: Release) -> list[str]:
    """The sets or messages of a release that a message's document can become. NotWritable: there is none."""
    known = _by_document(form).get(type(one.document), ())
    found = [kind for kind in known if kind in release.sets]
    if not found:
        meant = f"{in_words(one.document)} ({one.kind})"
        lacking = f"{release.name} has no {' or '.join(known)}" if known else f"there is no message of {form.upper()}"
        raise NotWritable(f"{lacking} for {meant}", next_step="docs/translation.md lists what becomes what")
    return found


def characters(source: Interchange) -> frozenset[str]:
    """The characters in all texts of the documents."""
    read = (one.document for one in source.messages if isinstance(one, Read))
    return frozenset().union(*(text for document in read for text in _texts(document)))


def _mapping(form: Form, kind: str) -> Mapping:
    return edifact.for_message(kind) if form is Form.EDIFACT else x12.for_set(kind)


def _writer(mapping: Mapping, context: Context) -> Callable[[Document], list[list[str]]]:
    return lambda document: mapping.write(document, context)


@cache
def _by_document(form: Form) -> dict[type, tuple[str, ...]]:
    """The sets or messages by the document that their mapping writes, as its signature says it."""
    kinds = edifact.messages() if form is Form.EDIFACT else x12.sets()
    found: dict[type, tuple[str, ...]] = {}
    for kind in kinds:
        if kind not in ACKNOWLEDGMENTS:
            for document in _written_by(_mapping(form, kind).write):
                found[document] = (*found.get(document, ()), kind)
    return found


def _written_by(write: Callable[..., Any]) -> tuple[type, ...]:
    hint = next(hint for name, hint in typing.get_type_hints(write).items() if name not in ("context", "return"))
    return typing.get_args(hint) or (hint,)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))
