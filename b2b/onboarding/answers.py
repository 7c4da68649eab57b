"""What was answered to the questions of onboarding: on a terminal, in a file, or by their defaults."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from b2b.errors import ConfigError
from b2b.onboarding.envelopes import most
from b2b.onboarding.found import Found
from b2b.onboarding.questions import NO, YES, Known, Question, check, questions

# Everything that can be answered; what the files tell is overruled by an answer.
KEYS = (
    "company", "code", "name", "role", "inbox", "outbox", "acknowledge", "time_zone", "currency", "tolerate", "as_new",
)  # fmt: skip
_CHOICES = {"role": ("customer", "supplier"), "acknowledge": (YES, NO)}

Ask = Callable[[Question], str]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered or read. `assumed` are the questions whose default was taken, each with the default and why it
    was asked.
    """

    company: str
    code: str
    name: str
    role: str
    inbox: str
    outbox: str
    acknowledge: bool
    time_zone: str
    currency: str
    tolerate: tuple[str, ...]
    as_new: tuple[str, ...]
    assumed: tuple[tuple[str, str], ...]


def answered(found: Found, known: Known, given: Mapping[str, str], ask: Ask | None = None) -> Answers:
    """The answers: those given, else what `ask` brings, else the defaults. ConfigError: one cannot be right, or has no
    such name.
    """
    _refuse_unknown(given)
    values = {key: answer.strip() for key, answer in given.items()}
    assumed: list[tuple[str, str]] = []
    for key, answer in values.items():
        check(Question(key, "correct this answer", "", "", _CHOICES.get(key, ())), answer)
    known = replace(known, code=values.get("code", known.code))
    while question := next((one for one in questions(found, known) if one.key not in values), None):
        if ask is not None:
            answer = ask(question).strip()
        else:
            answer = question.default
            assumed.append((question.key, f"{answer} ({question.why})"))
        check(question, answer)
        values[question.key] = answer
        # The folders are named after the partner.
        known = replace(known, code=values.get("code", known.code))
    return Answers(
        company=values.get("company", known.company),
        code=values.get("code", known.code),
        name=values["name"],
        role=values.get("role") or found.content.role,
        inbox=values["inbox"],
        outbox=values["outbox"],
        acknowledge=values["acknowledge"] == YES,
        time_zone=values["time_zone"],
        currency=values.get("currency") or most(found.content.currencies),
        tolerate=_codes(values.get("tolerate", "")),
        as_new=_codes(values.get("as_new", "")),
        assumed=tuple(assumed),
    )


def read_answers(table: Mapping[str, Any], where: str) -> dict[str, str]:
    """The answers of a TOML file as text: `acknowledge = true` is yes, a list its parts. ConfigError."""
    found = {}
    for key, value in table.items():
        match value:
            case bool():
                found[key] = YES if value else NO
            case str():
                found[key] = value
            case list() if all(isinstance(part, str) for part in value):
                found[key] = " ".join(value) or "none"
            case _:
                next_step = 'write an answer as "text", true, false or a list of texts'
                raise ConfigError(f"{key} is no answer", where=where, next_step=next_step)
    return found


def _codes(answer: str) -> tuple[str, ...]:
    return () if answer in ("", "none") else tuple(dict.fromkeys(re.split(r"[\s,]+", answer.strip())))


def _refuse_unknown(given: Mapping[str, str]) -> None:
    unknown = sorted(set(given) - set(KEYS))
    if unknown:
        raise ConfigError(
            f"{unknown[0]} is not known here",
            where="answers",
            next_step=f"known: {', '.join(KEYS)}; other settings are changed in the partner's TOML afterwards",
        )
