"""The TOML lines that make an unknown address a known one, ready to be pasted into a partner's or a company's file."""

from __future__ import annotations

from sqlmodel import Session, col, select

from b2b.store.settings import write_toml
from b2b.store.tables import ExceptionCase, Group, Interchange


def lines_to_add(session: Session, case: ExceptionCase) -> str:
    """The identity that an exception misses, as TOML; empty for exceptions about other things."""
    match case.code, case.table_name:
        case ("unknown-sender" | "unknown-receiver") as code, "interchange":
            interchange = session.get_one(Interchange, case.row_id)
            groups = select(Group).where(col(Group.interchange_id) == interchange.id)
            group = session.exec(groups.order_by(col(Group.position))).first()
            return _identity(interchange, group, ours=code == "unknown-receiver")
        case "unknown-group-codes", "grp":
            group = session.get_one(Group, case.row_id)
            interchange = session.get_one(Interchange, group.interchange_id)
            return _identity(interchange, group, ours=case.message.startswith("GS03"))
    return ""


def _identity(interchange: Interchange, group: Group | None, *, ours: bool) -> str:
    """One `[[...identity]]` with the codes that came: ours as the receiver, theirs as the sender."""
    if ours:
        identity = {"qualifier": interchange.receiver_qualifier, "id": interchange.receiver.rstrip()}
        code = group.receiver_code if group else ""
    else:
        identity = {"qualifier": interchange.sender_qualifier, "id": interchange.sender.rstrip()}
        code = group.sender_code if group else ""
    if code.strip():
        identity["gs_id"] = code.rstrip()
    return write_toml({"company" if ours else "partner": {"identity": [identity]}})
