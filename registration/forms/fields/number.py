"""A number."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from registration.core.formats import show_number
from registration.core.languages import N_
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Flag, Limit

MAX_SIGNS = 16
PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, kw_only=True, eq=False)
class Number(Field):
    """A number within ``min`` and ``max``; comma or point before the decimals."""

    type = "number"
    settings: ClassVar = {"min": Limit(), "max": Limit(), "integer": Flag()}
    measured_in = "number"
    min: float | None
    max: float | None
    integer: bool

    def read(self, typed: Typed, asked: Asked) -> float | None:
        raw = only(typed).replace("\N{MINUS SIGN}", "-").replace(",", ".")
        if not raw:
            return None
        if len(raw) > MAX_SIGNS or not PLAIN.fullmatch(raw):
            raise Wrong(N_("Please give a number in digits, without separators for thousands."))
        number = Decimal(raw)
        if self.integer and number != number.to_integral_value():
            raise Wrong(N_("Please give a whole number."))
        if self.min is not None and number < Decimal(str(self.min)):
            least = show_number(self.min, asked.language)
            raise Wrong(N_("Please give a number of at least %(min)s."), min=least)
        if self.max is not None and number > Decimal(str(self.max)):
            most = show_number(self.max, asked.language)
            raise Wrong(N_("Please give a number of at most %(max)s."), max=most)
        return int(number) if number == number.to_integral_value() else float(number)

    def measure(self, value: Any) -> float | None:
        return value if value is None else float(value)

    def show(self, value: Any, asked: Asked) -> str:
        return "" if value is None else show_number(value, asked.language)
