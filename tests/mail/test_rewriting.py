"""What waits can be written anew; what is leaving or has left cannot."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from registration.core.db import db, unit_of_work
from registration.mail import claims, rewriting
from registration.mail.compose import Attachment
from registration.mail.errors import ChangedMeanwhile, TooLate
from registration.mail.models import Message
from tests.mail.ground import MINUTE, NOW, deliver, message, queue, queue_many, states

CALENDAR = Attachment("Kalender 日历.ics", 'text/calendar; method="PUBLISH"', b"X" * 300 + b"\r\n")


def rewrite(one, *, seen=None, **changes):
    values = {"subject": one.subject, "text": one.text, "html": one.html, "due_at": one.due_at}
    return rewriting.rewrite(one, **{**values, **changes}, seen=seen or rewriting.version(one))


def rewrite_in(app, **changes):
    with app.app_context(), unit_of_work():
        return rewrite(db.session.get_one(Message, 1), **changes)


@pytest.mark.parametrize("attachments", [[], [CALENDAR]])
@pytest.mark.parametrize("html", [None, "<p>Alt</p>"])
def test_it_leaves_in_the_new_words_and_all_else_stays(app, sink, attachments, html):
    queue_many(app, 1, attachments=attachments, html=html)
    before = message(app)
    rewrite_in(app, subject="Ä 王" * 40, text="Neu 王\n", html="<p>Neu 王</p>")
    assert deliver(app) == 1
    [taken] = sink.taken
    assert taken.subject == "Ä 王" * 40
    assert taken.mail.get_body(("plain",)).get_content().split() == ["Neu", "王"]
    assert taken.mail.get_body(("html",)).get_content().strip() == "<p>Neu 王</p>"
    files = [(one.get_filename(), one.get_content()) for one in taken.mail.iter_attachments()]
    assert files == [(one.name, one.content.decode()) for one in attachments]
    assert taken.mail["Message-ID"] == before.message_id
    assert taken.mail["To"] == "Anna Weiß <anna1@example.org>"
    assert all(len(taken.mail.get_all(name)) == 1 for name in taken.mail)
    assert b"Alt" not in taken.raw
    assert taken.raw.isascii()


def test_it_leaves_at_the_new_time(app, sink):
    queue_many(app, 1)
    rewrite_in(app, due_at=NOW + 5 * MINUTE)
    assert deliver(app, NOW + 4 * MINUTE) == 0
    assert deliver(app, NOW + 5 * MINUTE) == 1


def test_a_new_time_begins_the_tries_anew(app, sink):
    queue_many(app, 1)
    sink.answer = lambda stage, _about: "450 later" if stage == "rcpt" else None
    deliver(app)
    assert message(app).attempts == 1
    rewrite_in(app, due_at=NOW + timedelta(days=9))
    deliver(app, NOW + timedelta(days=9))
    assert states(app) == ["queued"]
    assert message(app).attempts == 1


def test_a_held_message_stays_held(app, sink):
    with app.app_context(), unit_of_work():
        queue(1).state = "held"
    rewrite_in(app, subject="Neu")
    assert (deliver(app), states(app)) == (0, ["held"])


def test_of_two_people_the_second_is_told_and_overwrites_nothing(app, sink):
    queue_many(app, 1)
    with app.app_context(), unit_of_work():
        seen = rewriting.version(db.session.get_one(Message, 1))
    rewrite_in(app, seen=seen, text="Erste\n")
    for changes in ({"text": "Zweite\n"}, {"due_at": NOW + MINUTE}):
        with pytest.raises(ChangedMeanwhile):
            rewrite_in(app, seen=seen, **changes)
    assert message(app).text == "Erste\n"


def test_what_was_changed_between_reading_and_writing_is_not_overwritten(app, sink):
    """The statement itself compares: the copy at hand is older than the row."""
    queue_many(app, 1)
    with app.app_context(), unit_of_work():
        mine = db.session.get_one(Message, 1)
        change = update(Message).values(text="Ihre\n").execution_options(synchronize_session=False)
        db.session.execute(change)
        with pytest.raises(ChangedMeanwhile):
            rewrite(mine, text="Meine\n")
        assert mine.text == "Ihre\n"


def test_what_a_worker_has_in_its_batch_is_changed_and_leaves_later(app, sink):
    queue_many(app, 1)
    with app.app_context(), unit_of_work():
        assert claims.claim("worker", limit=1, now=NOW) == [1]
    rewrite_in(app, subject="Neu")
    with app.app_context(), unit_of_work():
        assert claims.begin(1, "worker", now=NOW) is None
    deliver(app)
    assert [one.subject for one in sink.taken] == ["Neu"]


def test_what_is_leaving_right_now_is_not_changed(app, sink):
    queue_many(app, 1)
    refused = []

    def change(_taken):
        with pytest.raises(TooLate) as late:
            rewrite_in(app, subject="Neu")
        refused.append(late.value.state)

    sink.after_dot = change
    deliver(app)
    assert (refused, message(app).subject) == (["queued"], "Bewerbung 1")


@pytest.mark.parametrize(
    "changes", [{"may_repeat": True}, {"state": "cancelled"}, {"state": "failed"}]
)
def test_what_may_have_arrived_or_does_not_wait_is_not_changed(app, changes):
    queue_many(app, 1)
    with app.app_context(), unit_of_work():
        for name, value in changes.items():
            setattr(db.session.get_one(Message, 1), name, value)
    with pytest.raises(TooLate):
        rewrite_in(app, subject="Neu")
    assert message(app).subject == "Bewerbung 1"
