"""Dates, times and numbers as a reader of a language expects them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from babel import dates, lists, numbers
from pypinyin import lazy_pinyin

from registration.core.languages import locale

HANZI = re.compile("[\u3400-\u9fff]+")
WIDE = {"W", "F"}  # of double width, see Unicode Standard Annex #11
WIDEST = 100  # nothing that is wider gets more room


def show_date(value: date, language: str, *, zone: str | None = None) -> str:
    """A day in words, e.g. ``3 May 2027``; a point in time is first moved to ``zone``."""
    if isinstance(value, datetime) and zone:
        value = value.astimezone(ZoneInfo(zone))
    return dates.format_date(value, "long", locale=locale(language))


def show_moment(value: datetime, language: str, *, zone: str) -> str:
    """Day and time of a point in time on the clocks of ``zone``, without the zone's name."""
    local = value.astimezone(ZoneInfo(zone))
    between = " " if language == "zh" else ", "
    return show_date(local, language) + between + show_time(local.time(), language)


def show_time(value: time, language: str) -> str:
    """A time of day by the 24-hour clock, e.g. ``09:05``."""
    shown = dates.format_time(value, "HH:mm", locale=locale(language))
    return f"{shown} Uhr" if language == "de" else shown


def show_days(first: date, last: date, language: str) -> str:
    """A stretch of days without repeating what they share, e.g. ``3–5 May 2027``."""
    return dates.format_interval(first, last, "yMMMMd", locale=locale(language))


def show_number(value: float, language: str) -> str:
    """A number with the separators of the language."""
    return numbers.format_decimal(value, locale=locale(language))


def show_list(values: Iterable[str], language: str) -> str:
    """Words joined as a sentence would, e.g. ``a, b and c``."""
    return lists.format_list(list(values), locale=locale(language))


def order_key(value: str) -> str:
    """By what readers of all languages sort: Hanzi as pinyin, letters without accents."""
    spelled = HANZI.sub(lambda found: "".join(lazy_pinyin(found[0])), value)
    return sort_key(" ".join(spelled.split()), "de")


def sort_key(value: str, language: str) -> str:
    """By what a reader of the language sorts: pinyin in Chinese, else letters without accents."""
    if language == "zh":
        return " ".join(lazy_pinyin(value)).casefold()
    plain = unicodedata.normalize("NFKD", value)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def width(words: str) -> int:
    """How many Latin letters wide the widest line is; Chinese signs count double."""
    if words.isascii() and "\n" not in words:
        return len(words)
    return max((_line_width(line) for line in words.splitlines()), default=0)


def _line_width(line: str) -> int:
    start = islice(line, WIDEST)
    return sum(2 if unicodedata.east_asian_width(sign) in WIDE else 1 for sign in start)
