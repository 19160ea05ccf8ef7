"""Staff members, their roles and sign-ins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.core.db import Base
from registration.programmes.models import one_of


class RoleName(StrEnum):
    """What somebody is to a programme."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"


class StaffMember(Base):
    """Somebody who works at the desk."""

    __tablename__ = "staff_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(400))
    totp_last_step: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str] = mapped_column(String(60))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    roles: Mapped[list["Role"]] = relationship(back_populates="staff_member", lazy="selectin")


class Role(Base):
    """A role, for all programmes or only those of one partner, or for one programme."""

    __tablename__ = "roles"
    __table_args__ = (CheckConstraint(one_of("name", RoleName), name="name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    name: Mapped[str] = mapped_column(String(20))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    staff_member: Mapped[StaffMember] = relationship(back_populates="roles")


class SignIn(Base):
    """One signed-in browser. The cookie names it by a token; ending the row ends the sign-in."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(300))
    staff_member: Mapped[StaffMember] = relationship(lazy="joined")


class SignInAttempt(Base):
    """A failed attempt, counted by account and by address to slow guessing down."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("ix_sign_in_attempts_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in for the second factor once; stored as a hash."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("staff_member_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordReset(Base):
    """A link to set a new password: single-use, short-lived, stored as a hash."""

    __tablename__ = "password_resets"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    staff_member: Mapped[StaffMember] = relationship()
