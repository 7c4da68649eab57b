"""Codes of documents, which are X12's, and those of EDIFACT that mean the same."""

from __future__ import annotations

from collections.abc import Mapping


class CodeTable:
    """The codes of one EDIFACT element beside those of X12, one to one.

    An EDIFACT code that X12 has no like of stands in documents with the number of its element in front: `1153:AAM`.
    """

    def __init__(self, element: str, pairs: Mapping[str, str], also: Mapping[str, str] | None = None) -> None:
        """`pairs` are X12 to EDIFACT; `also` are further EDIFACT codes that are read as one of X12's."""
        self._prefix = f"{element}:"
        self._out = dict(pairs)
        self._in = {**(also or {}), **{code: kind for kind, code in pairs.items()}}

    def read(self, code: str) -> str:
        """The code that documents have for this one; "" for none."""
        return self._in.get(code, self._prefix + code if code else "")

    def write(self, kind: str) -> str:
        """The EDIFACT code, "" where there is none for it."""
        if kind.startswith(self._prefix):
            code = kind.removeprefix(self._prefix)
            return "" if code in self._in else code
        return self._out.get(kind, "")


# What numbers in RFF refer to: X12 element 128, EDIFACT 1153.
REFERENCES = CodeTable(
    "1153",
    {
        "PO": "ON", "CT": "CT", "IV": "IV", "IA": "IA", "IT": "IT", "CO": "CO", "PD": "PD", "SI": "SI", "BM": "BM",
        "VN": "VN", "CR": "CR", "LI": "LI", "PL": "PL", "PK": "PK", "CN": "CN", "RE": "RE", "ZZ": "ZZZ", "PR": "AAG",
        "11": "ADE", "DO": "AAJ", "VX": "VA", "CY": "XA", "TJ": "AHP", "SE": "SE", "BT": "BT",
    },
)  # fmt: skip

# What days in DTM mean: X12 element 374, EDIFACT 2005, which was made after it.
DATES = CodeTable(
    "2005",
    {
        "001": "61", "002": "2", "007": "7", "010": "10", "011": "11", "017": "17", "018": "44", "035": "35",
        "036": "36", "037": "37", "038": "38", "050": "50", "051": "51", "052": "52", "063": "63", "064": "64",
        "067": "67", "068": "68", "069": "69", "094": "94", "118": "200", "196": "194", "197": "206", "371": "132",
    },
)  # fmt: skip

# Who numbered a party or a place: X12 element 66, EDIFACT 3055.
AGENCIES = CodeTable("3055", {"UL": "9", "1": "16", "91": "91", "92": "92", "2": "182", "ZZ": "ZZZ"})

# Roles of parties: X12 element 98, EDIFACT 3035.
ROLES = CodeTable(
    "3035",
    {
        "BY": "BY", "SU": "SU", "ST": "DP", "BT": "IV", "SF": "SF", "CA": "CA", "SE": "SE", "CN": "CN", "PE": "PE",
        "PR": "PR", "II": "II", "FR": "MS", "TO": "MR", "UC": "UC",
    },
)  # fmt: skip

# What a message is for: X12 element 353, EDIFACT 1225.
PURPOSES = CodeTable(
    "1225", {"00": "9", "01": "1", "02": "2", "03": "3", "04": "4", "05": "5", "06": "6", "07": "7", "19": "19"}
)

# What kind of order: X12 element 92, EDIFACT 1001. Those for repairs (RR) and for changes (CP) are no orders to ship.
ORDER_KINDS = CodeTable(
    "1001",
    {
        "SA": "220", "BK": "221", "RO": "224", "RL": "226", "CN": "227", "SP": "228", "KN": "105", "RR": "225",
        "CP": "230",
    },
)  # fmt: skip

# What kind of order is changed: as of an order, and the code of the change itself for the usual kind.
CHANGE_KINDS = CodeTable(
    "1001", {"SA": "230", "BK": "221", "RO": "224", "RL": "226", "CN": "227", "SP": "228", "KN": "105"}
)

# What a row of a schedule commits the buyer to: X12 element 680, EDIFACT 4017.
CERTAINTIES = CodeTable("4017", {"C": "1", "D": "4", "B": "2", "A": "10"})

# Whose number an item number is: X12 element 235, EDIFACT 7143. One list began as the other.
ITEM_NUMBERS = CodeTable(
    "7143",
    {
        "VP": "SA", "VN": "VN", "BP": "BP", "IN": "IN", "SK": "SK", "UP": "UP", "EN": "EN", "PN": "PN", "ST": "ST",
        "IB": "IB", "MN": "MN", "SN": "SN", "MG": "MF", "PD": "PD", "ZZ": "ZZZ",
    },
    also={"SRV": "EN", "VP": "VP"},
)  # fmt: skip
