"""Deciding: the mail is shown before it goes, one decision is one mail, nobody decides twice."""

import pytest
from sqlalchemy import select

from registration.core import clock
from registration.core.db import db
from registration.mail import outbox
from registration.mail.models import Message
from registration.programmes.models import Programme
from registration.web.desk.messages import PAGE
from tests.records import (
    applications,
    change,
    last_mail,
    look,
    mails,
    notices,
    references,
    states,
    taken,
)


def subjects(visitor):
    return [one.text for one in visitor.page.all("th") if one["scope"] == "row"]


def wang(app):
    return f"/en/desk/applications/{references(app)[0]}"


def mueller(app):
    return f"/en/desk/applications/{references(app)[1]}"


def test_an_approval_shows_the_mail_and_then_sends_it(app, sign_in):
    berta = sign_in("Berta")
    berta.open(wang(app) + "/decide/offer")
    assert "This mail will go" in berta.main
    assert "subject" in berta.main.lower()
    assert mails(app) == []
    berta.send(button=("go", "decide"))
    assert berta.heading == "王晓明 (Xiaoming Wang)"
    assert states(app)[0] == "confirmed"
    assert [(notice, language) for notice, _, language in mails(app)] == [("confirmation", "zh")]


def test_ones_own_words_stand_in_the_preview_and_in_the_mail(app, sign_in):
    berta = sign_in("Berta")
    berta.open(mueller(app) + "/decide/reject")
    berta.send(button=("go", "preview"), note="Please try again next year.")
    assert "Please try again next year." in berta.page.all("pre")[0].text
    assert states(app)[1] == "submitted"
    berta.send(button=("go", "decide"))
    assert states(app)[1] == "rejected"
    assert "Please try again next year." in last_mail(app)


def test_where_the_programme_asks_for_it_the_applicant_confirms(app, sign_in):
    berta = sign_in("Berta")
    berta.open(mueller(app) + "/decide/offer")
    berta.send(button=("go", "decide"))
    assert states(app)[1] == "offered"
    assert notices(app) == ["offer"]


def test_a_question_is_needed_to_send_an_application_back(app, sign_in):
    berta = sign_in("Berta")
    berta.open(wang(app) + "/decide/send_back")
    berta.send(button=("go", "decide"))
    assert berta.status == 422
    assert "Please write a question, or tick sections and say what is wrong." in berta.main
    berta.send(button=("go", "decide"), note="Which court?")
    assert states(app)[0] == "returned"
    assert "Which court?" in last_mail(app)


def test_the_second_coordinator_reads_that_it_was_decided(app, sign_in):
    berta, bo = sign_in("Berta"), sign_in("Bo")
    berta.open(wang(app) + "/decide/offer")
    bo.open(wang(app) + "/decide/reject")
    berta.send(button=("go", "decide"))
    bo.send(button=("go", "decide"))
    assert bo.status == 409
    assert bo.heading == "This was decided already"
    assert "Berta" in bo.main
    assert states(app)[0] == "confirmed"
    assert len(mails(app)) == 1


def test_a_second_click_sends_no_second_mail(app, sign_in):
    berta = sign_in("Berta")
    berta.open(wang(app) + "/decide/offer")
    address = berta.address
    fields = {one["name"]: one["value"] for one in berta.page.all("form")[-1].all("input")}
    answers = [berta.client.post(address, data={**fields, "go": "decide"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 409, 409]
    assert len(mails(app)) == 1


def test_a_decision_taken_back_before_its_mail_left_sends_nothing(app, sign_in):
    berta = sign_in("Berta")
    berta.open(mueller(app) + "/decide/offer")
    berta.send(button=("go", "decide"))
    berta.open(mueller(app) + "/decide/reconsider")
    berta.send(button=("go", "decide"))
    assert states(app)[1] == "in_review"
    assert taken(app, "berlin-only") == [0]
    berta.open(mueller(app))
    assert "Cancelled" in berta.main
    assert notices(app) == ["offer"]


def test_a_full_programme_gives_no_place_and_says_what_to_do(app, sign_in):
    ada = sign_in("Ada")
    ada.open("/en/desk/programmes/both")
    name = next(one["name"] for one in ada.page.all("input") if one["name"].startswith("places-"))
    ada.send(**{name.replace("-", "__"): "0"})
    ada.open(wang(app) + "/decide/offer")
    ada.send(button=("go", "decide"), note="Welcome!")
    assert ada.status == 409
    assert "No place is left" in ada.main
    assert "Welcome!" in ada.main
    assert states(app)[0] == "submitted"
    assert mails(app) == []


@pytest.mark.parametrize("act", ["offer", "reject", "send_back", "withdraw"])
def test_a_reviewer_may_look_but_not_decide(app, sign_in, act):
    rita = sign_in("Rita")
    rita.open(wang(app))
    assert rita.status == 200
    assert "There is nothing to decide now." in rita.main
    rita.open(wang(app) + f"/decide/{act}")
    assert rita.status == 403
    rita.open("/en/account")
    token = next(one["value"] for one in rita.page.all("input") if one["name"] == "csrf_token")
    data = {"csrf_token": token, "revision": "0", "go": "decide", "note": "x"}
    assert rita.client.post(wang(app) + f"/decide/{act}", data=data).status_code == 403
    assert states(app)[0] == "submitted"


def test_a_foreign_coordinator_finds_nothing(app, sign_in):
    bo = sign_in("Bo")
    for address in (
        mueller(app),
        mueller(app) + "/decide/offer",
        "/en/desk/programmes/berlin-only",
    ):
        bo.open(address)
        assert bo.status == 404


def test_the_page_shows_answers_history_and_messages(app, sign_in):
    berta = sign_in("Berta")
    berta.open(mueller(app) + "/decide/waitlist")
    berta.send(button=("go", "decide"))
    assert "Put on the waiting list · Berta" in berta.main
    assert "Waiting to be sent" in berta.main
    assert "Declared" in berta.main
    assert applications(app)[1][0] == "waitlisted"


def test_an_unknown_act_is_not_found(app, sign_in):
    berta = sign_in("Berta")
    berta.open(wang(app) + "/decide/promote")
    assert berta.status == 404


HISTORY = ("A mail was held back", "A mail that was held back was let go", "A mail was cancelled")


class TestMessages:
    @pytest.fixture
    def berta(self, app, sign_in):
        berta = sign_in("Berta")
        berta.open(mueller(app) + "/decide/reject")
        berta.send(button=("go", "decide"))
        berta.open("/en/desk/messages")
        berta.open(next(a["href"] for a in berta.page.all("a") if "/messages/" in a["href"]))
        return berta

    def test_the_link_of_the_applicant_is_not_shown(self, app, berta):
        assert "/open/…" in berta.main
        assert "/open/" in last_mail(app)
        assert last_mail(app).split("/open/")[1].split()[0] not in berta.main

    def test_its_html_is_shown_as_text_without_the_link(self, app, berta):
        source = berta.page.all("details")[-1].all("pre")[0].text
        assert "<html" in source
        assert last_mail(app).split("/open/")[1].split()[0] not in source

    def test_those_of_one_state_follow_each_other_page_by_page(self, app, berta):
        def add():
            now = clock.now()
            for number in range(PAGE + 5):
                outbox.queue(
                    key=f"k{number}", about="application:1", notice="receipt", language="en",
                    scope=f"programme:{programme}", recipient="a@stadt.example",
                    subject=f"Mail {number}", text="x", html=None, now=now,
                )  # fmt: skip

        query = select(Programme.id).where(Programme.slug == "berlin-only")
        programme = look(app, lambda: db.session.scalar(query))
        look(app, add, writes=True)
        for state in ("", "queued"):
            berta.open(f"/en/desk/messages?state={state}")
            there = subjects(berta)
            berta.open(next(a["href"] for a in berta.page.all("a") if a.text == "Older ones"))
            there += subjects(berta)
            assert there[:-1] == [f"Mail {number}" for number in reversed(range(PAGE + 5))]
            assert len(there) == PAGE + 6

    def test_a_message_can_be_held_released_and_cancelled(self, app, berta):
        for step, state in (
            ("hold", "Held back"),
            ("release", "Waiting to be sent"),
            ("cancel", "Cancelled"),
        ):
            berta.send(to=f"/{step}")
            assert state in berta.main
        berta.open(mueller(app))
        history = [entry for entry in HISTORY if entry in berta.main]
        assert history == list(HISTORY)

    def test_what_has_left_cannot_be_held(self, berta):
        stale = {one["name"]: one["value"] for one in berta.page.all("form")[-1].all("input")}
        address = berta.address + "/hold"
        berta.send(to="/cancel")
        answer = berta.client.post(address, data=stale, follow_redirects=True)
        assert "That is too late" in answer.text

    def test_a_failed_message_shows_why_and_can_be_sent_again(self, app, berta):
        changes = {"state": "failed", "last_error": "550 no such user"}
        change(app, Message, changes, notice="rejection")
        berta.open(berta.address)
        assert "550 no such user" in berta.main
        berta.send(to="/resend")
        assert "Waiting to be sent" in berta.main

    def test_who_only_reads_is_offered_no_step(self, berta, sign_in):
        rita = sign_in("Rita")
        rita.open(berta.address)
        assert rita.status == 200
        for step in ("Hold back", "Change the message"):
            assert step in berta.main
            assert step not in rita.main

    def test_a_foreign_coordinator_sees_no_message(self, berta, sign_in):
        bo = sign_in("Bo")
        bo.open(berta.address)
        assert bo.status == 404
        bo.open("/en/desk/messages")
        assert "There is no message here." in bo.main


def places_field(visitor):
    """The name of the first number of places, as ``send`` takes it."""
    names = [one["name"] for one in visitor.page.all("input")]
    return next(name for name in names if name.startswith("places-")).replace("-", "__")


class TestProgrammes:
    def test_more_places_move_the_waiting_list_up(self, app, sign_in):
        ada = sign_in("Ada")
        for address in (wang(app), mueller(app)):
            ada.open(address + "/decide/waitlist")
            ada.send(button=("go", "decide"))
        ada.open("/en/desk/programmes/both")
        ada.send(confirm_within_days="5")
        assert "Moved up" not in ada.main
        ada.send(**{places_field(ada): "3"})
        assert "Moved up from the waiting list: 1" in ada.main
        assert states(app) == ["offered", "waitlisted"]

    def test_places_that_are_taken_cannot_be_taken_away(self, app, sign_in):
        ada = sign_in("Ada")
        ada.open(wang(app) + "/decide/offer")
        ada.send(button=("go", "decide"))
        ada.open("/en/desk/programmes/both")
        name = next(o["name"] for o in ada.page.all("input") if o["name"].startswith("places-"))
        ada.send(**{name.replace("-", "__"): "0"})
        assert ada.status == 422
        assert "1 places are taken already" in ada.main

    @pytest.mark.parametrize("places", ["", "-1", "x", "1e9", "99999999999999999999", "²"])
    def test_nonsense_is_refused_and_changes_nothing(self, sign_in, places):
        ada = sign_in("Ada")
        ada.open("/en/desk/programmes/both")
        name = next(o["name"] for o in ada.page.all("input") if o["name"].startswith("places-"))
        ada.send(**{name.replace("-", "__"): places})
        assert ada.status == 422

    def test_the_end_must_come_after_the_beginning(self, sign_in):
        ada = sign_in("Ada")
        ada.open("/en/desk/programmes/both")
        ada.send(opens_at="2027-01-02T10:00", closes_at="2027-01-01T10:00")
        assert ada.status == 422
        assert "The end must come after the beginning." in ada.main

    def test_the_list_shows_how_programmes_fill(self, sign_in):
        ada = sign_in("Ada")
        ada.open("/en/desk/programmes")
        assert "0 of 2" in ada.main
