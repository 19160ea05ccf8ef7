"""The local mail catcher: real SMTP in, readable mails out."""

import smtplib
import socket
import threading

import pytest

from registration.core.errors import NotFound
from registration.mail.catcher import caught, read, serve, store
from registration.mail.compose import Attachment
from tests.mail.ground import deliver, make_app, queue_many
from tests.mail.sink import free_port


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mails"


@pytest.fixture
def port(folder):
    port, stop = free_port(), threading.Event()
    thread = threading.Thread(target=serve, args=("127.0.0.1", port, folder, stop))
    thread.start()
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            stop.wait(0.02)
    yield port
    stop.set()
    thread.join()


def test_delivered_mails_can_be_read_newest_first(app, database_url, port, folder):
    catching = make_app(database_url, port)
    calendar = Attachment("calendar.ics", 'text/calendar; method="PUBLISH"', b"BEGIN:VCALENDAR")
    queue_many(app, 2, attachments=[calendar], text="Guten Tag, Bärbel 王\n")
    assert deliver(catching) == 2
    newest, oldest = caught(folder)
    assert (newest.subject, oldest.subject) == ("Bewerbung 2", "Bewerbung 1")
    assert newest.received_at > oldest.received_at
    assert (newest.sender, newest.recipients) == ("office@berlin.example", ["anna2@example.org"])
    assert newest.text == "Guten Tag, Bärbel 王\n"
    assert newest.html == "<p>Guten Tag,<br>Ihre Bewerbung ist da.</p>"
    [file] = newest.attachments
    assert (file.name, file.content_type, file.content) == (
        "calendar.ics",
        "text/calendar",
        b"BEGIN:VCALENDAR",
    )
    assert read(folder, oldest.id) == oldest
    assert [path.suffix for path in folder.iterdir()] == [".eml", ".eml"]


def test_the_envelope_cannot_be_faked_by_the_mail(port, folder):
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail(
            "a@example.org",
            ["b@example.org", "c@example.org"],
            b"Delivered-To: eve@evil.example\r\nReturn-Path: <eve@evil.example>\r\n\r\nHi\r\n",
        )
    [mail] = caught(folder)
    assert (mail.sender, mail.recipients) == ("a@example.org", ["b@example.org", "c@example.org"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"no header at all",
        b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe",
        b"Content-Type: multipart/mixed\r\n\r\nx",
        b"Subject: \xff\xfe\r\nFrom: <<>>\r\n\r\n\xff",
    ],
)
def test_odd_mails_can_still_be_read(tmp_path, content):
    mail_id = store(tmp_path, "a@example.org", ["b@example.org"], content)
    assert [mail.id for mail in caught(tmp_path)] == [mail_id]


@pytest.mark.parametrize(
    "mail_id", ["", "..", "../secret", "20261124T120000000000Z-00000000", "x\0"]
)
def test_what_was_not_caught_is_not_found(tmp_path, mail_id):
    (tmp_path / "secret.eml").write_bytes(b"Subject: x\r\n\r\n")
    with pytest.raises(NotFound):
        read(tmp_path, mail_id)


def test_other_files_and_a_missing_folder_are_no_mails(tmp_path):
    (tmp_path / "secret.eml").write_bytes(b"Subject: x\r\n\r\n")
    (tmp_path / ".20261124T120000000000Z-00000000.part").write_bytes(b"x")
    assert caught(tmp_path) == []
    assert caught(tmp_path / "nowhere") == []


def test_a_taken_port_is_an_error(port, folder):
    with pytest.raises(OSError, match="in use"):
        serve("127.0.0.1", port, folder, threading.Event())
