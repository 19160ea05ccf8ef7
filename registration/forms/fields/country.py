"""A country."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from registration.core.formats import sort_key
from registration.core.languages import locale
from registration.forms.fields.field import Asked
from registration.forms.fields.listed import Listed

CODE = 2
NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Country(Listed):
    """A country or territory by its ISO 3166-1 alpha-2 code, sorted as the language does."""

    type = "country"

    def options(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """(code, name) of all countries."""
        return countries(asked.language)

    def show(self, value: Any, asked: Asked) -> str:
        return country_name(value, asked.language) if value else ""


def country_name(code: str, language: str) -> str:
    """The name of a country; its code where it has none any more."""
    return str(locale(language).territories.get(code, code))


@lru_cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of all countries, sorted as the language does."""
    names = [
        (code, name)
        for code, name in locale(language).territories.items()
        if len(code) == CODE and code.isalpha() and code not in NOT_COUNTRIES
    ]
    return tuple(sorted(names, key=lambda pair: sort_key(pair[1], language)))
