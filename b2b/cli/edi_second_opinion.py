"""`b2b edi validate --second-opinion`: where pyx12 agrees with us, and where it does not."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from b2b.cli import edi_validate, json_output, screen
from b2b.cli.listing import key, table, text
from b2b.cli.words import counted
from b2b.edi.engine.results import SetResult
from b2b.edi.guides.guide import Guides
from b2b.edi.report import everything_accepted, finding_json, summarise, write_json
from b2b.edi.x12.hipaa import Hipaa
from b2b.edi.x12.second_opinion import Opinion, second_opinion
from b2b.edi.x12.validate import validate, validate_bytes


def check(names: Sequence[str], *, as_json: bool, infos: bool, most: int, guides: Guides | None = None) -> int:
    """Like `edi_validate.check`, with pyx12's opinion of every set beside ours; ours decides the exit code."""
    inputs = edi_validate.Inputs(names, quiet=as_json)
    files: list[dict[str, Any]] = []
    accepted = True
    for name, file in inputs.opened():
        data = file.read()
        ours = validate_bytes(data, elsewhere=Hipaa(), guides=guides)
        accepted &= everything_accepted(ours.result)
        compared = list(_compared(ours.sets, second_opinion(data)))
        if as_json:
            files.append({**_file_json(name, data, guides), "second_opinion": compared})
            continue
        edi_validate.show(summarise(name, validate(data, elsewhere=Hipaa(), guides=guides), most=most, infos=infos))
        _tell(compared)
    if as_json:
        json_output.write({"files": files})
    return edi_validate.exit_code(inputs, accepted)


def _file_json(name: str, data: bytes, guides: Guides | None) -> dict[str, Any]:
    written = io.StringIO()
    write_json([(name, data)], written, elsewhere=Hipaa(), guides=guides)
    found: dict[str, Any] = json.loads(written.getvalue())["files"][0]
    return found


def _compared(ours: Sequence[SetResult], theirs: Sequence[Opinion]) -> Iterator[dict[str, Any]]:
    """Each set with both opinions, matched by where it begins."""
    opinions = {opinion.offset: opinion for opinion in theirs}
    for result in ours:
        opinion = opinions.get(result.offset)
        theirs_accept = opinion.accepted if opinion else None
        yield {
            "set": result.set,
            "control_number": result.control_number,
            "offset": result.offset,
            "accepted": result.verdict.accepted,
            "pyx12_accepted": theirs_accept,
            "agrees": None if theirs_accept is None else theirs_accept == result.verdict.accepted,
            "reason": opinion.reason if opinion else "pyx12 did not come to it",
            "findings": [finding_json(finding) for finding in opinion.findings] if opinion else [],
        }


def _tell(compared: Sequence[dict[str, Any]]) -> None:
    agree, differ, silent = (sum(row["agrees"] is word for row in compared) for word in (True, False, None))
    told = [f"agrees on {counted(agree, 'set')}"] if agree else []
    told += [f"differs on {counted(differ, 'set')}"] if differ else []
    told += [f"has no opinion of {counted(silent, 'set')}"] if silent else []
    screen.heading(f"Second opinion (pyx12): {', '.join(told) or 'there is no set to look at'}.")
    rows = [
        {
            "set": f"{row['set']} {row['control_number']}",
            "ours": _word(row["accepted"]),
            "pyx12": _word(row["pyx12_accepted"]),
            "because": row["reason"] or "; ".join(finding["message"] for finding in row["findings"][:3]),
        }
        for row in compared
        if not row["agrees"]
    ]
    if rows:
        table([key("set", "Set"), key("ours", "Ours"), key("pyx12", "pyx12"), text("because", "It says")], rows)


def _word(accepted: bool | None) -> str:
    return {True: "accepted", False: "rejected", None: "none"}[accepted]
