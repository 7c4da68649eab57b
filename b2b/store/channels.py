"""The folders of a channel: each is made once, for its first use. One that was in use and is gone is lost, not new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sqlmodel import Session, col, select

from b2b.store.tables import Channel

Side = Literal["inbox", "outbox"]
SIDES: tuple[Side, ...] = ("inbox", "outbox")


def is_new(channel: Channel, side: Side) -> bool:
    """Whether the folder that is set for a side has never been in use, so that it may be made."""
    return bool(channel.settings.get(_used(side)) != channel.settings.get(side))


def note_use(session: Session, channel_id: str, side: Side) -> None:
    """Remember that the folder that is set now has been in use."""
    row = session.exec(select(Channel).where(col(Channel.id) == channel_id)).one()
    if is_new(row, side):
        row.settings = {**row.settings, _used(side): row.settings.get(side)}
        session.add(row)
        session.flush()


def uses(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What a channel's stored settings remember beyond what its partner's file says."""
    return {_used(side): settings[_used(side)] for side in SIDES if _used(side) in settings}


def _used(side: Side) -> str:
    return f"used_{side}"
