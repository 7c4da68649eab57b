"""The characters that every SEPA bank must take (EPC217-08), and how others are written with them."""

from __future__ import annotations

import re
import unicodedata

from b2b.errors import NotWritable

_ALLOWED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")
_LETTERS = {
    **{"Ä": "AE", "Ö": "OE", "Ü": "UE", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ẞ": "SS", "Æ": "AE", "æ": "ae"},
    **{"Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d"},
    **{"Þ": "TH", "þ": "th", "ı": "i", "Ħ": "H", "ħ": "h", "ĸ": "k", "Ŋ": "N", "ŋ": "n"},
}
_GREEK = dict(zip("ΑΒΓΔΕΖΗΙΚΛΜΝΞΟΠΡΣΤΥΦΩ", "AVGDEZIIKLMNXOPRSTYFO", strict=True)) | {"Θ": "TH", "Χ": "CH", "Ψ": "PS"}
_CYRILLIC = dict(zip("АБВГДЕЗИЙКЛМНОПРСТУФХЪЬ", "ABVGDEZIYKLMNOPRSTUFHAY", strict=True)) | {
    **{"Ж": "ZH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHT", "Ю": "YU", "Я": "YA"},
}
_SIGNS = {
    **dict.fromkeys('"`´‘’‚“”„«»‹›', "'"),
    **dict.fromkeys("[{<", "("),
    **dict.fromkeys("]}>", ")"),
    **dict.fromkeys("_~=–—‐‑", "-"),
    **dict.fromkeys("|\\", "/"),
    **dict.fromkeys("!#$%*^§°·", "."),
    **{"&": "+", ";": ",", "@": "(at)", "€": "EUR", "£": "GBP", "…": "...", "\t": " ", "\n": " ", "\r": " "},
}


def in_sepa_characters(text: str, where: str) -> str:
    """The text in SEPA's characters: umlauts spelt out, accents dropped, Greek and Bulgarian transliterated.

    White space becomes single blanks. NotWritable, naming the field `where`, for a character that has no such form.
    """
    written = "".join(_written(character, where) for character in unicodedata.normalize("NFC", text))
    return re.sub(" +", " ", written).strip()


def is_sepa_text(text: str) -> bool:
    """Whether it consists of SEPA's characters only."""
    return _ALLOWED.fullmatch(text) is not None


def _written(character: str, where: str) -> str:
    if is_sepa_text(character):
        return character
    simple = _LETTERS | _SIGNS
    if character in simple:
        return simple[character]
    base = unicodedata.normalize("NFKD", character)
    for form in (character, base[0]):
        capital = form.upper()
        latin = _GREEK.get(capital) or _CYRILLIC.get(capital)
        if latin:
            return latin if form == capital else latin.lower()
    plain = "".join(simple.get(one, one) for one in base if not unicodedata.combining(one))
    if plain and is_sepa_text(plain):
        return plain
    raise NotWritable(
        f"{character!r} cannot be written in the characters that SEPA banks take",
        where=where,
        next_step="spell it in Latin letters",
    )
