"""Rules of a form from the expressions of an XLSForm: conditions and formulas as plain data.

What has no exact counterpart is refused, never approximated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registration.exchange.xlsform.functions import COUNTS, FUNCTIONS, is_date, is_today
from registration.exchange.xlsform.xpath import (
    Call,
    Column,
    Literal,
    Node,
    NotUnderstood,
    Reference,
    read_expression,
)

Rule = dict[str, Any]
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
ORDER = {"<": "less_than", ">": "more_than", "<=": "at_most", ">=": "at_least"}
COMPARISONS = frozenset(FLIPPED)
SEVERAL = frozenset({"choices", "ranking", "dates"})
DAYS_OF_A_YEAR = (365, 365.25, 365.2425)
ACKNOWLEDGED = "OK"


@dataclass(frozen=True)
class Known:
    """A question that an expression may name.

    Attributes:
        key: its key in the form.
        kind: its type there.
        group: the key of the repeated group that it stands in.
        choices: name in the workbook → key in the form, of what can be chosen.
    """

    key: str
    kind: str
    group: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Translator:
    """Translates for one question.

    Attributes:
        known: the questions by their names in the workbook.
        own: the question itself, which ``.`` stands for.
        columns: what a choice has in its columns, for a choice filter.
    """

    known: Mapping[str, Known]
    own: Known | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def condition(self, raw: str) -> Rule | bool:
        """The condition that an expression is; True or False where it always is.

        Raises:
            NotUnderstood: it cannot be read or has no counterpart.
        """
        return self.truth(read_expression(raw))

    def formula(self, raw: str) -> Any:
        """The formula that an expression is.

        Raises:
            NotUnderstood: it cannot be read or has no counterpart.
        """
        return self.value(read_expression(raw))

    def truth(self, node: Node) -> Rule | bool:
        """A node as a condition."""
        if isinstance(node, Reference):
            return self._filled(node)
        if not isinstance(node, Call):
            return bool(self.value(node))
        if node.name in COMPARISONS:
            return self._comparison(node)
        work = CONDITIONS.get(node.name)
        if work is None:
            raise NotUnderstood(f"{node.name} is not known where a condition is expected")
        return work(self, node.parts)

    def selected(self, question: Node, choice: Node) -> Rule:
        """Whether a choice is chosen."""
        if not isinstance(question, Reference):
            raise NotUnderstood("selected() asks about a question")
        known = self.find(question)
        operator = "includes" if known.kind in SEVERAL else "is"
        return {**self._subject(question), operator: self._compared(choice, known)}

    def _filled(self, node: Reference) -> Rule:
        if self.find(node).kind in {"calculated", "number"}:
            raise NotUnderstood("a number is no condition; compare it with something")
        return {**self._subject(node), "filled": True}

    def _comparison(self, node: Call) -> Rule | bool:
        left, right = (self._settled(part) for part in node.parts)
        operator = node.name
        if not self._is_subject(left):
            left, right, operator = right, left, FLIPPED[operator]
        if not self._is_subject(left):
            return self._constant(left, operator, right)
        subject = self._subject(left)
        known = self.find(left) if isinstance(left, Reference) else None
        if operator in ORDER:
            return {**subject, ORDER[operator]: self._compared(right, known)}
        if isinstance(right, Literal) and right.value == "":
            return {**subject, "filled": operator == "!="}
        wanted = self._compared(right, known)
        found: Rule = {**subject, "is": wanted}
        if known and known.kind == "choices":  # equal to one choice: that one and no other
            found = {"all": [{**subject, "includes": wanted}, {"count": known.key, "is": 1}]}
        return found if operator == "=" else {"not": found}

    def _constant(self, left: Node, operator: str, right: Node) -> bool:
        """A comparison of two fixed values, as a choice filter has them."""
        if not (isinstance(left, Literal) and isinstance(right, Literal)) or operator in ORDER:
            raise NotUnderstood("it compares no question; put the calculation into a row calculate")
        return (str(left.value) == str(right.value)) is (operator == "=")

    def _settled(self, node: Node) -> Node:
        return Literal(self._column(node)) if isinstance(node, Column) else node

    def _compared(self, node: Node, known: Known | None) -> Any:
        """What a question is compared with, as its answers are kept."""
        node = self._settled(node)
        if not isinstance(node, Literal) or known is None:
            return self.value(node)
        if known.choices:
            return _choice(str(node.value), known)
        if known.kind == "declaration" and node.value in {ACKNOWLEDGED, "yes", "true"}:
            return True
        if known.kind == "number" and isinstance(node.value, str):
            return _number(node.value)
        return node.value

    def _is_subject(self, node: Node) -> bool:
        if isinstance(node, Reference):
            return True
        return isinstance(node, Call) and (node.name in COUNTS or self._born(node) is not None)

    def _subject(self, node: Node) -> Rule:
        return dict(self.value(node))

    def value(self, node: Node) -> Any:
        """A node as a formula."""
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Reference):
            known = self.find(node)
            if known.group and known.group != self._group:
                raise NotUnderstood(f"{node.name} is asked several times; use sum() or count()")
            return {"field": known.key}
        if isinstance(node, Column):
            return self._column(node)
        if node.name in CONDITIONS or node.name in COMPARISONS:
            found = self.truth(node)
            return found if isinstance(found, bool) else {"if": found, "then": True, "else": False}
        born = self._born(node)
        if born:
            return {"age": born.key, "on": "today"}
        work = FUNCTIONS.get(node.name)
        if work is None:
            raise NotUnderstood(f"{node.name} is not known here")
        return work(self, node.parts)

    @property
    def _group(self) -> str | None:
        return self.own.group if self.own else None

    def find(self, node: Reference) -> Known:
        """The question that a node names."""
        found = self.own if node.name == "." else self.known.get(node.name)
        if found is None:
            raise NotUnderstood(f"there is no question {node.name}")
        return found

    def _column(self, node: Column) -> str:
        if not self.columns:
            raise NotUnderstood(
                f"{node.name} is not known here; a question is written ${{{node.name}}}"
            )
        if node.name not in self.columns:
            raise NotUnderstood(f"the sheet choices has no column {node.name}")
        return self.columns[node.name]

    def _born(self, node: Node) -> Known | None:
        """The day in the usual way to write an age: ``(today() - ${day}) div 365.25``, cut off."""
        if isinstance(node, Call) and node.name in {"int", "floor"} and len(node.parts) == 1:
            node = node.parts[0]
        if not (isinstance(node, Call) and node.name == "div"):
            return None
        span, year = node.parts
        if not (isinstance(year, Literal) and year.value in DAYS_OF_A_YEAR):
            return None
        if not (isinstance(span, Call) and span.name == "-" and is_today(span.parts[0])):
            return None
        born = span.parts[1]
        return self.find(born) if isinstance(born, Reference) else None

    def is_day(self, node: Node) -> bool:
        """Whether it stands for a day."""
        if isinstance(node, Reference):
            return self.find(node).kind == "date"
        if isinstance(node, Literal):
            return is_date(node.value)
        return isinstance(node, Call) and node.name in {"today", "now", "date"}


def _not(translator: Translator, parts: Sequence[Node]) -> Rule | bool:
    return negated(translator.truth(_only(parts)))


def _boolean(translator: Translator, parts: Sequence[Node]) -> Rule | bool:
    return translator.truth(_only(parts))


def _selected(translator: Translator, parts: Sequence[Node]) -> Rule | bool:
    if len(parts) != 2:  # noqa: PLR2004  # a question and a choice
        raise NotUnderstood("selected() asks about a question and a choice")
    return translator.selected(*parts)


def _only(parts: Sequence[Node]) -> Node:
    if len(parts) != 1:
        raise NotUnderstood("not() and boolean() take one condition")
    return parts[0]


CONDITIONS: dict[str, Callable[[Translator, Sequence[Node]], Rule | bool]] = {
    "and": lambda translator, parts: all_of([translator.truth(part) for part in parts]),
    "or": lambda translator, parts: any_of([translator.truth(part) for part in parts]),
    "not": _not,
    "boolean": _boolean,
    "selected": _selected,
    "true": lambda _translator, _parts: True,
    "false": lambda _translator, _parts: False,
}


def all_of(found: list[Rule | bool]) -> Rule | bool:
    """One condition for several that must all hold."""
    parts = [inner for one in found if one is not True for inner in _flat(one, "all")]
    if False in found:
        return False
    return True if not parts else parts[0] if len(parts) == 1 else {"all": parts}


def any_of(found: list[Rule | bool]) -> Rule | bool:
    """One condition for several of which one must hold."""
    parts = [inner for one in found if one is not False for inner in _flat(one, "any")]
    if True in found:
        return True
    return False if not parts else parts[0] if len(parts) == 1 else {"any": parts}


def negated(found: Rule | bool) -> Rule | bool:  # noqa: FBT001  # a condition may be a fixed one
    """The opposite of a condition."""
    if isinstance(found, bool):
        return not found
    if isinstance(found.get("filled"), bool):
        return {**found, "filled": not found["filled"]}
    opposite: Rule = found.get("not", {"not": found})
    return opposite


def _flat(one: Rule | bool, joiner: str) -> list[Any]:  # noqa: FBT001  # as above
    return list(one[joiner]) if isinstance(one, dict) and joiner in one else [one]


def _choice(name: str, known: Known) -> str:
    if name not in known.choices:
        raise NotUnderstood(f"{known.key} has no choice {name}")
    return known.choices[name]


def _number(raw: str) -> int | float:
    try:
        number = float(raw)
    except ValueError:
        raise NotUnderstood(f"{raw!r} is no number") from None
    return int(number) if number.is_integer() else number
