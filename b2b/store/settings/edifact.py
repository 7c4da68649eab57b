"""How a partner trades in EDIFACT: the interchanges that we write to it, and how those that come are answered."""

from __future__ import annotations

from dataclasses import dataclass

from b2b.edi.edifact.repertoire import CHARACTER_SETS, OF_SYNTAX_1, SINCE_SYNTAX_4
from b2b.store.settings.releases import directory
from b2b.store.settings.section import Section

_CHARACTERS = 6  # of UNA: component, element, decimal mark, release, repetition, terminator


@dataclass(frozen=True, slots=True)
class EdifactSettings:
    """The writing side; what comes in says its own characters in UNA and UNB.

    `release` is the directory; `character_set` and `syntax` are those of UNB01; `service_characters` the six of UNA in
    its order (a blank where there is none), written out where `una` says so. `groups` puts messages of a kind between
    UNG and UNE, `groups_an_interchange` is how many kinds of message may share an interchange.

    `contrl` says when what comes is answered: always, requested (UNB 0031, or where something is rejected), rejections
    or never; `contrl_syntax` in which syntax version: that of what is answered, or agreed, which is `syntax`.
    `request_contrl` asks for an answer in what we send; `application` is UNB 0026, `agreement_id` UNB 0032.
    `duplicates`, `control_number_reuse_days` (of UNB 0020), `tolerate`, `test` and `transliterate` are as in X12.
    """

    release: str = "D96A"
    character_set: str = "UNOC"
    syntax: int = 3
    service_characters: str = ":+.? '"
    una: bool = True
    newline: bool = False
    groups: bool = False
    groups_an_interchange: int = 1
    test: bool = False
    request_contrl: bool = False
    application: str = ""
    agreement_id: str = ""
    contrl: str = "always"
    contrl_syntax: str = "answered"
    duplicates: str = "acknowledge-again"
    control_number_reuse_days: int | None = None
    tolerate: tuple[str, ...] = ()
    transliterate: bool = False


def read_edifact(section: Section) -> EdifactSettings:
    """The `edifact` table; the defaults where there is none."""
    table = section.table("edifact")
    standard = EdifactSettings()
    if table is None:
        return standard
    edifact = EdifactSettings(
        release=directory(table, standard.release),
        character_set=table.choice("character_set", CHARACTER_SETS, standard.character_set),
        syntax=table.whole("syntax", standard.syntax, least=1, most=4) or standard.syntax,
        service_characters=_service_characters(table, standard.service_characters),
        una=table.flag("una", standard.una),
        newline=table.flag("newline", standard.newline),
        groups=table.flag("groups", standard.groups),
        groups_an_interchange=table.whole("groups_an_interchange", 1, least=1, most=10_000) or 1,
        test=table.flag("test", standard.test),
        request_contrl=table.flag("request_contrl", standard.request_contrl),
        application=_at_most(table, "application", 14, "0026"),
        agreement_id=_at_most(table, "agreement_id", 35, "0032"),
        contrl=table.choice("contrl", ("always", "requested", "rejections", "never"), standard.contrl),
        contrl_syntax=table.choice("contrl_syntax", ("answered", "agreed"), standard.contrl_syntax),
        duplicates=table.choice("duplicates", ("acknowledge-again", "reject", "silence"), standard.duplicates),
        control_number_reuse_days=table.whole("control_number_reuse_days"),
        tolerate=table.texts("tolerate"),
        transliterate=table.flag("transliterate", standard.transliterate),
    )
    _check(table, edifact)
    table.close()
    return edifact


def _service_characters(table: Section, standard: str) -> str:
    """Not stripped, as any other text is: the blank in the fifth place means something."""
    given = table.verbatim("service_characters", standard)
    if len(given) != _CHARACTERS:
        table.wrong("service_characters", f"write the six characters that stand in UNA, such as {standard!r}")
        return standard
    if given[2] not in ".,":
        table.wrong("service_characters", f"{given[2]!r} in the third place is no decimal mark: write . or ,")
        return standard
    used = given.replace(" ", "")
    if " " in given[:3] or given[5] == " " or len(set(used)) < len(used):
        table.wrong("service_characters", f"{given!r} are not six different ones (a blank may be the fourth or fifth)")
        return standard
    if any(one.isalnum() or not one.isascii() or not one.isprintable() for one in used):
        table.wrong("service_characters", f"{given!r} holds what occurs in data: take special characters")
        return standard
    return given


def _check(table: Section, edifact: EdifactSettings) -> None:
    """What does not go together."""
    usual = ":+.?*'" if edifact.syntax == 4 else ":+.? '"
    if not edifact.una and edifact.service_characters not in (usual, ":+.? '"):
        table.wrong("una", "these service characters hold only where UNA declares them: write una = true")
    if edifact.syntax < 3 and edifact.character_set not in OF_SYNTAX_1:
        table.wrong("character_set", f"syntax {edifact.syntax} has UNOA and UNOB only: write syntax = 3")
    if edifact.syntax < 4 and edifact.character_set in SINCE_SYNTAX_4:
        table.wrong("character_set", f"{edifact.character_set} came with syntax 4: write syntax = 4")


def _at_most(table: Section, key: str, most: int, element: str) -> str:
    value = table.text(key)
    if len(value) > most:
        table.wrong(key, f"is longer than the {most} characters of {element}")
    return value
