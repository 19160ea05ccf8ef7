"""The same choice for several things."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from registration.core.formats import show_list
from registration.core.languages import N_, Texts, say, text
from registration.forms.fields.choice import NOT_OFFERED
from registration.forms.fields.field import Asked, Field, Typed, Wrong
from registration.forms.setting import Flag, Options


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid(Field):
    """One of the ``columns`` for each of the ``rows``, or any number of them if ``several``.

    The value maps the keys of answered rows to a column's key, or to a list of keys in the order
    of the form. ``required`` asks for every row.
    """

    type = "grid"
    settings: ClassVar = {"rows": Options(), "columns": Options(), "several": Flag()}
    several_inputs = True
    missing = N_("Please choose an answer in each row of “%(label)s”.")
    rows: dict[str, Texts]
    columns: dict[str, Texts]
    several: bool

    @property
    def parts(self) -> tuple[str, ...]:  # type: ignore[override]  # each form has its own rows
        return tuple(self.rows)

    def part_names(self, language: str) -> Mapping[str, str]:
        return {row: text(label, language) for row, label in self.rows.items()}

    def show_part(self, part: str, value: Any, asked: Asked) -> str:  # noqa: ARG002  # all rows alike
        return self._show_row(value, asked.language)

    def read(self, typed: Typed, asked: Asked) -> dict[str, str | list[str]] | None:
        value = {row: found for row in self.rows if (found := self._row(typed, row))}
        open_rows = [row for row in self.rows if row not in value]
        if value and open_rows and self.required is True:
            labels = [text(self.rows[row], asked.language) for row in open_rows]
            told = N_("Please choose an answer in each row. Still open: %(rows)s")
            raise Wrong(told, part=open_rows[0], rows=show_list(labels, asked.language))
        return value or None

    def show(self, value: Any, asked: Asked) -> str:
        return "\n".join(
            say(
                asked.language,
                N_("%(name)s: %(value)s"),
                name=text(label, asked.language),
                value=self._show_row(value[row], asked.language),
            )
            for row, label in self.rows.items()  # a database may order the value otherwise
            if row in (value or {})
        )

    def _row(self, typed: Typed, row: str) -> str | list[str]:
        ticked = {value for value in typed.get(row, ()) if value}
        if ticked - set(self.columns) or (len(ticked) > 1 and not self.several):
            raise Wrong(NOT_OFFERED, part=row)
        found = [key for key in self.columns if key in ticked]
        return found if self.several else "".join(found)

    def _show_row(self, found: str | list[str], language: str) -> str:
        keys = found if isinstance(found, list) else [found]
        return show_list([text(self.columns.get(key), language) for key in keys], language)
