"""`[company.erp]`: whatever is accepted here the adapter takes, secrets stand there by reference only and are never shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.erp.soap import Limits, connection
from b2b.erp.soap.connection import AuthKind
from b2b.errors import ConfigError
from b2b.store import canonical
from b2b.store.settings import ErpSettings, load_toml, parse_company, write_toml
from b2b.store.settings.erp import AUTH
from tests.store import documented

EVERYTHING: dict[str, Any] = {
    "profile": "/etc/b2b/dolibarr.toml",
    "url": "https://erp.example:8443/soap",
    "allow_hosts": ["erp.example:8443", "wsdl.example"],
    "auth": "username-token-digest",
    "user": "gateway",
    "password": "env:ERP_PASSWORD",
    "secrets": {"key": "file:/run/secrets/erp-key", "token": "env:ERP_TOKEN"},
    "ca_file": "/etc/ssl/erp-ca.pem",
    "connect_seconds": 3,
    "silence_seconds": 20,
    "call_seconds": 60,
    "max_bytes": 5_000_000,
}
LEAST = {"profile": "reference", "url": "http://erp.example/"}


def parsed(**erp: Any) -> ErpSettings:
    found = parse_company(documented.company(erp=erp), "acme.toml").erp
    assert found is not None
    return found


def refused(**erp: Any) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_company(documented.company(erp=LEAST | erp), "acme.toml")
    assert caught.value.next_step == "correct acme.toml and apply it again"
    return caught.value.message.splitlines()


def test_every_key_is_read() -> None:
    found = parsed(**EVERYTHING)
    assert found == ErpSettings(**EVERYTHING | {"allow_hosts": ("erp.example:8443", "wsdl.example")})
    assert parsed(**LEAST) == ErpSettings("reference", "http://erp.example/")


@pytest.mark.parametrize("erp", [EVERYTHING, LEAST])
def test_the_adapter_takes_what_is_stored(erp: dict[str, Any]) -> None:
    stored = json.loads(canonical.dumps(erp, sort=False))
    found = connection(stored, "company ACME")
    assert found.url == erp["url"]
    assert found.allows(found.url)
    standard = Limits()
    assert found.limits == Limits(
        connect=erp.get("connect_seconds", standard.connect),
        silence=erp.get("silence_seconds", standard.silence),
        call=erp.get("call_seconds", standard.call),
        max_bytes=erp.get("max_bytes", standard.max_bytes),
    )
    assert (found.auth.kind if found.auth else None) == erp.get("auth")
    assert dict(found.secrets) == erp.get("secrets", {})
    assert (str(found.ca_file) if found.ca_file else None) == erp.get("ca_file")


def test_the_words_are_the_adapters() -> None:
    assert list(AUTH) == [str(kind) for kind in AuthKind]


def test_it_survives_export() -> None:
    company = documented.company(erp=EVERYTHING)
    assert load_toml(write_toml(company), "x") == company


@pytest.mark.parametrize(
    ("erp", "words"),
    [
        ({"url": None}, "company.erp.url: write it as text, in quotes, not None"),
        ({"url": ""}, "company.erp.url: must not be empty"),
        ({"url": "file:///etc/passwd"}, "company.erp.url: 'file:///etc/passwd' is not an address that begins with http://"),
        ({"url": "http://erp.example:99999/"}, "company.erp.url: 'http://erp.example:99999/' has a port that is none"),
        ({"profile": ""}, "company.erp.profile: must not be empty"),
        ({"allow_hosts": ["http://erp.example"]}, "company.erp.allow_hosts: 'http://erp.example' is not a host, or host:port"),
        ({"allow_hosts": ["other.example", "erp.example:8080"]}, "company.erp.allow_hosts: lacks erp.example, the host of url"),
        ({"allow_hosts": "erp.example"}, "company.erp.allow_hosts: write a list of texts"),
        ({"user": "", "password": "env:P"}, "company.erp.user: must not be empty"),
        ({"user": "u"}, "company.erp.password: is missing: user stands there"),
        ({"password": "env:P"}, "company.erp.user: is missing: password stands there"),
        ({"auth": "basic"}, "company.erp.auth: says how user and password are sent, but there is no user"),
        ({"auth": "oauth", "user": "u", "password": "env:P"}, "company.erp.auth: 'oauth' is not known; it can be: basic, username-token"),
        ({"ca_file": "ca.pem"}, "company.erp.ca_file: 'ca.pem' is not an absolute path"),
        ({"connect_seconds": 0}, "company.erp.connect_seconds: 0 is not between 1 and 600"),
        ({"silence_seconds": "30"}, "company.erp.silence_seconds: write a whole number, not '30'"),
        ({"call_seconds": 2.5}, "company.erp.call_seconds: write a whole number, not 2.5"),
        ({"max_bytes": 10}, "company.erp.max_bytes: 10 is not between 1000 and 1000000000"),
        ({"secrets": ["env:A"]}, "company.erp.secrets: write a table, not ['env:A']"),
        ({"silence": 3}, "company.erp.silence: unknown setting, did you mean 'silence_seconds'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(erp: dict[str, Any], words: str) -> None:
    (line,) = refused(**erp)
    assert line.startswith(words)


@pytest.mark.parametrize(
    ("erp", "key"),
    [
        ({"user": "u", "password": "hunter2"}, "password"),
        ({"user": "u", "password": "env:hunter2 "}, "password"),
        ({"user": "u", "password": "hunter2\x00"}, "password"),
        ({"user": "u", "password": ["hunter2"]}, "password"),
        ({"secrets": {"key": "hunter2"}}, "secrets.key"),
        ({"secrets": {"key": ""}}, "secrets.key"),
        ({"url": "http://user:hunter2@erp.example/"}, "url"),
    ],
)
def test_a_secret_in_the_wrong_place_is_named_but_not_shown(erp: dict[str, Any], key: str) -> None:
    (line,) = refused(**erp)
    assert line.startswith(f"company.erp.{key}: ")
    assert "hunter2" not in line


@settings(max_examples=150)
@given(
    st.fixed_dictionaries(
        {},
        optional={key: st.sampled_from([value, None, "", "x", 0, -1, 7, [], {}]) for key, value in EVERYTHING.items()},
    )
)
def test_what_is_accepted_here_is_accepted_there(changes: dict[str, Any]) -> None:
    erp = {key: value for key, value in (EVERYTHING | changes).items() if value is not None}
    try:
        parse_company(documented.company(erp=erp), "acme.toml")
    except ConfigError:
        return
    found = connection(json.loads(canonical.dumps(erp)), "company ACME")
    assert found.allows(found.url)
