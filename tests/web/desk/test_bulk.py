"""Bulk decisions: seen beforehand, undone in time, done exactly as seen, never above the places."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.core.settings import settings
from registration.programmes.models import Programme
from registration.staff.members import find_by_email
from registration.staff.models import Role
from registration.workflow import deadlines
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


def later(app, minutes=11):
    """What the worker does by then."""
    with app.app_context():
        deadlines.carry_out_decisions(clock.now() + timedelta(minutes=minutes))


def token(visitor):
    return next(one["value"] for one in visitor.page.all("input") if one["name"] == "csrf_token")


def test_nothing_happens_before_it_was_seen(app, ada):
    ada.send(button=("everything", "yes"), act="offer")
    assert ada.heading == "Give a place: 4 applications"
    assert "4 places are needed. 2 places left" in ada.main
    assert "This mail will go" in ada.main
    assert "English: 4" in ada.main
    assert set(states(app)) == {"submitted"}
    assert notices(app) == []


def test_what_was_looked_at_can_be_left_alone(app, ada):
    ada.send(button=("everything", "yes"), act="offer")
    ada.send(button=("go", "drop"))
    assert ada.heading == "Applications"
    later(app)
    assert set(states(app)) == {"submitted"}


def test_ones_own_words_are_shown_in_the_mail_before_it_is_decided(app, ada):
    ada.send(button=("everything", "yes"), act="reject")
    ada.send(button=("go", "preview"), note="Please try again next year.")
    assert "Please try again next year." in ada.page.all("pre")[0].text
    assert set(states(app)) == {"submitted"}


def test_applications_that_no_mail_can_reach_are_counted(app, ada):
    change(app, Application, {"email": None}, reference=references(app)[2])
    ada.send(button=("everything", "yes"), act="reject")
    assert "1 application has no email address: nobody will be told." in ada.main


def test_places_are_held_at_once_and_given_in_order_when_the_time_to_undo_is_over(app, ada):
    ada.send(button=("everything", "yes"), act="offer")
    ada.send(button=("go", "decide"), note="See you soon.")
    assert "2 decisions wait to take effect" in ada.main
    assert "No place is left for it." in ada.main
    assert set(states(app)) == {"submitted"}
    assert notices(app) == []
    assert taken(app, "both") == [2]
    later(app, 9)
    assert set(states(app)) == {"submitted"}
    later(app, 11)
    assert states(app)[2:] == ["confirmed", "confirmed", "submitted", "submitted"]
    assert notices(app) == ["confirmation", "confirmation"]
    assert taken(app, "both") == [2]
    ada.open(ada.address)
    assert "Done for 2 applications." in ada.main


def test_in_time_all_is_undone_and_nobody_was_told(app, ada):
    ada.send(button=("everything", "yes"), act="offer")
    ada.send(button=("go", "decide"))
    ada.send(to="/undo")
    assert "2 decisions were undone. No mail has left." in ada.page.text
    later(app)
    assert set(states(app)) == {"submitted"}
    assert notices(app) == []
    assert taken(app, "both") == [0]


def test_too_late_nothing_is_undone(app, ada):
    ada.send(button=("everything", "yes"), act="reject")
    ada.send(button=("go", "decide"))
    undo = ada.page.all("form")
    later(app)
    assert undo
    ada.send(to="/undo")
    assert "It is too late to undo this: it has taken effect." in ada.page.text
    assert states(app)[2:] == ["rejected"] * 4


def test_without_a_time_to_undo_it_is_done_at_once(app, ada):
    settings.undo_minutes = 0
    ada.send(button=("everything", "yes"), act="reject")
    ada.send(button=("go", "decide"))
    assert "Done for 4 applications." in ada.main
    assert states(app)[2:] == ["rejected"] * 4


def test_what_causes_no_mail_is_done_at_once(app, ada):
    ada.send(button=("everything", "yes"), act="begin_review")
    ada.send(button=("go", "decide"))
    assert "Done for 4 applications." in ada.main
    assert states(app)[2:] == ["in_review"] * 4


def test_only_the_ticked_ones_are_decided(app, ada):
    chosen = references(app)[2:4]
    ada.send(reference=chosen, act="reject")
    assert ada.heading == "Reject the application: 2 applications"
    ada.send(button=("go", "decide"))
    later(app)
    assert states(app)[2:] == ["rejected", "rejected", "submitted", "submitted"]


def test_who_ticks_none_is_asked_to(app, ada):
    ada.send(act="reject")
    assert "Please choose the applications first." in ada.page.text


@pytest.mark.parametrize("when", ["before it is decided", "before it takes effect"])
def test_what_changed_since_it_was_seen_is_left_alone(app, ada, when):
    ada.send(button=("everything", "yes"), act="reject")
    if when == "before it takes effect":
        ada.send(button=("go", "decide"))
    change(app, Application, {"revision": 7}, reference=references(app)[2])
    if when == "before it is decided":
        ada.send(button=("go", "decide"))
    later(app)
    ada.open(ada.address)
    assert "Somebody else changed it in the meantime." in ada.main
    assert states(app)[2:] == ["submitted", "rejected", "rejected", "rejected"]
    assert notices(app) == ["rejection"] * 3


def test_a_second_click_decides_nothing_again(app, ada):
    ada.send(button=("everything", "yes"), act="reject")
    data = {"csrf_token": token(ada), "go": "decide"}
    answers = [ada.client.post(ada.address, data=data).status_code for _ in range(2)]
    assert answers == [303, 409]
    later(app)
    assert notices(app) == ["rejection"] * 4


def test_what_waits_cannot_be_decided_otherwise_meanwhile(app, ada):
    chosen = references(app)[2:3]
    ada.send(reference=chosen, act="reject")
    ada.send(button=("go", "decide"))
    ada.open("/en/desk?text=guest")
    ada.send(reference=chosen, act="offer")
    assert "A decision about it waits already." in ada.main
    ada.open(f"/en/desk/applications/{chosen[0]}/decide/offer")
    assert (ada.status, ada.heading) == (409, "It is decided already")


def test_who_withdraws_meanwhile_gets_no_decision_and_frees_the_place(app, ada):
    chosen = references(app)[2:3]
    ada.send(reference=chosen, act="offer")
    ada.send(button=("go", "decide"))
    assert taken(app, "both") == [1]
    ada.open(f"/en/desk/applications/{chosen[0]}/decide/withdraw")
    ada.send(button=("go", "decide"))
    later(app)
    assert states(app)[2] == "withdrawn"
    assert notices(app) == ["withdrawal"]
    assert taken(app, "both") == [0]


def test_what_is_not_possible_is_named_beforehand(app, ada):
    change(app, Application, {"state": "rejected"}, reference=references(app)[2])
    ada.send(button=("everything", "yes"), act="reject")
    assert ada.heading == "Reject the application: 3 applications"
    assert "Left out, because it is not possible in their state" in ada.main


def test_words_that_are_too_long_are_kept_and_nothing_is_decided(app, ada):
    ada.send(button=("everything", "yes"), act="reject")
    ada.send(button=("go", "decide"), note="x" * 3001)
    assert ada.status == 422
    assert "Please use at most 3,000 characters." in ada.main
    assert ada.page.all("textarea")[0].text == "x" * 3001
    later(app)
    assert set(states(app)) == {"submitted"}
    ada.send(button=("go", "decide"), note="Thank you.")
    later(app)
    assert states(app)[2:] == ["rejected"] * 4


def test_foreign_applications_cannot_be_smuggled_in(app, ada, sign_in):
    bo = sign_in("Bo")
    foreign = references(app)[1]
    bo.send(reference=[foreign], act="reject")
    assert "Please choose the applications first." in bo.page.text
    assert states(app)[1] == "submitted"


def test_what_others_decide_about_foreign_applications_is_not_there(app, ada, sign_in):
    foreign = references(app)[1]
    ada.open("/en/desk")
    ada.send(reference=[foreign], act="reject")
    bo = sign_in("Bo")
    assert bo.client.get(ada.address).status_code == 404


def test_a_reviewer_may_not(app, sign_in):
    rita = sign_in("Rita")
    data = {"csrf_token": token(rita), "act": "reject", "everything": "yes"}
    assert rita.client.post("/en/desk/bulk", data=data).status_code == 403
    assert rita.client.get("/en/desk/decisions").status_code == 403


@pytest.mark.parametrize("act", ["", "submit", "withdraw", "nonsense"])
def test_only_acts_for_many_are_taken(ada, act):
    data = {"csrf_token": token(ada), "act": act, "everything": "yes"}
    assert ada.client.post("/en/desk/bulk", data=data).status_code == 422


def test_looking_ahead_asks_as_much_for_four_as_for_two(app, ada):
    chosen = references(app)[2:]
    kept, counted = token(ada), []
    for count in (2, 4):
        data = {"csrf_token": kept, "act": "offer", "reference": chosen[:count]}
        with Statements(app) as statements:
            ada.client.post("/en/desk/bulk", data=data, follow_redirects=True)
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
    assert "Please choose the applications first." in rita.page.text
