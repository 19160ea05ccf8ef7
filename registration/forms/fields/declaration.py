"""A declaration that is made by ticking it."""

from dataclasses import dataclass
from typing import Any

from registration.core.languages import N_, say
from registration.forms.fields.field import Asked, Field, Typed, only

TICKED = "yes"


@dataclass(frozen=True, kw_only=True, eq=False)
class Declaration(Field):
    """A box, never ticked beforehand; its label is the wording that is declared."""

    type = "declaration"
    missing = N_("Please read and tick: “%(label)s”.")

    def read(self, typed: Typed, asked: Asked) -> bool | None:  # noqa: ARG002  # the same in every language
        return True if only(typed) == TICKED else None

    def show(self, value: Any, asked: Asked) -> str:
        return say(asked.language, N_("Declared")) if value else ""
