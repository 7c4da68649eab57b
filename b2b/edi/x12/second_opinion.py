"""What pyx12 says of the same file: an independent check of every transaction set, on maps made from our schemas.

pyx12 refuses interchange versions other than 00401 and 00501, passes over sets that do not fit their group, and raises
where an envelope is out of order. So each set goes to it in an envelope of our making, with the version and the group
that fit; where pyx12 still raises, it has no opinion of that set.
"""

from __future__ import annotations

import io
import json
import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.events import EnvelopeSegment, InterchangeStart, RawSet
from b2b.edi.findings import AckCode, Finding, Severity
from b2b.edi.load import available_releases, load_release
from b2b.edi.x12.pyx12_maps import PYX12_VERSIONS, group_version, interchange_version, write_maps
from b2b.edi.x12.reader import read
from b2b.edi.x12.tokenizer import Tokenizer

# So many sets go to pyx12 in one interchange: reading its maps takes longer than checking a set.
_TOGETHER = 200
# What can part components and repetitions; pyx12 checks ISA11 and ISA16 against its basic and extended characters.
_SEPARATORS = ":>|<\\+;!?#%@$"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What pyx12 says of one set: `accepted` is None where it has no opinion, and `reason` then says why.

    `offset` is the byte in the file at which the set begins. The findings carry pyx12's own messages.
    """

    set: str
    control_number: str
    offset: int
    accepted: bool | None
    findings: tuple[Finding, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Maps:
    """Maps that pyx12 finds together: the ISA12 to give, and their folder (None: its own maps)."""

    interchange_version: str
    folder: str | None


@dataclass(frozen=True, slots=True)
class _Map:
    """The map of one set: among which maps it is, the GS01 and GS08 that lead to it, and a GS04 of its release."""

    maps: _Maps
    functional_group: str
    version: str
    date: str = "20260101"


@dataclass(frozen=True, slots=True)
class _Question:
    """A set to be asked about: its text, delimiters put back, and the map to use."""

    opinion: Opinion
    text: str
    delimiters: Delimiters
    map: _Map | None

    @property
    def together(self) -> tuple[_Maps | None, Delimiters]:
        """What sets must have in common to go to pyx12 in one interchange."""
        return self.map.maps if self.map else None, self.delimiters


def second_opinion(source: bytes | BinaryIO) -> list[Opinion]:
    """pyx12's opinion of every set in a file, in the order of the file; nothing raises, whatever the bytes are."""
    return _ask_all(_questions(source))


def _ask_all(all_questions: Iterable[_Question]) -> list[Opinion]:
    """An opinion for each question, in order; those that go together are asked together."""
    opinions: list[Opinion] = []
    for (maps, delimiters), questions in groupby(all_questions, key=lambda question: question.together):
        asked = list(questions)
        if maps is None:
            opinions.extend(question.opinion for question in asked)
            continue
        for start in range(0, len(asked), _TOGETHER):
            opinions.extend(_ask(asked[start : start + _TOGETHER], delimiters, maps))
    return opinions


def knows_guide(functional_group: str, version: str) -> bool:
    """Whether pyx12 ships a guide for sets of that GS01 and GS08, such as `HC` and `005010X222A1`."""
    return bool(_guides(functional_group, version))


def opinion_of(segments: Sequence[Sequence[str]], delimiters: Delimiters, group: tuple[str, str]) -> Opinion:
    """pyx12's opinion of one whole set, ST to SE, in a group of that GS01 and GS08."""
    return _ask_all([_question_of(segments, 0, delimiters, group)])[0]


def _questions(source: bytes | BinaryIO) -> Iterator[_Question]:
    delimiters, tokenizer = None, None
    group = ("", "")
    for event in read(source):
        if isinstance(event, InterchangeStart):
            delimiters = event.header.delimiters
            tokenizer = Tokenizer(delimiters, event.raw, event.tail)
        elif isinstance(event, EnvelopeSegment) and event.elements[0] == "GS":
            group = (_at(event.elements, 1), _at(event.elements, 8))
        elif isinstance(event, RawSet) and delimiters is not None and tokenizer is not None:
            yield _question(event, delimiters, tokenizer, group)


def _question(raw: RawSet, delimiters: Delimiters, tokenizer: Tokenizer, group: tuple[str, str]) -> _Question:
    question = _question_of(tokenizer.tokenize(raw.raw).segments, raw.offset, delimiters, group)
    if question.map and not raw.complete:
        opinion = replace(question.opinion, reason="the set breaks off before its SE segment")
        return replace(question, opinion=opinion, map=None)
    return question


def _question_of(
    segments: Sequence[Sequence[str]], offset: int, delimiters: Delimiters, group: tuple[str, str]
) -> _Question:
    set_id, number = _at(segments[0], 1), _at(segments[0], 2)
    text = "".join(delimiters.element.join(segment) + delimiters.terminator for segment in segments)
    found = _map(set_id, *group)
    reason = "" if found else f"no map for set {set_id} in group {group[0]} of version {group[1]}"
    return _Question(Opinion(set_id, number, offset, None, (), reason), text, delimiters, found)


def _map(set_id: str, functional_group: str, version: str) -> _Map | None:
    """A map from our schema where we have the set; else pyx12's own for a guide that it knows, such as 005010X221A1."""
    if version[:6] in available_releases():
        release = load_release(version[:6])
        if set_id in release.sets:
            maps = _Maps(interchange_version(release), str(_folder(release.name)))
            date = "20260101" if release.elements["373"].max >= 8 else "260101"
            return _Map(maps, release.sets[set_id].functional_group, group_version(release, set_id), date)
    interchange = _guides(functional_group, version).get(set_id)
    return _Map(_Maps(interchange, None), functional_group, version) if interchange else None


@lru_cache(maxsize=64)  # asked with names that come from files
def _guides(functional_group: str, version: str) -> Mapping[str, str]:
    """The sets for which pyx12 ships a guide under that GS01 and GS08, each with its ISA12."""
    from pyx12.map_index import map_index

    return {
        (entry["abbr"] or "")[:3]: entry["icvn"]
        for entry in map_index(None).maps
        if entry["icvn"] in PYX12_VERSIONS and (entry["vriic"], entry["fic"]) == (version, functional_group)
    }


_kept: list[tempfile.TemporaryDirectory[str]] = []


@cache
def _folder(release: str) -> Path:
    """A folder with the maps of a release, for as long as the process runs."""
    folder = tempfile.TemporaryDirectory(prefix="b2b-pyx12-")
    _kept.append(folder)
    write_maps(Path(folder.name), load_release(release))
    return Path(folder.name)


def _ask(questions: Sequence[_Question], delimiters: Delimiters, maps: _Maps) -> list[Opinion]:
    """Ask about several sets at once; one at which pyx12 stops gets no opinion, and the others are asked again."""
    if not questions:
        return []
    progress = _Progress()
    try:
        accepted, answers = _run(_interchange(questions, delimiters, maps), maps.folder, progress)
    except Exception as error:  # pyx12 raises errors of any kind, IndexError and AssertionError among them
        at = max(progress.groups - 1, 0)
        stopped = replace(questions[at].opinion, reason=f"pyx12 stopped with {type(error).__name__}: {error}")
        return [*_ask(questions[:at], delimiters, maps), stopped, *_ask(questions[at + 1 :], delimiters, maps)]
    if len(answers) == len(questions) and accepted == (not any(answers)):
        return [
            replace(question.opinion, accepted=not findings, findings=findings)
            for question, findings in zip(questions, answers, strict=True)
        ]
    if len(questions) == 1:
        return [replace(questions[0].opinion, reason="pyx12 says neither yes nor why not")]
    middle = len(questions) // 2
    return _ask(questions[:middle], delimiters, maps) + _ask(questions[middle:], delimiters, maps)


def _interchange(questions: Sequence[_Question], delimiters: Delimiters, maps: _Maps) -> str:
    """One interchange with a group for each set."""
    content = "".join(question.text for question in questions)
    component = _fitting(delimiters.component, content + delimiters.repetition, delimiters)
    repetition = "U"
    if maps.interchange_version >= "00402":
        repetition = _fitting(delimiters.repetition, content + component, delimiters)
    blank, sender, receiver = " " * 10, "SENDER".ljust(15), "RECEIVER".ljust(15)
    isa = ["ISA", "00", blank, "00", blank, "ZZ", sender, "ZZ", receiver, "260101", "1200", repetition]
    segments = [[*isa, maps.interchange_version, "000000001", "0", "T", component]]
    lines = [_line(segments[0], delimiters)]
    for number, question in enumerate(questions, start=1):
        text, found = question.text, question.map
        assert found is not None
        header = ["GS", found.functional_group, "SENDER", "RECEIVER", found.date, "1200", str(number), "X"]
        if delimiters.component:
            text = text.replace(delimiters.component, component)
        if delimiters.repetition:
            text = text.replace(delimiters.repetition, repetition)
        header.append(found.version)
        lines += [_line(header, delimiters), text, _line(["GE", "1", str(number)], delimiters)]
    return "".join([*lines, _line(["IEA", str(len(questions)), "000000001"], delimiters)])


def _line(segment: Sequence[str], delimiters: Delimiters) -> str:
    return delimiters.element.join(segment) + delimiters.terminator


def _fitting(separator: str, content: str, delimiters: Delimiters) -> str:
    """The separator if pyx12 takes it as a value of the ISA, else one that it takes and that does not occur."""
    if separator and separator in _SEPARATORS:
        return separator
    return next((c for c in _SEPARATORS if c not in content and c not in delimiters.in_use), separator)


@dataclass(slots=True)
class _Progress:
    """How many groups pyx12 has come to, for when it stops."""

    groups: int = 0

    def __call__(self, segment: Any, source: Any, node: Any, valid: bool) -> None:
        if segment.get_seg_id() == "GS":
            self.groups += 1


def _run(text: str, folder: str | None, progress: _Progress) -> tuple[bool, list[tuple[Finding, ...]]]:
    """pyx12's verdict on an interchange, and what it found in the set of each group."""
    from pyx12.params import ParamsBase
    from pyx12.x12n_document import x12n_document

    logging.getLogger("pyx12").setLevel(logging.CRITICAL)  # what it logs comes back as findings
    report, params = io.StringIO(), ParamsBase()
    accepted = x12n_document(params, io.StringIO(text), None, None, fd_json=report, map_path=folder, callback=progress)
    interchanges = json.loads(report.getvalue())["interchanges"]
    groups = [group for interchange in interchanges for group in interchange["groups"]]
    return accepted, [tuple(_group_findings(group)) for group in groups]


def _group_findings(group: dict[str, Any]) -> Iterator[Finding]:
    for error in group["errors"]:
        yield _finding("AK9", "GS", error)
    for transaction in group["transactions"]:
        for error in transaction["errors"]:
            yield _finding("AK5", "ST", error)
        for segment in transaction["segments"]:
            at = {"position": segment["seg_count"]}
            for error in segment["errors"]:
                yield _finding("AK3", segment["seg_id"], error, **at)
            for element in segment["elements"]:
                within = {"element": element["ele_pos"], "component": element["subele_pos"]}
                for error in element["errors"]:
                    finding = _finding("AK4", segment["seg_id"], error, **at, **within)
                    yield replace(finding, reference=element["ele_ref_num"])


def _finding(ack: str, segment: str, error: dict[str, Any], **place: int | None) -> Finding:
    code = str(error["err_cde"])
    return Finding(
        code=f"pyx12-{ack.lower()}-{code.lower()}",
        severity=Severity.ERROR,
        message=str(error["err_str"]),
        segment=segment,
        value=None if error.get("err_val") is None else str(error["err_val"])[:99],
        ack=(AckCode(ack, segment, code),),
        **place,  # type: ignore[arg-type]
    )


def _at(elements: Sequence[str], index: int) -> str:
    return elements[index] if index < len(elements) else ""
