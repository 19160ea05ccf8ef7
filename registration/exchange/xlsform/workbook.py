"""The sheets of a workbook, read with care: it comes from elsewhere and may be meant badly.

Formulas are never worked out; macros, links to other files and document types are refused.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyxform.xls2json_backends import xlsx_to_dict

from registration.exchange.documents import UnreadableDocument

MEGABYTE = 1024 * 1024
MAX_BYTES = 5 * MEGABYTE
MAX_UNPACKED = 50 * MEGABYTE
MAX_PARTS = 500
MAX_RATIO = 200  # of XML that people's programs write, to what is left of it when packed
SMALL = MEGABYTE  # below it the ratio says nothing
MAX_ROWS = 5000
MAX_COLUMNS = 200
PIECE = 256 * 1024
LONGEST_WORD = 32  # of what is looked for in a part, so that none is lost between two pieces
CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
ROW = re.compile(rb"<(?:[a-z]+:)?row[ />]")
SHEET_NAMES = ("survey", "choices", "settings")


@dataclass(frozen=True)
class Row:
    """A row of a sheet; ``cells`` by the name of their column as it stands there."""

    sheet: str
    number: int
    cells: Mapping[str, str]


def read_sheets(data: bytes) -> dict[str, list[Row]]:
    """The rows with something in them of the sheets ``survey``, ``choices`` and ``settings``.

    Raises:
        UnreadableDocument: it is no ``.xlsx``, larger than 5 MB or than 50 MB unpacked, packed as
            no program would, has more than 5,000 rows or 200 columns, macros or external links.
    """
    _refuse_dangerous(data)
    book = _open(data)
    found = {}
    for name in SHEET_NAMES:
        rows = book.get(name) or []
        header = (book.get(f"{name}_header") or [{}])[0]
        if len(header) > MAX_COLUMNS:
            raise UnreadableDocument(f"sheet {name} has more than {MAX_COLUMNS} columns")
        if len(rows) > MAX_ROWS:
            raise UnreadableDocument(f"sheet {name} has more than {MAX_ROWS} rows")
        found[name] = [Row(name, number, cells) for number, cells in enumerate(rows, 2) if cells]
    if not found["survey"]:
        raise UnreadableDocument("it has no sheet survey with questions in it")
    return found


def _open(data: bytes) -> Mapping[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of the workbook that are not needed here
            return xlsx_to_dict(BytesIO(data))  # type: ignore[no-any-return]  # pyxform is untyped
    except Exception as error:  # what the library raises on broken files is not bounded
        reason = str(error) if type(error).__module__.startswith("pyxform") else "it is damaged"
        raise UnreadableDocument(reason) from error


def _refuse_dangerous(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(f"it is larger than {MAX_BYTES // MEGABYTE} MB")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _refuse_size(package)
            _refuse_parts(package)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableDocument("it is no .xlsx workbook") from error
    except (ValueError, zlib.error) as error:
        raise UnreadableDocument("it is damaged") from error


def _refuse_size(package: zipfile.ZipFile) -> None:
    """By what the directory of the package says, before anything is unpacked."""
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise UnreadableDocument(f"it is larger than {MAX_UNPACKED // MEGABYTE} MB when unpacked")
    for part in parts:
        if part.file_size > max(SMALL, MAX_RATIO * part.compress_size):
            raise UnreadableDocument("a part of it is packed as no office program does")


def _refuse_parts(package: zipfile.ZipFile) -> None:
    names = set(package.namelist())
    if not {CONTENT_TYPES, WORKBOOK} <= names:
        raise UnreadableDocument("it is no .xlsx workbook")
    if any("vbaproject" in name.lower() for name in names):
        raise UnreadableDocument("it has macros; save it as .xlsx without them")
    if any("externallink" in name.lower() for name in names):
        raise UnreadableDocument("it has links to other workbooks; remove them")
    left = MAX_UNPACKED
    for part in package.infolist():
        rows = 0
        for piece in _pieces(package, part):
            left -= len(piece)
            rows += len(ROW.findall(piece)) if SHEETS.fullmatch(part.filename) else 0
            if left < 0:
                raise UnreadableDocument("its parts are larger than it says")
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise UnreadableDocument("it declares a document type, as no workbook does")
            if part.filename == CONTENT_TYPES and b"macroEnabled" in piece:
                raise UnreadableDocument("it has macros; save it as .xlsx without them")
        if rows > MAX_ROWS + 1:
            raise UnreadableDocument(f"a sheet has more than {MAX_ROWS} rows")


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a part holds, unpacked piece by piece, each beginning with the end of the one before."""
    with package.open(part) as opened:
        end = b""
        while piece := opened.read(PIECE):
            yield end + piece
            end = piece[-LONGEST_WORD:]
