"""The office sees what is missing, gives parts back, and fills in what is for its use only."""

import json

import pytest
from sqlalchemy import select

from registration.audit.models import AuditEntry
from registration.core.db import db, unit_of_work
from registration.parties.models import Contribution
from registration.staff.models import RoleName
from tests.factories import PASSWORD, make_application, make_programme, make_staff
from tests.forms.documents import shared_form
from tests.records import Statements, applications, look, mails
from tests.web.party.people import (
    fill_in_part,
    go_to,
    mail_to,
    open_invitation,
    post,
)


@pytest.fixture
def sign_in(ground, visit):
    with ground.app_context(), unit_of_work():
        make_staff("Rita", RoleName.REVIEWER)

    def signed_in(name):
        visitor = visit()
        visitor.open("/en/account/sign-in")
        visitor.send(email=f"{name.lower()}@stadt.example", password=PASSWORD)
        return visitor

    return signed_in


@pytest.fixture
def ada(anna, gerda, sign_in):  # anna has sent, gerda not yet
    visitor = sign_in("Ada")
    visitor.open(anna.address.replace("/apply/", "/desk/applications/"))
    return visitor


def test_the_queue_and_the_application_say_what_is_missing(ada):
    assert "The guardian's part is missing." in ada.main
    assert "Gerda Beispiel" in ada.main
    application = ada.address
    ada.open("/en/desk")
    assert "The guardian's part is missing." in ada.main
    ada.open(application)
    assert [a for a in ada.page.all("a") if a["href"].endswith("/decide/offer")] == []


def test_a_place_is_refused_in_clear_words_while_a_part_is_missing(ground, ada):
    offer = f"{ada.address}/decide/offer"
    ada.open(offer)
    assert (ada.status, ada.heading) == (409, "A part of this application is missing")
    assert "The guardian's part is missing. Nothing was changed." in ada.main
    answer = post(ada, offer, revision="1", go="decide")
    assert answer.status_code == 409
    assert "The guardian" in answer.text
    assert applications(ground) == [("submitted", "Anna Beispiel")]


def test_once_the_part_has_arrived_a_place_is_given(ground, ada, gerda):
    fill_in_part(gerda).send()
    ada.open(ada.address)
    assert "030 1234" in ada.main
    assert "missing" not in ada.main
    ada.open(f"{ada.address}/decide/offer")
    ada.send(button=("go", "decide"))
    assert applications(ground) == [("confirmed", "Anna Beispiel")]


def test_in_bulk_those_whose_parts_are_missing_stay_as_they_are(ground, ada):
    reference = ada.address.rpartition("/")[2]
    ada.open("/en/desk")
    ada.send(reference=[reference], act="offer")
    assert "Others have not filled in their part yet." in ada.main
    assert applications(ground) == [("submitted", "Anna Beispiel")]


def test_the_office_does_not_read_a_part_before_it_is_sent(ada, gerda):
    go_to(gerda, "Begin").send(phone="030 1234")
    ada.open(ada.address)
    assert "Begun, not sent yet." in ada.main
    assert "030 1234" not in ada.main


def test_a_part_is_returned_with_a_question_and_sent_again(ground, ada, gerda, visit):
    fill_in_part(gerda).send()
    ada.open(ada.address)
    ada.open(next(a["href"] for a in ada.page.all("a") if a["href"].endswith("/return")))
    ada.send(note=" ")
    assert ada.status == 422
    ada.send(note="Which number at night?")
    assert "Returned with a question." in ada.main
    assert mails(ground)[-1] == ("part_returned", "gerda@familie.example", "en")
    assert "Which number at night?" in mail_to(ground, "gerda@familie.example").text
    again = open_invitation(ground, visit(), "gerda@familie.example")
    assert "Which number at night?" in again.main
    go_to(again, "Custody").send(phone="030 9999")
    again.send()
    again.send()
    assert "030 9999" in again.main
    acts = select(AuditEntry.act, AuditEntry.actor).order_by(AuditEntry.id)
    found = look(ground, lambda: [tuple(row) for row in db.session.execute(acts)])
    assert [one for one in found if one[0] in {"contribute", "return_part"}] == [
        ("contribute", "guardian"), ("return_part", "staff:1"), ("contribute", "guardian"),
    ]  # fmt: skip


def test_while_a_part_is_back_no_place_is_given(ground, ada, gerda):
    fill_in_part(gerda).send()
    ada.open(ada.address)
    application = ada.address
    ada.open(next(a["href"] for a in ada.page.all("a") if a["href"].endswith("/return")))
    ada.send(note="Please sign.")
    ada.open(f"{application}/decide/offer")
    assert ada.heading == "A part of this application is missing"


class TestOfficeUseOnly:
    def fill_in(self, ada, room="Saal 7"):
        ada.open(f"{ada.address}/office/office")
        ada.send(room=room)
        return ada

    def test_whoever_may_decide_fills_it_in_and_the_trail_says_so(self, ground, ada):
        self.fill_in(ada)
        assert "Saal 7" in ada.main
        assert "Section for office use changed" in ada.main
        details = select(AuditEntry.details).where(AuditEntry.act == "office_section")
        found = look(ground, lambda: db.session.scalars(details).all())
        assert found == [{"section": "office", "fields": ["room"]}]

    def test_what_does_not_change_leaves_no_trail(self, ground, ada):
        application = ada.address
        self.fill_in(ada)
        ada.open(application)
        self.fill_in(ada)
        acts = select(AuditEntry.act).where(AuditEntry.act == "office_section")
        assert len(look(ground, lambda: db.session.scalars(acts).all())) == 1

    def test_what_is_wrong_is_kept_and_what_stood_before_stays(self, ada):
        application = ada.address
        self.fill_in(ada)
        ada.open(f"{application}/office/office")
        ada.send(room="")
        assert (ada.status, ada.errors) == (422, ["Please fill in “Room”."])
        ada.open(application)
        assert "Saal 7" in ada.main

    def test_nobody_else_reads_it(self, ada, anna, gerda, sign_in):
        application = ada.address
        self.fill_in(ada)
        for visitor in (anna, gerda):
            visitor.open(visitor.address)
            assert "Saal 7" not in visitor.main
            assert "Office" not in [one.text for one in visitor.page.all("h2")]
        rita = sign_in("Rita")
        rita.open(application)
        assert rita.status == 200
        assert "Saal 7" not in rita.main
        assert rita.client.get(f"{application}/office/office").status_code == 403

    def test_other_peoples_sections_are_not_changed_there(self, ada):
        for key in ("person", "custody", "nothing"):
            assert ada.client.get(f"{ada.address}/office/{key}").status_code == 404
            assert post(ada, f"{ada.address}/office/{key}", phone="1").status_code == 404

    def test_an_export_holds_it_only_for_whoever_may_decide(self, ada, gerda, sign_in):
        self.fill_in(ada)
        go_to(gerda, "Begin").send(phone="030 1234")
        export = "/en/desk/programmes/trip/answers.json"
        [hers] = json.loads(post(ada, export, shown="codes").text)
        rita = sign_in("Rita")
        [theirs] = json.loads(post(rita, export, shown="codes").text)
        assert (hers["room"], hers["phone"]) == ("Saal 7", None)
        assert "room" not in theirs
        table = post(rita, export.replace("json", "csv"), shown="codes").text
        assert "room" not in table.partition("\n")[0].split(",")
        gerda.send(alone="yes")
        gerda.send()
        [hers] = json.loads(post(ada, export, shown="codes").text)
        assert hers["phone"] == "030 1234"


def test_what_is_sensitive_for_the_office_is_opened_by_a_button_and_that_is_noted(ground, sign_in):
    def make():
        form = shared_form("coordinator")
        form["sections"][-1]["fields"][0]["sensitive"] = True
        return make_application(make_programme("sealed", form=form)).reference

    reference = look(ground, make, writes=True)
    ada = sign_in("Ada")
    ada.open(f"/en/desk/applications/{reference}/office/office")
    assert ada.address == f"/en/desk/applications/{reference}"
    ada.send(to="office", button=("go", "open"))
    ada.send(to="office", room="Saal 9", button=("go", "next"))
    assert "Saal 9" not in ada.main
    ada.send(to="office", button=("go", "open"))
    assert [one["value"] for one in ada.page.all("input") if one["name"] == "room"] == ["Saal 9"]
    acts = select(AuditEntry.act, AuditEntry.details).where(AuditEntry.about.like("application:%"))
    trail = [tuple(row) for row in look(ground, lambda: db.session.execute(acts).all())]
    assert trail.count(("open_sensitive", {"fields": ["room"]})) == 2
    assert "Saal 9" not in str(trail)


def test_the_queue_asks_once_for_the_parts_of_all_rows(ground, ada):
    def count():
        with Statements(ground) as statements:
            ada.open("/en/desk")
        return len(statements)

    def add():
        [programme] = {
            one.application.programme for one in db.session.scalars(select(Contribution))
        }
        for number in range(3):
            one = make_application(programme, given=f"G{number}")
            part = {"name": "G", "email": "g@familie.example", "language": "de"}
            db.session.add(
                Contribution(application=one, party="guardian", created_at=one.created_at, **part)
            )

    before = count()
    look(ground, add, writes=True)
    assert count() == before
    assert ada.main.count("The guardian's part is missing.") == 4
