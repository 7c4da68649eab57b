"""What an ERP's web services look like: a TOML file that maps the port's calls to operations, fields and codes.

The shipped `schemas/soap/reference_erp.toml` explains every key by example.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from b2b import resources
from b2b.errors import ConfigError

SOAP_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"


class Keys(StrEnum):
    """Who makes sure that a key books once: the ERP itself, or we by looking first."""

    ERP = "erp"
    LOOKUP = "lookup"


@dataclass(frozen=True, slots=True)
class Service:
    """One WSDL. `wsdl` is an absolute file path or a URL, `path` is joined to the connection's url.

    `service` and `port` are names in the WSDL, empty for its first. `partial`: send only what a template names, even
    where the WSDL calls more required.
    """

    wsdl: str
    service: str = ""
    port: str = ""
    path: str = ""
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Success:
    """Where replies say how it went: the text at `path` is one of `ok`, `absent` (there is nothing of that name) or
    `later` (nothing was done, try again); anything else is a refusal with that code. `message` says why.
    """

    path: str
    ok: frozenset[str]
    absent: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    message: str = ""


@dataclass(frozen=True, slots=True)
class FaultPaths:
    """Where a fault's detail tells its code, its message, and whether the call may be repeated; codes that are
    refusals although the fault says nothing of the kind.
    """

    code: str = ""
    message: str = ""
    retryable: str = ""
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Operation:
    """One call: `request` is a template (`b2b.erp.soap.template`), `reply` names the paths of what is read from it."""

    service: str
    name: str
    request: Mapping[str, Any]
    reply: Mapping[str, str]
    per_item: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """The services of one kind of ERP and how the port's calls map to them; a call may be missing (None)."""

    title: str
    where: str
    services: Mapping[str, Service]
    copies: Mapping[str, Path]
    keys: Keys
    success: Success | None
    faults: FaultPaths
    stock: Operation | None
    book_order: Operation | None
    post_shipment: Operation | None
    post_invoice: Operation | None
    find: tuple[Operation, ...]


_NEEDED = {
    "stock": ("rows", "sku", "available"),
    "book_order": ("number",),
    "post_shipment": ("number",),
    "post_invoice": ("number",),
    "find": ("number",),
}
_READ = {
    "stock": {"rows", "sku", "available", "unit", "fixed_unit"},
    "book_order": {"number", "duplicate"},
    "post_shipment": {"number", "duplicate"},
    "post_invoice": {"number", "duplicate"},
    "find": {"number", "key"},
}


def load_profile(name: str) -> Profile:
    """The profile shipped under this name (`reference`), or the one in the TOML file of this path.

    `ConfigError` says what is missing or wrong in it.
    """
    shipped = resources.path("schemas", "soap", f"{name}_erp.toml")
    file = shipped if "/" not in name and shipped.is_file() else Path(name)
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"there is no ERP profile {name}: {error}", next_step='use "reference" or the path of a profile'
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the ERP profile is no TOML: {error}", where=str(file)) from error
    try:
        return _profile(table, file.resolve())
    except KeyError as error:
        raise ConfigError(f"the ERP profile lacks {error}", where=str(file)) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"the ERP profile cannot be used: {error}", where=str(file)) from error


def _profile(table: Mapping[str, Any], file: Path) -> Profile:
    _only(table, {"title", "keys", "services", "copies", "success", "faults", *_NEEDED}, "the profile")
    services = {name: _service(part, file.parent) for name, part in table["services"].items()}
    if not services:
        raise ValueError("it describes no service")
    copies = {SOAP_ENCODING: resources.path("schemas", "soap", "soap_encoding.xsd")}
    copies |= {url: file.parent / path for url, path in table.get("copies", {}).items()}

    def operation(name: str, part: Mapping[str, Any] | None) -> Operation | None:
        if part is None:
            return None
        _only(part, {"service", "operation", "request", "reply", "per_item"}, name)
        service = part.get("service", next(iter(services)))
        if service not in services:
            raise ValueError(f"{name} names the service {service}, which is not described")
        reply = {str(key): str(path) for key, path in part["reply"].items()}
        _only(reply, _READ[name], f"{name}.reply")
        missing = [key for key in _NEEDED[name] if key not in reply]
        if missing:
            raise ValueError(f"{name}.reply does not say where to find {', '.join(missing)}")
        if name == "stock" and "unit" not in reply and "fixed_unit" not in reply:
            raise ValueError("stock.reply gives neither unit nor fixed_unit")
        return Operation(service, part["operation"], part.get("request", {}), reply, part.get("per_item", False))

    return Profile(
        title=table.get("title", file.stem),
        where=str(file),
        services=services,
        copies=copies,
        keys=Keys(table.get("keys", "lookup")),
        success=_success(table.get("success")),
        faults=_faults(table.get("faults", {})),
        stock=operation("stock", table.get("stock")),
        book_order=operation("book_order", table.get("book_order")),
        post_shipment=operation("post_shipment", table.get("post_shipment")),
        post_invoice=operation("post_invoice", table.get("post_invoice")),
        find=tuple(found for part in table.get("find", ()) if (found := operation("find", part))),
    )


def _service(part: Mapping[str, Any], folder: Path) -> Service:
    _only(part, {"wsdl", "service", "port", "path", "partial"}, "a service")
    wsdl = part["wsdl"]
    if not wsdl.startswith(("http://", "https://")):
        wsdl = str(folder / wsdl)
    return Service(
        wsdl, part.get("service", ""), part.get("port", ""), part.get("path", ""), part.get("partial", False)
    )


def _success(part: Mapping[str, Any] | None) -> Success | None:
    if part is None:
        return None
    _only(part, {"path", "ok", "absent", "later", "message"}, "success")
    return Success(
        path=part["path"],
        ok=frozenset(part["ok"]),
        absent=frozenset(part.get("absent", ())),
        later=frozenset(part.get("later", ())),
        message=part.get("message", ""),
    )


def _faults(part: Mapping[str, Any]) -> FaultPaths:
    _only(part, {"code", "message", "retryable", "refused"}, "faults")
    return FaultPaths(
        part.get("code", ""), part.get("message", ""), part.get("retryable", ""), frozenset(part.get("refused", ()))
    )


def _only(part: Mapping[str, Any], known: Set[str], name: str) -> None:
    """A key that nobody reads is a slip of the pen, and would be missed silently."""
    unknown = sorted(part.keys() - known)
    if unknown:
        raise ValueError(f"{name} has {', '.join(unknown)}, which means nothing here")
