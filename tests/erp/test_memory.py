"""The in-memory ERP as a tool for tests: failures on demand, and light to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from b2b.erp.memory import InMemoryErp
from b2b.errors import IndeterminateError, Unreachable
from b2b.ports import ErpReceipt
from tests.erp import samples
from tests.erp.samples import ea, line, order

ORDER = order("PO1", line("WIDGET-001", ea(100)))


def test_a_failure_before_leaves_nothing_behind() -> None:
    erp = InMemoryErp(samples.stock())
    erp.fail_next(Unreachable("the ERP is down"))
    with pytest.raises(Unreachable, match="the ERP is down"):
        erp.book_order("k1", ORDER)
    assert erp.find("k1") is None
    assert erp.entries == []


def test_a_failure_after_leaves_the_booking() -> None:
    erp = InMemoryErp(samples.stock())
    erp.fail_next(IndeterminateError(), after=True)
    with pytest.raises(IndeterminateError):
        erp.book_order("k1", ORDER)
    assert erp.find("k1") == ErpReceipt("SO-000001", duplicate=True)
    assert [(entry.kind, entry.document) for entry in erp.entries] == [("order", "PO1")]
    assert erp.on_hand("WIDGET-001") == ea(500)


def test_it_needs_neither_zeep_nor_lxml() -> None:
    program = "import b2b.erp.memory, b2b.ports, sys; print(sorted({'zeep', 'lxml', 'sqlite3'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
