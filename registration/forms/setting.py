"""What a type of field lets a form document set: read, described as JSON Schema, and built upon.

One declaration serves the reader of documents, the published schema and the builder.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from registration.core.languages import LANGUAGES, Texts
from registration.forms.entry import Entry
from registration.forms.rules.reader import Condition, Formula

MANY = 1_000_000
TEXTS_SCHEMA = {
    "type": "object",
    "properties": {code: {"type": "string"} for code in LANGUAGES},
    "required": list(LANGUAGES),
    "additionalProperties": False,
}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A named value of a question in the form document."""

    @property
    def needed(self) -> bool:
        """Whether the question cannot do without it."""
        return False

    def read(self, entry: Entry, name: str) -> Any:
        """The value in ``entry``; what is wrong with it is noted there."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """What the value may be, as JSON Schema (2020-12)."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Flag(Setting):
    """Yes or no."""

    default: bool = False

    def read(self, entry: Entry, name: str) -> bool:
        return entry.flag(name, default=self.default)

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean", "default": self.default}


@dataclass(frozen=True, kw_only=True)
class Whole(Setting):
    """A whole number from ``least`` to ``most``."""

    default: int
    least: int = 0
    most: int = 100_000

    def read(self, entry: Entry, name: str) -> int:
        return entry.whole(name, self.default, least=self.least, most=self.most)

    def schema(self) -> dict[str, Any]:
        return {
            "type": "integer",
            "minimum": self.least,
            "maximum": self.most,
            "default": self.default,
        }


@dataclass(frozen=True, kw_only=True)
class Limit(Setting):
    """A number, or none where there is no limit."""

    def read(self, entry: Entry, name: str) -> float | None:
        return entry.limit(name)

    def schema(self) -> dict[str, Any]:
        return {"type": ["number", "null"]}


@dataclass(frozen=True, kw_only=True)
class Word(Setting):
    """One of ``allowed`` words, or any; none where it is missing and has no default."""

    allowed: tuple[str, ...] | None = None
    default: str | None = None

    def read(self, entry: Entry, name: str) -> str | None:
        return entry.word(name, self.allowed) or self.default

    def schema(self) -> dict[str, Any]:
        if self.allowed is None:
            return {"type": ["string", "null"]}
        return {"enum": [*self.allowed, None]}


@dataclass(frozen=True, kw_only=True)
class Words(Setting):
    """Several of ``allowed`` words, in the order that the form gives."""

    allowed: Collection[str]
    default: tuple[str, ...]

    def read(self, entry: Entry, name: str) -> tuple[str, ...]:
        return entry.words(name, self.default, self.allowed)

    def schema(self) -> dict[str, Any]:
        words = {"enum": list(self.allowed)}
        return {"type": "array", "items": words, "minItems": 1, "default": list(self.default)}


@dataclass(frozen=True, kw_only=True)
class Codes(Setting):
    """Some of the ``known`` codes of a standard, in the order that the form gives; none is all."""

    known: Collection[str]

    def read(self, entry: Entry, name: str) -> tuple[str, ...]:
        codes = entry.raw_value(name, [])
        if isinstance(codes, list) and all(isinstance(c, str) and c in self.known for c in codes):
            return tuple(codes)
        entry.wrong(f"{name} is not a list of {name} that the system knows")
        return ()

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True, kw_only=True)
class Wording(Setting):
    """A text in every language."""

    optional: bool = False

    @property
    def needed(self) -> bool:
        return not self.optional

    def read(self, entry: Entry, name: str) -> Any:
        return entry.texts(name, optional=self.optional)

    def schema(self) -> dict[str, Any]:
        texts = {"$ref": "#/$defs/texts"}
        return {"anyOf": [texts, {"type": "null"}]} if self.optional else texts


@dataclass(frozen=True, kw_only=True)
class Options(Setting):
    """Things to choose from, each with a key that is kept and a label that is shown."""

    needed = True

    def read(self, entry: Entry, name: str) -> dict[str, Any]:
        options: dict[str, Any] = {}
        for one in entry.entries(name):
            key = one.key()
            if key in options:
                one.wrong("key stands twice")
            options[key] = self.option(one)
            one.refuse_unknown()
        return options

    def option(self, one: Entry) -> Any:
        """What is kept of one of them: its label."""
        return one.texts("label")

    def schema(self) -> dict[str, Any]:
        option = {
            "type": "object",
            "properties": self.option_schema(),
            "required": ["key", "label"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": option, "minItems": 1}

    def option_schema(self) -> dict[str, Any]:
        """What one of them may hold, as JSON Schema."""
        return {"key": {"$ref": "#/$defs/key"}, "label": {"$ref": "#/$defs/texts"}}


@dataclass(frozen=True, eq=False)
class Choosable:
    """Something to choose, which may depend on an earlier answer.

    ``places`` says how many people can have it; None where everybody can.
    """

    label: Texts
    when: Condition | None
    places: int | None = None


@dataclass(frozen=True, kw_only=True)
class ConditionalOptions(Options):
    """Options that may be offered only when a condition holds, or to so many people."""

    def option(self, one: Entry) -> Choosable:
        return Choosable(
            label=one.texts("label"),
            when=one.condition("when"),
            places=None if one.raw_value("places") is None else one.whole("places", 0, most=MANY),
        )

    def option_schema(self) -> dict[str, Any]:
        condition = {"anyOf": [{"$ref": "#/$defs/condition"}, {"type": "null"}]}
        whole = {"type": "integer", "minimum": 0, "maximum": MANY}
        places = {"anyOf": [whole, {"type": "null"}]}
        return {**super().option_schema(), "when": condition, "places": places}


@dataclass(frozen=True, kw_only=True)
class Worked(Setting):
    """A formula by which a value is worked out."""

    needed = True

    def read(self, entry: Entry, name: str) -> Formula:
        return entry.formula(name)

    def schema(self) -> dict[str, Any]:
        return {"$ref": "#/$defs/value"}


@dataclass(frozen=True, kw_only=True)
class Fields(Setting):
    """Questions within a question."""

    needed = True

    def read(self, entry: Entry, name: str) -> Any:
        return entry.fields(name)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"$ref": "#/$defs/field"}, "minItems": 1}
