"""Partnership, partners, institutions, programmes, their dates and quotas."""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registration.core.db import Base
from registration.forms.models import FormVersion


class Kind(StrEnum):
    """What sort of programme it is; sets defaults and wording."""

    SEMINAR = "seminar"
    EXCHANGE = "exchange"
    EVENT = "event"


class Selection(StrEnum):
    """How places are given."""

    FIRST_COME = "first_come"
    REVIEW = "review"
    LOTTERY = "lottery"
    INVITATION = "invitation"


class WaitingOrder(StrEnum):
    """In which order the waiting list moves up."""

    ARRIVAL = "arrival"
    SCORE = "score"
    RANK = "rank"


def one_of(column: str, values: type[StrEnum]) -> str:
    """The SQL condition that a column holds one of an enum's values."""
    return f"{column} IN ({', '.join(repr(str(v)) for v in values)})"


class Partnership(Base):
    """The one partnership that this installation serves: its name, office and pages."""

    __tablename__ = "partnerships"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[dict[str, str]]
    office: Mapped[dict[str, str]]
    intro: Mapped[dict[str, str]]
    pages: Mapped[dict[str, Any]]
    sample_notice: Mapped[dict[str, str] | None]


class Partner(Base):
    """A city of the partnership."""

    __tablename__ = "partners"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[dict[str, str]]
    time_zone: Mapped[str] = mapped_column(String(60))
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(8))


class Institution(Base):
    """A court, authority or school that nominates people or hosts them."""

    __tablename__ = "institutions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[dict[str, str]]
    partner: Mapped[Partner] = relationship()


programme_partners = Table(
    "programme_partners",
    Base.metadata,
    Column("programme_id", ForeignKey("programmes.id"), primary_key=True),
    Column("partner_id", ForeignKey("partners.id"), primary_key=True),
)


class Programme(Base):
    """Something one can apply for; past ones stand in the Retrospective.

    Until it is ``opened`` it is being prepared, and the public sees nothing of it. From
    ``archived_at`` on, the public reads its results and sees its pictures.
    """

    __tablename__ = "programmes"
    __table_args__ = (
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("selection", Selection), name="selection"),
        CheckConstraint(one_of("waiting_order", WaitingOrder), name="waiting_order"),
        CheckConstraint("party_max >= 1", name="party_max"),
        CheckConstraint("past OR form_version_id IS NOT NULL", name="form"),
        Index("ix_programmes_past_ends_at", "past", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    selection: Mapped[str] = mapped_column(String(20))
    waiting_order: Mapped[str] = mapped_column(
        String(20), default=WaitingOrder.ARRIVAL, server_default="arrival"
    )
    past: Mapped[bool] = mapped_column(default=False)
    opened: Mapped[bool] = mapped_column(default=True, server_default=true())
    archived_at: Mapped[datetime | None]
    title: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    who: Mapped[dict[str, str] | None]
    data: Mapped[dict[str, str] | None]
    venue: Mapped[dict[str, str] | None]
    period: Mapped[dict[str, str] | None]
    happened: Mapped[date | None]
    contact: Mapped[str | None] = mapped_column(String(254))
    time_zone: Mapped[str] = mapped_column(String(60))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    party_max: Mapped[int] = mapped_column(default=1)
    confirm_within_days: Mapped[int | None]
    more_within_days: Mapped[int | None]
    every_partner_approves: Mapped[bool] = mapped_column(default=False)
    release_together: Mapped[bool] = mapped_column(default=False)
    release_at: Mapped[datetime | None]
    retention_days: Mapped[int] = mapped_column(default=365)
    form_version_id: Mapped[int | None] = mapped_column(ForeignKey("form_versions.id"))

    form_version: Mapped[FormVersion | None] = relationship()
    partners: Mapped[list[Partner]] = relationship(
        secondary=programme_partners, order_by=Partner.id
    )
    dates: Mapped[list["ProgrammeDate"]] = relationship(
        back_populates="programme", order_by="ProgrammeDate.starts_at"
    )
    quotas: Mapped[list["Quota"]] = relationship(back_populates="programme", order_by="Quota.id")
    mail_texts: Mapped[list["MailText"]] = relationship(cascade="all, delete-orphan")


class ProgrammeDate(Base):
    """One of several dates of a programme, to be chosen when applying."""

    __tablename__ = "programme_dates"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[dict[str, str]]
    venue: Mapped[dict[str, str]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    programme: Mapped[Programme] = relationship(back_populates="dates")


class MailText(Base):
    """The office's own words for a notice of a programme, in one language.

    ``body`` is Markdown with placeholders; what is empty leaves the built-in one.
    """

    __tablename__ = "mail_texts"

    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True
    )
    notice: Mapped[str] = mapped_column(String(60), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]


class Draw(Base):
    """The lottery of a programme: a seed committed to beforehand, and what was drawn by it.

    ``result`` is what is published, see ``docs/lottery.md``; None until the draw.
    """

    __tablename__ = "draws"
    __table_args__ = (
        CheckConstraint("(drawn_at IS NULL) = (result IS NULL)", name="result"),
        CheckConstraint("length(seed) = 64", name="seed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), unique=True)
    seed: Mapped[str] = mapped_column(String(64))
    committed_at: Mapped[datetime]
    drawn_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]

    @property
    def commitment(self) -> str:
        """The SHA-256 of the seed, which binds to it without telling it."""
        return hashlib.sha256(bytes.fromhex(self.seed)).hexdigest()


CHOICE = "choice:"
PARTNER = "partner:"
INSTITUTION = "institution:"
CATEGORY = "category:"


class Quota(Base):
    """A limit of places: of the whole programme (key ``total``), of one date (``date:<key>``), of
    a partner (``partner:<key>``), an institution (``institution:<key>``), a category of people
    (``category:<field>:<option>``), or of a choice in its form (``choice:<field>:<option>``).

    ``overbooking`` are places that the office gives out beyond ``places``, because it knows that
    some will not come. ``taken`` is the counter that the database itself holds within both; it
    equals the sum of the places that applications hold (``flask check-places`` compares).

    From ``return_at`` on, what a partner did not use is open to the other ones, too;
    ``returned_at`` says when that was done.
    """

    __tablename__ = "quotas"
    __table_args__ = (
        UniqueConstraint("programme_id", "key"),
        CheckConstraint("overbooking >= 0", name="overbooking"),
        CheckConstraint("taken >= 0 AND taken <= places + overbooking", name="taken_within_places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    key: Mapped[str] = mapped_column(String(120))
    places: Mapped[int]
    overbooking: Mapped[int] = mapped_column(default=0, server_default="0")
    taken: Mapped[int] = mapped_column(default=0)
    return_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    programme: Mapped[Programme] = relationship(back_populates="quotas")

    @property
    def left(self) -> int:
        """How many places can still be given."""
        return self.places + self.overbooking - self.taken

    @property
    def over(self) -> int:
        """How many places are taken beyond those that there are."""
        return max(0, self.taken - self.places)

    @property
    def of_choice(self) -> bool:
        """Whether it limits a choice in the form, and no place in the programme itself."""
        return self.key.startswith(CHOICE)

    @property
    def of_partner(self) -> bool:
        """Whether it limits a partner."""
        return self.key.startswith(PARTNER)

    @property
    def of_group(self) -> bool:
        """Whether it limits a partner, an institution or a category within the programme."""
        return self.key.startswith((PARTNER, INSTITUTION, CATEGORY))
