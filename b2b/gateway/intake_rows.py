"""What was found in a file as rows, nothing of it stored yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from b2b.edi import counterparts
from b2b.edi.engine.results import SetResult
from b2b.gateway.examination import FoundGroup, FoundInterchange, findings_json
from b2b.gateway.stops import Stop
from b2b.store import ids
from b2b.store.agreements import agreement_settings
from b2b.store.states import Answer, Direction, Processing
from b2b.store.tables import Agreement, Group, Interchange, Transmission


def of_interchange(
    found: FoundInterchange, transmission: Transmission, company_id: str, now: dt.datetime
) -> Interchange:
    """The row of an interchange, of no partner as yet."""
    header = found.header
    return Interchange(
        id=ids.new(now),
        transmission_id=transmission.id,
        direction=Direction.IN,
        company_id=company_id,
        sender_qualifier=header.sender_qualifier,
        sender=header.sender,
        receiver_qualifier=header.receiver_qualifier,
        receiver=header.receiver,
        control_number=header.control_number,
        version=header.version,
        test=header.test,
        date=header.date,
        verdict=str(found.result.verdict),
        findings=findings_json(found.result.findings),
        content_sha256=found.sha256,
        offset=header.offset,
        length=found.length,
    )


def of_group(found: FoundGroup, interchange: Interchange, position: int, now: dt.datetime) -> Group:
    """The row of a group, by its place in the interchange (from 1)."""
    header = found.header
    return Group(
        id=ids.new(now),
        interchange_id=interchange.id,
        position=position,
        functional_id=header.functional_id,
        control_number=header.control_number,
        version=header.version,
        sender_code=header.sender,
        receiver_code=header.receiver,
        verdict=str(found.result.verdict),
        findings=findings_json(found.result.findings),
        counts={**asdict(found.result.counts), "declared": found.result.declared},
    )


def of_set(
    result: SetResult,
    interchange: Interchange,
    group: Group,
    agreement: Agreement | None,
    stop: Stop | None,
    guide_revision_id: str | None,
    now: dt.datetime,
) -> dict[str, Any]:
    """The values of an exchange but its number and its position; `stop` is why it is not worked, None where it is."""
    processing, reason, done_at = Processing.NEW, "", None
    if stop is not None and interchange.test:
        processing, reason, done_at = Processing.DONE, f"a test: {stop.message}", now
    elif stop is not None:
        processing, reason = stop.processing, stop.message
    hours = agreement_settings(agreement).business_answer_hours if agreement else None
    answer_due = now + dt.timedelta(hours=hours) if hours and processing is Processing.NEW else None
    return {
        "id": ids.new(now),
        "direction": Direction.IN,
        "transmission_id": interchange.transmission_id,
        "interchange_id": interchange.id,
        "group_id": group.id,
        "company_id": interchange.company_id,
        "partner_id": interchange.partner_id,
        "agreement_id": agreement.id if agreement else None,
        "agreement_revision": agreement.revision if agreement else None,
        "schema_hash": result.schema_hash,
        "guide_revision_id": guide_revision_id,
        "set_id": result.set,
        "document_type": counterparts.kind(result.set),
        "control_number": result.control_number,
        "offset": result.offset,
        "length": result.length,
        "verdict": str(result.verdict),
        "findings": findings_json(result.findings),
        "processing": processing,
        "reason": reason,
        "test": interchange.test,
        "answer": Answer.AWAITED if answer_due else Answer.NOT_EXPECTED,
        "answer_due_at": answer_due,
        "created_at": now,
        "done_at": done_at,
    }
