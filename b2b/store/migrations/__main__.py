"""`python -m b2b.store.migrations "what changed"` writes the next revision: what the tables have and it has not."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from b2b.store import schema, sqlite


def main(message: str) -> None:
    """Autogenerate the revision after the newest; read it before committing it."""
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    number = f"{len(schema.revisions()) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = sqlite.migrating(Path(folder) / "empty.db")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            if schema.revisions():
                command.upgrade(config, "head")
            command.revision(config, re.sub(r"\s+", " ", message).strip(), autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('usage: python -m b2b.store.migrations "what changed"')
    main(sys.argv[1])
