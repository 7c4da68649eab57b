"""Puts sets that are ready into functional groups: one for those of a kind that follow each other, numbered in turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby

from b2b.edi.schema import Release
from b2b.edi.x12.writer import Group, Segment, TransactionSet


def grouped(
    bodies: Iterable[tuple[str, Sequence[Segment]]],
    release: Release,
    applications: tuple[str, str],
    made_at: dt.datetime,
    first_number: int = 1,
) -> list[Group]:
    """The groups of sets, each given as its id and what stands between ST and SE, in their order.

    `applications` are GS02 and GS03, `made_at` is in the partner's zone, `first_number` is the first GS06; sets count
    from 0001 in each group.
    """
    groups = []
    of_kind = groupby(bodies, key=lambda body: release.sets[body[0]].functional_group)
    for number, (functional_id, alike) in enumerate(of_kind, start=first_number):
        sets = [TransactionSet(kind, f"{place:04d}", body) for place, (kind, body) in enumerate(alike, start=1)]
        groups.append(Group(functional_id, *applications, number, made_at, release.name, sets))
    return groups
