"""A table as a workbook: typed cells, a head that stays, columns as wide as what stands in them.

What people typed stays text: no formula, no link, and no number either where they wrote a
telephone or a passport with a zero in front.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from registration.core.formats import width
from registration.exchange.answers import Extract
from registration.exchange.cells import Cell, Dated

LONGEST_CELL = 32_767  # what a cell of a spreadsheet holds
MOST_ROWS = 1_048_575  # below the head
EXACT = 10**15  # beyond, a spreadsheet changes the last digits
FIRST_YEAR = 1900  # where the days of a spreadsheet begin
PIECE = 64 * 1024
NARROWEST, WIDEST = 8, 48  # in letters of the Latin script
HEAD_WIDEST = 28
BESIDE = 3  # for the button of the filter
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
DAYS = {"de": "dd.mm.yyyy", "en": "[$-809]d mmm yyyy", "zh": 'yyyy"年"m"月"d"日"'}
DAYS_AS_CODES = "yyyy-mm-dd"
HEAD = {
    "bold": True, "text_wrap": True, "valign": "vcenter",
    "font_color": "#FFFFFF", "bg_color": "#1F3A5F", "border": 1, "border_color": "#C9CFD6",
}  # fmt: skip


class TooManyRows(ValueError):
    """A sheet holds 1,048,575 rows and no more."""


@dataclass
class _Sheet:
    """The sheet that is being written, and how wide its columns have to be."""

    sheet: Any
    formats: dict[str, Any]
    widths: dict[int, int] = field(default_factory=dict)

    def head(self, names: Sequence[str]) -> None:
        for place, name in enumerate(names):
            self.sheet.write_string(0, place, _fitting(name), self.formats["head"])
            self.widths[place] = min(max(NARROWEST, width(name) + BESIDE), HEAD_WIDEST)

    def row(self, number: int, cells: Sequence[Cell]) -> None:
        for place, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            wide = self._write(number, place, cell)
            if wide > self.widths[place]:
                self.widths[place] = min(wide, WIDEST)

    def finish(self, rows: int) -> None:
        """Set the widths and the filter, once it is known what stands in the sheet."""
        for place, wide in self.widths.items():
            self.sheet.set_column(place, place, wide)
        last = max(self.widths, default=0)
        self.sheet.autofilter(0, 0, rows, last)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})

    def _write(self, number: int, place: int, cell: Cell) -> int:
        """Write one cell and say how wide it is."""
        if isinstance(cell, bool):
            self.sheet.write_boolean(number, place, cell, self.formats["plain"])
            return NARROWEST
        if isinstance(cell, Dated) and cell.value.year >= FIRST_YEAR:
            kind = "moment" if isinstance(cell.value, datetime) else "day"
            self.sheet.write_datetime(number, place, cell.value, self.formats[kind])
            return width(cell)
        if isinstance(cell, int | float) and -EXACT < cell < EXACT:
            self.sheet.write_number(number, place, cell, self.formats["plain"])
            return len(str(cell)) + 1
        words = str(cell)
        wide = width(words) + 1
        kind = "long" if wide > WIDEST or "\n" in words else "text"
        self.sheet.write_string(number, place, _fitting(words), self.formats[kind])
        return wide


def xlsx_file(found: Extract) -> Iterator[bytes]:
    """The table as a workbook with one sheet; it grows on the disk, not in memory.

    Raises:
        TooManyRows: it does not fit in a sheet; no piece has left then.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.xlsx"
        with xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": folder}) as workbook:
            _fill(workbook, found)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _fill(workbook: Any, found: Extract) -> None:
    sheet = workbook.add_worksheet()
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    written = _Sheet(sheet, _formats(workbook.add_format, found))
    written.head(found.header)
    rows = _counted(found.table(), written)
    written.finish(rows)


def _counted(table: Iterable[Sequence[Cell]], written: _Sheet) -> int:
    number = 0
    for number, cells in enumerate(table, start=1):
        if number > MOST_ROWS:
            raise TooManyRows
        written.row(number, cells)
    return number


def _formats(add: Callable[[dict[str, Any]], Any], found: Extract) -> dict[str, Any]:
    day = DAYS.get(found.asked.language, DAYS_AS_CODES) if found.labels else DAYS_AS_CODES
    top = {"valign": "top"}
    return {
        "head": add(HEAD),
        "plain": add(top),
        # "@": what looks like a number stays text also when somebody edits the cell. Some
        # spreadsheets show longer texts in such cells as "####", so those go without.
        "text": add({**top, "num_format": "@"}),
        "long": add({**top, "text_wrap": True}),
        "day": add({**top, "num_format": day, "align": "left"}),
        "moment": add({**top, "num_format": f"{day} hh:mm", "align": "left"}),
    }


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
