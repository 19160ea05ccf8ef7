"""Tags: free words by which the office of a programme sorts its applications."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from registration.applications.models import Application
from registration.applications.queue import among
from registration.audit import trail
from registration.casework.models import Tag, TagOfApplication
from registration.core.db import db, table_of
from registration.staff.models import StaffMember

MOST_SIGNS = 40
_tags, _given = table_of(Tag), table_of(TagOfApplication)
_INSERTS = {
    dialect: (
        insert(_tags).on_conflict_do_nothing(index_elements=["programme_id", "key"]),
        insert(_given).on_conflict_do_nothing(index_elements=["application_id", "tag_id"]),
    )
    for dialect, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def of(application: Application) -> Sequence[Tag]:
    """The tags of an application, by name."""
    query = select(Tag).join(TagOfApplication).where(
        TagOfApplication.application_id == application.id
    )  # fmt: skip
    return db.session.scalars(query.order_by(Tag.key)).all()


def offered(programme_id: int) -> Sequence[Tag]:
    """All tags that a programme's office has used, by name."""
    query = select(Tag).where(Tag.programme_id == programme_id)
    return db.session.scalars(query.order_by(Tag.key)).all()


def tagged(tag: Tag) -> ColumnElement[bool]:
    """The condition that an application has a tag."""
    given = select(TagOfApplication.application_id).where(TagOfApplication.tag_id == tag.id)
    return among(given, TagOfApplication.application_id)


def add(application: Application, name: str, *, by: StaffMember, now: datetime) -> Tag:
    """Give an application a tag; one that it has already changes nothing.

    ``name`` has at most 40 signs, one of them no space.
    """
    shown = " ".join(name.split())
    make, give = _INSERTS[db.engine.dialect.name]
    wanted = {"programme_id": application.programme_id, "key": key_of(name)}
    db.session.execute(make, {"name": shown, **wanted})
    tag = db.session.scalars(select(Tag).filter_by(**wanted)).one()
    pair = {"application_id": application.id, "tag_id": tag.id}
    given = db.session.execute(give, pair)
    if given.rowcount:  # type: ignore[attr-defined]  # an INSERT answers with a count
        _record("tag_added", application, tag.id, by=by, now=now)
    return tag


def remove(application: Application, tag_id: int, *, by: StaffMember, now: datetime) -> None:
    """Take a tag away from an application; one that it has not changes nothing."""
    taken = db.session.execute(
        delete(_given).where(
            _given.c.application_id == application.id, _given.c.tag_id == tag_id
        )
    )  # fmt: skip
    if taken.rowcount:  # type: ignore[attr-defined]  # a DELETE answers with a count
        _record("tag_removed", application, tag_id, by=by, now=now)


def key_of(name: str) -> str:
    """The form in which all spellings of one tag are equal."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _record(
    act: str, application: Application, tag_id: int, *, by: StaffMember, now: datetime
) -> None:
    trail.record(act, about=application.about, by=f"staff:{by.id}", now=now, tag=tag_id)
