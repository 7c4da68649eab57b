"""No sequence of orders, changes, receipts, invoices, credits and payments makes more payable than came with its
tolerance, pays an invoice twice, or loses a cent between invoice and statement.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.procurement.whole.machine import Trading

QUICK = settings(max_examples=3, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


class TestTrading(Trading.TestCase):
    settings = QUICK


@pytest.mark.slow
class TestMuchTrading(Trading.TestCase):
    settings = settings(QUICK, max_examples=40)
