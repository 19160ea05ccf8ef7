"""The decision, the batch in which it was made, and the approvals of the partners."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.applications.models import Application
from registration.core.db import Base
from registration.programmes.models import Partner, one_of
from registration.staff.models import StaffMember


class Progress(StrEnum):
    """How far a decision is."""

    CONSIDERED = "considered"
    WAITING = "waiting"
    DONE = "done"
    UNDONE = "undone"
    REFUSED = "refused"


_WAITS = text("state = 'waiting'")


class Batch(Base):
    """What one coordinator decides in one go; not decided yet while ``decided_at`` is empty.

    ``until`` is the last day on which to answer, where the applicants are asked for something.
    """

    __tablename__ = "decision_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    until: Mapped[date | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    made_by: Mapped[StaffMember] = relationship()


class Decision(Base):
    """A coordinator's decision about one application, seen at its ``revision``.

    It takes effect once every partner who has to approve has done so (``approved_at``) and its
    time has come (``due_at``; empty until decisions that are kept private are released). A
    decision that gives a place holds the place while it waits. ``reason`` is the name of the rule
    that refused it.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(one_of("state", Progress), name="state"),
        CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name="reason"),
        Index(
            "ix_decisions_waiting",
            "application_id",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
        Index("ix_decisions_due", "due_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_decisions_batch", "batch_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("decision_batches.id", ondelete="CASCADE"))
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    approved_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    batch: Mapped[Batch] = relationship()
    application: Mapped[Application] = relationship(backref="decisions")
    approvals: Mapped[list["Approval"]] = relationship(order_by="Approval.at")


class Approval(Base):
    """A partner's yes to a decision, given by one of its coordinators."""

    __tablename__ = "approvals"

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True
    )
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]
    partner: Mapped[Partner] = relationship()
    staff_member: Mapped[StaffMember] = relationship()
