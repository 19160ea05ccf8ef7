"""Several lines of text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.forms.fields.field import Asked, Field, Typed, only
from registration.forms.fields.text import fitting
from registration.forms.setting import Whole


@dataclass(frozen=True, kw_only=True, eq=False)
class LongText(Field):
    """Paragraphs; ``max`` characters, a line break counts as one."""

    type = "long_text"
    settings: ClassVar = {
        "max": Whole(default=2000, least=1, most=20_000),
        "rows": Whole(default=6, least=2, most=30),
    }
    max: int
    rows: int

    def read(self, typed: Typed, asked: Asked) -> str | None:
        value = unicodedata.normalize("NFC", only(typed)).replace("\r\n", "\n").replace("\r", "\n")
        return fitting(value, self, self.max, asked)

    def search(self, value: Any) -> Sequence[str]:
        return (value,)
