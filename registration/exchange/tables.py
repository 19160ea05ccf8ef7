"""Tables as files: CSV, XLSX and JSON, piece by piece. What people typed stays text in all of them.

A cell that a spreadsheet would take for a formula is defused (CWE-1236): in CSV by an apostrophe
before it, in XLSX by being written as a string.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from registration.exchange.answers import Cell, Extract

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767  # what a cell of a spreadsheet holds
PIECE = 64 * 1024
WIDTH = 22
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def csv_file(found: Extract) -> Iterator[bytes]:
    """The table as CSV (RFC 4180, UTF-8 with the mark by which spreadsheets recognise it)."""
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for row in _with_header(found):
        writer.writerow([_defused(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def xlsx_file(found: Extract) -> Iterator[bytes]:
    """The table as a workbook with one sheet; it grows on the disk, not in memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.xlsx"
        with xlsxwriter.Workbook(str(path), {**OPTIONS, "tmpdir": folder}) as workbook:
            _fill(workbook, _with_header(found))
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def json_file(found: Extract) -> Iterator[bytes]:
    """The records as a JSON array, one in a line."""
    before = b"[\n"
    for record in found.records():
        yield before + json.dumps(record, ensure_ascii=False).encode()
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


FORMATS: dict[str, tuple[str, Callable[[Extract], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "json": ("application/json", json_file),
}


def _with_header(found: Extract) -> Iterator[Sequence[Cell]]:
    yield found.header
    yield from found.table()


def _defused(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(RISKY):
        return f"'{cell}"
    return "" if cell is None else cell


def _fill(workbook: Any, rows: Iterable[Sequence[Cell]]) -> None:
    sheet = workbook.add_worksheet()
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows):
        if number == 0:
            sheet.set_column(0, len(row) - 1, WIDTH)
        for place, cell in enumerate(row):
            if isinstance(cell, bool):
                sheet.write_boolean(number, place, cell)
            elif isinstance(cell, str):
                sheet.write_string(number, place, _fitting(cell), None if number else head)
            elif cell is not None:
                sheet.write_number(number, place, cell)


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
