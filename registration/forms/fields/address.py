"""A postal address."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, locale, say
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.country import countries
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.postal_rules import postal_rules
from registration.forms.setting import Codes, Flag

MAX = 200
COUNTRIES = dict(countries("en"))
LABELS = {
    "country": N_("Country"),
    "province": N_("Province, state or region"),
    "city": N_("City or town"),
    "district": N_("District"),
    "street": N_("Street and house number"),
    "postal_code": N_("Postal code"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Address(Field):
    """An address by parts; the value maps those that were filled in, ``country`` as ISO 3166-1.

    Which parts are needed and what a postal code looks like depends on the country.
    ``countries`` limits which are offered; ``own`` lets the browser fill in the reader's own.
    """

    type = "address"
    settings: ClassVar = {"countries": Codes(known=COUNTRIES), "own": Flag()}
    parts = tuple(LABELS)
    several_inputs = True
    countries: tuple[str, ...]
    own: bool

    def options(self, asked: Asked) -> list[tuple[str, str]]:
        """(code, name) of the countries to choose from."""
        offered = self.countries or COUNTRIES
        return [pair for pair in countries(asked.language) if pair[0] in offered]

    @property
    def orders(self) -> dict[str, str]:
        """Parts as a country orders them → the codes of these countries, for the page."""
        found: dict[str, list[str]] = {}
        for code in self.countries or COUNTRIES:
            found.setdefault(" ".join(postal_rules(code).order), []).append(code)
        return {order: " ".join(codes) for order, codes in found.items()}

    def part_label(self, part: str, language: str) -> str:
        """What a part is called."""
        return say(language, LABELS[part])

    def part_names(self, language: str) -> Mapping[str, str]:
        return {part: self.part_label(part, language) for part in self.parts}

    def show_part(self, part: str, value: Any, asked: Asked) -> str:
        return self._country(value, asked) if part == "country" else str(value)

    def read(self, typed: Typed, asked: Asked) -> dict[str, str] | None:
        value = {part: words for part in self.parts if (words := _tidy(only(typed, part)))}
        if not value:
            return None
        for part, words in value.items():
            if len(words) > MAX:
                told = N_("Please shorten this line to at most %(max)s characters.")
                raise Wrong(told, part=part, max=MAX)
        country = value.get("country")
        if country is None:
            raise Wrong(N_("Please choose the country of the address."), part="country")
        if country not in (self.countries or COUNTRIES):
            raise Wrong(NOT_OFFERED, part="country")
        self._check(value, asked)
        return value

    def show(self, value: Any, asked: Asked) -> str:
        if not value:
            return ""
        country = value["country"]
        parts = {part: words for part, words in value.items() if part != "country"}
        return postal_rules(country).written(parts, self._country(country, asked))

    def on_label(self, value: Mapping[str, str], recipient: str, asked: Asked, home: str) -> str:
        """The lines of a letter that is posted in ``home``; that country needs no name."""
        country = value["country"]
        parts = {part: words for part, words in value.items() if part != "country"}
        name = "" if country == home else self._country(country, asked)
        return postal_rules(country).written(parts, name, recipient=recipient)

    def _country(self, code: str, asked: Asked) -> str:
        return str(locale(asked.language).territories.get(code, code))

    def _check(self, value: dict[str, str], asked: Asked) -> None:
        """Hold the parts against the rules of the country; brings the postal code into its form."""
        rules = postal_rules(value["country"])
        for part in rules.missing(value):
            told = N_("Please fill in “%(label)s”; addresses in this country need it.")
            raise Wrong(told, part=part, label=self.part_label(part, asked.language))
        if "postal_code" in value and rules.postal_codes:
            code = rules.postal_code(value["postal_code"])
            if code is None:
                told = N_("Please check the postal code. An example of this country: %(example)s")
                raise Wrong(told, part="postal_code", example=rules.example)
            value["postal_code"] = code


def _tidy(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).split())
