"""How a partner trades: the X12 that we write, the terms by which its orders are decided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from b2b.store.settings import shared
from b2b.store.settings.releases import x12_release
from b2b.store.settings.section import Section

_VERSION = r"00[3-9]\d{3}[0-9A-Z]{0,6}"
_VERSION_MEANING = "a release, with the suffix of a guide where there is one, such as 005010X231A1"


@dataclass(frozen=True, slots=True)
class X12Settings:
    """The writing side; what comes in says its own delimiters in each ISA.

    `character_set` is basic, ascii, extended or utf-8; `test` makes ISA15 T; `duplicates` says how an interchange that
    came before is answered: acknowledge-again, ta1-025 or silence; `control_number_reuse_days` after how many days of
    the partner's calendar its ISA13 may stand for another interchange (None: never); `tolerate` holds codes of findings
    that shall not reject what comes in.

    `acknowledgment` is the set that answers, 997 or 999; `acknowledgment_version` its GS08 (empty: the release of the
    group that is answered); `ta1` says when a TA1 is sent: requested, always or never. `groups_an_interchange` is how
    many functional groups may share an envelope; `transliterate` writes a character outside the set with those in it.
    """

    release: str = "004010"
    element_separator: str = "*"
    component_separator: str = ">"
    repetition_separator: str = "^"
    segment_terminator: str = "~"
    newline: bool = False
    character_set: str = "extended"
    test: bool = False
    request_ta1: bool = False
    duplicates: str = "acknowledge-again"
    control_number_reuse_days: int | None = None
    tolerate: tuple[str, ...] = ()
    acknowledgment: str = "997"
    acknowledgment_version: str = ""
    ta1: str = "requested"
    groups_an_interchange: int = 1
    transliterate: bool = False


@dataclass(frozen=True, slots=True)
class TermsSettings:
    """How an order is decided. `currency` holds where an order names none (empty: then it is an exception).

    `price_policy` beyond the tolerance: answer-ours, accept-theirs, reject, hold. `pack_policy` for a quantity that is
    not a multiple of the pack or below the minimum: round-up, reject, accept. What is None or empty is the company's.
    """

    currency: str = ""
    price_tolerance_percent: Decimal = Decimal(0)
    price_policy: str = "answer-ours"
    pack_policy: str = "reject"
    back_orders: bool = True
    net_days: int | None = None
    vat_category: str = ""
    vat_rate: Decimal | None = None


def read_x12(section: Section) -> X12Settings:
    """The `x12` table; the defaults where there is none."""
    table = section.table("x12")
    standard = X12Settings()
    if table is None:
        return standard
    x12 = X12Settings(
        release=x12_release(table, standard.release),
        element_separator=table.character("element_separator", standard.element_separator),
        component_separator=table.character("component_separator", standard.component_separator),
        repetition_separator=table.character("repetition_separator", standard.repetition_separator),
        segment_terminator=table.character("segment_terminator", standard.segment_terminator),
        newline=table.flag("newline", standard.newline),
        character_set=table.choice("character_set", ("basic", "ascii", "extended", "utf-8"), standard.character_set),
        test=table.flag("test", standard.test),
        request_ta1=table.flag("request_ta1", standard.request_ta1),
        duplicates=table.choice("duplicates", ("acknowledge-again", "ta1-025", "silence"), standard.duplicates),
        control_number_reuse_days=table.whole("control_number_reuse_days"),
        tolerate=table.texts("tolerate"),
        acknowledgment=table.choice("acknowledgment", ("997", "999"), standard.acknowledgment),
        acknowledgment_version=table.matching("acknowledgment_version", _VERSION, _VERSION_MEANING),
        ta1=table.choice("ta1", ("requested", "always", "never"), standard.ta1),
        groups_an_interchange=table.whole("groups_an_interchange", 1, least=1, most=10_000) or 1,
        transliterate=table.flag("transliterate", standard.transliterate),
    )
    _check_delimiters(table, x12)
    table.close()
    return x12


def _check_delimiters(table: Section, x12: X12Settings) -> None:
    used: dict[str, str] = {}
    for key in ("element_separator", "component_separator", "repetition_separator", "segment_terminator"):
        character: str = getattr(x12, key)
        if character.isalnum() or character == " " or not character.isascii():
            table.wrong(key, f"{character!r} occurs in data: take a special character")
        elif character in used:
            table.wrong(key, f"{character!r} is the {used[character]} already")
        used.setdefault(character, key)


def read_terms(section: Section) -> TermsSettings:
    """The `terms` table; the defaults where there is none."""
    table = section.table("terms")
    standard = TermsSettings()
    if table is None:
        return standard
    terms = TermsSettings(
        currency=shared.read_currency(table),
        price_tolerance_percent=table.decimal("price_tolerance_percent") or Decimal(0),
        price_policy=table.choice(
            "price_policy", ("answer-ours", "accept-theirs", "reject", "hold"), standard.price_policy
        ),
        pack_policy=table.choice("pack_policy", ("round-up", "reject", "accept"), standard.pack_policy),
        back_orders=table.flag("back_orders", standard.back_orders),
        net_days=table.whole("net_days", most=999),
        vat_category=table.choice("vat_category", shared.VAT_CATEGORIES, ""),
        vat_rate=table.decimal("vat_rate"),
    )
    table.close()
    return terms
