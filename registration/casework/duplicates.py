"""Doubles: applications that may be of one person, and those that people have told apart."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import contains_eager

from registration.applications import alike
from registration.applications.alike import Resemblance
from registration.applications.models import Application
from registration.audit import trail
from registration.casework.models import DifferentPeople
from registration.core.db import db, table_of
from registration.core.errors import NotFound
from registration.staff.models import StaffMember

TOLD_APART = "told_apart"
TAKEN_BACK = "told_apart_undone"
_pairs = table_of(DifferentPeople)
_INSERTS = {
    dialect: insert(_pairs)
    .on_conflict_do_nothing(index_elements=["first_id", "second_id"])
    .returning(_pairs.c.first_id)
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def found(application: Application, *, among: ColumnElement[bool]) -> list[Resemblance]:
    """Others that may be the same person's and were not told apart, the likest first.

    ``among`` is a condition on ``Programme``: where the reader may decide.
    """
    apart = db.session.scalars(_others_of(application)).all()
    return alike.resembling(application, among=among, but=apart)


def told_apart(application: Application, *, among: ColumnElement[bool]) -> Sequence[Application]:
    """Those marked as not of the same person, the newest first, in programmes ``among``."""
    query = (
        select(Application)
        .join(Application.programme)
        .where(Application.id.in_(_others_of(application)), among)
        .options(contains_eager(Application.programme))
        .order_by(Application.id.desc())
    )
    return db.session.scalars(query).all()


def tell_apart(
    application: Application, other: Application, *, by: StaffMember, now: datetime
) -> None:
    """Mark two applications as not of the same person; a second time changes nothing.

    Raises:
        NotFound: both are one and the same application.
    """
    insert = _INSERTS[db.engine.dialect.name]
    marked = {**_pair(application, other), "marked_by_id": by.id, "marked_at": now}
    if db.session.scalar(insert, marked) is not None:
        _record(TOLD_APART, application, other, by=by, now=now)


def take_back(
    application: Application, other: Application, *, by: StaffMember, now: datetime
) -> None:
    """Take the mark away again; without one nothing changes.

    Raises:
        NotFound: both are one and the same application.
    """
    done = db.session.execute(delete(_pairs).filter_by(**_pair(application, other)))
    if done.rowcount:  # type: ignore[attr-defined]  # a DELETE answers with a count
        _record(TAKEN_BACK, application, other, by=by, now=now)


def _others_of(application: Application) -> Select[int]:
    first, second = _pairs.c.first_id, _pairs.c.second_id
    other = case((first == application.id, second), else_=first)
    return select(other).where(or_(first == application.id, second == application.id))


def _pair(application: Application, other: Application) -> dict[str, int]:
    first, second = sorted((application.id, other.id))
    if first == second:
        raise NotFound
    return {"first_id": first, "second_id": second}


def _record(
    act: str, application: Application, other: Application, *, by: StaffMember, now: datetime
) -> None:
    for one, counterpart in ((application, other), (other, application)):
        trail.record(act, about=one.about, by=f"staff:{by.id}", now=now, other=counterpart.id)
