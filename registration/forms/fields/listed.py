"""One out of a list that the form document does not hold, e.g. of all countries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registration.core.languages import N_
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only


@dataclass(frozen=True, kw_only=True, eq=False)
class Listed(Field):
    """One of the ``options``; the value is its code."""

    missing = N_("Please choose an answer to “%(label)s”.")

    def options(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """(code, name) of all there is to choose from, in the order in which it is shown."""
        raise NotImplementedError

    def read(self, typed: Typed, asked: Asked) -> str | None:
        value = only(typed)
        if value and value not in dict(self.options(asked)):
            raise Wrong(NOT_OFFERED)
        return value or None

    def to_filter_by(self, asked: Asked) -> Mapping[str, str]:
        return dict(self.options(asked))

    def chosen(self, value: Any) -> Sequence[str]:
        return (value,) if value else ()
