"""Between the fields that the contract names (`b2b.erp.contract`) and the values of `b2b.web.operations`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from b2b.documents import Quantity
from b2b.web.operations import (
    Call,
    Difference,
    GetInvoice,
    GetOrderStatus,
    InvoiceFile,
    InvoiceStatus,
    OrderLine,
    OrderStatus,
    PostedReceipt,
    PostedStock,
    PostGoodsReceipt,
    PostStockLevels,
    ReceiptLine,
    Result,
    StatusDocument,
    StatusException,
    StatusInvoiceLine,
    StatusLine,
    StatusVat,
    SubmitPurchaseOrder,
    SubmittedOrder,
)

Fields = dict[str, Any]


def read_call(operation: str, fields: Fields) -> Call:
    """The call of an operation from fields that the schema allows."""
    return _READERS[operation](fields)


def _purchase_order(fields: Fields) -> Call:
    return SubmitPurchaseOrder(
        idempotency_key=_text(fields["idempotencyKey"]),
        company=_text(fields["company"]),
        supplier=_text(fields["supplier"]),
        order_number=_text(fields["orderNumber"]),
        requested_by=_text(fields["requestedBy"]),
        currency=_text(fields["currency"]),
        lines=tuple(
            OrderLine(
                number=_text(line["number"]) or str(position),
                sku=_text(line["sku"]),
                supplier_item=_text(line["supplierItem"]),
                quantity=_quantity(line["quantity"]),
                unit_price=_number(line["unitPrice"]),
                requested_date=line["requestedDate"],
            )
            for position, line in enumerate(fields["line"], start=1)
        ),
    )


def _order_status(fields: Fields) -> Call:
    return GetOrderStatus(
        company=_text(fields["company"]),
        order_number=_text(fields["orderNumber"]),
        role=_text(fields["role"]) or "buyer",
        partner=_text(fields["partner"]),
    )


def _goods_receipt(fields: Fields) -> Call:
    return PostGoodsReceipt(
        idempotency_key=_text(fields["idempotencyKey"]),
        company=_text(fields["company"]),
        order_number=_text(fields["orderNumber"]),
        receipt_number=_text(fields["receiptNumber"]),
        despatch_number=_text(fields["despatchNumber"]),
        received_at=_instant(fields["receivedAt"]),
        lines=tuple(
            ReceiptLine(
                line_number=_text(line["lineNumber"]),
                sku=_text(line["sku"]),
                quantity=_quantity(line["quantity"]),
                lot=_text(line["lot"]),
                sscc=_text(line["sscc"]),
                condition=_text(line["condition"]) or "good",
            )
            for line in fields["line"]
        ),
    )


def _stock_levels(fields: Fields) -> Call:
    return PostStockLevels(
        idempotency_key=_text(fields["idempotencyKey"]),
        company=_text(fields["company"]),
        as_of=_instant(fields["asOf"]),
        levels=tuple((_text(level["sku"]), _quantity(level["available"])) for level in fields["level"]),
    )


def _invoice(fields: Fields) -> Call:
    return GetInvoice(
        company=_text(fields["company"]),
        invoice_number=_text(fields["invoiceNumber"]),
        supplier=_text(fields["supplier"]),
        customer=_text(fields["customer"]),
        format=_text(fields["format"]),
    )


_READERS: Mapping[str, Callable[[Fields], Call]] = {
    "submitPurchaseOrder": _purchase_order,
    "getOrderStatus": _order_status,
    "postGoodsReceipt": _goods_receipt,
    "postStockLevels": _stock_levels,
    "getInvoice": _invoice,
}


def _text(value: str | None) -> str:
    """XSD's token: outer blanks are none, inner ones count once. An element that is absent is empty."""
    return " ".join((value or "").split())


def _number(value: Decimal | None) -> Decimal | None:
    return None if value is None else value + 0  # no minus before a zero


def _quantity(value: Fields) -> Quantity:
    return Quantity(value["_value_1"] + 0, _text(value["unit"]))


def _instant(value: dt.datetime) -> dt.datetime:
    return value.astimezone(dt.UTC)


def written(result: Result) -> Fields:
    """An answer as the fields that the contract names; what may be absent is left out where it is empty or None."""
    match result:
        case SubmittedOrder():
            fields: Fields = {"orderNumber": result.order_number, "state": result.state}
            return {**fields, **_given(explanation=result.explanation), "duplicate": result.duplicate}
        case OrderStatus():
            return _written_status(result)
        case PostedReceipt():
            return {
                "receiptNumber": result.receipt_number,
                "difference": [_written_difference(difference) for difference in result.differences],
                "duplicate": result.duplicate,
            }
        case PostedStock():
            return {
                "accepted": result.accepted,
                "unknownSku": list(result.unknown_skus),
                "outdatedSku": list(result.outdated_skus),
                "duplicate": result.duplicate,
            }
        case InvoiceStatus():
            return _written_invoice(result)


def _written_status(status: OrderStatus) -> Fields:
    return {
        "orderNumber": status.order_number,
        "role": status.role,
        "partner": status.partner,
        "orderDate": status.order_date,
        "currency": status.currency,
        "state": status.state,
        "line": [_written_line(line) for line in status.lines],
        "exception": [_written_exception(exception) for exception in status.exceptions],
        "document": [_written_document(document) for document in status.documents],
    }


def _written_line(line: StatusLine) -> Fields:
    return {
        **_given(number=line.number, sku=line.sku, unitPrice=line.unit_price, received=line.received),
        "unit": line.unit,
        "ordered": line.ordered,
        "confirmed": line.confirmed,
        "backOrdered": line.back_ordered,
        "rejected": line.rejected,
        "shipped": line.shipped,
        "invoiced": line.invoiced,
    }


def _written_exception(exception: StatusException) -> Fields:
    return {
        "number": exception.number,
        "code": exception.code,
        "severity": exception.severity,
        "message": exception.message[:2000],
        "nextStep": exception.next_step[:2000],
        "openedAt": exception.opened_at,
    }


def _written_document(document: StatusDocument) -> Fields:
    return {
        **_given(controlNumber=document.control_number),
        "type": document.type,
        "number": document.number,
        "direction": document.direction,
        "acknowledgment": document.acknowledgment,
        "date": document.date,
    }


def _written_difference(difference: Difference) -> Fields:
    return {
        **_given(lineNumber=difference.line_number, sku=difference.sku),
        "kind": difference.kind,
        "expected": _written_quantity(difference.expected),
        "received": _written_quantity(difference.received),
        "message": difference.message[:2000],
    }


def _written_invoice(invoice: InvoiceStatus) -> Fields:
    return {
        **_given(dueDate=invoice.due_date, orderNumber=invoice.order_number),
        "invoiceNumber": invoice.invoice_number,
        "role": invoice.role,
        "partner": invoice.partner,
        "kind": invoice.kind,
        "date": invoice.date,
        "currency": invoice.currency,
        "net": invoice.net,
        "vat": invoice.vat,
        "gross": invoice.gross,
        "payable": invoice.payable,
        "state": invoice.state,
        "matchState": invoice.match_state,
        "matchReason": [reason[:2000] for reason in invoice.match_reasons],
        "paymentState": invoice.payment_state,
        "line": [_written_invoice_line(line) for line in invoice.lines],
        "vatBreakdown": [_written_vat(vat) for vat in invoice.vat_breakdown],
        **_given(file=invoice.file and _written_file(invoice.file)),
    }


def _written_invoice_line(line: StatusInvoiceLine) -> Fields:
    return {
        **_given(sku=line.sku, orderLine=line.order_line),
        "number": line.number,
        "description": line.description,
        "quantity": line.quantity.value,
        "unit": line.quantity.unit,
        "unitPrice": line.unit_price,
        "net": line.net,
        "vatCategory": line.vat_category,
        "vatRate": line.vat_rate,
    }


def _written_vat(vat: StatusVat) -> Fields:
    return {"category": vat.category, "rate": vat.rate, "taxable": vat.taxable, "tax": vat.tax}


def _written_file(file: InvoiceFile) -> Fields:
    return {
        "format": file.format,
        "mediaType": file.media_type,
        "fileName": file.file_name,
        "sha256": file.sha256,
        "content": file.content,
    }


def _written_quantity(quantity: Quantity) -> Fields:
    return {"_value_1": quantity.value, "unit": quantity.unit}


def _given(**fields: Any) -> Fields:
    return {name: value for name, value in fields.items() if value is not None and value != ""}
