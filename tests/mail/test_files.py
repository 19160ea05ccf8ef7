"""Files that go with mails: kept once, put into each as it leaves, gone when not needed."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import delete, func, select

from registration.core.db import db, unit_of_work
from registration.mail import enclosed, outbox, rewriting
from registration.mail.models import MailFile, Message
from registration.notices import attaching
from tests.mail.ground import MINUTE, NOW, deliver, queue, queue_many

DAY = timedelta(days=1)
PDF = b"%PDF-1.4 " + bytes(range(256)) * 300 + b"%%EOF"
NAMES = ["Einladung für Weiß.pdf", "邀请函（正本）.pdf", "plain name.pdf"]


def keep(content=PDF, name="Plan.pdf", now=NOW):
    return enclosed.keep(content, name=name, content_type="application/pdf", now=now)


def queue_with_files(app, count=1, names=("Plan.pdf",)):
    with app.app_context(), unit_of_work():
        files = [keep(PDF + str(number).encode(), name) for number, name in enumerate(names)]
    queue_many(app, count, files=files)


def kept(app):
    with app.app_context(), unit_of_work(writes=False):
        return db.session.scalar(select(func.count(MailFile.id)))


def test_they_arrive_with_their_names_and_bytes(app, sink):
    queue_with_files(app, names=NAMES)
    deliver(app)
    [taken] = sink.taken
    parts = list(taken.mail.iter_attachments())
    assert [one.get_filename() for one in parts] == NAMES
    assert [one.get_content() for one in parts] == [
        PDF + str(number).encode() for number in range(len(NAMES))
    ]
    assert {one.get_content_type() for one in parts} == {"application/pdf"}
    assert "Ihre Bewerbung ist da." in taken.mail.get_body(("plain",)).get_content()
    assert taken.mail.get_body(("html",)) is not None
    assert [one.defects for one in taken.mail.walk() if one.defects] == []


def test_the_mail_has_each_header_once_short_lines_and_ascii(app, sink):
    queue_with_files(app, names=NAMES)
    deliver(app)
    raw = sink.taken[0].raw
    heads = message_from_bytes(raw, policy=policy.compat32).keys()
    assert len(heads) == len(set(heads))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_each_try_sends_the_same_bytes(app, sink):
    queue_with_files(app)
    tries = []
    sink.answer = lambda stage, about: (
        tries.append(about) or "450 later" if stage == "dot" else None
    )
    deliver(app)
    sink.answer = lambda _stage, _about: None
    deliver(app, NOW + 5 * MINUTE)
    assert tries == [sink.taken[0].raw.decode()] or len(sink.taken) == 1


def test_a_file_is_kept_once_for_all_who_get_it(app, sink):
    queue_with_files(app, 3)
    queue_with_files(app, 3)
    assert kept(app) == 1
    with app.app_context(), unit_of_work(writes=False):
        sizes = [len(one) for one in db.session.scalars(select(Message.raw))]
    assert max(sizes) < len(PDF)
    assert deliver(app) == len(sink.taken) == 3


def test_sending_once_more_sends_the_files_too(app, sink):
    queue_with_files(app)
    deliver(app)
    with app.app_context(), unit_of_work():
        outbox.resend(db.session.get_one(Message, 1), now=NOW + DAY, recipient="b@example.org")
    deliver(app, NOW + DAY)
    names = [[one.get_filename() for one in taken.mail.iter_attachments()] for taken in sink.taken]
    assert names == [["Plan.pdf"], ["Plan.pdf"]]


def test_one_that_is_taken_off_does_not_leave(app, sink):
    queue_with_files(app, names=NAMES)
    with app.app_context(), unit_of_work():
        one = db.session.get_one(Message, 1)
        _, second, _ = enclosed.files_of(1)
        rewriting.rewrite(
            one, subject=one.subject, text=one.text, html=one.html or "", due_at=one.due_at,
            without=[second.id], seen=rewriting.version(one),
        )  # fmt: skip
    deliver(app)
    names = [one.get_filename() for one in sink.taken[0].mail.iter_attachments()]
    assert names == [NAMES[0], NAMES[2]]


def test_new_words_keep_the_files(app, sink):
    queue_with_files(app)
    with app.app_context(), unit_of_work():
        one = db.session.get_one(Message, 1)
        seen = rewriting.version(one)
        rewriting.rewrite(
            one, subject="Neu", text="Neu", html="<p>", due_at=one.due_at, seen=seen
        )  # fmt: skip
    deliver(app)
    assert len(list(sink.taken[0].mail.iter_attachments())) == 1


@pytest.mark.parametrize(("later", "left"), [(DAY - MINUTE, 1), (DAY + MINUTE, 0)])
def test_what_nothing_needs_goes_after_a_day(app, later, left):
    with app.app_context(), unit_of_work():
        keep()
    with app.app_context(), unit_of_work():
        assert attaching.forget_unneeded(now=NOW + later) == 1 - left
    assert kept(app) == left


def test_what_a_message_needs_stays_as_long_as_the_message(app):
    queue_with_files(app)
    with app.app_context(), unit_of_work():
        assert attaching.forget_unneeded(now=NOW + 9 * DAY) == 0
        db.session.execute(delete(Message))
        assert attaching.forget_unneeded(now=NOW + 9 * DAY) == 1


def test_choosing_a_file_again_keeps_it_for_another_day(app):
    with app.app_context(), unit_of_work():
        one = keep()
        assert enclosed.still_kept([one.id], now=NOW + DAY) == {one.id: len(PDF)}
        assert attaching.forget_unneeded(now=NOW + DAY + MINUTE) == 0


def test_a_message_without_files_asks_for_none(app, sink):
    with app.app_context(), unit_of_work():
        queue(1)
    deliver(app)
    assert list(sink.taken[0].mail.iter_attachments()) == []
