"""Tasks: what somebody at the desk has to do about an application, and until when."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from registration.applications.models import Application
from registration.audit import trail
from registration.casework.errors import NotAColleague
from registration.casework.models import Task
from registration.core.db import db, locking, unit_of_work
from registration.core.errors import NotFound
from registration.notices import colleagues as notices
from registration.programmes.models import Programme
from registration.staff.models import StaffMember
from registration.staff.permissions import Act, may, visible_programmes, who_may

MORNING = time(7)  # on the clocks of whoever is reminded
A_DAY = timedelta(days=1)
MOST_SHOWN = 200
_ORDER = (Task.done_at.is_not(None), Task.due_on.is_(None), Task.due_on, Task.id)


def of(application: Application) -> Sequence[Task]:
    """The tasks about an application: open ones first, by their day, then those done."""
    query = select(Task).where(Task.application_id == application.id)
    query = query.options(joinedload(Task.assignee))
    return db.session.scalars(query.order_by(*_ORDER)).all()


def open_of(person: StaffMember) -> Sequence[Task]:
    """What somebody still has to do, overdue first, in programmes that they may decide about."""
    query = (
        select(Task)
        .join(Task.application)
        .join(Application.programme)
        .where(
            Task.assignee_id == person.id,
            Task.done_at.is_(None),
            visible_programmes(person, Act.DECIDE),
        )
        .options(contains_eager(Task.application).contains_eager(Application.programme))
        .order_by(*_ORDER)
    )
    return db.session.scalars(query.limit(MOST_SHOWN)).all()


def by_id(application: Application, task_id: int) -> Task:
    """One of the tasks about an application.

    Raises:
        NotFound: there is none.
    """
    query = select(Task).where(Task.id == task_id, Task.application_id == application.id)
    found = db.session.scalar(locking(query))
    if found is None:
        raise NotFound
    return found


def give(  # what, to whom, until when
    application: Application,
    what: str,
    *,
    to: int,
    due_on: date | None,
    by: StaffMember,
    now: datetime,
) -> Task:
    """Give a task to a colleague, or to oneself; a mail reminds them on its last day.

    Raises:
        NotAColleague: they may not decide about this programme.
    """
    colleagues = {one.id: one for one in who_may(Act.DECIDE, application.programme)}
    if to not in colleagues:
        raise NotAColleague
    task = Task(
        application=application,
        what=what,
        assignee=colleagues[to],
        due_on=due_on,
        created_by_id=by.id,
        created_at=now,
    )
    db.session.add(task)
    db.session.flush()  # the trail names the id
    _record("task_given", task, by=by, now=now)
    return task


def finish(task: Task, *, by: StaffMember, now: datetime) -> Task:
    """Note that a task is done; a second time changes nothing."""
    if task.done_at is None:
        task.done_at, task.done_by_id = now, by.id
        _record("task_done", task, by=by, now=now)
    return task


def reopen(task: Task, *, by: StaffMember, now: datetime) -> Task:
    """Take back that a task is done; nobody is reminded of it twice."""
    if task.done_at is not None:
        task.done_at = task.done_by_id = None
        _record("task_reopened", task, by=by, now=now)
    return task


def is_overdue(task: Task, *, now: datetime) -> bool:
    """Whether the last day of an open task is over on the clocks of whoever has it."""
    today = now.astimezone(ZoneInfo(task.assignee.time_zone)).date()
    return task.done_at is None and task.due_on is not None and task.due_on < today


def remind(now: datetime) -> int:
    """Mail whoever has a task whose last day has come, each in a unit of work of its own.

    Returns:
        How many mails were queued.
    """
    waiting = (Task.done_at.is_(None), Task.reminded_at.is_(None))
    query = select(Task).where(Task.due_on <= (now + A_DAY).date(), *waiting)
    with unit_of_work(writes=False):
        query = query.options(joinedload(Task.assignee).selectinload(StaffMember.roles))
        query = query.options(
            joinedload(Task.application).joinedload(Application.programme).options(
                selectinload(Programme.partners)
            )
        )  # fmt: skip
        due = [one.id for one in db.session.scalars(query) if _is_due(one, now)]
    for task_id in due:
        with unit_of_work():
            task = db.session.scalar(locking(select(Task).where(Task.id == task_id, *waiting)))
            if task is not None:
                task.reminded_at = now
                notices.task_due(task.application, task.assignee, task=task.id, now=now)
    return len(due)


def _is_due(task: Task, now: datetime) -> bool:
    """From the morning of the last day on, and only to somebody who may still look at it."""
    local = now.astimezone(ZoneInfo(task.assignee.time_zone))
    day = task.due_on or local.date()
    has_come = day < local.date() or (day == local.date() and local.time() >= MORNING)
    return has_come and may(task.assignee, Act.DECIDE, task.application.programme)


def _record(act: str, task: Task, *, by: StaffMember, now: datetime) -> None:
    about = f"application:{task.application_id}"
    trail.record(act, about=about, by=f"staff:{by.id}", now=now, task=task.id)
