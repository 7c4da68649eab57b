"""The page for review that lies beside proposed settings: what was found with its evidence, assumed, not understood."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from b2b.edi.guides.inference.evidence import Standing
from b2b.onboarding.content import SetSeen
from b2b.onboarding.facts import counted, facts
from b2b.onboarding.found import Found
from b2b.onboarding.obstacles import Obstacle, by_files
from b2b.onboarding.proposal import Proposal

_NEW_WORKSPACE = "WORKSPACE"
_PLACES_SHOWN = 5
_NOT_COUNTED = (
    "Sets that break the standard, sets that say what another one says, and files in which others write too do not "
    "count."
)
_READING = (
    "Few samples prove little. A line rejects once eighteen samples bear it out and show nothing new. A remark is told",
    "where a file is tried, and never to the partner: take `level` away where what breaks it shall be rejected. Take",
    "the `#` away from a comment where you know that it is right.",
)


@dataclass(frozen=True, slots=True)
class Here:
    """Where onboarding was asked for: `command` is how commands in the workspace begin (`b2b -w acme`), "" where there
    is no workspace yet; whether it has a catalog.
    """

    command: str = ""
    has_catalog: bool = False


NOWHERE = Here()


def readme(found: Found, proposal: Proposal, folder: str, here: Here = NOWHERE) -> str:
    """The page as Markdown; `folder` is where the files lie, as a person types it."""
    return "\n".join(_lines(found, proposal, folder, here)) + "\n"


def _lines(found: Found, proposal: Proposal, folder: str, here: Here) -> Iterator[str]:
    yield f"# {proposal.code}"
    yield ""
    files = len({file.sample.name for file, _ in found.sides.theirs})
    yield f"Read from {counted(files, 'file')} that {found.sides.partner} has sent. For you to review:"
    yield "nothing of it is in force before `b2b partner apply`."
    yield from ("", "## Found", "", "| what | seen | in |", "|---|---|---|")
    yield from (f"| {_cell(what)} | {_cell(seen)} | {_cell(where)} |" for what, seen, where in facts(found))
    yield from ("", "## Assumed", "")
    yield from (f"- {_cell(one)}" for one in proposal.assumed)
    yield from ("", "## Not understood", "")
    yield from _obstacles(found, proposal.tolerate)
    yield from ("", "## Guides", "")
    yield from _guides(found, proposal)
    yield from ("", "## Next", "", "```")
    yield from next_commands(proposal, folder, here)
    yield "```"
    if _lacks_catalog(proposal, here):
        yield ""
        yield "Without a catalog of yours each line of a real order is rejected, whatever the trial says: it makes up"
        yield "what is not there. `b2b doctor` tells what is missing."


def next_commands(proposal: Proposal, folder: str, here: Here = NOWHERE) -> list[str]:
    """What to type now, in order."""
    folder = shlex.quote(folder)
    begin = here.command or f"b2b -w {_NEW_WORKSPACE}"
    tried = here.command or "b2b"
    commands = [f"{tried} partner test {folder}/partner.toml SAMPLE... --report report.html --send for-partner.html"]
    if not here.command:
        commands.append(f"b2b init {_NEW_WORKSPACE}")
    if proposal.company:
        commands.append(f"{begin} company apply {folder}/company.toml")
    commands.append(f"{begin} partner apply {folder}/partner.toml")
    if _lacks_catalog(proposal, here):
        commands.append(f"{begin} catalog import FILE")
    return [*commands, f"{begin} doctor"]


def _lacks_catalog(proposal: Proposal, here: Here) -> bool:
    return proposal.takes_orders and not here.has_catalog


def _obstacles(found: Found, tolerated: Sequence[str]) -> Iterator[str]:
    if not found.obstacles:
        yield "Nothing: every file keeps the standard, there is a schema for every set, and each set can be read. What"
        yield "becomes of its content `b2b partner test` shows."
    for files, one in by_files(found.obstacles):
        yield f"- {_cell(files)}: {_cell(one.what)}{help_said(one, tolerated)}."


def help_said(one: Obstacle, tolerated: Sequence[str]) -> str:
    """What would let a file pass, or that it is let pass; "" where nothing does."""
    if not one.tolerate:
        return ""
    if set(one.tolerate) <= set(tolerated):
        return "; let pass, as you answered"
    codes = ", ".join(f'"{code}"' for code in one.tolerate)
    return f"; tolerate = [{codes}] in partner.toml lets this and every fault of that kind pass"


def _guides(found: Found, proposal: Proposal) -> Iterator[str]:
    if not proposal.guides:
        yield f"None: no set of the files can be inferred from. {_NOT_COUNTED}"
        return
    whole = True
    for one in proposal.inference.proposals:
        for each in one.sets if one.name in proposal.guides else ():
            came = found.content.sets[SetSeen(each.set_id, one.release, "in")]
            whole = whole and came == each.samples
            from_ = f"from {each.samples} of {counted(came, 'set')}"
            yield f"- `guides/{one.name}.toml`, {each.set_id} {from_}: {each.summary}."
    yield from ("", *_READING)
    if not whole:
        yield _NOT_COUNTED


def rejecting_said(proposal: Proposal) -> Iterator[str]:
    """Of each guide in a line, how many of its lines reject what the standard lets pass, with the first few places."""
    for one in proposal.inference.proposals:
        if one.name not in proposal.guides:
            continue
        rules = [
            str(line.at) or each.set_id
            for each in one.sets
            for line, standing in each.lines
            if standing is Standing.RULE
        ]
        places = list(dict.fromkeys(rules))
        more = f" and {counted(len(places) - _PLACES_SHOWN, 'more place')}" if len(places) > _PLACES_SHOWN else ""
        told = f"{counted(len(rules), 'line')} would reject files that the standard lets pass"
        yield f"guides/{one.name}.toml: " + (
            f"{told}: {', '.join(places[:_PLACES_SHOWN])}{more}." if rules else "no line of its own rejects a file."
        )


def _cell(text: str) -> str:
    """Text of a partner in a Markdown table: one line, no column of its own, no markup."""
    line = "".join(c if c.isprintable() else " " for c in text)
    for mark in "\\|<`*[]":
        line = line.replace(mark, f"\\{mark}")
    return line
