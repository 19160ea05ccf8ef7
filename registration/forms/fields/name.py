"""A person's name: in parts, never split on spaces."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, say
from registration.core.pinyin import name_in_pinyin
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only
from registration.forms.setting import Words

CALLED = {
    "family": N_("Family name"),
    "given": N_("Given names"),
    "native": N_("Name in Chinese characters"),
    "latin": N_("Name in Latin letters"),
}
PARTS = tuple(CALLED)
MAX = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class Name(Field):
    """Family and given name; ``native`` in Hanzi; ``latin`` as the passport spells it.

    People may have one letter, one name only, or 39 characters in the passport's line; so no part
    is asked for by itself, only that there is a name at all.
    """

    type = "name"
    settings: ClassVar = {"parts": Words(allowed=PARTS, default=("family", "given"))}
    several_inputs = True
    missing = N_("Please fill in “%(label)s”; one of the names is enough.")
    parts: tuple[str, ...]  # type: ignore[misc]  # each form asks for its own

    def read(self, typed: Typed, asked: Asked) -> dict[str, str] | None:  # noqa: ARG002  # names have no language
        value = read_names(typed, self.parts)
        return value if any(value.values()) else None

    def show(self, value: Any, asked: Asked) -> str:
        return full_name(value, asked.language)

    def part_names(self, language: str) -> Mapping[str, str]:
        return {part: say(language, CALLED[part]) for part in self.parts}

    def search(self, value: Any) -> Sequence[str]:
        return tuple(value.values()) if value else ()


def read_names(typed: Typed, parts: Sequence[str]) -> dict[str, str]:
    """What was typed into the parts of a name, with single spaces.

    Raises:
        Wrong: one of them is longer than 100 characters.
    """
    value = {part: _tidy(only(typed, part)) for part in parts}
    for part, name in value.items():
        if len(name) > MAX:
            told = N_("Please shorten this name to at most %(max)s characters.")
            raise Wrong(told, part=part, max=MAX)
    return value


def full_name(value: Mapping[str, str] | None, language: str) -> str:
    """The whole name on a line; readers of Chinese see the Hanzi first.

    Reads the values of ``name`` and of ``passport_name``.
    """
    if not value:
        return ""
    family = value.get("family") or value.get("surname")
    given = value.get("given") or value.get("given_names")
    western = " ".join(part for part in (given, family) if part)
    western = western or value.get("latin", "")
    native = value.get("native", "")
    if not native or not western or native == western:
        return western or native
    return f"{native} ({western})" if language == "zh" else f"{western} ({native})"


def name_in_order(value: Mapping[str, str] | None) -> str:
    """The name as lists sort it: the family name first, Hanzi as they are read."""
    if not value:
        return ""
    family = value.get("family") or value.get("surname") or ""
    given = value.get("given") or value.get("given_names") or ""
    native = value.get("native", "")
    parts = (family, given) if family else name_in_pinyin(native) or (native, given)
    return " ".join(part for part in parts if part) or value.get("latin", "")


def _tidy(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())
