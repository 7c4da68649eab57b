"""Calling an ERP over SOAP: `connect(settings)` gives an adapter that fits `b2b.ports.ErpAdapter`.

Importing this loads zeep and lxml; import it where an ERP is really used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from b2b.erp.soap.adapter import SoapErpAdapter
from b2b.erp.soap.connection import Auth, AuthKind, Connection, Limits, connection
from b2b.erp.soap.profile import Profile, load_profile

__all__ = ["Auth", "AuthKind", "Connection", "Limits", "Profile", "SoapErpAdapter", "connect", "load_profile"]


def connect(settings: Mapping[str, Any], where: str = "") -> SoapErpAdapter:
    """An adapter from a settings table such as `[company.erp]`: `profile` (`reference`, or the path of a TOML file) and
    the keys of `b2b.erp.soap.connection.connection`. Nothing is contacted yet; `ConfigError` says what is wrong.
    """
    return SoapErpAdapter(load_profile(str(settings.get("profile", "reference"))), connection(settings, where))
