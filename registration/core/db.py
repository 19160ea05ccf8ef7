"""The database: base class, types, and the one place that commits or rolls back.

The locking rule, the same on both databases. Each statement sees what was committed before it
(PostgreSQL's read committed); a decision rests on rows that were read under a lock or is checked
once more by the statement that writes it. On SQLite a unit of work that may write takes the one
write lock with ``BEGIN IMMEDIATE`` before its first statement, and waits for its turn there
instead of failing half-way: so two clicks at once come one after the other. A unit that only
reads sees one state throughout and never waits. On PostgreSQL rows
are locked one by one, quotas of a programme always in the order of their ids (see
``workflow.places``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, registry

from registration.core import turns

Query = TypeVar("Query", bound=sa.Select[Any])

_writing: ContextVar[bool] = ContextVar("writing", default=False)

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UTCDateTime(sa.TypeDecorator[datetime]):
    """A point in time: naive UTC where the database drops zones, always aware in Python."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a point in time needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: sa.Dialect,  # noqa: ARG002  # the signature is SQLAlchemy's
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UTCDateTime,
            dict[str, Any]: JSON,
            dict[str, str]: JSON,
            list[Any]: JSON,
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


@event.listens_for(sa.Engine, "connect")
def _set_up_sqlite(connection: Any, _record: object) -> None:
    if type(connection).__module__ != "sqlite3":
        return
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=30000")  # first: the next line may have to wait already
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(sa.Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite" and not _writing.get():
        connection.exec_driver_sql("BEGIN")


@event.listens_for(sa.Engine, "before_cursor_execute")
def _begin_to_write(
    connection: sa.Connection,
    cursor: Any,
    *_statement: object,
) -> None:
    if connection.dialect.name != "sqlite" or cursor.connection.in_transaction:
        return
    if _writing.get():
        turns.wait(connection)
        cursor.execute("BEGIN IMMEDIATE")


_TURN = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def table_of(model: type[Base]) -> sa.Table:
    """The table behind a model, for statements that need no objects."""
    return cast("sa.Table", model.__table__)


def locking(query: Query, **how: Any) -> Query:
    """The query as one that keeps others from changing the rows until this unit of work ends.

    ``how`` goes to ``with_for_update``; on SQLite a unit that writes has the write lock anyway.
    """
    return query.with_for_update(**how)


def one_at_a_time(name: str) -> None:
    """Let units of work that say the same name come one after the other, until each ends.

    For what has no row yet that could be locked. On SQLite a unit that writes has its turn anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(_TURN, {"name": name})


@contextmanager
def unit_of_work(*, writes: bool = True) -> Iterator[None]:
    """Run a block as one transaction: returning commits, raising rolls back.

    Needs an application context. ``writes=False`` is for blocks that only read; what they change
    by mistake is rolled back.
    """
    token = _writing.set(writes)
    try:
        yield
        if writes:
            db.session.commit()
        else:
            db.session.rollback()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)
