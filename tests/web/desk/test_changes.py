"""What changed in the answers since they were sent before, as the desk reads it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.applications import forgetting, renewal, sealing
from registration.applications.models import AnswerVersion
from registration.core import clock
from registration.core.db import db
from registration.programmes.models import Programme
from tests.factories import make_programme
from tests.forms.documents import choices, field, section, short_form
from tests.records import change, look

FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("choice", "diet", choices=choices("none", "vegan", "other")),
    field("text", "diet_other", when={"field": "diet", "is": "other"}),
    field("text", "illness", sensitive=True, required=False, keep=30),
    field("text", "grade", required=False, visible_to=["coordinator"]),
]
FORM["sections"].append(section("last", field("text", "hobby", required=False)))


@pytest.fixture
def anna(app, ground, visit):
    """Anna, who has filled in and sent everything herself."""
    look(app, lambda: make_programme("changing", partners=("berlin",), form=FORM), writes=True)
    visitor = visit()
    visitor.open("/en/programmes/changing/apply")
    visitor.send(name__family="Beispiel", name__given="Anna", email="anna@stadt.example")
    visitor.send(diet="none", illness="Asthma", grade="Two")
    visitor.send(hobby="Chess")
    visitor.send()
    assert visitor.heading == "Your application"
    return visitor


def correct(anna, section_key="more", **typed):
    reference = anna.address.split("/apply/")[1].partition("/")[0]
    anna.open(f"/en/apply/{reference}/sections/{section_key}")
    anna.send(**typed)
    assert anna.status == 200


def desk(anna, visitor, query=""):
    reference = anna.address.split("/apply/")[1].partition("/")[0]
    visitor.open(f"/en/desk/applications/{reference}{query}")
    return changes(visitor)


def changes(visitor):
    """(question, what is said of the change) in the order of the page."""
    return [
        (line.within("div").all("dt")[0].text, line.text.removeprefix("Changed. Before: "))
        for line in visitor.page.all("p")
        if line["class"] == "was"
    ]


def versions(app):
    query = select(AnswerVersion).order_by(AnswerVersion.number, AnswerVersion.section)
    return look(
        app, lambda: [(o.section, sealing.read(o).values) for o in db.session.scalars(query)]
    )


def test_a_correction_stands_beside_what_was_there(anna, sign_in):
    correct(anna, diet="vegan")
    assert desk(anna, sign_in("Berta")) == [("Diet", "None")]


def test_nothing_is_said_where_nothing_changed(app, anna, sign_in):
    correct(anna, hobby="Chess", section_key="last")
    berta = sign_in("Berta")
    assert desk(anna, berta) == []
    assert "Show what changed" not in berta.main
    assert versions(app) == []


def test_once_a_coordinator_has_acted_only_later_changes_count(app, anna, sign_in):
    berta = sign_in("Berta")
    correct(anna, diet="vegan")
    desk(anna, berta)
    change(app, AnswerVersion, {"at": clock.now() - timedelta(hours=1)}, section="more")
    berta.open(next(a["href"] for a in berta.page.all("a") if "/decide/send_back" in a["href"]))
    berta.send(note="Which hobby?", button=("go", "decide"))
    assert desk(anna, berta) == []
    correct(anna, hobby="Go", section_key="last")
    assert desk(anna, berta) == [("Hobby", "Chess")]


def test_any_version_can_be_chosen(app, anna, sign_in):
    berta = sign_in("Berta")
    correct(anna, diet="vegan")
    correct(anna, hobby="Go", section_key="last")
    correct(anna, hobby="Judo", section_key="last")
    assert desk(anna, berta) == [("Diet", "None"), ("Hobby", "Chess")]
    [select_since] = [one for one in berta.page.all("select") if one["id"] == "since"]
    latest, second, first = [one["value"] for one in select_since.all("option")][1:]
    assert desk(anna, berta, f"?since={latest}") == [("Hobby", "Go")]
    assert desk(anna, berta, f"?since={second}") == [("Hobby", "Chess")]
    assert desk(anna, berta, f"?since={first}") == [("Diet", "None"), ("Hobby", "Chess")]
    assert desk(anna, berta, "?since=nonsense") == [("Diet", "None"), ("Hobby", "Chess")]


def test_what_was_typed_and_typed_again_while_returned_was_never_sent(app, anna, sign_in):
    berta = sign_in("Berta")
    desk(anna, berta)
    berta.open(next(a["href"] for a in berta.page.all("a") if "/decide/send_back" in a["href"]))
    berta.send(note="Which diet?", button=("go", "decide"))
    correct(anna, diet="other", diet_other="No nuts at all")
    correct(anna, diet="vegan")
    anna.open(anna.address.partition("/sections")[0].partition("/summary")[0] + "/summary")
    anna.send()
    assert desk(anna, berta) == [("Diet", "None")]
    assert [values["diet"] for _, values in versions(app)] == ["none"]


def test_of_a_sensitive_answer_only_that_it_changed_is_told(app, anna, sign_in):
    correct(anna, illness="Diabetes")
    berta = sign_in("Berta")
    assert desk(anna, berta) == [("Illness", "Hidden: sensitive")]
    assert "Asthma" not in berta.answer.text
    berta.send(to="/sensitive")
    assert changes(berta) == [("Illness", "Asthma")]
    stored = look(app, lambda: db.session.scalars(select(AnswerVersion.values)).one())
    assert stored == {"diet": "none", "grade": "Two"}


def test_who_may_not_read_an_answer_does_not_learn_that_it_changed(anna, sign_in):
    correct(anna, grade="One")
    rita = sign_in("Rita")
    assert desk(anna, rita) == []
    assert "Two" not in rita.main
    assert desk(anna, sign_in("Berta")) == [("Grade", "Two")]


def test_what_rules_hide_is_not_kept_as_an_old_answer_either(app, anna, sign_in):
    correct(anna, diet="other", diet_other="Only peanuts")
    correct(anna, diet_other="Only rice")
    assert "Only peanuts" in str(versions(app))
    correct(anna, diet="none")
    assert "Only peanuts" not in str(versions(app))
    assert "Only rice" not in str(versions(app))


def test_an_old_answer_is_deleted_with_the_time_to_keep_it(app, anna, sign_in):
    correct(anna, illness="Diabetes", diet="vegan")
    now = clock.now()
    over = {"starts_at": now - timedelta(days=99), "ends_at": now - timedelta(days=98)}
    change(app, Programme, over, slug="changing")
    with app.app_context():
        assert forgetting.run(now) == 1
        assert forgetting.run(now) == 0
    [(_, values)] = versions(app)
    assert values == {"diet": "none", "grade": "Two"}
    assert desk(anna, sign_in("Berta")) == [("Diet", "None")]


def test_old_answers_are_encrypted_anew_with_the_others(app, anna, sign_in):
    correct(anna, illness="Diabetes")
    before = look(app, lambda: db.session.scalars(select(AnswerVersion.sealed)).one())
    secrets = sealing.settings.secret_keys
    try:
        sealing.settings.secret_keys = ("a new key of thirty-two signs and more", *secrets)
        with app.app_context():
            renewal.renew_all()
        after = look(app, lambda: db.session.scalars(select(AnswerVersion.sealed)).one())
        sealing.settings.secret_keys = sealing.settings.secret_keys[:1]
        assert after != before
        assert versions(app)[0][1]["illness"] == "Asthma"
    finally:
        sealing.settings.secret_keys = secrets


def test_with_a_lost_key_the_page_still_opens(anna, sign_in):
    correct(anna, illness="Diabetes", diet="vegan")
    berta, secrets = sign_in("Berta"), sealing.settings.secret_keys
    try:
        sealing.settings.secret_keys = ("another key, as if ours were lost",)
        assert desk(anna, berta) == []
        assert berta.status == 200
    finally:
        sealing.settings.secret_keys = secrets


def test_an_application_takes_its_old_answers_along_when_it_is_deleted(app, anna):
    correct(anna, diet="vegan")

    def delete():
        db.session.execute(db.text("DELETE FROM messages"))
        db.session.execute(db.text("DELETE FROM applications WHERE name = 'Anna Beispiel'"))

    look(app, delete, writes=True)
    assert versions(app) == []
