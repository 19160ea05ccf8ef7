"""The values that rules work with; ``static/js/rules.js`` holds their twins."""

import math
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Answers = Mapping[str, Any]
PARTIES = ("applicant", "guardian", "institution", "referee", "accepted", "coordinator")
# The accepted one is the applicant again, who is asked for more once there is a place.
APPLICANT, ACCEPTED, COORDINATOR = "applicant", "accepted", "coordinator"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ORDERED = re.compile(r"[0-9:-]+")  # days and times as ISO 8601 writes them
EXACT = 2.0**53
DECIMALS = 6
MONTHS = 12


@dataclass(frozen=True)
class Facts:
    """What rules may look at beside the answers.

    Attributes:
        today, starts, ends: ISO days; empty where unknown.
        by: who fills in, one of ``PARTIES``.
    """

    today: str = ""
    starts: str = ""
    ends: str = ""
    by: str = APPLICANT


Work = Callable[[Answers, Facts], Any]
Test = Callable[[Answers, Facts], bool]


def number_of(value: object) -> float | None:
    """The value as a number, or None where it is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None


def tidy(number: float) -> float | None:
    """A result as answers hold numbers: whole ones as int; None for what is no number."""
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < EXACT else number


def rounded(number: float, digits: int) -> float | None:
    """Rounded half up, as people do it by hand."""
    factor = 10.0**digits
    raised = number * factor
    return tidy(math.floor(raised + 0.5) / factor) if math.isfinite(raised) else None


def same(one: object, other: object) -> bool:
    """Whether two single values are equal; yes is not 1."""
    if number_of(one) is not None and number_of(other) is not None:
        return number_of(one) == number_of(other)
    return type(one) is type(other) and one is not None and is_single(one) and one == other


def is_single(value: object) -> bool:
    """Whether a value is a word, a number or yes or no."""
    return isinstance(value, str | int | float)


def order(one: object, other: object) -> int | None:
    """-1, 0 or 1 as numbers, days or times come; None where they cannot be compared."""
    left, right = number_of(one), number_of(other)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    if all(isinstance(value, str) and ORDERED.fullmatch(value) for value in (one, other)):
        return (str(one) > str(other)) - (str(one) < str(other))
    return None


def is_filled(value: object) -> bool:
    """Whether there is an answer at all."""
    return value is not None and value not in ("", [], {})


def count_of(value: object) -> int:
    """How many entries, ticks or files an answer has."""
    if isinstance(value, list | dict):
        return len(value)
    return int(is_filled(value))


def as_text(value: object) -> str:
    """A value within a joined text."""
    number = number_of(value)
    if number is not None:
        plain = rounded(number, DECIMALS) if abs(number) < EXACT else None
        return "" if plain is None else f"{plain:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return value if isinstance(value, str) else ""


def day_of(value: object) -> date | None:
    """The day that an ISO text names."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def moved(day: date, *, months: int, days: int) -> date | None:
    """A day some months, then some days later; a short month ends earlier."""
    count = day.year * MONTHS + day.month - 1 + months
    year, month = divmod(count, MONTHS)
    try:
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def years_between(born: date, day: date) -> int | None:
    """Full years of age on ``day``; who is born on 29 February turns older on 1 March."""
    if born > day:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
