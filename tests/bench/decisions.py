"""A decision about 5,000 applications in one go, each with a mail of its own."""

import resource
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from registration import create_app
from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.decisions.models import Batch
from registration.mail.models import Message
from registration.parties import contributions
from registration.staff.models import RoleName, StaffMember
from registration.workflow import deadlines, deciding
from registration.workflow.acts import Act
from tests.bench import crowd
from tests.bench.places import prepare
from tests.factories import make_staff

NUMBER = 5_000
UNDO = timedelta(minutes=10)


def measure() -> dict[str, Any]:
    """Seconds to look ahead, to decide and to let it take effect, mails a second, peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(prepare(Path(folder)))
        with app.app_context():
            crowd.fill(NUMBER, now=clock.now(), slug="judges-seminar", states=["submitted"])
            with unit_of_work():
                make_staff("Berta", RoleName.COORDINATOR)
            found = _measure(app)
            db.engine.dispose()
    return found


def _measure(app: Flask) -> dict[str, Any]:
    looking = _seconds(_look_ahead)
    deciding_took = _seconds(_decide)
    carrying_out = _seconds(_carry_out)
    with app.app_context(), unit_of_work(writes=False):
        mails = db.session.scalar(select(func.count(Message.id))) or 0
    return {
        "applications": NUMBER,
        "mails": mails,
        "seconds_to_look_ahead": round(looking, 2),
        "seconds_to_decide": round(deciding_took, 2),
        "seconds_to_take_effect": round(carrying_out, 2),
        "decisions_with_mails_a_second": round(NUMBER / carrying_out),
        "megabytes_at_most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _look_ahead() -> None:
    with unit_of_work():
        query = (
            select(Application)
            .join(Application.programme)
            .options(
                contains_eager(Application.programme),
                selectinload(Application.decisions),  # type: ignore[attr-defined]  # a backref
                *contributions.loaded(),
            )
        )
        found = db.session.scalars(query).unique().all()
        deciding.consider(Act.REJECT, found, by=_berta(), now=clock.now())


def _decide() -> None:
    with unit_of_work():
        batch = db.session.scalars(select(Batch)).one()
        deciding.decide(batch, by=_berta(), now=clock.now(), undo_for=UNDO)


def _carry_out() -> None:
    while deadlines.carry_out_decisions(clock.now() + UNDO):
        pass


def _berta() -> StaffMember:
    return db.session.scalars(select(StaffMember).where(StaffMember.name == "Berta")).one()


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    db.session.remove()
    return time.perf_counter() - began
