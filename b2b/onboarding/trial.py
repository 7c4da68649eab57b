"""A partner's files run through the whole gateway in a scratch workspace, and what came of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import PureWindowsPath
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import OrderResponse, json_form
from b2b.documents.order_response import ResponseLine
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.validation import validate_bytes
from b2b.gateway import dispatcher
from b2b.gateway.rehearsing import UNDECIDED
from b2b.onboarding.goods import orders
from b2b.onboarding.outcome import Decided, FileRun, Found, InterchangeRun, SetRun, Written
from b2b.onboarding.scratch import Scratch, Surroundings, empty_database, scratch
from b2b.store import blobs
from b2b.store.states import Direction, LinkKind, Processing, Verdict
from b2b.store.tables import ExceptionCase, Exchange, Group, Interchange, Link, Transmission

_WORST_FIRST = (Verdict.REJECTED, Verdict.UNSUPPORTED, Verdict.ACCEPTED_WITH_ERRORS, Verdict.ACCEPTED)
# How messages of the gateway name what came in, maybe behind its set and control number.
_DOCUMENT = re.compile(r"(?P<before>[^\s:]+ [^\s:]+: )?\bdocument (?P<number>\d{1,9})\b")


def run(partner: Mapping[str, Any], where: str, samples: Sequence[Sample], around: Surroundings) -> list[FileRun]:
    """Run the samples one after the other, as if the partner had sent them in this order; those that repeat a control
    number or an order of another one in a scratch workspace of their own, because samples are often made of one file.

    Nothing outside the scratch workspaces is changed. Errors: as `scratch.scratch`.
    """
    done: dict[int, FileRun] = {}
    with empty_database() as empty:
        for round_ in _rounds(samples):
            with scratch(partner, where, around, empty) as there:
                done |= {at: _run(there, samples[at], around.unpriced) for at in round_}
    return [done[at] for at in sorted(done)]


def _rounds(samples: Sequence[Sample]) -> list[list[int]]:
    """Which samples can be tried in one workspace, by their places in the list."""
    rounds: list[tuple[list[int], set[str]]] = []
    for at, sample in enumerate(samples):
        report = validate_bytes(sample.data)
        keys = {f"interchange {one.result.header.control_number}" for one in report.interchanges}
        keys |= {f"order {order.number}" for order in orders([report])}
        fitting = next((one for one in rounds if one[1].isdisjoint(keys)), None)
        if fitting is None:
            rounds.append(([at], keys))
        else:
            fitting[0].append(at)
            fitting[1].update(keys)
    return [places for places, _ in rounds]


def _run(there: Scratch, sample: Sample, unpriced: Collection[str]) -> FileRun:
    store = there.gateway.store
    with store.read() as session:
        before = {table: set(session.exec(select(table.id))) for table in (Transmission, ExceptionCase)}
    came = there.take_in(sample.name, sample.data)
    dispatcher.run_once(there.gateway)
    with store.read() as session:
        sent = [
            Written(_sets_in(session, row.id), blobs.get(session, store, row.blob_sha256))
            for row in session.exec(select(Transmission).order_by(col(Transmission.number)))
            if row.direction == Direction.OUT and row.id not in before[Transmission]
        ]
        troubles = [
            (row.code, row.message)
            for row in session.exec(select(ExceptionCase).order_by(col(ExceptionCase.number)))
            if row.id not in before[ExceptionCase]
        ]
        return _file_run(session, sample.name, came, unpriced, sent, troubles)


def _sets_in(session: Session, transmission: str) -> tuple[str, ...]:
    query = select(Exchange.set_id).where(col(Exchange.transmission_id) == transmission).order_by(col(Exchange.number))
    return tuple(session.exec(query))


def _file_run(
    session: Session,
    name: str,
    transmission: str,
    unpriced: Collection[str],
    sent: Sequence[Written],
    troubles: Sequence[tuple[str, str]],
) -> FileRun:
    of_file = col(Interchange.transmission_id) == transmission
    interchanges = session.exec(select(Interchange).where(of_file).order_by(col(Interchange.offset))).all()
    groups = session.exec(
        select(Group).where(col(Group.interchange_id).in_([row.id for row in interchanges])).order_by(col(Group.id))
    ).all()
    left = {message for _, message in troubles}
    runs: dict[str | None, list[SetRun]] = {}
    query = select(Exchange).where(col(Exchange.transmission_id) == transmission).order_by(col(Exchange.number))
    rows = session.exec(query).all()
    names = {row.number: f"{row.set_id} {row.control_number}".rstrip() for row in rows}
    for row in rows:
        one = _set_run(session, row, unpriced, left)
        runs.setdefault(row.interchange_id, []).append(replace(one, reason=_named(one.reason, name, names)))
    found = [_found(one) for row in interchanges for one in row.findings]
    found += [_found(one) for group in groups for one in group.findings]
    verdicts = [row.verdict for row in interchanges] + [group.verdict for group in groups]
    verdicts += [one.verdict for one in runs.get(None, ())]
    return FileRun(
        name=name,
        verdict=next((one for one in _WORST_FIRST if one in verdicts), "not readable"),
        findings=tuple(found),
        interchanges=tuple(
            InterchangeRun(
                row.control_number, row.verdict or "", row.test, bool(row.duplicate_of), tuple(runs.get(row.id, ()))
            )
            for row in interchanges
        ),
        whole=tuple(runs.get(None, ())),
        written=tuple(sent),
        troubles=tuple((code, _named(message, name, names)) for code, message in troubles),
    )


def _named(text: str, file: str, names: Mapping[int, str]) -> str:
    """A text in which the sets of the file go by its name and theirs: their numbers in a scratch workspace mean nothing
    outside it.
    """

    def name(found: re.Match[str]) -> str:
        known, before = names.get(int(found["number"])), found["before"] or ""
        if known is None:
            return found[0]
        return f"{'' if before == f'{known}: ' else before}{PureWindowsPath(file).name}, {known}"

    return _DOCUMENT.sub(name, text)


def _set_run(session: Session, row: Exchange, unpriced: Collection[str], left: Collection[str]) -> SetRun:
    never_read = row.document is None and row.processing == Processing.DONE
    return SetRun(
        set_id=row.set_id,
        control_number=row.control_number,
        about=row.business_key or "",
        verdict=row.verdict or "",
        findings=tuple(_found(one) for one in row.findings),
        processing=row.processing,
        reason=row.reason,
        decided=_decided(session, row, unpriced),
        undecided=row.test and (never_read or row.reason.startswith(UNDECIDED)),
        left=row.processing == Processing.DONE and row.reason in left,
        unread=row.document is None,
    )


def _decided(session: Session, row: Exchange, unpriced: Collection[str]) -> tuple[Decided, ...]:
    query = (
        select(Exchange)
        .join(Link, col(Link.from_exchange) == col(Exchange.id))
        .where(col(Link.to_exchange) == row.id, col(Link.kind) == LinkKind.ANSWERS)
    )
    for answer in session.exec(query):
        document = json_form.from_json(answer.document) if answer.document else None
        if isinstance(document, OrderResponse):
            return tuple(_line(line, document.currency, unpriced) for line in document.lines)
    return ()


def _line(line: ResponseLine, currency: str, unpriced: Collection[str]) -> Decided:
    no_price = line.unit_price is not None and any(id.value.strip() in unpriced for id in line.items)
    return Decided(
        line.number,
        ", ".join(f"{id.qualifier or id.scheme} {id.value}" for id in line.items),
        f"{line.ordered.value.normalize():f} {line.ordered.unit}".rstrip(),
        tuple((one.status, f"{one.quantity.value.normalize():f}", one.reason) for one in line.answers),
        f"{line.unit_price:f} {currency}" if no_price else "",
    )


def _found(one: Mapping[str, Any]) -> Found:
    element = f"{one['element']:02d}" if one.get("element") else ""
    segment = f"{one.get('segment') or ''}{element}"
    position = f"segment {one['position']}" if one.get("position") else ""
    place = ", ".join(filter(None, (segment, position)))
    return Found(str(one["severity"]), str(one["code"]), place, str(one["message"]), str(one.get("guide") or ""))
