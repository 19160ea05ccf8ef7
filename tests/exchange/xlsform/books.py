"""Workbooks for the tests, really made."""

import io
import zipfile
from collections.abc import Sequence

import openpyxl

LANGUAGE_COLUMNS = {"de": "Deutsch (de)", "en": "English (en)", "zh": "中文 (zh)"}
TRANSLATED = ("label", "hint", "constraint_message")
SETTINGS = ({"form_title": "Trip", "form_id": "trip"},)
NAME = {"type": "text", "name": "name", "label": "Name", "role": "name", "required": "yes"}
EMAIL = {"type": "text", "name": "email", "label": "Email", "role": "email", "required": "yes"}
Rows = Sequence[dict[str, object]]


def row(kind: str, name: str = "", label: str = "", **more: object) -> dict[str, object]:
    return {"type": kind, "name": name, "label": label, **more}


def choice(list_name: str, name: str, **more: object) -> dict[str, object]:
    return {"list_name": list_name, "name": name, "label": name.title(), **more}


def book(*survey: dict[str, object], choices: Rows = (), settings: Rows = SETTINGS) -> bytes:
    """A workbook; labels, hints and messages are said in all languages."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = made.create_sheet(name)
        said = [spoken(one) for one in rows]
        header = list(dict.fromkeys(column for one in said for column in one))
        sheet.append(header)
        for one in said:
            sheet.append([one.get(column) for column in header])
    return saved(made)


def spoken(one: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for column, value in one.items():
        if column not in TRANSLATED:
            found[column] = value
        elif value:
            found |= {f"{column}::{name}": f"{value}" if code == "en" else f"{value} ({code})"
                      for code, name in LANGUAGE_COLUMNS.items()}  # fmt: skip
    return found


def saved(made: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def changed(data: bytes, *, without: Sequence[str] = (), **parts: bytes) -> bytes:
    """The package with parts added, replaced or left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in {*parts, *without}:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()
