"""832 Price/Sales Catalog <-> `PriceCatalog`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from b2b.documents import CatalogEntry, Party, PriceCatalog, Restriction
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings import (
    echo,
    heading,
    item_details,
    items,
    listed_codes,
    party,
    prices,
    references,
    terms,
    texts,
)
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.reading import Leftover, LoopCursor, SegmentCursor, opened
from b2b.edi.x12.mappings.writing import Body

_MANUFACTURER = ("MF",)


def read(tree: Node, context: Context) -> tuple[PriceCatalog, tuple[Leftover, ...]]:
    """The catalog in an accepted 832, and what of the message it has no place for.

    Errors: Unreadable where a price, a number or a date is malformed.
    """
    message = opened(tree, context)
    return _catalog(message), message.leftovers()


def write(catalog: PriceCatalog, context: Context) -> list[list[str]]:
    """The body of the 832 of a catalog. Errors: NotWritable names the field."""
    body = Body(context)
    body.add(
        "BCT",
        ("kind", catalog.kind),
        ("number", catalog.number),
        ("version", catalog.version),
        ("revision", catalog.revision),
        *[None] * 4,
        ("title", catalog.title),
        ("purpose", catalog.purpose),
    )
    prices.write(body, catalog.prices)
    references.write(body, catalog.references)
    body.day(prices.VALID_FROM, "valid_from", catalog.valid_from)
    body.day(prices.VALID_TO, "valid_to", catalog.valid_to)
    heading.write_named_dates(body, catalog.dates)
    if catalog.currency is not None:
        body.add("CUR", "SE", ("currency", catalog.currency))
    terms.write_text(body, "payment_terms", catalog.payment_terms)
    party.write(body, "SU", catalog.supplier, "supplier")
    party.write(body, "BY", catalog.buyer, "buyer")
    party.write_others(body, catalog.parties)
    for index, entry in enumerate(catalog.items):
        _write_entry(body, entry, f"items[{index}]")
    body.add("CTT", len(catalog.items))
    return echo.checked("832", body.segments, catalog, lambda tree, known: read(tree, known)[0], context)


def _catalog(message: LoopCursor) -> PriceCatalog:
    bct = message.required("BCT")
    entries = tuple(_entry(loop) for loop in message.loops("LIN"))
    heading.accept_totals(message, len(entries), ())
    return PriceCatalog(
        number=bct.text(2),
        items=entries,
        kind=bct.text(1),
        version=bct.text(3),
        revision=bct.text(4),
        purpose=bct.text(10),
        title=bct.text(9),
        valid_from=message.day(prices.VALID_FROM),
        valid_to=message.day(prices.VALID_TO),
        currency=heading.currency(message),
        supplier=party.find(message, party.SUPPLIER) or Party(),
        buyer=party.find(message, party.BUYER) or Party(),
        parties=party.others(message),
        payment_terms=terms.text(message.all("ITD")),
        prices=prices.read(message.all("CTP")),
        references=references.read(message.all("REF")),
        dates=heading.named_dates(message.all("DTM")),
    )


def _entry(loop: LoopCursor) -> CatalogEntry:
    lin, g53 = loop.trigger, loop.first("G53")
    ids, _ = items.read(lin, 2)
    pids = loop.all("PID")
    return CatalogEntry(
        items=ids,
        number=lin.text(1),
        change=g53.text(1) if g53 is not None else "",
        description=texts.description(pids) or items.named_in_part(ids),
        prices=prices.read_loops(loop.loops("CTP")),
        packing=item_details.packing(loop.first("PO4")),
        characteristics=item_details.characteristics(pids),
        measures=item_details.measures(loop.all("MEA")),
        restrictions=_restrictions(loop.all("CTB")),
        valid_from=loop.day(prices.VALID_FROM),
        valid_to=loop.day(prices.VALID_TO),
        manufacturer=party.find(loop, _MANUFACTURER),
        codes=listed_codes.read(loop),
        references=references.read(loop.all("REF")),
        dates=heading.named_dates(loop.all("DTM")),
    )


def _restrictions(segments: Iterable[SegmentCursor]) -> tuple[Restriction, ...]:
    found = []
    for ctb in segments:
        amount = ctb.implied(6, 2)
        found.append(Restriction(ctb.text(1), ctb.text(2), ctb.text(3), ctb.number(4), ctb.text(5), amount))
    return tuple(found)


def _write_entry(body: Body, entry: CatalogEntry, at: str) -> None:
    body.add("LIN", (f"{at}.number", entry.number), *items.pairs(entry.items, at))
    if entry.change:
        body.add("G53", (f"{at}.change", entry.change))
    body.day(prices.VALID_FROM, f"{at}.valid_from", entry.valid_from)
    body.day(prices.VALID_TO, f"{at}.valid_to", entry.valid_to)
    heading.write_named_dates(body, entry.dates, f"{at}.")
    references.write(body, entry.references, f"{at}.")
    _write_restrictions(body, entry.restrictions, f"{at}.restrictions")
    if entry.description != items.named_in_part(entry.items):
        texts.write_description(body, f"{at}.description", entry.description)
    item_details.write_characteristics(body, entry.characteristics, f"{at}.")
    item_details.write_measures(body, entry.measures, f"{at}.")
    item_details.write_packing(body, entry.packing, f"{at}.packing")
    prices.write_loops(body, entry.prices, f"{at}.")
    party.write(body, "MF", entry.manufacturer, f"{at}.manufacturer")
    listed_codes.write(body, entry.codes, f"{at}.")


def _write_restrictions(body: Body, restrictions: Sequence[Restriction], at: str) -> None:
    for index, one in enumerate(restrictions):
        name = f"{at}[{index}]"
        body.add(
            "CTB",
            (f"{name}.kind", one.kind),
            (f"{name}.text", one.text),
            (f"{name}.quantity_kind", one.quantity_kind),
            (f"{name}.quantity", one.quantity),
            (f"{name}.amount_kind", one.amount_kind),
            (f"{name}.amount", one.amount),
        )
