"""An office that reviews: stages, reviewers and applications, and what is kept of them."""

from datetime import timedelta

from sqlalchemy import select

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.programmes.models import Programme
from registration.review import scoring, stages
from registration.review.models import Assignment, Conflict, ReviewStage
from registration.review.stages import Plan, Wanted
from registration.staff.models import RoleName, StaffMember
from registration.workflow import reviewing
from tests.factories import make_application, make_staff
from tests.forms.documents import words
from tests.records import look
from tests.workflow.office import STAFF

MOTIVATION = Wanted(
    None, words("Motivation"), words("Why they come"), weight=3, lowest=1, highest=5
)
FIT = Wanted(None, words("Fit"), None, weight=1, lowest=0, highest=20)


def plan(**different):
    settings = {
        "title": None, "due_at": clock.now() + timedelta(days=20), "per_application": 2,
        "blind_names": True, "blind_scores": True, "criteria": [MOTIVATION, FIT],
    }  # fmt: skip
    return Plan(**{**settings, **different})


def make_stage(app, slug="both", **different):
    """A stage; its id."""

    def make():
        programme = db.session.scalars(select(Programme).filter_by(slug=slug)).one()
        return stages.create(programme, plan(**different), by="system", now=clock.now()).id

    return look(app, make, writes=True)


def add(app, *names, slug="both", **more):
    """Applications of people with these family names; their references."""

    def make():
        programme = db.session.scalars(select(Programme).filter_by(slug=slug)).one()
        return [
            make_application(programme, given="", family=name, **more).reference for name in names
        ]

    return look(app, make, writes=True)


def hire(app, *names, partner=None, role=RoleName.REVIEWER):
    look(app, lambda: [make_staff(name, role, partner=partner) for name in names], writes=True)


def person(name):
    return db.session.scalars(select(StaffMember).filter_by(name=name)).one()


def assign(app, stage, name, *references):
    """Assign by hand; the ids of the reviews."""

    def act():
        query = select(Application).order_by(Application.id)
        chosen = [one for one in db.session.scalars(query) if one.reference in references]
        found, reviewer = db.session.get_one(ReviewStage, stage), person(name)
        pairs = [(one, reviewer) for one in chosen]
        reviewing.assign(found, pairs, by=STAFF, now=clock.now())
        db.session.flush()
        theirs = select(Assignment).filter_by(stage_id=stage, reviewer_id=reviewer.id)
        by_application = {one.application.reference: one.id for one in db.session.scalars(theirs)}
        return [by_application[one] for one in references]

    return look(app, act, writes=True)


def send(app, review, motivation, fit=10, comment=""):
    """Send somebody's review."""

    def act():
        found = db.session.get_one(Assignment, review)
        first, second = found.stage.criteria
        points = {first.id: motivation, second.id: fit}
        scoring.send(found, points, comment, by="system", now=clock.now())

    look(app, act, writes=True)


def reviews(app):
    """(stage, reviewer, application's name) of every assignment."""
    query = select(Assignment).order_by(Assignment.id)
    return look(
        app,
        lambda: [
            (one.stage_id, one.reviewer.name, one.application.name)
            for one in db.session.scalars(query)
        ],
    )


def kept(app, review):
    """(points in the order of the criteria, comment, whether it was sent) of a review."""

    def read():
        found = db.session.get_one(Assignment, review)
        points = {one.criterion_id: one.points for one in found.scores}
        given = [points.get(one.id) for one in found.stage.criteria]
        return given, found.comment, found.sent_at is not None

    return look(app, read)


def conflicts(app):
    """(reviewer, application's name, reason) of every conflict of interest."""
    query = select(Conflict).order_by(Conflict.application_id, Conflict.reviewer_id)

    def read():
        return [
            (
                db.session.get_one(StaffMember, one.reviewer_id).name,
                db.session.get_one(Application, one.application_id).name,
                one.reason,
            )
            for one in db.session.scalars(query)
        ]

    return look(app, read)


def criteria(app, stage):
    """The inputs of the points, in the order of the criteria."""
    return look(
        app, lambda: [f"points-{one.id}" for one in db.session.get_one(ReviewStage, stage).criteria]
    )
