"""A review as its reviewer fills it in: kept as a draft, sent, given back by the office."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from registration.applications.models import Application
from registration.applications.states import State
from registration.audit import trail
from registration.core.db import db
from registration.review.assignment import REVIEWABLE
from registration.review.conflicts import between, none_declared
from registration.review.errors import (
    AlreadySent,
    ConflictOfInterest,
    PointsMissing,
    ReviewOver,
)
from registration.review.models import Assignment, ReviewStage, Score
from registration.staff.models import StaffMember

SENT = "send_review"
REOPENED = "reopen_review"


def of_reviewer(reviewer: StaffMember) -> Sequence[Assignment]:
    """What somebody is assigned and may review, or has reviewed; by stage, the oldest first."""
    query = (
        select(Assignment)
        .join(Assignment.stage)
        .join(Assignment.application)
        .where(Assignment.reviewer_id == reviewer.id, none_declared())
        .options(
            contains_eager(Assignment.stage).selectinload(ReviewStage.programme),
            contains_eager(Assignment.application),
        )
        .order_by(ReviewStage.due_at, ReviewStage.id, Application.id)
    )
    return db.session.scalars(query).all()


def is_open(assignment: Assignment) -> bool:
    """Whether the review still waits to be sent."""
    return assignment.sent_at is None and assignment.application.state in REVIEWABLE


def waits_for_applicant(assignment: Assignment) -> bool:
    """Whether the review goes on once the applicant has sent what was given back to them."""
    return assignment.sent_at is None and assignment.application.state == State.RETURNED


def require_open(assignment: Assignment) -> None:
    """Let a review through that can be filled in.

    Raises:
        ConflictOfInterest: the application is closed to this reviewer.
        AlreadySent: only the office can give it back.
        ReviewOver: the application is not reviewed any more.
    """
    if between(assignment.application, assignment.reviewer) is not None:
        raise ConflictOfInterest
    if assignment.sent_at is not None:
        raise AlreadySent
    if assignment.application.state not in REVIEWABLE:
        raise ReviewOver


def keep(assignment: Assignment, points: Mapping[int, int], comment: str) -> Assignment:
    """Keep a draft: the points given so far, by criterion, each on its scale, and the comment.

    Raises:
        ConflictOfInterest, AlreadySent, ReviewOver: see ``require_open``.
    """
    require_open(assignment)
    assignment.comment = comment
    there = {score.criterion_id: score for score in assignment.scores}
    assignment.scores = [
        there.get(criterion) or Score(criterion_id=criterion) for criterion in points
    ]
    for score in assignment.scores:
        score.points = points[score.criterion_id]
    return assignment


def send(
    assignment: Assignment, points: Mapping[int, int], comment: str, *, by: str, now: datetime
) -> Assignment:
    """Send a review; from then on its reviewer cannot change it.

    So nobody can move their scores towards those of others, which may open to them now.

    Raises:
        PointsMissing: not every criterion has points; nothing was kept.
        ConflictOfInterest, AlreadySent, ReviewOver: see ``require_open``.
    """
    require_open(assignment)
    missing = [one.id for one in assignment.stage.criteria if one.id not in points]
    if missing:
        raise PointsMissing(criteria=missing)
    keep(assignment, points, comment)
    assignment.sent_at = now
    about, stage = assignment.application.about, assignment.stage_id
    trail.record(SENT, about=about, by=by, now=now, stage=stage)
    return assignment


def reopen(assignment: Assignment, *, by: str, now: datetime) -> Assignment:
    """Give a review back to its reviewer to be corrected.

    Raises:
        ReviewOver: the application is not reviewed any more.
    """
    if assignment.application.state not in REVIEWABLE:
        raise ReviewOver
    if assignment.sent_at is not None:
        assignment.sent_at = None
        trail.record(
            REOPENED,
            about=assignment.application.about,
            by=by,
            now=now,
            stage=assignment.stage_id,
            reviewer=assignment.reviewer_id,
        )
    return assignment


def sees_scores(stage: ReviewStage, person: StaffMember) -> bool:
    """Whether somebody may look at everybody's scores: not before all of their own are sent."""
    query = (
        select(Assignment.id)
        .join(Assignment.application)
        .where(
            Assignment.stage_id == stage.id,
            Assignment.reviewer_id == person.id,
            Assignment.sent_at.is_(None),
            Application.state.in_(REVIEWABLE),
            none_declared(),
        )
    )
    return db.session.scalar(query.limit(1)) is None


def of_others(assignment: Assignment) -> Sequence[Assignment]:
    """What other reviewers sent on the same application, where the stage lets its reviewer see it.

    That is where scores are not blind, and only once this review was sent itself.
    """
    if assignment.stage.blind_scores or assignment.sent_at is None:
        return []
    query = (
        select(Assignment)
        .where(
            Assignment.stage_id == assignment.stage_id,
            Assignment.application_id == assignment.application_id,
            Assignment.id != assignment.id,
            Assignment.sent_at.is_not(None),
            none_declared(),
        )
        .options(selectinload(Assignment.scores))
        .order_by(Assignment.id)
    )
    return db.session.scalars(query).all()
