"""A form and its published versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.core.db import Base

# PostgreSQL's jsonb would sort the keys of a document; json keeps it as it was written.
AS_WRITTEN = JSON(none_as_null=True)


class Form(Base):
    """A named form; what it asks is in its versions."""

    __tablename__ = "forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    versions: Mapped[list["FormVersion"]] = relationship(
        back_populates="form", order_by="FormVersion.number"
    )


class FormVersion(Base):
    """A published form document. It never changes; applications keep theirs."""

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("form_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(AS_WRITTEN)
    published_at: Mapped[datetime]
    form: Mapped[Form] = relationship(back_populates="versions")


class FormDraft(Base):
    """The next version of a form while it is written; ``document`` is None where nobody does.

    The row stays when its draft was published, so that no revision is ever counted twice.
    """

    __tablename__ = "form_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("forms.id"), unique=True)
    document: Mapped[dict[str, Any] | None] = mapped_column(AS_WRITTEN)
    earlier: Mapped[list[Any]] = mapped_column(AS_WRITTEN, default=list)
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(200), default="")
