"""How decisions are made in a programme: by whom, and when they become known."""

from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.audit import trail
from registration.core import clock
from registration.core.languages import say
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.inputs import RulesInput
from registration.web.shared import access
from registration.workflow import deciding
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/programmes/<slug>/rules")
@access.staff(Right.DECIDE)
def rules(slug: str) -> ResponseReturnValue:
    """How decisions are made now."""
    found = scope.programme(slug, Right.DECIDE)
    zone = ZoneInfo(found.time_zone)
    form = RulesInput(
        formdata=None,
        every_partner_approves=found.every_partner_approves,
        release_together=found.release_together,
        release_at=found.release_at and found.release_at.astimezone(zone),
    )
    return _page(found, form)


@blueprint.post("/desk/programmes/<slug>/rules")
@access.staff(Right.DECIDE)
def change_rules(slug: str) -> ResponseReturnValue:
    """Save; what waits already follows the new rules."""
    found, form, now = scope.programme(slug, Right.DECIDE), RulesInput(), clock.now()
    if not form.validate():
        return _page(found, form), 422
    found.every_partner_approves = form.every_partner_approves.data
    found.release_together = form.release_together.data
    local = form.release_at.data if found.release_together else None
    found.release_at = local.replace(tzinfo=ZoneInfo(found.time_zone)) if local else None
    deciding.settle_rules(found, now=now)
    by = staff_actor(access.person_or_404()).label
    trail.record("change_rules", about=f"programme:{found.id}", by=by, now=now)
    flash(say(g.language, "Saved."), "success")
    return redirect(url_for("desk.rules", slug=slug), 303)


def _page(found: Programme, form: RulesInput) -> str:
    errors = [say(g.language, error) for error in form.release_at.errors[:1]]
    return render_template("desk/rules.html", programme=found, form=form, errors=errors)
