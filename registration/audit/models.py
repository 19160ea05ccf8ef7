"""The audit entry."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registration.core.db import Base


class AuditEntry(Base):
    """One act. Never changed, never deleted but with what it is about."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_about_id", "about", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]]
