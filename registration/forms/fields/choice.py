"""One out of several."""

from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, Texts, text
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Options

MOST_RADIOS = 7
NOT_OFFERED = N_("Please choose one of the answers shown.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice(Field):
    """One of the ``choices`` (key → label): radio buttons, from eight on a list."""

    type = "choice"
    settings: ClassVar = {"choices": Options()}
    missing = N_("Please choose an answer to “%(label)s”.")
    choices: dict[str, Texts]

    @property
    def several_inputs(self) -> bool:  # type: ignore[override]  # depends on the number of choices
        return len(self.choices) <= MOST_RADIOS

    def read(self, typed: Typed, asked: Asked) -> str | None:  # noqa: ARG002  # keys have no language
        value = only(typed)
        if value and value not in self.choices:
            raise Wrong(NOT_OFFERED)
        return value or None

    def show(self, value: Any, asked: Asked) -> str:
        return text(self.choices.get(value), asked.language)
