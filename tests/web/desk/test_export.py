"""Taking the answers of a programme away: who may, what the file holds, what trail it leaves."""

import csv
import io
import json
from copy import deepcopy
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import select

from registration.applications import answers, sealing
from registration.applications.models import Application, SectionAnswers
from registration.audit import trail
from registration.core.db import db
from registration.forms import versions
from registration.programmes.models import Programme
from tests.factories import make_application, make_programme
from tests.forms.documents import SECOND_PAGE, choices, field, short_form, words
from tests.page import read
from tests.records import Statements, look

SENT_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FORM = short_form()
FORM["key"] = "trip"
FORM["sections"][1]["fields"] = [
    field("choice", "diet", choices=choices("none", "vegan", "other"), sensitive=True),
    field("text", "wish", required=False),
    field("telephone", "telephone", required=False),
    field("number", "years", required=False),
    field("choices", "topics", choices=choices("law", "art"), required=False),
    field("yes_no", "first_time", required=False),
    field("text", "why_again", when={"field": "first_time", "is": False}),
    field("date_range", "stay", required=False),
    field("address", "home", required=False),
    field("institution", "host", required=False),
    field("consent", "photos", required=False, wording=words("You may print it.")),
    field("signature", "signature", required=False),
    field("grid", "meals", rows=choices("sat", "sun"), columns=choices("noon", "night"),
          several=True, required=False),
    field(
        "group", "luggage", max=40, item=words("Piece"), required=False,
        fields=[field("text", "what"), field("text", "whose", sensitive=True)],
    ),
]  # fmt: skip
PERSON = {
    "name": {"family": "Müller", "given": "Jürgen"},
    "email": "juergen@stadt.example",
    "companions": [{"name": {"family": "Wang", "given": "晓明"}, "child": True}],
}
MORE = {
    "diet": "vegan", "wish": '=HYPERLINK("http://x")\n"well"', "telephone": "+493090260",
    "years": 12.5, "topics": ["law", "art"], "first_time": True, "why_again": "not asked for",
    "luggage": [{"what": "Cello", "whose": "secret"}],
    "stay": {"from": "2027-05-01", "to": "2027-05-03"},
    "home": {"country": "DE", "city": "Berlin", "street": "Am Ufer 1", "postal_code": "10115"},
    "meals": {"sat": ["noon", "night"]}, "host": {"name": "Dorfschule"},
    "photos": {"given": True, "language": "de"},
    "signature": {"name": "Jürgen Müller", "strokes": [[[1, 2]]]},
}  # fmt: skip


def fill(application, person=PERSON, more=MORE):
    for section, values in (("person", person), (SECOND_PAGE, more)):
        [kept] = [one for one in application.answers if one.section == section]
        sealed = answers.sealed_in(application, section)
        sealing.write(kept, sealed, typed=[], values=values)


@pytest.fixture
def trip(app, ground) -> str:
    """A programme of Berlin's with one application and one draft."""

    def make():
        programme = make_programme("trip", partners=("berlin",), form=FORM)
        application = make_application(programme, now=SENT_AT, party_size=2, language="zh")
        fill(application)
        fill(make_application(programme, state="draft"))
        return application.reference

    return look(app, make, writes=True)


@pytest.fixture
def export(trip, sign_in):
    """What somebody gets who posts the form."""

    def asked(kind="csv", *, who="Berta", language="en", **chosen):
        visitor = sign_in(who)
        visitor.open("/en/desk")
        token = next(i["value"] for i in visitor.page.all("input") if i["name"] == "csrf_token")
        data = {"csrf_token": token, **chosen}
        return visitor.client.post(f"/{language}/desk/programmes/trip/answers.{kind}", data=data)

    return asked


def table(answer) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def sheet(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.data)).active


def entries(app):
    def find():
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        return [
            (e.act, e.actor, e.details) for e in trail.entries_about(f"programme:{programme.id}")
        ]

    return look(app, find)


def test_codes_stand_under_the_keys_of_the_form(trip, export):
    header, row = table(export(shown="codes"))
    companion = [f"companions.1.{key}" for key in ("name.family", "name.given", "child")]
    found = dict(zip(header, row, strict=True))
    assert header[:8] == [
        "_reference", "_state", "_sent_at", "_language", "_places", "name.family", "name.given",
        "email",
    ]  # fmt: skip
    assert row[:8] == [
        trip, "submitted", "2026-11-20T10:30:00+01:00", "zh", "2", "Müller", "Jürgen",
        "juergen@stadt.example",
    ]  # fmt: skip
    assert [found[key] for key in companion] == ["Wang", "晓明", "true"]
    assert found["companions.3.name.family"] == ""
    assert "companions.4.name.family" not in found
    assert [found[key] for key in ("years", "topics", "first_time", "why_again", "luggage")] == [
        "12.5", "law; art", "true", "", '[{"what": "Cello"}]',
    ]  # fmt: skip


def test_parts_of_an_answer_stand_side_by_side(export):
    for shown, wanted in (
        ("codes", {
            "stay.from": "2027-05-01", "stay.to": "2027-05-03", "home.country": "DE",
            "home.postal_code": "10115", "home.district": "", "meals.sat": "noon; night",
            "meals.sun": "", "host.key": "", "host.name": "Dorfschule", "photos.given": "true",
            "photos.language": "de", "signature.name": "Jürgen Müller",
            "signature.strokes": "[[[1, 2]]]",
        }),
        ("labels", {
            "Stay: First day": "1 May 2027", "Home: Country": "Germany",
            "Home: Postal code": "10115", "Meals: Sat": "Noon and Night", "Meals: Sun": "",
            "Host: Not in the list": "Dorfschule", "Photos: Answer": "Agreed",
            "Photos: Language": "Deutsch", "Signature: Name": "Jürgen Müller",
            "Signature: Drawing": "Drawn by hand",
        }),
    ):  # fmt: skip
        header, row = table(export(shown=shown))
        found = dict(zip(header, row, strict=True))
        assert {key: found[key] for key in wanted} == wanted


def test_labels_stand_in_the_language_of_the_reader(export):
    header, row = table(export(shown="labels", language="de"))
    found = dict(zip(header, row, strict=True))
    assert found["Stand"] == "Eingegangen"
    assert found["Gesendet"] == "20. November 2026, 10:30 Uhr"
    assert found["Sprache"] == "中文"
    assert found["Name (de): Familienname"] == "Müller"
    assert found["Companions (de) 1: Child (de)"] == "Ja"
    assert found["Topics (de)"] == "Law (de) und Art (de)"
    assert found["Luggage (de)"] == "1. Cello"
    assert found["Years (de)"] == "12.5"


def test_what_a_spreadsheet_would_run_is_defused_in_csv(export):
    answer = export(shown="codes")
    header, row = table(answer)
    found = dict(zip(header, row, strict=True))
    assert found["wish"] == '\'=HYPERLINK("http://x")\n"well"'
    assert found["telephone"] == "'+493090260"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.count(b"\r\n") == 2


@pytest.mark.on_one_database
@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "－1"])
def test_no_beginning_of_a_formula_gets_through(app, trip, export, typed):
    def change():
        found = db.session.scalars(select(Application).filter_by(reference=trip)).one()
        kept = next(one for one in found.answers if one.section == SECOND_PAGE)
        kept.values, kept.sealed = {"wish": typed}, None

    look(app, change, writes=True)
    header, row = table(export(shown="codes"))
    assert row[header.index("wish")] == f"'{typed}"
    header, row = sheet(export("xlsx", shown="codes")).iter_rows(values_only=True)
    assert row[header.index("wish")].replace("_x000D_", "\r") == typed


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(trip, export):
    answer = export("xlsx", shown="codes")
    found = sheet(answer)
    cells = {head.value: cell for head, cell in zip(*found.iter_rows(), strict=True)}
    assert cells["_reference"].value == trip
    assert cells["wish"].value == MORE["wish"]
    assert cells["wish"].data_type in {"s", "inlineStr"}
    assert cells["telephone"].value == "+493090260"
    assert cells["years"].value == 12.5
    assert cells["first_time"].value is True
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=trip-20")


def test_json_holds_whole_answers(trip, export):
    [record] = json.loads(export("json", shown="codes").data)
    assert record == {
        "_reference": trip, "_state": "submitted", "_sent_at": "2026-11-20T10:30:00+01:00",
        "_language": "zh", "_places": 2, **PERSON,
        **{key: MORE[key] for key in MORE if key not in {"diet", "why_again", "luggage"}},
        "why_again": None, "luggage": [{"what": "Cello"}],
    }  # fmt: skip


def test_json_with_labels_holds_what_people_read(export):
    [record] = json.loads(export("json").data)
    assert record["first_time"] == "Yes"
    assert record["name"] == "Jürgen Müller"
    assert record["companions"] == [{"name": "晓明 Wang", "child": "Yes"}]


def test_a_programme_without_applications_gives_empty_files(app, trip, export):
    def withdraw_all():
        for application in db.session.scalars(select(Application)):
            if application.reference == trip:
                application.programme = make_programme("elsewhere")

    look(app, withdraw_all, writes=True)
    assert len(table(export())) == 1
    assert json.loads(export("json").data) == []
    assert sheet(export("xlsx")).max_row == 1


def test_sensitive_answers_are_left_out(export):
    for kind in ("csv", "json"):
        text = export(kind, shown="codes").data.decode()
        assert "diet" not in text
        assert "vegan" not in text
        assert "secret" not in text


def test_sensitive_answers_are_given_for_a_reason(app, export):
    header, row = table(export(shown="codes", sensitive="yes", reason="For the\r\nkitchen\0"))
    found = dict(zip(header, row, strict=True))
    assert found["diet"] == "vegan"
    assert json.loads(found["luggage"]) == MORE["luggage"]
    [(act, _, details)] = entries(app)
    assert (act, details["sensitive"], details["reason"]) == ("export", True, "For the kitchen")


def test_who_may_not_see_sensitive_answers_cannot_export_them(app, export, sign_in):
    assert export(who="Rita", sensitive="yes", reason="Curious").status_code == 403
    assert entries(app) == []
    rita = sign_in("Rita")
    rita.open("/en/desk/programmes/trip/export")
    assert not [one for one in rita.page.all("input", "textarea") if one["name"] == "sensitive"]
    assert "Sensitive answers are not in it" in rita.main


def test_what_cannot_be_read_is_said_to_be_so_in_its_cell(app, trip, export):
    def spoil():
        for kept in db.session.scalars(select(SectionAnswers)):
            kept.sealed = kept.sealed and "not of ours"

    look(app, spoil, writes=True)
    header, row = table(export(shown="codes", sensitive="yes", reason="Kitchen"))
    found = dict(zip(header, row, strict=True))
    assert (found["diet"], found["years"]) == ("This answer cannot be read.", "12.5")
    [record] = json.loads(export("json", sensitive="yes", reason="Kitchen").data)
    assert record["diet"] == "This answer cannot be read."


@pytest.mark.parametrize(("who", "seen"), [("Rita", ["law"]), ("Berta", ["well"]), ("Ada", [])])
def test_answers_for_other_roles_are_left_out(app, trip, export, who, seen):
    def narrow():
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        newer = deepcopy(FORM)
        fields = {one["key"]: one for one in newer["sections"][1]["fields"]}
        fields["topics"]["visible_to"] = ["reviewer"]
        fields["wish"]["visible_to"] = ["coordinator"]
        programme.form_version = versions.publish("trip", newer, now=SENT_AT)
        application = db.session.scalars(select(Application).filter_by(reference=trip)).one()
        application.form_version = programme.form_version

    look(app, narrow, writes=True)
    told = [export(kind, who=who, shown="codes").data.decode() for kind in ("csv", "json")]
    for word in ("law", "well"):
        assert [word in one for one in told] == [word in seen] * 2


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", "Please write why you need the sensitive answers."),
        (" \n\0", "Please write why you need the sensitive answers."),
        ("x" * 501, "Please use at most 500 characters."),
    ],
)
def test_without_a_reason_nothing_is_given_and_the_page_says_so(app, export, reason, told):
    answer = export(shown="codes", sensitive="yes", reason=reason)
    assert answer.status_code == 422
    page, mistakes = read(answer.text)
    assert mistakes == []
    [summary] = [one for one in page.all("div") if one["class"] == "error-summary"]
    assert [line.text for line in summary.all("li")] == [told]
    kept = {one["id"]: "checked" in one.attributes for one in page.all("input")}
    assert (kept["sensitive"], kept["shown-codes"]) == (True, True)
    assert entries(app) == []


def test_every_export_is_in_the_trail(app, export):
    for kind in ("csv", "xlsx", "json"):
        assert export(kind).status_code == 200
    wanted = {"rows": 1, "labels": True, "sensitive": False, "reason": ""}
    found = entries(app)
    assert [details for *_, details in found] == [
        {"format": kind, **wanted} for kind in ("json", "xlsx", "csv")
    ]
    assert {(act, actor.partition(":")[0]) for act, actor, _ in found} == {("export", "staff")}


@pytest.mark.parametrize(("who", "status"), [("Rita", 200), ("Ada", 200), ("Bo", 404)])
def test_only_programmes_that_one_sees_can_be_taken_away(app, export, who, status):
    assert export(who=who).status_code == status
    assert len(entries(app)) == (status == 200)


def test_an_address_opened_by_hand_leads_to_the_form(app, trip, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk/programmes/trip/answers.csv")
    assert berta.heading == "Export answers"
    assert "A table with the 1 application that was sent." in berta.main
    assert entries(app) == []


def test_the_form_is_reached_from_the_programme(trip, sign_in):
    berta = sign_in("Berta")
    page = berta.open("/en/desk/programmes/trip")
    [link] = [a for a in page.all("a") if a.text == "Export answers"]
    berta.open(link["href"])
    buttons = [one for one in berta.page.all("button") if "/answers." in one["formaction"]]
    assert [(one.text, one["formaction"].rpartition(".")[2]) for one in buttons] == [
        ("Excel table", "xlsx"), ("CSV file", "csv"), ("JSON file", "json"),
        ("List as PDF", "pdf"), ("Address labels (PDF)", "stickers"),
        ("Business cards (vCard)", "vcf"),
    ]  # fmt: skip
    berta.send()
    assert berta.answer.mimetype.endswith("spreadsheetml.sheet")


def test_a_programme_without_a_form_has_nothing_to_take(ground, sign_in):
    def make():
        make_programme("past", past=True).form_version = None

    look(ground, make, writes=True)
    assert sign_in("Ada").client.get("/en/desk/programmes/past/export").status_code == 404


def test_answers_to_an_older_version_of_the_form_keep_their_columns(app, trip, export):
    def publish():
        newer = short_form() | {"key": "trip"}
        newer["sections"][1]["fields"] = [field("text", "wish"), field("text", "more")]
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        programme.form_version = versions.publish("trip", newer, now=SENT_AT)
        db.session.flush()
        fill(make_application(programme, now=SENT_AT), more={"wish": "Tea", "more": "No"})

    look(app, publish, writes=True)
    header, old, new = table(export(shown="codes"))
    assert [new[header.index(key)] for key in ("wish", "more", "years")] == ["Tea", "No", ""]
    assert [old[header.index(key)] for key in ("more", "years")] == ["", "12.5"]
    assert header.index("more") < header.index("years")


def test_two_thousand_applications_take_two_statements_a_batch(app, trip, export):
    def add():
        programme = db.session.scalars(select(Programme).filter_by(slug="trip")).one()
        for number in range(1999):
            application = Application(
                reference=f"R{number}", programme_id=programme.id, state="submitted",
                form_version_id=programme.form_version_id, language="de", created_at=SENT_AT,
                changed_at=SENT_AT, submitted_at=SENT_AT,
            )  # fmt: skip
            application.answers = [
                SectionAnswers(section=name, typed=[], values=values, saved_at=SENT_AT)
                for name, values in (("person", PERSON), (SECOND_PAGE, MORE))
            ]
            db.session.add(application)

    look(app, add, writes=True)
    for kind in ("csv", "xlsx", "json"):
        with Statements(app) as statements, export(kind) as answer:
            assert answer.data.count(b"juergen@stadt.example") in {2000, 0}
        sorting = [one for one in statements.sent if "SELECT applications.id \nFROM" in one]
        reading = [one for one in statements.sent if "applications.id IN " in one]
        answers = [one for one in statements.sent if "FROM section_answers" in one]
        assert (len(sorting), len(reading), len(answers)) == (1, 10, 10)
    assert [details["rows"] for *_, details in entries(app)] == [2000, 2000, 2000]
