"""Some of the programme's own dates."""

from dataclasses import dataclass
from typing import Any

from registration.core.formats import show_list
from registration.core.languages import N_
from registration.forms.entry import Entry
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Typed, Wrong

MANY = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class Dates(Field):
    """Boxes for the dates of the programme; the value is the list of their keys."""

    type = "dates"
    several_inputs = True
    missing = N_("Please choose at least one date.")
    max: int

    @classmethod
    def own_settings(cls, entry: Entry) -> dict[str, Any]:
        return {"max": entry.whole("max", MANY, least=1, most=MANY)}

    def read(self, typed: Typed, asked: Asked) -> list[str] | None:
        ticked = {value for value in typed.get("", ()) if value}
        offered = [date.key for date in asked.dates]
        if ticked - set(offered):
            raise Wrong(NOT_OFFERED)
        value = [key for key in offered if key in ticked]
        if len(value) > self.max:
            raise Wrong(N_("Please choose at most %(max)s dates."), max=self.max)
        return value or None

    def show(self, value: Any, asked: Asked) -> str:
        labels = {date.key: date.label for date in asked.dates}
        return show_list([labels.get(key, key) for key in value or ()], asked.language)
