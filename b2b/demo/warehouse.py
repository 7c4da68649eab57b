"""What Northwind's ERP does by itself when goods arrive: it calls the SOAP service of its gateway."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Warehouse:
    """The ERP as a caller of the service that `wsdl` describes; every request and answer is kept in `folder`."""

    wsdl: str
    token: str
    folder: Path
    _client: Any = None

    def receive(self, order: str, quantity: Decimal) -> dict[str, Any]:
        """Post what arrived of the only line of an order, under the receipt's own key; the answer as plain values."""
        from zeep.helpers import serialize_object
        from zeep.plugins import HistoryPlugin

        history = HistoryPlugin()  # type: ignore[no-untyped-call]
        client = self._called(history)
        answer = client.service.postGoodsReceipt(
            idempotencyKey=f"receipt-{order}",
            company="NORTHWIND",
            orderNumber=order,
            receiptNumber=f"R-{order}",
            receivedAt=dt.datetime.now(dt.UTC),
            line=[{"lineNumber": "1", "quantity": {"_value_1": quantity, "unit": "EA"}}],
        )
        self._keep(f"receipt-{order}", history)
        plain: dict[str, Any] = serialize_object(answer, dict)  # type: ignore[no-untyped-call]
        return plain

    def _called(self, history: Any) -> Any:
        from zeep import Client
        from zeep.wsse.username import UsernameToken

        if self._client is None:
            token = UsernameToken("erp", self.token)  # type: ignore[no-untyped-call]
            self._client = Client(self.wsdl, wsse=token, port_name="Soap12")  # type: ignore[no-untyped-call]
        self._client.plugins = [history]
        return self._client

    def _keep(self, name: str, history: Any) -> None:
        """The messages as they went, but for the token, which is a secret."""
        from lxml import etree

        self.folder.mkdir(parents=True, exist_ok=True)
        for suffix, message in (("request", history.last_sent), ("response", history.last_received)):
            content = etree.tostring(message["envelope"], pretty_print=True, encoding="unicode")
            hidden = content.replace(self.token, "the token of the user erp")
            (self.folder / f"{name}-{suffix}.xml").write_text(hidden, encoding="utf-8")

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.transport.session.close()
