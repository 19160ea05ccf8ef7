"""A time of day."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, ClassVar

from registration.core.formats import show_time
from registration.core.languages import N_
from registration.forms.entry import Entry
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Setting

CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
# 9:05, 09.05, 9h05, 9 Uhr, 9 Uhr 05, 9:05 Uhr, 9点05分; without a sign between them, 905 or 0905.
TYPED = re.compile(
    r"(?P<hour>[0-9]{1,2}?) ?(?:[:.∶h点时時]|uhr|(?=[0-9]{2}$)) ?(?P<minute>[0-9]{2})? ?(?:uhr|分)?"
)


@dataclass(frozen=True, kw_only=True)
class Clock(Setting):
    """A time of day like ``"09:00"``; none where there is no limit."""

    def read(self, entry: Entry, name: str) -> str | None:
        value = entry.raw_value(name)
        if value is None or (isinstance(value, str) and re.fullmatch(CLOCK, value)):
            return value
        # YAML reads 10:00 without quotation marks as a number to the base of 60.
        entry.wrong(f'{name} is not a time like "09:00", in quotation marks')
        return None

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "pattern": f"^{CLOCK}$"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Time(Field):
    """Hour and minute by the 24-hour clock, kept as ``HH:MM`` (ISO 8601), ``min`` to ``max``."""

    type = "time"
    settings: ClassVar = {"min": Clock(), "max": Clock()}
    min: str | None
    max: str | None

    @classmethod
    def settings_at_odds(cls, settings: Mapping[str, Any]) -> Iterator[str]:
        if settings["min"] and settings["max"] and settings["min"] > settings["max"]:
            yield "min is later than max"

    def read(self, typed: Typed, asked: Asked) -> str | None:
        raw = only(typed)
        if not raw:
            return None
        plain = " ".join(unicodedata.normalize("NFKC", raw).casefold().split())
        match = TYPED.fullmatch(plain)
        value = f"{match['hour']:0>2}:{match['minute'] or '00'}" if match else ""
        if not re.fullmatch(CLOCK, value):
            raise Wrong(N_("Please give hour and minute by the 24-hour clock, for example 14:30."))
        if self.min and value < self.min:
            least = _show(self.min, asked.language)
            raise Wrong(N_("Please give a time not before %(min)s."), min=least)
        if self.max and value > self.max:
            most = _show(self.max, asked.language)
            raise Wrong(N_("Please give a time not after %(max)s."), max=most)
        return value

    def show(self, value: Any, asked: Asked) -> str:
        return _show(value, asked.language) if value else ""


def _show(value: str, language: str) -> str:
    return show_time(time.fromisoformat(value), language)
