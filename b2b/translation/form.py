"""The forms that documents are converted between."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """What a message stands in; UBL also stands for the other forms of an invoice (CII, PDF) when one is read."""

    X12 = "x12"
    EDIFACT = "edifact"
    UBL = "ubl"
