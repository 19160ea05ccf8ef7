"""Queries for decisions that have not taken effect yet."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from registration.applications.models import Application
from registration.core.db import db
from registration.decisions.models import Approval, Batch, Decision, Progress
from registration.programmes.models import Partner, Programme

SHOWN = 100


def decides_about(application_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The condition that a decision about an application waits."""
    return exists().where(
        Decision.application_id == application_id, Decision.state == Progress.WAITING
    )


def about(application: Application) -> Decision | None:
    """The decision about an application that waits."""
    query = _with_all(select(Decision)).where(
        Decision.application_id == application.id, Decision.state == Progress.WAITING
    )
    return db.session.scalar(query)


def about_these(application_ids: Iterable[int]) -> dict[int, Decision]:
    """The decisions that wait, by the id of their application."""
    query = (
        select(Decision)
        .where(Decision.application_id.in_(application_ids), Decision.state == Progress.WAITING)
        .options(joinedload(Decision.batch))
    )
    return {one.application_id: one for one in db.session.scalars(query)}


def of_programme(
    programme: Programme, *, only: Collection[int] | None = None, limit: int = SHOWN
) -> Sequence[Decision]:
    """The oldest decisions of a programme that wait, those to be approved first.

    ``only``: none but those with these ids.
    """
    chosen = Decision.id.in_(only) if only is not None else true()
    query = (
        _with_all(select(Decision))
        .join(Decision.application)
        .where(chosen, Application.programme_id == programme.id, Decision.state == Progress.WAITING)
        .options(contains_eager(Decision.application))
        .order_by(Decision.approved_at.is_not(None), Decision.id)
        .limit(limit)
    )
    return db.session.scalars(query).unique().all()


def counts(programme_ids: Iterable[int]) -> dict[int, dict[tuple[str, bool], int]]:
    """How many wait: by programme, then by (act, whether everybody approved)."""
    approved = Decision.approved_at.is_not(None)
    query = (
        select(Application.programme_id, Batch.act, approved, func.count())
        .select_from(Decision)
        .join(Decision.batch)
        .join(Decision.application)
        .where(Decision.state == Progress.WAITING, Application.programme_id.in_(programme_ids))
        .group_by(Application.programme_id, Batch.act, approved)
    )
    found: dict[int, dict[tuple[str, bool], int]] = {}
    for programme_id, act, is_approved, number in db.session.execute(query):
        found.setdefault(programme_id, {})[act, bool(is_approved)] = number
    return found


def still_to_approve(decision: Decision) -> list[Partner]:
    """The partners of the programme who have not approved it."""
    given = {one.partner_id for one in decision.approvals}
    if decision.approved_at is not None:
        return []
    return [one for one in decision.application.programme.partners if one.id not in given]


def due(now: datetime, *, batch: Batch | None = None, limit: int) -> Sequence[int]:
    """The ids of decisions that can take effect, the oldest first."""
    query = select(Decision.id).where(is_due(now))
    if batch is not None:
        query = query.where(Decision.batch_id == batch.id)
    return db.session.scalars(query.order_by(Decision.due_at, Decision.id).limit(limit)).all()


def is_due(now: datetime) -> ColumnElement[bool]:
    """The condition that a decision can take effect.

    Those about people who belong together take effect together: none before all of them can.
    """
    late, other, own = aliased(Decision), aliased(Application), aliased(Application)
    held_up = (
        select(other.programme_id, other.group_key)
        .join(late, late.application_id == other.id)
        .where(
            late.state == Progress.WAITING,
            or_(late.approved_at.is_(None), late.due_at.is_(None), late.due_at > now),
            other.group_key.is_not(None),
        )
    )
    waits_for_others = exists().where(
        own.id == Decision.application_id,
        tuple_(own.programme_id, own.group_key).in_(held_up),
    )
    return and_(
        Decision.state == Progress.WAITING,
        Decision.approved_at.is_not(None),
        Decision.due_at <= now,
        ~waits_for_others,
    )


def with_their_groups(ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a decision is one of these, or about somebody of the same group."""
    chosen, own, other = aliased(Decision), aliased(Application), aliased(Application)
    groups = (
        select(own.programme_id, own.group_key)
        .join(chosen, chosen.application_id == own.id)
        .where(chosen.id.in_(ids), own.group_key.is_not(None))
    )
    theirs = select(other.id).where(tuple_(other.programme_id, other.group_key).in_(groups))
    return or_(Decision.id.in_(ids), Decision.application_id.in_(theirs))


def to_release(now: datetime) -> Sequence[int]:
    """The ids of programmes whose day of release has come, with decisions kept until then."""
    kept = exists().where(
        Decision.application_id == Application.id,
        Application.programme_id == Programme.id,
        Decision.state == Progress.WAITING,
        Decision.approved_at.is_not(None),
        Decision.due_at.is_(None),
    )
    query = select(Programme.id).where(Programme.release_together, Programme.release_at <= now)
    return db.session.scalars(query.where(kept).order_by(Programme.id)).all()


def _with_all(query: Select[Decision]) -> Select[Decision]:
    return query.options(
        joinedload(Decision.batch).joinedload(Batch.made_by),
        selectinload(Decision.approvals).options(
            joinedload(Approval.partner), joinedload(Approval.staff_member)
        ),
    )
