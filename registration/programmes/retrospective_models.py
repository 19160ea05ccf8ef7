"""What the Retrospective tells of a programme that has taken place, and its pictures."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.core.db import Base
from registration.files.models import StoredFile


class Retrospective(Base):
    """Results and number of participants; the public sees them while the programme is archived."""

    __tablename__ = "retrospectives"
    __table_args__ = (CheckConstraint("participants >= 1", name="participants"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    results: Mapped[dict[str, str]]
    participants: Mapped[int | None]


class RetrospectivePicture(Base):
    """A picture in two sizes, both JPEG; ``width`` and ``height`` are those of the large one.

    The ``position`` of a programme's pictures are 1, 2, … without gaps.
    """

    __tablename__ = "retrospective_pictures"
    __table_args__ = (CheckConstraint("position >= 1", name="position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    alt: Mapped[dict[str, str]]
    credit: Mapped[str] = mapped_column(String(200))
    small_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    small_width: Mapped[int]
    large_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    small: Mapped[StoredFile] = relationship(foreign_keys=small_id, lazy="joined")
    large: Mapped[StoredFile] = relationship(foreign_keys=large_id, lazy="joined")
