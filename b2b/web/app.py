"""The HTTP side of the SOAP service: paths, content types, limits. Nothing here knows what a call means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from email.message import Message
from http import HTTPStatus

import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from b2b.erp.envelope import SOAP11, SOAP12
from b2b.web.soap import LARGEST_REQUEST, SoapDoor

PATH = "/soap"
SECONDS_TO_SEND = 30.0
_MOST_TAGS = 400_000
_SECONDS_TO_HEAR_OUT = 2.0
_CALLS_AT_ONCE = 8
_VERSIONS = {"text/xml": SOAP11, "application/soap+xml": SOAP12}
_CHARSETS = {"", "utf-8", "utf8", "us-ascii", "utf-16"}


def soap_app(
    door: SoapDoor,
    *,
    public_url: str = "",
    largest_request: int = LARGEST_REQUEST,
    seconds_to_send: float = SECONDS_TO_SEND,
) -> Starlette:
    """The service as an ASGI application at `PATH`; `?wsdl` describes it, `?xsd` has its types.

    `public_url` is the address that the WSDL names, where callers come by another one than they use to ask for it
    (a proxy in front). A request has `largest_request` bytes at most and arrives within `seconds_to_send`.
    """
    service = _SoapOverHttp(door, public_url, largest_request, seconds_to_send)
    return Starlette(
        routes=[
            Route(PATH, service.describe, methods=["GET"]),
            Route(PATH, service.call, methods=["POST"]),
            Route("/", service.front, methods=["GET"]),
        ]
    )


class _Refused(Exception):
    """The request does not get as far as SOAP."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        self.status = status
        super().__init__(message)


class _SoapOverHttp:
    def __init__(self, door: SoapDoor, public_url: str, largest_request: int, seconds_to_send: float) -> None:
        self._door = door
        self._public_url = public_url
        self._largest = largest_request
        self._seconds = seconds_to_send
        self._threads = anyio.CapacityLimiter(_CALLS_AT_ONCE)

    async def front(self, request: Request) -> Response:
        return PlainTextResponse(f"b2b gateway: SOAP at {PATH}, its description at {PATH}?wsdl\n")

    async def describe(self, request: Request) -> Response:
        asked = request.url.query.lower()
        if asked == "xsd":
            return Response(self._door.contract.schema_document[1], media_type="text/xml")
        if asked != "wsdl":
            return PlainTextResponse(f"SOAP calls are POSTed here; ask {PATH}?wsdl for the description\n", 405)
        address = self._public_url or str(request.url.replace(query="", fragment=""))
        return Response(self._door.contract.description(address, f"{address}?xsd"), media_type="text/xml")

    async def call(self, request: Request) -> Response:
        try:
            version, action = _content_type(request)
            body = await self._body(request)
        except _Refused as refused:
            return PlainTextResponse(f"{refused}\n", refused.status, headers={"Connection": "close"})
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        answer = await anyio.to_thread.run_sync(self._door.handle, body, version, action, limiter=self._threads)
        return Response(answer.content, answer.status, media_type=answer.content_type)

    async def _body(self, request: Request) -> bytes:
        """The whole body, or a refusal: no more is kept than is allowed, whatever the client goes on sending."""
        told = request.headers.get("content-length", "")
        pieces: list[bytes] = []
        size = int(told) if told.isdecimal() else 0
        stream = request.stream()
        try:
            async with asyncio.timeout(self._seconds):
                if size <= self._largest:
                    size = 0
                    async for piece in stream:
                        size += len(piece)
                        if size > self._largest:
                            break
                        pieces.append(piece)
        except TimeoutError:
            waited = f"the request did not arrive within {self._seconds:g} seconds"
            raise _Refused(HTTPStatus.REQUEST_TIMEOUT, waited) from None
        if size > self._largest:
            if "expect" not in request.headers:
                await self._hear_out(stream)
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {self._largest} bytes: send it in parts")
        body = b"".join(pieces)
        # A parsed element takes far more memory than the four bytes that write it.
        if body.count(b"<") > _MOST_TAGS:
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {_MOST_TAGS} tags: send it in parts")
        return body

    async def _hear_out(self, stream: AsyncGenerator[bytes]) -> None:
        """Let a client finish, within reason: one that is cut off while it sends does not see the answer."""
        left = 4 * self._largest
        with suppress(TimeoutError):
            async with asyncio.timeout(min(_SECONDS_TO_HEAR_OUT, self._seconds)):
                async for piece in stream:
                    left -= len(piece)
                    if left < 0:
                        break


def _content_type(request: Request) -> tuple[str, str]:
    """SOAP version and action, from the headers (SOAP 1.1 section 6.1.1, RFC 3902)."""
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    version = _VERSIONS.get(header.get_content_type()) if request.headers.get("content-type") else None
    if version is None:
        raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2)")
    if str(header.get_param("charset", "")).lower() not in _CHARSETS:
        raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send UTF-8")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise _Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send it without a Content-Encoding")
    action = header.get_param("action", "") if version == SOAP12 else request.headers.get("soapaction", "")
    return version, str(action).strip().strip('"')
