"""A hint at where a partner's dates are: its time codes, else the state or country of its addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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


def zone_hint(segments: Iterable[Sequence[str]], where: str = "N4") -> tuple[str, str]:
    """A time zone and why; ("", "") where nothing hints at one. DTM04 counts before N402 and N404; `where` is the
    segment that the file itself has its places in.
    """
    codes: Counter[str] = Counter()
    places: Counter[tuple[str, str]] = Counter()
    for segment in segments:
        if segment[0] == "DTM" and len(segment) > 4 and segment[4] in _CODES:
            codes[segment[4]] += 1
        elif segment[0] == "N4":
            padded = [*segment, "", "", "", ""]
            places[padded[2].strip().upper(), padded[4].strip().upper()] += 1
    if codes:
        code = codes.most_common(1)[0][0]
        return _CODES[code], f"DTM04 {code}"
    for (state, country), _ in places.most_common():
        if country in _COUNTRIES:
            return _COUNTRIES[country], f"addresses in {where} with the country {country}"
        if country in _AT_HOME and state in _STATE_ZONES:
            return _STATE_ZONES[state], f"addresses in {where} with the state {state}"
    return "", ""
