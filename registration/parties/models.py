"""Who else has a part in an application, and the links that open it to each party."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from registration.applications.models import Application
from registration.core.db import Base
from registration.forms.rules.values import ACCEPTED, APPLICANT, COORDINATOR, PARTIES
from registration.programmes.models import one_of

CONTRIBUTORS = tuple(party for party in PARTIES if party not in {APPLICANT, ACCEPTED, COORDINATOR})


class Progress(StrEnum):
    """How far somebody is with their part."""

    INVITED = "invited"
    BEGUN = "begun"
    SENT = "sent"


class Contribution(Base):
    """The part of an application that somebody else fills in, and who that is.

    ``mailed_at`` is when the latest link left for ``email``. ``sent_at`` is when the part was last
    sent; a part that the office returned keeps it. ``question`` is what the office then asks.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        CheckConstraint(f"party IN {CONTRIBUTORS}", name="party"),
        CheckConstraint(one_of("state", Progress), name="state"),
        CheckConstraint("state != 'sent' OR sent_at IS NOT NULL", name="sent_at"),
        Index(
            "ix_contributions_owed",
            "party",
            "application_id",
            sqlite_where=text("state != 'sent'"),
            postgresql_where=text("state != 'sent'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    party: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(300))
    email: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12), default=Progress.INVITED)
    created_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    question: Mapped[str | None] = mapped_column(String(4000))
    application: Mapped[Application] = relationship(backref="contributions")


class Asking(StrEnum):
    """How far the further information is that an accepted applicant is asked for."""

    ASKED = "asked"
    SENT = "sent"
    CLOSED = "closed"


class Supplement(Base):
    """What an applicant is asked for after acceptance: until when, and whether it arrived.

    ``due_at`` is the last second in which it is on time. ``sent_at`` is when it was last sent; what
    is asked for once more keeps it. ``reminded_at`` and ``overdue_told_at`` go with ``due_at``.
    """

    __tablename__ = "supplements"
    __table_args__ = (
        CheckConstraint(one_of("state", Asking), name="state"),
        CheckConstraint("state != 'sent' OR sent_at IS NOT NULL", name="sent_at"),
        Index(
            "ix_supplements_owed",
            "due_at",
            "application_id",
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    application: Mapped[Application] = relationship(backref=backref("supplement", uselist=False))

    @property
    def is_late(self) -> bool:
        """Whether it arrived after its last second."""
        return self.state == Asking.SENT and self.sent_at is not None and self.sent_at > self.due_at


class Link(Base):
    """A capability: who holds its token may act for the party. Stored as a hash."""

    __tablename__ = "links"
    __table_args__ = (
        CheckConstraint("(party = 'applicant') = (contribution_id IS NULL)", name="contribution"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    party: Mapped[str] = mapped_column(String(20))
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), index=True
    )
    emailed_to: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    application: Mapped[Application] = relationship()
    contribution: Mapped[Contribution | None] = relationship()
