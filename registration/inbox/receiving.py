"""Take a mail in: once, whole, whatever it looks like. Nothing is ever answered by itself."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from registration.audit import trail
from registration.core.db import db, one_at_a_time
from registration.files import storage
from registration.inbox.matching import application_of
from registration.inbox.models import ReceivedMail
from registration.mail import reading
from registration.mail.models import Message
from registration.mail.reading import Incoming
from registration.notices import incoming

RECEIVED = "mail_received"
KIND = "eml"


class Taken(StrEnum):
    """What became of a mail."""

    REPORT = "report"
    KEPT = "kept"
    KNOWN = "known"


def receive(raw: bytes, *, now: datetime) -> Taken:
    """Keep a mail with the application it belongs to, or without one.

    A report of a failure is noted at our message instead. What came before, by its Message-ID, and
    what left from here changes nothing; two deliveries at once come one after the other.
    """
    mail = reading.read(raw)
    if incoming.receive(raw, now=now):
        return Taken.REPORT
    one_at_a_time(f"received mail {mail.message_id}")
    if _is_known(mail):
        return Taken.KNOWN
    kept = _keep(mail, raw, now=now)
    trail.record(RECEIVED, about=kept.about, by="system", now=now, mail=kept.id)
    return Taken.KEPT


def _is_known(mail: Incoming) -> bool:
    received = select(ReceivedMail.id).where(ReceivedMail.message_id == mail.message_id)
    ours = select(Message.id).where(Message.message_id == mail.message_id)
    return any(db.session.scalar(query.limit(1)) is not None for query in (received, ours))


def _keep(mail: Incoming, raw: bytes, *, now: datetime) -> ReceivedMail:
    kept = ReceivedMail(
        message_id=mail.message_id[: reading.ID_LENGTH],
        application=application_of(mail),
        sender=mail.sender,
        sender_name=mail.sender_name,
        subject=mail.subject,
        automatic=mail.automatic,
        file=storage.store(raw, name="mail", kind=KIND, now=now, sealed=True),
        received_at=now,
    )
    db.session.add(kept)
    db.session.flush()  # the trail names the id
    return kept
