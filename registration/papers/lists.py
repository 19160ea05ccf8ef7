"""A list on paper: as many columns as a page holds, each page with their head and its number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registration.core.errors import RuleBroken
from registration.core.formats import width
from registration.papers.typesetting import plain, typeset

MOST_COLUMNS = 12
MOST_ROWS = 2_000  # typst holds all of it in memory: some 30 KB a cell
ROWS_AT_ONCE = 200
MOST_UPRIGHT = 5  # columns
NARROWEST, WIDEST = 6, 40  # in letters of the Latin script
UPRIGHT, ACROSS = 100, 150  # letters on a line
SMALL = 8  # columns, beyond which letters are small
SPACES = re.compile(r"(\s+)")
BREAKING = re.compile(r"(?<=[@._/\-])")


class TooManyColumns(RuleBroken):
    """A page holds 12 columns and no more."""


class TooManyForPaper(RuleBroken):
    """A file to print holds 2,000 applications and no more."""


@dataclass(frozen=True)
class List:
    """What stands on the paper.

    Attributes:
        title: of the document.
        about: what it is about, on lines below the title.
        note: stands at the foot of each page.
        header: what the columns are called.
        rows: the cells, row by row.
    """

    title: str
    about: str
    note: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def list_file(found: List, *, language: str, now: datetime) -> bytes:
    """The list as PDF, across the page where it has more than five columns.

    Raises:
        NoFont: the system has no font for it.
        TooManyColumns, TooManyForPaper: it has more than fit.
    """
    if len(found.header) > MOST_COLUMNS:
        raise TooManyColumns
    if len(found.rows) > MOST_ROWS:
        raise TooManyForPaper
    landscape = len(found.header) > MOST_UPRIGHT
    widths = _widths([found.header, *found.rows])
    letters = [(ACROSS if landscape else UPRIGHT) * one // sum(widths) for one in widths]
    data = {
        "title": plain(found.title),
        "about": plain(found.about),
        "note": plain(found.note),
        "header": _broken(found.header, letters),
        "rows": [_broken(row, letters) for row in found.rows],
        "widths": widths,
        "landscape": landscape,
        "size": 8 if len(found.header) > SMALL else 9,
    }
    return typeset("list", data, language=language, now=now)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column is beside the others."""
    return [
        max(NARROWEST, min(WIDEST, max(map(width, column)))) for column in zip(*rows, strict=True)
    ]


def _broken(row: Sequence[str], letters: Sequence[int]) -> list[str]:
    """The cells; words that are longer than a line may be broken (by U+200B)."""
    return [_foldable(plain(cell), room) for cell, room in zip(row, letters, strict=True)]


def _foldable(cell: str, room: int) -> str:
    if all(len(word) <= room for word in cell.split()):
        return cell
    return "".join(
        "\u200b".join(BREAKING.split(part)) if len(part) > room else part
        for part in SPACES.split(cell)
    )
