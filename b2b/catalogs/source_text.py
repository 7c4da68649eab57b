"""The text of a catalog file: UTF-8, with or without a byte order mark."""

from __future__ import annotations

from b2b.catalogs.problems import CatalogUnreadable, Place, Problem


def decode(data: bytes, file: str) -> str:
    """The text; bytes that are not UTF-8 are named by row and offset. Raises `CatalogUnreadable`."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8"
        problem = Problem(Place(file, row), message, 'save the file as "UTF-8" (in Excel: CSV UTF-8)')
        raise CatalogUnreadable((problem,), 1) from error
