"""A class with the quick `__init__` is the dataclass it was."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from decimal import Decimal
from typing import get_type_hints

import pytest

from b2b.documents import ItemId, ItemScheme, Order, OrderLine, Party, Quantity
from b2b.quick_init import quick_init


@dataclass(frozen=True, slots=True)
class Plain:
    """As `dataclasses` makes it."""

    number: str
    amount: Decimal = Decimal(1)
    parts: list[str] = field(default_factory=list)


@quick_init
@dataclass(frozen=True, slots=True)
class Quick:
    """The same, made quicker."""

    number: str
    amount: Decimal = Decimal(1)
    parts: list[str] = field(default_factory=list)


def test_it_takes_what_the_dataclass_takes_and_is_as_frozen() -> None:
    quick = Quick("7", parts=["a"])
    assert repr(quick) == repr(Plain("7", parts=["a"])).replace("Plain", "Quick")
    assert quick == Quick("7", Decimal(1), ["a"])
    assert quick != Quick("8", Decimal(1), ["a"])
    assert type(quick) is Quick
    assert [f.name for f in fields(quick)] == ["number", "amount", "parts"]
    parameters = [inspect.signature(one).parameters for one in (Plain, Quick)]
    assert [list(found) for found in parameters] == [["number", "amount", "parts"]] * 2
    with pytest.raises(FrozenInstanceError):
        quick.number = "8"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        object.__getattribute__(quick, "__dict__")
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'number'"):
        Quick()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        Quick("7", more=1)  # type: ignore[call-arg]


def test_what_a_factory_makes_is_not_shared() -> None:
    one, other = Quick("1"), Quick("2")
    one.parts.append("a")
    assert other.parts == []


def test_copies_and_changed_copies_are_of_the_same_class() -> None:
    line = OrderLine("1", Quantity(Decimal(2), "EA"), None, (ItemId(ItemScheme.GTIN, "4012345000016", "EN"),))
    for made in (copy.deepcopy(line), pickle.loads(pickle.dumps(line)), replace(line)):
        assert (made, hash(made), type(made)) == (line, hash(line), OrderLine)
    assert replace(line, number="2").number == "2"
    assert Order.__init__.__qualname__ == "Order.__init__"
    assert Party() == Party()
    assert get_type_hints(Order.__init__)["supplier"] is Party


@pytest.mark.parametrize("slots", [True, False])
def test_a_class_of_another_kind_is_refused(slots: bool) -> None:
    class Other:
        number: str

        def __post_init__(self) -> None: ...

    with pytest.raises(ValueError, match="needs slots, no __post_init__"):
        quick_init(dataclass(frozen=True, slots=slots)(Other))
