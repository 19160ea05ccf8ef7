"""The rules of the outbox: one message a cause, and what can be done to it while it waits."""

import time
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import event

from registration.core.db import db, unit_of_work
from registration.mail import outbox
from registration.mail.errors import TooLate, Unsendable
from tests.mail.ground import MINUTE, NOW, deliver, message, queue, queue_many, queue_only, states


@pytest.fixture
def work(app):
    """The test is one unit of work."""
    with app.app_context(), unit_of_work():
        yield


def test_the_same_cause_twice_is_one_message(app):
    with app.app_context(), unit_of_work():
        first = queue(1, series="a")
        assert queue(1, series="a", subject="Another") is first
    assert states(app) == ["queued"]
    assert message(app).subject == "Bewerbung 1"


def test_the_same_cause_in_two_units_of_work_is_one_message(app):
    queue_many(app, 2)
    queue_many(app, 2)
    assert states(app) == ["queued", "queued"]


def test_a_message_of_a_rolled_back_unit_never_was(app, sink):
    with app.app_context(), suppress(ZeroDivisionError), unit_of_work():
        queue(1)
        1 / 0  # noqa: B018  # whatever goes wrong after the queueing
    assert (deliver(app), sink.taken, states(app)) == (0, [], [])


def test_a_later_message_of_a_series_cancels_those_that_wait(app, sink):
    queue_many(app, 1, series="decision")
    deliver(app)
    with app.app_context(), unit_of_work():
        queue(2, series="decision")
        outbox.hold(queue(3, series="other"))
        outbox.hold(queue(4, series="decision"))
        queue(5, series="decision")
    assert states(app) == ["sent", "cancelled", "held", "cancelled", "queued"]


def test_superseding_says_how_many_never_left(app, sink):
    queue_many(app, 1, series="decision")
    with app.app_context(), unit_of_work():
        assert outbox.supersede("decision") == 1
        assert outbox.supersede("decision") == 0
        queue(2, series="other")
    deliver(app)
    with app.app_context(), unit_of_work():
        assert outbox.supersede("other") == 0
    assert states(app) == ["cancelled", "sent"]


def test_a_held_message_waits_until_it_is_released(app, sink):
    with app.app_context(), unit_of_work():
        outbox.hold(queue(1))
    assert deliver(app) == 0
    with app.app_context(), unit_of_work():
        [held] = outbox.messages_about("application:1")
        outbox.release(held)
    assert deliver(app) == 1


def test_a_cancelled_message_never_leaves(app, sink):
    with app.app_context(), unit_of_work():
        outbox.cancel(queue(1))
    assert (deliver(app), states(app)) == (0, ["cancelled"])


@pytest.mark.parametrize("act", [outbox.hold, outbox.release, outbox.cancel])
def test_what_has_left_cannot_be_held_released_or_cancelled(app, sink, act):
    queue_many(app, 1)
    deliver(app)
    with app.app_context(), unit_of_work():
        [sent] = outbox.messages_about("application:1")
        with pytest.raises(TooLate) as late:
            act(sent)
    assert late.value.state == "sent"


def test_what_is_leaving_right_now_cannot_be_cancelled_or_superseded(app, sink):
    queue_many(app, 1, series="decision")
    refused = []

    def cancel(_taken):
        with app.app_context(), unit_of_work():
            [leaving] = outbox.messages_about("application:1")
            with pytest.raises(TooLate):
                outbox.cancel(leaving)
            refused.append(outbox.supersede("decision"))

    sink.after_dot = cancel
    deliver(app)
    assert (refused, states(app)) == ([0], ["sent"])


def test_resending_is_a_new_mail_with_the_same_words(app, sink):
    queue_many(app, 1)
    deliver(app)
    later = NOW + timedelta(days=1)
    with app.app_context(), unit_of_work():
        [sent] = outbox.messages_about("application:1")
        again = outbox.resend(sent, now=later)
        assert outbox.resend(sent, now=later) is again
    deliver(app, later)
    first, second = sink.taken
    assert first.mail["Message-ID"] != second.mail["Message-ID"]
    assert first.raw.partition(b"\r\n\r\n")[2] == second.raw.partition(b"\r\n\r\n")[2]
    assert states(app) == ["sent", "sent"]


def test_a_failed_mail_can_be_resent_to_a_corrected_address(app, sink):
    queue_many(app, 1, recipient="anna at example.org")
    failed = message(app)
    assert (failed.state, failed.last_error, failed.recipient) == (
        "failed",
        outbox.NO_ADDRESS,
        "anna at example.org",
    )
    assert deliver(app) == 0
    with app.app_context(), unit_of_work():
        [failed] = outbox.messages_about("application:1")
        with pytest.raises(Unsendable):
            outbox.resend(failed, now=NOW)
        outbox.resend(failed, now=NOW, recipient="anna@example.org", recipient_name="Anna")
    deliver(app)
    assert [one.recipients for one in sink.taken] == [["anna@example.org"]]
    assert str(sink.taken[0].mail["To"]) == "Anna <anna@example.org>"


def test_what_waits_is_not_resent(work):
    waiting = queue(1)
    with pytest.raises(TooLate):
        outbox.resend(waiting, now=NOW)


def test_the_oldest_waiting_message_counts_from_when_it_could_leave(work):
    assert outbox.oldest_waiting(NOW) is None
    queue(1, not_before=NOW + MINUTE)
    assert outbox.oldest_waiting(NOW) is None
    outbox.hold(queue(2, now=NOW - 5 * MINUTE))
    queue(3, now=NOW - 2 * MINUTE)
    queue(4)
    assert outbox.oldest_waiting(NOW) == NOW - 2 * MINUTE


def test_messages_about_a_record_are_its_own_newest_first(work):
    queue(1)
    queue(2, about="application:1")
    queue(3)
    assert [one.subject for one in outbox.messages_about("application:1")] == [
        "Bewerbung 2",
        "Bewerbung 1",
    ]


@pytest.mark.parametrize(("series", "statements"), [(None, 1), ("decision", 2)])
def test_queueing_asks_the_database_once(work, series, statements):
    db.session.connection()
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    queue_only(1, series=series)
    assert len(seen) == statements


def test_queueing_is_cheap(work):
    queue(1)
    began = time.process_time()
    for number in range(2, 202):
        queue(number)
    assert (time.process_time() - began) / 200 < 0.005  # about 1 ms; the rest is for busy machines


def test_what_was_typed_with_controls_is_stored_clean(work):
    queued = queue(1, subject="a\r\nb\0", text="a\0b\r\nc", html="\ud800<p>")
    assert (queued.subject, queued.text, queued.html) == ("a b", "ab\nc", "<p>")
