"""The laws of mappings for receipts, calls, reports of sales and catalogs."""

from __future__ import annotations

import pytest

from tests.edi.edifact.mappings.laws import written_and_read, written_truly_or_refused
from tests.edi.edifact.mappings.report_strategies import EXPRESSIBLE
from tests.edi.edifact.mappings.wire import DIRECTORIES


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("type", EXPRESSIBLE)
def test_what_is_written_is_valid_and_read_as_it_was_meant(type: str, directory: str) -> None:
    written_and_read(type, EXPRESSIBLE[type], directory)


@pytest.mark.parametrize("type", EXPRESSIBLE)
def test_whatever_a_field_holds_is_written_truly_or_refused_by_name(type: str) -> None:
    written_truly_or_refused(type, EXPRESSIBLE[type])
