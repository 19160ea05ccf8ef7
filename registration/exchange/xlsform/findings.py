"""What an import finds: problems that keep it from being a form, and what was left out."""

from collections.abc import Collection
from dataclasses import dataclass, field

from registration.core.languages import LANGUAGES, SELF_NAMES
from registration.exchange.xlsform.columns import Cells


@dataclass(frozen=True)
class Findings:
    """Both lists, in the order of the rows.

    Attributes:
        language: of columns that name none; empty where nobody said.
        problems: each with its sheet and row.
        left_out: what has no counterpart and changes no answer; also with sheet and row.
    """

    language: str
    problems: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def wrong(self, cells: Cells, reason: str) -> None:
        """Note a problem."""
        self.problems.append(f"{cells.place}: {reason}")

    def leave(self, cells: Cells, what: str) -> None:
        """Note something that is left out."""
        self.left_out.append(f"{cells.place}: {what}")

    def texts(self, cells: Cells, column: str, *, optional: bool = False) -> dict[str, str]:
        """A text in all languages; what is missing is a problem, unless all is and it may be."""
        found = cells.texts(column, self.language)
        missing = [code for code in LANGUAGES if code not in found]
        if missing and cells.get(column) and not self.language:
            name = f"{column}::{SELF_NAMES[missing[0]]} ({missing[0]})"
            self.wrong(cells, f"the column {column} names no language; call it {name} for example")
            return found
        if missing and (found or not optional):
            columns = ", ".join(f"{column}::{SELF_NAMES[code]} ({code})" for code in missing)
            self.wrong(cells, f"{column} has no text in {', '.join(missing)}; fill in {columns}")
        if any("${" in said for said in found.values()):
            self.wrong(cells, f"{column} shows the answer to another question, which no form does")
        return found

    def ignore(self, cells: Cells, columns: Collection[str]) -> None:
        """Note the columns among these that are filled in without an effect."""
        filled = [name for name in columns if cells.get(name)]
        filled += sorted({name for name, _ in cells.spoken} & set(columns) - set(filled))
        for name in [*filled, *sorted(cells.other_languages)]:
            self.leave(cells, f"the column {name} has no counterpart")
