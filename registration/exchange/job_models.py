"""An export that the worker prepares, while whoever asked for it does something else."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.core.db import Base
from registration.core.languages import N_
from registration.files.models import StoredFile
from registration.programmes.models import Programme, one_of
from registration.staff.models import StaffMember


class WhyNot(StrEnum):
    """Why an export came to nothing."""

    REFUSED = "refused"
    TOO_LARGE = "too_large"
    BROKEN = "broken"


WHY_NOT = {
    WhyNot.REFUSED: N_("You may not have these answers any more."),
    WhyNot.TOO_LARGE: N_("They do not fit in such a file. Please choose CSV, or fewer of them."),
    WhyNot.BROKEN: N_("That did not work. Please try again, or tell whoever runs the system."),
}


class ExportJob(Base):
    """What was asked for, how far it is, and who works at it.

    ``keys`` are those of the columns, none for all; ``details`` what the trail says of it. What its
    file holds depends on rights: ``roles`` and ``office`` are those by which it was made, and
    ``sensitive`` says that it holds sensitive answers. ``expires_at`` is when all of it is deleted.
    """

    __tablename__ = "export_jobs"
    __table_args__ = (
        CheckConstraint(f"why_not IS NULL OR {one_of('why_not', WhyNot)}", name="why_not"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(8))
    labels: Mapped[bool]
    sensitive: Mapped[bool]
    keys: Mapped[list[Any]]
    details: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    rows: Mapped[int]
    rows_done: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None]
    roles: Mapped[list[Any]] = mapped_column(default=list)
    office: Mapped[bool] = mapped_column(default=False)
    ready_at: Mapped[datetime | None]
    why_not: Mapped[str | None] = mapped_column(String(12))
    expires_at: Mapped[datetime | None]

    owner: Mapped[StaffMember] = relationship()
    programme: Mapped[Programme] = relationship()

    @property
    def state(self) -> str:
        """How far it is: waiting, building, ready, or why it came to nothing."""
        if self.why_not:
            return self.why_not
        if self.ready_at:
            return "ready"
        return "building" if self.lease_owner else "waiting"


class ExportedApplication(Base):
    """An application that fitted the filters when the export was asked for."""

    __tablename__ = "exported_applications"

    job_id: Mapped[int] = mapped_column(
        ForeignKey("export_jobs.id", ondelete="CASCADE"), primary_key=True
    )
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ExportPiece(Base):
    """A piece of the finished file, encrypted by itself, so that none has to fit in memory."""

    __tablename__ = "export_pieces"

    job_id: Mapped[int] = mapped_column(ForeignKey("export_jobs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    file: Mapped[StoredFile] = relationship(lazy="joined")
