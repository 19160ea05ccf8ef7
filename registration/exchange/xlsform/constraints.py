"""Constraints of an XLSForm that are settings of our questions."""

from collections.abc import Callable
from typing import Any

from registration.exchange.xlsform.functions import is_today
from registration.exchange.xlsform.rules import FLIPPED
from registration.exchange.xlsform.xpath import (
    Call,
    Literal,
    Node,
    NotUnderstood,
    Reference,
    read_expression,
)

MEASURES = {"text": "string-length", "long_text": "string-length", "choices": "count-selected"}
PATTERNS = frozenset({"email", "telephone"})
Settings = dict[str, Any]


def settings_in(raw: str, kind: str) -> Settings | None:
    """The settings that say the same as a constraint; None where none do.

    ``. >= 18 and . <= 99`` of a number, ``string-length(.) <= 200`` of a text,
    ``count-selected(.) <= 3`` of choices, ``. < today()`` of a date; and the pattern by which an
    email address or a telephone number was recognised, for those types check themselves.
    """
    if kind in PATTERNS and raw.startswith("regex("):
        return {}
    try:
        node = read_expression(raw)
    except NotUnderstood:
        return None
    parts = node.parts if isinstance(node, Call) and node.name == "and" else (node,)
    found: Settings = {}
    for part in parts:
        one = _setting(part, kind)
        if one is None or set(one) & set(found):
            return None
        found |= one
    return found


def _setting(node: Node, kind: str) -> Settings | None:
    if not (isinstance(node, Call) and node.name in FLIPPED):
        return None
    left, right = node.parts
    operator = node.name
    if isinstance(left, Literal) or is_today(left):
        left, right, operator = right, left, FLIPPED[operator]
    if kind == "date" and left == Reference(".") and is_today(right):
        return {"<": {"past": True}, ">": {"future": True}}.get(operator)
    if not isinstance(right, Literal) or isinstance(right.value, str | bool):
        return None
    if kind == "number" and left == Reference("."):
        return _number(operator, right.value)
    if kind in MEASURES and left == Call(MEASURES[kind], (Reference("."),)):
        return _length(operator, right.value, kind)
    return None


def _number(operator: str, value: float) -> Settings | None:
    return {">=": {"min": value}, "<=": {"max": value}}.get(operator)


def _length(operator: str, value: float, kind: str) -> Settings | None:
    if not isinstance(value, int):
        return None
    ways: dict[str, Callable[[int], Settings]] = {
        "<=": lambda most: {"max": most},
        "<": lambda more: {"max": more - 1},
    }
    if kind == "choices":
        ways |= {
            ">=": lambda least: {"min": least},
            ">": lambda less: {"min": less + 1},
            "=": lambda exactly: {"min": exactly, "max": exactly},
        }
    return ways[operator](value) if operator in ways else None
