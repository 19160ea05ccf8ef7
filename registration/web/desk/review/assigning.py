"""A stage at work: how far it is, who reviews, reminders, and giving a review back."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.applications.models import Application
from registration.core import clock
from registration.core.db import db
from registration.core.errors import NotFound
from registration.core.languages import say, say_many
from registration.core.numbers import whole_number
from registration.review import assignment, progress, scoring, stages
from registration.review.assignment import By
from registration.review.models import Assignment, ReviewStage
from registration.staff import members
from registration.staff.models import StaffMember
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.shared import access
from registration.workflow import reviewing
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/programmes/<slug>/review/<int(max=2147483647):number>")
@access.staff(Right.DECIDE)
def review_stage(slug: str, number: int) -> ResponseReturnValue:
    """How far the stage is, by reviewer and by application."""
    return _page(scope.stage(slug, number))


@blueprint.post("/desk/programmes/<slug>/review/<int(max=2147483647):number>/assign")
@access.staff(Right.DECIDE)
def assign_reviews(slug: str, number: int) -> ResponseReturnValue:
    """Fill up what is missing with the chosen reviewers, evenly or by partner."""
    stages.take_turn(number)
    stage = scope.stage(slug, number)
    people = _chosen_people(stage)
    if not people:
        return _page(stage, wrong=say(g.language, "Please choose at least one reviewer.")), 422
    wanted = request.form.get("by", "")
    by = By(wanted) if wanted in set(By) else By.ALL
    pairs = assignment.plan(stage, assignment.to_review(stage.programme), people, by=by)
    _assign(stage, pairs)
    short = progress.of_stage(stage).short(stage.per_application)
    if short:
        told = say_many(
            g.language,
            short,
            "%(num)s application still has too few reviewers: nobody else of those chosen may "
            "review it.",
            "%(num)s applications still have too few reviewers: nobody else of those chosen may "
            "review them.",
        )
        flash(told, "warning")
    return _back(stage)


@blueprint.post("/desk/programmes/<slug>/review/<int(max=2147483647):number>/assign-chosen")
@access.staff(Right.DECIDE)
def assign_chosen(slug: str, number: int) -> ResponseReturnValue:
    """Assign the ticked applications to one reviewer."""
    stages.take_turn(number)
    stage = scope.stage(slug, number)
    ticked = set(request.form.getlist("reference"))
    chosen = [one for one in assignment.to_review(stage.programme) if one.reference in ticked]
    people = _chosen_people(stage)[:1]
    if not (people and chosen):
        told = say(g.language, "Please tick applications and choose who reviews them.")
        return _page(stage, wrong=told), 422
    closed = assignment.closed_to(people[0], chosen)
    _assign(stage, [(one, people[0]) for one in chosen if one.id not in closed])
    if closed:
        told = say_many(
            g.language,
            len(closed),
            "%(num)s application was left out because of a conflict of interest.",
            "%(num)s applications were left out because of a conflict of interest.",
        )
        flash(told, "warning")
    return _back(stage)


@blueprint.post("/desk/programmes/<slug>/review/<int(max=2147483647):number>/remind")
@access.staff(Right.DECIDE)
def remind_reviewers(slug: str, number: int) -> ResponseReturnValue:
    """Remind one reviewer, or all who are not done."""
    stage = scope.stage(slug, number)
    only = whole_number(request.form.get("reviewer", ""))
    by, now = staff_actor(access.person_or_404()), clock.now()
    count = reviewing.remind_of(stage, only=only, by=by, now=now)
    if count:
        told = say_many(g.language, count, "%(num)s reminder sent.", "%(num)s reminders sent.")
        flash(told, "success")
    else:
        flash(say(g.language, "Everybody who is not done was reminded today already."), "info")
    return _back(stage)


@blueprint.post("/desk/programmes/<slug>/review/<int(max=2147483647):number>/give-back")
@access.staff(Right.DECIDE)
def give_back_review(slug: str, number: int) -> ResponseReturnValue:
    """Give a review that was sent back to its reviewer, to be corrected."""
    stages.take_turn(number)
    stage, wanted = scope.stage(slug, number), whole_number(request.form.get("review", ""))
    found = None if wanted is None else db.session.get(Assignment, wanted)
    if found is None or found.stage_id != stage.id:
        raise NotFound
    scoring.reopen(found, by=staff_actor(access.person_or_404()).label, now=clock.now())
    flash(say(g.language, "The review can be changed again by its reviewer."), "success")
    return _back(stage)


def _assign(stage: ReviewStage, pairs: list[tuple[Application, StaffMember]]) -> None:
    by = staff_actor(access.person_or_404())
    count = reviewing.assign(stage, pairs, by=by, now=clock.now())
    told = say_many(g.language, count, "%(num)s review assigned.", "%(num)s reviews assigned.")
    flash(told, "success" if count else "info")


def _chosen_people(stage: ReviewStage) -> list[StaffMember]:
    ticked = set(request.form.getlist("reviewer"))
    return [one for one in assignment.reviewers_of(stage.programme) if str(one.id) in ticked]


def _back(stage: ReviewStage) -> ResponseReturnValue:
    address = url_for("desk.review_stage", slug=stage.programme.slug, number=stage.id)
    return redirect(address, 303)


def _page(stage: ReviewStage, *, wrong: str = "") -> str:
    found = progress.of_stage(stage)
    people = assignment.reviewers_of(stage.programme)
    others = members.names_of(found.loads.keys() - {one.id for one in people})
    return render_template(
        "desk/review/progress.html",
        stage=stage,
        programme=stage.programme,
        title=stages.title_of(stage, g.language),
        progress=found,
        people=people,
        names={**others, **{one.id: one.name for one in people}},
        typed=request.form,
        wrong=wrong,
        reviewable=assignment.REVIEWABLE,
    )
