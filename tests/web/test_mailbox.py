"""The pages of the local mail catcher: what was caught can be read and does no harm."""

from email.message import EmailMessage

import pytest

from registration import create_app
from registration.core.db import db
from registration.mail import catcher
from registration.programmes.catalogue import forget_site
from tests.databases import KEY
from tests.page import Visitor

POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "caught"


@pytest.fixture
def reader(database_url, tmp_path, folder):
    folder.mkdir()
    made = create_app(
        {
            "DATABASE_URL": database_url,
            "SECRET_KEY": KEY,
            "STORAGE_FOLDER": str(tmp_path / "files"),
            "MAIL_CATCHER_FOLDER": str(folder),
        }
    )
    forget_site()
    yield Visitor(made.test_client())
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def caught(folder, reader) -> str:
    """The id of a mail with a link, a script and a calendar file."""
    mail = EmailMessage()
    mail["Subject"] = "A place <script>for you</script>"
    mail.set_content("Open http://127.0.0.1:5000/zh/open/abc <b>now</b>")
    mail.add_alternative("<p>Hello</p><script>alert(1)</script>", subtype="html")
    mail.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="a.ics")
    return catcher.store(folder, "office@x.example", ["anna@x.example"], mail.as_bytes())


def test_before_the_first_mail_the_page_says_so(reader):
    reader.open("/en/mailbox")
    assert "No mail was sent yet." in reader.main


def test_a_mail_is_listed_and_read(caught, reader):
    reader.open("/en/mailbox")
    reader.open(next(a["href"] for a in reader.page.all("a") if caught in a["href"]))
    assert reader.heading == "A place <script>for you</script>"
    assert "anna@x.example" in reader.main
    links = {a.text: a["href"] for a in reader.page.all("a")}
    assert links["http://127.0.0.1:5000/zh/open/abc"] == "http://127.0.0.1:5000/zh/open/abc"
    frame = reader.page.all("iframe")[0]
    assert frame["src"] == f"/en/mailbox/{caught}/html"
    assert "sandbox" in frame.attributes


def test_its_html_runs_nothing_and_loads_nothing(caught, reader):
    answer = reader.client.get(f"/en/mailbox/{caught}/html")
    assert "<script>alert(1)</script>" in answer.text
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_an_attachment_is_saved_and_never_shown(caught, reader):
    answer = reader.client.get(f"/en/mailbox/{caught}/files/0")
    assert answer.data == b"BEGIN:VCALENDAR"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=a.ics"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["x", "..%2f..%2fetc%2fpasswd", "{caught}.eml", "{caught}/files/1", "{caught}/x"]
)
def test_nothing_else_is_found(caught, reader, path):
    answer = reader.client.get(f"/en/mailbox/{path.format(caught=caught)}")
    assert answer.status_code == 404


def test_without_a_catcher_there_is_no_mailbox(client):
    assert client.get("/en/mailbox").status_code == 404
