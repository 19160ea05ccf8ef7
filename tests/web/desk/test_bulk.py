"""Bulk decisions: seen beforehand, done exactly as seen, never above the places."""

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from registration.programmes.models import Programme
from registration.staff.members import find_by_email
from registration.staff.models import Role
from tests.factories import make_application
from tests.records import Statements, change, look, notices, references, states, taken


@pytest.fixture
def ada(app, sign_in):
    """Ada at the queue, with five applications for two places."""

    def add():
        programme = db.session.scalars(select(Programme).filter_by(slug="both")).one()
        for number in range(4):
            make_application(programme, given=f"Guest{number}", family="")

    visitor = sign_in("Ada")
    look(app, add, writes=True)
    visitor.open("/en/desk?text=guest")
    return visitor


def test_nothing_happens_before_it_was_seen(app, ada):
    ada.send(button=("everything", "yes"), act="offer")
    assert ada.heading == "Give a place: 4 applications"
    assert "4 places are needed. 2 places left" in ada.main
    assert "This mail will go" in ada.main
    assert set(states(app)) == {"submitted"}
    assert notices(app) == []


def test_places_are_given_in_order_until_none_is_left(app, ada):
    ada.send(button=("everything", "yes"), act="offer")
    ada.send(note="See you soon.")
    assert "Done for 2 applications." in ada.main
    assert "No place is left for it." in ada.main
    assert states(app)[2:] == ["confirmed", "confirmed", "submitted", "submitted"]
    assert notices(app) == ["confirmation", "confirmation"]
    assert taken(app, "both") == [2]


def test_only_the_ticked_ones_are_decided(app, ada):
    chosen = references(app)[2:4]
    ada.send(reference=chosen, act="reject")
    assert ada.heading == "Reject the application: 2 applications"
    ada.send()
    assert states(app)[2:] == ["rejected", "rejected", "submitted", "submitted"]


def test_what_changed_since_it_was_seen_is_left_alone(app, ada):
    ada.send(button=("everything", "yes"), act="reject")
    change(app, Application, {"revision": 7}, reference=references(app)[2])
    ada.send()
    assert "Somebody else changed it in the meantime." in ada.main
    assert states(app)[2:] == ["submitted", "rejected", "rejected", "rejected"]
    assert notices(app) == ["rejection"] * 3


def test_what_is_not_possible_is_named_beforehand(app, ada):
    change(app, Application, {"state": "rejected"}, reference=references(app)[2])
    ada.send(button=("everything", "yes"), act="reject")
    assert ada.heading == "Reject the application: 3 applications"
    assert "Left out, because it is not possible in their state" in ada.main


def test_words_that_are_too_long_are_kept_and_nothing_is_decided(app, ada):
    ada.send(button=("everything", "yes"), act="reject")
    ada.send(note="x" * 3001)
    assert ada.status == 422
    assert "Please use at most 3,000 characters." in ada.main
    assert ada.page.all("textarea")[0].text == "x" * 3001
    assert set(states(app)) == {"submitted"}
    ada.send(note="Thank you.")
    assert states(app)[2:] == ["rejected"] * 4


def test_foreign_applications_cannot_be_smuggled_in(app, ada, sign_in):
    bo = sign_in("Bo")
    foreign = references(app)[1]
    bo.send(reference=[foreign], act="reject")
    assert "None of the chosen applications" in bo.main
    token = next(one["value"] for one in bo.page.all("input") if one["name"] == "csrf_token")
    data = {"csrf_token": token, "act": "reject", "item": f"{foreign}:0"}
    bo.client.post("/en/desk/bulk/do", data=data)
    assert states(app)[1] == "submitted"


def test_a_reviewer_may_not(app, sign_in):
    rita = sign_in("Rita")
    token = next(one["value"] for one in rita.page.all("input") if one["name"] == "csrf_token")
    data = {"csrf_token": token, "act": "reject", "everything": "yes"}
    assert rita.client.post("/en/desk/bulk", data=data).status_code == 403
    assert rita.client.post("/en/desk/bulk/do", data=data).status_code == 403


@pytest.mark.parametrize("act", ["", "submit", "withdraw", "nonsense"])
def test_only_acts_for_many_are_taken(ada, act):
    token = next(one["value"] for one in ada.page.all("input") if one["name"] == "csrf_token")
    data = {"csrf_token": token, "act": act, "everything": "yes"}
    assert ada.client.post("/en/desk/bulk", data=data).status_code == 422


def test_looking_ahead_asks_as_much_for_four_as_for_two(app, ada):
    chosen = references(app)[2:]
    token = next(one["value"] for one in ada.page.all("input") if one["name"] == "csrf_token")
    counted = []
    for count in (2, 4):
        data = {"csrf_token": token, "act": "offer", "reference": chosen[:count]}
        with Statements(app) as statements:
            assert ada.client.post("/en/desk/bulk", data=data).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1]


def everything(visitor):
    return next(one.text for one in visitor.page.all("button") if one["name"] == "everything")


def test_the_true_number_of_all_that_fit_is_told(app, ada, sign_in):
    assert everything(ada) == "The same for all 4 applications that the filter shows"
    ada.open("/en/desk?text=guest1")
    assert everything(ada) == "The same for the 1 application that the filter shows"
    look(app, _rita_decides_in_another_programme, writes=True)
    rita = sign_in("Rita")
    assert everything(rita) == "The same for the 1 application that the filter shows"
    rita.send(button=("everything", "yes"), act="reject")
    assert rita.heading == "Reject the application: 1 application"


def _rita_decides_in_another_programme():
    programme = db.session.scalars(select(Programme).filter_by(slug="berlin-only")).one()
    rita = find_by_email("rita@stadt.example")
    rita.roles.append(Role(name="coordinator", programme_id=programme.id))


def test_a_filter_for_a_programme_where_one_only_reads_decides_about_nothing(app, ada, sign_in):
    look(app, _rita_decides_in_another_programme, writes=True)
    rita = sign_in("Rita")
    rita.open("/en/desk?programme=both")
    rita.send(button=("everything", "yes"), act="reject")
    assert "None of the chosen applications" in rita.main
