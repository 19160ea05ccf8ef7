"""The programmes that are over, and what the Retrospective tells of each."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from registration.core import clock
from registration.core.db import db
from registration.core.languages import N_, say
from registration.figures import counting
from registration.programmes import catalogue, retrospective
from registration.programmes.models import Programme
from registration.programmes.retrospective import MOST_PICTURES
from registration.programmes.windows import is_over
from registration.staff.permissions import Act as Right
from registration.staff.permissions import visible_programmes
from registration.web.desk.blueprint import blueprint
from registration.web.desk.retrospective import place
from registration.web.desk.wizard import reading, steps
from registration.web.desk.wizard.steps import Control, Typed
from registration.web.shared import access
from registration.workflow.actors import staff_actor

CONTROLS = (
    Control("results", "long_texts", N_("Results"), steps.MARKDOWN),
    Control("participants", "whole", N_("Number of participants")),
)
INCOMPLETE = N_("The results are shown once they are written in all three languages.")
MEANWHILE = N_("Somebody else changed this meanwhile. Now it is: %(now)s")


@blueprint.get("/desk/retrospective")
@access.staff(Right.DECIDE)
def retrospectives() -> ResponseReturnValue:
    """All programmes that are over, and which of them are shown with results."""
    mine = visible_programmes(access.person(), Right.DECIDE)
    query = select(Programme).where(Programme.opened, mine, catalogue.over(clock.now()))
    found = sorted(db.session.scalars(query), key=catalogue.day_it_happened, reverse=True)
    return render_template(
        "desk/retrospective/list.html",
        programmes=found,
        counts=retrospective.picture_counts([one.id for one in found]),
    )


@blueprint.get("/desk/programmes/<slug>/retrospective")
@access.staff(Right.DECIDE)
def edit_retrospective(slug: str) -> ResponseReturnValue:
    """What is told of the programme, and its pictures."""
    found = place.programme(slug)
    return _page(found, _kept(found), {})


@blueprint.post("/desk/programmes/<slug>/retrospective")
@access.staff(Right.DECIDE)
def save_retrospective(slug: str) -> ResponseReturnValue:
    """Keep what was typed, and show it to the public where that was asked."""
    found, typed = place.locked(slug), request.form
    kept = _kept(found)
    if typed.get("seen") != steps.mark_of(kept):
        return _page(found, typed, _changed_meanwhile(kept, typed)), 409
    values, wrong = reading.read_controls(found, CONTROLS, typed)
    shows = typed.get("go") == "show"
    if (
        not wrong
        and (shows or found.archived_at)
        and not retrospective.is_complete(values["results"])
    ):
        wrong["results"] = say(g.language, INCOMPLETE)
    if wrong:
        return _page(found, typed, wrong), 422
    by, now = staff_actor(access.person_or_404()).label, clock.now()
    retrospective.save(found, **values, by=by, now=now)
    if shows:
        retrospective.show(found, by=by, now=now)
    told = N_("Saved. Everybody can see it in the Retrospective now.") if shows else N_("Saved.")
    flash(say(g.language, told), "success")
    return redirect(url_for("desk.edit_retrospective", slug=slug), 303)


@blueprint.post("/desk/programmes/<slug>/retrospective/take-back")
@access.staff(Right.DECIDE)
def take_back_retrospective(slug: str) -> ResponseReturnValue:
    """Show the public what it saw before; nothing that was written is lost."""
    found = place.locked(slug)
    by, now = staff_actor(access.person_or_404()).label, clock.now()
    retrospective.take_back(found, by=by, now=now)
    told = N_("Results and pictures are not shown any more. They are kept here.")
    flash(say(g.language, told), "success")
    page = "desk.edit_retrospective" if is_over(found, now) else "desk.programme"
    return redirect(url_for(page, slug=slug), 303)


def _kept(found: Programme) -> dict[str, str]:
    """What is kept, by the names of the inputs, as somebody would type it."""
    written = retrospective.of(found)
    if written is None:
        return {name: "" for control in CONTROLS for name in control.inputs}
    return steps.typed_of(written, CONTROLS, found.time_zone)


def _changed_meanwhile(kept: Typed, typed: Typed) -> dict[str, str]:
    """What is kept now, where it differs from what was typed."""
    return {
        control.name: say(g.language, MEANWHILE, now=" / ".join(filter(None, now)) or "–")
        for control in CONTROLS
        if (now := [kept[name] for name in control.inputs])
        != [reading.tidy(typed.get(name, "")) for name in control.inputs]
    }


def _page(found: Programme, values: Typed, wrong: dict[str, str]) -> str:
    shown: dict[str, Any] = {
        "programme": found,
        "controls": CONTROLS,
        "values": values,
        "wrong": wrong,
        "errors": steps.complaints(CONTROLS, wrong),
        "seen": steps.mark_of(_kept(found)),
        "counted": counting.participants(found),
        "pictures": retrospective.pictures_of(found),
        "most": MOST_PICTURES,
    }
    return render_template("desk/retrospective/page.html", **shown)
