"""Sensitive answers in the database: not readable there, whole for those who ask."""

from copy import deepcopy

import pytest
from sqlalchemy import select

from registration.applications import answers, drafts, sealing
from registration.applications.models import Application, SectionAnswers
from registration.core import clock
from registration.core.db import db
from registration.core.settings import settings as known
from registration.forms import versions
from tests.factories import make_application, make_programme
from tests.forms.documents import SECOND_PAGE, choices, field, short_form
from tests.records import look

FORM = short_form()
FORM["sections"][1]["fields"] = [
    field("choice", "diet", choices=choices("none", "vegan")),
    field("text", "illness", sensitive=True, required=False),
]
VALUES = {"diet": "vegan", "illness": "pollen allergy"}
TYPED = [["diet", "vegan"], ["illness", "pollen allergy"]]


@pytest.fixture
def kept(app):
    """An application with a sensitive answer."""

    def make():
        application = make_application(make_programme(form=FORM))
        save(application, TYPED, VALUES)
        make_application(application.programme)

    look(app, make, writes=True)
    return app


def save(application, typed, values):
    drafts.save_section(application, SECOND_PAGE, typed=typed, values=values, now=clock.now())


def first():
    return db.session.scalars(select(Application).order_by(Application.id)).first()


def section():
    return next(one for one in first().answers if one.section == SECOND_PAGE)


def content(app):
    return look(app, lambda: sealing.read(section()))


def shown():
    sections = answers.shown(first(), "en", today="2026-11-25")
    return {row.field.key: row.text for one in sections for row in one.rows}


def test_the_columns_do_not_hold_the_plain_text(kept):
    columns = select(SectionAnswers.typed, SectionAnswers.values, SectionAnswers.sealed)
    rows = str(look(kept, lambda: db.session.execute(columns).all()))
    assert "pollen" not in rows
    assert "vegan" in rows


def test_what_was_sealed_is_read_whole(kept):
    found = content(kept)
    assert (found.typed, found.values, found.readable) == (TYPED, VALUES, True)


def test_answers_moved_to_another_application_do_not_open(kept):
    def move():
        ours, theirs = db.session.scalars(
            select(SectionAnswers)
            .where(SectionAnswers.section == SECOND_PAGE)
            .order_by(SectionAnswers.application_id)
        )
        theirs.sealed = ours.sealed
        return sealing.read(theirs)

    found = look(kept, move)
    assert (found.readable, found.typed) == (False, [])


@pytest.mark.parametrize("blob", ["not of ours", "", "AAAA", "ä"])
def test_a_value_that_cannot_be_read_is_said_to_be_so(kept, blob):
    def spoil():
        section().sealed = blob
        return shown()

    found = look(kept, spoil)
    assert (found["illness"], found["diet"]) == ("This answer cannot be read.", "Vegan")


def test_what_cannot_be_read_is_kept_until_something_is_typed_in_its_place(kept):
    keys = known.secret_keys

    def save_with_another_key(*typed):
        known.secret_keys = ("another key, as if ours were lost",)
        look(kept, lambda: save(first(), [["diet", "none"], *typed], {"diet": "none"}), writes=True)

    try:
        save_with_another_key(["illness", " "])
        known.secret_keys = keys
        assert dict(content(kept).typed) == {"diet": "none", "illness": "pollen allergy"}
        save_with_another_key(["illness", "cats"])
        assert dict(content(kept).typed) == {"diet": "none", "illness": "cats"}
    finally:
        known.secret_keys = keys


def test_a_lost_key_takes_no_places_from_companions(app):
    inner = [field("text", "first", sensitive=True)]
    form = short_form()
    form["sections"][0]["fields"][2]["fields"] = inner
    companions = {"companions": [{"first": "Ben"}]}

    def make():
        application = make_application(make_programme(form=form), party_size=2)
        person = {"name": {"given": "Anna"}, "email": "anna@stadt.example", **companions}
        drafts.save_section(application, "person", typed=[], values=person, now=clock.now())

    def spoil_and_take_over():
        application = first()
        before = application.party_size
        for one in application.answers:
            one.sealed = one.sealed and "not of ours"
        answers.take_over(application)
        return before, application.party_size

    look(app, make, writes=True)
    assert look(app, spoil_and_take_over) == (2, 2)


@pytest.mark.parametrize("typed", [TYPED, []], ids=["typed", "brought in"])
def test_what_a_newer_form_calls_sensitive_is_sealed_when_it_takes_over(app, typed):
    newer = deepcopy(FORM)
    newer["sections"][1]["fields"][0]["sensitive"] = True

    def make():
        application = make_application(make_programme("trip", form={**FORM, "key": "trip"}))
        save(application, typed, VALUES)

    def take_over():
        version = versions.publish("trip", {**newer, "key": "trip"}, now=clock.now())
        drafts.carry_over(first(), version, now=clock.now())

    look(app, make, writes=True)
    look(app, take_over, writes=True)
    columns = select(SectionAnswers.typed, SectionAnswers.values)
    assert "vegan" not in str(look(app, lambda: db.session.execute(columns).all()))
    assert content(app).values == VALUES
