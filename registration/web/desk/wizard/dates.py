"""The dates among which applicants choose: a list, and a page for each."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.db import db, one_at_a_time
from registration.core.languages import LANGUAGES, N_, say
from registration.programmes.catalogue import places_left
from registration.programmes.models import Programme, ProgrammeDate
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.wizard import reading, steps
from registration.web.desk.wizard.pages import sections
from registration.web.desk.wizard.steps import Control, Typed
from registration.web.shared import access
from registration.workflow import dates, places
from registration.workflow.actors import staff_actor

NEW = dates.RESERVED
CONTROLS = (
    Control("title", "texts", N_("What this date is called")),
    Control("starts_at", "moment", N_("Begins")),
    Control("ends_at", "moment", N_("Ends")),
    Control("venue", "texts", N_("Where")),
)
PLACES = Control("places", "whole", N_("Places on this date"), N_("Left empty, there is no limit."))
CHOSEN = N_("Somebody has chosen this date already, so it stays.")
TOO_MANY = N_("A programme has at most 50 dates.")
MEANWHILE = N_("Somebody else changed this date meanwhile. Please look at what it has now.")


@blueprint.get("/desk/programmes/<slug>/dates")
@access.staff(Right.DECIDE)
def programme_dates(slug: str) -> ResponseReturnValue:
    """All dates, the earliest first, and how many places each has left."""
    found = _programme(slug)
    rows = [(date, places_left(found, f"date:{date.key}")) for date in found.dates]
    return render_template(
        "desk/wizard/dates.html", programme=found, rows=rows, sections=sections(found)
    )


@blueprint.get("/desk/programmes/<slug>/dates/<date_key>")
@access.staff(Right.DECIDE)
def programme_date(slug: str, date_key: str) -> ResponseReturnValue:
    """One date, or a new one."""
    found = _programme(slug)
    date = _date(found, date_key)
    return _page(found, date, _kept(found, date), {})


@blueprint.post("/desk/programmes/<slug>/dates/<date_key>")
@access.staff(Right.DECIDE)
def save_date(slug: str, date_key: str) -> ResponseReturnValue:
    """Keep a date as it was typed, unless something of it is wrong."""
    found = _locked(slug)
    date, typed = _date(found, date_key), request.form
    kept = _kept(found, date)
    if typed.get("seen") != steps.mark_of(kept):
        return _page(found, date, kept, {"title": say(g.language, MEANWHILE)}), 409
    values, wrong = _read(found, date, typed)
    if wrong:
        return _page(found, date, typed, wrong), 422
    try:
        _write(found, date, values)
    except dates.TooManyDates:
        return _page(found, date, typed, {"title": say(g.language, TOO_MANY)}), 422
    flash(say(g.language, "Saved."), "success")
    return redirect(url_for("desk.programme_dates", slug=slug), 303)


@blueprint.post("/desk/programmes/<slug>/dates/<date_key>/delete")
@access.staff(Right.DECIDE)
def delete_date(slug: str, date_key: str) -> ResponseReturnValue:
    """Take a date away that nobody has chosen."""
    found = _locked(slug)
    date = _date(found, date_key)
    if date is None:
        abort(404)
    try:
        dates.remove(date, by=_by(), now=clock.now())
    except dates.DateChosen:
        return _page(found, date, _kept(found, date), {"title": say(g.language, CHOSEN)}), 409
    flash(say(g.language, "The date was removed."), "success")
    return redirect(url_for("desk.programme_dates", slug=slug), 303)


def _programme(slug: str) -> Programme:
    found = scope.programme(slug, Right.DECIDE)
    if found.past:
        abort(404)
    return found


def _locked(slug: str) -> Programme:
    """The programme as it stands once nobody else changes it."""
    found = _programme(slug)
    one_at_a_time(f"programme {found.id}")
    places.lock([found.id])
    db.session.refresh(found)
    return found


def _date(found: Programme, key: str) -> ProgrammeDate | None:
    """One of the programme's dates; None for a new one."""
    date = next((one for one in found.dates if one.key == key), None)
    if date is None and key != NEW:
        abort(404)
    return date


def _controls(date: ProgrammeDate | None) -> tuple[Control, ...]:
    """What is asked; places of a date that exists are changed with the other limits."""
    return CONTROLS if date else (*CONTROLS, PLACES)


def _kept(found: Programme, date: ProgrammeDate | None) -> dict[str, str]:
    controls = _controls(date)
    if date is None:
        return {name: "" for control in controls for name in control.inputs}
    return steps.typed_of(date, controls, found.time_zone)


def _read(
    found: Programme, date: ProgrammeDate | None, typed: Typed
) -> tuple[dict[str, Any], dict[str, str]]:
    values, wrong = reading.read_controls(found, _controls(date), typed)
    for control in CONTROLS:
        value = values.get(control.name)
        if control.name in wrong:
            continue
        if control.kind == "texts" and any(code not in (value or {}) for code in LANGUAGES):
            wrong[control.name] = say(g.language, "Please fill this in in all three languages.")
        elif control.kind == "moment" and value is None:
            wrong[control.name] = say(g.language, "Please give day and time.")
    if not wrong and values["ends_at"] <= values["starts_at"]:
        wrong["ends_at"] = say(g.language, reading.EARLY)
    return values, wrong


def _write(found: Programme, date: ProgrammeDate | None, values: dict[str, Any]) -> None:
    by, now = _by(), clock.now()
    if date is None:
        limit = values.pop("places")
        dates.add(found, values, places=limit, by=by, now=now)
    else:
        dates.change(date, values, by=by, now=now)


def _by() -> str:
    return staff_actor(access.person_or_404()).label


def _page(
    found: Programme, date: ProgrammeDate | None, values: Typed, wrong: dict[str, str]
) -> str:
    return render_template(
        "desk/wizard/date.html",
        programme=found,
        date=date,
        step="time",
        sections=sections(found),
        controls=_controls(date),
        options={},
        values=values,
        wrong=wrong,
        errors=steps.complaints(_controls(date), wrong),
        seen=steps.mark_of(_kept(found, date)),
    )
