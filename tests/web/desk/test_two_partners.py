"""Where each partner approves, and where decisions become known together."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.core import clock
from registration.core.db import db
from registration.programmes.models import Programme
from registration.workflow import deadlines
from tests.factories import make_application
from tests.records import change, look, notices, references, states, taken


@pytest.fixture
def together(app, ground):
    """In ``both``, each partner approves; Wang's application, and Li's."""

    def add():
        programme = db.session.scalars(select(Programme).filter_by(slug="both")).one()
        programme.every_partner_approves = True
        make_application(programme, given="Na", family="Li")

    look(app, add, writes=True)
    return app


def later(app, **passed):
    with app.app_context():
        deadlines.carry_out_decisions(clock.now() + timedelta(**passed))


def page_of(app, number=0):
    return f"/en/desk/applications/{references(app)[number]}"


def decide(visitor, app, act="offer"):
    visitor.open(page_of(app) + f"/decide/{act}")
    visitor.send(button=("go", "decide"))


def test_one_partner_alone_decides_nothing_and_the_page_says_who_is_waited_for(together, sign_in):
    berta = sign_in("Berta")
    decide(berta, together)
    assert "Your decision is noted." in berta.page.text
    assert "Approved by Berlin: Berta" in berta.main
    assert "Waiting for: Beijing" in berta.main
    later(together, days=30)
    assert states(together)[0] == "submitted"
    assert notices(together) == []


def test_the_place_is_held_until_the_other_partner_has_approved(together, sign_in):
    decide(sign_in("Berta"), together)
    assert taken(together, "both") == [1]
    bo = sign_in("Bo")
    bo.open(page_of(together))
    bo.send(to="/decisions", button=("go", "approve"))
    later(together, seconds=1)
    assert states(together)[0] == "confirmed"
    assert notices(together) == ["confirmation"]
    assert taken(together, "both") == [1]


def test_the_same_partner_cannot_approve_twice(together, sign_in):
    berta = sign_in("Berta")
    decide(berta, together)
    assert "Approve" not in [one.text for one in berta.page.all("button")]
    berta.open("/en/desk/programmes/both/decisions")
    ticks = [one["value"] for one in berta.page.all("input") if one["name"] == "decision"]
    berta.send(decision=ticks, button=("go", "approve"))
    assert "These decisions do not wait for you any more." in berta.page.text
    later(together, days=1)
    assert states(together)[0] == "submitted"


def test_the_other_partner_can_undo_it_and_the_place_is_free_again(together, sign_in):
    decide(sign_in("Berta"), together)
    bo = sign_in("Bo")
    bo.open(page_of(together))
    bo.send(to="/decisions", button=("go", "undo"))
    assert taken(together, "both") == [0]
    assert "Decision undone before it took effect" in bo.main
    later(together, days=1)
    assert states(together)[0] == "submitted"


def test_who_is_responsible_for_all_partners_decides_at_once(together, sign_in):
    decide(sign_in("Ada"), together)
    assert states(together)[0] == "confirmed"


def test_many_are_approved_in_one_go(together, sign_in):
    berta = sign_in("Berta")
    chosen = [references(together)[0], references(together)[2]]
    berta.send(reference=chosen, act="reject")
    assert "In this programme each partner has to approve: Berlin and Beijing." in berta.main
    berta.send(button=("go", "decide"))
    bo = sign_in("Bo")
    bo.open("/en/desk/decisions")
    assert "Both Reject the application 2 0" in bo.main
    bo.open("/en/desk/programmes/both/decisions")
    ticks = [one["value"] for one in bo.page.all("input") if one["name"] == "decision"]
    bo.send(decision=ticks, button=("go", "approve"))
    assert "Done for 2 decisions." in bo.page.text
    later(together, minutes=11)
    assert states(together) == ["rejected", "submitted", "rejected"]


def test_when_one_partner_is_enough_again_what_waits_takes_effect(together, sign_in):
    berta = sign_in("Berta")
    decide(berta, together)
    berta.open("/en/desk/programmes/both/rules")
    berta.send(every_partner_approves=[])
    later(together, seconds=1)
    assert states(together)[0] == "confirmed"


def test_private_decisions_show_nowhere_until_they_are_released_together(app, sign_in):
    ada = sign_in("Ada")
    ada.open("/en/desk/programmes/both/rules")
    ada.send(release_together="yes")
    decide(ada, app)
    assert "The decisions stay private until they are released together." in ada.main
    later(app, days=30)
    assert states(app)[0] == "submitted"
    assert notices(app) == []
    ada.open("/en/desk/programmes/both/decisions")
    ada.send(button=("go", "release"))
    assert "Done for 1 decision." in ada.page.text
    later(app, seconds=1)
    assert states(app)[0] == "confirmed"


def test_on_the_day_set_they_are_released_by_themselves(app, sign_in):
    ada = sign_in("Ada")
    ada.open("/en/desk/programmes/both/rules")
    day = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    ada.send(release_together="yes", release_at=day)
    decide(ada, app)
    later(app, days=2)
    assert states(app)[0] == "submitted"
    later(app, days=4)
    assert states(app)[0] == "confirmed"


def test_a_day_that_is_none_is_refused_and_kept_on_the_page(app, sign_in):
    ada = sign_in("Ada")
    ada.open("/en/desk/programmes/both/rules")
    ada.send(release_together="yes", release_at="soon")
    assert ada.status == 422
    assert "There is no such day." in ada.main
    ada.open("/en/desk/programmes/both/rules")
    assert not [one for one in ada.page.all("input") if "checked" in one.attributes]


def test_a_programme_without_places_refuses_the_offer_at_once(app, together, sign_in):
    change(app, Programme, {"every_partner_approves": True}, slug="both")
    berta = sign_in("Berta")
    berta.open("/en/desk/programmes/both")
    places = next(o["name"] for o in berta.page.all("input") if o["name"].startswith("places-"))
    berta.send(**{places.replace("-", "__"): "0"})
    decide(berta, together)
    assert "No place is left" in berta.main
    assert taken(app, "both") == [0]


def test_a_place_that_waits_for_approval_is_given_to_nobody_else(app, together, sign_in):
    berta = sign_in("Berta")
    berta.open("/en/desk/programmes/both")
    places = next(o["name"] for o in berta.page.all("input") if o["name"].startswith("places-"))
    berta.send(**{places.replace("-", "__"): "1"})
    decide(berta, together)
    berta.open(page_of(app, 2) + "/decide/offer")
    berta.send(button=("go", "decide"))
    assert "No place is left" in berta.main
