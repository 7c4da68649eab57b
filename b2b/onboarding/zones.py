"""A hint at where a partner's dates are: its time codes, else the state or country of its addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

# X12 element 623.
_CODES = {
    **dict.fromkeys(("ET", "ES", "ED"), "America/New_York"),
    **dict.fromkeys(("CT", "CS", "CD"), "America/Chicago"),
    **dict.fromkeys(("MT", "MS", "MD"), "America/Denver"),
    **dict.fromkeys(("PT", "PS", "PD"), "America/Los_Angeles"),
    **dict.fromkeys(("GM", "UT"), "UTC"),
}
# States of the USA and provinces of Canada, each by the zone in which most of it lies.
_STATES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Toronto": "ON QC",
    "America/Winnipeg": "MB",
    "America/Regina": "SK",
    "America/Edmonton": "AB",
    "America/Vancouver": "BC",
    "America/Halifax": "NS NB PE",
}
# Countries that have one zone, or nearly so.
_COUNTRIES = {
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "CH": "Europe/Zurich",
    "CN": "Asia/Shanghai",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GR": "Europe/Athens",
    "IE": "Europe/Dublin",
    "IN": "Asia/Kolkata",
    "IT": "Europe/Rome",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "SE": "Europe/Stockholm",
    "SG": "Asia/Singapore",
}
_STATE_ZONES: Mapping[str, str] = {state: zone for zone, states in _STATES.items() for state in states.split()}
_AT_HOME = frozenset({"", "US", "USA", "CA", "CAN"})


def zone_hint(
    segments: Iterable[Sequence[str]], where: str = "N4", ours: Collection[str] = frozenset()
) -> tuple[str, str]:
    """A time zone and what hints at it; ("", "") where nothing does. DTM04 counts before N402 and N404, each N4 being
    of the N1 before it; those of the party codes `ours` are our own. `where` is the segment that the file itself has
    its places in.
    """
    codes: Counter[str] = Counter()
    places: dict[tuple[str, str], Counter[str]] = {}
    party = ["", ""]
    for segment in segments:
        if segment[0] == "DTM" and len(segment) > 4 and segment[4] in _CODES:
            codes[segment[4]] += 1
        elif segment[0] in ("ST", "N1"):
            party = [*segment[1:3], "", ""] if segment[0] == "N1" else ["", ""]
        elif segment[0] == "N4" and party[0] not in ours:
            padded = [*segment, "", "", "", ""]
            place = padded[2].strip().upper(), padded[4].strip().upper()
            places.setdefault(place, Counter())[" ".join(filter(None, party[:2]))] += 1
    if codes:
        code = codes.most_common(1)[0][0]
        return _CODES[code], f"DTM04 {code}"
    for (state, country), whose in sorted(places.items(), key=lambda one: -one[1].total()):
        told = f"addresses in {where}{_of(whose)}"
        if country in _COUNTRIES:
            return _COUNTRIES[country], f"{told} with the country {country}"
        if country in _AT_HOME and state in _STATE_ZONES:
            return _STATE_ZONES[state], f"{told} with the state {state}"
    return "", ""


def _of(whose: Counter[str]) -> str:
    """Whose addresses, by the most frequent of them; "" where no party is named."""
    first, more = whose.most_common(1)[0][0], len(whose) - 1
    if not first:
        return ""
    return f" of {first} and {more} more" if more else f" of {first}"
