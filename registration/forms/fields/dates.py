"""Some of the programme's own dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.formats import show_list
from registration.core.languages import N_
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Typed, Wrong
from registration.forms.setting import Whole

MANY = 50


@dataclass(frozen=True, kw_only=True, eq=False)
class Dates(Field):
    """Boxes for the dates of the programme; the value is the list of their keys."""

    type = "dates"
    settings: ClassVar = {"max": Whole(default=MANY, least=1, most=MANY)}
    several_inputs = True
    missing = N_("Please choose at least one date.")
    max: int

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

    def to_filter_by(self, asked: Asked) -> Mapping[str, str]:
        return {date.key: date.label for date in asked.dates}

    def chosen(self, value: Any) -> Sequence[str]:
        return tuple(value or ())
