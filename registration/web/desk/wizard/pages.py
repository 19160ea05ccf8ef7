"""The pages on which a programme is prepared, and its texts and dates are changed later."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.audit import trail
from registration.core import clock
from registration.core.db import db, one_at_a_time
from registration.core.languages import N_, say
from registration.forms.models import FormVersion
from registration.programmes.models import Programme, Quota
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.wizard import reading, steps
from registration.web.desk.wizard.steps import Typed
from registration.web.shared import access
from registration.workflow import places
from registration.workflow.actors import staff_actor
from registration.workflow.limits import use_form


@blueprint.get("/desk/programmes/<slug>/prepare/<step>")
@access.staff(Right.DECIDE)
def prepare(slug: str, step: str) -> ResponseReturnValue:
    """One step, with what it has."""
    found = _programme(slug, step)
    return _page(found, step, steps.kept(found, step), {})


@blueprint.post("/desk/programmes/<slug>/prepare/<step>")
@access.staff(Right.DECIDE)
def save_step(slug: str, step: str) -> ResponseReturnValue:
    """Keep what was typed, unless something of it is wrong or was changed by somebody else."""
    found = _locked(slug, step)
    kept, typed = steps.kept(found, step), request.form
    values, wrong = reading.read(found, step, typed)
    if request.form.get("seen") != steps.mark_of(kept):
        return _page(found, step, typed, _changed_meanwhile(found, step, kept)), 409
    if wrong:
        return _page(found, step, typed, wrong), 422
    _write(found, values)
    by, now = staff_actor(access.person_or_404()).label, clock.now()
    about = f"programme:{found.id}"
    trail.record("change_programme", about=about, by=by, now=now, step=step)
    flash(say(g.language, "Saved."), "success")
    return redirect(_next(found, step), 303)


def _programme(slug: str, step: str) -> Programme:
    found = scope.programme(slug, Right.DECIDE)
    if step not in steps.steps_of(found) or found.past:
        abort(404)
    return found


def _locked(slug: str, step: str) -> Programme:
    """The programme as it stands once nobody else changes it."""
    found = _programme(slug, step)
    one_at_a_time(f"programme {found.id}")
    places.lock([found.id])
    db.session.refresh(found)
    return _programme(found.slug, step)


def _write(found: Programme, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name == "form":
            use_form(found, db.session.get_one(FormVersion, int(value)))
        elif name == "places":
            _limit(found, value)
        else:
            setattr(found, name, value)


def _limit(found: Programme, wanted: int | None) -> None:
    """Set all places of a programme that nobody has a place in yet."""
    total = next((quota for quota in found.quotas if quota.key == "total"), None)
    if total is not None and wanted is not None:
        total.places = wanted
    elif total is not None:
        found.quotas.remove(total)
        db.session.delete(total)
    elif wanted is not None:
        found.quotas.append(Quota(key="total", places=wanted, taken=0))


def _changed_meanwhile(found: Programme, step: str, kept: Typed) -> dict[str, str]:
    """What stands there now, where it differs from what was typed."""
    told = N_("Somebody else changed this meanwhile. Now it is: %(now)s")
    return {
        control.name: say(g.language, told, now=" / ".join(filter(None, now)) or "–")
        for control in steps.controls_of(found, step)
        if (now := [kept[name] for name in control.inputs])
        != [reading.tidy(request.form.get(name, "")) for name in control.inputs]
    }


def _next(found: Programme, step: str) -> str:
    """Where saving leads: to the next step, after the last one to the check."""
    order = steps.steps_of(found)
    if found.opened or step == order[-1] or request.form.get("go") == "check":
        return url_for("desk.check_programme", slug=found.slug)
    return url_for("desk.prepare", slug=found.slug, step=order[order.index(step) + 1])


def _page(found: Programme, step: str, values: Typed, wrong: dict[str, str]) -> str:
    controls = steps.controls_of(found, step)
    return render_template(
        "desk/wizard/step.html",
        programme=found,
        step=step,
        sections=sections(found),
        controls=controls,
        options={
            one.name: steps.options_of(found, one.name) for one in controls if one.kind == "choice"
        },
        values=values,
        wrong=wrong,
        errors=steps.complaints(controls, wrong),
        seen=steps.mark_of(steps.kept(found, step)),
    )


def sections(found: Programme) -> list[dict[str, Any]]:
    """The steps as the line of steps shows them, the check last."""
    shown = [
        {
            "key": step,
            "title": say(g.language, steps.TITLES[step]),
            "url": url_for("desk.prepare", slug=found.slug, step=step),
            "done": False,
        }
        for step in steps.steps_of(found)
    ]
    url = url_for("desk.check_programme", slug=found.slug)
    check = {"key": "check", "title": say(g.language, "Check and open"), "url": url, "done": False}
    return [*shown, check]
