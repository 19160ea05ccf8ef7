"""A language."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from registration.core.formats import sort_key
from registration.core.languages import locale
from registration.forms.fields.field import Asked
from registration.forms.fields.listed import Listed
from registration.forms.setting import Codes

CODE = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Language(Listed):
    """A language by its ISO 639-1 code; ``codes`` limits which are offered, in that order."""

    type = "language"
    settings: ClassVar = {"codes": Codes(known=locale("en").languages)}
    codes: tuple[str, ...]

    def options(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """(code, name) of the languages to choose from."""
        if self.codes:
            return tuple((code, self.show(code, asked)) for code in self.codes)
        return _languages(asked.language)

    def show(self, value: Any, asked: Asked) -> str:
        return str(locale(asked.language).languages.get(value, value)) if value else ""


@lru_cache
def _languages(language: str) -> tuple[tuple[str, str], ...]:
    names = [(code, name) for code, name in locale(language).languages.items() if len(code) == CODE]
    return tuple(sorted(names, key=lambda pair: sort_key(pair[1], language)))
