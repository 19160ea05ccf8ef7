"""What the columns of an XLSForm mean: their names, their languages, and the texts in a row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from registration.core.languages import LANGUAGES, SELF_NAMES
from registration.exchange.xlsform.workbook import Row

ALIASES = {  # older names that are still met
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "readonly": "read_only",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "jr:constraintmsg": "constraint_message",
    "command": "type",
    "value": "name",
    "tag": "name",
    "set_form_id": "form_id",
    "set_form_title": "form_title",
}
WRAPPERS = frozenset({"bind", "control", "body"})
LANGUAGE_NAMES = {
    **{name.lower(): code for code, name in SELF_NAMES.items()},
    **{code: code for code in LANGUAGES},
    "german": "de", "englisch": "en", "chinese": "zh", "chinesisch": "zh", "汉语": "zh",
    "简体中文": "zh", "德语": "de", "英语": "en",
}  # fmt: skip
PLAIN_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@dataclass(frozen=True)
class Cells:
    """A row by the meaning of its columns.

    Attributes:
        place: where it stands, in words.
        single: column → text, of columns that name no language.
        spoken: (column, language) → text.
        other_languages: columns in a language that the product does not speak.
    """

    row: Row
    single: dict[str, str] = field(default_factory=dict)
    spoken: dict[tuple[str, str], str] = field(default_factory=dict)
    other_languages: set[str] = field(default_factory=set)

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.row.sheet} row {self.row.number}"

    def get(self, column: str) -> str:
        """The text of a column; empty where there is none."""
        return self.single.get(column, "").strip()

    def expression(self, column: str) -> str:
        """The same of a column with an expression; quotation marks as programs know them."""
        return self.get(column).translate(PLAIN_QUOTES)

    def texts(self, column: str, language: str) -> dict[str, str]:
        """What a column says in each language; the one that names none is in ``language``."""
        found = {code: self.spoken.get((column, code), "").strip() for code in LANGUAGES}
        if language in LANGUAGES:
            found[language] = found[language] or self.get(column)
        return {code: said for code, said in found.items() if said}


def read_rows(rows: Iterable[Row]) -> Iterator[Cells]:
    """The rows by the meaning of their columns, without those that are switched off."""
    for row in rows:
        cells = Cells(row)
        for header, text in row.cells.items():
            _put(cells, header, str(text))
        if cells.get("disabled").lower() not in {"yes", "true", "true()"}:
            yield cells


def language_of(name: str) -> str | None:
    """The code of a language as a column names it, e.g. ``Deutsch (de)``; None for another one."""
    name = name.strip().lower()
    if name.endswith(")"):
        name = name[:-1].rpartition("(")[2]
    code = name.replace("_", "-").partition("-")[0].strip()
    return LANGUAGE_NAMES.get(name) or LANGUAGE_NAMES.get(code)


def _put(cells: Cells, header: str, text: str) -> None:
    tokens = [token.strip() for token in header.split("::")]
    if len(tokens) == 1 and not header.startswith("jr:"):
        tokens = [token.strip() for token in header.split(":")]
    if tokens[0].lower() in WRAPPERS and len(tokens) > 1:
        del tokens[0]
    name = "_".join(tokens[0].lower().split())
    name = ALIASES.get(name, name)
    if len(tokens) == 1:
        cells.single.setdefault(name, text)
    elif (code := language_of(tokens[-1])) and len(tokens) == 2:  # noqa: PLR2004  # a column and its language
        cells.spoken.setdefault((name, code), text)
    else:
        cells.other_languages.add(header)
