"""Stages of review, their criteria, who reviews what, the points given, conflicts of interest."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.applications.models import Application
from registration.core.db import Base
from registration.programmes.models import Programme
from registration.staff.models import StaffMember

MOST_WORDS = 4000
MOST_REASON = 500


class ReviewStage(Base):
    """One round of review of a programme's applications; rounds follow by ``position``.

    ``blind_names`` keeps from reviewers who applied, ``blind_scores`` what other reviewers gave.
    Where scores are not blind, a reviewer still sees them only after sending their own.
    """

    __tablename__ = "review_stages"
    __table_args__ = (
        CheckConstraint("per_application >= 1", name="per_application"),
        CheckConstraint("position >= 1", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    title: Mapped[dict[str, str] | None]
    due_at: Mapped[datetime | None]
    per_application: Mapped[int]
    blind_names: Mapped[bool]
    blind_scores: Mapped[bool]
    programme: Mapped[Programme] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="stage",
        order_by="(Criterion.position, Criterion.id)",
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    @property
    def about(self) -> str:
        """How messages name this stage."""
        return f"review_stage:{self.id}"


class Criterion(Base):
    """What is scored: on a scale of whole numbers, with a weight in the total."""

    __tablename__ = "review_criteria"
    __table_args__ = (
        CheckConstraint("weight >= 1", name="weight"),
        CheckConstraint("lowest >= 0 AND lowest < highest", name="scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("review_stages.id"), index=True)
    position: Mapped[int]
    title: Mapped[dict[str, str]]
    hint: Mapped[dict[str, str] | None]
    weight: Mapped[int]
    lowest: Mapped[int]
    highest: Mapped[int]
    stage: Mapped[ReviewStage] = relationship(back_populates="criteria")


class Assignment(Base):
    """That somebody reviews an application in a stage, and what they wrote to the office."""

    __tablename__ = "review_assignments"
    __table_args__ = (UniqueConstraint("stage_id", "application_id", "reviewer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("review_stages.id"))
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    assigned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(String(MOST_WORDS), default="")
    stage: Mapped[ReviewStage] = relationship()
    application: Mapped[Application] = relationship()
    reviewer: Mapped[StaffMember] = relationship()
    scores: Mapped[list["Score"]] = relationship(cascade="all, delete-orphan")


class Score(Base):
    """The points that a reviewer gave by one criterion."""

    __tablename__ = "review_scores"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("review_assignments.id", ondelete="CASCADE"), primary_key=True
    )
    criterion_id: Mapped[int] = mapped_column(
        ForeignKey("review_criteria.id"), primary_key=True, index=True
    )
    points: Mapped[int]


class Conflict(Base):
    """That somebody must not review an application, in whichever stage."""

    __tablename__ = "review_conflicts"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    reviewer_id: Mapped[int] = mapped_column(
        ForeignKey("staff_members.id"), primary_key=True, index=True
    )
    declared_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(MOST_REASON), default="")
