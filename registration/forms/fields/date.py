"""A day: three inputs, so that no order of day and month can be mistaken."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from registration.core.formats import show_date
from registration.core.languages import N_
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Flag

FIRST_YEAR = 1900
LAST_YEAR = 2199
PARTS = ("day", "month", "year")


@dataclass(frozen=True, kw_only=True, eq=False)
class Date(Field):
    """A day, kept as ISO 8601; ``past`` and ``future`` say on which side of today it lies."""

    type = "date"
    settings: ClassVar = {"past": Flag(), "future": Flag()}
    parts = PARTS
    several_inputs = True
    days = frozenset({""})
    measured_in = "day"
    past: bool
    future: bool

    def read(self, typed: Typed, asked: Asked) -> str | None:
        day = day_of(typed)
        if day is None:
            return None
        value = day.isoformat()
        if self.past and value >= asked.today:
            raise Wrong(N_("This day must be in the past. Please check the year."), part="year")
        if self.future and value <= asked.today:
            raise Wrong(N_("This day must be in the future. Please check the year."), part="year")
        return value

    def measure(self, value: Any) -> float | None:
        return date.fromisoformat(value).toordinal() if value else None

    def show(self, value: Any, asked: Asked) -> str:
        return show_date(date.fromisoformat(value), asked.language) if value else ""

    @property
    def autocompletes(self) -> bool:
        """Whether the browser may fill in the reader's birthday."""
        return self.role == "birth_date"


def day_of(typed: Typed, prefix: str = "") -> date | None:
    """The day typed into ``<prefix>day``, ``<prefix>month`` and ``<prefix>year``; None if nothing.

    Raises:
        Wrong: it is no day; ``part`` is the wrong input, or ``prefix`` where all three may be.
    """
    names = [prefix + part for part in PARTS]
    day, month, year = (only(typed, name) for name in names)
    if not (day or month or year):
        return None
    for name, value in zip(names, (day, month, year), strict=True):
        if not (value.isdecimal() and len(value) <= len("2026")):
            raise Wrong(N_("Please give day, month and year in digits."), part=name)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        told = N_("Please give the year with four digits, for example 2009.")
        raise Wrong(told, part=f"{prefix}year")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        told = N_("There is no such day. Please check day, month and year.")
        raise Wrong(told, part=prefix) from None
