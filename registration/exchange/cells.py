"""What stands in the cells of a table, before it is known in which kind of file."""

from datetime import date
from typing import Self

Cell = str | int | float | bool | None


class Dated(str):
    """A day or a moment in words, with what it means to programs.

    A ``datetime`` is what the clocks of the programme show; workbooks know no time zones.
    """

    __slots__ = ("value",)
    value: date

    def __new__(cls, words: str, value: date) -> Self:
        """``words`` are the text wherever nothing but text can stand."""
        made = super().__new__(cls, words)
        made.value = value
        return made
