"""Reading a form document: each value is asked for by name; what is wrong is collected."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from registration.core.languages import LANGUAGES, Texts
from registration.forms.rules.reader import Condition, Formula, read_condition, read_formula

if TYPE_CHECKING:
    from registration.forms.fields.field import Field

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
NO_TEXT = "%(name)s has no text in %(languages)s"
NO_TEXTS = "%(name)s is missing or is not a mapping of languages"
NO_ENTRIES = "%(name)s is missing, empty or not a list"
NOT_OUT_OF = "%(name)s is not a list out of %(allowed)s"
MISSING = "%(name)s is missing"
NO_KEY = "key %(key)r is not like a_name"
NOT_WHOLE = "%(name)s is not a whole number from %(least)s to %(most)s"
NOT_A_NUMBER = "%(name)s is not a number"
MOST_DAYS = 3650


@dataclass(frozen=True)
class Problem:
    """What is wrong with a form document, and where; as text it is a line for who writes files.

    Attributes:
        place: the keys from the form down; empty for the form itself.
        told: what is wrong, with ``%(name)s`` for its values.
        values: what ``told`` names.
    """

    place: tuple[str, ...]
    told: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        told = self.told % self.values if self.values else self.told
        return f"{'/'.join(('form', *self.place))}: {told}"


class Entry:
    """One mapping of a form document, with its place for the words of a problem."""

    def __init__(
        self,
        raw: object,
        place: tuple[str, ...],
        problems: list[Problem],
        read_field: "Callable[[Entry], Field | None]",
    ) -> None:
        self.raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        self.place = place
        self.problems = problems
        self._read_field = read_field
        self._asked: set[str] = set()
        if not isinstance(raw, dict):
            self.wrong("is not a mapping")

    def wrong(self, told: str, /, **values: object) -> None:
        """Note a problem of this entry; ``told`` names its values as ``%(name)s``."""
        self.problems.append(Problem(self.place, told, values))

    def raw_value(self, name: str, default: Any = None) -> Any:
        """The value as it stands."""
        self._asked.add(name)
        return self.raw.get(name, default)

    def key(self) -> str:
        """The entry's key: a small letter, then letters, digits and underscores."""
        value = self.raw_value("key")
        if isinstance(value, str) and KEY.fullmatch(value):
            return value
        self.wrong(NO_KEY, key=value)
        return ""

    def texts(self, name: str, *, optional: bool = False) -> Texts:
        """A text in every language; empty where it is optional and missing."""
        value = self.raw_value(name)
        if value is None and optional:
            return {}
        if not isinstance(value, dict):
            self.wrong(NO_TEXTS, name=name)
            return {}
        missing = [code for code in LANGUAGES if not isinstance(value.get(code), str)]
        if missing:
            self.wrong(NO_TEXT, name=name, languages=", ".join(missing))
        unknown = sorted(set(value) - set(LANGUAGES))
        if unknown:
            self.wrong(f"{name} has a text in {', '.join(unknown)}, which is no language here")
        return {code: str(value[code]).strip() for code in LANGUAGES if code in value}

    def flag(self, name: str, *, default: bool) -> bool:
        """A yes or no."""
        value = self.raw_value(name, default)
        if not isinstance(value, bool):
            self.wrong(f"{name} is neither true nor false")
        return bool(value)

    def whole(self, name: str, default: int, *, least: int = 0, most: int = 100_000) -> int:
        """A whole number within limits."""
        value = self.raw_value(name, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(NOT_WHOLE, name=name, least=least, most=most)
        return default

    def days(self, name: str) -> int | None:
        """A number of days; None where it is missing."""
        return None if self.raw_value(name) is None else self.whole(name, 0, most=MOST_DAYS)

    def limit(self, name: str) -> float | None:
        """A number, or None where there is no limit."""
        value = self.raw_value(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.wrong(NOT_A_NUMBER, name=name)
        return None

    def word(self, name: str, allowed: Collection[str] | None = None) -> str | None:
        """A word, one of ``allowed`` if given; None where it is missing."""
        value = self.raw_value(name)
        if value is None:
            return None
        if isinstance(value, str) and (allowed is None or value in allowed):
            return value
        self.wrong(f"{name} {value!r} is not known")
        return None

    def words(
        self, name: str, default: Collection[str], allowed: Collection[str]
    ) -> tuple[str, ...]:
        """Several words, each one of ``allowed``; ``default`` where it is missing."""
        value = self.raw_value(name)
        if name not in self.raw:
            return tuple(default)
        if isinstance(value, list) and value and all(word in allowed for word in value):
            return tuple(value)
        self.wrong(NOT_OUT_OF, name=name, allowed=", ".join(sorted(allowed)))
        return tuple(default)

    def condition(self, name: str) -> Condition | None:
        """A condition, or None where nothing depends on one."""
        return read_condition(self.raw_value(name), lambda told: self.wrong(f"{name}: {told}"))

    def required(self) -> bool | Condition:
        """Whether an answer is needed: always, never, or when a condition holds."""
        if isinstance(self.raw_value("required", True), dict):
            return self.condition("required") or False
        return self.flag("required", default=True)

    def formula(self, name: str) -> Formula:
        """A formula."""
        if self.raw_value(name) is None:
            self.wrong(MISSING, name=name)
        return read_formula(self.raw_value(name), lambda told: self.wrong(f"{name}: {told}"))

    def entries(self, name: str, *, optional: bool = False) -> "list[Entry]":
        """A list of mappings."""
        value = self.raw_value(name, [] if optional else None)
        if not isinstance(value, list) or not (value or optional):
            self.wrong(NO_ENTRIES, name=name)
            return []
        return [
            Entry(raw, (*self.place, _name(raw, index)), self.problems, self._read_field)
            for index, raw in enumerate(value, 1)
        ]

    def fields(self, name: str) -> "tuple[Field, ...]":
        """The fields of a section or of a repeated group."""
        found = (self._read_field(entry) for entry in self.entries(name))
        return tuple(field for field in found if field is not None)

    def refuse_unknown(self) -> None:
        """Note what nobody asked for: most likely a typing error."""
        for name in sorted(set(self.raw) - self._asked):
            self.wrong(f"{name} is not a setting here")


def _name(raw: object, index: int) -> str:
    key = raw.get("key") if isinstance(raw, dict) else None
    return key if isinstance(key, str) else f"#{index}"
