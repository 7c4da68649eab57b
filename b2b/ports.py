"""The Protocols by which the inner rooms speak to the outside; which adapter is real is decided in one place only.

A port's method raises `TechnicalError` where trying again may help and nothing was done, `IndeterminateError` where
it cannot be told
whether it was done, `Rejected` where the other side refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from b2b.documents import Invoice, Money, Order, Party, Quantity, ShipNotice
from b2b.errors import Rejected


class Clock(Protocol):
    """What time it is; passed in so that tests and replays are exact."""

    def now(self) -> dt.datetime:
        """The present instant, aware, UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that a transport brought: its bytes, the name it came with, and a token by which `Transport.release`
    finds it.
    """

    name: str
    content: bytes
    token: str


@dataclass(frozen=True, slots=True)
class Settling:
    """A file that is there and may still be being written; if it does not change, it counts from this instant on."""

    name: str
    counts_at: dt.datetime


class Transport(Protocol):
    """A channel to a partner: folder, SFTP, AS2, HTTPS."""

    def settling(self) -> Iterable[Settling]:
        """Files that are there and not complete yet, so that `collect` leaves them alone."""
        ...

    def collect(self) -> Iterable[Arrival]:
        """Files that are complete and not yet released, oldest first; collecting again yields them again."""
        ...

    def release(self, arrival: Arrival) -> None:
        """Forget an arrival: called only after its bytes are durable here; releasing twice does no harm."""
        ...

    def send(self, name: str, content: bytes) -> None:
        """Deliver the bytes under this name; sending the same name and bytes again delivers once."""
        ...


@dataclass(frozen=True, slots=True)
class ErpStock:
    """What the ERP has free of one item, by the ERP's own item number."""

    sku: str
    available: Quantity


@dataclass(frozen=True, slots=True)
class ErpOrderLine:
    """A confirmed line for the ERP: `confirmed` is promised now, `back_ordered` later; `unit_price` in the order's
    currency.
    """

    number: str
    sku: str
    confirmed: Quantity
    back_ordered: Quantity
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class ErpOrder:
    """A decided sales order, ready for the ERP to book."""

    customer: str
    order: Order
    currency: str
    lines: Sequence[ErpOrderLine]


@dataclass(frozen=True, slots=True)
class ErpReceipt:
    """The ERP's word that it has booked: its own number, and whether the same key had been booked before."""

    number: str
    duplicate: bool


class ErpRejected(Rejected):
    """The ERP understood the call and refused it; nothing was booked.

    `code` is the ERP's own word for the reason. The reference ERP and the in-memory ERP say `CONFLICT` (this key or
    document number already stands for other content), `STOCK` (more than is free), `UNIT` (not the item's unit),
    `UNKNOWN_ITEM`, `UNKNOWN_ORDER`, `AMBIGUOUS_ORDER` and `INVALID`.
    """

    def __init__(self, message: str, *, code: str, where: str = "", next_step: str = "") -> None:
        self.code = code
        super().__init__(f"{code}: {message}", where=where, next_step=next_step)


class ErpAdapter(Protocol):
    """An ERP. Every write carries an idempotency key: the same key and content twice books once.

    After an `IndeterminateError` the caller asks `find(key)` before it sends again.
    """

    def stock(self, skus: Sequence[str]) -> Sequence[ErpStock]:
        """Free stock of these items, one row each in the order asked; an item the ERP does not know is left out."""
        ...

    def book_order(self, key: str, order: ErpOrder) -> ErpReceipt:
        """Book a confirmed sales order."""
        ...

    def post_shipment(
        self, key: str, shipment: ShipNotice, skus: Sequence[tuple[str, Quantity]], customer: str = ""
    ) -> ErpReceipt:
        """Post goods issue: (sku, quantity) leave the stock and settle what the shipment's orders had reserved.

        `customer` is the one of `ErpOrder.customer`; it may be left out where no two customers use the same order
        number.
        """
        ...

    def post_invoice(self, key: str, invoice: Invoice, total: Money, customer: Party) -> ErpReceipt:
        """Post a receivable."""
        ...

    def find(self, key: str) -> ErpReceipt | None:
        """What was booked under this key (`duplicate` is then true), None if nothing was."""
        ...


@dataclass(frozen=True, slots=True)
class AnchorReceipt:
    """What a ledger remembers of one anchored root.

    `root` has 32 bytes, `leaves` is the size of its tree. `registry` and `submitter` are addresses (`0x` and 40 hex
    digits), `transaction` a hash (`0x` and 64 hex digits), empty where the ledger no longer tells. `at` is the
    block's instant: UTC, whole seconds.
    """

    chain_id: int
    registry: str
    submitter: str
    root: bytes
    leaves: int
    transaction: str
    block: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """Which ledger this is and how far it has come; `block_at` is its last block's instant, UTC.

    `submitter` is the address that anchors from here, empty where no key is set and the ledger is only asked.
    """

    kind: str
    chain_id: int
    registry: str
    submitter: str
    block: int
    block_at: dt.datetime


class Ledger(Protocol):
    """Remembers roots of batches, each under the submitter who anchored it; nothing is ever changed or removed.

    After an `IndeterminateError` of `anchor` the caller asks `find(root, submitter)` before it anchors again. What may
    still be undone (a block that is not deep enough) is an `IndeterminateError` too, never a receipt.
    """

    def anchor(self, root: bytes, leaves: int) -> AnchorReceipt:
        """Anchor a root of 32 bytes over this many leaves; the same root and size again gives the first receipt.

        `Conflict`: this submitter has anchored the root with another number of leaves.
        """
        ...

    def find(self, root: bytes, submitter: str) -> AnchorReceipt | None:
        """What this submitter anchored, None if never. It only asks: nothing is written, nothing deployed."""
        ...

    def status(self) -> LedgerStatus:
        """Which chain and registry this is, and its last block. It only asks."""
        ...
