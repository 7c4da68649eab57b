"""PRICAT Price/sales catalogue <-> `PriceCatalog`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from b2b.documents import CatalogEntry, Party, PriceCatalog, Reference, Restriction
from b2b.documents.price_catalog import ADDED, CHANGED, DELETED, MAXIMUM, MINIMUM, ORDERING
from b2b.edi.edifact.mappings import (
    beginning,
    dates,
    echo,
    item_details,
    items,
    money,
    parties,
    prices,
    references,
    texts,
)
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import Leftover, LoopCursor, SegmentCursor, at, opened
from b2b.edi.edifact.mappings.writing import Body, Named, not_writable
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context

# What catalog: X12 element 683, EDIFACT 1001. Others go as codes of X12.
_KINDS = CodeTable("1001", {"PC": "9"})

# 1153: the catalog itself, where BGM has no room for its version. 6343: the currency of a price list.
_PRICE_LIST, _OF_PRICE_LIST = "PL", "8"

# 5379: the items are in no group with a price of its own; the whole catalog, no group at all.
_NO_GROUP = "2"
_UNGROUPED = (_NO_GROUP, "3", "9")

# What becomes of an item: X12 element 875, EDIFACT 1229.
_CHANGES = CodeTable("1229", {ADDED: "1", DELETED: "2", CHANGED: "3"})

# Limits of ordering: X12 element 673, EDIFACT 6063.
_LIMITS = {MINIMUM: "53", MAXIMUM: "54"}
_LIMIT_KINDS = {code: kind for kind, code in _LIMITS.items()}

_MANUFACTURER = ("MF",)  # 3035


def read(tree: Node, context: Context) -> tuple[PriceCatalog, tuple[Leftover, ...]]:
    """The catalog in an accepted PRICAT, and what of the message it has no place for.

    Errors: Unreadable where a price, a number or a date is malformed.
    """
    message = opened(tree, context)
    return _catalog(message), message.leftovers()


def write(catalog: PriceCatalog, context: Context) -> list[list[str]]:
    """The body of the PRICAT of a catalog. Errors: NotWritable names the field."""
    body = Body(context)
    if not any((catalog.valid_from, catalog.valid_to, catalog.dates, context.date)):
        raise not_writable("the message needs a day, and the catalog names none", "valid_from", "DTM")
    _begin(body, catalog)
    dates.write_made(body, catalog.dates)
    dates.write(body, prices.VALID_FROM[0], "valid_from", catalog.valid_from)
    dates.write(body, prices.VALID_TO[0], "valid_to", catalog.valid_to)
    dates.write_named(body, catalog.dates)
    if catalog.title:
        texts.write(body, texts.GENERAL, "title", catalog.title)
    if catalog.payment_terms:
        texts.write(body, texts.TERMS_OF_PAYMENT, "payment_terms", catalog.payment_terms)
    if catalog.version and catalog.number and not body.room("BGM", 2, 2):
        body.add("RFF", [_PRICE_LIST, ("number", catalog.number), None, ("version", catalog.version)])
    references.write(body, catalog.references)
    parties.write(body, parties.SUPPLIER[0], catalog.supplier, "supplier")
    parties.write(body, parties.BUYER[0], catalog.buyer, "buyer")
    parties.write_others(body, catalog.parties)
    money.write_currency(body, catalog.currency, purpose=_OF_PRICE_LIST)
    if catalog.items or catalog.prices:
        body.add("PGI", _NO_GROUP)
    prices.write(body, catalog.prices)
    for index, entry in enumerate(catalog.items):
        _write_entry(body, entry, f"items[{index}]")
    return echo.checked("PRICAT", body.segments, catalog, lambda tree, known: read(tree, known)[0], context)


def _begin(body: Body, catalog: PriceCatalog) -> None:
    """BGM; its version and revision where the directory has room for them there."""
    if not catalog.kind:
        raise not_writable("the message needs to say what it is", "kind", "BGM01")
    kind, purpose = beginning.kind(catalog.kind, _KINDS), beginning.purpose(catalog.purpose, needed=False)
    named: list[Named] = [("number", catalog.number)]
    if body.room("BGM", 2, 2):
        named += [("version", catalog.version), ("revision", catalog.revision)]
    body.add("BGM", kind, list(named), purpose)


def _catalog(message: LoopCursor) -> PriceCatalog:
    bgm = message.required("BGM")
    number = bgm.text(at(2))
    groups = message.loops("PGI")
    for group in groups:
        group.trigger.accept(at(1), *_UNGROUPED)
    first, last = prices.validity(message)
    rffs = message.all("RFF")
    version = bgm.text(at(2, 2)) or _version(rffs, number)
    return PriceCatalog(
        number=number,
        items=tuple(_entry(lin) for group in groups for lin in group.loops("LIN")),
        kind=beginning.read_kind(bgm, _KINDS) or "PC",
        version=version,
        revision=bgm.text(at(2, 3)),
        purpose=beginning.read_purpose(bgm, unsaid=""),
        title=texts.of_kind(message, texts.GENERAL),
        valid_from=first,
        valid_to=last,
        currency=money.currency(message),
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        buyer=parties.find(message, parties.BUYER) or Party(),
        parties=parties.others(message),
        payment_terms=texts.of_kind(message, texts.TERMS_OF_PAYMENT),
        # Of several groups, each has prices of its own, which are no rules for the whole catalog.
        prices=prices.read(groups[0]) if len(groups) == 1 else (),
        references=_references(rffs),
        dates=dates.beside_made(message),
    )


def _version(rffs: Sequence[SegmentCursor], number: str) -> str:
    """The version of this price list, where a reference to it names one."""
    for rff in rffs:
        if rff.peek(at(1)) == _PRICE_LIST and rff.peek(at(1, 2)) == number and rff.peek(at(1, 4)):
            rff.take(at(1), at(1, 2))
            return rff.text(at(1, 4))
    return ""


def _references(rffs: Sequence[SegmentCursor]) -> tuple[Reference, ...]:
    return references.of(rff for rff in rffs if not rff.taken(at(1, 2)))


def _entry(loop: LoopCursor) -> CatalogEntry:
    lin, imds = loop.trigger, loop.all("IMD")
    first, last = prices.validity(loop)
    return CatalogEntry(
        items=items.read(lin, loop.all("PIA")),
        number=lin.text(at(1)),
        change=_CHANGES.read(lin.text(at(2))),
        description=texts.description(imd for imd in imds if not item_details.is_characteristic(imd)),
        prices=prices.read(loop),
        packing=item_details.packing(loop),
        characteristics=item_details.characteristics(filter(item_details.is_characteristic, imds)),
        measures=item_details.measures(loop.all("MEA")),
        restrictions=tuple(_restrictions(loop)),
        valid_from=first,
        valid_to=last,
        manufacturer=_manufacturer(loop),
        references=references.of(loop.all("RFF")),
        dates=dates.named(loop.all("DTM")),
    )


def _manufacturer(loop: LoopCursor) -> Party | None:
    """Who makes an item: a NAD, in later directories with a group of its own."""
    nad = loop.first("NAD", *_MANUFACTURER)
    return parties.alone(nad) if nad is not None else parties.find(loop, _MANUFACTURER)


def _restrictions(loop: LoopCursor) -> Iterator[Restriction]:
    """The least and the most that can be ordered; their unit stays unread, as do other quantities."""
    for qty in loop.all("QTY"):
        kind = _LIMIT_KINDS.get(qty.peek(at(1)))
        if kind is not None and qty.peek(at(1, 2)):
            qty.take(at(1))
            yield Restriction(ORDERING, quantity_kind=kind, quantity=qty.number(at(1, 2)))


def _write_entry(body: Body, entry: CatalogEntry, path: str) -> None:
    change = _CHANGES.write(entry.change)
    if entry.change and not change:
        raise not_writable(f"EDIFACT has no code for {entry.change!r}", f"{path}.change", "LIN02")
    items.write_line(body, entry.number, entry.items, path, (f"{path}.change", change))
    texts.write_description(body, f"{path}.description", entry.description)
    item_details.write_characteristics(body, entry.characteristics, f"{path}.")
    item_details.write_measures(body, entry.measures, f"{path}.")
    item_details.write_size(body, entry.packing, f"{path}.packing")
    _write_restrictions(body, entry.restrictions, f"{path}.restrictions")
    dates.write(body, prices.VALID_FROM[0], f"{path}.valid_from", entry.valid_from)
    dates.write(body, prices.VALID_TO[0], f"{path}.valid_to", entry.valid_to)
    dates.write_named(body, entry.dates, f"{path}.")
    grouped = body.has_group("PRICAT", "PGI/LIN/NAD")
    if not grouped:
        _write_manufacturer(body, entry.manufacturer, path)
    references.write(body, entry.references, f"{path}.")
    prices.write(body, entry.prices, f"{path}.")
    item_details.write_packing(body, entry.packing, f"{path}.packing")
    if grouped:
        _write_manufacturer(body, entry.manufacturer, path)


def _write_manufacturer(body: Body, manufacturer: Party | None, path: str) -> None:
    parties.write(body, _MANUFACTURER[0], manufacturer, f"{path}.manufacturer", registered=False)


def _write_restrictions(body: Body, restrictions: Sequence[Restriction], path: str) -> None:
    """A QTY for each limit. NotWritable: one is of another kind, or is not merely a number."""
    for index, one in enumerate(restrictions):
        code = _LIMITS.get(one.quantity_kind)
        if code is None or one.quantity is None or one.kind != ORDERING:
            problem = "only the least and the most that can be ordered have a place in the message"
            raise not_writable(problem, f"{path}[{index}]", "QTY")
        body.add("QTY", [code, (f"{path}[{index}].quantity", one.quantity)])
