"""Makes the folders of a partner's channel when it is applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from b2b.gateway.bootstrap import Gateway
from b2b.store import agreements, channels


@dataclass(slots=True)
class Folders:
    """What became of a channel's folders: those that were made, and why others were not."""

    made: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def make(gateway: Gateway, partner_id: str) -> Folders:
    """Make the folders that are not there, unless they have been in use: those are lost, and a person looks for them
    (the exception `channel-failed` says so).
    """
    done = Folders()
    with gateway.store.read() as session:
        channel = agreements.channel_of(session, partner_id)
    fresh = [side for side in channels.SIDES if channel is not None and channels.is_new(channel, side)]
    if channel is None or not fresh:
        return done
    there = [side for side in fresh if _make(gateway.workspace.folder / channel.settings[side], done)]
    with gateway.store.write() as session:
        for side in there:
            channels.note_use(session, channel.id, side)
    return done


def _make(folder: Path, done: Folders) -> bool:
    if folder.is_dir():
        return True
    try:
        folder.mkdir(parents=True)
    except OSError as problem:
        done.problems.append(f"{folder} cannot be made: {problem.strerror}")
        return False
    done.made.append(folder)
    return True
