"""Lists and labels to print, and business cards: what stands in them, who gets what."""

import io
from copy import deepcopy

import pypdf
import pytest
import vobject
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from registration.exchange.tables import FORMATS
from registration.forms import versions
from registration.papers.lists import MOST_ROWS, ROWS_AT_ONCE
from registration.programmes.models import Programme
from tests.factories import make_application
from tests.page import read
from tests.records import Statements, look
from tests.web.desk.test_export import FORM, MORE, SENT_AT, entries, export, fill, trip

__all__ = ["export", "trip"]
CHOSEN = {"chosen": "yes"}
BEIJING = {
    "country": "CN", "province": "北京市", "district": "东城区", "street": "正义路2号",
    "postal_code": "100744",
}  # fmt: skip
WANG = {"name": {"family": "王", "given": "晓明"}, "email": "wang@stadt.example", "companions": []}


def add(app, person=WANG, more=None, **what):
    def make():
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        application = make_application(programme, now=SENT_AT, language="zh", **what)
        fill(application, person, more or {**MORE, "home": BEIJING, "telephone": "+861065192708"})
        return application.reference

    return look(app, make, writes=True)


def change_form(app, key, **values):
    """Let the form of the trip ask otherwise, or without values not ask at all."""

    def act():
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        document = deepcopy(FORM)
        document["sections"][1]["fields"] = [
            {**one, **values} if one["key"] == key else one
            for one in document["sections"][1]["fields"]
            if values or one["key"] != key
        ]
        programme.form_version = versions.publish("trip", document, now=SENT_AT)
        for application in db.session.scalars(select(Application)):
            application.form_version = programme.form_version

    look(app, act, writes=True)


def pdf(answer):
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    return pypdf.PdfReader(io.BytesIO(answer.data))


def lines(page):
    return page.extract_text().splitlines()


def cards(answer):
    assert answer.status_code == 200
    assert answer.content_type == "text/vcard; charset=utf-8"
    # The reader knows vCard 3.0, which is written the same way where we look at it.
    text = answer.data.decode().replace("VERSION:4.0", "VERSION:3.0")
    return list(vobject.readComponents(text))


def fonts(reader):
    """The font programs that are part of the file, by the names of their fonts."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            [inner] = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"].get_object()
            found[descriptor["/FontName"]] = bool({"/FontFile2", "/FontFile3"} & {*descriptor})
    return found


@pytest.mark.parametrize(
    ("language", "head", "state"),
    [
        ("de", ["Stand", "Familienname"], "Eingegangen"),
        ("en", ["State", "Family name"], "Received"),
        ("zh", ["状态", "姓"], "已收到"),
    ],
)
def test_a_list_holds_the_chosen_columns_in_each_language(app, export, language, head, state):
    add(app)
    columns = ["_state", "name.family"]
    answer = export("pdf", language=language, **CHOSEN, column=columns)
    reader = pdf(answer)
    text = reader.pages[0].extract_text()
    assert [word for word in (*head, state, "Müller", "王") if word not in text] == []
    assert reader.trailer["/Root"]["/Lang"].startswith(language)
    assert reader.metadata.title.startswith("Trip")
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()
    names = fonts(reader)
    assert all(names.values())
    assert any("CJK" in name for name in names)
    assert answer.headers["Content-Disposition"].endswith(".pdf")


def test_the_head_and_the_number_stand_on_each_page(app, export):
    for _ in range(60):
        add(app)
    reader = pdf(export("pdf", **CHOSEN, column=["_reference", "_name"]))
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert "Reference" in text
        assert f"{number} / {len(reader.pages)}" in text


def test_many_columns_lie_across_the_page(app, export):
    few = ["_reference", "_name"]
    many = [*few, "_state", "_language", "_places", "email"]
    for columns, wide in ((few, False), (many, True)):
        box = pdf(export("pdf", **CHOSEN, column=columns)).pages[0].mediabox
        assert (box.width > box.height) is wide


def test_more_columns_than_a_page_holds_are_refused(app, export):
    columns = ["_reference", "_state", "_sent_at", "_language", "_places", "_name", "_email"]
    columns += ["_institution", "_partner", "email", "telephone", "years", "topics"]
    answer = export("pdf", **CHOSEN, column=columns)
    page, mistakes = read(answer.text)
    assert (answer.status_code, mistakes) == (422, [])
    assert "A page holds 12 columns. Please choose at most 12 for a list as PDF." in page.text
    assert entries(app) == []


def test_as_long_as_nobody_chooses_among_too_many_columns_a_list_has_the_usual_ones(app, export):
    add(app)
    text = pdf(export("pdf")).pages[0].extract_text()
    heads = ["Name", "Institution", "Partner city", "Reference", "State", "Places"]
    assert [word for word in (*heads, "Anna Beispiel") if word not in text] == []
    assert "Sent" not in text


def test_words_that_look_like_markup_stay_words_and_unknown_signs_are_marked(app, export):
    add(app, more={"wish": '#panic("x") *b* $1$ \\ @ref <a> ไ'})
    text = pdf(export("pdf", **CHOSEN, column=["wish"])).pages[0].extract_text()
    assert '#panic("x") *b* $1$ \\ @ref <a> \ufffd' in text


def test_sensitive_answers_are_on_paper_only_for_a_reason(app, export):
    change_form(app, "home", sensitive=True)
    asked = {**CHOSEN, "column": ["_reference", "diet"]}
    assert export("pdf", **asked).status_code == 200
    assert "Vegan" not in pdf(export("pdf", **asked)).pages[0].extract_text()
    opened = {**asked, "sensitive": "yes", "reason": "Kitchen"}
    text = pdf(export("pdf", **opened)).pages[0].extract_text()
    assert "Vegan" in text
    assert "With sensitive answers. Please destroy this paper" in text
    assert export("stickers").status_code == 422
    assert "Am Ufer 1" in pdf(export("stickers", **opened)).pages[0].extract_text()
    assert entries(app)[0][2]["sensitive"] is True


def test_labels_are_written_as_the_country_writes_them(app, export):
    add(app)
    first, second = (
        ["Jürgen Müller", "Am Ufer 1", "10115 Berlin"],
        ["China", "100744", "北京市东城区", "正义路2号", "王晓明"],
    )
    assert lines(pdf(export("stickers")).pages[0]) == [*first, *second]
    assert entries(app)[0][2] == {
        "format": "stickers", "labels": True, "sensitive": False, "reason": "", "rows": 2,
        "sheet": "3x8", "first": 1, "address": "", "home": "DE",
    }  # fmt: skip


def test_who_gave_no_address_has_no_label(app, export):
    add(app, more={"wish": "None"})
    assert lines(pdf(export("stickers")).pages[0])[0] == "Jürgen Müller"
    assert len(lines(pdf(export("stickers")).pages[0])) == 3


@pytest.mark.parametrize(("sheet", "last"), [("3x8", 24), ("3x7", 21), ("2x7", 14)])
def test_labels_begin_at_the_first_free_place(app, export, sheet, last):
    add(app)
    answer = export("stickers", sheet=sheet, first=str(last))
    assert [len(lines(page)) for page in pdf(answer).pages] == [3, 5]
    assert len(pdf(export("stickers", sheet=sheet, first=str(last - 1))).pages) == 1
    refused = export("stickers", sheet=sheet, first=str(last + 1))
    page, mistakes = read(refused.text)
    assert (refused.status_code, mistakes) == (422, [])
    assert "Please give the number of a label on the sheet, for example 1." in page.text
    [typed] = [one["value"] for one in page.all("input") if one["id"] == "first"]
    assert typed == str(last + 1)


def test_without_a_question_for_an_address_the_page_says_so(app, export, sign_in):
    change_form(app, "home")
    berta = sign_in("Berta")
    berta.open("/en/desk/programmes/trip/export")
    assert "There is no postal address to print" in berta.main
    assert [one for one in berta.page.all("button") if "Address labels" in one.text] == []
    refused = export("stickers")
    assert refused.status_code == 422
    assert "There is no postal address to print" in refused.text
    assert entries(app) == []


class TestWithoutAFont:
    @pytest.fixture
    def settings(self):
        return {"PDF_FONT": "No such font"}

    @pytest.mark.parametrize("kind", ["pdf", "stickers"])
    def test_nothing_is_printed_with_boxes(self, app, export, kind):
        refused = export(kind, **CHOSEN, column=["_name"])
        assert refused.status_code == 422
        assert "this system has no font with Chinese characters" in refused.text
        assert entries(app) == []


def test_cards_are_read_by_other_programs(app, export):
    reference = add(app)
    change_form(app, "telephone", role="telephone")
    first, second = cards(export("vcf"))
    assert (first.fn.value, first.n.value.family, first.n.value.given) == (
        "Jürgen Müller", "Müller", "Jürgen",
    )  # fmt: skip
    assert (first.email.value, first.tel.value) == ("juergen@stadt.example", "tel:+493090260")
    assert first.categories.value == ["Trip"]
    assert (second.fn.value, second.n.value.family, second.n.value.given) == (
        "王晓明", "王", "晓明",
    )  # fmt: skip
    assert second.fn.params["LANGUAGE"] == ["zh-Hans"]
    assert second.contents["lang"][0].value == "zh-Hans"
    assert second.uid.value.startswith(f"{reference}@")
    assert "photo" not in second.contents


def test_what_is_hidden_from_the_reader_is_on_no_card(app, export):
    change_form(app, "telephone", role="telephone", visible_to=["administrator"])
    assert ["tel" in one.contents for one in cards(export("vcf"))] == [False]
    assert ["tel" in one.contents for one in cards(export("vcf", who="Ada"))] == [True]


def test_signs_of_the_format_stay_words_on_a_card(app, export):
    name = {"family": "O;N,eil\\l", "given": "Ann" + "a" * 90}
    add(app, {**WANG, "name": name, "email": "a@stadt.example"})
    answer = export("vcf")
    card = cards(answer)[1]
    assert (card.n.value.family, card.n.value.given) == (name["family"], name["given"])
    assert answer.data.count(b"BEGIN:VCARD\r\nVERSION:4.0\r\n") == 2
    assert max(map(len, answer.data.splitlines())) <= 75


def test_large_lists_are_prepared_and_too_large_ones_refused(app):
    assert [FORMATS["pdf"].is_large(number) for number in (ROWS_AT_ONCE, ROWS_AT_ONCE + 1)] == [
        False, True,
    ]  # fmt: skip
    assert MOST_ROWS == 2000


@pytest.mark.parametrize("kind", ["pdf", "stickers", "vcf"])
def test_the_number_of_applications_takes_no_more_statements(app, export, kind):
    sent = []
    for more in (0, 2):
        for _ in range(more):
            add(app)
        with Statements(app) as statements, export(kind, **CHOSEN, column=["_name"]) as answer:
            assert answer.data
        sent.append([one for one in statements.sent if "FROM section_answers" in one])
    assert [len(one) for one in sent] == [1, 1]
