"""Who reviews what: by hand, evenly, or by partner."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import load_only

from registration.applications.models import Application
from registration.applications.states import State
from registration.audit import trail
from registration.core.db import db
from registration.programmes.models import Programme
from registration.review.conflicts import none_declared
from registration.review.errors import AlreadySent, ConflictOfInterest, NotAReviewer
from registration.review.models import Assignment, Conflict, ReviewStage
from registration.review.spreading import spread
from registration.staff.models import Role, RoleName, StaffMember
from registration.staff.permissions import roles_on

REVIEWABLE = frozenset({State.SUBMITTED, State.IN_REVIEW})
MAY_REVIEW = frozenset({RoleName.REVIEWER, RoleName.COORDINATOR})
ASSIGNED = "assign_reviewers"
UNASSIGNED = "unassign_reviewer"

Pair = tuple[Application, StaffMember]


class By(StrEnum):
    """Among whom applications are spread, seen from an application's partner."""

    ALL = "all"
    OWN_PARTNER = "own"
    OTHER_PARTNER = "other"


def reviewers_of(programme: Programme) -> list[StaffMember]:
    """Who may review in a programme: its reviewers and coordinators, by name."""
    query = (
        select(StaffMember)
        .where(StaffMember.active, StaffMember.roles.any(Role.name.in_(MAY_REVIEW)))
        .order_by(StaffMember.name, StaffMember.id)
    )
    return [one for one in db.session.scalars(query) if roles_on(one, programme) & MAY_REVIEW]


def to_review(programme: Programme) -> Sequence[Application]:
    """The applications that are not decided yet, in the order of their arrival."""
    query = (
        select(Application)
        .where(Application.programme_id == programme.id, Application.state.in_(REVIEWABLE))
        .order_by(Application.submitted_at, Application.id)
    )
    return db.session.scalars(query).all()


def standing(stage: ReviewStage) -> Sequence[Assignment]:
    """The assignments of a stage against which no conflict stands; neither words nor points."""
    query = (
        select(Assignment)
        .where(Assignment.stage_id == stage.id, none_declared())
        .options(
            load_only(
                Assignment.stage_id,
                Assignment.application_id,
                Assignment.reviewer_id,
                Assignment.sent_at,
            )
        )
        .order_by(Assignment.id)
    )
    return db.session.scalars(query).all()


def plan(
    stage: ReviewStage,
    applications: Sequence[Application],
    reviewers: Sequence[StaffMember],
    *,
    by: By = By.ALL,
) -> list[Pair]:
    """Who would be assigned so that every application has as many reviewers as the stage wants.

    Only what is missing: planned again after it was done, there is nothing. By partner, an
    application that names no partner gets nobody.
    """
    loads = dict.fromkeys((one.id for one in reviewers), 0)
    teams: dict[int, set[int]] = {one.id: set() for one in applications}
    for one in standing(stage):
        teams.setdefault(one.application_id, set()).add(one.reviewer_id)
        if one.reviewer_id in loads:
            loads[one.reviewer_id] += 1
    closed = _conflicts(applications)
    cities = {one.id: _partners(one, stage.programme) for one in reviewers}
    wanted = {one.id: max(stage.per_application - len(teams[one.id]), 0) for one in applications}
    allowed = {
        one.id: [
            reviewer
            for reviewer in loads
            if reviewer not in teams[one.id]
            and (one.id, reviewer) not in closed
            and _fits(by, one.partner_id, cities[reviewer])
        ]
        for one in applications
    }
    by_id = {one.id: one for one in applications}
    people = {one.id: one for one in reviewers}
    pairs = spread(wanted, allowed, loads)
    return [(by_id[application], people[reviewer]) for application, reviewer in pairs]


def assign(
    stage: ReviewStage, pairs: Iterable[Pair], *, by: str, now: datetime
) -> list[Assignment]:
    """Assign by hand or as planned; who is assigned already stays so.

    Returns:
        The new assignments.

    Raises:
        NotAReviewer: somebody may not review in this programme.
        ConflictOfInterest: somebody declared one; nobody was assigned.
    """
    chosen = list(pairs)
    eligible = {one.id for one in reviewers_of(stage.programme)}
    if any(reviewer.id not in eligible for _, reviewer in chosen):
        raise NotAReviewer
    closed = _conflicts({application for application, _ in chosen})
    if any((application.id, reviewer.id) in closed for application, reviewer in chosen):
        raise ConflictOfInterest
    there = {(one.application_id, one.reviewer_id) for one in standing(stage)}
    made = [
        Assignment(
            stage_id=stage.id,
            application=application,
            reviewer=reviewer,
            assigned_at=now,
            scores=[],
        )
        for application, reviewer in chosen
        if (application.id, reviewer.id) not in there
    ]
    db.session.add_all(made)
    teams: dict[Application, list[int]] = {}
    for one in made:
        teams.setdefault(one.application, []).append(one.reviewer.id)
    for application, team in teams.items():
        trail.record(
            ASSIGNED, about=application.about, by=by, now=now, stage=stage.id, reviewers=team
        )
    return made


def closed_to(reviewer: StaffMember, applications: Collection[Application]) -> set[int]:
    """The ids of those of the applications that somebody must not review."""
    theirs = {one.id for one in applications}
    found = _conflicts(applications)
    return {application for application, who in found if who == reviewer.id} & theirs


def unassign(assignment: Assignment, *, by: str, now: datetime) -> None:
    """Take an assignment back, with the draft of a review; a review that was sent stays.

    Raises:
        AlreadySent: it was sent.
    """
    if assignment.sent_at is not None:
        raise AlreadySent
    trail.record(
        UNASSIGNED,
        about=assignment.application.about,
        by=by,
        now=now,
        stage=assignment.stage_id,
        reviewer=assignment.reviewer_id,
    )
    db.session.delete(assignment)


def _conflicts(applications: Collection[Application]) -> set[tuple[int, int]]:
    """(application, reviewer) of the conflicts that were declared about these."""
    programmes = {one.programme_id for one in applications}
    query = (
        select(Conflict.application_id, Conflict.reviewer_id)
        .join(Application, Application.id == Conflict.application_id)
        .where(Application.programme_id.in_(programmes))
    )
    return {(application, reviewer) for application, reviewer in db.session.execute(query)}


def _partners(reviewer: StaffMember, programme: Programme) -> set[int]:
    """The partners for which somebody reviews in a programme."""
    return {
        role.partner_id
        for role in reviewer.roles
        if role.partner_id is not None
        and role.name in MAY_REVIEW
        and role.programme_id in {None, programme.id}
    }


def _fits(by: By, partner_id: int | None, cities: Collection[int]) -> bool:
    if by is By.ALL:
        return True
    if partner_id is None or not cities:
        return False
    return (partner_id in cities) is (by is By.OWN_PARTNER)
