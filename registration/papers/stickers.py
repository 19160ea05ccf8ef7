"""Address labels on the sheets that are sold everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from registration.core.languages import N_
from registration.papers.lists import MOST_ROWS, TooManyForPaper
from registration.papers.typesetting import plain, typeset


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of A4, in millimetres.

    Attributes:
        columns, rows: how many labels stand side by side, and how many one below the other.
        width, height: of a label.
        left, top: where the first one begins.
        across, down: from the beginning of a label to that of the next.
        inset: what stays free around what is written.
    """

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float
    inset: float = 5.0

    @property
    def places(self) -> int:
        """How many labels there are."""
        return self.columns * self.rows


SHEETS = {
    "3x8": Sheet(
        columns=3, rows=8, width=70, height=37, left=0, top=0.5, across=70, down=37, inset=6
    ),
    "3x7": Sheet(
        columns=3, rows=7, width=63.5, height=38.1, left=7.2, top=15.1, across=66, down=38.1
    ),
    "2x7": Sheet(
        columns=2, rows=7, width=99.1, height=38.1, left=4.65, top=15.1, across=101.6, down=38.1
    ),
}
SHEET_WORDS = {
    "3x8": N_("3 × 8 labels of 70 × 37 mm"),
    "3x7": N_("3 × 7 labels of 63.5 × 38.1 mm"),
    "2x7": N_("2 × 7 labels of 99.1 × 38.1 mm"),
}
USUAL = "3x8"


@dataclass(frozen=True)
class Stickers:
    """How labels are wanted.

    Attributes:
        sheet: one of ``SHEETS``.
        first: the first free place on the first sheet, from 1, row by row.
        address: the key of the question for the address; empty for the first there is.
        home: the country in which they are posted, as ISO 3166-1; addresses there do not name it.
    """

    sheet: str = USUAL
    first: int = 1
    address: str = ""
    home: str = ""

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> Self:
        """As ``asdict`` wrote it among other things."""
        return cls(**{name: details[name] for name in asdict(cls()) if name in details})


def stickers_file(
    labels: Sequence[Sequence[str]],
    wanted: Stickers,
    *,
    title: str,
    language: str,
    now: datetime,
) -> bytes:
    """The labels as PDF, each given by its lines.

    Raises:
        NoFont: the system has no font for it.
        TooManyForPaper: there are more than 2,000.
    """
    if len(labels) > MOST_ROWS:
        raise TooManyForPaper
    sheet = SHEETS[wanted.sheet]
    pages: list[list[dict[str, Any]]] = []
    for number, lines in enumerate(labels, start=wanted.first - 1):
        page, place = divmod(number, sheet.places)
        row, column = divmod(place, sheet.columns)
        pages += [[]] * (page + 1 - len(pages))
        label = {"row": row, "column": column, "lines": [plain(line) for line in lines]}
        pages[page] = [*pages[page], label]
    data = {"title": plain(title), "sheet": asdict(sheet), "pages": pages}
    return typeset("stickers", data, language=language, now=now)
