"""Parents are inserted before their children.

A session orders its inserts by relationships, not by foreign keys, and these models have none to read from. So each
foreign key gets one that cannot be read (`lazy="raise"`) and carries no rows: it only tells the session the order.
"""

from __future__ import annotations

from sqlalchemy import Column, Table, inspect
from sqlalchemy.orm import Mapper, relationship

from b2b.store.tables.base import Row


def order_inserts() -> None:
    """Tell the session which tables come before which; called once, when every model is defined."""
    mappers: dict[Table, Mapper[Row]] = {}
    for model in Row.__subclasses__():
        mapper: Mapper[Row] = inspect(model)
        assert isinstance(mapper.local_table, Table)
        mappers[mapper.local_table] = mapper
    for table, mapper in mappers.items():
        for key in table.foreign_keys:
            child: Column[str] = key.parent
            parent = mappers[key.column.table]
            if parent is not mapper:
                mapper.add_property(
                    f"_after_{child.name}",
                    relationship(
                        parent.class_,
                        primaryjoin=child == key.column,
                        foreign_keys=[child],
                        lazy="raise",
                        cascade="",
                        overlaps="*",
                    ),
                )
