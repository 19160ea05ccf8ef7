"""Formulas: values that are worked out from answers, e.g. the number of nights."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from registration.forms.rules.values import (
    Answers,
    Facts,
    Work,
    as_text,
    count_of,
    day_of,
    is_filled,
    moved,
    number_of,
    rounded,
    tidy,
    years_between,
)  # fmt: skip

if TYPE_CHECKING:
    from registration.forms.rules.reader import Reader

DAYS = ("today", "starts", "ends")
MOST_MONTHS = 1200
MOST_DAYS = 36_500
MOST_DIGITS = 6


def _field(raw: Mapping[str, Any], reader: "Reader") -> Work:
    key = reader.field(raw["field"])
    return lambda answers, _facts: answers.get(key)


def _day(raw: Mapping[str, Any], reader: "Reader") -> Work:
    name = reader.word(raw["day"], DAYS)
    months = reader.whole(raw.get("plus_months", 0), MOST_MONTHS)
    days = reader.whole(raw.get("plus_days", 0), MOST_DAYS)

    def work(_answers: Answers, facts: Facts) -> str | None:
        day = day_of(getattr(facts, name))
        later = moved(day, months=months, days=days) if day else None
        return later.isoformat() if later else None

    return work


def _sum(raw: Mapping[str, Any], reader: "Reader") -> Work:
    parts = reader.formulas(raw["sum"])

    def work(answers: Answers, facts: Facts) -> float | None:
        numbers = (number_of(part(answers, facts)) for part in parts)
        return tidy(_total(number for number in numbers if number is not None))

    return work


def _total(numbers: Any) -> float:
    """Added up one by one, as a browser does; ``sum`` of newer Pythons rounds otherwise."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def _total_of(raw: Mapping[str, Any], reader: "Reader") -> Work:
    group, inner = reader.inner_field(raw["total"], raw["of"])

    def work(answers: Answers, _facts: Facts) -> float | None:
        value = answers.get(group)
        items = value if isinstance(value, list) else []
        mappings = [item for item in items if isinstance(item, dict)]
        numbers = (number_of(item.get(inner)) for item in mappings)
        return tidy(_total(number for number in numbers if number is not None))

    return work


def _product(raw: Mapping[str, Any], reader: "Reader") -> Work:
    def multiply(numbers: list[float]) -> float:
        product = 1.0
        for number in numbers:
            product *= number
        return product

    return _of_numbers(reader.formulas(raw["product"]), multiply)


def _difference(raw: Mapping[str, Any], reader: "Reader") -> Work:
    return _of_numbers(reader.formulas(raw["difference"], exactly=2), lambda two: two[0] - two[1])


def _quotient(raw: Mapping[str, Any], reader: "Reader") -> Work:
    return _of_numbers(
        reader.formulas(raw["quotient"], exactly=2),
        lambda two: two[0] / two[1] if two[1] else float("nan"),
    )


def _of_numbers(parts: list[Work], work: Callable[[list[float]], float]) -> Work:
    def result(answers: Answers, facts: Facts) -> float | None:
        numbers = [number_of(part(answers, facts)) for part in parts]
        known = [number for number in numbers if number is not None]
        return tidy(work(known)) if len(known) == len(numbers) else None

    return result


def _round(raw: Mapping[str, Any], reader: "Reader") -> Work:
    digits = reader.whole(raw.get("digits", 0), MOST_DIGITS)
    part = reader.formula(raw["round"])

    def work(answers: Answers, facts: Facts) -> float | None:
        number = number_of(part(answers, facts))
        return None if number is None else rounded(number, abs(digits))

    return work


def _count(raw: Mapping[str, Any], reader: "Reader") -> Work:
    key = reader.field(raw["count"])
    return lambda answers, _facts: count_of(answers.get(key))


def _age(raw: Mapping[str, Any], reader: "Reader") -> Work:
    key = reader.field(raw["age"])
    name = reader.word(raw.get("on", "starts"), DAYS)

    def work(answers: Answers, facts: Facts) -> int | None:
        born, day = day_of(answers.get(key)), day_of(getattr(facts, name))
        return years_between(born, day) if born and day else None

    return work


def _days(raw: Mapping[str, Any], reader: "Reader") -> Work:
    parts = reader.formulas(raw["days"], exactly=2)

    def work(answers: Answers, facts: Facts) -> int | None:
        first, last = (day_of(part(answers, facts)) for part in parts)
        return (last - first).days if first and last else None

    return work


def _join(raw: Mapping[str, Any], reader: "Reader") -> Work:
    parts = reader.formulas(raw["join"])
    between = reader.text(raw.get("with", " "))

    def work(answers: Answers, facts: Facts) -> str | None:
        texts = [as_text(part(answers, facts)) for part in parts]
        return between.join(text for text in texts if text) or None

    return work


def _if(raw: Mapping[str, Any], reader: "Reader") -> Work:
    test = reader.condition(raw["if"])
    then, otherwise = reader.formula(raw["then"]), reader.formula(raw.get("else"))
    return lambda answers, facts: (then if test(answers, facts) else otherwise)(answers, facts)


def _first_filled(raw: Mapping[str, Any], reader: "Reader") -> Work:
    parts = reader.formulas(raw["first"])

    def work(answers: Answers, facts: Facts) -> Any:
        values = (part(answers, facts) for part in parts)
        return next((value for value in values if is_filled(value)), None)

    return work


# What a formula may be: the word that names it, the words that may stand beside, how it is read.
FORMULAS: dict[str, tuple[frozenset[str], Callable[[Mapping[str, Any], "Reader"], Work]]] = {
    "field": (frozenset(), _field),
    "day": (frozenset({"plus_months", "plus_days"}), _day),
    "sum": (frozenset(), _sum),
    "total": (frozenset({"of"}), _total_of),
    "product": (frozenset(), _product),
    "difference": (frozenset(), _difference),
    "quotient": (frozenset(), _quotient),
    "round": (frozenset({"digits"}), _round),
    "count": (frozenset(), _count),
    "age": (frozenset({"on"}), _age),
    "days": (frozenset(), _days),
    "join": (frozenset({"with"}), _join),
    "if": (frozenset({"then", "else"}), _if),
    "first": (frozenset(), _first_filled),
}
NEEDED = {"total": "of", "if": "then"}
