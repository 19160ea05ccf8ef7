"""Workbooks that are meant badly, or are none, are refused before they do harm."""

import io
import zipfile
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.exchange.documents import UnreadableDocument
from registration.exchange.xlsform.form import read_form
from registration.exchange.xlsform.workbook import MAX_BYTES, read_sheets
from tests.exchange.xlsform.books import EMAIL, NAME, book, changed, saved

GOOD = book(NAME, EMAIL)
CONTENT_TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as package:
        return package.read(name)


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as refused:
        read_sheets(data)
    return refused.value.reason


def test_rows_keep_their_numbers():
    survey = read_sheets(book(NAME, {"type": None}, EMAIL))["survey"]
    assert [(one.number, one.cells["name"]) for one in survey] == [(2, "name"), (4, "email")]


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4", b"type,name\ntext,x", b"\xd0\xcf\x11\xe0old excel", GOOD[:-100]]
)
def test_what_is_no_package_is_refused(data):
    assert refusal(data) == "it is no .xlsx workbook"


def test_another_package_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<document/>")
    assert refusal(out.getvalue()) == "it is no .xlsx workbook"
    assert refusal(changed(GOOD, without=["xl/workbook.xml"])) == "it is no .xlsx workbook"


def test_a_file_that_is_too_large_is_refused():
    assert refusal(b"PK" + b"x" * MAX_BYTES) == "it is larger than 5 MB"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert refusal(changed(GOOD, **{"xl/media/bomb.bin": b"\0" * (40 * 2**20)})) == (
        "a part of it is packed as no office program does"
    )
    parts = {f"xl/media/{number}.bin": b"\0" * (20 * 2**20) for number in range(3)}
    assert refusal(changed(GOOD, **parts)) == "it is larger than 50 MB when unpacked"


def test_a_bomb_that_lies_about_its_size_is_refused():
    true_size = 60 * 2**20
    data = bytearray(changed(GOOD, **{"xl/media/bomb.bin": b"\0" * true_size}))
    size = true_size.to_bytes(4, "little")
    while (place := data.find(size)) >= 0:
        data[place : place + 4] = (1000).to_bytes(4, "little")
    assert refusal(bytes(data)) == "it is no .xlsx workbook"


def test_many_parts_are_refused():
    parts = {f"xl/media/{number}.bin": b"" for number in range(600)}
    assert refusal(changed(GOOD, **parts)) == "it is larger than 50 MB when unpacked"


def test_macros_are_refused():
    told = "it has macros; save it as .xlsx without them"
    assert refusal(changed(GOOD, **{"xl/vbaProject.bin": b"Sub Auto_Open()"})) == told
    kind = part(CONTENT_TYPES).replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert refusal(changed(GOOD, **{CONTENT_TYPES: kind})) == told


def test_links_to_other_workbooks_are_refused():
    data = changed(GOOD, **{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert refusal(data) == "it has links to other workbooks; remove them"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(encoding):
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    sheet = part(SHEET).decode().partition("<worksheet")[2]
    evil = f"{declared}{bomb}<worksheet{sheet}".replace("<v>", "<v>&b;").replace("<t>", "<t>&b;")
    assert refusal(changed(GOOD, **{SHEET: evil.encode(encoding)})) in {
        "it declares a document type, as no workbook does",
        "it is damaged",
    }


def test_too_many_rows_and_columns_are_refused():
    made = openpyxl.Workbook()
    made.active.title = "survey"
    made.active.append(["type", "name"])
    for number in range(5001):
        made.active.append(["text", f"q{number}"])
    assert refusal(saved(made)) == "a sheet has more than 5000 rows"
    wide = openpyxl.Workbook()
    wide.active.title = "survey"
    wide.active.append([f"column {number}" for number in range(201)])
    wide.active.append(["text"] * 201)
    assert refusal(saved(wide)) == "sheet survey has more than 200 columns"


def test_a_sheet_that_claims_to_be_endless_is_read_as_far_as_it_goes():
    sheet = part(SHEET)
    begin = sheet.index(b"<dimension")
    end = sheet.index(b"/>", begin)
    endless = sheet[:begin] + b'<dimension ref="A1:XFD1048576"' + sheet[end:]
    assert len(read_sheets(changed(GOOD, **{SHEET: endless}))["survey"]) == 2


def test_a_formula_is_not_worked_out():
    made = openpyxl.load_workbook(io.BytesIO(GOOD))
    made["survey"]["B2"] = '=HYPERLINK("http://stadt.example","name")'
    [first, _] = read_sheets(saved(made))["survey"]
    assert "name" not in first.cells


def test_a_workbook_without_questions_is_refused():
    assert refusal(book()) == "it has no sheet survey with questions in it"


def test_a_column_that_stands_twice_is_told():
    made = openpyxl.Workbook()
    made.active.title = "survey"
    made.active.append(["type", "type"])
    made.active.append(["text", "text"])
    assert refusal(saved(made)) == "Duplicate column header: type"


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=20))
def test_a_damaged_workbook_does_no_more_than_be_refused(changes):
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    with suppress(UnreadableDocument):
        read_form(bytes(data))


PARTS = ["xl/workbook.xml", SHEET, CONTENT_TYPES, "xl/styles.xml"]
SIGNS = [b"<", b">", b'"', b"x", b"&", b"9999999999", b"/>"]
damages = st.tuples(st.sampled_from(PARTS), st.integers(0, 3000), st.sampled_from(SIGNS))


@given(st.lists(damages, max_size=6))
def test_a_workbook_with_damaged_parts_does_no_more_than_be_refused(damage):
    parts = {}
    for name, where, sign in damage:
        content = parts.get(name, part(name))
        place = where % len(content)
        parts[name] = content[:place] + sign + content[place + len(sign) :]
    with suppress(UnreadableDocument):
        read_form(changed(GOOD, **parts))
