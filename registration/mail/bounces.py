"""Delivery reports (RFC 3464): which of our messages came back for good, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Mail

from sqlalchemy import select, update

from registration.core.db import db
from registration.mail.compose import clean_line
from registration.mail.models import Delivery, Message

REASON_LENGTH = 500
ID_LENGTH = 320


@dataclass(frozen=True)
class Returned:
    """A message, by its Message-ID, that a mail server could not deliver and gave up."""

    message_id: str
    reason: str


def read_report(raw: bytes) -> Returned | None:
    """What a delivery report says; None where it is no report, or one of a delay or a success.

    Only action ``failed`` counts: servers that still try say ``delayed`` (RFC 3464, 2.3.3).
    """
    # The old policy on purpose: it takes any header as it is, while the new one fails on some
    # that nobody should write.
    mail = message_from_bytes(raw)
    if mail.get_content_type() != "multipart/report":
        return None
    parts = list(mail.walk())
    failed = [
        one for part in parts for one in _recipients(part) if _field(one, "Action") == "failed"
    ]
    ids = [message_id for part in parts if (message_id := _original_id(part))]
    if not failed or not ids:
        return None
    reason = f"{_field(failed[0], 'Status')} {_field(failed[0], 'Diagnostic-Code')}"
    return Returned(ids[0], clean_line(reason, REASON_LENGTH))


def note(returned: Returned, *, now: datetime) -> Sequence[tuple[str, str]]:
    """Mark the message; (what it is about, its notice) if one of ours was marked just now."""
    marked = db.session.execute(
        update(Message)
        .where(
            Message.message_id == returned.message_id,
            Message.state == Delivery.SENT,
            Message.returned_at.is_(None),
        )
        .values(returned_at=now, return_reason=returned.reason)
        .returning(Message.about, Message.notice)
    )
    return [(about, notice) for about, notice in marked]


def is_ours(returned: Returned) -> bool:
    """Whether a message of that Message-ID left from here."""
    query = select(Message.id).where(Message.message_id == returned.message_id)
    return db.session.scalar(query.limit(1)) is not None


def _recipients(part: Mail) -> list[Mail]:
    """The blocks of a report about one recipient each; its first block is about the whole."""
    if part.get_content_type() != "message/delivery-status":
        return []
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Mail)] if isinstance(payload, list) else []


def _original_id(part: Mail) -> str:
    """The Message-ID of the mail that a report gives back, whole or its head only."""
    if part.get_content_type() == "message/rfc822":
        payload = part.get_payload()
        original = payload[0] if isinstance(payload, list) and payload else None
    elif part.get_content_type() == "text/rfc822-headers":
        content = part.get_payload(decode=True)
        original = message_from_bytes(content) if isinstance(content, bytes) else None
    else:
        return ""
    return _field(original, "Message-ID")[:ID_LENGTH] if isinstance(original, Mail) else ""


def _field(mail: Mail, name: str) -> str:
    value = clean_line(str(mail.get(name, "")), 2 * REASON_LENGTH)
    return value.lower() if name == "Action" else value
