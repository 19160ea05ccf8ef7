"""Mails that people write to the office, and what was kept of them."""

from email.message import EmailMessage

from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db
from registration.inbox.models import ReceivedMail
from tests.records import look

QUESTION = "When does it begin? My visa number is 4711."
PDF = b"%PDF-1.4 x %%EOF"


def reply(**changes: str) -> EmailMessage:
    """A mail of Jürgen's; ``changes`` are other headers, with ``_`` for ``-``."""
    mail = EmailMessage()
    values = {
        "From": "Xiaoming Wang <mueller@stadt.example>",
        "To": "office@stadt.example",
        "Subject": "Re: Your application",
        "Message-ID": "<reply-1@stadt.example>",
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    for name, value in values.items():
        if value:
            mail[name] = value
    mail.set_content(QUESTION + "\n")
    return mail


def kept(app) -> list[tuple[str | None, str]]:
    """(reference, sender) of every mail that was kept, the oldest first."""
    query = select(Application.reference, ReceivedMail.sender).select_from(ReceivedMail)
    query = query.outerjoin(ReceivedMail.application).order_by(ReceivedMail.id)
    return look(app, lambda: [tuple(row) for row in db.session.execute(query)])


def number(app) -> int:
    """The number of the oldest mail that was kept."""
    query = select(ReceivedMail.id).order_by(ReceivedMail.id)
    return look(app, lambda: db.session.scalars(query).first())
