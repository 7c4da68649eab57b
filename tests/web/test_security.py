"""Who may call: the UsernameToken, its nonce and its freshness."""

from __future__ import annotations

import base64

import pytest

from b2b.erp.envelope import SOAP11, SOAP12, WSSE
from b2b.errors import NotFound
from b2b.store import users
from b2b.store.engine import Store
from b2b.store.states import UserRole
from b2b.store.tables import Nonce
from b2b.web.security import WSU
from b2b.web.soap import SoapDoor
from tests.clock import FixedClock
from tests.web.service import STATUS, TOKEN, Ledger, add_user, fault, result, security, soap

NOW = "2026-03-02T09:00:00Z"


def nonce(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def asked(door: SoapDoor, header: str, version: str = SOAP11):
    return door.handle(soap(STATUS, version, header), version)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "InvalidSecurity"),
        (security() + security(), "InvalidSecurity"),
        (security(token="b2b_another"), "FailedAuthentication"),
        (security(token=TOKEN + "x"), "FailedAuthentication"),
        (security(token=TOKEN.upper()), "FailedAuthentication"),
        (security(name="SAP"), "FailedAuthentication"),
        (security(name="nobody"), "FailedAuthentication"),
        (security(name=""), "InvalidSecurityToken"),
        (security(token=""), "InvalidSecurityToken"),
        (security(kind="PasswordDigest", nonce=nonce("d"), created=NOW), "UnsupportedSecurityToken"),
        (security(nonce=nonce("n")), "InvalidSecurityToken"),
        (security(created=NOW), "InvalidSecurityToken"),
        (security(nonce="not base64!", created=NOW), "InvalidSecurityToken"),
        (security(nonce=nonce("n" * 257), created=NOW), "InvalidSecurityToken"),
        (security(nonce=nonce("n"), created="yesterday"), "InvalidSecurity"),
        (security(nonce=nonce("n"), created="2026-03-02T08:54:59Z"), "MessageExpired"),
        (security(nonce=nonce("n"), created="2026-03-02T09:05:01Z"), "MessageExpired"),
        (security(nonce=nonce("n"), created="2026-03-02T09:00:00+01:00"), "MessageExpired"),
        (security(more="<u:Timestamp><u:Created>2026-03-02T08:00:00Z</u:Created></u:Timestamp>"), "MessageExpired"),
        (security(more="<u:Timestamp><u:Expires>2026-03-02T08:59:59Z</u:Expires></u:Timestamp>"), "MessageExpired"),
    ],
)  # fmt: skip
def test_who_does_not_say_who_he_is_gets_no_further(door: SoapDoor, ledger: Ledger, header: str, code: str) -> None:
    said = fault(asked(door, header))
    assert (said.code, said.element) == (code, "")
    said = fault(asked(door, header, SOAP12))
    assert (said.code, said.subcode, said.element) == ("Sender", code, "")
    assert TOKEN not in said.text
    assert ledger.calls == []


def test_a_wrong_name_and_a_wrong_token_are_told_alike(door: SoapDoor) -> None:
    assert asked(door, security(name="nobody")).content == asked(door, security(token="b2b_wrong")).content


def test_a_user_without_the_role_is_known_and_not_allowed(door: SoapDoor, store: Store, ledger: Ledger) -> None:
    add_user(store, "jo", "b2b_jo", (UserRole.APPROVER, UserRole.ADMIN))
    said = fault(asked(door, security("jo", "b2b_jo")))
    assert (said.element, said.fields["code"], said.fields["retryable"]) == ("notAllowedFault", "NOT_ALLOWED", "false")
    assert ledger.calls == []


def test_a_user_who_was_removed_is_nobody(door: SoapDoor, store: Store, clock: FixedClock) -> None:
    add_user(store, "old", "b2b_old")
    result(asked(door, security("old", "b2b_old")))
    with store.write() as session:
        users.remove(session, clock.now(), "test", "old")
    assert fault(asked(door, security("old", "b2b_old"))).code == "FailedAuthentication"


def test_a_nonce_is_taken_once(door: SoapDoor) -> None:
    header = security(nonce=nonce("once"), created=NOW)
    result(asked(door, header))
    assert fault(asked(door, header)).code == "FailedAuthentication"
    spelled = security(nonce=nonce("once").rstrip("="), created=NOW)
    assert fault(asked(door, spelled)).code == "InvalidSecurityToken"
    result(asked(door, security(nonce=nonce("another"), created="2026-03-02T10:00:00+01:00")))


def test_another_spelling_of_the_same_nonce_is_the_same_nonce(door: SoapDoor) -> None:
    assert base64.b64decode("QQ==") == base64.b64decode("QR==")
    result(asked(door, security(nonce="QQ==", created=NOW)))
    assert fault(asked(door, security(nonce="QR==", created=NOW))).code == "FailedAuthentication"


def test_two_users_may_use_the_same_nonce(door: SoapDoor, store: Store) -> None:
    add_user(store, "second", "b2b_second")
    result(asked(door, security(nonce=nonce("shared"), created=NOW)))
    result(asked(door, security("second", "b2b_second", nonce=nonce("shared"), created=NOW)))


def test_a_message_that_failed_cannot_be_sent_again_either(door: SoapDoor, ledger: Ledger) -> None:
    header = security(nonce=nonce("failed"), created=NOW)
    ledger.error = NotFound("no such order")
    assert fault(asked(door, header)).element == "notFoundFault"
    assert fault(asked(door, header)).code == "FailedAuthentication"


def test_a_wrong_token_uses_up_no_nonce(door: SoapDoor) -> None:
    fault(asked(door, security(token="b2b_wrong", nonce=nonce("kept"), created=NOW)))
    result(asked(door, security(nonce=nonce("kept"), created=NOW)))


def test_nonces_are_forgotten_when_their_message_is_stale_anyway(
    door: SoapDoor, store: Store, clock: FixedClock
) -> None:
    result(asked(door, security(nonce=nonce("stale"), created=NOW)))
    before = clock.at
    try:
        clock.advance(minutes=5)
        assert fault(asked(door, security(nonce=nonce("stale"), created=NOW))).code == "FailedAuthentication"
        clock.advance(seconds=1)
        assert fault(asked(door, security(nonce=nonce("stale"), created=NOW))).code == "MessageExpired"
        clock.advance(hours=1)
        result(asked(door, security(nonce=nonce("new"), created=f"{clock.at:%Y-%m-%dT%H:%M:%SZ}")))
        with store.read() as session:
            assert session.get(Nonce, ("sap", nonce("stale"))) is None
    finally:
        clock.at = before


def test_a_fresh_timestamp_is_fine(door: SoapDoor) -> None:
    more = f"<u:Timestamp><u:Created>{NOW}</u:Created><u:Expires>2026-03-02T09:01:00Z</u:Expires></u:Timestamp>"
    result(asked(door, security(more=more)))


def test_a_security_header_that_is_not_for_us_must_not_be_understood(door: SoapDoor) -> None:
    other = '<a xmlns="urn:a" s:mustUnderstand="1" s:actor="urn:somebody-else"/>'
    result(asked(door, security() + other))
    ours = '<a xmlns="urn:a" s:mustUnderstand="1" s:actor="http://schemas.xmlsoap.org/soap/actor/next"/>'
    assert fault(asked(door, security() + ours)).code == "MustUnderstand"


def test_a_token_with_extra_elements_is_read(door: SoapDoor) -> None:
    header = (
        f'<w:Security xmlns:w="{WSSE}" xmlns:u="{WSU}"><w:UsernameToken u:Id="t"><w:Username>sap</w:Username>'
        f"<w:Password>{TOKEN}</w:Password><more xmlns='urn:x'/></w:UsernameToken></w:Security>"
    )
    result(asked(door, header))
