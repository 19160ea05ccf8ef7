"""Mail that comes back: reports of mail servers on a pipe, and what the desk sees of them."""

import pytest
from sqlalchemy import select

from registration import worker
from registration.core.db import db
from registration.mail.models import Message
from tests.records import look, references

REPORT = """\
From: MAILER-DAEMON@mx.example
To: office@stadt.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Wed, 25 Nov 2026 12:00:00 +0100

Final-Recipient: rfc822; anna@stadt.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <anna@stadt.example>: no such
    mailbox

--b1
Content-Type: {part}

From: office@stadt.example
Message-ID: {message_id}
Subject: Your application

--b1--
"""
WHY = "5.1.1 smtp; 550 5.1.1 <anna@stadt.example>: no such mailbox"


@pytest.fixture
def sent(app, smtp, sign_in):
    """Berta, who has rejected Müller; the mail has left. And the Message-ID of that mail."""
    berta = sign_in("Berta")
    berta.open(f"/en/desk/applications/{references(app)[1]}/decide/reject")
    berta.send(button=("go", "decide"))
    worker.once(app)
    [mail] = smtp.messages
    return berta, str(mail["Message-ID"])


def report(message_id, *, action="failed", part="message/rfc822"):
    return REPORT.format(message_id=message_id, action=action, part=part).encode()


def reasons(app):
    query = select(Message.state, Message.return_reason).order_by(Message.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers"])
def test_what_came_back_is_marked_with_the_reason(app, sent, receive, part):
    _, message_id = sent
    assert receive(report(message_id, part=part)) == 0
    assert reasons(app) == [("sent", WHY)]


def test_the_desk_shows_it_at_the_applicant_and_among_the_messages(app, sent, receive):
    berta, message_id = sent
    receive(report(message_id))
    berta.open(f"/en/desk/applications/{references(app)[1]}")
    assert "Mail to this applicant comes back" in berta.main
    assert WHY in berta.main
    assert "A mail came back" in berta.main
    berta.open("/en/desk/messages?state=bounced")
    assert "Came back" in berta.page.all("tbody")[0].text
    berta.open("/en/desk/messages/1")
    assert WHY in berta.main


def test_the_same_report_twice_is_noted_once(app, sent, receive):
    berta, message_id = sent
    assert [receive(report(message_id)), receive(report(message_id))] == [0, 0]
    berta.open(f"/en/desk/applications/{references(app)[1]}")
    assert berta.main.count("A mail came back") == 1


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_only_a_failure_counts(app, sent, receive, action):
    _, message_id = sent
    assert receive(report(message_id, action=action)) == 0
    assert reasons(app) == [("sent", None)]


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\xff\xfe",
        report("<somebody@else.example>"),
        b"From: anna@stadt.example\r\nSubject: Hello\r\n\r\nWhen does it begin?\r\n",
        b"Content-Type: multipart/report\r\n\r\n",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nx",
        b"Message-ID: =?x?q?=?=\r\nContent-Type: " + b"multipart/report;" * 1000 + b"\r\n\r\nx",
    ],
    ids=["bytes", "not ours", "a reply", "no parts", "broken off", "nonsense"],
)
def test_what_is_no_report_about_ours_marks_nothing(app, sent, receive, raw):
    assert receive(raw) == 0
    assert reasons(app) == [("sent", None)]


def test_a_reason_is_shown_as_text(app, sent, receive):
    berta, message_id = sent
    receive(report(message_id).replace(b"no such", b"<script>x</script>"))
    berta.open(f"/en/desk/applications/{references(app)[1]}")
    assert "<script>x</script> mailbox" in berta.main
    assert [one for one in berta.page.all("script") if not one["src"]] == []


class TestReturnPath:
    @pytest.fixture
    def settings(self):
        return {"MAIL_RETURN_PATH": "returns@stadt.example"}

    @pytest.mark.usefixtures("sent")
    def test_reports_can_go_to_an_address_of_their_own(self, smtp):
        assert [one.sender for one in smtp.taken] == ["returns@stadt.example"]
        assert "office@stadt.example" in str(smtp.messages[0]["From"])
