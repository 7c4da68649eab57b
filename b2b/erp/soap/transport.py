"""What zeep reads and sends, kept within the hosts, folders, sizes and times of the connection."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from b2b.erp.soap.connection import AuthKind, Connection
from b2b.erp.soap.http_call import HttpAnswer, HttpRequest, send
from b2b.errors import ConfigError, IndeterminateError, TechnicalError

_MAX_DOCUMENTS = 100


@dataclass(frozen=True, slots=True)
class LocalDocuments:
    """Files that a WSDL may consist of: anything in `folder` (None: nothing), and `copies` that stand for a URL."""

    folder: Path | None
    copies: Mapping[str, Path]


class SafeTransport:
    """zeep's transport (`load`, `post_xml`) over `http_call`.

    Before `seal` it loads a WSDL and what that imports, from allowed hosts, local copies, and the WSDL's own folder
    where it is a file; afterwards it loads nothing more, so that no answer can make us fetch anything.
    """

    def __init__(self, connection: Connection, local: LocalDocuments) -> None:
        self._connection = connection
        self._local = local
        self._loaded = 0
        self._sealed = False

    def seal(self) -> None:
        """Load nothing from now on."""
        self._sealed = True

    def load(self, url: str) -> bytes:
        """A WSDL or schema document; `ConfigError` where its place is not allowed, `TechnicalError` where it is not
        to be had now.
        """
        self._loaded += 1
        if self._sealed or self._loaded > _MAX_DOCUMENTS:
            raise ConfigError("no further document is loaded", where=url)
        if url in self._local.copies:
            return self._local.copies[url].read_bytes()
        if urlsplit(url).scheme in ("http", "https"):
            return self._fetch(url)
        return self._read(url)

    def post_xml(self, address: str, envelope: etree._Element, headers: Mapping[str, str]) -> HttpAnswer:
        """Send an envelope; errors as `http_call.send` raises them."""
        self._require_allowed(address)
        body = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
        request = HttpRequest("POST", address, {**headers, **self._authorization()}, body)
        return send(request, self._connection.limits, self._connection.ca_file)

    def _fetch(self, url: str) -> bytes:
        self._require_allowed(url)
        try:
            answer = send(
                HttpRequest("GET", url, self._authorization()), self._connection.limits, self._connection.ca_file
            )
        except IndeterminateError as error:
            raise TechnicalError(error.message, where=error.where) from error
        if answer.status != 200:
            raise TechnicalError(f"HTTP {answer.status} instead of the document", where=url)
        return answer.content

    def _read(self, url: str) -> bytes:
        folder = self._local.folder
        file = Path(url.removeprefix("file://")).resolve()
        if folder is None or not file.is_relative_to(folder.resolve()):
            raise ConfigError("a WSDL may only import files from its own folder", where=url)
        try:
            return file.read_bytes()
        except OSError as error:
            raise ConfigError(f"the document cannot be read: {error}", where=url) from error

    def _require_allowed(self, url: str) -> None:
        if not self._connection.allows(url):
            raise ConfigError(
                "this host is not on the list of allowed hosts",
                where=url.partition("?")[0],
                next_step="add it to allow_hosts of the ERP's settings, if it is meant",
            )

    def _authorization(self) -> dict[str, str]:
        auth = self._connection.auth
        if auth is None or auth.kind is not AuthKind.BASIC:
            return {}
        credentials = base64.b64encode(f"{auth.user}:{auth.secret()}".encode()).decode("ascii")
        return {"Authorization": f"Basic {credentials}"}
