"""Writes our schemas as a map folder of pyx12 (its `map_path`), so that pyx12 can check the same sets by its own means.

Every code list becomes an external one (`codes.xml`): pyx12 takes a segment whose first code is not among codes listed
in the map for a segment that is not there at all, and external lists keep a map small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from b2b.edi.schema import Composite, ElementUse, Loop, Release, Row, Segment, SetSchema

# The interchange versions that pyx12 reads: without and with a repetition separator.
PYX12_VERSIONS = ("00401", "00501")
_AREA = 100_000


def interchange_version(release: Release) -> str:
    """The ISA12 under which pyx12 reads sets of this release: 00401 or 00501."""
    return PYX12_VERSIONS[release.interchange_version >= "00402"]


def group_version(release: Release, set_id: str) -> str:
    """The GS08 that leads pyx12 to the map of one set, as sets may share a functional group (997 and 999)."""
    return f"{release.name}-{set_id}"


def write_maps(folder: Path, release: Release) -> None:
    """Write the maps of all sets of a release into an existing folder, replacing what is there.

    pyx12 finds a map by ISA12 (`interchange_version`), GS01 and GS08: the release's name, or `group_version`.
    """
    version = interchange_version(release)
    _write(folder / "dataele.xml", _data_elements(release))
    _write(folder / "codes.xml", _code_sets(release))
    _write(folder / f"x12.control.{version}.xml", _transaction("X12", "Control segments", release, ""))
    for schema in release.sets.values():
        body = "".join(_loop("ST", schema.root, position=20))
        _write(folder / _file(schema), _transaction(schema.id, schema.name, release, body))
    _write(folder / "maps.xml", _index(release, version))


def _write(file: Path, parts: Iterable[str]) -> None:
    file.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(parts), encoding="utf-8")


def _file(schema: SetSchema) -> str:
    return f"{schema.id}.{schema.release}.xml"


def _index(release: Release, version: str) -> Iterator[str]:
    yield f"<maps>\n<version icvn={quoteattr(version)}>\n"
    taken: set[str] = set()
    for schema in release.sets.values():
        names = [group_version(release, schema.id)]
        if schema.functional_group not in taken:
            names.append(release.name)
            taken.add(schema.functional_group)
        for name in names:
            yield (
                f"<map vriic={quoteattr(name)} fic={quoteattr(schema.functional_group)} "
                f"abbr={quoteattr(schema.id)}>{escape(_file(schema))}</map>\n"
            )
    yield "</version>\n</maps>\n"


def _data_elements(release: Release) -> Iterator[str]:
    yield "<data_elements>\n"
    for element in release.elements.values():
        yield (
            f'<data_ele ele_num="{element.number}" data_type="{element.type}" min_len="{element.min}" '
            f'max_len="{element.max}" name={quoteattr(element.name)}/>\n'
        )
    yield "</data_elements>\n"


def _code_sets(release: Release) -> Iterator[str]:
    yield "<codes>\n"
    for element in release.elements.values():
        if element.codes is not None:
            yield f"<codeset><id>{element.number}</id><name>{escape(element.name)}</name>"
            yield f"<data_ele>{element.number}</data_ele><version>"
            yield "".join(f"<code>{escape(code)}</code>" for code in element.codes)
            yield "</version></codeset>\n"
    yield "</codes>\n"


def _transaction(id: str, name: str, release: Release, sets: str) -> Iterator[str]:
    """A map from ISA to IEA, as each map of pyx12 repeats the envelope around its set."""
    segments = release.segments
    yield f"<transaction xid={quoteattr(id)} name={quoteattr(name)}>\n"
    yield _loop_start("ISA_LOOP", "R", 0, position=10, explicit=True)
    yield from _segment(segments["ISA"], "M", 1, 10, interchange_version(release))
    yield _loop_start("GS_LOOP", "R", 0, position=20, explicit=True)
    yield from _segment(segments["GS"], "M", 1, 10)
    yield sets
    yield from _segment(segments["GE"], "M", 1, 30)
    yield "</loop>\n"
    yield from _segment(segments["IEA"], "M", 1, 30)
    yield "</loop>\n</transaction>\n"


def _loop_start(id: str, usage: str, repeat: int, position: int, explicit: bool = False) -> str:
    kind = ' type="explicit"' if explicit else ""
    return f'<loop xid="{id}" name="{id}" pos="{position}" usage="{usage}" repeat={_limit(repeat)}{kind}>\n'


def _loop(name: str, loop: Loop, position: int) -> Iterator[str]:
    top = not loop.path
    yield _loop_start(f"{name.replace('-', '_')}_LOOP", _usage(loop.usage), 0 if top else loop.repeat, position, top)
    limits = _limits_by_tag(loop)
    for item in loop.items:
        if isinstance(item, Row):
            yield from _segment(item.segment, item.usage, limits[item.segment.id], _position(item))
        else:
            yield from _loop(item.path.rpartition("/")[2], item, _position(item.trigger))
    yield "</loop>\n"


def _limits_by_tag(loop: Loop) -> dict[str, int]:
    """How often a segment may stand in a loop: pyx12 counts one that stands at two places of a loop together."""
    rows = [item for item in loop.items if isinstance(item, Row)]
    limits = Counter[str]()
    for row in rows:
        limits[row.segment.id] += row.max
    for row in rows:
        if row.max == 0:
            limits[row.segment.id] = 0
    return limits


def _position(row: Row) -> int:
    """One count over heading, detail and summary."""
    return int(row.area) * _AREA + int(row.position)


def _segment(segment: Segment, usage: str, most: int, position: int, version: str = "") -> Iterator[str]:
    yield (
        f'<segment xid="{segment.id}" name={quoteattr(segment.name)} usage="{_usage(usage)}" pos="{position}" '
        f"max_use={_limit(most)}>"
    )
    yield "".join(f"<syntax>{note}</syntax>" for note in segment.notes)
    for seq, use in enumerate(segment.uses, start=1):
        id = f"{segment.id}{seq:02d}"
        if use.composite is not None:
            yield from _composite(id, seq, use, use.composite)
        else:
            # pyx12 takes the interchange version of a map from the first code of its ISA12.
            yield _element(id, seq, use, [version] if id == "ISA12" else [])
    yield "</segment>\n"


def _composite(id: str, seq: int, use: ElementUse, composite: Composite) -> Iterator[str]:
    yield (
        f'<composite xid="{id}" data_ele="{composite.id}" name={quoteattr(composite.name)} '
        f'usage="{_usage(use.usage)}" seq="{seq:02d}" repeat="{use.repeat}">'
    )
    for number, part in enumerate(composite.uses, start=1):
        yield _element(f"{id}-{number:02d}", number, part, [])
    yield "</composite>"


def _element(id: str, seq: int, use: ElementUse, codes: list[str]) -> str:
    assert use.element is not None
    element = use.element
    start = (
        f'<element xid="{id}" data_ele="{element.number}" name={quoteattr(element.name)} '
        f'usage="{_usage(use.usage)}" seq="{seq:02d}"'
    )
    if codes:
        return f"{start}><valid_codes>{''.join(f'<code>{code}</code>' for code in codes)}</valid_codes></element>"
    if element.codes is not None:
        return f'{start}><valid_codes external="{element.number}"/></element>'
    return f"{start}/>"


def _usage(usage: str) -> str:
    return "R" if usage == "M" else "S"


def _limit(most: int) -> str:
    return quoteattr(str(most) if most else ">1")
