"""The applicant says who fills in the other parts, and looks after them."""

import pytest
from sqlalchemy import select

from registration.core.db import db
from registration.mail.models import Message
from tests.records import applications, look, mails
from tests.web.party.people import (
    GERDA,
    ROLF,
    fill_in,
    fill_in_part,
    go_to,
    links_to,
    open_invitation,
    post,
    send_everything,
    wait,
)

INVITED = ("invitation", "gerda@familie.example", "de")
OTHER = {**GERDA, "guardian__email": "georg@familie.example"}


def invitations(app):
    """(recipient, state) of the invitations."""
    query = select(Message.recipient, Message.state).where(Message.notice == "invitation")
    rows = look(app, lambda: db.session.execute(query.order_by(Message.id)).all())
    return [tuple(row) for row in rows]


def test_after_the_last_section_one_is_asked_who_fills_in_the_rest(anna):
    fill_in(anna, "grant")
    assert anna.heading == "Who fills in their part"
    assert [one.text for one in anna.page.all("legend")][::2] == ["Parent or guardian", "Referee"]


def test_where_nobody_else_has_a_part_nobody_is_asked_for(anna):
    fill_in(anna, "plain")
    assert anna.heading == "Check your answers"
    assert "Who fills in their part" not in anna.main


def test_nothing_is_mailed_before_the_application_is_sent(ground, anna):
    fill_in(anna, "trip")
    anna.send(**GERDA)
    assert mails(ground) == []
    assert "Gerda Beispiel" in anna.main
    anna.send()
    assert mails(ground) == [INVITED, ("receipt", "anna@stadt.example", "en")]


def test_who_was_named_can_be_changed_before_sending(ground, anna):
    fill_in(anna, "trip")
    anna.send(**GERDA)
    anna.open(next(a["href"] for a in anna.page.all("a") if a["href"].endswith("/others")))
    anna.send(**OTHER)
    anna.send()
    assert invitations(ground) == [("georg@familie.example", "queued")]


def test_a_wrong_address_is_said_and_everything_typed_stays(anna):
    fill_in(anna, "trip")
    anna.send(guardian__name=" ", guardian__email="nonsense", guardian__language="zh")
    assert anna.status == 422
    assert anna.errors == [
        "Parent or guardian: Please give the name of this person.",
        "Parent or guardian: Please check the email address. It looks like this: name@example.org",
    ]
    anna.send(guardian__name="Gerda", guardian__email="gerda@familie.example")
    assert anna.heading == "Check your answers"


def test_an_application_is_not_sent_before_all_are_named(ground, anna):
    summary = fill_in(anna, "trip").address.replace("/others", "/summary")
    anna.open(summary)
    assert anna.errors == ["Who fills in their part"]
    assert post(anna, summary).status_code == 422
    assert applications(ground) == [("draft", "Anna Beispiel")]


def test_the_status_tells_for_whom_one_waits_and_since_when(ground, anna, visit):
    send_everything(anna, "grant", **ROLF)
    assert "Waiting for Gerda Beispiel." in anna.main
    assert "Waiting for Rolf Rat." in anna.main
    gerda = open_invitation(ground, visit(), "gerda@familie.example")
    go_to(gerda, "Begin").send(phone="030 1234")
    anna.open(anna.address)
    assert "Gerda Beispiel has begun; we are waiting for the rest." in anna.main
    gerda.send(alone="yes")
    gerda.send()
    anna.open(anna.address)
    assert "Filled in on" in anna.main
    assert "Waiting for Rolf Rat." in anna.main


def test_each_contributor_gets_a_link_of_their_own(ground, anna, visit):
    send_everything(anna, "grant", **ROLF)
    gerda = open_invitation(ground, visit(), "gerda@familie.example")
    rolf = open_invitation(ground, visit(), "rolf@uni.example")
    assert gerda.client.get(rolf.address).status_code == 404
    assert rolf.client.get(f"{gerda.address}/sections/custody").status_code == 404
    assert rolf.client.get(f"{rolf.address}/sections/custody").status_code == 404
    assert rolf.client.get(f"{rolf.address}/sections/recommends").status_code == 200


def test_the_link_is_sent_again_but_not_at_once(ground, anna):
    send_everything(anna, "trip")
    anna.send(to="/again")
    assert "Please wait a little." in anna.main
    assert len(invitations(ground)) == 1
    wait(ground)
    anna.send(to="/again")
    assert "The link is on its way." in anna.main
    assert invitations(ground) == [
        ("gerda@familie.example", "cancelled"),
        ("gerda@familie.example", "queued"),
    ]


def test_a_corrected_address_gets_the_link_and_the_old_link_opens_nothing(ground, anna, visit):
    send_everything(anna, "trip")
    gerda = open_invitation(ground, visit(), "gerda@familie.example")
    go_to(gerda, "Begin").send(phone="030 1234")
    anna.open(f"{anna.address}/others")
    assert "what they typed is deleted" in anna.main
    anna.send(**OTHER)
    assert "The link is on its way." in anna.main
    assert invitations(ground) == [
        ("gerda@familie.example", "cancelled"),
        ("georg@familie.example", "queued"),
    ]
    assert gerda.client.get(gerda.address).status_code == 404
    again = visit()
    again.open(links_to(ground, "gerda@familie.example")[0])
    again.send()
    assert again.status == 404
    georg = open_invitation(ground, visit(), "georg@familie.example")
    go_to(georg, "Begin")
    assert "030 1234" not in [one["value"] for one in georg.page.all("input")]


def test_who_has_sent_their_part_is_not_replaced(ground, anna, gerda):
    fill_in_part(gerda).send()
    post(anna, f"{anna.address}/others", **{key.replace("__", "-"): OTHER[key] for key in OTHER})
    assert len(invitations(ground)) == 1
    gerda.open(gerda.address)
    assert "030 1234" in gerda.main


def test_nobody_writes_to_many_strangers_over_one_application(ground, anna):
    send_everything(anna, "trip")
    for number in range(20):
        typed = {**GERDA, "guardian__email": f"stranger{number}@elsewhere.example"}
        answer = post(
            anna, f"{anna.address}/others", **{key.replace("__", "-"): typed[key] for key in typed}
        )
    assert answer.status_code == 429
    assert "stranger19@elsewhere.example" in answer.text
    assert len(invitations(ground)) == 12


def test_what_was_withdrawn_before_its_mail_left_asks_nobody(ground, anna):
    send_everything(anna, "trip")
    anna.open(f"{anna.address}/withdraw")
    anna.send()
    assert invitations(ground) == [("gerda@familie.example", "cancelled")]


@pytest.mark.parametrize("number", ["0", "999999"])
def test_a_part_of_somebody_elses_application_cannot_be_mailed(ground, anna, number):
    send_everything(anna, "trip")
    assert post(anna, f"{anna.address}/others/{number}/again").status_code == 404


class TestByOrderOfArrival:
    def test_the_place_comes_with_the_last_part(self, ground, anna, visit):
        send_everything(anna, "walk")
        assert applications(ground) == [("submitted", "Anna Beispiel")]
        assert mails(ground) == [INVITED, ("receipt", "anna@stadt.example", "en")]
        gerda = open_invitation(ground, visit(), "gerda@familie.example")
        fill_in_part(gerda).send()
        assert applications(ground) == [("confirmed", "Anna Beispiel")]
        assert mails(ground)[-1] == ("confirmation", "anna@stadt.example", "en")

    def test_whoever_is_whole_first_comes_first(self, ground, anna, visit):
        send_everything(anna, "walk")
        bert = visit()
        send_everything(bert, "walk", guardian__email="berts.mutter@familie.example")
        hers = open_invitation(ground, visit(), "berts.mutter@familie.example")
        fill_in_part(hers).send()
        fill_in_part(open_invitation(ground, visit(), "gerda@familie.example")).send()
        assert [state for state, _ in applications(ground)] == ["waitlisted", "confirmed"]
        assert mails(ground)[-1][0] == "waiting_list"

    def test_the_status_says_that_it_waits_for_others(self, anna):
        send_everything(anna, "walk")
        assert "A place can be given as soon as all parts have arrived." in anna.main
