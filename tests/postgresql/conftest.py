"""The second day on SQLite is what the one on PostgreSQL is compared with; it is played once for both."""

from tests.e2e.conftest import built_market, played, usual_books

__all__ = ["built_market", "played", "usual_books"]
