"""Several lines of text."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from registration.forms.entry import Entry
from registration.forms.fields.field import Asked, Field, Typed, only
from registration.forms.fields.text import fitting


@dataclass(frozen=True, kw_only=True, eq=False)
class LongText(Field):
    """Paragraphs; ``max`` characters, a line break counts as one."""

    type = "long_text"
    max: int
    rows: int

    @classmethod
    def own_settings(cls, entry: Entry) -> dict[str, Any]:
        return {
            "max": entry.whole("max", 2000, least=1, most=20_000),
            "rows": entry.whole("rows", 6, least=2, most=30),
        }

    def read(self, typed: Typed, asked: Asked) -> str | None:
        value = unicodedata.normalize("NFC", only(typed)).replace("\r\n", "\n").replace("\r", "\n")
        return fitting(value, self, self.max, asked)
