"""Process A: a transmission becomes interchanges, groups and exchanges with verdicts; acknowledgments are made.

The bytes are checked outside of any transaction; everything they say is then stored in one. No business decision is
waited for.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, insert, or_, update
from sqlmodel import Session, col, select

from b2b.edi.findings import Finding, Severity, Verdict
from b2b.errors import LogicalError, Superseded, TechnicalError
from b2b.gateway import (
    acknowledging,
    addressing,
    advising,
    file_reading,
    intake_rows,
    reconcile,
    repeats,
    whole_files,
    wires,
)
from b2b.gateway.addressing import Misaddressed
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.examination import FoundFile, FoundGroup, FoundInterchange, examine, first_error
from b2b.gateway.exceptions import open_for, settle, unforeseen
from b2b.gateway.guides import Agreed
from b2b.gateway.stops import Stop, set_stop
from b2b.gateway.waiting import backoff
from b2b.gateway.wires.habits import Duplicates
from b2b.store import audit, blobs, cases, counters, parties
from b2b.store.agreements import current_agreements
from b2b.store.settings import PartnerSettings
from b2b.store.states import Delivery, Direction, Processing
from b2b.store.tables import Exchange, Group, Interchange, Partner, Transmission

UNPROCESSED = "internal-error"
CONFLICT = "control-number-conflict"
_RECEIVED = and_(col(Transmission.direction) == Direction.IN, col(Transmission.delivery) == Delivery.RECEIVED)


def process_received(gateway: Gateway) -> int:
    """Process every transmission that is due, oldest first; how many there were."""
    due = or_(col(Transmission.due_at).is_(None), col(Transmission.due_at) <= gateway.clock.now())
    with gateway.store.read() as session:
        query = select(Transmission.id).where(_RECEIVED, due).order_by(col(Transmission.number))
        waiting = session.exec(query).all()
    count = 0
    for transmission_id in waiting:
        if gateway.stopping.is_set():
            break
        count += _process_or_postpone(gateway, transmission_id)
    return count


def _process_or_postpone(gateway: Gateway, transmission_id: str) -> bool:
    """False where it failed for a reason that may pass: an exception tells, and it is tried again later."""
    try:
        process(gateway, transmission_id)
    except TechnicalError:
        raise
    except Superseded:
        return False
    except LogicalError as problem:
        _postpone(gateway, transmission_id, problem)
        return False
    except Exception as error:
        _postpone(gateway, transmission_id, unforeseen(error, f"transmission {transmission_id}"))
        return False
    return True


def process(gateway: Gateway, transmission_id: str) -> None:
    """Process one transmission. Superseded: somebody else has."""
    with gateway.store.read() as session:
        transmission = session.exec(select(Transmission).where(col(Transmission.id) == transmission_id)).one()
        content = blobs.get(session, gateway.store, transmission.blob_sha256)
        partner = session.exec(select(Partner).where(col(Partner.id) == transmission.partner_id)).one()
        settings = parties.partner_settings(partner)
        agreed = agreed_guides(gateway, session, partner)
    kind = whole_files.kind_of(content)
    found = examined(gateway, content, settings, agreed) if kind is None else None
    parts = file_reading.parts(kind, content) if kind is not None else 0
    with gateway.store.write() as session:
        mine = and_(col(Transmission.id) == transmission_id, _RECEIVED)
        if session.exec(update(Transmission).where(mine).values(delivery=Delivery.PROCESSED)).rowcount != 1:
            raise Superseded(where=f"transmission {transmission.number}")
        if found is not None:
            Intake(gateway, session, transmission, partner, settings, agreed).file(found)
        elif kind is not None:
            whole_files.file(session, gateway, transmission, partner, kind, parts)
        settle(gateway, session, UNPROCESSED, transmission_id, "processed")


def agreed_guides(gateway: Gateway, session: Session, partner: Partner) -> Agreed:
    """The guides to which what comes from a partner is held."""
    rows = current_agreements(session, partner.id)
    return gateway.guides.agreed(session, (row for row in rows if row.direction == Direction.IN))


def examined(gateway: Gateway, content: bytes, settings: PartnerSettings, agreed: Agreed) -> FoundFile:
    """What is in the bytes of a partner's file, checked as agreed."""
    habits = wires.of_file(content).habits(settings)
    return examine(content, habits.tolerate, gateway.workspace.limits, habits.characters, agreed)


def _postpone(gateway: Gateway, transmission_id: str, problem: LogicalError) -> None:
    with gateway.store.write() as session:
        row = session.exec(select(Transmission).where(col(Transmission.id) == transmission_id)).one()
        row.attempts, row.error = row.attempts + 1, str(problem)
        row.due_at = gateway.clock.now() + backoff(row.attempts)
        session.add(row)
        open_for(
            gateway,
            session,
            UNPROCESSED,
            problem,
            table="transmission",
            row_id=row.id,
            company_id=row.company_id,
            partner_id=row.partner_id,
        )


class Intake:
    """Stores what one transmission holds, inside the caller's transaction; `guides` are those it was checked by."""

    def __init__(
        self,
        gateway: Gateway,
        session: Session,
        transmission: Transmission,
        partner: Partner,
        settings: PartnerSettings,
        guides: Agreed,
    ) -> None:
        self.gateway, self.session, self.transmission = gateway, session, transmission
        self.partner, self.settings, self.guides = partner, settings, guides
        self.now = gateway.clock.now()
        self.agreements = {
            row.document: row for row in current_agreements(session, partner.id) if row.direction == Direction.IN
        }

    def file(self, found: FoundFile) -> None:
        """Store everything of a file that was just examined."""
        strange = [f for f in found.result.findings if _is_strange(f)]
        if strange or not found.interchanges:
            told = first_error(strange) or next(iter(strange), None)
            reason = f"at byte {told.offset}: {told.message}" if told else "nothing in it can be read"
            self._open("unreadable-file", reason, "transmission", self.transmission.id)
        for interchange in found.interchanges:
            self._interchange(interchange)
        details = {"verdict": str(found.result.verdict), "sets": found.result.counts.sets}
        self._audit("processed", "transmission", self.transmission.id, details)

    def _interchange(self, found: FoundInterchange) -> None:
        row = intake_rows.of_interchange(found, self.transmission, self.partner.company_id, self.now)
        misaddressed = addressing.check_interchange(self.session, self.partner.company_id, self.partner.id, row)
        if misaddressed is None:
            row.partner_id = self.partner.id
            actor = self.gateway.actor
            first = repeats.first_of_its_kind(self.session, self.partner, self.settings, row, self.now, actor)
            if first is not None:
                self._repeated(row, first, found)
                return
        self.take_up(row, found, misaddressed)

    def take_up(self, row: Interchange, found: FoundInterchange, misaddressed: Misaddressed | None = None) -> None:
        """Store what an interchange holds, to be worked, and answer it."""
        self._add(row)
        stop = None
        error = first_error(found.result.findings)
        if misaddressed is not None:
            stop = Stop(Processing.QUARANTINED, misaddressed.code, misaddressed.message)
        elif error is not None:
            stop = Stop(Processing.FAILED, repeats.REJECTED, error.message)
        if stop is not None:
            self._open(stop.code, stop.message, "interchange", row.id)
        numbered = enumerate(found.groups, start=1)
        not_for_us = [group for position, group in numbered if not self._group(row, position, group, stop)]
        if stop is None:
            for note in found.result.ta1:
                reconcile.interchange_note(self.session, self.gateway, row, note)
        if misaddressed is None:
            acknowledging.answer_interchange(
                self.session, self.now, row, found, self.agreements, self.settings, not_for_us
            )

    def _repeated(self, row: Interchange, first: Interchange, found: FoundInterchange) -> None:
        row.duplicate_of = first.id
        self._add(row)
        if row.content_sha256 != first.content_sha256:
            message = f"interchange {row.control_number} came before with other content; nothing of this one is worked"
            self._open(CONFLICT, message, "interchange", row.id)
            self._answer_again(row, first, found, Duplicates.REFUSED)
            return
        self._audit("duplicate", "interchange", row.id, {"first": first.id})
        habits = wires.of_interchange(row.version).habits(self.settings)
        self._answer_again(row, first, found, habits.duplicates)

    def _answer_again(self, row: Interchange, first: Interchange, found: FoundInterchange, policy: Duplicates) -> None:
        acknowledging.answer_again(self.session, self.now, row, first, found, self.agreements, self.settings, policy)

    def _group(self, interchange: Interchange, position: int, found: FoundGroup, stop: Stop | None) -> bool:
        """Store a group, and answer it where it is not stopped with its interchange; False where it is not for us."""
        row = intake_rows.of_group(found, interchange, position, self.now)
        self._add(row)
        answered = stop is None
        if stop is None:
            stop = self._group_stop(interchange, found)
            if stop is not None:
                self._open(stop.code, stop.message, "grp", row.id)
        self._exchanges(interchange, row, found, stop)
        for_us = stop is None or stop.processing is not Processing.QUARANTINED
        if answered:
            acknowledging.answer_group(
                self.session, self.now, interchange, row, found, self.agreements, self.settings, for_us=for_us
            )
        return for_us

    def _group_stop(self, interchange: Interchange, found: FoundGroup) -> Stop | None:
        partner = self.partner
        misaddressed = addressing.check_group(self.session, partner.company_id, partner.id, interchange, found)
        if misaddressed is not None:
            return Stop(Processing.QUARANTINED, misaddressed.code, misaddressed.message)
        error = first_error(found.result.findings)
        if error is not None and found.result.verdict is Verdict.REJECTED:
            return Stop(Processing.FAILED, "group-rejected", error.message)
        return None

    def _exchanges(self, interchange: Interchange, group: Group, found: FoundGroup, stop: Stop | None) -> None:
        if not found.sets:
            return
        number = counters.take(self.session, "exchange", len(found.sets))
        rows, stops = [], []
        for position, result in enumerate(found.sets, start=1):
            agreement = self.agreements.get(result.set)
            own_stop = None if stop else set_stop(result, agreement)
            guide = self.guides.revision(result.set, result.release)
            row = intake_rows.of_set(result, interchange, group, agreement, stop or own_stop, guide, self.now)
            rows.append({**row, "number": number + position - 1, "position": position})
            if own_stop is not None and not interchange.test:
                stops.append((row["id"], own_stop))
        self.session.execute(insert(Exchange), rows)
        for exchange_id, own_stop in stops:
            self._open(
                own_stop.code, own_stop.message, "exchange", exchange_id, exchange_id, next_step=own_stop.next_step
            )
        for row, result in zip(rows, found.sets, strict=True):
            if not result.verdict.accepted and any(finding.code in advising.TOLD for finding in result.findings):
                advising.advise(self.session, self.gateway, self.session.get_one(Exchange, row["id"]))

    def _add(self, row: Interchange | Group) -> None:
        self.session.add(row)
        self.session.flush()

    def _open(
        self, code: str, message: str, table: str, row_id: str, exchange_id: str | None = None, *, next_step: str = ""
    ) -> None:
        details = {"file": self.transmission.name, "transmission": self.transmission.number}
        cases.open_case(
            self.session,
            self.now,
            code,
            message,
            details={**details, "next_step": next_step} if next_step else details,
            company_id=self.partner.company_id,
            partner_id=self.partner.id,
            exchange_id=exchange_id,
            table_name=table,
            row_id=row_id,
        )

    def _audit(self, action: str, table: str, row_id: str, details: dict[str, Any]) -> None:
        audit.record(self.session, self.now, self.gateway.actor, action, table, row_id, details)


def _is_strange(finding: Finding) -> bool:
    """Whether something of a file was not read; the padding that some systems put behind the last line is nothing."""
    padding = finding.value is not None and not finding.value.strip("\x00\x1a \t\r\n")
    return finding.severity is not Severity.INFO and not padding
