"""The mail of a task's last day: once, in the morning, to whoever may still look at it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registration.casework import tasks
from registration.casework.models import Task
from registration.core import clock
from registration.core.db import db
from registration.staff import members
from registration.staff.models import RoleName, StaffMember
from tests.factories import make_application, make_programme, make_staff
from tests.records import last_mail, look, mails

DAY = date(2030, 5, 3)
NIGHT = datetime(2030, 5, 3, 1, tzinfo=UTC)  # 3 o'clock in Berlin, 9 o'clock in Beijing
MORNING = datetime(2030, 5, 3, 6, tzinfo=UTC)


@pytest.fixture
def given(app) -> dict[str, int]:
    """A task for Berta in Berlin and one for Bo in Beijing, both due on one day."""

    def make():
        application = make_application(make_programme())
        berta = make_staff("Berta", RoleName.COORDINATOR, partner="berlin")
        bo = make_staff("Bo", RoleName.COORDINATOR, partner="beijing")
        return {
            one.name: tasks.give(
                application, f"Ask {one.name}", to=one.id, due_on=DAY, by=berta, now=clock.now()
            ).id
            for one in (berta, bo)
        }

    return look(app, make, writes=True)


def remind(app, now) -> int:
    with app.app_context():
        return tasks.remind(now)


def recipients(app):
    return [(notice, recipient) for notice, recipient, _ in mails(app)]


def test_a_task_is_reminded_of_once_in_the_morning_of_its_day(app, given):
    assert remind(app, NIGHT - timedelta(days=1)) == 0
    assert remind(app, NIGHT) == 1
    assert recipients(app) == [("task_due", "bo@stadt.example")]
    assert remind(app, MORNING) == 1
    assert remind(app, MORNING + timedelta(days=5)) == 0
    assert recipients(app) == [
        ("task_due", "bo@stadt.example"),
        ("task_due", "berta@stadt.example"),
    ]


def test_the_mail_says_neither_what_nor_about_whom(app, given):
    remind(app, MORNING)
    assert "#tasks" in last_mail(app)
    assert [word for word in ("Ask Bo", "Anna", "Beispiel") if word in last_mail(app)] == []


def test_a_task_that_is_done_is_not_reminded_of(app, given):
    def finish():
        berta = db.session.get_one(Task, given["Berta"]).assignee
        for number in given.values():
            tasks.finish(db.session.get_one(Task, number), by=berta, now=clock.now())

    look(app, finish, writes=True)
    assert remind(app, MORNING) == 0


def test_who_has_left_is_not_reminded(app, given):
    def leave():
        for one in db.session.query(StaffMember):
            members.deactivate(one, by="system", now=clock.now())

    look(app, leave, writes=True)
    assert remind(app, MORNING) == 0
    assert mails(app) == []
