"""Documents as they go out, the same for both syntaxes: what is agreed on, in characters that the partner reads."""

from __future__ import annotations

from typing import Any

from b2b.documents import Document, json_form
from b2b.edi.schema import Release
from b2b.edi.x12.transliterate import Characters, Rewritten, transliterated
from b2b.errors import NotWritable
from b2b.gateway.trade import Trade
from b2b.store.states import Severity
from b2b.store.tables import Agreement, Exchange

REWRITTEN = "text-transliterated"


def sendable(
    trade: Trade, exchange: Exchange, agreement: Agreement, release: Release | None, characters: Characters | None
) -> tuple[Document, list[dict[str, Any]]]:
    """The document of an exchange, with its text in these characters (None: as it is), and what was written otherwise
    for that, as findings.

    NotWritable: there is no such `release`, or it does not have what is agreed on.
    """
    if release is None or agreement.document not in release.sets or exchange.document is None:
        raise NotWritable(
            f"{agreement.release} has no {agreement.document}",
            where=f"agreement {agreement.document} out of {trade.partner.code}",
            next_step="set another release in the partner's [[partner.agreement]] and apply it",
        )
    document = json_form.from_json(exchange.document)
    if characters is None:
        return document, []
    rewritten, changes = transliterated(document, characters)
    return rewritten, [_finding(one) for one in changes]


def _finding(change: Rewritten) -> dict[str, Any]:
    """What was written otherwise, as the exchange's row keeps findings."""
    message = f"{change.before!r} is sent as {change.after!r}: the partner's character set has no more"
    return {"code": REWRITTEN, "severity": str(Severity.WARNING), "message": message, "where": change.field}
