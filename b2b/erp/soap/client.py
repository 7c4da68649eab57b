"""Calls to an ERP's web services: zeep writes the requests by the WSDL, replies are read by path."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import zeep
from lxml import etree
from zeep.wsdl.bindings.soap import SoapBinding
from zeep.wsse.username import UsernameToken

from b2b.erp.soap import reply, secret
from b2b.erp.soap.answer import MAX_SAID, read_answer
from b2b.erp.soap.connection import Auth, AuthKind, Connection
from b2b.erp.soap.profile import Operation, Profile, Service, Success
from b2b.erp.soap.template import render
from b2b.erp.soap.transport import LocalDocuments, SafeTransport
from b2b.errors import B2BError, ConfigError, IndeterminateError, NotWritable, TechnicalError
from b2b.ports import ErpRejected

_log = logging.getLogger("b2b.erp.soap")


@dataclass(frozen=True, slots=True)
class _Port:
    """A service, its WSDL read, bound to its address."""

    client: Any
    proxy: Any
    address: str


class SoapClient:
    """Calls by a profile over a connection. Each WSDL is read once, when it is first needed; threads may share it."""

    def __init__(self, profile: Profile, connection: Connection) -> None:
        self._profile = profile
        self._connection = connection
        self._ports: dict[str, _Port] = {}
        self._lock = threading.Lock()

    def call(self, operation: Operation, values: Mapping[str, object], *, write: bool) -> etree._Element | None:
        """The reply element, or None where the ERP says that there is nothing of that name.

        Raises `Unreachable` and other `TechnicalError`s (nothing was done), `ErpRejected`, `IndeterminateError` (only
        where `write`; for a read it is a `TechnicalError`), `NotWritable` where the WSDL does not allow these values,
        `ConfigError` where profile, WSDL or settings do not fit.
        """
        port = self._port(operation.service)
        where = f"ERP {operation.name} at {port.address}"
        try:
            answer = self._send(port, operation, values, where)
            element = read_answer(answer, self._profile.faults, where, _expected(port, operation))
            return self._verdict(element, where)
        except IndeterminateError as error:
            if write:
                raise
            raise TechnicalError(error.message, where=where, next_step="the call is repeated later") from error

    def prepare(self) -> None:
        """Read every WSDL of the profile now; errors as `call` raises them before it sends."""
        for name in self._profile.services:
            self._port(name)

    def _send(self, port: _Port, operation: Operation, values: Mapping[str, object], where: str) -> Any:
        secrets = {"secret": _Secrets(self._connection.secrets)}
        body = render(operation.request, values, secrets)
        proxy = dict(iter(port.proxy)).get(operation.name)
        if proxy is None:
            raise ConfigError("the WSDL has no such operation", where=where, next_step=f"see {self._profile.where}")
        if self._profile.services[operation.service].partial:
            _skip_absent(port.proxy._binding.get(operation.name).input.body.type, body)
        try:
            return proxy(**body)
        except zeep.exceptions.ValidationError as error:
            raise NotWritable(f"the WSDL does not allow this: {error}", where=where) from error
        except (TypeError, ValueError, AttributeError, LookupError, zeep.exceptions.Error) as error:
            # Raised while the message is written: what is sent raises errors of b2b only.
            raise ConfigError(
                f"the request does not fit the WSDL: {error}", where=where, next_step=f"compare {self._profile.where}"
            ) from error

    def _verdict(self, element: etree._Element, where: str) -> etree._Element | None:
        success = self._profile.success
        if success is None:
            return element
        code = reply.text(element, success.path)
        if code in success.ok:
            return element
        if code in success.absent:
            return None
        raise _refused(element, success, code, where)

    def _port(self, name: str) -> _Port:
        with self._lock:
            if name not in self._ports:
                self._ports[name] = self._read(self._profile.services[name])
            return self._ports[name]

    def _read(self, service: Service) -> _Port:
        remote = service.wsdl.startswith(("http://", "https://"))
        local = LocalDocuments(None if remote else Path(service.wsdl).parent, self._profile.copies)
        transport = SafeTransport(self._connection, local)
        settings = zeep.Settings(forbid_dtd=True, forbid_entities=True, raw_response=True)
        try:
            with warnings.catch_warnings(record=True) as noticed:
                warnings.simplefilter("always")
                client: Any = zeep.Client(  # type: ignore[no-untyped-call]
                    service.wsdl, wsse=_token(self._connection.auth), transport=transport, settings=settings
                )
                bound: Any = client.bind(service.service or None, service.port or None)
        except B2BError:
            raise
        except Exception as error:  # zeep fails on a WSDL it cannot digest with whatever its parser stumbles over
            raise ConfigError(f"the WSDL cannot be used: {error}", where=service.wsdl) from error
        for warning in noticed:
            _log.warning("WSDL %s: %s", service.wsdl, warning.message)
        if bound is None or not isinstance(bound._binding, SoapBinding):
            raise ConfigError("the WSDL describes no such SOAP service", where=service.wsdl)
        transport.seal()
        settings.forbid_external = True
        address = self._address(service, bound)
        proxy = client.create_service(bound._binding.name.text, address)
        return _Port(client, proxy, address)

    def _address(self, service: Service, bound: Any) -> str:
        url = self._connection.url
        address: str = urljoin(url, service.path) if url else bound._binding_options.get("address") or ""
        if not self._connection.allows(address):
            raise ConfigError(
                f"the ERP's address {address or '(none)'} is not on the list of allowed hosts",
                where=service.wsdl,
                next_step="set url, or add the host to allow_hosts of the ERP's settings",
            )
        return address


@dataclass(frozen=True, slots=True)
class _Token:
    """A UsernameToken made anew for every call, so that a changed password is used at once."""

    auth: Auth

    def apply(self, envelope: etree._Element, headers: dict[str, str]) -> Any:
        digest = self.auth.kind is AuthKind.TOKEN_DIGEST
        token: Any = UsernameToken(  # type: ignore[no-untyped-call]
            self.auth.user, self.auth.secret(), use_digest=digest, zulu_timestamp=True
        )
        return token.apply(envelope, headers)


class _Secrets(Mapping[str, str]):
    """The connection's secrets by name, each resolved when a request needs it."""

    def __init__(self, references: Mapping[str, str]) -> None:
        self._references = references

    def __getitem__(self, name: str) -> str:
        return secret.resolve(self._references[name])

    def __iter__(self) -> Any:
        return iter(self._references)

    def __len__(self) -> int:
        return len(self._references)


def _token(auth: Auth | None) -> _Token | None:
    return _Token(auth) if auth is not None and auth.kind is not AuthKind.BASIC else None


def _expected(port: _Port, operation: Operation) -> etree.QName | None:
    """The name that the reply element must have; only document style fixes it in the WSDL."""
    described = port.proxy._binding.get(operation.name)
    if described.style != "document" or described.output is None or described.output.body is None:
        return None
    name: etree.QName = described.output.body.qname
    return name


def _skip_absent(kind: Any, value: dict[str, Any]) -> None:
    for name, element in kind.elements:
        held = value.setdefault(name, zeep.xsd.SkipValue)
        for part in held if isinstance(held, list) else [held]:
            if isinstance(part, dict) and hasattr(element.type, "elements"):
                _skip_absent(element.type, part)


def _refused(element: etree._Element, success: Success, code: str | None, where: str) -> B2BError:
    said = ((reply.text(element, success.message) if success.message else None) or "the ERP gave no reason")[:MAX_SAID]
    if code is None:
        return IndeterminateError(
            f"the reply has no {success.path}", where=where, next_step="ask the ERP whether it has booked this"
        )
    if code in success.later:
        return TechnicalError(f"{code}: {said}", where=where, next_step="the call is repeated later")
    return ErpRejected(said, code=code, where=where, next_step=f"see in the ERP what {code} means for this document")
