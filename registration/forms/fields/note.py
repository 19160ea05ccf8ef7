"""Words between the questions."""

from dataclasses import dataclass
from typing import Any

from registration.core.languages import Texts
from registration.forms.entry import Entry
from registration.forms.fields.field import Asked, Field, Typed


@dataclass(frozen=True, kw_only=True, eq=False)
class Note(Field):
    """Asks nothing; ``text`` is Markdown."""

    type = "note"
    asks = False
    text: Texts

    @classmethod
    def own_settings(cls, entry: Entry) -> dict[str, Any]:
        return {"text": entry.texts("text")}

    def read(self, typed: Typed, asked: Asked) -> None:
        """Nothing is answered."""
