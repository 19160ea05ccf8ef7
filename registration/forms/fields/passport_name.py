"""A person's name as the passport prints it."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.languages import N_, say
from registration.core.pinyin import as_in_passport, name_in_pinyin
from registration.forms.fields.field import Asked, Field, Typed, Wrong
from registration.forms.fields.name import full_name, read_names
from registration.forms.setting import Words

CALLED = {
    "surname": N_("Surname in Latin letters"),
    "given_names": N_("Given names in Latin letters"),
    "native": N_("Name in its own script"),
    "pinyin": N_("Pinyin"),
}
PARTS = tuple(CALLED)
LATIN = ("surname", "given_names", "pinyin")
MARKS = frozenset(" -'’.,")
NOT_LATIN = N_(
    "Please give this name in Latin letters, as the passport prints it: without digits or signs."
)
NO_SURNAME = N_(
    "Please give the surname in Latin letters as the passport prints it. "
    "If there is only one name, write it there."
)
GUESSED_NAME = N_(
    "Please give the name in Latin letters, too. For %(native)s we expect the surname "
    "%(surname)s and the given names %(given)s. Please compare it with the passport and type what "
    "stands there."
)
GUESSED_SURNAME = N_(
    "Please give the name in Latin letters, too. For %(native)s we expect the surname "
    "%(surname)s. Please compare it with the passport and type what stands there."
)
GUESSED_PINYIN = N_(
    "Please give the pinyin, too. We read %(native)s as %(pinyin)s; if that is right, type it so."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class PassportName(Field):
    """Surname and given names in Latin letters as printed (the visual zone of ICAO Doc 9303-3).

    ``native`` is the name in its own script, ``pinyin`` how it is read. Whoever has one name only
    has a surname and no given names (part 3, section 4.6). What Hanzi are read like is suggested
    where Latin letters are missing, but never taken without the person.
    """

    type = "passport_name"
    settings: ClassVar = {"parts": Words(allowed=PARTS, default=("surname", "given_names"))}
    several_inputs = True
    missing = N_("Please fill in “%(label)s” as in the passport.")
    parts: tuple[str, ...]  # type: ignore[misc]  # each form asks for its own

    @classmethod
    def settings_at_odds(cls, settings: Mapping[str, Any]) -> Iterator[str]:
        if "surname" not in settings["parts"]:
            yield "parts lack surname"

    def read(self, typed: Typed, asked: Asked) -> dict[str, str] | None:  # noqa: ARG002  # names have no language
        value = read_names(typed, self.parts)
        if not any(value.values()):
            return None
        for part in LATIN:
            value[part] = unicodedata.normalize("NFKC", value.get(part, ""))
            if value[part] and not _is_latin(value[part]):
                raise Wrong(NOT_LATIN, part=part)
        self._refuse_gaps(value)
        return {part: value[part] for part in self.parts}

    def show(self, value: Any, asked: Asked) -> str:
        name = full_name(value, asked.language)
        pinyin = value.get("pinyin") if value else ""
        return f"{name}, {pinyin}" if pinyin else name

    def part_names(self, language: str) -> Mapping[str, str]:
        return {part: say(language, CALLED[part]) for part in self.parts}

    def search(self, value: Any) -> Sequence[str]:
        return tuple(value.values()) if value else ()

    def _refuse_gaps(self, value: Mapping[str, str]) -> None:
        native = value.get("native", "")
        guess = name_in_pinyin(native)
        if not value["surname"]:
            if guess is None or value["given_names"]:
                raise Wrong(NO_SURNAME, part="surname")
            surname, given = (as_in_passport(name) for name in guess)
            told = GUESSED_NAME if given else GUESSED_SURNAME
            raise Wrong(told, part="surname", native=native, surname=surname, given=given)
        if guess is not None and "pinyin" in self.parts and not value["pinyin"]:
            raise Wrong(
                GUESSED_PINYIN, part="pinyin", native=native, pinyin=" ".join(guess).strip()
            )


def _is_latin(name: str) -> bool:
    return any(sign.isalpha() for sign in name) and all(
        sign in MARKS or unicodedata.combining(sign) or "LATIN" in unicodedata.name(sign, "")
        for sign in name
    )
