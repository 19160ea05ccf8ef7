"""A passport."""

import calendar
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from registration.core.formats import show_date
from registration.core.languages import N_, say
from registration.forms import mrz
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.country import countries, country_name
from registration.forms.fields.date import Date, day_of
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Flag, Whole

NUMBER = re.compile(r"[A-Z0-9]{5,9}")
DAYS = tuple(prefix + part for prefix in ("issued-", "expires-") for part in Date.parts)
LINES = ("line1", "line2")
CALLED = {
    "number": N_("Passport number"),
    "country": N_("Issued by (country)"),
    "issued": N_("Issued on"),
    "expires": N_("Expires on"),
    "mrz": N_("The two lines at the foot of the passport page"),
}
MONTHS = 12
NO_LINE = N_(
    "Line %(line)s at the foot of the passport should have %(width)s characters; it has "
    "%(length)s. Please compare it character by character, the < too."
)
NO_PASSPORT = N_(
    "Line %(line)s at the foot of the passport cannot be right: the first line begins with P, and "
    "there are only capital letters, digits and <. Please compare it with the passport."
)
MISREAD = {
    "number": N_(
        "In line 2, the passport number (characters 1 to 9) does not fit its check digit: "
        "character 10 is %(found)s and should be %(expected)s. Please compare both with the "
        "passport."
    ),
    "birth": N_(
        "In line 2, the date of birth (characters 14 to 19) does not fit its check digit: "
        "character 20 is %(found)s and should be %(expected)s. Please compare both with the "
        "passport."
    ),
    "expires": N_(
        "In line 2, the date of expiry (characters 22 to 27) does not fit its check digit: "
        "character 28 is %(found)s and should be %(expected)s. Please compare both with the "
        "passport."
    ),
    "optional": N_(
        "In line 2, the characters 29 to 42 do not fit their check digit: character 43 is "
        "%(found)s and should be %(expected)s. Please compare them with the passport."
    ),
    "all": N_(
        "In line 2, the last check digit does not fit the rest of the line: character 44 is "
        "%(found)s and should be %(expected)s. Please compare the whole line with the passport."
    ),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Passport(Field):
    """Number, country of issue (ISO 3166-1 alpha-2), first and last day of validity (ISO 8601).

    It must be valid for ``months_after`` months after the programme, or after today where the
    programme's days are unknown; six months is what most states ask at entry. With ``mrz`` the two
    lines of the machine-readable zone may be given, too, and are held against the rest.
    """

    type = "passport"
    settings: ClassVar = {"months_after": Whole(default=6, most=60), "mrz": Flag()}
    several_inputs = True
    days = frozenset({"issued", "expires"})
    sensitive_by_default = True
    months_after: int
    mrz: bool

    @property
    def parts(self) -> tuple[str, ...]:  # type: ignore[override]  # depends on what is asked
        return ("number", "country", *DAYS, *(LINES if self.mrz else ()))

    def options(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """(code, name) of all countries."""
        return countries(asked.language)

    def read(self, typed: Typed, asked: Asked) -> dict[str, Any] | None:
        if not any(only(typed, part) for part in self.parts):
            return None
        number = _number(typed)
        country = only(typed, "country")
        if country not in dict(self.options(asked)):
            missing = N_("Please choose the country that issued the passport.")
            raise Wrong(NOT_OFFERED if country else missing, part="country")
        issued, expires = self._days(typed, asked)
        value = {
            "number": number,
            "country": country,
            "issued": issued.isoformat(),
            "expires": expires.isoformat(),
        }
        lines = [mrz.tidy(only(typed, line)) for line in LINES] if self.mrz else []
        return {**value, "mrz": _checked(lines, number, expires, asked)} if any(lines) else value

    def show(self, value: Any, asked: Asked) -> str:
        if not value:
            return ""
        issued, expires = (
            show_date(date.fromisoformat(value[part]), asked.language)
            for part in ("issued", "expires")
        )
        return say(
            asked.language,
            N_("%(number)s (%(country)s), issued on %(issued)s, valid until %(expires)s"),
            number=value["number"],
            country=country_name(value["country"], asked.language),
            issued=issued,
            expires=expires,
        )

    def part_names(self, language: str) -> Mapping[str, str]:
        asked = CALLED if self.mrz else {part: CALLED[part] for part in CALLED if part != "mrz"}
        return {part: say(language, words) for part, words in asked.items()}

    def show_part(self, part: str, value: Any, asked: Asked) -> str:
        if part == "country":
            return country_name(value, asked.language)
        if part == "mrz":
            return "\n".join(value)
        is_day = part in {"issued", "expires"}
        return show_date(date.fromisoformat(value), asked.language) if is_day else str(value)

    def _days(self, typed: Typed, asked: Asked) -> tuple[date, date]:
        issued, expires = day_of(typed, "issued-"), day_of(typed, "expires-")
        if issued is None:
            raise Wrong(N_("Please give the day on which the passport was issued."), part="issued-")
        if expires is None:
            raise Wrong(N_("Please give the day on which the passport expires."), part="expires-")
        if issued.isoformat() > asked.today:
            told = N_("The passport cannot have been issued in the future. Please check this day.")
            raise Wrong(told, part="issued-")
        if expires <= issued:
            told = N_("The passport expires before it was issued. Please check both days.")
            raise Wrong(told, part="")
        needed = _months_later(date.fromisoformat(asked.ends or asked.today), self.months_after)
        if expires < needed:
            told = N_(
                "This passport expires too early: it must be valid until %(day)s at least. Please "
                "check the day; if it is right, you need a new passport for this programme."
            )
            raise Wrong(told, part="expires-", day=show_date(needed, asked.language))
        return issued, expires


def _number(typed: Typed) -> str:
    """Doc 9303-4 gives the number nine signs; spaces between them are for the eye."""
    number = "".join(unicodedata.normalize("NFKC", only(typed, "number")).split()).upper()
    if not NUMBER.fullmatch(number):
        told = N_("Please give the passport number with its 5 to 9 letters and digits.")
        raise Wrong(told, part="number")
    return number


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _checked(lines: list[str], number: str, expires: date, asked: Asked) -> list[str]:
    """Both lines, once they are right in themselves and say what the other answers say."""
    first, second = lines
    try:
        zone = mrz.read(first, second)
    except mrz.Malformed as wrong:
        told = NO_PASSPORT if wrong.length == mrz.WIDTH else NO_LINE
        facts = {"line": wrong.line, "length": wrong.length, "width": mrz.WIDTH}
        raise Wrong(told, part=LINES[wrong.line - 1], **facts) from None
    for found in mrz.mismatches(second):
        told = MISREAD[found.part]
        raise Wrong(told, part=LINES[1], found=found.found, expected=found.expected)
    if zone.number != number:
        told = N_(
            "The lines at the foot of the passport say that its number is %(zone)s, but above "
            "stands %(typed)s. Please correct one of them."
        )
        raise Wrong(told, part="number", zone=zone.number, typed=number)
    if zone.expires != expires.strftime("%y%m%d"):
        told = N_(
            "The lines at the foot of the passport say that it expires on %(zone)s (year, month, "
            "day), but above stands %(typed)s. Please correct one of them."
        )
        raise Wrong(
            told, part="expires-", zone=zone.expires, typed=show_date(expires, asked.language)
        )
    return [first, second]
