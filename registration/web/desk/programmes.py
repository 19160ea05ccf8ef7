"""Programmes: how they fill, and their places, window and offers."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registration.applications import answers
from registration.applications import queue as applications
from registration.audit import trail
from registration.core import clock
from registration.core.db import db
from registration.core.languages import say, text
from registration.forms import limits
from registration.programmes.catalogue import card
from registration.programmes.models import Programme, Quota
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may, visible_programmes
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.inputs import MOST_PLACES, ProgrammeInput
from registration.web.shared import access
from registration.workflow import places
from registration.workflow.actors import staff_actor
from registration.workflow.engine import fill_places


@blueprint.get("/desk/programmes")
@access.staff(Right.SEE)
def programmes() -> ResponseReturnValue:
    """The programmes with their numbers."""
    query = (
        select(Programme)
        .where(visible_programmes(access.person()), Programme.form_version_id.is_not(None))
        .options(selectinload(Programme.quotas))
        .order_by(Programme.closes_at.desc(), Programme.id)
    )
    found = db.session.scalars(query).all()
    return render_template(
        "desk/programmes.html",
        cards=[card(one, clock.now()) for one in found],
        counts=applications.counts([one.id for one in found]),
    )


@blueprint.get("/desk/programmes/<slug>")
@access.staff(Right.SEE)
def programme(slug: str) -> ResponseReturnValue:
    """One programme's places, window and offers."""
    found = scope.programme(slug)
    zone = ZoneInfo(found.time_zone)
    form = ProgrammeInput(
        opens_at=found.opens_at and found.opens_at.astimezone(zone),
        closes_at=found.closes_at and found.closes_at.astimezone(zone),
        confirm_within_days=found.confirm_within_days,
    )
    return _page(found, form, {})


@blueprint.post("/desk/programmes/<slug>")
@access.staff(Right.DECIDE)
def change_programme(slug: str) -> ResponseReturnValue:
    """Save; where places were added, the waiting list moves up at once."""
    found = scope.programme(slug, Right.DECIDE)
    form = ProgrammeInput()
    quotas = places.lock([found.id])
    wanted, problems = _wanted(quotas)
    if form.validate() and not problems and _times_fit(found, form):
        own = places.of_programme(quotas)
        added = max((wanted[quota.id] - quota.places for quota in own), default=0)
        for quota in quotas:
            quota.places = wanted[quota.id]
        found.opens_at = _moment(found, form.opens_at.data)
        found.closes_at = _moment(found, form.closes_at.data)
        found.confirm_within_days = form.confirm_within_days.data
        by = staff_actor(access.person_or_404()).label
        now = clock.now()
        trail.record("change_programme", about=f"programme:{found.id}", by=by, now=now)
        db.session.flush()  # the waiting list counts with the new numbers
        moved = fill_places(found, added=max(added, 0), now=now)
        flash(_saved(moved), "success")
        return redirect(url_for("desk.programme", slug=slug), 303)
    return _page(found, form, problems), 422


def _saved(moved: int) -> str:
    if not moved:
        return say(g.language, "Saved.")
    return say(g.language, "Saved. Moved up from the waiting list: %(count)s", count=moved)


def _page(found: Programme, form: ProgrammeInput, problems: dict[int, str]) -> str:
    for field in form:
        field.errors = [say(g.language, error) for error in field.errors[:1]]
    return render_template(
        "desk/programme.html",
        card=card(found, clock.now()),
        form=form,
        titles=titles_of(found),
        problems=problems,
        typed=request.form,
        may_change=may(access.person(), Right.DECIDE, found),
        may_export=may(access.person(), Right.EXPORT, found) and scope.reads_applications(found),
    )


def titles_of(found: Programme) -> dict[str, str]:
    """What is limited, by the key of its quota."""
    titles = {f"date:{date.key}": text(date.title, g.language) for date in found.dates}
    if any(quota.of_choice for quota in found.quotas):
        for key, words in limits.titles(answers.document_for(found)).items():
            question, option = (text(one, g.language) for one in words)
            titles[key] = say(
                g.language, "%(question)s: %(option)s", question=question, option=option
            )
    return titles


def _wanted(quotas: Sequence[Quota]) -> tuple[dict[int, int], dict[int, str]]:
    """The places that were typed, by quota, and what is wrong with them."""
    wanted, problems = {}, {}
    for quota in quotas:
        raw = request.form.get(f"places-{quota.id}", "").strip()
        if not (raw.isascii() and raw.isdecimal() and _as_number(raw) <= MOST_PLACES):
            problems[quota.id] = say(g.language, "Please give a whole number.")
        elif _as_number(raw) < quota.taken:
            problems[quota.id] = say(
                g.language,
                "%(taken)s places are taken already; the number cannot be smaller.",
                taken=quota.taken,
            )
        else:
            wanted[quota.id] = _as_number(raw)
    return wanted, problems


def _as_number(digits: str) -> int:
    """Their value; for more digits than any number of places has, one place too many."""
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= len(str(MOST_PLACES)) else MOST_PLACES + 1


def _times_fit(found: Programme, form: ProgrammeInput) -> bool:
    opens, closes = form.opens_at.data, form.closes_at.data
    if opens and closes and closes <= opens:
        form.closes_at.errors = [say(g.language, "The end must come after the beginning.")]
        return False
    if closes and found.ends_at and (_moment(found, closes) or found.ends_at) > found.ends_at:
        form.closes_at.errors = [say(g.language, "The deadline must not lie after the programme.")]
        return False
    return True


def _moment(found: Programme, local: datetime | None) -> datetime | None:
    return local.replace(tzinfo=ZoneInfo(found.time_zone)) if local else None
