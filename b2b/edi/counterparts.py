"""Which messages of EDIFACT carry the documents of which sets of X12, by whose numbers the house names documents."""

from __future__ import annotations

from types import MappingProxyType

# A message that is made of several documents names first the set that is the usual one.
_SETS = MappingProxyType(
    {
        "APERAK": ("824",),
        "CONTRL": ("997", "999"),
        "DELFOR": ("830",),
        "DELJIT": ("862",),
        "DESADV": ("856",),
        "INVOIC": ("810",),
        "INVRPT": ("846",),
        "ORDCHG": ("860",),
        "ORDERS": ("850",),
        "ORDRSP": ("855", "865"),
        "PAYMUL": (),
        "PRICAT": ("832",),
        "RECADV": ("861",),
        "REMADV": ("820",),
        "SLSRPT": ("852",),
    }
)
_MESSAGES = MappingProxyType({number: message for message, numbers in _SETS.items() for number in numbers})

MESSAGES = tuple(_SETS)
# What answers the form of messages, and is never answered itself.
ACKNOWLEDGMENTS = ("997", "999", "TA1", "CONTRL")
# The advices of an application, which are never answered by one either.
ADVICES = ("824", "APERAK")


def is_message(name: str) -> bool:
    """Whether a document is called by the name of a message of EDIFACT."""
    return name in _SETS


def kind(name: str) -> str:
    """By what a document is called whatever its syntax: 850 is that of `850` and of `ORDERS`; a name without a
    counterpart stands for itself.
    """
    return next(iter(_SETS.get(name, ())), name)


def sets(message: str) -> tuple[str, ...]:
    """The sets whose documents a message of EDIFACT carries; none of what is no message."""
    return _SETS.get(message, ())


def names(kind: str) -> tuple[str, ...]:
    """What a document of that kind may be called where it is agreed on: `865` as well as `ORDRSP`, itself first."""
    message = _MESSAGES.get(kind)
    return (kind, message) if message else (kind,)
