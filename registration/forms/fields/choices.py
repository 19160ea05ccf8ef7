"""Any number out of several."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.formats import show_list
from registration.core.languages import N_
from registration.forms.fields.choice import (
    NOT_OFFERED,
    conditions_of,
    label_of,
    labels_of,
    require_places,
)
from registration.forms.fields.field import Asked, Field, Typed, Wrong
from registration.forms.rules.reader import Condition, Formula, holds
from registration.forms.rules.values import Answers
from registration.forms.setting import Choosable, ConditionalOptions, Whole

MANY = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Choices(Field):
    """Boxes to tick; the value is a list of keys in the order of the form, ``min`` to ``max``."""

    type = "choices"
    settings: ClassVar = {
        "choices": ConditionalOptions(),
        "min": Whole(default=0, most=MANY),
        "max": Whole(default=MANY, least=1, most=MANY),
    }
    several_inputs = True
    missing = N_("Please choose at least one answer to “%(label)s”.")
    choices: dict[str, Choosable]
    min: int
    max: int

    def read(self, typed: Typed, asked: Asked) -> list[str] | None:  # noqa: ARG002  # keys have no language
        ticked = {value for value in typed.get("", ()) if value}
        if ticked - set(self.choices):
            raise Wrong(NOT_OFFERED)
        value = [key for key in self.choices if key in ticked]
        if value and len(value) < self.min:
            raise Wrong(N_("Please choose at least %(min)s answers."), min=self.min)
        if len(value) > self.max:
            raise Wrong(N_("Please choose at most %(max)s answers."), max=self.max)
        return value or None

    def answer(self, typed: Typed, asked: Asked, known: Answers) -> list[str] | None:
        value = self.read(typed, asked)
        if any(not holds(self.choices[key].when, known, asked.facts) for key in value or ()):
            raise Wrong(NOT_OFFERED)
        require_places(self.key, self.choices, value or (), asked)
        return value

    def rules(self) -> Iterator[Condition | Formula]:
        yield from super().rules()
        yield from conditions_of(self.choices)

    def show(self, value: Any, asked: Asked) -> str:
        labels = [label_of(self.choices, key, asked) for key in value or ()]
        return show_list(labels, asked.language)

    def search(self, value: Any) -> Sequence[str]:
        return labels_of(self.choices, self.chosen(value))

    def to_filter_by(self, asked: Asked) -> Mapping[str, str]:
        return {key: label_of(self.choices, key, asked) for key in self.choices}

    def chosen(self, value: Any) -> Sequence[str]:
        return tuple(value or ())
