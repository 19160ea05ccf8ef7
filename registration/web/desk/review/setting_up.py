"""The stages of a programme's review: which there are, a new one, and changing one."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import say
from registration.programmes.models import Programme, Selection
from registration.review import stages
from registration.review.errors import NotReviewed
from registration.review.models import ReviewStage
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.review.inputs import (
    NEW,
    Problems,
    Sheet,
    plan_of,
    sheet_of,
    typed_sheet,
)
from registration.web.shared import access
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/programmes/<slug>/review")
@access.staff(Right.DECIDE)
def review_stages(slug: str) -> ResponseReturnValue:
    """The stages of a programme."""
    found = scope.programme(slug, Right.DECIDE)
    return render_template(
        "desk/review/stages.html",
        programme=found,
        stages=[(one, stages.title_of(one, g.language)) for one in stages.of_programme(found)],
        first_come=found.selection == Selection.FIRST_COME,
    )


@blueprint.get("/desk/programmes/<slug>/review/new")
@access.staff(Right.DECIDE)
def new_stage(slug: str) -> ResponseReturnValue:
    """What the new stage is to be."""
    return _page(_reviewed(slug), NEW)


@blueprint.post("/desk/programmes/<slug>/review/new")
@access.staff(Right.DECIDE)
def make_stage(slug: str) -> ResponseReturnValue:
    """Make the stage."""
    programme, sheet = _reviewed(slug), typed_sheet(request.form)
    plan, problems = plan_of(sheet, programme.time_zone)
    if plan is None:
        return _page(programme, sheet, problems), 422
    by = staff_actor(access.person_or_404()).label
    stage = stages.create(programme, plan, by=by, now=clock.now())
    flash(say(g.language, "The stage is made. Now choose who reviews."), "success")
    return redirect(url_for("desk.review_stage", slug=slug, number=stage.id), 303)


@blueprint.get("/desk/programmes/<slug>/review/<int(max=2147483647):number>/settings")
@access.staff(Right.DECIDE)
def stage_settings(slug: str, number: int) -> ResponseReturnValue:
    """A stage as it stands, to be changed."""
    stage = scope.stage(slug, number)
    return _page(stage.programme, sheet_of(stage), stage=stage)


@blueprint.post("/desk/programmes/<slug>/review/<int(max=2147483647):number>/settings")
@access.staff(Right.DECIDE)
def change_stage(slug: str, number: int) -> ResponseReturnValue:
    """Change the stage."""
    stages.take_turn(number)
    stage, sheet = scope.stage(slug, number), typed_sheet(request.form)
    plan, problems = plan_of(sheet, stage.programme.time_zone)
    if plan is None:
        return _page(stage.programme, sheet, problems, stage=stage), 422
    by = staff_actor(access.person_or_404()).label
    stages.change(stage, plan, by=by, now=clock.now())
    flash(say(g.language, "Saved."), "success")
    return redirect(url_for("desk.review_stage", slug=slug, number=stage.id), 303)


@blueprint.post("/desk/programmes/<slug>/review/<int(max=2147483647):number>/delete")
@access.staff(Right.DECIDE)
def delete_stage(slug: str, number: int) -> ResponseReturnValue:
    """Take away a stage in which nothing has happened."""
    stages.take_turn(number)
    stage = scope.stage(slug, number)
    stages.delete(stage, by=staff_actor(access.person_or_404()).label, now=clock.now())
    flash(say(g.language, "The stage was deleted."), "success")
    return redirect(url_for("desk.review_stages", slug=slug), 303)


def _reviewed(slug: str) -> Programme:
    found = scope.programme(slug, Right.DECIDE)
    if found.selection == Selection.FIRST_COME:
        raise NotReviewed
    return found


def _page(
    programme: Programme,
    sheet: Sheet,
    problems: Problems | None = None,
    *,
    stage: ReviewStage | None = None,
) -> str:
    return render_template(
        "desk/review/settings.html",
        programme=programme,
        stage=stage,
        title=stages.title_of(stage, g.language)
        if stage
        else say(g.language, "New stage of review"),
        sheet=sheet,
        problems=problems or [],
        fixed=stage is not None and stages.has_scores(stage),
        unused=stage is not None and not stages.is_in_use(stage),
        only=len(stages.of_programme(programme)) == 1,
    )
