"""A point on a scale."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.formats import show_number
from registration.core.languages import N_, Texts, say
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Whole, Wording

MOST_POINTS = 11


@dataclass(frozen=True, kw_only=True, eq=False)
class Rating(Field):
    """One of the whole numbers ``min`` to ``max``; ``low`` and ``high`` say what the ends mean."""

    type = "rating"
    settings: ClassVar = {
        "min": Whole(default=1, least=-10, most=10),
        "max": Whole(default=5, least=-10, most=10),
        "low": Wording(optional=True),
        "high": Wording(optional=True),
    }
    several_inputs = True
    measured_in = "number"
    missing = N_("Please choose an answer to “%(label)s”.")
    min: int
    max: int
    low: Texts
    high: Texts

    @classmethod
    def settings_at_odds(cls, settings: Mapping[str, Any]) -> Iterator[str]:
        if settings["min"] >= settings["max"]:
            yield "min is not less than max"
        if settings["max"] - settings["min"] >= MOST_POINTS:
            yield f"more than {MOST_POINTS} points"

    @property
    def points(self) -> range:
        """The numbers to choose from."""
        return range(self.min, self.max + 1)

    def read(self, typed: Typed, asked: Asked) -> int | None:  # noqa: ARG002  # the same in every language
        value = only(typed)
        if not value:
            return None
        if value not in map(str, self.points):
            raise Wrong(NOT_OFFERED)
        return int(value)

    def measure(self, value: Any) -> float | None:
        return value if value is None else float(value)

    def show(self, value: Any, asked: Asked) -> str:
        if value is None:
            return ""
        point, least, most = (show_number(n, asked.language) for n in (value, self.min, self.max))
        words = N_("%(point)s on a scale from %(min)s to %(max)s")
        return say(asked.language, words, point=point, min=least, max=most)
