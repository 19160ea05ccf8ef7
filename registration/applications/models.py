"""The application, its answers, documents and the places it holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.applications.states import State
from registration.core.db import Base
from registration.files import storage
from registration.files.inspection import SHOWN_IN_BROWSERS
from registration.files.models import StoredFile
from registration.forms.models import FormVersion
from registration.programmes.models import Partner, Programme, ProgrammeDate, Quota, one_of

# Compared sign by sign on every database, so that a prefix is a range of the index.
BYTEWISE = String(80).with_variant(String(80, collation="C"), "postgresql")
# The same, so that both databases sort alike; the accents are gone from what stands in it.
SORTED = String(300).with_variant(String(300, collation="C"), "postgresql")
_SENT = text("submitted_at IS NOT NULL")


class Application(Base):
    """One party's request for a place.

    ``quota_keys`` are the quotas under which it falls by what it is (``applications.belonging``).
    Applications with the same ``group_key`` move up together; ``rank`` (the lowest first)
    orders waiting lists that go by it.
    """

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("party_size >= 1", name="party_size"),
        CheckConstraint(
            "(state = 'draft') = (submitted_at IS NULL) OR state = 'withdrawn'",
            name="submitted_at",
        ),
        Index("ix_applications_queue", "programme_id", "submitted_at", "id"),
        Index("ix_applications_state_queue", "programme_id", "state", "submitted_at", "id"),
        Index("ix_applications_sent", "submitted_at", "id"),
        Index("ix_applications_state_sent", "state", "submitted_at", "id"),
        Index("ix_applications_partner_sent", "partner_id", "submitted_at", "id"),
        Index("ix_applications_language_sent", "language", "submitted_at", "id"),
        *(
            Index(f"ix_applications_{name}", *columns, sqlite_where=_SENT, postgresql_where=_SENT)
            for name, columns in {
                "by_name": ("name_key", "id"),
                "by_institution": ("institution_key", "name_key", "id"),
                "by_programme_and_name": ("programme_id", "name_key", "id"),
                "by_programme_and_institution": (
                    "programme_id",
                    "institution_key",
                    "name_key",
                    "id",
                ),
            }.items()
        ),
        Index(
            "ix_applications_group",
            "programme_id",
            "group_key",
            sqlite_where=text("group_key IS NOT NULL"),
            postgresql_where=text("group_key IS NOT NULL"),
        ),
        Index(
            "ix_applications_waiting",
            "programme_id",
            "waiting_since",
            "id",
            sqlite_where=text("state = 'waitlisted'"),
            postgresql_where=text("state = 'waitlisted'"),
        ),
        Index(
            "ix_applications_offer_expires_at",
            "offer_expires_at",
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
        Index(
            "ix_applications_drafts",
            "programme_id",
            "changed_at",
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    opening: Mapped[str | None] = mapped_column(String(64), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_versions.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"))
    state: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(8))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    email_proved_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(300), default="")
    name_key: Mapped[str] = mapped_column(SORTED, default="")
    institution: Mapped[str] = mapped_column(String(300), default="")
    institution_key: Mapped[str] = mapped_column(SORTED, default="", server_default="")
    party_size: Mapped[int] = mapped_column(default=1)
    date_keys: Mapped[list[Any]] = mapped_column(default=list)
    quota_keys: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    group_key: Mapped[str | None] = mapped_column(String(40))
    rank: Mapped[int | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    offer_expires_at: Mapped[datetime | None]
    question: Mapped[str | None] = mapped_column(String(4000))
    remarks: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")

    programme: Mapped[Programme] = relationship()
    form_version: Mapped[FormVersion] = relationship()
    partner: Mapped[Partner | None] = relationship()
    answers: Mapped[list["SectionAnswers"]] = relationship(back_populates="application")
    old_answers: Mapped[list["AnswerVersion"]] = relationship(
        back_populates="application", order_by="AnswerVersion.number"
    )
    documents: Mapped[list["Document"]] = relationship(
        back_populates="application", order_by="Document.id"
    )

    @property
    def about(self) -> str:
        """How messages and audit entries name this application."""
        return f"application:{self.id}"

    @property
    def chosen_dates(self) -> list[ProgrammeDate]:
        """Which of the programme's dates it is for, in their order."""
        if not self.date_keys:
            return []
        return [date for date in self.programme.dates if date.key in self.date_keys]


class SectionAnswers(Base):
    """What was typed in one section, and what it was found to mean.

    ``sealed`` holds the sensitive part, encrypted; read and written by ``applications.sealing``.
    """

    __tablename__ = "section_answers"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    section: Mapped[str] = mapped_column(String(60), primary_key=True)
    typed: Mapped[list[Any]]
    values: Mapped[dict[str, Any] | None]
    sealed: Mapped[str | None] = mapped_column(Text)
    saved_at: Mapped[datetime]
    application: Mapped[Application] = relationship(back_populates="answers")


class AnswerVersion(Base):
    """What a section's answers were before others were sent in their place.

    ``number`` is the revision of the application at which they were replaced, ``form_version_id``
    the form that had asked. ``values`` is None where nothing had been sent. ``sealed`` as above.
    """

    __tablename__ = "answer_versions"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    section: Mapped[str] = mapped_column(String(60), primary_key=True)
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_versions.id"))
    values: Mapped[dict[str, Any] | None]
    sealed: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    application: Mapped[Application] = relationship(back_populates="old_answers")


class Document(Base):
    """A file handed in with an application, as the answer to a field."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    application: Mapped[Application] = relationship(back_populates="documents")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        """The name of the file; empty where it is sealed and cannot be read."""
        return storage.name_of(self.file)

    @property
    def is_shown(self) -> bool:
        """Whether browsers show it; else it is saved."""
        return self.file.kind in SHOWN_IN_BROWSERS


class PlaceTaken(Base):
    """How many places of a quota an application holds."""

    __tablename__ = "places_taken"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    quota_id: Mapped[int] = mapped_column(ForeignKey("quotas.id"), primary_key=True, index=True)
    places: Mapped[int]
    quota: Mapped[Quota] = relationship()


class SearchTerm(Base):
    """A word by which the desk finds an application: names in any script, pinyin, reference."""

    __tablename__ = "search_terms"
    __table_args__ = (Index("ix_search_terms_term_application_id", "term", "application_id"),)

    application_id: Mapped[int] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True
    )
    term: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
