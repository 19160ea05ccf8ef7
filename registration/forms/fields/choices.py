"""Any number out of several."""

from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.formats import show_list
from registration.core.languages import N_, Texts, text
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Typed, Wrong
from registration.forms.setting import Options, Whole

MANY = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Choices(Field):
    """Boxes to tick; the value is a list of keys in the order of the form, ``min`` to ``max``."""

    type = "choices"
    settings: ClassVar = {
        "choices": Options(),
        "min": Whole(default=0, most=MANY),
        "max": Whole(default=MANY, least=1, most=MANY),
    }
    several_inputs = True
    missing = N_("Please choose at least one answer to “%(label)s”.")
    choices: dict[str, Texts]
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

    def show(self, value: Any, asked: Asked) -> str:
        labels = [text(self.choices.get(key), asked.language) for key in value or ()]
        return show_list(labels, asked.language)
