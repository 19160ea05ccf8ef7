"""The expressions of an XLSForm, a part of XPath 1.0, read into a tree; nothing is worked out here.

See https://getodk.github.io/xforms-spec/#xpath-expressions.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from registration.core.errors import RuleBroken

LONGEST = 2000
DEEPEST = 20
# Each alternative begins with a sign of its own and gives none back: time grows with length only.
TOKEN = re.compile(
    r"""\s*+(?:
        (?P<reference>\$\{[^{}]*+\})
      | (?P<text>"[^"]*+"|'[^']*+')
      | (?P<number>[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)
      | (?P<name>[^\W\d][\w.\-]*+(?::[^\W\d][\w.\-]*+)?)
      | (?P<sign><=|>=|!=|\.\.|//|[()=<>+*/,.|\[\]@-])
      | (?P<end>$)
      | (?P<other>.)
    )""",
    re.VERBOSE | re.DOTALL,
)
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class NotUnderstood(RuleBroken):
    """An expression cannot be read or has no counterpart; ``reason`` says what in it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Literal:
    """A text, a number, true or false."""

    value: str | int | float | bool


@dataclass(frozen=True)
class Reference:
    """Another question by its name; ``.`` is the question itself."""

    name: str


@dataclass(frozen=True)
class Column:
    """A column of the sheet ``choices``, in a choice filter."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function with its arguments, or an operator with what stands around it."""

    name: str
    parts: tuple["Node", ...]


Node = Literal | Reference | Column | Call


def read_expression(raw: str) -> Node:
    """The tree of an expression.

    Raises:
        NotUnderstood: it is longer than 2,000 characters, nested more than 20 deep, or no
            expression of the kind that is read here.
    """
    if len(raw) > LONGEST:
        raise NotUnderstood(f"the expression has more than {LONGEST} characters")
    reader = _Reader(raw)
    node = reader.level(0)
    if reader.kind != "end":
        raise NotUnderstood(f"{reader.word!r} is not expected there")
    return node


class _Reader:
    """A recursive-descent parser with one token of look-ahead."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._place = 0
        self._depth = 0
        self.kind = self.word = ""
        self._next()

    def level(self, number: int) -> Node:
        """An expression of operators that bind as ``LEVELS[number]`` or tighter."""
        if number == len(LEVELS):
            return self._nested(self._unary)
        parts = [self.level(number + 1)]
        operator = ""
        while self.word in LEVELS[number] and self.kind in {"name", "sign"}:
            if operator not in {"", self.word} or operator not in {"", "or", "and", "+", "*"}:
                parts = [Call(operator, tuple(parts))]
                self._refuse_deep(parts[0])
            operator = self.word
            self._next()
            parts.append(self.level(number + 1))
        return Call(operator, tuple(parts)) if operator else parts[0]

    def _unary(self) -> Node:
        if self.word == "-" and self.kind == "sign":
            self._next()
            inner = self._nested(self._unary)
            if isinstance(inner, Literal) and isinstance(inner.value, int | float):
                return Literal(-inner.value)
            return Call("*", (Literal(-1), inner))
        return self._path()

    def _path(self) -> Node:
        node = self._primary()
        while self.word == "/" and self.kind == "sign":
            self._next()
            if not isinstance(node, Reference):
                raise NotUnderstood("a path can only lead from a repeat to a question in it")
            name = self.word
            if self.kind == "reference":
                name = name[2:-1].strip()
            elif self.kind != "name":
                raise NotUnderstood("a path can only lead from a repeat to a question in it")
            self._next()
            node = Reference(name)
        return node

    def _primary(self) -> Node:
        kind, word = self.kind, self.word
        self._next()
        if kind == "reference":
            return Reference(word[2:-1].strip())
        if kind == "text":
            return Literal(word[1:-1])
        if kind == "number":
            return Literal(float(word) if "." in word else _whole(word))
        if kind == "name":
            return self._call(word) if self.word == "(" else Column(word)
        if word == ".":
            return Reference(".")
        if word == "(":
            inner = self.level(0)
            self._expect(")")
            return inner
        raise NotUnderstood("it ends too early" if kind == "end" else f"{word!r} is not known")

    def _call(self, name: str) -> Node:
        self._expect("(")
        parts = []
        if self.word != ")":
            parts.append(self.level(0))
            while self.word == ",":
                self._next()
                parts.append(self.level(0))
        self._expect(")")
        return Call(name, tuple(parts))

    def _expect(self, sign: str) -> None:
        if self.kind != "sign" or self.word != sign:
            raise NotUnderstood(f"{sign!r} is missing")
        self._next()

    def _next(self) -> None:
        found = TOKEN.match(self._raw, self._place)
        if found is None or found.lastgroup is None:
            raise NotUnderstood("it cannot be read")
        self._place = found.end()
        self.kind, self.word = found.lastgroup, found[found.lastgroup]

    def _nested(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotUnderstood(f"the expression is nested more than {DEEPEST} deep")
        node = read()
        self._depth -= 1
        return node

    def _refuse_deep(self, node: Node) -> None:
        depth = 0
        while isinstance(node, Call) and node.parts:
            node, depth = node.parts[0], depth + 1
        if depth > DEEPEST:
            raise NotUnderstood(f"the expression is nested more than {DEEPEST} deep")


def _whole(digits: str) -> int:
    if len(digits) > len("1000000000000000"):
        raise NotUnderstood("a number has too many digits")
    return int(digits)
