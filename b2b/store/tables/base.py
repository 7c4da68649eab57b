"""What every table shares: one metadata with named constraints, and CHECKs made of a state's words."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, MetaData
from sqlmodel import SQLModel


class Row(SQLModel):
    """A row of a table. It is not validated on construction: the constraints of the database are the last word.

    A default that is a list or a dict is written as it is, for each row gets a copy. The signature of a
    `default_factory` would be looked up anew for every row, which takes longer than all the rest of making one.
    """

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def one_of(column: str, words: type[StrEnum], *, also: tuple[str, ...] = ()) -> CheckConstraint:
    """CHECK that a column holds one of a state's words (or NULL, where the column allows it)."""
    listed = ", ".join(f"'{word}'" for word in (*words, *also))
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def check(name: str, condition: str) -> CheckConstraint:
    """A CHECK named after what it holds."""
    return CheckConstraint(condition, name=name)
