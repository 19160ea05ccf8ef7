"""One out of several."""

from dataclasses import dataclass
from typing import Any

from registration.core.languages import N_, Texts, text
from registration.forms.entry import Entry
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only

MOST_RADIOS = 7
NOT_OFFERED = N_("Please choose one of the answers shown.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice(Field):
    """One of the ``choices`` (key → label): radio buttons, from eight on a list."""

    type = "choice"
    missing = N_("Please choose an answer to “%(label)s”.")
    choices: dict[str, Texts]

    @classmethod
    def own_settings(cls, entry: Entry) -> dict[str, Any]:
        return {"choices": read_choices(entry)}

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


def read_choices(entry: Entry) -> dict[str, Texts]:
    """The choices of a field; keys must differ."""
    choices: dict[str, Texts] = {}
    for one in entry.entries("choices"):
        key = one.key()
        if key in choices:
            one.wrong("key stands twice")
        choices[key] = one.texts("label")
        one.refuse_unknown()
    return choices
