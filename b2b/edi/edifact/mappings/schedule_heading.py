"""What stands before the lines of a schedule, whether it plans or calls."""

from __future__ import annotations

from b2b.documents import PlanningSchedule, ShippingSchedule
from b2b.edi.edifact.mappings import beginning, dates, order_heading, parties, references
from b2b.edi.edifact.mappings import schedule_rows as rows
from b2b.edi.edifact.mappings.writing import Body, not_writable

# Element 2005.
HORIZON_START, HORIZON_END = "158", "159"

# Element 1153: order, contract; the schedule that a call takes the place of.
ORDER, CONTRACT, FORECAST = order_heading.ORDER_NUMBER, "CT", "AAN"


def write(body: Body, kind: str, schedule: PlanningSchedule | ShippingSchedule) -> None:
    """BGM of this kind (1001) to the parties. Errors: NotWritable names the field."""
    if schedule.counting not in rows.COUNTED:
        raise not_writable(f"EDIFACT cannot count as {schedule.counting!r} says", "counting", "QTY01-01")
    number = beginning.number("number", schedule.number)
    body.add("BGM", [kind], number, beginning.purpose(schedule.purpose))
    dates.write(body, order_heading.DOCUMENT_DATE, "date", schedule.date)
    dates.write(body, HORIZON_START, "horizon_start", schedule.horizon_start)
    dates.write(body, HORIZON_END, "horizon_end", schedule.horizon_end)
    dates.write_named(body, schedule.dates)
    references.write_one(body, ORDER, "order_number", schedule.order_number)
    references.write_one(body, CONTRACT, "contract_number", schedule.contract_number)
    if isinstance(schedule, ShippingSchedule):
        references.write_one(body, FORECAST, "forecast_number", schedule.forecast_number)
    references.write_one(body, order_heading.RELEASE_NUMBER, "release_number", schedule.release_number)
    references.write(body, schedule.references)
    parties.write(body, parties.BUYER[0], schedule.buyer, "buyer")
    parties.write(body, parties.SUPPLIER[0], schedule.supplier, "supplier")
    parties.write(body, parties.SHIP_TO[0], schedule.ship_to, "ship_to")
    parties.write(body, parties.SHIP_FROM[0], schedule.ship_from, "ship_from")
    if isinstance(schedule, PlanningSchedule):
        parties.write(body, parties.BILL_TO[0], schedule.bill_to, "bill_to")
    parties.write_others(body, schedule.parties)
