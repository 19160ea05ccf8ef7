"""Layouts of exports that a programme's coordinators keep under a name and share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registration.core.db import Base, db, one_at_a_time
from registration.core.errors import RuleBroken
from registration.core.names import LONGEST, free_name
from registration.programmes.models import Programme

MOST = 50

Pairs = Sequence[tuple[str, str]]


class TooManyLayouts(RuleBroken):
    """No programme keeps more than 50 layouts."""


class ExportLayout(Base):
    """Which columns in which order, of which applications, in words or as codes.

    It holds no right and no reason: whoever opens it gets what they may have at that moment.
    ``keys`` are those of the columns, none for all; ``pairs`` the (name, value) of an address of
    the queue.
    """

    __tablename__ = "export_layouts"
    __table_args__ = (
        Index("uq_export_layouts_programme_id_name", "programme_id", "name", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST))
    keys: Mapped[list[Any]]
    pairs: Mapped[list[Any]]
    labels: Mapped[bool]
    changed_at: Mapped[datetime]


def of(programme: Programme) -> Sequence[ExportLayout]:
    """The layouts of a programme, by name."""
    query = select(ExportLayout).where(ExportLayout.programme_id == programme.id)
    return db.session.scalars(query.order_by(ExportLayout.name, ExportLayout.id)).all()


def save(
    layout: ExportLayout | None,
    name: str,
    *,
    programme: Programme,
    keys: Sequence[str],
    pairs: Pairs,
    labels: bool,
    now: datetime,
) -> ExportLayout:
    """Keep a choice under a name, as a new layout or in the place of what ``layout`` had.

    Args:
        layout: one of the programme's, or None.
        name: at most 80 characters; white space around it does not count.
        programme: whose coordinators find it.
        keys: the columns in their order.
        pairs: what the applications are narrowed to.
        labels: whether answers stand in words.
        now: the moment, aware.

    Raises:
        NameMissing, NameTooLong, NameTaken, TooManyLayouts: as they say; nothing was changed.
    """
    one_at_a_time(f"export layouts of {programme.id}")
    others = [one for one in of(programme) if one is not layout]
    tidy = free_name(name, taken=[one.name for one in others])
    if layout is None and len(others) >= MOST:
        raise TooManyLayouts
    kept = layout or ExportLayout(programme_id=programme.id)
    kept.name, kept.labels, kept.changed_at = tidy, labels, now
    kept.keys, kept.pairs = list(keys), [list(pair) for pair in pairs]
    db.session.add(kept)
    db.session.flush()  # its address names its id
    return kept
