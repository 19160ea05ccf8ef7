"""Queries for what was, or would be, decided in one go; each within what the reader may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import contains_eager, selectinload

from registration.applications.models import Application
from registration.core.db import db
from registration.decisions.models import Batch, Decision, Progress
from registration.programmes.models import Programme

SHOWN = 100
Visible = ColumnElement[bool]  # a condition on programmes
PartyRow = Row[tuple[int, int, list[Any], list[Any]]]
PARTY = (
    Application.programme_id,
    Application.party_size,
    Application.date_keys,
    Application.quota_keys,
)


def find(batch_id: int, *, visible: Visible) -> Batch | None:
    """A batch in which there is something that may be seen."""
    seen = _rows(select(Decision.id), visible).where(Decision.batch_id == Batch.id)
    return db.session.scalar(select(Batch).where(Batch.id == batch_id, seen.exists()))


def newest_of(staff_member_id: int, *, limit: int = 10) -> Sequence[tuple[Batch, int]]:
    """(what somebody decided last, about how many applications), the newest first."""
    query = (
        select(Batch, func.count(Decision.id))
        .join(Decision, Decision.batch_id == Batch.id)
        .where(Batch.made_by_id == staff_member_id, Batch.decided_at.is_not(None))
        .group_by(Batch.id)
        .order_by(Batch.id.desc())
        .limit(limit)
    )
    return [(batch, number) for batch, number in db.session.execute(query)]


def counts(batch: Batch, *, visible: Visible) -> dict[str, int]:
    """How many of its decisions are in each state."""
    query = _rows(select(Decision.state, func.count().label("number")), visible)
    query = query.where(Decision.batch_id == batch.id).group_by(Decision.state)
    return {row.state: row.number for row in db.session.execute(query)}


def decisions(
    batch: Batch, state: str, *, visible: Visible, limit: int = SHOWN
) -> Sequence[Decision]:
    """The first of its decisions in a state, with their applications."""
    query = (
        _rows(select(Decision), visible)
        .where(Decision.batch_id == batch.id, Decision.state == state)
        .options(
            contains_eager(Decision.application)
            .contains_eager(Application.programme)
            .options(selectinload(Programme.quotas), selectinload(Programme.partners)),
            selectinload(Decision.approvals),
        )
        .order_by(Decision.id)
        .limit(limit)
    )
    return db.session.scalars(query).unique().all()


def waiting_ids(batch: Batch, *, visible: Visible) -> Sequence[int]:
    """The ids of its decisions that wait."""
    query = _rows(select(Decision.id), visible)
    query = query.where(Decision.batch_id == batch.id, Decision.state == Progress.WAITING)
    return db.session.scalars(query).all()


def places_needed(
    batch: Batch, *, visible: Visible
) -> list[tuple[Programme, int, Sequence[PartyRow]]]:
    """(programme, places that would be given in it, to whom) of what is considered."""
    parties: dict[int, list[PartyRow]] = {}
    for row in db.session.execute(_considered(batch, select(*PARTY), visible)):
        parties.setdefault(row.programme_id, []).append(row)
    query = (
        select(Programme)
        .where(Programme.id.in_(parties))
        .order_by(Programme.id)
        .options(
            selectinload(Programme.quotas),
            selectinload(Programme.partners),
            selectinload(Programme.dates),
        )
    )
    return [
        (one, sum(row.party_size for row in parties[one.id]), parties[one.id])
        for one in db.session.scalars(query)
    ]


def mails(batch: Batch, *, visible: Visible) -> tuple[dict[str, int], int, int]:
    """(mails that would go by language, applications without an address, unconfirmed ones)."""
    query = (
        _rows(
            select(
                Application.language,
                Application.email.is_not(None),
                Application.email_proved_at.is_not(None),
                func.count(),
            ),
            visible,
        )
        .where(Decision.batch_id == batch.id, Decision.state == Progress.CONSIDERED)
        .group_by(
            Application.language,
            Application.email.is_not(None),
            Application.email_proved_at.is_not(None),
        )
    )
    by_language: dict[str, int] = {}
    nowhere = unproved = 0
    for language, has_address, is_proved, number in db.session.execute(query):
        if not has_address:
            nowhere += number
            continue
        by_language[language] = by_language.get(language, 0) + number
        unproved += 0 if is_proved else number
    return by_language, nowhere, unproved


def next_due(batch: Batch) -> datetime | None:
    """When the first of its decisions that wait takes effect; None while none has a time."""
    query = select(func.min(Decision.due_at)).where(
        Decision.batch_id == batch.id,
        Decision.state == Progress.WAITING,
        Decision.approved_at.is_not(None),
    )
    return db.session.scalar(query)


def _considered(batch: Batch, query: Select, visible: Visible) -> Select:  # type: ignore[type-arg]  # any row
    return _rows(query, visible).where(
        Decision.batch_id == batch.id, Decision.state == Progress.CONSIDERED
    )


def _rows(query: Select, visible: Visible) -> Select:  # type: ignore[type-arg]  # any row
    return (
        query.join_from(Decision, Application, Decision.application_id == Application.id)
        .join(Programme, Application.programme_id == Programme.id)
        .where(visible)
    )
