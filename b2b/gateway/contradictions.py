"""What speaks against an acknowledgment: that it names what we did not send, or says two things at once.

It may be about something else than what its numbers say, or be made wrongly; either way it cannot be relied upon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from b2b.documents import Acknowledgment, SetAcknowledgment
from b2b.store.tables import Exchange, Group

ACCEPTED = frozenset("AE")
_PARTLY = "P"


def of_interchange(answer: Acknowledgment, groups: Sequence[Group], sent: Sequence[Exchange]) -> str:
    """Why the answer to an interchange does not fit the groups and messages that it holds, "" where it does."""
    ours = {number(one.control_number): one for one in groups}
    strange = [one.group.control_number for one in answer.groups if number(one.group.control_number) not in ours]
    if strange:
        return f"it names group {strange[0]}, which is not in it"
    for one in answer.groups:
        mine = ours[number(one.group.control_number)]
        if not _is_between(one, mine):
            names = f"{mine.sender_code} and {mine.receiver_code}"
            return f"it names group {mine.control_number} between other addresses than {names}"
    below = [*answer.sets, *(one for group in answer.groups for one in group.sets)]
    refused = any(_is_rejected(one.code) for one in below) or any(_is_rejected(one.group.code) for one in answer.groups)
    if answer.group.code == _PARTLY and not refused:
        return "only a part of it is accepted, and what is not is not named"
    return next(_of_sets(answer, sent), "")


def of_group(answer: Acknowledgment, sent: Sequence[Exchange]) -> str:
    """Why the answer to a group does not fit what it holds, "" where it does."""
    return next(chain(_of_sets(answer, sent), _of_counts(answer, len(sent))), "")


def undisputed(answers: Sequence[SetAcknowledgment]) -> Mapping[str, SetAcknowledgment]:
    """The answers by the number of what they are about, without those that are contradicted by another."""
    disputed = set(_disputed(answers))
    by_number = {number(one.control_number): one for one in answers}
    return {of: one for of, one in by_number.items() if of not in disputed}


def is_of(answer: SetAcknowledgment, sent: Exchange) -> bool:
    """Whether a set or message that we sent is the one that is answered."""
    same = number(answer.control_number) == number(sent.control_number)
    return same and answer.set_id in ("", sent.set_id)


def number(control_number: str) -> str:
    """A control number as it is compared: some partners drop the zeros at the front."""
    return control_number.strip().lstrip("0")


def _is_between(answer: Acknowledgment, sent: Group) -> bool:
    """Whether what an answer repeats of the addresses of a group is that of the group; it may repeat none."""
    told = (answer.group.sender, sent.sender_code), (answer.group.receiver, sent.receiver_code)
    return all(said.strip() in ("", code) for said, code in told)


def _of_sets(answer: Acknowledgment, sent: Sequence[Exchange]) -> Iterator[str]:
    ours = {number(one.control_number): one for one in sent}
    for one in answer.sets:
        mine = ours.get(number(one.control_number))
        if mine is None or not is_of(one, mine):
            yield f"it names {one.set_id} {one.control_number}, which is not in it"
    for disputed in _disputed(answer.sets):
        yield f"it both accepts and rejects {disputed}"
    if _is_rejected(answer.group.code) and any(one.code in ACCEPTED for one in answer.sets):
        yield "it is rejected, and something in it is accepted"


def _of_counts(answer: Acknowledgment, sent: int) -> Iterator[str]:
    """What AK9 counts; of what is rejected altogether it need not agree."""
    said, rejected = answer.group, sum(_is_rejected(one.code) for one in answer.sets)
    if _is_rejected(said.code):
        return
    if said.received is None or said.accepted is None:
        if said.code == _PARTLY and not rejected:
            yield "only a part of it is accepted, and what is not is not named"
        return
    for counted in (said.included, said.received):
        if counted != sent:
            yield f"{counted} are counted, and we sent {sent}"
    if said.received - said.accepted != rejected:
        yield f"{said.accepted} of {said.received} are accepted by its count, and {rejected} named as rejected"


def _disputed(answers: Sequence[SetAcknowledgment]) -> Iterator[str]:
    said: dict[str, bool] = {}
    for one in answers:
        if said.setdefault(number(one.control_number), _is_rejected(one.code)) != _is_rejected(one.code):
            yield number(one.control_number)


def _is_rejected(code: str) -> bool:
    return code not in ("", _PARTLY) and code not in ACCEPTED
