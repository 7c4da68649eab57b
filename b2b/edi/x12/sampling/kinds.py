"""Values that look like those of a business, by kind: item numbers, marks, prices, addresses."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping

from b2b.documents.gtin import check_digit
from b2b.edi.x12.sampling.vocabulary import Place, vocabulary

# Prefix 952 is GS1's own for examples; a UPC that begins with 4 never leaves the shop that made it.
_EXAMPLES = "952"
_IN_STORE = "4"

_FIRST_DAY = dt.date(2026, 1, 5)


class Scene:
    """What the values of one transaction set have in common: its days, its currency, the line it is at, a place."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.day = _FIRST_DAY + dt.timedelta(days=chance.randrange(300))
        self.currency = chance.choice(("USD", "CAD"))
        self.line = 0
        self.place: Place = vocabulary().places[0]

    def begin_segment(self) -> None:
        """City, state, postal code and country of one segment belong together."""
        self.place = self.chance.choice(vocabulary().places)

    def next_line(self) -> None:
        """The set goes on to its next line item."""
        self.line += 1

    def digits(self, count: int) -> str:
        """So many digits, the first of them none of 0."""
        return str(self.chance.randrange(10 ** (count - 1), 10**count))

    def word(self, subject: str) -> str:
        """One of the words on a subject."""
        return self.chance.choice(vocabulary().words[subject])

    def date(self) -> dt.date:
        """A day within two months of the set's own."""
        return self.day + dt.timedelta(days=self.chance.randrange(60))

    def time(self) -> str:
        """A time of the working day, HHMM."""
        return f"{self.chance.randrange(7, 18):02d}{self.chance.randrange(60):02d}"


Before = Mapping[str, str]
Kind = Callable[[Scene, Before], str]


def _checked(digits: str) -> str:
    return digits + check_digit(digits)


def _item(scene: Scene, before: Before) -> str:
    """A product id of the kind that its qualifier (235) names."""
    match before.get("235"):
        case "UP":
            return _checked(_IN_STORE + scene.digits(10))
        case "EN":
            return _checked(_EXAMPLES + scene.digits(9))
        case "UK":
            return _checked("1" + _EXAMPLES + scene.digits(9))
    return f"{scene.chance.choice('ABCDEFGH')}{scene.chance.choice('KLMNP')}-{scene.digits(4)}"


def _party(scene: Scene, before: Before) -> str:
    """An identification code of the kind that its qualifier (66) names."""
    match before.get("66"):
        case "UL":
            return _checked(_EXAMPLES + scene.digits(9))
        case "1":
            return "00" + scene.digits(7)
    return scene.digits(4)


def _mark(scene: Scene, before: Before) -> str:
    """Marks of the kind that their qualifier (88) names; an SSCC with its application identifier 00."""
    match before.get("88"):
        case "GM":
            return "00" + _checked("3" + _EXAMPLES + scene.digits(13))
        case "UP":
            return _checked(_IN_STORE + scene.digits(10))
    return "CTN" + scene.digits(5)


def _contact(scene: Scene, before: Before) -> str:
    match before.get("365"):
        case "EM":
            return "orders@example.com"
        case "UR":
            return "https://example.com"
    return f"61455501{scene.chance.randrange(100):02d}"


def _bank(scene: Scene, before: Before) -> str:
    """A routing number whose check digit is right, in a range that no bank has."""
    digits = "99" + scene.digits(6)
    return digits + str(-sum(int(d) * w for d, w in zip(digits, (3, 7, 1) * 3, strict=False)) % 10)


def _decimal(low: int, high: int) -> Kind:
    """An amount with two decimals, from `low` to `high` hundredths."""

    def make(scene: Scene, before: Before) -> str:
        value = scene.chance.randrange(low, high)
        return f"{value // 100}.{value % 100:02d}"

    return make


def _whole(low: int, high: int) -> Kind:
    return lambda scene, before: str(scene.chance.randrange(low, high))


def _one_of(*values: str) -> Kind:
    return lambda scene, before: scene.chance.choice(values)


def _from_words(subject: str) -> Kind:
    return lambda scene, before: scene.word(subject)


KINDS: Mapping[str, Kind] = {
    "amount": _decimal(10_00, 9_999_00),
    "bank": _bank,
    "carrier": _one_of("EXMP", "SMPL"),
    "century": _one_of("20"),
    "cents": _whole(10_00, 99_999),
    "city": lambda scene, before: scene.place[0],
    "company": _from_words("companies"),
    "contact": _contact,
    "count": _whole(1, 9),
    "country": lambda scene, before: scene.place[3],
    "currency": lambda scene, before: scene.currency,
    "days": _one_of("10", "14", "30", "60"),
    "digits": lambda scene, before: scene.digits(6),
    "document": lambda scene, before: scene.chance.choice("ABCD") + scene.digits(6),
    "goods": _from_words("goods"),
    "item": _item,
    "language": _one_of("EN", "FR"),
    "line": lambda scene, before: str(max(scene.line, 1)),
    "mark": _mark,
    "measure": _decimal(1_00, 99_00),
    "number": lambda scene, before: scene.digits(4),
    "pack": _one_of("6", "12", "24"),
    "packaging": _one_of("CTN25", "PLT94", "BOX"),
    "party": _party,
    "percent": _one_of("1.5", "2", "5"),
    "period": lambda scene, before: scene.date().strftime("%Y%m%d"),
    "person": _from_words("people"),
    "place": lambda scene, before: scene.place[0],
    "postal": lambda scene, before: scene.place[2],
    "price": _decimal(50, 250_00),
    "quantity": _whole(1, 500),
    "rate": _one_of("1.0825", "0.9150"),
    "reference": _one_of("234", "355", "373"),
    "segment": _one_of("PO1", "REF", "DTM"),
    "state": lambda scene, before: scene.place[1],
    "street": lambda scene, before: f"{scene.chance.randrange(1, 99)} {scene.word('streets')}",
    "text": _from_words("texts"),
    "vessel": _from_words("vessels"),
    "weight": _decimal(1_00, 900_00),
}
