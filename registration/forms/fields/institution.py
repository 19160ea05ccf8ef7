"""An institution."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.formats import sort_key
from registration.core.languages import N_, say
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Option, Typed, Wrong, only
from registration.forms.fields.text import fitting
from registration.forms.setting import Flag, Words

KINDS = ("school", "university", "court", "authority", "company", "association")
CALLED = {"key": N_("From the list"), "name": N_("Not in the list")}
MAX = 200


@dataclass(frozen=True, kw_only=True, eq=False)
class Institution(Field):
    """One of the partnership's institutions, or with ``other`` the typed name of another one.

    ``kinds`` limits which are offered; none means all. The value is ``{"key": …}`` or
    ``{"name": …}``.
    """

    type = "institution"
    settings: ClassVar = {"kinds": Words(allowed=KINDS, default=()), "other": Flag(default=True)}
    kinds: tuple[str, ...]
    other: bool

    @property
    def parts(self) -> tuple[str, ...]:  # type: ignore[override]  # depends on what is asked
        return ("", "name") if self.other else ("",)

    @property
    def several_inputs(self) -> bool:  # type: ignore[override]  # as above
        return self.other

    def options(self, asked: Asked) -> list[Option]:
        """What is offered, sorted by city and name."""
        offered = [one for one in asked.institutions if not self.kinds or one.kind in self.kinds]
        return sorted(
            offered,
            key=lambda one: [sort_key(word, asked.language) for word in (one.note, one.label)],
        )

    def read(self, typed: Typed, asked: Asked) -> dict[str, str] | None:
        key = only(typed)
        name = only(typed, "name") if self.other else ""
        if key and name:
            told = N_(
                "Please either choose an institution from the list or type the name of another "
                "one, not both."
            )
            raise Wrong(told)
        if name:
            tidy = " ".join(unicodedata.normalize("NFC", name).split())
            return {"name": fitting(tidy, self, MAX, asked) or ""}
        if key and key not in {one.key for one in self.options(asked)}:
            raise Wrong(NOT_OFFERED)
        return {"key": key} if key else None

    def show(self, value: Any, asked: Asked) -> str:
        return "".join(self.show_part(part, value[part], asked) for part in value or ())

    def part_names(self, language: str) -> Mapping[str, str]:
        parts = CALLED if self.other else ("key",)
        return {part: say(language, CALLED[part]) for part in parts}

    def show_part(self, part: str, value: Any, asked: Asked) -> str:
        labels = {one.key: one.label for one in asked.institutions} if part == "key" else {}
        return labels.get(value, str(value))

    def search(self, value: Any) -> Sequence[str]:
        return tuple(value.values()) if value else ()
