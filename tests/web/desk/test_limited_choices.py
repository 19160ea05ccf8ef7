"""The office sees how limited choices fill, and gives out more of them."""

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.programmes.models import Quota
from registration.staff.models import RoleName
from tests.factories import PASSWORD, make_application, make_programme, make_staff
from tests.forms.documents import limited_form, short_form
from tests.records import look, taken


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


class TestANewVersion:
    """Berta gives the diet ``none`` so many places, in the form and by publishing it."""

    @pytest.fixture
    def publish(self, app, visit):
        def make():
            programme = make_programme("short", form=short_form())
            for state in ("submitted", "in_review", "draft"):
                make_application(programme, state=state)
            make_staff("Berta", RoleName.COORDINATOR)

        look(app, make, writes=True)
        visitor = visit()
        visitor.open("/en/account/sign-in")
        visitor.send(email="berta@stadt.example", password=PASSWORD)

        def published(places, **chosen):
            visitor.open("/en/desk/forms/short/parts/more/diet")
            visitor.send(choices__0__places=places)
            visitor.open("/en/desk/forms/short/publish")
            visitor.send(**chosen)
            return visitor

        return published

    def test_counts_who_chose_it_before(self, app, publish):
        assert "Published as version 2." in publish("3").main
        assert taken(app, "short") == [0, 2]

    def test_keeps_what_is_held_by_applications_that_go_on_with_it(self, app, publish):
        publish("3", sent="ask")
        assert taken(app, "short") == [0, 2]
        publish("", sent="ask")
        assert taken(app, "short") == [0]

    def test_with_fewer_places_than_are_taken_is_not_published(self, app, publish):
        berta = publish("1")
        assert berta.status == 409
        assert "“None” is limited to 1, but 2 are taken already." in berta.main
        assert taken(app, "short") == [0]
        assert "Published as version 2." in publish("2").main
        assert taken(app, "short") == [0, 2]

    def test_a_number_that_is_none_is_said_and_stays_on_the_page(self, publish):
        berta = publish("many")
        berta.open("/en/desk/forms/short/parts/more/diet")
        berta.send(choices__0__places="many")
        assert berta.status == 422
        assert "many" in [one["value"] for one in berta.page.all("input")]
