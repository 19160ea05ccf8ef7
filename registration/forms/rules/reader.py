"""Read rules out of a form document: compiled to functions, with every problem named.

A rule is a tree of known words with bounded depth and size. It cannot run code, loop, or look at
anything but answers and ``Facts``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from registration.forms.rules.conditions import JOINED, SUBJECTS, comparison
from registration.forms.rules.formulas import FORMULAS, NEEDED
from registration.forms.rules.values import Answers, Facts, Test, Work, is_single

MAX_DEPTH = 20
MAX_PARTS = 500
MAX_TEXT = 2000


@dataclass(frozen=True, eq=False)
class Condition:
    """A compiled condition; ``fields`` are the questions that it looks at."""

    raw: Mapping[str, Any]
    fields: frozenset[str]
    inner_fields: frozenset[tuple[str, str]]
    test: Test

    def holds(self, answers: Answers, facts: Facts) -> bool:
        """Whether it is true of the answers (field key → value)."""
        return self.test(answers, facts)


@dataclass(frozen=True, eq=False)
class Formula:
    """A compiled formula; ``fields`` are the questions that it looks at."""

    raw: Any
    fields: frozenset[str]
    inner_fields: frozenset[tuple[str, str]]
    work: Work

    def value(self, answers: Answers, facts: Facts) -> Any:
        """What it comes to; None where something is missing for it."""
        return self.work(answers, facts)


def holds(condition: Condition | None, answers: Answers, facts: Facts) -> bool:
    """Whether a condition is true; no condition always is."""
    return condition is None or condition.test(answers, facts)


def read_condition(raw: object, wrong: Callable[[str], None]) -> Condition | None:
    """The condition that plain data gives; ``wrong`` is told what is wrong with it."""
    if raw is None:
        return None
    reader = Reader(wrong)
    test = reader.condition(raw)
    if reader.failed or not isinstance(raw, dict):
        return None
    return Condition(raw, frozenset(reader.fields), frozenset(reader.inner_fields), test)


def read_formula(raw: object, wrong: Callable[[str], None]) -> Formula:
    """The formula that plain data gives; ``wrong`` is told what is wrong with it."""
    reader = Reader(wrong)
    work = reader.formula(raw)
    return Formula(raw, frozenset(reader.fields), frozenset(reader.inner_fields), work)


class Reader:
    """Reads one rule; notes which fields it looks at."""

    def __init__(self, wrong: Callable[[str], None]) -> None:
        self._wrong = wrong
        self._depth = 0
        self._parts = 0
        self.failed = False
        self.fields: set[str] = set()
        self.inner_fields: set[tuple[str, str]] = set()

    def wrong(self, reason: str) -> None:
        """Note a problem."""
        self.failed = True
        self._wrong(reason)

    def condition(self, raw: object) -> Test:
        """A condition within the rule."""
        return self._deeper(self._condition, raw) or (lambda _answers, _facts: False)

    def formula(self, raw: object) -> Work:
        """A formula within the rule; a word, a number, true or false stands for itself."""
        if raw is None or is_single(raw):
            if isinstance(raw, str) and len(raw) > MAX_TEXT:
                self.wrong(f"a text in a rule has more than {MAX_TEXT} characters")
            return lambda _answers, _facts: raw
        return self._deeper(self._formula, raw) or (lambda _answers, _facts: None)

    def conditions(self, raw: object) -> list[Test]:
        """Several conditions."""
        if not isinstance(raw, list) or not raw:
            self.wrong("all and any need a list of conditions")
            return []
        return [self.condition(part) for part in raw]

    def formulas(self, raw: object, *, exactly: int | None = None) -> list[Work]:
        """Several formulas."""
        if not isinstance(raw, list) or not raw or (exactly and len(raw) != exactly):
            self.wrong(f"a formula needs a list of {exactly or 'at least 1'} parts")
            return []
        return [self.formula(part) for part in raw]

    def field(self, raw: object) -> str:
        """The key of a field."""
        if not isinstance(raw, str):
            self.wrong("a rule names a field by its key")
            return ""
        self.fields.add(raw)
        return raw

    def inner_field(self, group: object, raw: object) -> tuple[str, str]:
        """The keys of a group and of a field within it."""
        if not isinstance(raw, str):
            self.wrong("a rule names a field by its key")
            return "", ""
        pair = (self.field(group), raw)
        self.inner_fields.add(pair)
        return pair

    def word(self, raw: object, allowed: tuple[str, ...]) -> str:
        """One of the allowed words."""
        if raw in allowed:
            return str(raw)
        self.wrong(f"{raw!r:.80} is not one of {', '.join(allowed)}")
        return allowed[0]

    def whole(self, raw: object, most: int) -> int:
        """A whole number from ``-most`` to ``most``."""
        if isinstance(raw, int) and not isinstance(raw, bool) and -most <= raw <= most:
            return raw
        self.wrong(f"{raw!r:.80} is not a whole number from -{most} to {most}")
        return 0

    def text(self, raw: object) -> str:
        """A text."""
        if isinstance(raw, str) and len(raw) <= MAX_TEXT:
            return raw
        self.wrong("a text is expected")
        return ""

    def _deeper(self, read: Callable[[object], Any], raw: object) -> Any:
        self._parts += 1
        if self._depth >= MAX_DEPTH or self._parts > MAX_PARTS:
            if not self.failed:
                self.wrong(f"a rule is deeper than {MAX_DEPTH} or has more than {MAX_PARTS} parts")
            return None
        self._depth += 1
        try:
            return read(raw)
        finally:
            self._depth -= 1

    def _condition(self, raw: object) -> Test | None:
        if isinstance(raw, dict) and len(raw) == 1 and (name := next(iter(raw))) in JOINED:
            return JOINED[name](raw, self)
        if isinstance(raw, dict) and sum(name in raw for name in SUBJECTS) == 1:
            return comparison(raw, self)
        self.wrong("a condition is all, any, not, by, or a field, count or age with an operator")
        return None

    def _formula(self, raw: object) -> Work | None:
        names = set(raw) if isinstance(raw, dict) else set()
        named = [name for name in FORMULAS if name in names]
        for name in named:
            beside, read = FORMULAS[name]
            if names - {name} <= beside and NEEDED.get(name, name) in names:
                return read(raw, self)  # type: ignore[arg-type]  # a mapping, as it has names
        self.wrong(f"a formula is a word, a number, or one of {', '.join(FORMULAS)}")
        return None
