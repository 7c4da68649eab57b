"""Reading one table of a settings file: typed, with every problem collected and the key named."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from b2b.errors import ConfigError

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:[^\x00-\x1f\x7f]+")


@dataclass(slots=True)
class Problems:
    """What is wrong in one file, so that it is corrected once and not once for each mistake."""

    where: str
    found: list[str] = field(default_factory=list)

    def add(self, key: str, message: str) -> None:
        """Remember that `key` is wrong; the same words are said once."""
        line = f"{key}: {message}"
        if line not in self.found:
            self.found.append(line)

    def stop_if_any(self) -> None:
        """Raise ConfigError with all of them."""
        if self.found:
            self.stop()

    def stop(self) -> NoReturn:
        """Raise ConfigError with what was found so far."""
        heading = f"{len(self.found)} settings are wrong:\n" if len(self.found) > 1 else ""
        raise ConfigError(
            heading + "\n".join(self.found), where=self.where, next_step=f"correct {self.where} and apply it again"
        )


class Section:
    """A table at `path`. A reading method takes a key, notes what is wrong with it and then returns its default.

    Call `close` when every known key was read: what is left was misspelt.
    """

    def __init__(self, data: Mapping[str, Any], path: str, problems: Problems) -> None:
        self._data = data
        self.path = path
        self.problems = problems
        self._asked: list[str] = []

    def names(self) -> list[str]:
        """The keys that stand there, for a table whose keys are names that its author gave."""
        return list(self._data)

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def wrong(self, key: str, message: str) -> None:
        """Note a problem with a key of this table."""
        self.problems.add(f"{self.path}.{key}" if self.path else key, message)

    def required(self, key: str) -> str:
        """A text that must stand there and not be empty."""
        value = self.text(key)
        if not value and key not in self._data:
            self.wrong(key, "is missing")
        elif value == "" and self._data[key] == "":
            self.wrong(key, "must not be empty")
        return value

    def text(self, key: str, default: str = "") -> str:
        """A text without control characters, surrounding blanks removed."""
        value = self._get(key, default)
        if not isinstance(value, str):
            self.wrong(key, f"write it as text, in quotes, not {_shown(value)}")
            return default
        if _CONTROL.search(value):
            self.wrong(key, f"{value!r} holds a control character")
            return default
        return value.strip()

    def character(self, key: str, default: str) -> str:
        """One character, control characters included (an X12 delimiter may be one)."""
        value = self._get(key, default)
        if not isinstance(value, str) or len(value) != 1:
            self.wrong(key, f"write one character in quotes, not {_shown(value)}")
            return default
        return value

    def verbatim(self, key: str, default: str) -> str:
        """A text as it stands, with blanks at its ends."""
        value = self._get(key, default)
        if not isinstance(value, str):
            self.wrong(key, f"write it as text, in quotes, not {_shown(value)}")
            return default
        return value

    def matching(self, key: str, pattern: str, meaning: str, default: str = "") -> str:
        """A text of a certain form, or the default where the key is absent."""
        value = self.text(key, default)
        if value != default and not re.fullmatch(pattern, value):
            self.wrong(key, f"{value!r} is not {meaning}")
            return default
        return value

    def reference(self, key: str) -> str:
        """Where a secret is: `env:NAME` or `file:PATH`. What is none may be the secret itself, so it is never shown."""
        value = self._get(key, "")
        if key in self._data and not (isinstance(value, str) and _REFERENCE.fullmatch(value)):
            self.wrong(key, "is not a reference: write env:NAME or file:PATH, never the secret itself")
            return ""
        return str(value)

    def choice(self, key: str, words: Iterable[str], default: str | None = None) -> str:
        """One of these words; without a default it must stand there."""
        value = self.required(key) if default is None else self.text(key, default)
        words = [str(word) for word in words]
        if value and value not in words:
            listed = ", ".join(words) if len(words) <= 12 else f"one of {len(words)} known codes"
            self.wrong(key, f"{value!r} is not known{_guess(value, words)}; it can be: {listed}")
            return default or words[0]
        return value

    def code(self, key: str, known: Iterable[str], meaning: str, default: str = "") -> str:
        """A code of a published list, or the default where the key is absent."""
        value = self.text(key, default)
        if value != default and value not in known:
            self.wrong(key, f"{value!r} is not {meaning}")
            return default
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            self.wrong(key, f"write true or false, not {_shown(value)}")
            return default
        return value

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 10_000) -> int | None:
        """A whole number within bounds."""
        value = self._get(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, f"write a whole number, not {_shown(value)}")
            return default
        if not least <= value <= most:
            self.wrong(key, f"{value} is not between {least} and {most}")
            return default
        return value

    def decimal(self, key: str, default: Decimal | None = None, *, most: Decimal = Decimal(100)) -> Decimal | None:
        """A number from 0 to `most` with at most six decimals, in quotes or whole: never a float."""
        value = self._get(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            self.wrong(key, f'write the number in quotes, such as "2.5", not {_shown(value)}')
            return default
        try:
            number = Decimal(value)
        except InvalidOperation:
            self.wrong(key, f'{value!r} is not a number; write it such as "2.5"')
            return default
        if not number.is_finite() or not 0 <= number <= most or number != round(number, 6):
            self.wrong(key, f"{value} is not a number from 0 to {most} with at most six decimals")
            return default
        return number

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        value = self._get(key, [])
        if not isinstance(value, list | tuple) or any(not isinstance(item, str) or not item.strip() for item in value):
            self.wrong(key, f'write a list of texts, such as ["..."], not {_shown(value)}')
            return ()
        return tuple(item.strip() for item in value)

    def table(self, key: str) -> Section | None:
        """A table below, None where there is none."""
        value = self._get(key, None)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.wrong(key, f"write a table, not {_shown(value)}")
            return None
        return Section(value, f"{self.path}.{key}" if self.path else key, self.problems)

    def tables(self, key: str) -> list[Section]:
        """The tables of a list below, `key[1]` being the first."""
        value = self._get(key, [])
        if not isinstance(value, list | tuple) or any(not isinstance(item, Mapping) for item in value):
            self.wrong(key, f"write it as [[{self.path}.{key}]], once for each")
            return []
        return [Section(item, f"{self.path}.{key}[{n}]", self.problems) for n, item in enumerate(value, 1)]

    def close(self) -> None:
        """Note every key that nobody has asked for, with the one that was probably meant."""
        for key in self._data:
            if key not in self._asked:
                hint = _guess(key, self._asked)
                self.wrong(key, f"unknown setting{hint or '; known here: ' + ', '.join(self._asked)}")

    def _get(self, key: str, default: Any) -> Any:
        self._asked.append(key)
        return self._data.get(key, default)


def _guess(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f", did you mean {close[0]!r}?" if close else ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
