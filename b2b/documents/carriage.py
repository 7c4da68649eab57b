"""How goods travel from one place to the next, as warehouses are told and report it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carriage:
    """One leg; every code is as X12 has it, and empty where nothing is said.

    `mode` element 91 (`M` motor, `R` rail, `U` private parcel), `carrier` a SCAC, `payment` element 146 (`PP` prepaid,
    `CC` collect), `unit_load` element 400 (`01` on pallets), `pallet_exchange` element 399. `equipment` is the number
    of the trailer or container, `equipment_owner` the letters before it, `equipment_kind` element 40; `pallets` counts
    those that were loaded.
    """

    mode: str = ""
    carrier: str = ""
    routing: str = ""
    payment: str = ""
    equipment_kind: str = ""
    equipment_owner: str = ""
    equipment: str = ""
    seals: tuple[str, ...] = ()
    unit_load: str = ""
    pallet_exchange: str = ""
    pallets: int | None = None
