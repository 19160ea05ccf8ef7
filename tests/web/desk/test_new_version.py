"""A form is published anew while applications are under way with the version before."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from registration.staff.models import RoleName
from tests.factories import PASSWORD, make_programme, make_staff
from tests.forms.documents import short_form
from tests.records import last_mail, look, notices, states

FORM = "/en/desk/forms/short"
PERSON = {"name__family": "Wang", "name__given": "Li", "email": "li@stadt.example"}
REST = {"diet": "vegan", "data_read": "yes"}


@pytest.fixture
def short(app):
    def make():
        make_programme("short", form=short_form())
        make_staff("Berta", RoleName.COORDINATOR)

    look(app, make, writes=True)
    return app


@pytest.fixture
def berta(short, visit):
    visitor = visit()
    visitor.open("/en/account/sign-in")
    visitor.send(email="berta@stadt.example", password=PASSWORD)
    return visitor


@pytest.fixture
def anna(short, visit):
    """An applicant who has filled in both pages, and has not sent them."""
    visitor = visit()
    visitor.open("/en/programmes/short/apply")
    visitor.send(**PERSON)
    visitor.send(**REST)
    assert visitor.heading == "Check your answers"
    return visitor


def ask_for_the_job(berta):
    """A new question that needs an answer, in the section of the diet."""
    berta.open(f"{FORM}/add/more")
    berta.send(label__de="Beruf", label__en="Your job", label__zh="职业", type="text")
    berta.open(f"{FORM}/publish")


def version(app):
    query = select(Application)
    return look(app, lambda: db.session.scalars(query).one().form_version.number)


def test_a_draft_goes_on_with_the_new_version_and_all_that_was_typed(berta, anna, short):
    ask_for_the_job(berta)
    assert "Drafts and returned: 1. Sent, not decided: 0." in berta.main
    berta.send()
    assert "1 application goes on with it." in berta.main
    assert version(short) == 2
    anna.open(anna.address)
    assert "Before you can send, please complete:" in anna.main
    anna.open(anna.address.replace("summary", "sections/more"))
    ticked = [one["value"] for one in anna.page.all("input") if "checked" in one.attributes]
    assert ticked == ["vegan", "yes"]
    anna.send(your_job="Judge")
    anna.send()
    assert states(short) == ["submitted"]


def test_a_draft_may_keep_the_version_that_it_was_begun_with(berta, anna, short):
    ask_for_the_job(berta)
    berta.send(drafts="keep")
    assert version(short) == 1
    anna.open(anna.address)
    anna.send()
    assert states(short) == ["submitted"]


def test_what_moved_to_another_section_goes_along_with_its_answer(berta, anna, short):
    berta.open(FORM)
    berta.send(button=("do", "move more/diet"), into="person", at="0")
    berta.open(f"{FORM}/publish")
    berta.send()
    anna.open(anna.address)
    assert "Vegan" in anna.main
    anna.send()
    assert states(short) == ["submitted"]


def test_a_sent_application_keeps_its_version_unless_the_office_asks(berta, anna, short):
    anna.send()
    ask_for_the_job(berta)
    assert "Drafts and returned: 0. Sent, not decided: 1." in berta.main
    berta.send()
    assert (version(short), states(short)) == (1, ["submitted"])


def test_an_applicant_is_asked_for_what_is_new_in_their_language(berta, anna, short):
    anna.send()
    ask_for_the_job(berta)
    berta.send(sent="ask", question__en="We also need your job.")
    assert (version(short), states(short)) == (2, ["returned"])
    assert "We also need your job." in last_mail(short)
    anna.open(anna.address)
    assert "We also need your job." in anna.main
    anna.open(anna.address + "/sections/more")
    anna.send(your_job="Judge")
    anna.send()
    assert states(short) == ["submitted"]


def test_nobody_is_asked_whose_answers_lack_nothing(berta, anna, short):
    anna.send()
    before = notices(short)
    berta.open(FORM)
    berta.send(button=("do", "down person/name"))
    berta.open(f"{FORM}/publish")
    berta.send(sent="ask")
    assert (version(short), states(short)) == (2, ["submitted"])
    assert notices(short) == before


def test_what_applicants_are_told_must_be_there_in_every_language(berta, anna, short):
    anna.send()
    ask_for_the_job(berta)
    berta.send(sent="ask", question__zh="")
    assert berta.errors == ["Please write in every language what applicants are told."]
    assert (version(short), states(short)) == (1, ["submitted"])


def test_a_decided_application_keeps_its_version(berta, anna, short):
    anna.send()
    reference = anna.address.rsplit("/", 1)[1]
    berta.open(f"/en/desk/applications/{reference}/decide/offer")
    berta.send()
    assert states(short) == ["confirmed"]
    ask_for_the_job(berta)
    berta.send(sent="ask")
    assert (version(short), states(short)) == (1, ["confirmed"])
