"""A mail that somebody wrote to the office."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.applications.models import Application
from registration.core.db import Base
from registration.files.models import StoredFile

_OPEN = text("done_at IS NULL")
_UNTOLD = text("told_at IS NULL AND done_at IS NULL AND NOT automatic")


class ReceivedMail(Base):
    """One mail as it arrived; ``file`` holds all of it, sealed.

    ``application`` is the one it belongs to, None while nobody knows. ``automatic`` says that no
    person wrote it. ``told_at`` is when a mail about it left for the desk, ``done_at`` when
    somebody noted that nothing is left to do about it.
    """

    __tablename__ = "received_mails"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done"),
        Index(
            "ix_received_mails_open",
            "application_id",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_received_mails_untold", "id", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(320), unique=True)
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    sender: Mapped[str] = mapped_column(String(254))
    sender_name: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(250))
    automatic: Mapped[bool]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    received_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))

    application: Mapped[Application | None] = relationship()
    file: Mapped[StoredFile] = relationship()

    @property
    def about(self) -> str:
        """How audit entries name what it belongs to."""
        return f"application:{self.application_id}" if self.application_id else self.label

    @property
    def label(self) -> str:
        """How audit entries name the mail itself."""
        return f"received_mail:{self.id}"
