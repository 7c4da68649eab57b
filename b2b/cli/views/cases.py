"""Exceptions: what a person must look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views import addresses, orders, refused
from b2b.cli.views.advice import advice
from b2b.cli.views.naming import Names, names
from b2b.store.states import CaseState
from b2b.store.tables import (
    ExceptionCase,
    Exchange,
    ExpectedReceipt,
    Group,
    Interchange,
    Payment,
    PaymentRun,
    PurchaseInvoice,
    PurchaseOrder,
    Receipt,
    SalesInvoice,
    SalesOrder,
    Shipment,
    Task,
    Transmission,
)


def cases(session: Session, *, state: CaseState | None, partner_id: str | None = None) -> list[dict[str, Any]]:
    """Exceptions of a state (None: all), oldest first."""
    query = select(ExceptionCase)
    if state is not None:
        query = query.where(col(ExceptionCase.state) == state)
    if partner_id is not None:
        query = query.where(col(ExceptionCase.partner_id) == partner_id)
    called = names(session)
    return [case(session, row, called) for row in session.exec(query.order_by(col(ExceptionCase.number)))]


def case(session: Session, row: ExceptionCase, called: Names) -> dict[str, Any]:
    """One exception with what it is about, what to do and what to type."""
    subject = about(session, row)
    exchange = session.get(Exchange, row.exchange_id) if row.exchange_id else None
    found = advice(
        row.code,
        row.details,
        partner=called.partner(row.partner_id),
        company=called.company(row.company_id),
        doc=str(exchange.number) if exchange else "",
        file=subject.removeprefix("file:") if subject.startswith("file:") else "",
        invoice=subject.removeprefix("invoice:") if subject.startswith("invoice:") else "",
        about=subject,
        number=str(row.number),
    )
    told = refused.told(session, row) if row.state == CaseState.OPEN else ""
    steps = [*settings_to_make(row.details), *row.details.get("choices", ()), found.command]
    return {
        "number": row.number,
        "code": row.code,
        "severity": row.severity,
        "state": row.state,
        "message": row.message,
        "told": told,
        "about": subject,
        "partner": called.partner(row.partner_id),
        "company": called.company(row.company_id),
        "details": row.details,
        "opened_at": row.opened_at,
        "resolved_at": row.resolved_at,
        "resolved_by": row.resolved_by,
        "resolution": row.resolution,
        "particulars": particulars(row.details),
        "lines_to_add": addresses.lines_to_add(session, row),
        "advice": " ".join(part for part in (refused.in_sentences(told, row), found.words) if part),
        "steps": steps,
        "next": steps[0] if row.state == CaseState.OPEN else "",
    }


def particulars(details: Mapping[str, Any]) -> list[str]:
    """The single things an exception is about, one a line: settings that are missing, rules broken, order lines."""
    told = [f"{item['field']} of {item['table']} {item['code']}: {item['why']}" for item in details.get("missing", ())]
    told += [
        " ".join(part for part in (item.get("rule"), f"{item['message']}; {item.get('next_step', '')}") if part)
        for item in details.get("problems", ())
    ]
    told += [f"line {item['line'] or item['position']}: {item['reason']}" for item in details.get("lines", ())]
    # Lines of one number that have the same trouble are told once.
    return [*dict.fromkeys(told), *(str(reason) for reason in details.get("reasons", ()))]


def settings_to_make(details: Mapping[str, Any]) -> list[str]:
    """The commands that make the settings that are missing."""
    commands = {
        "company": "b2b company set {setting} --company {code}",
        "partner": "b2b partner set {code} {setting}",
        "catalog": "b2b catalog import FILE",
    }
    tables = {"endpoint": "endpoint.scheme=EAS endpoint.value=VALUE"}
    missing = details.get("missing", ())
    settings = [tables.get(item["field"], f"{item['field']}=VALUE") for item in missing]
    typed = (commands[item["table"]].format(setting=s, **item) for item, s in zip(missing, settings, strict=True))
    return list(dict.fromkeys(typed))


def about(session: Session, row: ExceptionCase) -> str:
    """The thing an exception is about, as `b2b why` takes it: `order:4500001001`, `doc:17`, `file:3`."""
    return thing(session, row.table_name, row.row_id) or thing(session, "exchange", row.exchange_id)


def thing(session: Session, table: str | None, id: str | None) -> str:
    """A business row as `b2b why` takes it; empty for rows that have no story of their own."""
    match table:
        case "sales_order" if order := session.get(SalesOrder, id):
            return orders.subject(session, order)
        case "sales_invoice" if invoice := session.get(SalesInvoice, id):
            return f"invoice:{invoice.number}"
        case "purchase_order" if bought := session.get(PurchaseOrder, id):
            return f"bought:{bought.order_number}"
        case "purchase_invoice" if bill := session.get(PurchaseInvoice, id):
            return f"bill:{bill.number}"
        case "receipt" if receipt := session.get(Receipt, id):
            return thing(session, "purchase_order", receipt.purchase_order_id)
        case "expected_receipt" if notice := session.get(ExpectedReceipt, id):
            return thing(session, "exchange", notice.exchange_id)
        case "payment_run" if run := session.get(PaymentRun, id):
            return f"run:{run.number}"
        case "payment" if payment := session.get(Payment, id):
            return thing(session, "payment_run", payment.payment_run_id)
        case "exchange" if id and (exchange := session.get(Exchange, id)):
            return f"doc:{exchange.number}"
        case "transmission" if transmission := session.get(Transmission, id):
            return f"file:{transmission.number}"
        case "interchange" if interchange := session.get(Interchange, id):
            return thing(session, "transmission", interchange.transmission_id)
        case "grp" if group := session.get(Group, id):
            return thing(session, "interchange", group.interchange_id)
        case "shipment" if shipment := session.get(Shipment, id):
            return thing(session, "sales_order", shipment.sales_order_id)
        case "task" if task := session.get(Task, id):
            return thing(session, _TASK_ROWS.get(task.kind.partition(".")[2], ""), task.row_id)
    return ""


_TASK_ROWS = {"order": "sales_order", "shipment": "shipment", "invoice": "sales_invoice", "issue": "sales_invoice"}
