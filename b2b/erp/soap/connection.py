"""Where an ERP is and how it is spoken to: address, hosts allowed, time limits, credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from b2b.erp.soap import secret
from b2b.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: seconds until connected, seconds of silence, seconds for a whole call, bytes of an answer
    after decompression.
    """

    connect: float = 5
    silence: float = 30
    call: float = 120
    max_bytes: int = 20_000_000


class AuthKind(StrEnum):
    """How we say who we are: HTTP Basic (RFC 7617) or a header (WSS UsernameToken Profile 1.1), text or digest."""

    BASIC = "basic"
    TOKEN_TEXT = "username-token"  # noqa: S105 - names a scheme
    TOKEN_DIGEST = "username-token-digest"  # noqa: S105 - names a scheme


@dataclass(frozen=True, slots=True)
class Auth:
    """Credentials; `password` is a reference (`env:NAME`, `file:PATH`), read anew for every call."""

    kind: AuthKind
    user: str
    password: str

    def secret(self) -> str:
        """The password itself; `ConfigError` where the reference leads nowhere."""
        return secret.resolve(self.password)


@dataclass(frozen=True, slots=True)
class Connection:
    """One ERP as the workspace's settings name it.

    `url` is the address that the service paths of the profile are joined to; without it the WSDL's own address counts.
    `allow_hosts` are the only hosts that are ever contacted (`host` or `host:port`), also for a WSDL and what it
    imports; empty means the host of `url`. `ca_file` replaces the system's certificate authorities; certificates are
    always verified. `secrets` are references that a profile's request may use (`$secret.NAME`).
    """

    url: str = ""
    allow_hosts: tuple[str, ...] = ()
    ca_file: Path | None = None
    auth: Auth | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()

    def allows(self, url: str) -> bool:
        """Whether this URL may be contacted."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:  # a port that is no number
            return False
        allowed = {name.lower() for name in self.allow_hosts} or {(urlsplit(self.url).hostname or "").lower()}
        return bool(host) and (host in allowed or f"{host}:{port}" in allowed)


_KEYS = {"profile", "url", "allow_hosts", "ca_file", "auth", "user", "password", "secrets"} | {
    "connect_seconds",
    "silence_seconds",
    "call_seconds",
    "max_bytes",
}


def connection(table: Mapping[str, Any], where: str = "") -> Connection:
    """A connection from a settings table such as `[company.erp]`.

    Keys: `profile` (for `connect`), `url`, `allow_hosts`, `ca_file`, `user`, `password` (a reference), `auth` (how
    they are sent: `basic`, `username-token`, `username-token-digest`), `secrets`, and the limits `connect_seconds`,
    `silence_seconds`, `call_seconds`, `max_bytes`. `ConfigError` names what is wrong.
    """
    unknown = sorted(table.keys() - _KEYS)
    if unknown:
        raise ConfigError(f"the settings of the ERP have {', '.join(unknown)}, which means nothing here", where=where)
    try:
        usual = Limits()
        return Connection(
            url=_text(table, "url"),
            allow_hosts=_hosts(table.get("allow_hosts", [])),
            ca_file=Path(table["ca_file"]) if table.get("ca_file") else None,
            auth=_auth(table),
            secrets={str(name): str(reference) for name, reference in table.get("secrets", {}).items()},
            limits=Limits(
                connect=_seconds(table, "connect_seconds", usual.connect),
                silence=_seconds(table, "silence_seconds", usual.silence),
                call=_seconds(table, "call_seconds", usual.call),
                max_bytes=int(_seconds(table, "max_bytes", usual.max_bytes)),
            ),
        )
    except KeyError as error:
        raise ConfigError(f"the settings of the ERP lack {error}", where=where) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"the settings of the ERP cannot be used: {error}", where=where) from error


def _auth(table: Mapping[str, Any]) -> Auth | None:
    user, password = _text(table, "user"), _text(table, "password")
    kind = AuthKind(_text(table, "auth") or AuthKind.BASIC)
    if bool(user) != bool(password):
        raise ValueError("user and password come together")
    return Auth(kind, user, password) if user else None


def _hosts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(host, str) for host in value):
        raise TypeError("allow_hosts is not a list of host names")
    return tuple(value)


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is not text")
    return value


def _seconds(table: Mapping[str, Any], key: str, default: float) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        raise ValueError(f"{key} must be a positive number")
    return value
