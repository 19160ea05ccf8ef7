"""The mailing: one mail of a coordinator's to many applicants."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.applications.models import Application
from registration.core.db import Base
from registration.programmes.models import one_of
from registration.staff.models import StaffMember


class Missing(StrEnum):
    """What happens to whose language the mailing has no words in."""

    LEAVE_OUT = "leave_out"
    ENGLISH = "english"


class WhyNot(StrEnum):
    """Why somebody whom the filter found does not get the mail."""

    WITHDRAWN = "withdrawn"
    NO_ADDRESS = "no_address"
    UNPROVED = "unproved"
    LANGUAGE = "language"
    REFUSED = "refused"


_PENDING = text("queued_at IS NULL AND why_not IS NULL")


class Mailing(Base):
    """A mail to everybody whom a filter found when it was begun.

    ``texts`` holds subject and body by language, ``released_at`` when somebody sent it on its way,
    ``send_at`` not before when, ``news`` that nobody needs it for an application; ``queued_at`` is
    set once no recipient is left to write to.
    """

    __tablename__ = "mailings"
    __table_args__ = (
        CheckConstraint(one_of("missing", Missing), name="missing"),
        Index(
            "ix_mailings_released",
            "send_at",
            sqlite_where=text("released_at IS NOT NULL AND queued_at IS NULL"),
            postgresql_where=text("released_at IS NOT NULL AND queued_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    made_at: Mapped[datetime]
    texts: Mapped[dict[str, Any]]
    missing: Mapped[str] = mapped_column(String(10), default=Missing.LEAVE_OUT)
    news: Mapped[bool] = mapped_column(default=False)
    send_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    queued_at: Mapped[datetime | None]

    made_by: Mapped[StaffMember] = relationship()

    @property
    def state(self) -> str:
        """How far it is: draft, waiting, sent (all messages are in the outbox) or cancelled."""
        if self.cancelled_at:
            return "cancelled"
        if self.queued_at:
            return "sent"
        return "queued" if self.released_at else "draft"


class MailingRecipient(Base):
    """An application that a mailing goes to; ``why_not`` where it was left out in the end."""

    __tablename__ = "mailing_recipients"
    __table_args__ = (
        CheckConstraint(f"why_not IS NULL OR {one_of('why_not', WhyNot)}", name="why_not"),
        Index(
            "ix_mailing_recipients_pending",
            "mailing_id",
            "application_id",
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
    )

    mailing_id: Mapped[int] = mapped_column(
        ForeignKey("mailings.id", ondelete="CASCADE"), primary_key=True
    )
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    why_not: Mapped[str | None] = mapped_column(String(12))
    queued_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="SET NULL"), index=True
    )
    application: Mapped[Application] = relationship()


class MailingFile(Base):
    """A file that goes with a mailing."""

    __tablename__ = "mailing_files"

    mailing_id: Mapped[int] = mapped_column(
        ForeignKey("mailings.id", ondelete="CASCADE"), primary_key=True
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("mail_files.id"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(120))
