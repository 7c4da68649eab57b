"""Invoices, credits and remittances that X12 can express, in every field and in any combination."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from b2b.documents import (
    Adjustment,
    AllowanceCharge,
    CreditDebit,
    CreditDebitLine,
    Invoice,
    InvoiceLine,
    PaymentTerms,
    Reference,
    Remittance,
    RemittanceItem,
    VatBreakdown,
)
from tests.edi.mappings.strategy_parts import (
    AMOUNTS,
    BUYER,
    CURRENCIES,
    DATES,
    DAYS,
    ITEMS,
    MAYBE_DAY,
    MAYBE_PARTY,
    PRICES,
    QUANTITIES,
    SUPPLIER,
    Draw,
    many,
    maybe_bill_to,
    parties,
    references,
    text,
)

REMITTANCES = st.builds(
    Remittance,
    trace=text(30),
    date=DAYS,
    total=AMOUNTS,
    currency=CURRENCIES,
    items=many(
        st.builds(
            RemittanceItem,
            kind=st.sampled_from(["IV", "CM"]),
            number=text(30),
            paid=st.decimals(Decimal("-99999"), Decimal("99999"), places=2),
            gross=st.none() | AMOUNTS,
            discount=st.none() | AMOUNTS,
            date=MAYBE_DAY,
            order_number=text(30, optional=True),
            adjustments=many(
                st.builds(Adjustment, AMOUNTS, st.just("59"), st.just("CM"), text(30))
                | st.builds(Adjustment, AMOUNTS.map(lambda amount: -amount), st.just("01"))
            ),
        )
    ),
    method=st.sampled_from(["ACH", "CHK", "SWT"]),
    payer=BUYER,
    payee=SUPPLIER,
    payee_iban=st.sampled_from(["", "DE89370400440532013000"]),
    payee_bic=st.sampled_from(["", "COBADEFFXXX"]),
    references=references(),
)


_CENTS = st.decimals(Decimal("0.00"), Decimal("999999.99"), places=2)


@cache
@st.composite
def credit_debit_lines(draw: Draw) -> CreditDebitLine:
    quantity = draw(st.none() | QUANTITIES)
    price = draw(PRICES if quantity is not None else st.none() | PRICES)
    return CreditDebitLine(
        reason=draw(st.sampled_from(["01", "06", "12", "ZZ"])),
        credit=draw(st.booleans()),
        amount=draw(_CENTS if quantity is None else st.none() | _CENTS),
        number=draw(text(20, optional=True)),
        quantity=quantity,
        unit_price=price,
        price_kind="INV" if price is None else draw(st.sampled_from(["INV", "CON", "UCP"])),
        price_difference=draw(st.none() | st.decimals(Decimal(-999), Decimal(999), places=2)),
        items=draw(many(ITEMS)),
        references=draw(_N9),
        dates=draw(DATES),
    )


_N9 = many(st.builds(Reference, st.sampled_from(["DP", "IA", "IV"]), text(30), text(45, optional=True)))


@cache
@st.composite
def credits_debits(draw: Draw) -> CreditDebit:
    buyer = draw(BUYER)
    return CreditDebit(
        number=draw(text(22)),
        date=draw(DAYS),
        credit=draw(st.booleans()),
        amount=draw(_CENTS),
        currency=draw(CURRENCIES),
        lines=draw(many(credit_debit_lines())),
        tax=draw(st.none() | _CENTS),
        invoice_number=draw(text(22)),
        invoice_date=draw(MAYBE_DAY),
        order_number=draw(text(22, optional=True)),
        order_date=draw(MAYBE_DAY),
        purpose=draw(st.sampled_from(["00", "05"])),
        supplier=draw(parties("92")),
        buyer=buyer,
        ship_to=draw(MAYBE_PARTY),
        bill_to=draw(maybe_bill_to(buyer)),
        dates=draw(DATES),
        references=draw(_N9),
    )


_VAT = st.sampled_from(
    [("S", Decimal(19)), ("S", Decimal(7)), ("Z", Decimal(0)), ("E", Decimal(0)), ("AE", Decimal(0))]
)


@cache
@st.composite
def allowances_charges(draw: Draw) -> AllowanceCharge:
    category, rate = draw(_VAT)
    code = draw(st.sampled_from(["", "95", "FC", "x12:G830"]))
    return AllowanceCharge(draw(st.booleans()), draw(AMOUNTS), draw(text(80, optional=True)), code, category, rate)


@cache
@st.composite
def invoice_lines(draw: Draw) -> InvoiceLine:
    category, rate = draw(_VAT)
    return InvoiceLine(
        number=draw(text(20, optional=True)),
        quantity=draw(QUANTITIES),
        unit_price=draw(PRICES),
        net_amount=draw(AMOUNTS),
        items=draw(many(ITEMS)),
        description=draw(text(200, optional=True)),
        vat_category=category,
        vat_rate=rate,
        order_line=draw(text(20, optional=True)),
        order_number=draw(text(22, optional=True)),
        allowances_charges=draw(many(allowances_charges(), most=2)),
    )


@cache
@st.composite
def invoices(draw: Draw) -> Invoice:
    lines = draw(many(invoice_lines(), least=1))
    parts = draw(many(allowances_charges(), most=2))
    used = sorted({(line.vat_category, line.vat_rate) for line in lines})
    vat = tuple(
        VatBreakdown(
            category,
            rate,
            draw(AMOUNTS),
            draw(AMOUNTS),
            draw(text(150, optional=True)) if category in ("E", "AE") else "",
            draw(st.sampled_from(["", "VATEX-EU-AE"])) if category in ("E", "AE") else "",
        )
        for category, rate in used
    )
    net_total = sum((line.net_amount for line in lines), Decimal(0))
    allowances = sum((part.amount for part in parts if not part.is_charge), Decimal(0))
    charges = sum((part.amount for part in parts if part.is_charge), Decimal(0))
    currency = draw(CURRENCIES)
    # A total in yen has no decimals; one with decimals is refused.
    gross = draw(AMOUNTS.map(Decimal.to_integral_value) if currency == "JPY" else AMOUNTS)
    prepaid, rounding = draw(AMOUNTS), draw(st.sampled_from([Decimal(0), Decimal("0.01")]))
    preceding = draw(text(30, optional=True))
    discount = draw(st.sampled_from([(None, None), (Decimal("2.5"), 10)]))
    buyer = draw(BUYER)
    return Invoice(
        number=draw(text(22)),
        date=draw(DAYS),
        kind=draw(st.sampled_from(["380", "381"])),
        currency=currency,
        supplier=draw(SUPPLIER),
        buyer=buyer,
        lines=lines,
        vat=vat,
        net_total=net_total,
        taxable_total=net_total - allowances + charges,
        vat_total=sum((part.tax for part in vat), Decimal(0)),
        gross_total=gross,
        payable=gross - prepaid + rounding,
        allowance_total=allowances,
        charge_total=charges,
        prepaid=prepaid,
        allowances_charges=parts,
        terms=PaymentTerms(
            draw(MAYBE_DAY), draw(st.none() | st.integers(0, 120)), *discount, draw(text(80, optional=True))
        ),
        order_number=draw(text(22, optional=True)),
        order_date=draw(MAYBE_DAY),
        despatch_number=draw(text(30, optional=True)),
        preceding_invoice=preceding,
        preceding_date=draw(MAYBE_DAY) if preceding else None,
        delivery_date=draw(MAYBE_DAY),
        ship_to=draw(MAYBE_PARTY),
        bill_to=draw(maybe_bill_to(buyer)),
        buyer_reference=draw(text(30, optional=True)),
        payment_means=draw(st.sampled_from(["", "30", "58"])),
        iban=draw(st.sampled_from(["", "DE89370400440532013000"])),
        bic=draw(st.sampled_from(["", "COBADEFFXXX"])),
        account_name=draw(text(60, optional=True)),
        notes=draw(many(text(200))),
        references=draw(references()),
        payment_reference=draw(text(30, optional=True)),
        rounding=rounding,
    )


INVOICES = invoices()
CREDITS_DEBITS = credits_debits()
