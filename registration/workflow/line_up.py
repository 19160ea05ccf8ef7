"""What coordinators say about the waiting list: who belongs together, ranks, and the order."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from registration.applications.models import Application
from registration.applications.states import State
from registration.audit import trail
from registration.core.db import db
from registration.programmes.models import Programme, WaitingOrder
from registration.workflow import places
from registration.workflow.actors import Actor
from registration.workflow.errors import NotTogether

KEY_BYTES = 8
# Whose place is not settled yet.
OPEN = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.WAITLISTED)
MOST = 500


def open_applications(programme: Programme) -> Sequence[Application]:
    """The applications that still can move up or be drawn: by group, rank and arrival."""
    query = (
        select(Application)
        .where(Application.programme_id == programme.id, Application.state.in_(OPEN))
        .order_by(Application.rank.asc().nulls_last(), Application.submitted_at, Application.id)
        .limit(MOST)
    )
    return db.session.scalars(query).all()


def put_together(
    programme: Programme, references: Sequence[str], *, by: Actor, now: datetime
) -> list[Application]:
    """Let applications move up whole or not at all; whoever belongs to one of them comes along.

    Raises:
        NotTogether: fewer than two of them are open applications of this programme.
    """
    places.lock([programme.id])  # nobody moves up in between
    chosen = _chosen(programme, references)
    if len(chosen) < 2:  # noqa: PLR2004  # one alone belongs to nobody
        raise NotTogether
    groups = {one.group_key for one in chosen if one.group_key is not None}
    theirs = [one for one in open_applications(programme) if one.group_key in groups]
    together = list({one.id: one for one in [*chosen, *theirs]}.values())
    key = secrets.token_hex(KEY_BYTES)
    for application in together:
        application.group_key = key
    _record("put_together", together, by=by, now=now)
    return together


def take_apart(
    programme: Programme, references: Sequence[str], *, by: Actor, now: datetime
) -> list[Application]:
    """Let applications move up each for itself again."""
    places.lock([programme.id])
    chosen = [one for one in _chosen(programme, references) if one.group_key is not None]
    for application in chosen:
        application.group_key = None
    if chosen:
        _record("take_apart", chosen, by=by, now=now)
    return chosen


def set_order(
    programme: Programme,
    order: WaitingOrder,
    ranks: Mapping[str, int | None],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """In which order the waiting list moves up, and the ranks of open applications by reference."""
    places.lock([programme.id])
    programme.waiting_order = order
    for application in _chosen(programme, list(ranks)):
        application.rank = ranks[application.reference]
    about = f"programme:{programme.id}"
    trail.record("set_order", about=about, by=by.label, now=now, order=str(order))


def _chosen(programme: Programme, references: Sequence[str]) -> Sequence[Application]:
    query = select(Application).where(
        Application.programme_id == programme.id,
        Application.state.in_(OPEN),
        Application.reference.in_(references[:MOST]),
    )
    return db.session.scalars(query.order_by(Application.id)).all()


def _record(act: str, applications: Sequence[Application], *, by: Actor, now: datetime) -> None:
    trail.record_all(act, about=[one.about for one in applications], by=by.label, now=now)
