"""A value that is worked out from other answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from registration.core.formats import show_date, show_list, show_number
from registration.core.languages import N_, say
from registration.forms.fields.field import Asked, Field, Typed
from registration.forms.rules.reader import Condition, Formula
from registration.forms.rules.values import DAY, Answers
from registration.forms.setting import Worked


@dataclass(frozen=True, kw_only=True, eq=False)
class Calculated(Field):
    """Asks nothing; its ``value`` follows from the answers before it and is shown and kept."""

    type = "calculated"
    settings: ClassVar = {"value": Worked()}
    asks = False
    parts = ()
    value: Formula

    def answer(self, typed: Typed, asked: Asked, known: Answers) -> Any:  # noqa: ARG002  # nothing is typed
        return self.value.value(known, asked.facts)

    def rules(self) -> Iterator[Condition | Formula]:
        yield from super().rules()
        yield self.value

    def read(self, typed: Typed, asked: Asked) -> None:
        """Nothing is typed."""

    def show(self, value: Any, asked: Asked) -> str:
        if isinstance(value, bool):
            return say(asked.language, N_("Yes")) if value else say(asked.language, N_("No"))
        if isinstance(value, int | float):
            return show_number(value, asked.language)
        if isinstance(value, list):
            return show_list([str(one) for one in value], asked.language)
        if isinstance(value, str) and re.fullmatch(DAY, value):
            return show_date(date.fromisoformat(value), asked.language)
        return str(value or "")
