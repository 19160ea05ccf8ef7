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


@dataclass(frozen=True, kw_only=True, eq=False)
class Date(Field):
    """A day, kept as ISO 8601; ``past`` and ``future`` say on which side of today it lies."""

    type = "date"
    settings: ClassVar = {"past": Flag(), "future": Flag()}
    parts = ("day", "month", "year")
    several_inputs = True
    past: bool
    future: bool

    def read(self, typed: Typed, asked: Asked) -> str | None:
        day, month, year = (only(typed, part) for part in self.parts)
        if not (day or month or year):
            return None
        for part, value in zip(self.parts, (day, month, year), strict=True):
            if not (value.isdecimal() and len(value) <= len("2026")):
                raise Wrong(N_("Please give day, month and year in digits."), part=part)
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise Wrong(N_("Please give the year with four digits, for example 2009."), part="year")
        try:
            value = date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            raise Wrong(N_("There is no such day. Please check day, month and year.")) from None
        if self.past and value >= asked.today:
            raise Wrong(N_("This day must be in the past. Please check the year."), part="year")
        if self.future and value <= asked.today:
            raise Wrong(N_("This day must be in the future. Please check the year."), part="year")
        return value

    def show(self, value: Any, asked: Asked) -> str:
        return show_date(date.fromisoformat(value), asked.language) if value else ""

    @property
    def autocompletes(self) -> bool:
        """Whether the browser may fill in the reader's birthday."""
        return self.role == "birth_date"
