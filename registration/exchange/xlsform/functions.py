"""The functions and operators of XLSForm expressions that have a counterpart among our formulas."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from registration.exchange.xlsform.xpath import Call, Literal, Node, NotUnderstood, Reference

if TYPE_CHECKING:
    from registration.exchange.xlsform.rules import Translator

Parts = Sequence[Node]
MOST_DIGITS = 6
HALF = 0.5


def is_today(node: Node) -> bool:
    """Whether it stands for the day on which the form is filled in."""
    return isinstance(node, Call) and node.name in {"today", "now"} and not node.parts


def is_date(value: object) -> bool:
    """Whether a value is a day as ISO 8601 writes it."""
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _add(translator: "Translator", parts: Parts) -> Any:
    if is_today(parts[0]) and len(parts) > 1:
        return _moved_day(parts[1:], 1)
    if any(translator.is_day(part) for part in parts):
        raise NotUnderstood("days can only be added to today()")
    return {"sum": [translator.value(part) for part in parts]}


def _subtract(translator: "Translator", parts: Parts) -> Any:
    first, second = parts
    if translator.is_day(first) and translator.is_day(second):
        return {"days": [translator.value(second), translator.value(first)]}
    if is_today(first):
        return _moved_day([second], -1)
    if translator.is_day(first) or translator.is_day(second):
        raise NotUnderstood("days can only be taken from today()")
    return {"difference": [translator.value(first), translator.value(second)]}


def _moved_day(parts: Parts, sign: int) -> Any:
    days = [part.value for part in parts if isinstance(part, Literal)]
    if len(days) < len(parts) or not all(isinstance(one, int) for one in days):
        raise NotUnderstood("to today() only whole numbers of days can be added")
    return {"day": "today", "plus_days": sign * sum(int(one) for one in days)}


def _list(name: str) -> "Callable[[Translator, Parts], Any]":
    return lambda translator, parts: {name: [translator.value(part) for part in parts]}


def _total(translator: "Translator", parts: Parts) -> Any:
    known = translator.find(_one_question("sum", parts))
    if known.group is None:
        raise NotUnderstood("sum() adds up a question of a repeat")
    return {"total": known.group, "of": known.key}


def _count(translator: "Translator", parts: Parts) -> Any:
    known = translator.find(_one_question("count", parts))
    if known.group is None and known.kind != "group":
        raise NotUnderstood("count() counts a repeat")
    return {"count": known.group or known.key}


def _count_selected(translator: "Translator", parts: Parts) -> Any:
    return {"count": translator.find(_one_question("count-selected", parts)).key}


def _one_question(name: str, parts: Parts) -> Reference:
    if len(parts) == 1 and isinstance(parts[0], Reference):
        return parts[0]
    raise NotUnderstood(f"{name}() asks about one question")


def _if(translator: "Translator", parts: Parts) -> Any:
    _expect("if", parts, 3)
    condition = translator.truth(parts[0])
    if isinstance(condition, bool):
        return translator.value(parts[1] if condition else parts[2])
    then, otherwise = (translator.value(part) for part in parts[1:])
    return {"if": condition, "then": then, "else": otherwise}


def _coalesce(translator: "Translator", parts: Parts) -> Any:
    _expect("coalesce", parts, 2)
    first = translator.value(_one_question("coalesce", parts[:1]))
    return {"if": {**first, "filled": True}, "then": first, "else": translator.value(parts[1])}


def _concat(translator: "Translator", parts: Parts) -> Any:
    return {"join": [translator.value(part) for part in parts], "with": ""}


def _join(translator: "Translator", parts: Parts) -> Any:
    if len(parts) < 2 or not (isinstance(parts[0], Literal) and isinstance(parts[0].value, str)):  # noqa: PLR2004  # what stands between, and something
        raise NotUnderstood("join() needs a text that stands between")
    return {"join": [translator.value(part) for part in parts[1:]], "with": parts[0].value}


def _round(translator: "Translator", parts: Parts) -> Any:
    digits = parts[1] if len(parts) == 2 else Literal(0)  # noqa: PLR2004  # a number and its digits
    if len(parts) not in {1, 2} or not isinstance(digits, Literal):
        raise NotUnderstood("round() needs a number and how many digits stay")
    if not isinstance(digits.value, int) or not 0 <= digits.value <= MOST_DIGITS:
        raise NotUnderstood(f"round() keeps 0 to {MOST_DIGITS} digits")
    return {"round": translator.value(parts[0]), "digits": int(digits.value)}


def _floor(translator: "Translator", parts: Parts) -> Any:
    _expect("floor", parts, 1)
    return {"round": {"difference": [translator.value(parts[0]), HALF]}, "digits": 0}


def _same(translator: "Translator", parts: Parts) -> Any:
    _expect("the function", parts, 1)
    return translator.value(parts[0])


def _date(_translator: "Translator", parts: Parts) -> Any:
    if len(parts) == 1 and isinstance(parts[0], Literal) and is_date(parts[0].value):
        return parts[0].value
    raise NotUnderstood("date() needs a day like '2027-01-31'")


def _today(_translator: "Translator", parts: Parts) -> Any:
    _expect("today", parts, 0)
    return {"day": "today"}


def _expect(name: str, parts: Parts, number: int) -> None:
    if len(parts) != number:
        raise NotUnderstood(f"{name} takes {number} values, not {len(parts)}")


COUNTS = frozenset({"count", "count-selected"})
FUNCTIONS: "dict[str, Callable[[Translator, Parts], Any]]" = {
    "+": _add,
    "-": _subtract,
    "*": _list("product"),
    "div": _list("quotient"),
    "sum": _total,
    "count": _count,
    "count-selected": _count_selected,
    "if": _if,
    "coalesce": _coalesce,
    "concat": _concat,
    "join": _join,
    "round": _round,
    "floor": _floor,
    "number": _same,
    "string": _same,
    "once": _same,
    "date": _date,
    "today": _today,
    "now": _today,
}
