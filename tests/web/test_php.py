"""PHP's SoapClient, from the WSDL alone: an ERP that is not written in Python."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from b2b.store.engine import Store
from b2b.web.soap import SoapDoor
from tests.clock import FixedClock
from tests.web.service import NAME, PDF, TOKEN, Ledger, running

SCRIPT = Path(__file__).resolve().parent / "client.php"


@pytest.fixture(scope="module")
def php() -> str:
    """The command; without its SOAP extension the tests skip, and fail where `CI=true` promises it."""
    command = shutil.which("php")
    if command is not None and "soap" in subprocess.check_output([command, "-m"], text=True).split():
        return command
    sentence = "PHP with SOAP is missing; on Debian: apt-get install php-cli php-soap"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="module", params=["1", "2"])
def said(request: pytest.FixtureRequest, php: str, store: Store, clock: FixedClock) -> dict[str, Any]:
    """What the script got, in SOAP 1.1 and in 1.2; PHP's nonces are of the present, so is the clock for once."""
    before = clock.at
    clock.at = dt.datetime.now(dt.UTC)
    try:
        with running(SoapDoor(store, Ledger())) as address:
            words = [php, str(SCRIPT), f"{address}?wsdl", request.param, NAME, TOKEN, f"php-{request.param}"]
            done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    finally:
        clock.at = before
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return {"version": request.param, **found}


def test_it_finds_the_operations_of_both_ports(said: dict[str, Any]) -> None:
    assert said["operations"] == 10


def test_an_order_is_taken_once(said: dict[str, Any]) -> None:
    assert said["order"] == {
        "orderNumber": "4711",
        "state": "awaiting-approval",
        "explanation": "7,500.00 EUR is above 5,000.00",
        "duplicate": False,
    }
    assert said["order again"] == {**said["order"], "duplicate": True}


def test_faults_are_typed(said: dict[str, Any]) -> None:
    conflict = said["order changed"]["detail"]["conflictFault"]
    assert (conflict["code"], conflict["retryable"]) == ("CONFLICT", "false")  # PHP leaves details as text
    assert said["status of none"]["detail"]["notFoundFault"] == {
        "code": "NOT_FOUND",
        "message": "there is no order 'PO-2'",
        "nextStep": "b2b orders list",
        "retryable": "false",
    }
    assert said["receipt of nothing"]["detail"]["invalidFault"]["problem"]["path"] == "/postGoodsReceipt/receivedAt"


def test_a_wrong_token_is_told_as_ws_security_says(said: dict[str, Any]) -> None:
    wrong = said["wrong token"]
    assert wrong["detail"] is None
    assert wrong["faultcode"] == ("wsse:FailedAuthentication" if said["version"] == "1" else "soap:Sender")


def test_answers_arrive_whole(said: dict[str, Any]) -> None:
    status = said["status"]
    assert [line["ordered"] for line in status["line"]] == ["3", "0.000001"]
    assert status["exception"][0]["message"] == "two <short> & so on"
    assert status["document"][0]["controlNumber"] == "0001"
    assert said["receipt"]["difference"][0]["received"] == {"_": "58", "unit": "EA"}
    assert said["stock"] == {
        "accepted": 1,
        "unknownSku": ["NOPE-1"],
        "outdatedSku": ["OLD-1", "OLD-2"],
        "duplicate": False,
    }


def test_a_file_arrives_byte_for_byte(said: dict[str, Any]) -> None:
    assert bytes.fromhex(said["invoice"]["file"]["content"]) == PDF
    assert said["invoice"]["gross"] == "2856.00"
