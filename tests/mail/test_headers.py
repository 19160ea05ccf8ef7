"""What arrives at a mail server: headers that DKIM can sign and DMARC can align, unchanged bytes.

A signature covers each header once, and every byte of the body: a header that stands twice, a line
that a server has to break, or a byte that it has to recode makes it worthless (RFC 6376, 5.3, 5.4).
"""

from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import select

from registration.core.db import db, unit_of_work
from registration.core.settings import settings
from registration.mail import outbox
from registration.mail.compose import Attachment
from registration.mail.models import Message
from tests.mail.ground import MINUTE, NOW, deliver, queue_many

ONCE = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
NEVER = {"Bcc", "Cc", "Sender", "Return-Path", "Received", "DKIM-Signature"}
LONGEST = 998  # octets of a line without its end (RFC 5322, 2.1.1)
RETURNS = "returns@berlin.example"
PDF = Attachment("邀请函.pdf", "application/pdf", bytes(range(256)) * 40)
CALENDAR = Attachment("calendar.ics", 'text/calendar; method="PUBLISH"', b"X" * 3000 + b"\r\n")
MAILS = {
    "short": {},
    "long words": {"text": "ü" * 5000, "html": "<p>" + "x" * 5000 + "</p>"},
    "long names": {"subject": "关于" * 120, "recipient_name": "王小明" * 40},
    "without HTML": {"text": "From here.\n.\n..\n" + "x" * 2000 + "\n", "html": None},
    "attachments": {"attachments": [PDF, CALENDAR]},
    "line breaks": {"subject": "A\r\nBcc: eve@evil.example", "recipient_name": "A\nCc: e"},
}
every_mail = pytest.mark.parametrize("what", MAILS.values(), ids=MAILS)


@pytest.fixture
def returns():
    settings.mail_return_path = RETURNS
    yield
    settings.mail_return_path = ""


def sent(app, sink, **what):
    """One mail as it arrived."""
    queue_many(app, 1, **what)
    assert deliver(app) == 1
    [taken] = sink.taken
    return taken


def names(raw):
    """The headers as they stand in the bytes, each as often as it stands there."""
    return message_from_bytes(raw, policy=policy.compat32).keys()


def domain(address):
    return address.strip("<>").rpartition("@")[2]


def too_long(raw):
    return [line for line in raw.split(b"\r\n") if len(line) > LONGEST]


def loose_ends(raw):
    """Line ends that are not whole; servers repair them, each in its own way."""
    rest = raw.replace(b"\r\n", b"")
    return rest.count(b"\r") + rest.count(b"\n")


@every_mail
def test_each_header_that_is_signed_stands_exactly_once(app, sink, what):
    found = names(sent(app, sink, **what).raw)
    assert [found.count(name) for name in ONCE] == [1] * len(ONCE)
    assert len(found) == len({name.lower() for name in found})
    assert NEVER.isdisjoint(found)


@every_mail
def test_the_bytes_pass_every_server_as_they_are(app, sink, what):
    raw = sent(app, sink, **what).raw
    assert raw.isascii()
    assert b"\0" not in raw
    assert (too_long(raw), loose_ends(raw)) == ([], 0)
    parts = [one for one in message_from_bytes(raw).walk() if not one.is_multipart()]
    assert {one["Content-Transfer-Encoding"] for one in parts} <= {"quoted-printable", "base64"}


def test_what_would_be_broken_or_recoded_is_found():
    assert too_long(b"Subject: a\r\n\r\n" + b"x" * 999 + b"\r\n") == [b"x" * 999]
    assert loose_ends(b"a\r\nb\nc\rd\r\n") == 2
    assert names(b"To: a@b.example\r\nTo: c@b.example\r\n\r\n").count("To") == 2


@every_mail
def test_what_arrives_is_what_was_stored(app, sink, what):
    raw = sent(app, sink, **what).raw
    with app.app_context(), unit_of_work(writes=False):
        assert raw == db.session.scalar(select(Message.raw))


def test_sender_message_id_and_return_path_are_of_one_domain(app, sink, returns):
    taken = sent(app, sink)
    [author] = taken.mail["From"].addresses
    assert (author.addr_spec, taken.sender) == ("office@berlin.example", RETURNS)
    domains = {domain(one) for one in (author.addr_spec, taken.sender, taken.mail["Message-ID"])}
    assert domains == {"berlin.example"}


def test_without_a_return_path_failures_go_to_the_sender(app, sink):
    assert sent(app, sink).sender == "office@berlin.example"


def test_the_date_is_when_it_was_written_with_its_zone(app, sink):
    queue_many(app, 1, not_before=NOW + MINUTE)
    deliver(app, NOW + MINUTE)
    date = parsedate_to_datetime(str(sink.taken[0].mail["Date"]))
    assert (date, date.utcoffset()) == (NOW, NOW.utcoffset())


def test_only_what_no_person_wrote_says_that_it_is_automatic(app, sink):
    queue_many(app, 1)
    queue_many(app, 1, key="application:1:letter:0", automatic=False)
    deliver(app)
    assert [one.mail["Auto-Submitted"] for one in sink.taken] == ["auto-generated", None]


def test_a_mail_sent_once_more_keeps_all_of_this_under_a_new_message_id(app, sink, returns):
    first = sent(app, sink)
    with app.app_context(), unit_of_work():
        outbox.resend(db.session.scalars(select(Message)).one(), now=NOW + MINUTE)
    deliver(app, NOW + MINUTE)
    again = sink.taken[1]
    assert names(again.raw) == names(first.raw)
    assert again.sender == RETURNS
    assert again.mail["Message-ID"] != first.mail["Message-ID"]
    assert domain(again.mail["Message-ID"]) == "berlin.example"
    assert again.raw.isascii()
