"""Users: made with a token that is shown once, known again by its hash; and the nonces that callers have used."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import delete, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from b2b.errors import Conflict, NotAllowed, NotFound
from b2b.store import audit, ids
from b2b.store.states import UserRole
from b2b.store.tables import Nonce, User


def new_token() -> str:
    """256 random bits, readable in one line."""
    return f"b2b_{secrets.token_urlsafe(32)}"


def add(
    session: Session,
    now: dt.datetime,
    actor: str,
    name: str,
    roles: Collection[UserRole],
    make_token: Callable[[], str] = new_token,
) -> tuple[User, str]:
    """A user and its token, which is kept as a hash only. Conflict where the name is taken, in whatever case."""
    if session.exec(select(User.id).where(func.lower(col(User.name)) == name.lower())).first() is not None:
        raise Conflict(f"there is a user {name!r} already", where="users", next_step="b2b user list")
    token = make_token()
    listed = sorted(str(role) for role in roles)
    user = User(id=ids.new(now), name=name, token_sha256=_hash(token), roles=listed, created_at=now)
    session.add(user)
    session.flush()
    audit.record(session, now, actor, "created", "user", user.id, {"name": name, "roles": listed})
    return user, token


def renew(
    session: Session, now: dt.datetime, actor: str, name: str, make_token: Callable[[], str] = new_token
) -> tuple[User, str]:
    """A new token for a user; the old one is refused from now on. One that was removed is back with it. NotFound."""
    user = session.exec(select(User).where(col(User.name) == name)).first()
    if user is None:
        raise NotFound(f"there is no user {name!r}", where="users", next_step="b2b user list")
    token, was_removed = make_token(), not user.active
    user.token_sha256, user.active = _hash(token), True
    session.add(user)
    session.flush()
    deed = "brought back with a new token" if was_removed else "given a new token"
    audit.record(session, now, actor, deed, "user", user.id, {"name": name, "roles": user.roles})
    return user, token


def remove(session: Session, now: dt.datetime, actor: str, name: str) -> User:
    """Refuse a user from now on; what it did stays under its name. NotFound, or it was removed before."""
    user = session.exec(select(User).where(col(User.name) == name)).first()
    if user is None or not user.active:
        what = f"there is no user {name!r}" if user is None else f"user {name!r} was removed before"
        raise NotFound(what, where="users", next_step="b2b user list")
    user.active = False
    session.add(user)
    audit.record(session, now, actor, "removed", "user", user.id, {"name": name})
    return user


def listed(session: Session) -> Sequence[User]:
    """All users by name, those that were removed too."""
    return session.exec(select(User).order_by(col(User.name))).all()


def by_token(session: Session, token: str, name: str = "") -> User:
    """The active user whose token this is, of this name where one is given. NotAllowed, without saying what differs."""
    user = session.exec(select(User).where(col(User.token_sha256) == _hash(token), col(User.active))).first()
    if user is None or (name and not hmac.compare_digest(user.name.encode(), name.encode())):
        raise NotAllowed(
            "no user has this name and token",
            where="users",
            next_step="b2b user list shows who there is; b2b user token NAME makes a new token",
        )
    return user


def require(user: User, role: UserRole) -> None:
    """NotAllowed where the user lacks the role."""
    if role not in user.roles:
        raise NotAllowed(
            f"{user.name} is not {'an' if role[0] in 'aeiou' else 'a'} {role}",
            where="users",
            next_step=f"somebody with the role {role} has to do this; b2b user list shows who",
        )


def use_nonce(session: Session, client: str, nonce: str, expires_at: dt.datetime, now: dt.datetime) -> None:
    """Remember a nonce until it expires; NotAllowed where the caller has used it before."""
    session.exec(delete(Nonce).where(col(Nonce.expires_at) < now))
    try:
        with session.begin_nested():
            session.add(Nonce(client=client, nonce=nonce, expires_at=expires_at))
    except IntegrityError as error:
        raise NotAllowed("this nonce was used before", where="users", next_step="send a new nonce") from error


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
