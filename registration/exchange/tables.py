"""Answers as files of each kind, piece by piece. What people typed stays text in all of them.

A cell that a spreadsheet would take for a formula is defused (CWE-1236): in CSV by an apostrophe
before it, in XLSX by being written as a string.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from registration.core.settings import settings
from registration.exchange.answers import Extract
from registration.exchange.cards import cards_file
from registration.exchange.cells import Cell
from registration.exchange.printed import check_list, check_stickers, list_pdf, stickers_pdf
from registration.exchange.workbook import xlsx_file
from registration.papers.lists import ROWS_AT_ONCE

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


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        media_type: what browsers are told.
        pieces: writes it.
        ending: of the file's name; empty for the kind's own.
        check: refuses at once what cannot be written.
        at_once: how many applications go in while one waits, as far as the format says.
        chosen: whether the chosen columns are what stands in it.
    """

    media_type: str
    pieces: Callable[[Extract], Iterator[bytes]]
    ending: str = ""
    check: Callable[[Extract], None] = lambda _found: None
    at_once: int | None = None
    chosen: bool = True

    def is_large(self, rows: int) -> bool:
        """Whether it is better prepared in the background."""
        most = settings.export_rows_at_once
        return rows > (most if self.at_once is None else min(most, self.at_once))


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", csv_file),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "json": Format("application/json", json_file),
    "pdf": Format("application/pdf", list_pdf, check=check_list, at_once=ROWS_AT_ONCE),
    "stickers": Format(
        "application/pdf", stickers_pdf, ".pdf", check_stickers, ROWS_AT_ONCE, chosen=False
    ),
    "vcf": Format("text/vcard; charset=utf-8", cards_file, chosen=False),
}


def file_name(slug: str, kind: str, day: date) -> str:
    """What the file of an export is called."""
    marked = "" if FORMATS[kind].chosen else f"-{kind}"
    return f"{slug}{marked}-{day.isoformat()}{FORMATS[kind].ending or f'.{kind}'}"


def _with_header(found: Extract) -> Iterator[Sequence[Cell]]:
    yield found.header
    yield from found.table()


def _defused(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and cell.startswith(RISKY):
        return f"'{cell}"
    return "" if cell is None else cell
