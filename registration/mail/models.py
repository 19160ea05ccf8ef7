"""The message: one mail to one recipient."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from registration.core.db import Base


class Delivery(StrEnum):
    """How far a message is."""

    QUEUED = "queued"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Lane(IntEnum):
    """What goes first: somebody waits for a receipt, nobody for a mail to many."""

    PROMPT = 0
    MANY = 1


_STATES = ", ".join(repr(str(state)) for state in Delivery)
_QUEUED = text("state = 'queued'")
_LEASED = text("lease_owner IS NOT NULL")
_RETURNED = text("returned_at IS NOT NULL")
_NEWS = text("news_to IS NOT NULL")
_IN_SERIES = text("series IS NOT NULL")


class Message(Base):
    """One mail to one recipient, waiting in the outbox or gone from it.

    ``raw`` are the very bytes that are sent, on every try. While ``lease_owner`` is set, a worker
    has the message in its batch; while ``sending_since`` is set, that worker is handing it over.
    ``news_to`` is set where the message is news that its recipient may refuse: the address as
    ``mail.refusals`` compares it.
    """

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="lease"),
        CheckConstraint("sending_since IS NULL OR lease_owner IS NOT NULL", name="sending"),
        Index(
            "ix_messages_due",
            "lane",
            "next_at",
            "id",
            sqlite_where=_QUEUED,
            postgresql_where=_QUEUED,
        ),
        Index(
            "ix_messages_waiting_about",
            "about",
            "recipient",
            "next_at",
            "id",
            sqlite_where=_QUEUED,
            postgresql_where=_QUEUED,
        ),
        Index("ix_messages_leased", "lease_owner", sqlite_where=_LEASED, postgresql_where=_LEASED),
        Index(
            "ix_messages_series",
            "series",
            "id",
            sqlite_where=_IN_SERIES,
            postgresql_where=_IN_SERIES,
        ),
        Index("ix_messages_news_to", "news_to", sqlite_where=_NEWS, postgresql_where=_NEWS),
        Index("ix_messages_returned", "id", sqlite_where=_RETURNED, postgresql_where=_RETURNED),
        Index("ix_messages_state_created_at", "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    about: Mapped[str] = mapped_column(String(80), index=True)
    scope: Mapped[str] = mapped_column(String(80), index=True)
    series: Mapped[str | None] = mapped_column(String(120))
    notice: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    message_id: Mapped[str] = mapped_column(String(320), index=True)
    envelope_from: Mapped[str] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(12))
    lane: Mapped[int] = mapped_column(SmallInteger, default=Lane.PROMPT)
    attempts: Mapped[int] = mapped_column(default=0)
    deaths: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    next_at: Mapped[datetime]
    first_tried_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None]
    sending_since: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))
    may_repeat: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    return_reason: Mapped[str | None] = mapped_column(String(500))
    news_to: Mapped[str | None] = mapped_column(String(254))


class MailFile(Base):
    """A file that goes with mails, kept once for all; ``used_at`` is when it was chosen last."""

    __tablename__ = "mail_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    used_at: Mapped[datetime]


class MessageFile(Base):
    """A file that leaves with a message, under the name that it has there."""

    __tablename__ = "message_files"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("mail_files.id"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(120))


class NewsRefusal(Base):
    """An address, as ``mail.refusals`` compares them, whose owner wants no news."""

    __tablename__ = "news_refusals"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    refused_at: Mapped[datetime]
