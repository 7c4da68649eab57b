"""Secrets by reference: settings name where a secret is, never the secret itself."""

from __future__ import annotations

import os
from pathlib import Path

from b2b.errors import ConfigError


def resolve(reference: str) -> str:
    """The secret behind `env:NAME` or `file:PATH` (less a line end at its end); `ConfigError` if it is missing."""
    kind, _, place = reference.partition(":")
    if kind == "env" and place:
        value = os.environ.get(place)
        if not value:
            raise ConfigError(f"the environment variable {place} is not set", next_step=f"export {place}=...")
        return value
    if kind == "file" and place:
        try:
            text = Path(place).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"the secret cannot be read: {error}", where=place) from error
        value = text.removesuffix("\n").removesuffix("\r")
        if not value:
            raise ConfigError("the file of the secret is empty", where=place)
        return value
    raise ConfigError(
        "a secret is given by reference", next_step='write "env:NAME" or "file:PATH" where the password is expected'
    )
