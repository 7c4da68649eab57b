"""A partner's files run through the whole gateway in a scratch workspace, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import OrderResponse, json_form
from b2b.documents.order_response import LineStatus
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.x12.validate import validate_bytes
from b2b.gateway import dispatcher
from b2b.onboarding.goods import orders
from b2b.onboarding.scratch import Scratch, Surroundings, scratch
from b2b.store import blobs
from b2b.store.states import Direction, LinkKind, Verdict
from b2b.store.tables import ExceptionCase, Exchange, Group, Interchange, Link, Transmission

_ACCEPTED = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_ERRORS)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, in words: `line` is the guide's line that is broken, "" where it is the standard."""

    severity: str
    code: str
    place: str
    message: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A line of an order and what is answered: a status with quantity and reason for each part."""

    number: str
    items: str
    ordered: str
    answers: tuple[tuple[LineStatus, str, str], ...]


@dataclass(frozen=True, slots=True)
class SetRun:
    """One transaction set that came in: its verdict and findings, how far it was worked, the answer line by line."""

    set_id: str
    control_number: str
    about: str
    verdict: str
    findings: tuple[Found, ...]
    processing: str
    reason: str
    decided: tuple[Decided, ...]

    @property
    def accepted(self) -> bool:
        """Whether the set was taken."""
        return self.verdict in _ACCEPTED

    @property
    def refused_lines(self) -> int:
        """Lines of an order that are rejected in whole or in part."""
        return sum(any(status is LineStatus.REJECTED for status, _, _ in one.answers) for one in self.decided)


@dataclass(frozen=True, slots=True)
class Written:
    """A file that would go to the partner."""

    sets: tuple[str, ...]
    content: bytes

    @property
    def acknowledges(self) -> bool:
        """Whether it holds acknowledgments and nothing else."""
        return all(one in ("997", "999", "TA1") for one in self.sets)


@dataclass(frozen=True, slots=True)
class FileRun:
    """What came of a file: `findings` are those of its envelopes, `troubles` what a person would have to look at."""

    name: str
    verdict: str
    findings: tuple[Found, ...]
    sets: tuple[SetRun, ...]
    written: tuple[Written, ...]
    troubles: tuple[tuple[str, str], ...]

    @property
    def rejected(self) -> bool:
        """Whether the file, one of its sets, or a line of an order is refused."""
        refused = any(not one.accepted or one.refused_lines for one in self.sets)
        return refused or self.verdict not in _ACCEPTED


def run(partner: Mapping[str, Any], where: str, samples: Sequence[Sample], around: Surroundings) -> list[FileRun]:
    """Run the samples one after the other, as if the partner had sent them in this order; those that repeat a control
    number or an order of another one in a scratch workspace of their own, because samples are often made of one file.

    Nothing outside the scratch workspaces is changed. Errors: as `scratch.scratch`.
    """
    done: dict[int, FileRun] = {}
    for round_ in _rounds(samples):
        with scratch(partner, where, around) as there:
            done |= {at: _run(there, samples[at]) for at in round_}
    return [done[at] for at in sorted(done)]


def _rounds(samples: Sequence[Sample]) -> list[list[int]]:
    """Which samples can be tried in one workspace, by their places in the list."""
    rounds: list[tuple[list[int], set[str]]] = []
    for at, sample in enumerate(samples):
        report = validate_bytes(sample.data)
        keys = {f"ISA13 {one.result.header.control_number}" for one in report.interchanges}
        keys |= {f"order {order.number}" for order in orders([report])}
        fitting = next((one for one in rounds if one[1].isdisjoint(keys)), None)
        if fitting is None:
            rounds.append(([at], keys))
        else:
            fitting[0].append(at)
            fitting[1].update(keys)
    return [places for places, _ in rounds]


def _run(there: Scratch, sample: Sample) -> FileRun:
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
        findings, verdict = _envelopes(session, came)
        query = select(Exchange).where(col(Exchange.transmission_id) == came).order_by(col(Exchange.number))
        sets = tuple(_set_run(session, row) for row in session.exec(query))
    return FileRun(sample.name, verdict, findings, sets, tuple(sent), tuple(troubles))


def _sets_in(session: Session, transmission: str) -> tuple[str, ...]:
    query = select(Exchange.set_id).where(col(Exchange.transmission_id) == transmission).order_by(col(Exchange.number))
    return tuple(session.exec(query))


def _envelopes(session: Session, transmission: str) -> tuple[tuple[Found, ...], str]:
    """Findings of interchanges and groups, and the worst verdict."""
    interchanges = session.exec(select(Interchange).where(col(Interchange.transmission_id) == transmission)).all()
    ids = [row.id for row in interchanges]
    groups = session.exec(select(Group).where(col(Group.interchange_id).in_(ids))).all()
    found = [_found(one) for row in interchanges for one in row.findings]
    found += [_found(one) for group in groups for one in group.findings]
    verdicts = [row.verdict for row in interchanges] + [group.verdict for group in groups]
    order = (Verdict.REJECTED, Verdict.UNSUPPORTED, Verdict.ACCEPTED_WITH_ERRORS, Verdict.ACCEPTED)
    return tuple(found), next((one for one in order if one in verdicts), "not readable")


def _set_run(session: Session, row: Exchange) -> SetRun:
    return SetRun(
        set_id=row.set_id,
        control_number=row.control_number,
        about=row.business_key or "",
        verdict=row.verdict or "",
        findings=tuple(_found(one) for one in row.findings),
        processing=row.processing,
        reason=row.reason,
        decided=_decided(session, row),
    )


def _decided(session: Session, row: Exchange) -> tuple[Decided, ...]:
    query = (
        select(Exchange)
        .join(Link, col(Link.from_exchange) == col(Exchange.id))
        .where(col(Link.to_exchange) == row.id, col(Link.kind) == LinkKind.ANSWERS)
    )
    for answer in session.exec(query):
        document = json_form.from_json(answer.document) if answer.document else None
        if isinstance(document, OrderResponse):
            return tuple(
                Decided(
                    line.number,
                    ", ".join(f"{id.qualifier or id.scheme} {id.value}" for id in line.items),
                    f"{line.ordered.value.normalize():f} {line.ordered.unit}",
                    tuple((one.status, f"{one.quantity.value.normalize():f}", one.reason) for one in line.answers),
                )
                for line in document.lines
            )
    return ()


def _found(one: Mapping[str, Any]) -> Found:
    element = f"{one['element']:02d}" if one.get("element") else ""
    segment = f"{one.get('segment') or ''}{element}"
    position = f"segment {one['position']}" if one.get("position") else ""
    place = ", ".join(filter(None, (segment, position)))
    return Found(str(one["severity"]), str(one["code"]), place, str(one["message"]), str(one.get("guide") or ""))
