"""What an invoice lacks, and which form of EN 16931 it has to satisfy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Profile(StrEnum):
    """Which rules beside the core of EN 16931 an invoice follows."""

    EN16931 = "en16931"
    PEPPOL = "peppol"

    @property
    def specification(self) -> str:
        """BT-24, the CustomizationID of the UBL form."""
        if self is Profile.PEPPOL:
            return "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
        return "urn:cen.eu:en16931:2017"

    @property
    def process(self) -> str:
        """BT-23, the ProfileID of the UBL form; empty outside Peppol."""
        return "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0" if self is Profile.PEPPOL else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps an invoice from being sent, or from being paid where it came in.

    `rule` as the published rules name it (`BR-CO-26`, `DE-R-002`), `term` the business term (`BT-31`), `where` the
    place in plain words (`seller`, `line 2`), `next_step` what to do or the command to type. What is not
    `is_fatal` is worth a look and no obstacle.
    """

    rule: str
    term: str
    where: str
    message: str
    next_step: str
    is_fatal: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.message} ({self.term}, rule {self.rule}); {self.next_step}"
