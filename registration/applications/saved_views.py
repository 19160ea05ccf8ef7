"""Views of the queue that people save under a name; opened, they show what each may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from registration.core.db import Base, db, one_at_a_time
from registration.core.errors import RuleBroken
from registration.core.names import LONGEST, free_name
from registration.programmes.models import Programme
from registration.staff.models import StaffMember

MOST = 50

Pairs = Sequence[tuple[str, str]]


class TooManyViews(RuleBroken):
    """Nobody keeps more than 50 views."""


class NothingToShareIn(RuleBroken):
    """A view is shared among those who may see a programme, so it must show one."""


class SavedView(Base):
    """An address of the queue under a name.

    ``pairs`` are the (name, value) of the address. A shared one is there for all who may see its
    programme; the address is read anew for whoever opens it, so that it shows them nothing else.
    """

    __tablename__ = "saved_views"
    __table_args__ = (Index("uq_saved_views_owner_id_name", "owner_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id", ondelete="CASCADE"))
    programme_id: Mapped[int | None] = mapped_column(
        ForeignKey("programmes.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(LONGEST))
    pairs: Mapped[list[Any]]
    shared: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    owner: Mapped[StaffMember] = relationship()


def of(person: StaffMember, visible: ColumnElement[bool]) -> Sequence[SavedView]:
    """A person's own views, and those that others share in the ``visible`` programmes."""
    theirs = SavedView.programme_id.in_(select(Programme.id).where(visible))
    query = select(SavedView).where(
        or_(SavedView.owner_id == person.id, SavedView.shared.is_(True) & theirs)
    )
    query = query.options(joinedload(SavedView.owner).raiseload("*"))
    return db.session.scalars(query.order_by(SavedView.name, SavedView.id)).all()


def save(
    view: SavedView | None,
    name: str,
    *,
    pairs: Pairs,
    programme: Programme | None,
    shared: bool,
    by: StaffMember,
    now: datetime,
) -> SavedView:
    """Keep an address under a name, as a new view or in the place of what ``view`` had.

    Args:
        view: one of their own, or None.
        name: at most 80 characters; white space around it does not count.
        pairs: the address.
        programme: the programme that it shows.
        shared: whether all who may see the programme find it.
        by: whose it is.
        now: the moment, aware.

    Raises:
        NameMissing, NameTooLong, NameTaken, TooManyViews, NothingToShareIn: as they say; nothing
            was changed.
    """
    one_at_a_time(f"views of {by.id}")
    own = db.session.scalars(select(SavedView).where(SavedView.owner_id == by.id)).all()
    others = [one for one in own if one is not view]
    tidy = free_name(name, taken=[one.name for one in others])
    if view is None and len(others) >= MOST:
        raise TooManyViews
    if shared and programme is None:
        raise NothingToShareIn
    kept = view or SavedView(owner=by)
    kept.name, kept.shared, kept.changed_at = tidy, shared, now
    kept.pairs = [list(pair) for pair in pairs]
    kept.programme_id = programme.id if programme else None
    db.session.add(kept)
    db.session.flush()  # its address names its id
    return kept
