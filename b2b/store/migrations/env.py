"""Run by Alembic. The caller passes an open connection; its transaction is the migration's."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from b2b.store.tables import Row


def _render(kind: str, item: Any, _: object) -> str | Literal[False]:
    """How a column type is written in a revision: ours by name, SQLModel's string as the plain one that it is."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and type(item).__module__ == "b2b.store.types":
        return f"types.{type(item).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
