"""A stretch of days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from registration.core.formats import show_date, show_days
from registration.core.languages import N_, say
from registration.forms.fields.date import PARTS, day_of
from registration.forms.fields.field import Asked, Field, Typed, Wrong
from registration.forms.setting import Flag, Whole

FIRST = N_("First day")
LAST = N_("Last day")
NO_LIMIT = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class DateRange(Field):
    """The first and the last of some days, both included, as ``{"from": …, "to": …}`` (ISO 8601).

    ``max_days`` limits their number, counting both ends; ``within_programme`` asks for days of the
    programme, as far as these are known.
    """

    type = "date_range"
    settings: ClassVar = {
        "max_days": Whole(default=NO_LIMIT, most=3660),
        "within_programme": Flag(),
    }
    parts = tuple(prefix + part for prefix in ("from_", "to_") for part in PARTS)
    several_inputs = True
    days = frozenset({"from", "to"})
    max_days: int
    within_programme: bool

    def part_names(self, language: str) -> Mapping[str, str]:
        return {"from": say(language, FIRST), "to": say(language, LAST)}

    def show_part(self, part: str, value: Any, asked: Asked) -> str:  # noqa: ARG002  # both are days
        return show_date(date.fromisoformat(value), asked.language)

    def read(self, typed: Typed, asked: Asked) -> dict[str, str] | None:
        first = _day(typed, "from_", FIRST, asked)
        last = _day(typed, "to_", LAST, asked)
        if first is None and last is None:
            return None
        if first is None:
            raise Wrong(N_("Please give the first day, too."), part="from_")
        if last is None:
            raise Wrong(N_("Please give the last day, too."), part="to_")
        if last < first:
            raise Wrong(N_("The last day is before the first. Please check both."))
        days = (last - first).days + 1
        if self.max_days and days > self.max_days:
            told = N_("Please choose at most %(max)s days; these are %(days)s.")
            raise Wrong(told, max=self.max_days, days=days)
        if self.within_programme:
            _refuse_outside(first, last, asked)
        return {"from": first.isoformat(), "to": last.isoformat()}

    def show(self, value: Any, asked: Asked) -> str:
        if not value:
            return ""
        first, last = (date.fromisoformat(value[end]) for end in ("from", "to"))
        return show_days(first, last, asked.language)


def _day(typed: Typed, prefix: str, name: str, asked: Asked) -> date | None:
    """One end of the stretch; what is wrong with it says which end it is."""
    try:
        return day_of(typed, prefix)
    except Wrong as wrong:
        told = say(asked.language, wrong.message, **wrong.values)
        name = say(asked.language, name)
        raise Wrong(N_("%(name)s: %(value)s"), part=wrong.part, name=name, value=told) from None


def _refuse_outside(first: date, last: date, asked: Asked) -> None:
    if asked.starts and first < date.fromisoformat(asked.starts):
        day = show_date(date.fromisoformat(asked.starts), asked.language)
        told = N_("The programme begins on %(day)s. Please choose no earlier day.")
        raise Wrong(told, part="from_", day=day)
    if asked.ends and last > date.fromisoformat(asked.ends):
        day = show_date(date.fromisoformat(asked.ends), asked.language)
        told = N_("The programme ends on %(day)s. Please choose no later day.")
        raise Wrong(told, part="to_", day=day)
