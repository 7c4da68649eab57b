"""The buyer's side of the settings: how a company orders, pays and proves, and what it takes from a supplier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from b2b.store.settings import shared
from b2b.store.settings.section import Section

_LARGEST_AMOUNT = Decimal(10) ** 12
_WEEKDAY = "(mon|tue|wed|thu|fri|sat|sun)"
_WEEKDAYS = rf"{_WEEKDAY}(-{_WEEKDAY})?(,{_WEEKDAY}(-{_WEEKDAY})?)*"
LEDGERS = ("embedded", "rpc")


@dataclass(frozen=True, slots=True)
class PurchasingSettings:
    """How the company orders. `approval_limit` is the highest net amount, in the company's currency, that the rule
    approves by itself; None: every order waits for a person. `order_prefix` begins the numbers of its orders.
    A stock figure older than `stock_max_age_hours` is not ordered by. `reorder_at` are the local times of day (`06:00`)
    at which the daemon proposes what is short.
    """

    approval_limit: Decimal | None = None
    order_prefix: str = "PO-"
    stock_max_age_hours: int = 24
    reorder_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentSettings:
    """How the company pays: `bank` is the code of the partner with the role bank; a run pays what is due before the
    next one, `run_every_days` later. The daemon proposes a run at the local times `run_at` on the weekdays `run_on`
    (`mon-fri`, `mon,thu`).
    """

    bank: str
    run_every_days: int = 1
    run_at: tuple[str, ...] = ()
    run_on: str = "mon-fri"


@dataclass(frozen=True, slots=True)
class ContractSettings:
    """Where exchanges are anchored: the embedded chain of the workspace, or a node at `url` of the chain `chain_id`
    (EIP-155) with our `registry` there. An anchor counts when `confirmations` blocks follow its own.

    `key` is a reference (`env:NAME`, `file:PATH`) to the private key that submits. `anchor_at` are the local times of
    day at which the daemon anchors what is new.
    """

    ledger: str = "embedded"
    url: str = ""
    chain_id: int | None = None
    registry: str = ""
    key: str = ""
    confirmations: int = 0
    anchor_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PurchaseTerms:
    """What is taken from a supplier without a person: differences of its answers (855) and of its invoices.

    Percentages are of the price or quantity that was ordered; `amount_tolerance` is in the order's currency for a whole
    invoice. `iban`, `bic` and `account_name` are where the supplier is paid; what an invoice says is only compared.
    """

    accept_back_orders: bool = False
    price_tolerance_percent: Decimal = Decimal(0)
    quantity_tolerance_percent: Decimal = Decimal(0)
    date_tolerance_days: int = 0
    amount_tolerance: Decimal = Decimal(0)
    iban: str = ""
    bic: str = ""
    account_name: str = ""


def read_purchasing(section: Section) -> PurchasingSettings:
    """The `purchasing` table of a company; the defaults where there is none."""
    table = section.table("purchasing")
    standard = PurchasingSettings()
    if table is None:
        return standard
    purchasing = PurchasingSettings(
        approval_limit=table.decimal("approval_limit", most=_LARGEST_AMOUNT),
        order_prefix=table.matching(
            "order_prefix", r"[A-Za-z0-9-]{0,12}", "letters, digits and dashes, at most 12", standard.order_prefix
        ),
        stock_max_age_hours=table.whole("stock_max_age_hours", 24, least=1, most=8784) or 24,
        reorder_at=shared.read_times(table, "reorder_at"),
    )
    table.close()
    return purchasing


def read_payments(section: Section) -> PaymentSettings | None:
    """The `payments` table of a company, None where there is none: then it pays nothing through b2b."""
    table = section.table("payments")
    if table is None:
        return None
    table.required("bank")
    payments = PaymentSettings(
        bank=table.matching("bank", shared.CODE, shared.CODE_MEANING),
        run_every_days=table.whole("run_every_days", 1, least=1, most=366) or 1,
        run_at=shared.read_times(table, "run_at"),
        run_on=table.matching("run_on", _WEEKDAYS, "weekdays such as mon-fri or mon,thu", "mon-fri"),
    )
    table.close()
    return payments


def read_contract(section: Section) -> ContractSettings | None:
    """The `contract` table of a company, None where there is none: then nothing is anchored."""
    table = section.table("contract")
    if table is None:
        return None
    contract = ContractSettings(
        ledger=table.choice("ledger", LEDGERS, "embedded"),
        url=table.matching("url", r"https?://[^\s/?#]+(/\S*)?", "an address that begins with http:// or https://"),
        chain_id=table.whole("chain_id", least=1, most=2**53),
        registry=table.matching("registry", r"0x[0-9a-fA-F]{40}", "an address of 40 hexadecimal digits after 0x"),
        key=table.reference("key"),
        confirmations=table.whole("confirmations", 0, most=1000) or 0,
        anchor_at=shared.read_times(table, "anchor_at"),
    )
    if contract.ledger == "rpc":
        for key in ("url", "chain_id", "registry", "key"):
            if key not in table:
                table.wrong(key, 'is missing: ledger = "rpc" needs it')
    table.close()
    return contract


def read_purchase_terms(section: Section) -> PurchaseTerms:
    """The `purchase` table of a supplier; the defaults where there is none."""
    table = section.table("purchase")
    standard = PurchaseTerms()
    if table is None:
        return standard
    terms = PurchaseTerms(
        accept_back_orders=table.flag("accept_back_orders", standard.accept_back_orders),
        price_tolerance_percent=table.decimal("price_tolerance_percent") or Decimal(0),
        quantity_tolerance_percent=table.decimal("quantity_tolerance_percent") or Decimal(0),
        date_tolerance_days=table.whole("date_tolerance_days", 0, most=366) or 0,
        amount_tolerance=table.decimal("amount_tolerance", most=_LARGEST_AMOUNT) or Decimal(0),
        iban=shared.read_iban(table),
        bic=shared.read_bic(table),
        account_name=table.text("account_name"),
    )
    table.close()
    return terms
