"""What files cannot tell: few questions, each with a default and the reason why it is asked."""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from dataclasses import dataclass

from b2b.errors import ConfigError
from b2b.onboarding.found import Found

_CODE = re.compile(r"[A-Za-z0-9._-]{1,32}")
YES, NO = "yes", "no"
_UNSAID, _UNSAID_IN_MESSAGES = "USD", "EUR"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `key` names it in a file of answers, `choices` are all answers where only some will do."""

    key: str
    ask: str
    why: str
    default: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace and the command line know before anything is asked: our company's code and currency ("" where
    there is none yet), and the partner's code.
    """

    company: str = ""
    currency: str = ""
    code: str = ""


def questions(found: Found, known: Known) -> list[Question]:
    """What has to be asked of these files, in order."""
    content, role = found.content, found.content.role
    id, name = found.sides.partner.id, content.name(role)
    code = known.code or code_from(name if id.isdecimal() and name else id)
    asked: list[Question] = []
    if not known.company:
        asked.append(
            Question(
                "company",
                "What is the code of your own company?",
                "a partner belongs to a company of yours, and there is none here yet",
                _our_code(found),
            )
        )
    if not known.code:
        asked.append(
            Question("code", "By which code do you call the partner?", "commands and your ERP name it so", code)
        )
    asked.append(
        Question(
            "name",
            "What is the partner's name, as the register has it?",
            "it stands on invoices",
            name or id,
        )
    )
    if not role:
        why = "what it sends can come from either"
        asked.append(Question("role", "What is the partner to you?", why, "customer", ("customer", "supplier")))
    folder = f"channels/{code.lower()}"
    inward = "b2b collects them there; relative to the workspace"
    asked.append(Question("inbox", "Into which folder do the partner's files come?", inward, f"{folder}/in"))
    outward = "b2b writes them there, and what takes them to the partner looks there"
    asked.append(Question("outbox", "Into which folder go the files for the partner?", outward, f"{folder}/out"))
    asked.append(_acknowledge(found))
    zone, because = content.zone
    why = f"hinted at by {because}" if zone else "dates in messages have no zone, and these files give no hint"
    asked.append(Question("time_zone", "In which time zone are the partner's dates?", why, zone or "UTC"))
    if not content.currencies:
        why = "the files name none, and an order without one waits for a person"
        usual = _UNSAID_IN_MESSAGES if found.sides.is_edifact else _UNSAID
        asked.append(Question("currency", "In which currency are prices?", why, known.currency or usual))
    return [*asked, *_permissions(found)]


def _our_code(found: Found) -> str:
    """A code for our company: of its address, or of its name in their files where that is a mere number."""
    role, id = found.content.role, found.envelopes.to.id
    name = found.content.name({"supplier": "customer", "customer": "supplier"}.get(role, ""))
    return code_from(name if id.isdecimal() and name else id)


def _acknowledge(found: Found) -> Question:
    """ISA asks for no 997; UNB says whether a CONTRL is wanted."""
    if not found.sides.is_edifact:
        why = "files do not say whether their sender wants an answer; most partners do"
        return Question("acknowledge", "Shall what comes be acknowledged (997)?", why, YES, (YES, NO))
    asked, of = found.envelopes.answers_requested, found.envelopes.interchanges
    why = f"UNB 0031 asks for an answer in {asked} of {of}; what is rejected is answered either way"
    ask = "Shall what comes be acknowledged (CONTRL) where nothing is wrong?"
    return Question("acknowledge", ask, why, YES if asked else NO, (YES, NO))


def _permissions(found: Found) -> list[Question]:
    asked = []
    if found.tolerable:
        codes = " ".join(found.tolerable)
        why = f"some files break the standard; letting {codes} pass would take them"
        asked.append(Question("tolerate", "Which breaches shall be let pass? (codes, or none)", why, "none"))
    if found.odd_kinds:
        kinds = " ".join(found.odd_kinds)
        place = "BGM" if found.sides.is_edifact else "BEG01 or BEG02"
        why = f"{kinds} in {place} usually mean something else than a new order, which a person then decides"
        asked.append(Question("as_new", "Which of these mean a new order all the same? (codes, or none)", why, "none"))
    return asked


def check(question: Question, answer: str) -> None:
    """ConfigError: this cannot be the answer."""
    wrong = ""
    if not answer:
        wrong = "it is empty"
    elif question.choices and answer not in question.choices:
        wrong = f"it is none of {', '.join(question.choices)}"
    elif question.key in ("company", "code") and not _CODE.fullmatch(answer):
        wrong = "a code has letters, digits, dot, dash or underscore, at most 32"
    elif question.key == "time_zone" and answer not in zoneinfo.available_timezones():
        wrong = "there is no such zone; write one such as America/New_York"
    elif question.key == "currency" and not re.fullmatch(r"[A-Z]{3}", answer):
        wrong = "a currency has three capitals (ISO 4217), such as EUR"
    if wrong:
        raise ConfigError(f"{answer!r} cannot be {question.key}: {wrong}", where=question.key, next_step=question.ask)


def code_from(text: str) -> str:
    """A short code made of a name: its first words in capitals."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", " ", plain).upper().split()
    code = ""
    for word in words:
        longer = f"{code}-{word}" if code else word[:32]
        if len(longer) > 16 and code:
            break
        code = longer
    return code or "PARTNER"
