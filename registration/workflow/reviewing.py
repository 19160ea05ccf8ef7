"""Reviews in the life of an application: it is in review once assigned; reviewers are reminded."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from registration.applications.models import Application
from registration.applications.states import State
from registration.audit import trail
from registration.core.db import db, unit_of_work
from registration.mail.models import Message
from registration.notices import reviews as notices
from registration.review import assignment
from registration.review.assignment import Pair
from registration.review.conflicts import none_declared
from registration.review.models import Assignment, ReviewStage
from registration.staff.models import StaffMember
from registration.workflow.actors import SYSTEM, Actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition

REMIND_OF_REVIEW = timedelta(days=3)
REMINDED = "remind_reviewers"


def assign(stage: ReviewStage, pairs: Iterable[Pair], *, by: Actor, now: datetime) -> int:
    """Assign reviewers to applications.

    Returns:
        How many assignments are new.

    Raises:
        NotAReviewer, ConflictOfInterest: see ``review.assignment.assign``.
        IllegalTransition: places of this programme go by order of arrival.
        AlreadyDecided: somebody changed an application at this moment.
    """
    made = assignment.assign(stage, pairs, by=by.label, now=now)
    for application in dict.fromkeys(one.application for one in made):
        if application.state == State.SUBMITTED:
            transition(application, Act.BEGIN_REVIEW, by=by, now=now)
    return len(made)


def remind_of(
    stage: ReviewStage, *, only: int | None = None, by: Actor, now: datetime, cause: str = ""
) -> int:
    """Remind who is not done in a stage: all, or ``only`` one of them.

    One mail to each reviewer for each cause; without one, pressing the button again on the same
    day is the same cause.

    Returns:
        How many mails are new.
    """
    sent = 0
    for reviewer_id, count in _open_reviews(stage).items():
        if only is not None and reviewer_id != only:
            continue
        reviewer = db.session.get_one(StaffMember, reviewer_id)
        day = now.astimezone(ZoneInfo(reviewer.time_zone)).date().isoformat()
        sent += notices.review_reminder(
            reviewer, stage, count=count, cause=cause or f"asked:{day}", now=now
        )
    if sent:
        about = f"programme:{stage.programme_id}"
        trail.record(REMINDED, about=about, by=by.label, now=now, stage=stage.id, mails=sent)
    return sent


def remind(now: datetime) -> int:
    """Remind of the stages that are due soon, each stage in a unit of work of its own.

    Returns:
        How many mails were queued.
    """
    with unit_of_work(writes=False):
        due = db.session.scalars(
            select(ReviewStage.id)
            .where(ReviewStage.due_at > now, ReviewStage.due_at <= now + REMIND_OF_REVIEW)
            .order_by(ReviewStage.id)
        ).all()
        waiting = [one for one in due if _not_reminded(one)]
    sent = 0
    for stage_id in waiting:
        with unit_of_work():
            stage = db.session.get_one(ReviewStage, stage_id)
            sent += remind_of(stage, by=SYSTEM, now=now, cause=_cause(stage))
    return sent


def _cause(stage: ReviewStage) -> str:
    """A new day by which reviews are due is a new cause."""
    return f"due:{stage.due_at.isoformat()}" if stage.due_at else ""


def _not_reminded(stage_id: int) -> bool:
    """Whether somebody is not done whom the worker has not yet written to for this day."""
    stage = db.session.get_one(ReviewStage, stage_id)
    keys = {notices.key_of(stage, one, _cause(stage)) for one in _open_reviews(stage)}
    there = select(func.count()).select_from(Message).where(Message.key.in_(keys))
    return (db.session.scalar(there) or 0) < len(keys)


def _open_reviews(stage: ReviewStage) -> dict[int, int]:
    """How many reviews each reviewer, while they are one, still has to send in a stage."""
    query = (
        select(Assignment.reviewer_id, func.count())
        .join(Assignment.application)
        .where(
            Assignment.stage_id == stage.id,
            Assignment.sent_at.is_(None),
            Application.state.in_(assignment.REVIEWABLE),
            none_declared(),
        )
        .group_by(Assignment.reviewer_id)
        .order_by(Assignment.reviewer_id)
    )
    eligible = {one.id for one in assignment.reviewers_of(stage.programme)}
    return {one: count for one, count in db.session.execute(query) if one in eligible}
