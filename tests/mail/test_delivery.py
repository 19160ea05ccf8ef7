"""What becomes of queued mails, against a real server that behaves and misbehaves."""

import time
from datetime import timedelta

import pytest

from registration.core.db import db, unit_of_work
from registration.mail import delivery, smtp
from registration.mail.delivery import GIVE_UP_AFTER, delay_after, deliver_due
from registration.mail.models import Message
from tests.mail.ground import MINUTE, NOW, deliver, make_app, message, queue, queue_many, states
from tests.mail.sink import DROP, free_port


def only_at(stage, status, what=""):
    return lambda at, about: status if at == stage and what in about else None


def test_a_queued_mail_arrives_and_is_marked_as_sent(app, sink):
    queue_many(app, 1)
    assert deliver(app) == 1
    assert [(one.sender, one.recipients) for one in sink.taken] == [
        ("office@berlin.example", ["anna1@example.org"])
    ]
    sent = message(app)
    assert (sent.state, sent.attempts, sent.sent_at) == ("sent", 1, NOW)
    assert (sent.lease_owner, sent.sending_since, sent.may_repeat) == (None, None, False)
    assert sink.taken[0].mail["Message-ID"] == sent.message_id


def test_a_sent_mail_is_not_sent_again(app, sink):
    queue_many(app, 3)
    assert (deliver(app), deliver(app, NOW + timedelta(days=1))) == (3, 0)
    assert len(sink.taken) == 3


def test_many_mails_go_over_one_connection(app, sink):
    queue_many(app, 120)
    assert deliver(app) == 120
    assert sink.connections == 1
    assert sink.subjects == [f"Bewerbung {number}" for number in range(1, 121)]


def test_the_limit_is_kept(app, sink):
    queue_many(app, 5)
    assert deliver(app, limit=2) == 2
    assert states(app) == ["sent", "sent", "queued", "queued", "queued"]


def test_a_mail_for_later_waits_for_its_time(app, sink):
    queue_many(app, 1, not_before=NOW + MINUTE)
    assert (deliver(app), deliver(app, NOW + MINUTE)) == (0, 1)


def test_a_refused_recipient_fails_at_once_and_stops_nobody(app, sink):
    sink.answer = only_at("rcpt", "550 5.1.1 No such user", "anna2@")
    queue_many(app, 3)
    assert deliver(app) == 3
    assert states(app) == ["sent", "failed", "sent"]
    assert message(app, 2).last_error == "550 5.1.1 No such user"
    assert sink.connections == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt", "dot"])
def test_a_refusal_for_good_is_not_tried_again(app, sink, stage):
    sink.answer = only_at(stage, "554 No")
    queue_many(app, 1)
    deliver(app)
    sink.answer = lambda *_: None
    assert states(app) == ["failed"]
    assert deliver(app, NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize("stage", ["mail", "rcpt", "dot"])
def test_a_refusal_for_now_is_tried_again_after_a_minute(app, sink, stage):
    sink.answer = only_at(stage, "451 Come back later")
    queue_many(app, 1)
    deliver(app)
    sink.answer = lambda *_: None
    waiting = message(app)
    assert (waiting.state, waiting.attempts, waiting.may_repeat) == ("queued", 1, False)
    assert waiting.last_error == "451 Come back later"
    assert MINUTE <= waiting.next_at - NOW <= 1.25 * MINUTE
    assert deliver(app, NOW + 0.9 * MINUTE) == 0
    assert deliver(app, NOW + 1.3 * MINUTE) == 1
    assert (message(app).state, message(app).last_error) == ("sent", None)


def test_the_delay_grows_to_an_hour():
    plain = [1, 2, 4, 8, 16, 32, 60, 60]
    for attempt, minutes in enumerate(plain, 1):
        assert minutes * MINUTE <= delay_after(attempt) <= 1.25 * minutes * MINUTE
    assert delay_after(5000) <= 75 * MINUTE


def test_after_days_of_refusals_a_mail_has_failed(app, sink):
    sink.answer = only_at("rcpt", "450 Greylisted")
    queue_many(app, 1)
    now, tries = NOW, 0
    while message(app).state == "queued":
        tries += deliver(app, now)
        now = message(app).next_at
    assert timedelta(days=3) <= GIVE_UP_AFTER <= now - NOW
    assert tries > 72
    assert (message(app).state, message(app).last_error) == ("failed", "450 Greylisted")


@pytest.mark.parametrize(
    ("stage", "may_repeat"), [("mail", False), ("rcpt", False), ("data", False), ("dot", True)]
)
def test_a_connection_lost_under_way_puts_the_mail_off(app, sink, stage, may_repeat):
    sink.answer = only_at(stage, DROP)
    queue_many(app, 1)
    assert deliver(app) == 1
    sink.answer = lambda *_: None
    waiting = message(app)
    assert (waiting.state, waiting.attempts, waiting.may_repeat) == ("queued", 1, may_repeat)
    deliver(app, NOW + 2 * MINUTE)
    assert message(app).state == "sent"
    assert len({one.raw for one in sink.taken}) == 1


def test_after_a_lost_connection_the_others_go_over_a_new_one(app, sink):
    sink.answer = only_at("rcpt", DROP, "anna2@")
    queue_many(app, 4)
    assert deliver(app) == 4
    assert states(app) == ["sent", "queued", "sent", "sent"]
    assert sink.connections == 2


def test_a_server_that_says_goodbye_after_some_mails_gets_the_rest_on_a_new_connection(app, sink):
    seen = []

    def goodbye(stage, about):
        if stage == "mail":
            seen.append(about)
            if len(seen) in {11, 22}:
                return "421 Enough for now"
        return None

    sink.answer = goodbye
    queue_many(app, 30)
    assert deliver(app) == 30
    assert deliver(app, NOW + 2 * MINUTE) == 2
    assert states(app) == ["sent"] * 30
    assert len(sink.taken) == 30


def test_a_server_that_breaks_off_every_time_is_left_alone_for_a_minute(app, sink):
    sink.answer = only_at("mail", DROP)
    queue_many(app, 100)
    assert deliver(app) == 3
    assert sink.connections == 3
    assert deliver(app, NOW + 0.5 * MINUTE) == 0
    sink.answer = lambda *_: None
    deliver(app, NOW + 2 * MINUTE)
    assert states(app) == ["sent"] * 100


@pytest.mark.parametrize("away", ["closed port", "drops at once"])
def test_while_the_server_is_away_all_mails_wait_and_none_counts_as_tried(app, sink, away):
    if away == "closed port":
        sink.stop()
    else:
        sink.answer = only_at("connect", DROP)
    queue_many(app, 60)
    assert deliver(app) == 0
    waiting = message(app, 60)
    assert (waiting.state, waiting.attempts, waiting.lease_owner) == ("queued", 0, None)
    assert waiting.next_at == NOW + MINUTE
    assert waiting.last_error
    if away == "closed port":
        sink.start()
    sink.answer = lambda *_: None
    assert deliver(app, NOW + timedelta(days=6)) == 60


def test_a_wrong_password_makes_mails_wait(database_url, sink, app):
    other = make_app(database_url, sink.port, MAIL_USERNAME="office", MAIL_PASSWORD="wrong")
    queue_many(app, 1)
    assert deliver(other) == 0
    assert message(app).state == "queued"


def test_mail_that_the_operator_stopped_waits(database_url, sink, app):
    stopped = make_app(database_url, sink.port, MAIL_SUPPRESS_SEND=True)
    queue_many(app, 1)
    assert deliver(stopped) == 0
    assert (message(app).state, sink.taken) == ("queued", [])


def test_an_international_address_asks_for_smtputf8_and_others_do_not(app, sink):
    queue_many(app, 1, recipient="用户@例子.example", recipient_name="王小明")
    deliver(app)
    assert [(one.recipients, one.options[1:]) for one in sink.taken] == [
        (["用户@例子.example"], ["SMTPUTF8", "BODY=8BITMIME"])
    ]
    assert sink.taken[0].mail["To"].addresses[0].display_name == "王小明"


def test_an_international_domain_is_written_in_ascii(app, sink):
    queue_many(app, 1, recipient="anna@bücher.example")
    deliver(app)
    assert sink.taken[0].recipients == ["anna@xn--bcher-kva.example"]


def test_a_superseded_mail_that_was_refused_for_now_is_not_tried_again(app, sink):
    with app.app_context(), unit_of_work():
        queue(1, series="decision")

    def decide_anew(stage, _about):
        if stage != "rcpt" or len(sink.commands) > 1:
            return None
        with app.app_context(), unit_of_work():
            queue(2, series="decision")
        return "451 Later"

    sink.answer = decide_anew
    deliver(app)
    assert states(app) == ["cancelled", "sent"]


def test_a_mail_cancelled_after_it_was_claimed_is_not_sent(app, sink):
    queue_many(app, 3)

    def cancel_the_last(_taken):
        with app.app_context(), unit_of_work():
            db.session.execute(
                db.update(Message).where(Message.about == "application:3").values(state="cancelled")
            )
        sink.after_dot = None

    sink.after_dot = cancel_the_last
    assert deliver(app) == 2
    assert states(app) == ["sent", "sent", "cancelled"]


def test_nothing_is_listening_on_a_free_port(database_url, app):
    nowhere = make_app(database_url, free_port())
    queue_many(app, 1)
    assert deliver(nowhere) == 0
    assert "ConnectionRefusedError" in message(app).last_error


def test_a_slow_server_does_not_cost_a_worker_its_lease(app, sink, monkeypatch):
    monkeypatch.setattr(delivery, "RENEW_SECONDS", 0.05)
    queue_many(app, 1)
    clock = iter(NOW + number * MINUTE for number in range(1000))
    others = []

    def be_slow(_taken):
        time.sleep(0.5)
        others.append(deliver(app, message(app).lease_until - timedelta(seconds=1)))

    sink.after_dot = be_slow
    deliver_due(lambda: next(clock), limit=1, owner="slow", context=app.app_context)
    assert (others, len(sink.taken)) == ([0], 1)
    assert message(app).sent_at > NOW + 5 * MINUTE


def test_a_server_that_never_answers_is_given_up_and_the_mail_waits(app, sink, monkeypatch):
    monkeypatch.setattr(smtp, "DATA_SECONDS", 0.2)
    sink.after_dot = lambda _taken: time.sleep(0.5)
    queue_many(app, 1)
    deliver(app)
    waiting = message(app)
    assert (waiting.state, waiting.may_repeat) == ("queued", True)
    assert "timed out" in waiting.last_error


def test_the_time_outs_are_those_of_the_standard():
    assert (smtp.CONNECT_SECONDS, smtp.COMMAND_SECONDS, smtp.DATA_SECONDS) == (10, 30, 600)
