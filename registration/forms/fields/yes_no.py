"""Yes or no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registration.core.languages import N_, say
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only

VALUES = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True, eq=False)
class YesNo(Field):
    """Two radio buttons; neither is chosen beforehand."""

    type = "yes_no"
    several_inputs = True
    missing = N_("Please choose yes or no for “%(label)s”.")

    def read(self, typed: Typed, asked: Asked) -> bool | None:  # noqa: ARG002  # the same in every language
        value = only(typed)
        if value and value not in VALUES:
            raise Wrong(NOT_OFFERED)
        return VALUES.get(value)

    def show(self, value: Any, asked: Asked) -> str:
        if value is None:
            return ""
        return say(asked.language, N_("Yes")) if value else say(asked.language, N_("No"))

    def to_filter_by(self, asked: Asked) -> Mapping[str, str]:
        return {key: self.show(value, asked) for key, value in VALUES.items()}

    def chosen(self, value: Any) -> Sequence[str]:
        return [key for key, meant in VALUES.items() if meant is value]
