"""How we would write EDIFACT to the partner: as it writes itself, within what each version of the syntax has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from b2b.edi.edifact import syntax_version
from b2b.edi.edifact.repertoire import OF_SYNTAX_1, SINCE_SYNTAX_4, repertoire
from b2b.onboarding.answers import Answers
from b2b.onboarding.envelopes import most
from b2b.onboarding.found import Found
from b2b.onboarding.industry import Industry

_USUAL, _USUAL_OF_4 = ":+.? '", ":+.?*'"


def table(found: Found, answers: Answers) -> dict[str, Any]:
    """The table `[partner.edifact]`; empty for a partner that writes X12."""
    envelopes = found.envelopes
    habits = envelopes.unb
    if habits is None:
        return {}
    character_set, syntax = _written(most(envelopes.standards))
    service = _service_characters(most(envelopes.marks), syntax)
    edifact: dict[str, Any] = {
        "release": found.release,
        "character_set": character_set,
        "syntax": syntax,
        "service_characters": service,
        "una": 2 * habits.declared > envelopes.interchanges or service not in (_USUAL, _USUAL_OF_4),
        "newline": envelopes.newline,
        "groups": 2 * habits.grouped > envelopes.interchanges,
        "test": envelopes.tests == envelopes.interchanges,
        "contrl": _answered(found, answers),
    }
    if character_set in OF_SYNTAX_1:
        # Names and reasons have small letters and accents, and would not be sent.
        edifact["transliterate"] = True
    if agreed := constant(habits.agreements):
        edifact["agreement_id"] = agreed
    if answers.tolerate:
        edifact["tolerate"] = list(answers.tolerate)
    return edifact


def constant(seen: Counter[str]) -> str:
    """The one value that all have, "" where they differ or have none."""
    return next(iter(seen)) if len(seen) == 1 else ""


def routing(found: Found) -> str:
    """What we write behind the partner's id, because it asks for it in UNB (0008)."""
    return constant(found.envelopes.unb.routings) if found.envelopes.unb else ""


def our_routing(found: Found) -> str:
    """What the partner writes behind our id (UNB 0014)."""
    return constant(found.envelopes.unb.our_routings) if found.envelopes.unb else ""


def association(found: Found, document: str, industry: Industry | None) -> str:
    """The code that UNH of a message has, as far as a file shows it, or the guide of the industry that the partner
    follows: each message has its own.
    """
    habits = found.envelopes.unb
    shown = constant(habits.associations.get(document, Counter())) if habits else ""
    return shown or (industry.association(document) if industry else "")


def assumed(found: Found, answers: Answers, sent: Sequence[str], industry: Industry | None) -> Iterator[str]:
    """What no file says."""
    if _answered(found, answers) == "requested":
        yield "CONTRL goes back where UNB 0031 asks for it, and where something is rejected."
    elif not answers.acknowledge:
        yield "CONTRL goes back only where something is rejected."
    if industry:
        yield (
            f"Its association codes (UNH 0057) are those of {industry.name}: what we send has its codes, "
            "and its guide stands on that one (base) where all files fit."
        )
    coded = any(one for habits in _associations(found) for one in habits)
    unknown = [one for one in sent if not association(found, one, industry)]
    if coded and unknown:
        yield (
            f"The association codes (UNH 0057) of {', '.join(unknown)} are not known, and left out: "
            "ask the partner, and put them into the agreements (association)."
        )
    if found.envelopes.unb and any(found.envelopes.unb.applications):
        told = ", ".join(filter(None, found.envelopes.unb.applications))
        yield f"The application reference (UNB 0026) is left out; the partner writes {told}."
    declared, version = syntax_version.parts(most(found.envelopes.standards))
    character_set, syntax = _written(most(found.envelopes.standards))
    if character_set in OF_SYNTAX_1:
        yield f"We write {character_set} as the partner does: what it has no letters for is written with what it has."
    if (character_set, str(syntax)) != (declared, version):
        yield f"We write {character_set} in syntax {syntax}: {declared} in syntax {version} does not go together."


def _associations(found: Found) -> list[Counter[str]]:
    return list(found.envelopes.unb.associations.values()) if found.envelopes.unb else []


def _answered(found: Found, answers: Answers) -> str:
    """When a CONTRL goes back: as it is asked for, where the partner asks for all."""
    if not answers.acknowledge:
        return "rejections"
    return "requested" if found.envelopes.answers_requested else "always"


def _written(standard: str) -> tuple[str, int]:
    """Character set and version as they are declared, or the nearest that go together."""
    declared, version = syntax_version.parts(standard)
    syntax = int(version) if version in ("1", "2", "3", "4") else 3
    character_set = declared if repertoire(declared).known else "UNOC"
    if syntax < 3 and character_set not in OF_SYNTAX_1:
        syntax = 3
    return character_set, 4 if character_set in SINCE_SYNTAX_4 else syntax


def _service_characters(six: str, syntax: int) -> str:
    """Those of the partner, where each can be told from data and from the others."""
    used = six.replace(" ", "")
    usable = all(one.isascii() and one.isprintable() and not one.isalnum() for one in used)
    if len(six) == 6 and usable and len(set(used)) == len(used) and " " not in six[:3] and six[5] != " ":
        return six
    return _USUAL_OF_4 if syntax == 4 else _USUAL
