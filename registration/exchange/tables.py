"""Tables as files: CSV, XLSX and JSON, piece by piece. What people typed stays text in all of them.

A cell that a spreadsheet would take for a formula is defused (CWE-1236): in CSV by an apostrophe
before it, in XLSX by being written as a string.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence

from registration.exchange.answers import Extract
from registration.exchange.cells import Cell
from registration.exchange.workbook import xlsx_file

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
