"""What a line of a condition may be about, how it may be compared, and with which values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from registration.core.languages import N_, say, text
from registration.forms.fields.field import Asked, Field
from registration.forms.rules.values import PARTIES
from registration.forms.rules.words import DAY_WORDS, PARTY_WORDS, SUBJECT_WORDS
from registration.web.desk.builder.settings import DECIMAL

FILLED, EMPTY = "filled", "empty"
EQUAL = ("is", "is_not")
ORDERED = (*EQUAL, "at_least", "at_most", "more_than", "less_than")
OPERATOR_WORDS = {
    "is": N_("is"),
    "is_not": N_("is not"),
    "includes": N_("includes"),
    "at_least": N_("is at least"),
    "at_most": N_("is at most"),
    "more_than": N_("is more than"),
    "less_than": N_("is less than"),
    FILLED: N_("is answered"),
    EMPTY: N_("is not answered"),
}
LATER_WORDS = {
    "at_least": N_("is that day or later"),
    "at_most": N_("is that day or earlier"),
    "more_than": N_("is later than"),
    "less_than": N_("is earlier than"),
}
ONE_OF_A_LIST = frozenset({"choice", "country", "language", "nationality", "yes_no"})
LISTS = frozenset({"choices", "ranking", "dates"})
TYPED = {
    **dict.fromkeys(("number", "rating", "calculated", "hidden"), ("number", ORDERED)),
    "time": ("time", ORDERED),
    "text": ("text", EQUAL),
}
COUNTED = frozenset({"group", "choices", "dates", "file", "ranking"})
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class WrongLine(Exception):
    """A line of a condition that says nothing; ``message`` says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Subject:
    """What a line is about.

    Attributes:
        name: as addresses and forms name it, e.g. ``field:diet`` or ``age:born``.
        words: what the reader sees.
        value: which control its value needs: ``options``, ``number``, ``day`` (an option or a
            date), ``time``, ``text``, or nothing.
        operators: how it may be compared.
        options: (value as it is typed, words) to choose from.
    """

    name: str
    words: str
    value: str
    operators: tuple[str, ...]
    options: Sequence[tuple[str, str]] = ()

    @property
    def comparisons(self) -> list[tuple[str, str]]:
        """(operator, words) to choose from."""
        table = {**OPERATOR_WORDS, **(LATER_WORDS if self.value in {"day", "time"} else {})}
        return [
            (one, say(g.language, words)) for one, words in table.items() if one in self.operators
        ]

    def line(self, operator: str, value: str) -> dict[str, Any]:
        """The raw condition of what was chosen.

        Raises:
            WrongLine: something is missing or cannot be compared.
        """
        kind, key, *day = self.name.split(":")
        if kind == "by":
            return {"by": self._value(value)}
        about = {kind: key, **({"on": day[0]} if day else {})}
        if operator not in self.operators:
            raise WrongLine(N_("Please choose how it is compared."))
        if operator in {FILLED, EMPTY}:
            return {**about, "filled": operator == FILLED}
        return {**about, operator: self._value(value)}

    def _value(self, value: str) -> Any:
        value = value.strip()
        if self.value == "day" and DAY.fullmatch(value):
            return value
        if self.options:
            if value not in dict(self.options):
                raise WrongLine(N_("Please choose a value."))
            return _of_option(value)
        if self.value == "number" and DECIMAL.fullmatch(value):
            number = float(value.replace(",", "."))
            return int(number) if number.is_integer() else number
        wanted = {"text": re.compile(r".{1,200}"), "time": CLOCK, "number": DECIMAL}
        if self.value not in wanted or not wanted[self.value].fullmatch(value):
            raise WrongLine(N_("Please give the value that it is compared with."))
        return value


def _of_option(value: str) -> Any:
    kind, _, rest = value.partition(":")
    if kind == "flag":
        return rest == "yes"
    if kind in {"day", "field"}:
        return {kind: rest}
    return rest


def subjects_of(known: Mapping[str, Field], asked: Asked) -> dict[str, Subject]:
    """What a rule may look at, by name; ``known`` are the questions before it."""
    found = [one for field in known.values() for one in _about(field, known, asked)]
    found.append(_who_fills_in())
    return {one.name: one for one in found}


def _about(field: Field, known: Mapping[str, Field], asked: Asked) -> Iterator[Subject]:
    if field.type == "note":
        return
    value, operators, options = _compared(field, known, asked)
    yield Subject(f"field:{field.key}", _words("field", field), value, operators, options)
    if field.type == "date":
        for day in ("starts", "today"):
            words = _words("age", field, day=day)
            yield Subject(f"age:{field.key}:{day}", words, "number", ORDERED)
    if field.type in COUNTED:
        yield Subject(f"count:{field.key}", _words("count", field), "number", ORDERED)


def _compared(
    field: Field, known: Mapping[str, Field], asked: Asked
) -> tuple[str, tuple[str, ...], Sequence[tuple[str, str]]]:
    """(control, operators, options) of a question's own answer."""
    if field.type in ONE_OF_A_LIST:
        return "options", (*EQUAL, FILLED, EMPTY), _options(field, asked)
    if field.type in LISTS and (options := _options(field, asked)):
        return "options", ("includes", FILLED, EMPTY), options
    if field.type == "date":
        return "day", (*ORDERED, FILLED, EMPTY), _days(field, known)
    value, operators = TYPED.get(field.type, ("", ()))
    return value, (*operators, FILLED, EMPTY), ()


def _options(field: Field, asked: Asked) -> list[tuple[str, str]]:
    if field.type == "yes_no":
        return [("flag:yes", field.show(True, asked)), ("flag:no", field.show(False, asked))]
    if hasattr(field, "choices"):
        return [
            (f"key:{key}", text(getattr(one, "label", one), asked.language))
            for key, one in field.choices.items()
        ]
    if hasattr(field, "options"):
        return [(f"key:{key}", words) for key, words in field.options(asked)]
    return []


def _days(field: Field, known: Mapping[str, Field]) -> list[tuple[str, str]]:
    days = [(f"day:{day}", say(g.language, words)) for day, words in DAY_WORDS.items()]
    others = [one for one in known.values() if one.type == "date" and one is not field]
    return days + [(f"field:{one.key}", _words("field", one)) for one in others]


def _who_fills_in() -> Subject:
    options = [(f"key:{party}", say(g.language, PARTY_WORDS[party])) for party in PARTIES]
    return Subject("by:", say(g.language, N_("Who fills in")), "options", ("is",), options)


def _words(kind: str, field: Field, *, day: str = "starts") -> str:
    question = field.question(g.language) or field.key
    words, day_words = SUBJECT_WORDS[kind], DAY_WORDS[day]
    return say(g.language, words, question=question, day=say(g.language, day_words))
