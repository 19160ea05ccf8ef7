"""Conditions: what must be true of the answers, e.g. for a question to be asked."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from registration.forms.rules.formulas import FORMULAS
from registration.forms.rules.values import (
    PARTIES,
    Answers,
    Facts,
    Test,
    Work,
    is_filled,
    is_single,
    order,
    same,
)  # fmt: skip

if TYPE_CHECKING:
    from registration.forms.rules.reader import Reader

SUBJECTS = ("field", "count", "age")
COMPARED: dict[str, Callable[[int], bool]] = {
    "at_least": lambda found: found >= 0,
    "at_most": lambda found: found <= 0,
    "more_than": lambda found: found > 0,
    "less_than": lambda found: found < 0,
}
OPERATORS = ("is", "is_not", "includes", "one_of", "filled", *COMPARED)
JOINERS = ("all", "any", "not", "by")


def _all(raw: Mapping[str, Any], reader: "Reader") -> Test:
    parts = reader.conditions(raw["all"])
    return lambda answers, facts: all(part(answers, facts) for part in parts)


def _any(raw: Mapping[str, Any], reader: "Reader") -> Test:
    parts = reader.conditions(raw["any"])
    return lambda answers, facts: any(part(answers, facts) for part in parts)


def _not(raw: Mapping[str, Any], reader: "Reader") -> Test:
    part = reader.condition(raw["not"])
    return lambda answers, facts: not part(answers, facts)


def _by(raw: Mapping[str, Any], reader: "Reader") -> Test:
    party = reader.word(raw["by"], PARTIES)
    return lambda _answers, facts: facts.by == party


JOINED = {"all": _all, "any": _any, "not": _not, "by": _by}


def comparison(raw: Mapping[str, Any], reader: "Reader") -> Test:
    """A subject, one operator, and what it is compared with."""
    subject = next(name for name in SUBJECTS if name in raw)
    beside = {subject, *FORMULAS[subject][0]}
    about = reader.formula({name: raw[name] for name in raw if name in beside})
    operators = set(raw) - beside
    if len(operators) != 1 or not operators <= set(OPERATORS):
        reader.wrong(f"a condition needs one operator out of {', '.join(OPERATORS)}")
        return lambda _answers, _facts: False
    operator = operators.pop()
    return _TESTS[operator](about, raw[operator], reader)


def _is(about: Work, raw: Any, reader: "Reader") -> Test:
    other = reader.formula(raw)
    return lambda answers, facts: same(about(answers, facts), other(answers, facts))


def _is_not(about: Work, raw: Any, reader: "Reader") -> Test:
    other = reader.formula(raw)

    def test(answers: Answers, facts: Facts) -> bool:
        value = about(answers, facts)
        return is_filled(value) and not same(value, other(answers, facts))

    return test


def _includes(about: Work, raw: Any, reader: "Reader") -> Test:
    other = reader.formula(raw)

    def test(answers: Answers, facts: Facts) -> bool:
        value = about(answers, facts)
        wanted = other(answers, facts)
        return isinstance(value, list) and any(same(one, wanted) for one in value)

    return test


def _one_of(about: Work, raw: Any, reader: "Reader") -> Test:
    allowed = raw if isinstance(raw, list) else []
    if not allowed or not all(is_single(one) for one in allowed):
        reader.wrong("one_of needs a list of words or numbers")
    return lambda answers, facts: any(same(about(answers, facts), one) for one in allowed)


def _filled(about: Work, raw: Any, reader: "Reader") -> Test:
    if not isinstance(raw, bool):
        reader.wrong("filled is true or false")
    return lambda answers, facts: is_filled(about(answers, facts)) is raw


def _compares(operator: str) -> Callable[[Work, Any, "Reader"], Test]:
    decide = COMPARED[operator]

    def read(about: Work, raw: Any, reader: "Reader") -> Test:
        other = reader.formula(raw)

        def test(answers: Answers, facts: Facts) -> bool:
            found = order(about(answers, facts), other(answers, facts))
            return found is not None and decide(found)

        return test

    return read


_TESTS: dict[str, Callable[[Work, Any, "Reader"], Test]] = {
    "is": _is,
    "is_not": _is_not,
    "includes": _includes,
    "one_of": _one_of,
    "filled": _filled,
    **{name: _compares(name) for name in COMPARED},
}
