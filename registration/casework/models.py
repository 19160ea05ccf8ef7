"""Comments, tags and tasks about an application; which ones are not of one person."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.applications.models import Application
from registration.core.db import Base
from registration.staff.models import StaffMember


class Comment(Base):
    """Words of somebody at the desk about an application, for colleagues only.

    A deleted comment keeps its place and loses its words.
    """

    __tablename__ = "comments"
    __table_args__ = (CheckConstraint("deleted_at IS NULL OR words = ''", name="deleted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    application: Mapped[Application] = relationship()
    author: Mapped[StaffMember] = relationship()
    mentioned: Mapped[list[StaffMember]] = relationship(
        secondary="comment_mentions", order_by=StaffMember.name
    )


class Mention(Base):
    """A colleague whom a comment addresses."""

    __tablename__ = "comment_mentions"

    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True
    )
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), primary_key=True)


class Tag(Base):
    """A free word by which a programme's office sorts applications; ``key`` is how it compares."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))


class TagOfApplication(Base):
    """That an application has a tag."""

    __tablename__ = "application_tags"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True, index=True)


class Task(Base):
    """Something that somebody at the desk has to do about an application, perhaps until a day.

    ``reminded_at`` is when the mail of its last day left.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done"),
        Index(
            "ix_tasks_open",
            "assignee_id",
            "due_on",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_tasks_due",
            "due_on",
            sqlite_where=text("done_at IS NULL AND reminded_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND reminded_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[str] = mapped_column(String(300))
    assignee_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    due_on: Mapped[date | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    reminded_at: Mapped[datetime | None]
    application: Mapped[Application] = relationship()
    assignee: Mapped[StaffMember] = relationship(foreign_keys=assignee_id)


class DifferentPeople(Base):
    """That two applications which resemble each other are not of the same person.

    ``first_id`` is the smaller of the two, so that each pair stands here once.
    """

    __tablename__ = "different_people"
    __table_args__ = (CheckConstraint("first_id < second_id", name="order"),)

    first_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    marked_at: Mapped[datetime]
