"""One out of several."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, say, text
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.rules.reader import Condition, Formula, holds
from registration.forms.rules.values import Answers
from registration.forms.setting import Choosable, ConditionalOptions

MOST_RADIOS = 7
NOT_OFFERED = N_("Please choose one of the answers shown.")
FULL = N_("“%(option)s” is full. Please choose another answer.")
TOO_FEW = N_(
    "“%(option)s” has too few places left: %(left)s, and you need %(needed)s. "
    "Please choose another answer."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice(Field):
    """One of the ``choices`` (key → label): radio buttons, from eight on a list."""

    type = "choice"
    settings: ClassVar = {"choices": ConditionalOptions()}
    missing = N_("Please choose an answer to “%(label)s”.")
    choices: dict[str, Choosable]

    @property
    def several_inputs(self) -> bool:  # type: ignore[override]  # depends on the number of choices
        return len(self.choices) <= MOST_RADIOS

    def read(self, typed: Typed, asked: Asked) -> str | None:  # noqa: ARG002  # keys have no language
        value = only(typed)
        if value and value not in self.choices:
            raise Wrong(NOT_OFFERED)
        return value or None

    def answer(self, typed: Typed, asked: Asked, known: Answers) -> str | None:
        value = self.read(typed, asked)
        if value and not holds(self.choices[value].when, known, asked.facts):
            raise Wrong(NOT_OFFERED)
        require_places(self.key, self.choices, [value] if value else (), asked)
        return value

    def rules(self) -> Iterator[Condition | Formula]:
        yield from super().rules()
        yield from conditions_of(self.choices)

    def show(self, value: Any, asked: Asked) -> str:
        return label_of(self.choices, value, asked)

    def search(self, value: Any) -> Sequence[str]:
        return labels_of(self.choices, self.chosen(value))

    def to_filter_by(self, asked: Asked) -> Mapping[str, str]:
        return {key: label_of(self.choices, key, asked) for key in self.choices}

    def chosen(self, value: Any) -> Sequence[str]:
        return (value,) if value else ()


def quota_key(field_key: str, option: str) -> str:
    """The key of the quota that counts who has an option."""
    return f"choice:{field_key}:{option}"


def places_left(field_key: str, option: str, asked: Asked) -> int | None:
    """How many can still have an option; None where everybody can."""
    return asked.left.get(quota_key(field_key, option))


def require_places(
    field_key: str, choices: Mapping[str, Choosable], chosen: Iterable[str], asked: Asked
) -> None:
    """Let through what was chosen and still has places for everybody who applies.

    Raises:
        Wrong: something has not.
    """
    for key in chosen:
        left = places_left(field_key, key, asked)
        if left is not None and left < asked.party:
            option = label_of(choices, key, asked)
            raise Wrong(TOO_FEW if left else FULL, option=option, left=left, needed=asked.party)


def say_full(language: str, option: str, *, left: int, needed: int) -> str:
    """What a reader is told who chose something that has not enough places left."""
    return say(language, TOO_FEW if left else FULL, option=option, left=left, needed=needed)


def conditions_of(choices: Mapping[str, Choosable]) -> Iterator[Condition]:
    """The conditions on which some of the choices are offered."""
    return (choice.when for choice in choices.values() if choice.when)


def label_of(choices: Mapping[str, Choosable], key: Any, asked: Asked) -> str:
    """What a choice is called; empty where there is none with this key."""
    return text(choices[key].label, asked.language) if key in choices else ""


def labels_of(choices: Mapping[str, Choosable], keys: Iterable[str]) -> tuple[str, ...]:
    """What choices are called in all languages."""
    return tuple(label for key in keys if key in choices for label in choices[key].label.values())
