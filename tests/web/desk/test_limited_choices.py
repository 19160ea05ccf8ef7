"""The office sees how limited choices fill, and gives out more of them."""

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.programmes.models import Quota
from tests.factories import make_application, make_programme
from tests.forms.documents import limited_form
from tests.records import look


@pytest.fixture
def berta(app, sign_in):
    def make():
        programme = make_programme("limited", form=limited_form(2))
        make_application(programme)
        make_application(programme, state="waitlisted")

    look(app, make, writes=True)
    visitor = sign_in("Berta")
    visitor.open("/en/desk/programmes/limited")
    return visitor


def places_of_the_choice(app):
    return look(app, lambda: db.session.scalar(select(Quota.places).filter_by(key=KEY)))


KEY = "choice:diet:none"


def own_input(visitor):
    label = next(one for one in visitor.page.all("label") if one.text == "Diet: None")
    return next(one for one in visitor.page.all("input") if one["id"] == label["for"])["name"]


def test_a_choice_gets_more_places_and_nobody_moves_up_for_them(app, berta):
    berta.send(**{own_input(berta): "5"})
    assert places_of_the_choice(app) == 5
    assert "Saved." in berta.main
    assert "Moved up" not in berta.main


def test_fewer_than_are_taken_are_refused(app, berta):
    berta.send(**{own_input(berta): "1"})
    assert berta.status == 422
    assert "2 places are taken already" in berta.main
    assert places_of_the_choice(app) == 2
