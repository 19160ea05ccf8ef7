"""One line of text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Whole, Word

TOO_LONG = N_("Please shorten “%(label)s”: it has %(length)s characters, %(max)s are possible.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Text(Field):
    """One line; ``max`` characters (Unicode code points after normalisation to NFC)."""

    type = "text"
    settings: ClassVar = {
        "max": Whole(default=200, least=1, most=2000),
        "autocomplete": Word(),
    }
    max: int
    autocomplete: str | None

    def read(self, typed: Typed, asked: Asked) -> str | None:
        value = " ".join(unicodedata.normalize("NFC", only(typed)).split())
        return fitting(value, self, self.max, asked)

    def search(self, value: Any) -> Sequence[str]:
        return (value,)


def fitting(value: str, field: Field, most: int, asked: Asked) -> str | None:
    """The text, or None where it is empty.

    Raises:
        Wrong: it is longer than ``most`` characters.
    """
    if len(value) > most:
        raise Wrong(TOO_LONG, label=field.question(asked.language), length=len(value), max=most)
    return value or None
