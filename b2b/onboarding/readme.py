"""The page for review that lies beside proposed settings: what was found with its evidence, assumed, not understood."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from b2b.edi.guides.inference.evidence import Standing
from b2b.onboarding.content import Content
from b2b.onboarding.envelopes import Envelopes, named, said
from b2b.onboarding.found import Found
from b2b.onboarding.obstacles import Obstacle
from b2b.onboarding.proposal import Proposal
from b2b.onboarding.sides import Address
from b2b.store.states import Role

_NEW_WORKSPACE = "WORKSPACE"
_VALUES = 12
_NAMES = 3
_STANDINGS = (Standing.RULE, Standing.REMARK, Standing.THOUGHT)


@dataclass(frozen=True, slots=True)
class Here:
    """Where onboarding was asked for: `command` is how commands in the workspace begin (`b2b -w acme`), "" where there
    is no workspace yet; whether it has a catalog.
    """

    command: str = ""
    has_catalog: bool = False


NOWHERE = Here()


def facts(found: Found) -> list[tuple[str, str, str]]:
    """What was found, for people: what it is, what was seen, and in how much."""
    return [*_of_envelopes(found.envelopes, found), *_of_content(found.content)]


def readme(found: Found, proposal: Proposal, folder: str, here: Here = NOWHERE) -> str:
    """The page as Markdown; `folder` is where the files lie, as a person types it."""
    return "\n".join(_lines(found, proposal, folder, here)) + "\n"


def _lines(found: Found, proposal: Proposal, folder: str, here: Here) -> Iterator[str]:
    yield f"# {proposal.code}"
    yield ""
    files = len({file.sample.name for file, _ in found.sides.theirs})
    yield f"Read from {_counted(files, 'file')} that {found.sides.partner} has sent. For you to review:"
    yield "nothing of it is in force before `b2b partner apply`."
    yield from ("", "## Found", "", "| what | seen | in |", "|---|---|---|")
    yield from (f"| {_cell(what)} | {_cell(seen)} | {_cell(where)} |" for what, seen, where in facts(found))
    yield from ("", "## Assumed", "")
    yield from (f"- {_cell(one)}" for one in proposal.assumed)
    yield from ("", "## Not understood", "")
    yield from _obstacles(found, proposal.tolerate)
    yield from ("", "## Guides", "")
    yield from _guides(proposal)
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
    return proposal.role == Role.CUSTOMER and not here.has_catalog


def _of_envelopes(envelopes: Envelopes, found: Found) -> Iterator[tuple[str, str, str]]:
    interchanges, groups = _counted(envelopes.interchanges, "interchange"), _counted(envelopes.groups, "group")
    yield "its address (ISA05, ISA06)", str(found.sides.partner), interchanges
    yield "its group code (GS02)", said(envelopes.group_senders), groups
    yield "our address (ISA07, ISA08)", said(_as_text(envelopes.receivers)), interchanges
    if found.ours and envelopes.to not in found.ours:
        yield "our address", f"{envelopes.to} is none of our company's: add it as [[company.identity]]", "the workspace"
    yield "our group code (GS03)", said(envelopes.group_receivers), groups
    parting = envelopes.parting
    marks = (parting.element, parting.component, parting.repetition, parting.terminator)
    delimiters = "  ".join(f"{what} {named(mark)}" for what, mark in zip(_MARKS, marks, strict=True))
    yield "delimiters", delimiters + _but("others in", envelopes.other_delimiters), interchanges
    breaks = "after each segment" if envelopes.newline else "none besides the terminator"
    yield "line breaks", breaks + _but("not so in", envelopes.other_breaks), interchanges
    yield "interchange version (ISA12)", said(envelopes.standards), interchanges
    yield "release (GS08)", said(envelopes.versions), groups
    yield "characters", f"{envelopes.characters} is enough", "all data"
    yield "TA1 asked for (ISA14)", f"in {envelopes.ta1_requested} of {envelopes.interchanges}", interchanges
    yield "marked as test (ISA15)", f"in {envelopes.tests} of {envelopes.interchanges}", interchanges
    yield "control numbers", envelopes.numbers, interchanges


def _but(what: str, files: Sequence[str]) -> str:
    """Which files differ, "" where none does."""
    more = f" and {len(files) - _NAMES} more" if len(files) > _NAMES else ""
    return f" ({what} {', '.join(files[:_NAMES])}{more})" if files else ""


_MARKS = ("element", "component", "repetition", "segment")


def _of_content(content: Content) -> Iterator[tuple[str, str, str]]:
    for one, count in sorted(content.sets.items(), key=lambda pair: (pair[0].direction, pair[0].set_id)):
        way = "the partner sends" if one.direction == "in" else "we send"
        yield f"set {one.set_id}", f"{way}, release {one.release}", _counted(count, "set")
    told = "997 or 999 are among the files" if content.acknowledges else "no 997 or 999 is among the files"
    yield "acknowledges what we send", told, "all files"
    lines = _counted(content.lines, "line")
    for what, tally, where in (
        ("purposes (BEG01)", content.purposes, "orders"),
        ("kinds of order (BEG02)", content.kinds, "orders"),
        ("currencies (CUR02)", content.currencies, "orders"),
        ("item numbers by qualifier", content.item_qualifiers, lines),
        ("units", content.units, lines),
    ):
        if tally:
            yield what, _few(tally), where
    if content.lines:
        yield "lines without a price", f"{content.unpriced} of {content.lines}", lines
    for code, parties in sorted(content.parties.items()):
        names = "; ".join(" ".join(filter(None, pair)) for pair, _ in parties.most_common(_NAMES))
        more = f" and {len(parties) - _NAMES} more" if len(parties) > _NAMES else ""
        yield f"party {code} (N1)", (names or "without name or number") + more, _counted(parties.total(), "time")
    if content.zone[0]:
        yield "time zone", content.zone[0], content.zone[1]


def _obstacles(found: Found, tolerated: Sequence[str]) -> Iterator[str]:
    if not found.obstacles:
        yield "Nothing: every file keeps the standard, and there is a schema for every set."
    for one in found.obstacles:
        yield f"- {_cell(one.file)}: {_cell(one.what)}{help_said(one, tolerated)}."


def help_said(one: Obstacle, tolerated: Sequence[str]) -> str:
    """What would let a file pass, or that it is let pass; "" where nothing does."""
    if not one.tolerate:
        return ""
    if set(one.tolerate) <= set(tolerated):
        return "; let pass, as you answered"
    codes = ", ".join(f'"{code}"' for code in one.tolerate)
    return f"; tolerate = [{codes}] in [partner.x12] lets this and every fault of that kind pass"


def _guides(proposal: Proposal) -> Iterator[str]:
    if not proposal.guides:
        yield "None: no set of the files can be inferred from."
        return
    for one in proposal.inference.proposals:
        for each in one.sets:
            rules, remarks, thoughts = (each.count(standing) for standing in _STANDINGS)
            told = f"{_counted(rules, 'line')} to reject by, {remarks} to warn by"
            samples = _counted(each.samples, "sample")
            told = f"{told}, {thoughts} as comments for you to decide on"
            yield f"- `guides/{one.name}.toml`, set {each.set_id} from {samples}: {told}."
    yield "- Few samples prove little: read the comments, and take the `#` away where you know that a line is right."


def _as_text(tally: Counter[Address]) -> Counter[str]:
    return Counter({str(one): count for one, count in tally.items()})


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _few(tally: Counter[str]) -> str:
    shown = Counter(dict(tally.most_common(_VALUES)))
    more = f" and {len(tally) - _VALUES} more" if len(tally) > _VALUES else ""
    return said(shown) + more


def _cell(text: str) -> str:
    """Text of a partner in a Markdown table: one line, no column of its own, no markup."""
    line = "".join(c if c.isprintable() else " " for c in text)
    for mark in "\\|<`*[]":
        line = line.replace(mark, f"\\{mark}")
    return line
