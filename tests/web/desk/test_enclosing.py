"""Files with mails of the office: inspected, limited, shown before they leave, taken off again."""

import io

import pytest
from sqlalchemy import func, select

from registration import worker
from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.core.settings import settings as known
from registration.mail.models import MailFile, Message, MessageFile
from registration.notices.mailing_models import MailingFile
from tests.records import change, look, references

PDF = b"%PDF-1.4 x %%EOF"
NAME = "Einladung 邀请函.pdf"
TYPED = {"subject__en": "News", "body__en": "Hello."}
SEND, TEST = ("go", "send"), ("go", "test")


@pytest.fixture
def limits():
    """What is set differently is as before after the test."""
    before = known.mail_attachment_mb, known.mail_attachments_mb
    yield known
    known.mail_attachment_mb, known.mail_attachments_mb = before


@pytest.fixture
def anna(ground):
    """The reference of somebody who can be written to."""
    reference = references(ground)[1]
    proved = {"email": "anna@stadt.example", "email_proved_at": clock.now()}
    change(ground, Application, proved, reference=reference)
    return reference


def begin(visitor, reference):
    visitor.open(f"/en/desk/applications/{reference}/letter")
    return visitor


def mailing(visitor):
    visitor.open("/en/desk?state=submitted")
    form = next(one for one in visitor.page.all("main")[0].all("form") if one["method"] == "post")
    data = [(one["name"], one["value"]) for one in form.all("input") if one["type"] == "hidden"]
    visitor.client.post("/en/desk/mailings", data=dict(data))
    visitor.open("/en/desk/mailings/1/words")
    return visitor


def file(content=PDF, name=NAME):
    return (io.BytesIO(content), name)


def sent(app):
    """(message, name of a file that goes with it)."""
    query = select(MessageFile.message_id, MessageFile.name).order_by(MessageFile.message_id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def count(app, kind):
    return look(app, lambda: db.session.scalar(select(func.count()).select_from(kind)))


def test_a_letter_shows_its_file_and_takes_it_along(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED, files=file())
    assert f"Attachments {NAME} 1 KB" in berta.main
    assert sent(ground) == []
    berta.send(button=SEND)
    assert "The mail is on its way." in berta.page.text
    assert sent(ground) == [(1, NAME)]
    berta.open("/en/desk/messages/1")
    assert f"Attachments {NAME} 1 KB" in berta.main


def test_a_file_added_after_the_preview_is_shown_first(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED)
    berta.send(button=SEND, files=file())
    assert "Not sent yet" in berta.main
    assert count(ground, Message) == 0
    berta.send(button=SEND)
    assert sent(ground) == [(1, NAME)]


def test_a_file_is_taken_off_again(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED, files=[file(), file(PDF + b"%%EOF", "Plan.pdf")])
    berta.send(without="1")
    assert NAME not in berta.main
    berta.send(button=SEND)
    assert sent(ground) == [(1, "Plan.pdf")]


WRONG_KIND = (
    "“Plan.exe” was not attached: its content is none of the kinds that are possible here "
    "(PDF, PNG, JPEG, DOCX), or it is damaged."
)
TOO_LARGE = "“Big.pdf” was not attached: it is larger than 0 MB. Please choose a smaller file."
TOGETHER = (
    "“Big.pdf” was not attached: all files together may have 0 MB, and there may be ten of them."
)
REFUSED = {
    WRONG_KIND: ("Plan.exe", b"MZ no document", 1, 1),
    TOO_LARGE: ("Big.pdf", PDF, 0, 1),
    TOGETHER: ("Big.pdf", PDF, 1, 0),
}


@pytest.mark.parametrize("error", REFUSED, ids=["kind", "large", "together"])
def test_what_cannot_be_attached_is_said_and_the_words_stay(ground, anna, sign_in, limits, error):
    name, content, limits.mail_attachment_mb, limits.mail_attachments_mb = REFUSED[error]
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED, files=file(content, name), button=SEND)
    assert (berta.status, berta.errors) == (422, [error])
    assert berta.page.all("textarea")[0].text == "Hello."
    assert count(ground, Message) == 0


def test_files_of_one_mail_cannot_be_taken_for_another(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED, files=file())
    token = next(one["value"] for one in berta.page.all("input") if one["name"] == "kept")
    ada = begin(sign_in("Ada"), anna)
    for kept in (token, "1", "x.y.z"):
        ada.send(**TYPED, kept=kept)
        assert NAME not in ada.main


def test_a_file_that_is_gone_is_asked_for_again(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED, files=file())
    look(ground, lambda: db.session.delete(db.session.get_one(MailFile, 1)), writes=True)
    berta.send(button=SEND)
    assert (berta.status, berta.errors) == (
        422, ["A file that you chose is not kept any more. Please choose it again."],
    )  # fmt: skip


def test_a_mail_to_many_has_its_files_once_and_each_gets_them(ground, anna, sign_in):
    other = references(ground)[0]
    proved = {"email": "x@stadt.example", "email_proved_at": clock.now(), "language": "en"}
    change(ground, Application, proved, reference=other)
    berta = mailing(sign_in("Berta"))
    berta.send(**TYPED, files=[file(), file(PDF + b"%%EOF", "Plan.pdf")])
    assert f"Attachments {NAME} 1 KB Plan.pdf 1 KB" in berta.main
    berta.send(button=TEST)
    berta.open("/en/desk/mailings/1/words")
    berta.send(without="1")
    berta.send(button=SEND)
    while worker.queue_mailings(ground, clock.now()):
        pass
    assert sent(ground) == [(1, NAME), (1, "Plan.pdf"), (2, "Plan.pdf"), (3, "Plan.pdf")]
    assert (count(ground, MailFile), count(ground, MailingFile)) == (2, 1)


def test_a_waiting_message_loses_a_file(ground, anna, sign_in):
    berta = begin(sign_in("Berta"), anna)
    berta.send(**TYPED, files=file())
    berta.send(button=SEND)
    text = look(ground, lambda: db.session.scalar(select(Message.text)))
    berta.open("/en/desk/messages/1/edit")
    before, _, after = text.partition("/open/")
    masked = f"{before}/open/…\n{after.partition(chr(10))[2]}"
    berta.send(text=masked, without="1")
    assert "The message was changed." in berta.page.text
    assert sent(ground) == []
    assert look(ground, lambda: db.session.scalar(select(Message.text))) == text
