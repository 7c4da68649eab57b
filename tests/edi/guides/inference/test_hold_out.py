"""How often a guide from a partner's files rejects the partner's next good ones: families of orders are made up with
habits that vary as those of partners do, some files of each are held out, and the guide of the others is tried on them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from b2b.edi.guides.infer import infer
from b2b.edi.guides.inference.evidence import Standing
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.trial import Outcome, try_files
from tests.edi.guides.inference.orders import file, read

PARTNERS = range(12)
HELD_OUT = 25
# What a partner may have in its heading, for each of its addresses, and for each line; each may have one as well.
HEADING = [f"REF*{code}*77" for code in ("IA", "PD", "MR", "CT", "VR", "BT")]
HEADING += ["FOB*CC", *(f"DTM*{code}*20260301" for code in ("001", "010", "037", "064")), "TD5**2*UPSN*M"]
PLACE = ["N2*Hall 3", "N3*1 Main Street", "PER*CN*Receiving"]
LINE = ["CTP**RTL*9.99", "PID*F****Chair", "PO4*12", "DTM*010*20260301"]
CODES = {"BEG01": ("00", "06", "22"), "BEG02": ("SA", "NE", "RL", "BK"), "PO103": ("EA", "CA", "DZ", "BX")}


class Partner:
    """How often a partner does what it may do: half of it always, the rest from nearly always to hardly ever."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.seed = seed
        places = [f"{party}/{one}" for party in ("BY", "ST", "BT") for one in ("N1", *PLACE)]
        self.habits = {one: _often(chance) for one in (*HEADING, *places, *LINE, "price", "CTT")}
        self.codes = {at: [code for code in of if chance.random() < 0.6] or [of[0]] for at, of in CODES.items()}

    def sample(self, number: int) -> Sample:
        """One of its orders; the same number is the same order."""
        chance = random.Random(f"{self.seed} {number}")

        def does(habit: str) -> bool:
            return chance.random() < self.habits[habit]

        def code(at: str) -> str:
            codes = self.codes[at]
            return chance.choices(codes, [4.0**-n for n in range(len(codes))])[0]

        body = [f"BEG*{code('BEG01')}*{code('BEG02')}*{number}**20260105", *filter(does, HEADING)]
        for party in ("BY", "ST", "BT"):
            if does(f"{party}/N1"):
                body += [f"N1*{party}*Example*92*{number:04d}", *(one for one in PLACE if does(f"{party}/{one}"))]
        lines = chance.choice((1, 1, 2, 5))
        for n in range(lines):
            price = chance.randrange(1, 90) if does("price") else ""
            body += [f"PO1*{n + 1}*{n + 2}*{code('PO103')}*{price}**VP*W-{n}", *filter(does, LINE)]
        body += [f"CTT*{lines}"] if does("CTT") else []
        return Sample(f"{number}.edi", file(body))


def _often(chance: random.Random) -> float:
    return chance.choice(
        (1.0, 1.0, 1.0, chance.uniform(0.85, 1.0), chance.uniform(0.3, 0.85), chance.uniform(0.0, 0.3))
    )


def rejected(partner: Partner, samples: int) -> int:
    """How many of the orders held out the guide of so many samples rejects."""
    (proposal,) = infer([partner.sample(n) for n in range(samples)], "g").proposals
    tried = try_files(read(proposal.text), [partner.sample(n) for n in range(1000, 1000 + HELD_OUT)])
    return sum(one.outcome is Outcome.FAILS for one in tried)


@pytest.mark.parametrize("samples", [9, 18, 30])
def test_at_most_one_good_order_in_twenty_is_rejected(samples: int) -> None:
    assert sum(rejected(Partner(seed), samples) for seed in PARTNERS) * 20 <= len(PARTNERS) * HELD_OUT


def standings(given: Sequence[Sample]) -> set[Standing]:
    (proposal,) = infer(given, "g").proposals
    return {standing for _, standing in proposal.sets[0].lines}


def steady(count: int) -> list[Sample]:
    """Orders of a partner that does always the same."""
    partner = Partner(0)
    partner.habits = dict.fromkeys(partner.habits, 1.0)
    partner.codes = {at: codes[:1] for at, codes in partner.codes.items()}
    return [partner.sample(n) for n in range(count)]


def test_lines_reject_once_eighteen_sets_without_a_surprise_bear_them_out() -> None:
    assert Standing.RULE not in standings(steady(17))
    assert Standing.RULE in standings(steady(18))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"REF*IA*77~\n", b""),  # a segment that all others have
        (b"N3*1 Main Street~\n", b""),  # a segment of a loop
        (b"N1*BT", b"N1*SO"),  # a loop
        (b"*92*0005", b""),  # an element
        (b"BEG*00", b"BEG*05"),  # a code
        (b"CTT*", b"CTT*9"),  # a total
    ],
)
def test_a_set_that_alone_breaks_what_the_others_keep_keeps_all_lines_from_rejecting(old: bytes, new: bytes) -> None:
    given = steady(18)
    data = given[5].data
    odd = data.replace(old, new, 1)
    taken_away = old.count(b"\n") - new.count(b"\n")
    count = next(line for line in data.decode().split("~\n") if line.startswith("SE*"))
    fewer = f"SE*{int(count.split('*')[1]) - taken_away}*0001"
    changed = Sample("odd.edi", odd.replace(count.encode(), fewer.encode()))
    (proposal,) = infer([*given[:5], changed, *given[6:]], "g").proposals
    assert proposal.sets[0].samples == 18
    assert proposal.sets[0].surprised == 1
    assert proposal.sets[0].count(Standing.RULE) == 0
    assert "1 of the sets would have broken a guide made of the others" in proposal.sets[0].summary


def test_what_two_sets_do_is_no_surprise() -> None:
    given = [Sample(one.name, one.data.replace(b"BEG*00", b"BEG*05")) for one in steady(2)]
    assert Standing.RULE in standings([*given, *steady(20)[2:]])
