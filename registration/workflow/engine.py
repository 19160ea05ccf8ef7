"""The only writer of an application's state."""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, tuple_, update
from sqlalchemy.orm.attributes import set_committed_value

from registration.applications.models import Application
from registration.applications.states import State
from registration.audit import trail
from registration.core.db import db, table_of
from registration.core.errors import Forbidden
from registration.programmes.models import Programme
from registration.workflow import effects, places, table
from registration.workflow.actors import SYSTEM, Actor
from registration.workflow.acts import Act
from registration.workflow.context import FollowUp, Running
from registration.workflow.errors import AlreadyDecided, IllegalTransition
from registration.workflow.table import Transition

_applications = table_of(Application)
_SWAP = (
    update(_applications)
    .where(
        _applications.c.id == bindparam("id_"),
        _applications.c.state == bindparam("came_from"),
        _applications.c.revision == bindparam("seen_revision"),
    )
    .values({name: bindparam(name) for name in ("state", "revision", "changed_at", "submitted_at")})
)
_SWAP_ALL = (
    update(_applications)
    .where(
        tuple_(_applications.c.id, _applications.c.revision).in_(bindparam("seen", expanding=True)),
        _applications.c.state == bindparam("came_from"),
    )
    .values(
        state=bindparam("now_is"),
        revision=_applications.c.revision + 1,
        changed_at=bindparam("at", type_=_applications.c.changed_at.type),
    )
    .returning(_applications.c.id)
)


def transition(  # noqa: PLR0913  # who, when, and what the person saw and wrote
    application: Application,
    act: Act,
    *,
    by: Actor,
    now: datetime,
    seen_revision: int | None = None,
    note: str | None = None,
    question: str | None = None,
    remarks: Mapping[str, str] | None = None,
    until: date | None = None,
) -> Application:
    """Do ``act`` to the application, with all that follows, in the running unit of work.

    Every refusal comes before the first change, so whoever catches it may go on in the same unit
    of work.

    Args:
        application: loaded in this unit of work.
        act: a verb of ``workflow.table``.
        by: who acts.
        now: the moment, aware.
        seen_revision: the application's ``revision`` when the person looked at it.
        note: words for the applicant, added to the mail.
        question: what a returned application is asked.
        remarks: what is asked in single sections of it; only these are then open to be changed.
        until: the last day on which to answer, where the applicant is asked for something.

    Raises:
        AlreadyDecided: somebody changed the application since the person looked.
        IllegalTransition: the act does not lead out of its state.
        Forbidden: this actor may not.
        RuleBroken: a guard or an effect refused, see ``workflow.errors``.
    """
    if seen_revision is not None and application.revision != seen_revision:
        raise AlreadyDecided(state=application.state)
    with db.session.no_autoflush:  # no statement here rests on what is not written yet
        said = {"note": note, "question": question, "remarks": remarks or {}, "until": until}
        follow_ups = _step(application, act, by=by, now=now, **said)
        _work_off(follow_ups, now=now, note=note)
    return application


def transition_together(
    steps: Sequence[tuple[Application, Act]], *, by: Actor, now: datetime
) -> None:
    """Do an act to each application, where the caller has seen that groups stay whole.

    Raises:
        RuleBroken: as ``transition`` does, with those before it done.
    """
    with db.session.no_autoflush:  # as above
        for application, act in steps:
            follow_ups = _step(application, act, by=by, now=now, together=True)
            _work_off(follow_ups, now=now, note=None)


def fill_places(programme: Programme, *, added: int, now: datetime) -> int:
    """Give places to the waiting list after ``added`` new ones came.

    Returns:
        How many applications moved up.
    """
    follow_ups = effects.who_moves_up(programme, freed=added, now=now)
    _work_off(follow_ups, now=now, note=None)
    return len(follow_ups)


def _work_off(follow_ups: Sequence[FollowUp], *, now: datetime, note: str | None) -> None:
    waiting = deque(follow_ups)
    while waiting:
        next_up = waiting.popleft()
        if next_up.act is Act.MOVE_UP:
            together = [next_up, *(one for one in waiting if one.act is Act.MOVE_UP)]
            waiting = deque(one for one in waiting if one.act is not Act.MOVE_UP)
            _move_up([one.application for one in together], now=now)
            continue
        words = note if next_up.act is Act.SETTLE else None
        application = next_up.application
        waiting.extend(_step(application, next_up.act, by=SYSTEM, now=now, note=words))


def _move_up(applications: Sequence[Application], *, now: datetime) -> None:
    """Let those move up who still wait, in the same number of statements however many they are.

    Each is one transition of the table: its guards, one swap, one audit entry, its effects; but
    each of these is one statement for all. Whoever a person decided about at this very moment
    stays as decided, and takes no place.
    """
    act, came_from = Act.MOVE_UP, State.WAITLISTED
    row = table.row(act, came_from)
    steps = [Running(one, act, came_from, SYSTEM, now) for one in applications]
    for running in steps:
        for guard in row.guards:
            guard(running)
    quotas = places.lock([applications[0].programme_id])
    places.require_room_together(applications, quotas)
    moved = _swap_all(applications, row, now=now)
    steps = [running for running in steps if running.application.id in moved]
    if not steps:
        return
    about = [running.application.about for running in steps]
    trail.record_all(act, about=about, by=SYSTEM.label, now=now, was=came_from, now_is=row.to_state)
    for effect in row.effects:
        effects.TOGETHER[effect](steps)


def _swap_all(applications: Sequence[Application], row: Transition, *, now: datetime) -> set[int]:
    """Compare and swap for several in one state; the ids of those that nobody was faster with."""
    values = {
        "came_from": applications[0].state, "now_is": row.to_state, "at": now,
        "seen": [(one.id, one.revision) for one in applications],
    }  # fmt: skip
    moved = set(db.session.execute(_SWAP_ALL, values).scalars())
    for application in applications:
        if application.id in moved:
            set_committed_value(application, "state", str(row.to_state))
            set_committed_value(application, "revision", application.revision + 1)
            set_committed_value(application, "changed_at", now)
        else:
            db.session.expire(application)
    return moved


def _step(
    application: Application, act: Act, *, by: Actor, now: datetime, **said: Any
) -> list[FollowUp]:
    """The transition by itself; ``said`` is what else ``Running`` knows."""
    came_from = State(application.state)
    row = table.find(act, came_from)
    if row is None:
        raise IllegalTransition(act=act, state=came_from)
    if by.kind not in row.who:
        raise Forbidden
    running = Running(application, act, came_from, by, now, **said)
    on_places = [effect for effect in row.effects if effect in effects.PLACE_EFFECTS]
    quotas = places.lock([application.programme_id] if on_places else [])
    for guard in row.guards:
        guard(running)
    for effect in on_places:
        require = effects.PLACE_EFFECTS[effect]
        if require is not None:
            require(application, quotas)
    _swap(application, row, now=now)
    trail.record(
        act, about=application.about, by=by.label, now=now, was=came_from, now_is=row.to_state
    )
    return [follow_up for effect in row.effects for follow_up in effect(running)]


def _swap(application: Application, row: Transition, *, now: datetime) -> None:
    came_from, revision = application.state, application.revision
    sent_now = row.to_state is State.SUBMITTED and application.submitted_at is None
    values: dict[str, Any] = {
        "state": row.to_state, "revision": revision + 1, "changed_at": now,
        "submitted_at": now if sent_now else application.submitted_at,
    }  # fmt: skip
    seen = {"id_": application.id, "came_from": came_from, "seen_revision": revision}
    changed = db.session.execute(_SWAP, {**seen, **values})
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE answers with a count
        raise AlreadyDecided(state=came_from)
    for name, value in values.items():
        set_committed_value(application, name, str(value) if name == "state" else value)
