"""Who calls: the UsernameToken in a SOAP header (WSS UsernameToken Profile 1.1, WSS SOAP Message Security 1.1).

The password is the user's token, as PasswordText: we keep a hash of it, so that a PasswordDigest could not be checked.
A nonce is taken once; it needs a Created, and both have to be fresh.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from b2b.erp.envelope import WSSE
from b2b.errors import B2BError, NotAllowed
from b2b.store import users
from b2b.store.engine import Store
from b2b.store.states import UserRole

WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
SECURITY = f"{{{WSSE}}}Security"
FRESH = dt.timedelta(minutes=5)
_LONGEST_NONCE = 256


class SecurityFault(B2BError):
    """A header that does not say who calls; `code` is WS-Security's own (WSS SOAP Message Security 1.1 section 12)."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class UsernameToken:
    """A name, the secret, and the nonce (canonical base64, empty where there is none) that is good until `expires`."""

    name: str
    secret: str = field(repr=False)
    nonce: str = ""
    expires: dt.datetime | None = None


def authenticate(store: Store, headers: Sequence[etree._Element], now: dt.datetime) -> str:
    """The name of the user who calls, with the role `erp`. SecurityFault: nobody; NotAllowed: without that role.

    The nonce is used up here, in a transaction of its own, whatever becomes of the call.
    """
    token = read_token(headers, now)
    with store.read() as session:
        try:
            user = users.by_token(session, token.secret, token.name)
        except NotAllowed as error:
            raise SecurityFault("FailedAuthentication", "no user has this name and token") from error
        users.require(user, UserRole.ERP)
        name = user.name
    if token.expires is not None:
        with store.write() as session:
            try:
                users.use_nonce(session, name, token.nonce, token.expires, now)
            except NotAllowed as error:
                raise SecurityFault("FailedAuthentication", "this nonce was used before") from error
    return name


def read_token(headers: Sequence[etree._Element], now: dt.datetime) -> UsernameToken:
    """The one UsernameToken of the headers. SecurityFault: none, several, or one that is stale or cannot be used."""
    blocks = [header for header in headers if header.tag == SECURITY]
    tokens = [token for block in blocks for token in block.iterfind(f"{{{WSSE}}}UsernameToken")]
    if len(tokens) != 1:
        raise SecurityFault("InvalidSecurity", "the header needs one wsse:Security with one wsse:UsernameToken")
    for block in blocks:
        _check_timestamp(block, now)
    (token,) = tokens
    name = _text(token, f"{{{WSSE}}}Username")
    password = token.find(f"{{{WSSE}}}Password")
    if password is not None and password.get("Type", "#PasswordText").rpartition("#")[2] != "PasswordText":
        raise SecurityFault("UnsupportedSecurityToken", "tokens are kept as hashes: send the token as PasswordText")
    secret = (password.text or "").strip() if password is not None else ""
    if not name or not secret:
        raise SecurityFault("InvalidSecurityToken", "the UsernameToken needs a Username and a Password")
    nonce, created = _text(token, f"{{{WSSE}}}Nonce"), _text(token, f"{{{WSU}}}Created")
    if not nonce and not created:
        return UsernameToken(name, secret)
    if not nonce or not created:
        raise SecurityFault("InvalidSecurityToken", "send both a Nonce and a Created, or neither")
    made = _instant(created, "Created")
    if abs(now - made) > FRESH:
        raise SecurityFault("MessageExpired", f"Created {created} is not within five minutes of {now:%FT%TZ}")
    return UsernameToken(name, secret, _nonce(nonce), made + FRESH)


def _check_timestamp(block: etree._Element, now: dt.datetime) -> None:
    for timestamp in block.iterfind(f"{{{WSU}}}Timestamp"):
        created, expires = _text(timestamp, f"{{{WSU}}}Created"), _text(timestamp, f"{{{WSU}}}Expires")
        if created and abs(now - _instant(created, "Timestamp")) > FRESH:
            raise SecurityFault("MessageExpired", f"the Timestamp {created} is not within five minutes of {now:%FT%TZ}")
        if expires and _instant(expires, "Expires") < now:
            raise SecurityFault("MessageExpired", f"the message expired at {expires}")


def _text(parent: etree._Element, tag: str) -> str:
    return (parent.findtext(tag) or "").strip()


def _instant(text: str, name: str) -> dt.datetime:
    try:
        instant = dt.datetime.fromisoformat(text)
        return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise SecurityFault("InvalidSecurity", f"{name} {text[:40]!r} is not an xs:dateTime") from error


def _nonce(text: str) -> str:
    """One text for one nonce: base64 has several spellings of the same bytes."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SecurityFault("InvalidSecurityToken", "the Nonce is not base64") from error
    if not 0 < len(decoded) <= _LONGEST_NONCE:
        raise SecurityFault("InvalidSecurityToken", f"a Nonce has 1 to {_LONGEST_NONCE} bytes")
    return base64.b64encode(decoded).decode("ascii")
