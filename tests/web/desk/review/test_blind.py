"""Who only reviews reaches what is assigned and no more; in a blind stage no name on any way."""

import pytest
from sqlalchemy import select

from registration.applications import answers, documents, sealing
from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.notices import catalogue as notices
from tests.factories import make_application, make_programme
from tests.forms.documents import SECOND_PAGE, choices, field, short_form
from tests.records import look
from tests.web.desk.review import office

PDF = b"%PDF-1.4 marks %%EOF"
FORM = short_form()
FORM["sections"][0]["fields"][2]["fields"] = [
    field("name", "name"), field("text", "wish", required=False),
]  # fmt: skip
FORM["sections"][1]["fields"] = [
    field("choice", "diet", choices=choices("none", "vegan")),
    field("text", "court", role="institution"),
    field("calculated", "label", value={"field": "court"}),
    field("telephone", "phone"),
    field("long_text", "motive"),
    field("text", "salary", visible_to=["coordinator"]),
    field("file", "marks", kinds=["pdf"]),
]
MORE = {
    "diet": "vegan", "court": "Landgericht Nord", "label": "Landgericht Nord", "phone": "+49301",
    "motive": "Curious", "salary": "Secret", "marks": ["marks.pdf"],
}  # fmt: skip
TELLING = ("Wanda", "Zhang", "landgericht", "49301", "marks.pdf", "wanda@", "Knabe")


@pytest.fixture
def wandas(app, ground):
    """Wanda Zhang's application with a companion and a document: its reference."""

    def make():
        programme = make_programme("narrow", form=FORM)
        application = make_application(
            programme, given="Wanda", family="Zhang", email="wanda@stadt.example",
            institution="Landgericht Nord",
        )  # fmt: skip
        sections = {one.section: one for one in application.answers}
        person = dict(sealing.read(sections["person"]).values)
        person["companions"] = [{"name": {"family": "Knabe", "given": "Kai"}, "wish": "Window"}]
        sealing.write(sections["person"], frozenset(), typed=[], values=person)
        sealed = answers.sealed_in(application, SECOND_PAGE)
        sealing.write(sections[SECOND_PAGE], sealed, typed=[], values=MORE)
        asked = answers.document_of(application).field("marks")
        documents.add(application, asked, name="marks.pdf", content=PDF, now=clock.now())
        return application.reference

    return look(app, make, writes=True)


def document_id(app):
    query = select(Application).filter_by(name="Wanda Zhang")
    return look(app, lambda: db.session.scalars(query).one().documents[0].id)


def test_a_blind_reader_sees_answers_and_nothing_that_tells_who(app, sign_in, wandas):
    stage = office.make_stage(app, "narrow")
    [review] = office.assign(app, stage, "Rita", wandas)
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{review}")
    assert rita.heading.startswith("Application no.")
    assert "Vegan" in rita.main
    assert "Curious" in rita.main
    assert "Window" in rita.main
    for word in (*TELLING, wandas, "Secret"):
        assert word.lower() not in rita.answer.text.lower()
    assert rita.client.get(f"{rita.address}/documents/{document_id(app)}").status_code == 403


def test_where_names_are_open_the_reviewer_reads_them_and_saves_files(app, sign_in, wandas):
    stage = office.make_stage(app, "narrow", blind_names=False)
    [review] = office.assign(app, stage, "Rita", wandas)
    rita = sign_in("Rita")
    rita.open(f"/en/desk/reviews/{review}")
    assert rita.heading == "Wanda Zhang"
    assert "Landgericht Nord" in rita.main
    assert "Secret" not in rita.main
    with rita.client.get(f"{rita.address}/documents/{document_id(app)}") as answer:
        assert (answer.status_code, answer.data) == (200, PDF)


@pytest.mark.parametrize("blind", [True, False])
def test_no_way_around_leads_to_the_application(app, sign_in, wandas, blind):
    number = document_id(app)
    message = look(app, lambda: _message(wandas), writes=True)
    rita = sign_in("Rita")
    before = rita.client.get(f"/en/desk/applications/{wandas}").status_code
    stage = office.make_stage(app, "narrow", blind_names=blind)
    office.assign(app, stage, "Rita", wandas)
    assert before == 200
    for address in (
        f"/en/desk/applications/{wandas}",
        f"/en/desk/applications/{wandas}/sensitive",
        f"/en/desk/applications/{wandas}/documents/{number}",
        f"/en/desk/messages/{message}",
    ):
        assert rita.client.get(address).status_code == 404, address
    for address in (
        "/en/desk",
        f"/en/desk?text={wandas}",
        "/en/desk?text=Wanda",
        "/en/desk?text=wanda@stadt.example",
        "/en/desk?programme=3",
        "/en/desk/messages",
        "/en/desk/programmes",
        "/en/desk/programmes/narrow",
        *([] if not blind else ["/en/desk/reviews"]),
    ):
        rita.open(address)
        assert rita.status == 200
        if "text=" in address:  # the page says what was looked for, and that there is nothing
            assert rita.page.all("tbody") == []
            continue
        main = rita.main.lower()
        assert not [one for one in (*TELLING, wandas) if one.lower() in main], address
    for page in ("export", "line-up"):
        assert rita.client.get(f"/en/desk/programmes/narrow/{page}").status_code == 403
    token = next(one["value"] for one in rita.page.all("input") if one["name"] == "csrf_token")
    for kind in ("csv", "xlsx", "json"):
        address = f"/en/desk/programmes/narrow/answers.{kind}"
        answer = rita.client.post(address, data={"csrf_token": token, "shown": "labels"})
        assert answer.status_code == 403
    assert rita.client.get(f"/en/desk/applications/{wandas}/reviewers").status_code == 403


def test_other_programmes_stay_open_to_a_reviewer(app, sign_in):
    office.make_stage(app, "both")
    rita = sign_in("Rita")
    assert "Jürgen Müller" in rita.main
    assert "Wang" not in rita.main


def test_who_also_coordinates_still_decides_with_the_whole_application(app, sign_in, wandas):
    stage = office.make_stage(app, "narrow")
    [review] = office.assign(app, stage, "Berta", wandas)
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{wandas}")
    assert berta.heading == "Wanda Zhang"
    berta.open(f"/en/desk/reviews/{review}")
    assert "Wanda" not in berta.main


def _message(reference):
    found = db.session.scalars(select(Application).filter_by(reference=reference)).one()
    return notices.receipt(found, now=clock.now())
