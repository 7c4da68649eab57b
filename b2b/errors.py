"""Every error that b2b raises, in one tree.

    B2BError
    ├── TechnicalError        may work when tried again with the same bytes (retryable)
    │   ├── Unreachable           nothing was delivered: refused, no route, name unknown
    │   └── Busy                  a lock, a full disk, a server that answers 5xx before taking the message
    ├── IndeterminateError    cannot tell whether it happened: ask before sending again, or park it
    └── LogicalError          the same input will fail again: someone has to change something
        ├── Unreadable            these bytes are not what they claim to be
        ├── NotWritable           this document cannot be expressed in that format
        ├── Rejected              the other side understood and refused
        ├── NotFound              nothing has that name or number
        ├── Conflict              the same number or key with other content
        ├── NotAllowed            this state or this person does not permit it
        ├── Superseded            somebody else moved the row on: roll back and read again
        └── ConfigError           a setting is missing or wrong

Every error carries `where` (file, interchange, set, segment, table row: whatever finds it again) and `next_step`
(what to do now, as a sentence or a command to type).
"""

from __future__ import annotations

from collections.abc import Mapping


class B2BError(Exception):
    """Something went wrong in b2b."""

    retryable = False

    def __init__(self, message: str | None = None, *, where: str = "", next_step: str = "") -> None:
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.where = where
        self.next_step = next_step
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class TechnicalError(B2BError):
    """It did not work this time; the same bytes may work later."""

    retryable = True


class Unreachable(TechnicalError):
    """The other side could not be reached; nothing was delivered."""


class Busy(TechnicalError):
    """Something needed is in use or full."""


class IndeterminateError(B2BError):
    """It cannot be told whether this happened; it is not sent again before that is known."""


class LogicalError(B2BError):
    """The same input will fail again until somebody changes something."""


class Unreadable(LogicalError):
    """These bytes are not what they claim to be."""


class NotWritable(LogicalError):
    """This document cannot be written in that format."""

    def __init__(
        self,
        message: str | None = None,
        *,
        where: str = "",
        next_step: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        """`fields` are those of the document that cannot be said, as `lines[0].items[1].qualifier`, each with what is
        in the way, the one that the message is about first; none where it is not known which.
        """
        super().__init__(message, where=where, next_step=next_step)
        self.fields = dict(fields or {})


class Rejected(LogicalError):
    """The other side understood the message and refused it."""


class NotFound(LogicalError):
    """Nothing has that name or number."""


class Conflict(LogicalError):
    """The same number or key already stands for other content."""


class NotAllowed(LogicalError):
    """This is not allowed in the present state or for this person."""


class Superseded(LogicalError):
    """Another worker moved this row on; read it again."""


class ConfigError(LogicalError):
    """A setting is missing or wrong."""
