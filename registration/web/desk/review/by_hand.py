"""Who reviews one application, chosen by hand; and conflicts of interest that others declare."""

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.core.languages import N_, say
from registration.review import assignment, conflicts, scoring, stages
from registration.review.models import MOST_REASON, Assignment, Conflict, ReviewStage
from registration.staff import members
from registration.staff.models import StaffMember
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.shared import access
from registration.workflow import reviewing
from registration.workflow.actors import staff_actor

TOO_LONG = N_("Please use at most 500 characters.")


@blueprint.get("/desk/applications/<reference>/reviewers")
@access.staff(Right.DECIDE)
def reviewers(reference: str) -> ResponseReturnValue:
    """Who reviews the application, by stage, and who must not."""
    return _page(scope.application(reference, Right.DECIDE))


def _page(application: Application, problem: str = "") -> str:
    found = _assignments(application)
    person = access.person_or_404()
    closed = db.session.scalars(select(Conflict).filter_by(application_id=application.id)).all()
    people = assignment.reviewers_of(application.programme)
    named = {one.reviewer_id for one in found} | {one.reviewer_id for one in closed}
    return render_template(
        "desk/review/by_hand.html",
        application=application,
        rows=[
            (
                one,
                stages.title_of(one, g.language),
                [review for review in found if review.stage_id == one.id],
                scoring.sees_scores(one, person),
            )
            for one in stages.of_programme(application.programme)
        ],
        people=people,
        closed={one.reviewer_id: one for one in closed},
        names=members.names_of(named),
        open=application.state in assignment.REVIEWABLE,
        typed=request.form,
        problem=problem,
    )


@blueprint.post(
    "/desk/applications/<reference>/reviewers/<any(assign,unassign,conflict,lift):step>"
)
@access.staff(Right.DECIDE)
def change_reviewers(reference: str, step: str) -> ResponseReturnValue:
    """Assign somebody, take them off, declare a conflict of interest for them, or lift it."""
    number = request.form.get("stage", "")
    application = scope.application(reference, Right.DECIDE)
    stage = next(
        (one for one in stages.of_programme(application.programme) if str(one.id) == number), None
    )
    if stage is not None:
        stages.take_turn(stage.id)
    act, done = STEPS[step]
    if step == "conflict" and len(_reason()) > MOST_REASON:
        return _page(application, say(g.language, TOO_LONG)), 422
    act(application, stage)
    flash(say(g.language, done), "success")
    return redirect(url_for("desk.reviewers", reference=application.reference), 303)


def _assign(application: Application, stage: ReviewStage | None) -> None:
    pairs = [(application, _person(application))]
    by = staff_actor(access.person_or_404())
    reviewing.assign(stage or abort(422), pairs, by=by, now=clock.now())


def _unassign(application: Application, stage: ReviewStage | None) -> None:
    stage_id = stage.id if stage else 0
    found = [one for one in _assignments(application) if one.stage_id == stage_id]
    person_id = request.form.get("reviewer", "")
    theirs = next((one for one in found if str(one.reviewer_id) == person_id), None)
    by = staff_actor(access.person_or_404()).label
    assignment.unassign(theirs or abort(422), by=by, now=clock.now())


def _declare(application: Application, _stage: ReviewStage | None) -> None:
    by = staff_actor(access.person_or_404()).label
    conflicts.declare(application, _person(application), reason=_reason(), by=by, now=clock.now())


def _lift(application: Application, _stage: ReviewStage | None) -> None:
    number = request.form.get("reviewer", "")
    closed = db.session.scalars(select(Conflict).filter_by(application_id=application.id))
    theirs = next((one for one in closed if str(one.reviewer_id) == number), None)
    person = db.session.get_one(StaffMember, theirs.reviewer_id) if theirs else abort(422)
    by = staff_actor(access.person_or_404()).label
    conflicts.lift(application, person, by=by, now=clock.now())


def _reason() -> str:
    return " ".join(request.form.get("reason", "").replace("\0", "").split())


def _person(application: Application) -> StaffMember:
    number = request.form.get("reviewer", "")
    people = assignment.reviewers_of(application.programme)
    return next((one for one in people if str(one.id) == number), None) or abort(422)


def _assignments(application: Application) -> list[Assignment]:
    query = select(Assignment).where(Assignment.application_id == application.id)
    return list(db.session.scalars(query.order_by(Assignment.id)))


STEPS: dict[str, tuple[Callable[[Application, ReviewStage | None], None], str]] = {
    "assign": (_assign, N_("The reviewer is assigned.")),
    "unassign": (_unassign, N_("The reviewer is taken off.")),
    "conflict": (_declare, N_("The conflict of interest is noted; their scores do not count.")),
    "lift": (_lift, N_("The application is open to this reviewer again.")),
}
