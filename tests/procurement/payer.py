"""A company that pays, for tests: Northwind with its bank, one supplier, three users, and invoices that are matched."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import PaymentFile
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.workspace import load
from b2b.procurement.paying import approval, runs
from b2b.store import apply_settings, blobs, counters, ids, parties, users
from b2b.store.engine import Store
from b2b.store.settings import load_toml
from b2b.store.states import Direction, PurchaseInvoiceState, UserRole
from b2b.store.tables import Company, ExceptionCase, Exchange, Partner, Payment, PaymentRun, PurchaseInvoice, User
from tests.clock import FixedClock
from tests.store.workspace import set_up_once

OUR_IBAN, THEIR_IBAN, OTHER_IBAN = "DE02120300000000202051", "DE89370400440532013000", "DE02500105170137075030"
COMPANY = f"""
[company]
code = "NORTHWIND"
name = "Northwind Retail GmbH"
currency = "EUR"
time_zone = "Europe/Berlin"
iban = "{OUR_IBAN}"
bic = "BYLADEM1001"
vat_id = "DE987654328"
address = {{ lines = ["Marktplatz 5"], city = "Hamburg", postal_code = "20095", country = "DE" }}

[company.payments]
bank = "HAUSBANK"
run_every_days = 7
"""
BANK = """
[partner]
code = "HAUSBANK"
company = "NORTHWIND"
name = "Hausbank AG"
role = "bank"

[partner.channel]
name = "hausbank"
kind = "folder"
inbox = "channels/hausbank/in"
outbox = "channels/hausbank/out"
settle_seconds = 0

[[partner.agreement]]
document = "pain.001"
direction = "out"

[[partner.agreement]]
document = "pain.002"
direction = "in"

[[partner.agreement]]
document = "camt.053"
direction = "in"
"""
SUPPLIER = """
[partner]
code = "{code}"
company = "NORTHWIND"
name = "{code} GmbH"
role = "supplier"
address = {{ lines = ["Lagerweg 1"], city = "Berlin", postal_code = "10115", country = "DE" }}

[[partner.identity]]
qualifier = "ZZ"
id = "{code}"

[partner.channel]
name = "{channel}"
kind = "folder"
inbox = "channels/{channel}/in"
outbox = "channels/{channel}/out"

[partner.purchase]
{account}

[[partner.agreement]]
document = "820"
direction = "out"
"""
DAY = dt.date(2026, 3, 2)


@dataclass
class Buyer:
    """The workspace; every act takes a second."""

    store: Store
    clock: FixedClock
    gateway: Gateway = field(init=False)
    users: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gateway = Gateway(load(self.store.folder), self.store)

    def tick(self, **by: float) -> dt.datetime:
        self.clock.advance(**(by or {"seconds": 1}))
        return self.clock.at

    def apply(self, text: str, kind: str = "partner") -> None:
        apply = apply_settings.apply_company if kind == "company" else apply_settings.apply_partner
        with self.store.write() as session:
            apply(session, load_toml(text, kind), now=self.tick(), actor="tests")

    def supplier(self, code: str = "ACME", iban: str = THEIR_IBAN) -> None:
        account = f'iban = "{iban}"' if iban else ""
        self.apply(SUPPLIER.format(code=code, channel=code.lower(), account=account))

    def company(self, session: Session) -> Company:
        return parties.only_company(session)

    def owes(
        self,
        number: str,
        gross: int,
        *,
        due: dt.date | None = DAY,
        supplier: str = "ACME",
        payable: int | None = None,
        **changes: Any,
    ) -> str:
        """A matched invoice (or credit note: kind 381) in cents; its id."""
        with self.store.write() as session:
            partner = parties.partner(session, supplier)
            now = self.tick()
            row = PurchaseInvoice(
                id=ids.new(now),
                number=counters.take(session, "purchase invoice"),
                company_id=partner.company_id,
                partner_id=partner.id,
                invoice_number=number,
                invoice_key=number,
                kind=changes.pop("kind", "380"),
                currency=changes.pop("currency", "EUR"),
                net=gross,
                vat=0,
                gross=gross,
                payable=gross if payable is None else payable,
                date=changes.pop("date", DAY - dt.timedelta(days=30)),
                due=due,
                document={
                    "document": "Invoice",
                    "iban": changes.pop("iban", THEIR_IBAN),
                    "payable": f"{gross // 100}.{gross % 100:02}",
                },
                format="x12",
                state=changes.pop("state", PurchaseInvoiceState.MATCHED.value),
                received_at=now,
                **changes,
            )
            session.add(row)
            return row.id

    def credit(self, number: str, gross: int, *, taken_off: str = "", **changes: Any) -> str:
        """An open credit note, or one that was taken off the invoice of this number."""
        if taken_off:
            changes |= {"payable": 0, "state": "settled", "credited_invoice_id": self.invoice(taken_off).id}
        return self.owes(number, gross, due=None, kind="381", **changes)

    def proposal(self, **options: Any) -> Any:
        with self.store.read() as session:
            payer = runs.payer(session, self.company(session))
            return runs.look(session, self.clock.at, payer, **options)

    def proposes(self, actor: str = "paula", **options: Any) -> PaymentRun | None:
        """A run as the gateway makes it, with JSON for bytes: what a file looks like does not matter here."""
        with self.store.write() as session:
            now = self.tick()
            payer = runs.payer(session, self.company(session))
            proposal = runs.look(session, now, payer, **options)
            runs.report(session, now, actor, payer, proposal)
            if not proposal.transfers:
                return None
            document = runs.draft(session, now, payer, proposal)
            sha256 = blobs.put(session, self.store, repr(document).encode(), now)
            return runs.record(session, now, actor, payer, proposal, document, sha256)

    def approves(self, run: PaymentRun, user: str = "boris", sha256: str = "") -> Exchange:
        with self.store.write() as session:
            row = runs.by_number(session, run.number)
            return approval.approve(session, self.tick(), self.users[user], row, sha256 or row.file_sha256)

    def cancels(self, run: PaymentRun) -> None:
        with self.store.write() as session:
            approval.cancel(session, self.tick(), "paula", runs.by_number(session, run.number), "wrong")

    def pays(self) -> PaymentRun:
        """A run that is approved."""
        run = self.proposes()
        assert run is not None
        self.approves(run)
        return self.run(run.number)

    def run(self, number: int) -> PaymentRun:
        (row,) = self.rows(PaymentRun, col(PaymentRun.number) == number)
        assert isinstance(row, PaymentRun)
        return row

    def file(self, run: PaymentRun) -> PaymentFile:
        from b2b.documents import json_form

        document = json_form.from_json(run.document)
        assert isinstance(document, PaymentFile)
        return document

    def payments(self, run: PaymentRun | None = None) -> list[Payment]:
        of_run = [col(Payment.payment_run_id) == run.id] if run else []
        with self.store.read() as session:
            return list(session.exec(select(Payment).where(*of_run).order_by(col(Payment.end_to_end_id))))

    def invoice(self, number: str) -> PurchaseInvoice:
        (row,) = self.rows(PurchaseInvoice, col(PurchaseInvoice.invoice_number) == number)
        assert isinstance(row, PurchaseInvoice)
        return row

    def states(self) -> dict[str, str]:
        return {row.invoice_number: row.state for row in self.rows(PurchaseInvoice)}

    def arrives(self, set_id: str, partner: str = "HAUSBANK") -> str:
        """The exchange of a document that came, as the gateway leaves it before it is worked."""
        with self.store.write() as session:
            now = self.tick()
            row = parties.partner(session, partner)
            exchange = Exchange(
                id=ids.new(now),
                number=counters.take(session, "exchange"),
                direction=Direction.IN.value,
                company_id=row.company_id,
                partner_id=row.id,
                set_id=set_id,
                document_type=set_id,
                created_at=now,
            )
            session.add(exchange)
            return exchange.id

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.store.read() as session:
            order_by = getattr(table, "number", None) or table.id
            return list(session.exec(select(table).where(*conditions).order_by(order_by)))

    def open_codes(self) -> list[str]:
        return [row.code for row in self.rows(ExceptionCase, col(ExceptionCase.state) == "open")]

    def resolve(self, code: str) -> None:
        from b2b.store import cases

        with self.store.write() as session:
            for case in session.exec(select(ExceptionCase).where(col(ExceptionCase.code) == code)).all():
                if case.state == "open":
                    cases.resolve(session, case, now=self.tick(), actor="tests", resolution="looked at")


ROLES = {
    "paula": {UserRole.PAYER},
    "boris": {UserRole.PAYMENT_APPROVER},
    "carla": {UserRole.PAYER, UserRole.PAYMENT_APPROVER},
}


def _set_up(store: Store, clock: FixedClock) -> None:
    buyer = Buyer(store, clock)
    buyer.apply(COMPANY, "company")
    buyer.apply(BANK)
    buyer.supplier()
    with store.write() as session:
        for name, roles in ROLES.items():
            token = hashlib.sha256(name.encode()).hexdigest()
            users.add(session, clock.at, "tests", name, roles, lambda token=token: token)


def make_buyer(folder: Path) -> Buyer:
    clock = FixedClock()
    store = set_up_once(folder, clock, _set_up)
    with store.read() as session:
        return Buyer(store, clock, {user.name: user for user in session.exec(select(User))})


def partner_id(buyer: Buyer, code: str) -> str:
    (row,) = buyer.rows(Partner, col(Partner.code) == code)
    return str(row.id)
