"""Sixteen processes that start together, each with a connection of its own to one database."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import configure_mappers

from registration import create_app
from registration.core import db as database
from registration.core.db import db, unit_of_work
from registration.core.errors import RuleBroken
from registration.mail import rewriting
from registration.workflow import engine, places

RUNNERS = 16
DAWDLE_SECONDS = 0.02  # without the lock, so that the others surely come in between
KEY = "a key that only these tests know, long enough"

Job = Callable[[int, Any], str]


def race(job: Job, url: str, subjects: Sequence[Any], *, unguarded: bool = False) -> Counter[str]:
    """Run ``job(number, subject)`` once a subject, sixteen at a time, all at the same moment.

    Args:
        job: runs inside a unit of work and returns what came out of it.
        unguarded: take the lock and the compare-and-swap out, as the negative control does.

    Returns:
        How often each outcome came: what the job returned, or the name of the error.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["registration", __name__])
    barrier = context.Barrier(RUNNERS)
    outcomes: Any = context.Queue()
    shares = [list(subjects[number::RUNNERS]) for number in range(RUNNERS)]
    runners = [
        context.Process(
            target=_run, args=(job, url, number, shares[number], unguarded, barrier, outcomes)
        )
        for number in range(RUNNERS)
    ]
    for runner in runners:
        runner.start()
    counts: Counter[str] = Counter()
    for _ in runners:
        counts.update(outcomes.get(timeout=120))
    for runner in runners:
        runner.join()
    return counts


def _run(
    job: Job,
    url: str,
    number: int,
    subjects: list[Any],
    unguarded: bool,  # noqa: FBT001  # what a process is given
    barrier: Any,
    outcomes: Any,
) -> None:
    found: list[str] = []
    try:
        app = create_app({"DATABASE_URL": url, "SECRET_KEY": KEY, "TESTING": True})
        if unguarded:
            _take_guards_out()
        with app.app_context():
            configure_mappers()  # takes its time, which is not to be that of the first job
            db.session.execute(sa.text("SELECT 1"))
            db.session.rollback()
            barrier.wait(60)
            found = [_attempt(job, number, subject) for subject in subjects]
            db.session.remove()
            db.engine.dispose()
    finally:
        outcomes.put(found)


def _attempt(job: Job, number: int, subject: Any) -> str:
    try:
        with unit_of_work():
            return job(number, subject)
    except RuleBroken as error:
        return type(error).__name__
    except sa.exc.DBAPIError as error:
        return type(error).__name__


def _take_guards_out() -> None:
    event.remove(sa.Engine, "begin", database._begin)  # noqa: SLF001  # the guard itself
    event.listen(sa.Engine, "begin", _begin_deferred)
    places.lock = _read_without_lock
    places._count = _count_in_python  # noqa: SLF001  # the guard itself
    engine._swap = _check_then_set  # noqa: SLF001  # the guard itself
    rewriting._swap = _overwrite  # noqa: SLF001  # the guard itself


def _begin_deferred(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")


def _read_without_lock(programme_ids: Any) -> Any:
    query = sa.select(places.Quota).where(places.Quota.programme_id.in_(list(programme_ids)))
    found = db.session.scalars(query.order_by(places.Quota.id)).all()
    time.sleep(DAWDLE_SECONDS)
    return found


def _count_in_python(quotas: Any, number: int) -> None:
    for quota in quotas:
        quota.taken = quota.taken + number


def _check_then_set(application: Any, row: Any, *, now: Any) -> None:
    application.state = str(row.to_state)
    application.revision += 1
    application.changed_at = now
    if row.to_state == "submitted":
        application.submitted_at = application.submitted_at or now


def _overwrite(message: Any, changes: Any) -> bool:
    time.sleep(10 * DAWDLE_SECONDS)  # as long as workers take for all they have
    change = sa.update(type(message)).where(type(message).id == message.id).values(**changes)
    db.session.execute(change.execution_options(synchronize_session=False))
    return True
