"""Conditions: whether a section or a field is asked for, given what was answered before it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from registration.core.languages import say

Condition = Mapping[str, Any]
Answers = Mapping[str, Any]
OPERATORS = ("is", "is_not", "includes", "filled")
JOINERS = ("all", "any")
MAX_DEPTH = 5


def holds(condition: Condition | None, answers: Answers) -> bool:
    """Whether ``condition`` is true of ``answers`` (field key → value); no condition always is."""
    if not condition:
        return True
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    return _matches(condition, answers.get(condition["field"]))


def _matches(condition: Condition, value: object) -> bool:
    if "is" in condition:
        return bool(value == condition["is"])
    if "is_not" in condition:
        return value is not None and bool(value != condition["is_not"])
    if "includes" in condition:
        return isinstance(value, list) and condition["includes"] in value
    return (value not in (None, "", [], {})) is bool(condition["filled"])


def problems_of(condition: object, depth: int = 0) -> Iterator[str]:
    """What is wrong with a condition as a form document gives it."""
    if not isinstance(condition, dict) or depth > MAX_DEPTH:
        yield "when is not a condition, or is nested too deeply"
    elif len(condition) == 1 and next(iter(condition)) in JOINERS:
        parts = next(iter(condition.values()))
        if not isinstance(parts, list) or not parts:
            yield "when: all and any need a list of conditions"
        else:
            for part in parts:
                yield from problems_of(part, depth + 1)
    elif set(condition) == {"not"}:
        yield from problems_of(condition["not"], depth + 1)
    elif not isinstance(condition.get("field"), str) or len(condition) != 2:  # noqa: PLR2004  # a field and one operator
        yield "when needs a field and one operator"
    elif set(condition) - {"field", *OPERATORS}:
        yield f"when has no operator out of {', '.join(OPERATORS)}"
    elif "filled" in condition and not isinstance(condition["filled"], bool):
        yield "when: filled is true or false"


def fields_of(condition: Condition | None) -> set[str]:
    """The keys of the fields that a condition looks at."""
    if not condition:
        return set()
    if "field" in condition:
        return {condition["field"]}
    parts = condition["not"] if "not" in condition else next(iter(condition.values()))
    parts = parts if isinstance(parts, list) else [parts]
    return set().union(*(fields_of(part) for part in parts))


def in_words(condition: Condition, describe: Callable[[str, Any], str], language: str) -> str:
    """The condition as a reader without JavaScript reads it.

    Args:
        condition: a checked condition.
        describe: gives ``“Question”: answer`` for a field key and a value (None: any answer).
        language: the reader's.
    """
    if "all" in condition:
        parts = [in_words(part, describe, language) for part in condition["all"]]
        return say(language, " and ").join(parts)
    if "any" in condition:
        parts = [in_words(part, describe, language) for part in condition["any"]]
        return say(language, " or ").join(parts)
    if "not" in condition:
        return say(language, "not %(what)s", what=in_words(condition["not"], describe, language))
    name = condition["field"]
    if "is_not" in condition:
        return say(language, "not %(what)s", what=describe(name, condition["is_not"]))
    if condition.get("filled") is False:
        return say(language, "not %(what)s", what=describe(name, None))
    return describe(name, condition.get("is", condition.get("includes")))
