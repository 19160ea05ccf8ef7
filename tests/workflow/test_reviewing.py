"""Reviewers are reminded once before reviews are due, each in their own language, of no name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registration.applications.models import Application
from registration.core.db import db, unit_of_work
from registration.mail.models import Message
from registration.programmes.models import Programme
from registration.review import conflicts, scoring, stages
from registration.review.models import Assignment, ReviewStage
from registration.review.stages import Plan, Wanted
from registration.staff.models import RoleName, StaffMember
from registration.workflow import deadlines, reviewing
from tests.factories import make_staff
from tests.forms.documents import words
from tests.workflow.office import DAY, STAFF


@pytest.fixture
def due(office):
    """Reviews of Li's and He's applications by Rita and Rolf, due in ten days."""
    office.announce()
    for name in ("Li", "He"):
        office.add(name)
    with unit_of_work():
        make_staff("Rita", RoleName.REVIEWER)
        make_staff("Rolf", RoleName.REVIEWER).language = "en"
        programme = db.session.get_one(Programme, office.programme_id)
        plan = Plan(
            None, office.now + 10 * DAY, 2, blind_names=True, blind_scores=True,
            criteria=[Wanted(None, words("Fit"), None, weight=1, lowest=0, highest=10)],
        )  # fmt: skip
        stage = stages.create(programme, plan, by="system", now=office.now)
        applications = db.session.scalars(select(Application).order_by(Application.id)).all()
        people = db.session.scalars(select(StaffMember).order_by(StaffMember.id)).all()
        pairs = [(one, person) for one in applications for person in people]
        reviewing.assign(stage, pairs, by=STAFF, now=office.now)
    return office


def later(office, days):
    office.now += timedelta(days=days)
    return deadlines.run(office.now)


def change(act):
    with unit_of_work():
        act(db.session.scalars(select(Assignment).order_by(Assignment.id)).all())


def texts():
    with unit_of_work(writes=False):
        found = db.session.scalars(select(Message).order_by(Message.id))
        return [(one.language, one.subject, one.text) for one in found]


def test_whoever_is_not_done_is_reminded_once_three_days_before(due):
    later(due, 6)
    assert due.mails() == []
    later(due, 2)
    later(due, 1)
    assert due.mails() == [("review_reminder", "rita"), ("review_reminder", "rolf")]


def test_the_mail_speaks_the_reviewers_language_and_names_nobody(due):
    later(due, 8)
    [(_, german, _), (language, subject, text)] = texts()
    assert german.startswith("Noch 2 Begutachtungen offen: ")
    assert language == "en"
    assert subject.startswith("2 reviews still wait for you: ")
    assert "/en/desk/reviews" in text
    assert "Li" not in text.split()
    assert "He" not in text.split()


def test_who_has_sent_all_or_has_a_conflict_is_not_reminded(due):
    def act(reviews):
        for one in reviews:
            if one.reviewer.name == "Rita":
                points = {criterion.id: 5 for criterion in one.stage.criteria}
                scoring.send(one, points, "", by="staff:1", now=due.now)
            else:
                conflicts.declare(
                    one.application, one.reviewer, reason="", by="staff:1", now=due.now
                )

    change(act)
    later(due, 8)
    assert due.mails() == []


def test_who_is_no_reviewer_any_more_is_not_reminded(due):
    change(lambda reviews: [db.session.delete(role) for role in reviews[0].reviewer.roles])
    later(due, 8)
    assert due.mails() == [("review_reminder", "rolf")]


def test_another_day_by_which_reviews_are_due_is_another_reminder(due):
    later(due, 8)

    def put_off(reviews):
        reviews[0].stage.due_at += 10 * DAY

    change(put_off)
    later(due, 10)
    assert [name for _, name in due.mails()] == ["rita", "rolf", "rita", "rolf"]


def test_who_is_assigned_late_is_reminded_as_well(due):
    def send_all_of_rita(reviews):
        for one in reviews:
            if one.reviewer.name == "Rita":
                db.session.delete(one)

    change(send_all_of_rita)
    later(due, 8)
    assert due.mails() == [("review_reminder", "rolf")]
    with unit_of_work():
        stage = db.session.scalars(select(ReviewStage)).one()
        rita = db.session.scalars(select(StaffMember).filter_by(name="Rita")).one()
        applications = db.session.scalars(select(Application)).all()
        reviewing.assign(stage, [(one, rita) for one in applications], by=STAFF, now=due.now)
    later(due, 1)
    assert due.mails()[1:] == [("review_reminder", "rita")]
