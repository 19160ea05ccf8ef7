"""Change a message that waits in the outbox; never commits."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import update

from registration.core.db import db
from registration.mail import enclosed
from registration.mail.compose import SUBJECT_LENGTH, clean_line, clean_text, rewritten
from registration.mail.errors import ChangedMeanwhile, TooLate
from registration.mail.models import Message
from registration.mail.outbox import WAITING

DIGEST = 16


def version(message: Message) -> str:
    """Tells whether a message is still the one that somebody looked at."""
    files = [one.id for one in enclosed.files_of(message.id)]
    seen = f"{message.subject}\0{message.text}\0{message.due_at.isoformat()}\0{files}"
    return sha256(seen.encode()).hexdigest()[:DIGEST]


def is_open(message: Message) -> bool:
    """Whether it certainly has not left and is not leaving, so that it can be changed."""
    waits = message.state in WAITING and message.sending_since is None
    return waits and not message.may_repeat


def rewrite(  # a message has these parts
    message: Message,
    *,
    subject: str,
    text: str,
    html: str,
    due_at: datetime,
    without: Collection[int] = (),
    seen: str,
) -> Message:
    """Give a waiting message other words, or another time before which it does not leave.

    The files whose ids are in ``without`` do not go with it any more.

    All in one statement, which finds the message only as ``seen``, its ``version``, says and only
    as long as no worker hands it over.

    Raises:
        TooLate: it does not wait any more, is being handed over, or may have arrived already.
        ChangedMeanwhile: it waits, but is another one than was seen.
    """
    if not is_open(message):
        raise TooLate(message.state)
    if version(message) != seen:
        raise ChangedMeanwhile
    changes = {**_words(message, subject, text, html), **_times(message, due_at)}
    changed = _swap(message, changes)
    db.session.refresh(message)
    if not changed:
        raise ChangedMeanwhile if is_open(message) else TooLate(message.state)
    enclosed.take_out(message.id, without)
    return message


def _swap(message: Message, changes: dict[str, Any]) -> bool:
    """Change the row where it still is what is at hand, and take it out of any worker's batch."""
    swap = (
        update(Message)
        .where(
            Message.id == message.id,
            Message.state.in_(WAITING),
            Message.sending_since.is_(None),
            Message.may_repeat.is_(False),
            Message.subject == message.subject,
            Message.text == message.text,
            Message.due_at == message.due_at,
        )
        .values(lease_owner=None, lease_until=None, **changes)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(swap).first() is not None


def _words(message: Message, subject: str, text: str, html: str) -> dict[str, Any]:
    subject, text = clean_line(subject, SUBJECT_LENGTH), clean_text(text)
    if (subject, text) == (message.subject, message.text):
        return {}
    raw = rewritten(message.raw, subject=subject, text=text, html=html)
    return {"subject": subject, "text": text, "html": clean_text(html), "raw": raw}


def _times(message: Message, due_at: datetime) -> dict[str, Any]:
    """A new time begins the tries anew, so that the message is not given up too early."""
    if due_at == message.due_at:
        return {}
    return {"due_at": due_at, "next_at": due_at, "first_tried_at": None, "attempts": 0}
