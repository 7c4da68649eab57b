"""The `[company.erp]` table: which ERP a company has, where it is, and how it is spoken to (docs/interfaces.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from b2b.store.settings.section import Section

# How the user and the password are sent; the words are those of the adapter (b2b.erp.soap.connection.AuthKind).
AUTH = ("basic", "username-token", "username-token-digest")
_URL = r"https?://[^\s/?#]+(/\S*)?"


@dataclass(frozen=True, slots=True)
class ErpSettings:
    """How the company's ERP is called.

    `password` and `secrets` are references, `env:NAME` or `file:PATH`, never the secret. `ca_file` is an absolute path,
    empty for the system's authorities. Seconds, and bytes of an answer, are None where the adapter's own limit holds.
    """

    profile: str
    url: str
    allow_hosts: tuple[str, ...] = ()
    auth: str = "basic"
    user: str = ""
    password: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict)
    ca_file: str = ""
    connect_seconds: int | None = None
    silence_seconds: int | None = None
    call_seconds: int | None = None
    max_bytes: int | None = None


def read_erp(section: Section) -> ErpSettings | None:
    """The `erp` table, None where there is none: then stock is the workspace's own."""
    table = section.table("erp")
    if table is None:
        return None
    erp = ErpSettings(
        profile=table.required("profile"),
        url=_url(table),
        allow_hosts=table.texts("allow_hosts"),
        auth=table.choice("auth", AUTH, "basic"),
        user=table.required("user") if "user" in table else "",
        password=table.reference("password"),
        secrets=_secrets(table),
        ca_file=table.matching("ca_file", r"/.+", "an absolute path"),
        connect_seconds=table.whole("connect_seconds", least=1, most=600),
        silence_seconds=table.whole("silence_seconds", least=1, most=3600),
        call_seconds=table.whole("call_seconds", least=1, most=3600),
        max_bytes=table.whole("max_bytes", least=1000, most=1_000_000_000),
    )
    _check_credentials(table)
    _check_hosts(table, erp)
    table.close()
    return erp


def _url(table: Section) -> str:
    value = table.required("url")
    if "@" in value.partition("//")[2].partition("/")[0]:
        table.wrong("url", "holds a user or a password: write them as user and password, which is a reference")
        return ""
    return table.matching("url", _URL, "an address that begins with http:// or https://")


def _secrets(section: Section) -> Mapping[str, str]:
    table = section.table("secrets")
    if table is None:
        return {}
    found = {name: table.reference(name) for name in table.names()}
    table.close()
    return found


def _check_credentials(table: Section) -> None:
    for key, other in (("user", "password"), ("password", "user")):
        if key in table and other not in table:
            table.wrong(other, f"is missing: {key} stands there, and the two come together")
    if "auth" in table and "user" not in table:
        table.wrong("auth", "says how user and password are sent, but there is no user")


def _check_hosts(table: Section, erp: ErpSettings) -> None:
    """The rule of the adapter: a host, or host:port; the host of `url` must be among them."""
    parts = urlsplit(erp.url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        table.wrong("url", f"{erp.url!r} has a port that is none")
        return
    strange = [host for host in erp.allow_hosts if not re.fullmatch(r"[^\s/@]+", host)]
    host = (parts.hostname or "").lower()
    if strange:
        table.wrong("allow_hosts", f"{strange[0]!r} is not a host, or host:port")
    elif erp.allow_hosts and host and not {host, f"{host}:{port}"} & {name.lower() for name in erp.allow_hosts}:
        table.wrong("allow_hosts", f"lacks {host}, the host of url: every call would be refused")
