"""A form that an office already has, brought along as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g
from werkzeug.datastructures import FileStorage

from registration.core.languages import N_, say
from registration.exchange import documents
from registration.exchange.documents import UnreadableDocument
from registration.exchange.xlsform import workbook
from registration.exchange.xlsform.form import read_form
from registration.forms import document as forms
from registration.forms import entry
from registration.forms.entry import Problem
from registration.web.desk.builder.words import problem_words

KINDS = ("xlsx", "yaml", "yml", "json")
# What the builder itself helps to mend.
MENDED_LATER = frozenset(
    {
        entry.NO_TEXT, forms.NO_ROLE, forms.ROLE_REPEATED, forms.LOOKS_AHEAD, forms.NOT_IN_GROUP,
        forms.KEY_TAKEN,
    }
)  # fmt: skip
LEFT_OPEN_BY_WORKBOOKS = frozenset({entry.NO_TEXTS, entry.NO_ENTRIES, entry.MISSING})


class CannotBring(Exception):
    """The file gives no draft; ``reasons`` say why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(*reasons)
        self.reasons = list(reasons)


@dataclass(frozen=True)
class Brought:
    """What a file gives: a document, and what of the file is not in it."""

    document: dict[str, Any]
    left_out: list[str]


def bring(upload: FileStorage | None, key: str) -> Brought:
    """The form in a file: an XLSForm (.xlsx), or a form document as YAML or JSON.

    Raises:
        CannotBring: it is none of these, or what it holds cannot be mended in the builder.
    """
    suffix = (upload.filename or "").rpartition(".")[2].lower() if upload else ""
    if upload is None or suffix not in KINDS:
        raise CannotBring([say(g.language, "Please choose a file: .xlsx, .yaml or .json.")])
    most = workbook.MAX_BYTES if suffix == "xlsx" else documents.MAX_BYTES
    data = upload.stream.read(most + 1)
    try:
        if suffix == "xlsx":
            found = read_form(data, key=key, language=g.language)
            left_out = [*found.problems, *found.left_out]
            return Brought(
                _checked(found.document, MENDED_LATER | LEFT_OPEN_BY_WORKBOOKS), left_out
            )
        kind = "json" if suffix == "json" else "yaml"
        return Brought(_checked(documents.read(data, kind), MENDED_LATER), [])
    except UnreadableDocument as wrong:
        told = N_("The file cannot be read: %(reason)s")
        raise CannotBring([say(g.language, told, reason=wrong.reason)]) from wrong


def _checked(document: Any, allowed: frozenset[str]) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise CannotBring([say(g.language, "The file holds no form.")])
    _, problems = forms.read(document)
    reasons = [_told(one) for one in problems if one.told not in allowed]
    if reasons:
        raise CannotBring(reasons)
    return document


def _told(problem: Problem) -> str:
    where = " / ".join(problem.place)
    told = problem_words(problem, "", g.language)
    return f"{where}: {told}" if where else told
