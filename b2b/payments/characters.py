"""The characters that every SEPA bank must take (EPC217-08), and how others are written with them."""

from __future__ import annotations

import re
import unicodedata

from b2b.errors import NotWritable

_ALLOWED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")
_LETTERS = (
    "Ä:AE Ö:OE Ü:UE ä:ae ö:oe ü:ue ß:ss ẞ:SS Æ:AE æ:ae Œ:OE œ:oe Ø:O ø:o Ł:L ł:l Đ:D đ:d Ð:D ð:d Þ:TH þ:th ı:i Ħ:H ħ:h "
    "ĸ:k Ŋ:N ŋ:n &:+ ;:, @:(at) €:EUR £:GBP …:... ⁄:/"
)
_GREEK = dict(zip("ΑΒΓΔΕΖΗΙΚΛΜΝΞΟΠΡΣΤΥΦΩ", "AVGDEZIIKLMNXOPRSTYFO", strict=True)) | {"Θ": "TH", "Χ": "CH", "Ψ": "PS"}
_CYRILLIC = dict(zip("АБВГДЕЗИЙКЛМНОПРСТУФХЪЬ", "ABVGDEZIYKLMNOPRSTUFHAY", strict=True))
_CYRILLIC_PAIRS = "Ж:ZH Ц:TS Ч:CH Ш:SH Щ:SHT Ю:YU Я:YA"


def _pairs(text: str) -> dict[str, str]:
    return {pair[0]: pair[2:] for pair in text.split()}


_CAPITALS = _GREEK | _CYRILLIC | _pairs(_CYRILLIC_PAIRS)
_SPELLINGS = {
    **_pairs(_LETTERS),
    **dict.fromkeys('"`´‘’‚“”„«»‹›', "'"),
    **dict.fromkeys("[{<", "("),
    **dict.fromkeys("]}>", ")"),
    **dict.fromkeys("_~=–—‐‑", "-"),
    **dict.fromkeys("|\\", "/"),
    **dict.fromkeys("!#$%*^§°·", "."),
    **dict.fromkeys("\t\n\r", " "),
}


def in_sepa_characters(text: str, where: str, longest: int = 0) -> str:
    """The text in SEPA's characters: umlauts spelt out, accents dropped, Greek and Bulgarian transliterated.

    White space becomes single blanks. NotWritable, naming the field `where`, for a character that has no such form, and
    where the result has more than `longest` characters (0: no limit).
    """
    written = "".join(_written(character, where) for character in unicodedata.normalize("NFC", text))
    written = re.sub(" +", " ", written).strip()
    if longest and len(written) > longest:
        raise NotWritable(
            f"{written[:60]!r} has {len(written)} characters, {longest} are allowed",
            where=where,
            next_step="shorten it",
        )
    return written


def is_sepa_text(text: str) -> bool:
    """Whether it consists of SEPA's characters only."""
    return _ALLOWED.fullmatch(text) is not None


def _written(character: str, where: str) -> str:
    if is_sepa_text(character):
        return character
    if character in _SPELLINGS:
        return _SPELLINGS[character]
    base = unicodedata.normalize("NFKD", character)
    for form in (character, base[0]):
        capital = form.upper()
        if capital in _CAPITALS:
            return _CAPITALS[capital] if form == capital else _CAPITALS[capital].lower()
    plain = "".join(_SPELLINGS.get(one, one) for one in base if not unicodedata.combining(one))
    if plain and is_sepa_text(plain):
        return plain
    raise NotWritable(
        f"{character!r} cannot be written in the characters that SEPA banks take",
        where=where,
        next_step="spell it in Latin letters",
    )
