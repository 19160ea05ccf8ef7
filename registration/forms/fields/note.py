"""Words between the questions."""

from dataclasses import dataclass
from typing import ClassVar

from registration.core.languages import Texts
from registration.forms.fields.field import Asked, Field, Typed
from registration.forms.setting import Wording


@dataclass(frozen=True, kw_only=True, eq=False)
class Note(Field):
    """Asks nothing; ``text`` is Markdown."""

    type = "note"
    settings: ClassVar = {"text": Wording()}
    asks = False
    shows = False
    text: Texts

    def read(self, typed: Typed, asked: Asked) -> None:
        """Nothing is answered."""
