"""Checking a programme, looking at it as the public will, and opening it."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.db import db, one_at_a_time
from registration.core.languages import say
from registration.programmes.catalogue import card, places_left
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.wizard import steps
from registration.web.desk.wizard.pages import sections
from registration.web.shared import access
from registration.workflow import opening
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/programmes/<slug>/check")
@access.staff(Right.DECIDE)
def check_programme(slug: str) -> ResponseReturnValue:
    """What is ready and what is missing."""
    return _page(scope.programme(slug, Right.DECIDE))


@blueprint.post("/desk/programmes/<slug>/check")
@access.staff(Right.DECIDE)
def open_programme(slug: str) -> ResponseReturnValue:
    """Show it to the public; one that is open already stays as it is."""
    found = scope.programme(slug, Right.DECIDE)
    one_at_a_time(f"programme {found.id}")
    db.session.refresh(found)
    if not found.opened:
        by = staff_actor(access.person_or_404()).label
        try:
            opening.open_to_public(
                found, accepted=request.form.getlist("accept"), by=by, now=clock.now()
            )
        except opening.NotReady:
            return _page(found, refused=True), 422
    flash(say(g.language, "The programme is open. Everybody can see it now."), "success")
    return redirect(url_for("desk.programme", slug=found.slug), 303)


@blueprint.get("/desk/programmes/<slug>/preview")
@access.staff(Right.DECIDE)
def preview_programme(slug: str) -> ResponseReturnValue:
    """Its public page, shown to the desk before anybody else sees it."""
    found = scope.programme(slug, Right.DECIDE)
    rows = [(date, places_left(found, f"date:{date.key}")) for date in found.dates]
    return render_template(
        "desk/wizard/preview.html",
        card=card(found, clock.now()),
        date_rows=rows,
        group_rows=[],
        draw=None,
        account=None,
    )


def _page(found: Programme, *, refused: bool = False) -> str:
    return render_template(
        "desk/wizard/check.html",
        programme=found,
        sections=sections(found),
        checks=opening.checks(found, now=clock.now()),
        changeable=steps.steps_of(found),
        accepted=request.form.getlist("accept"),
        refused=refused,
    )
