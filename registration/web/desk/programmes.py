"""Programmes: how they fill, and their places, window and offers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from registration.applications import answers
from registration.applications import queue as applications
from registration.audit import trail
from registration.core import clock
from registration.core.db import db
from registration.core.languages import say
from registration.forms.rules.values import ACCEPTED
from registration.parties import supplements
from registration.parties.supplements import Standing
from registration.parties.words import STANDING_WORDS
from registration.programmes.catalogue import card
from registration.programmes.models import Programme
from registration.programmes.windows import is_over
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may, visible_programmes
from registration.web.desk import quotas, scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.inputs import ProgrammeInput
from registration.web.desk.quotas import Row
from registration.web.shared import access
from registration.workflow import places
from registration.workflow.actors import staff_actor
from registration.workflow.engine import fill_places
from registration.workflow.errors import QuotaTooLow
from registration.workflow.quotas import set_limits


@blueprint.get("/desk/programmes")
@access.staff(Right.SEE)
def programmes() -> ResponseReturnValue:
    """The programmes with their numbers."""
    query = (
        select(Programme)
        .where(
            visible_programmes(access.person()),
            or_(Programme.form_version_id.is_not(None), ~Programme.opened),
        )
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
        more_within_days=found.more_within_days,
    )
    return _page(found, form, quotas.as_they_stand(found.quotas, found.time_zone))


@blueprint.post("/desk/programmes/<slug>")
@access.staff(Right.DECIDE)
def change_programme(slug: str) -> ResponseReturnValue:
    """Save; where places were added, the waiting list moves up at once."""
    found = scope.programme(slug, Right.DECIDE)
    form = ProgrammeInput()
    rows = quotas.as_typed(places.lock([found.id]), found.time_zone)
    if not (_is_right(found, rows) & form.validate() and _times_fit(found, form)):
        return _page(found, form, rows), 422
    try:
        added = set_limits(found, quotas.wanted(rows))
    except QuotaTooLow as error:
        next(row for row in rows if row.key == error.key).problem = quotas.say_taken(error.taken)
        return _page(found, form, rows), 422
    found.opens_at = _moment(found, form.opens_at.data)
    found.closes_at = _moment(found, form.closes_at.data)
    found.confirm_within_days = form.confirm_within_days.data
    found.more_within_days = form.more_within_days.data
    by = staff_actor(access.person_or_404()).label
    trail.record("change_programme", about=f"programme:{found.id}", by=by, now=clock.now())
    moved = fill_places(found, added=max(added, 0), now=clock.now())
    flash(_saved(moved), "success")
    return redirect(url_for("desk.programme", slug=slug), 303)


def _saved(moved: int) -> str:
    if not moved:
        return say(g.language, "Saved.")
    return say(g.language, "Saved. Moved up from the waiting list: %(count)s", count=moved)


def _page(found: Programme, form: ProgrammeInput, rows: list[Row]) -> str:
    for field in form:
        field.errors = [say(g.language, error) for error in field.errors[:1]]
    titles = quotas.titles(found)
    return render_template(
        "desk/programme.html",
        card=card(found, clock.now()),
        is_over=is_over(found, clock.now()),
        form=form,
        rows=rows,
        titles=titles,
        further=_further(found),
        asks_more=_asks_more(found),
        addable=quotas.addable(found, titles),
        may_change=may(access.person(), Right.DECIDE, found),
        may_export=may(access.person(), Right.EXPORT, found) and scope.reads_applications(found),
    )


def _further(found: Programme) -> list[tuple[str, str, int]]:
    """(standing, what it is called, how many) where applicants were asked after acceptance."""
    if not scope.reads_applications(found):
        return []
    numbers = supplements.counts(found.id, now=clock.now())
    asked = numbers[Standing.OWED] + numbers[Standing.SENT]
    words = STANDING_WORDS.items() if asked else ()
    return [(one, say(g.language, told), numbers[Standing(one)]) for one, told in words]


def _asks_more(found: Programme) -> bool:
    """Whether its form asks for anything after acceptance."""
    if found.form_version_id is None:
        return False
    return bool(answers.document_for(found).sections_by(ACCEPTED))


def _is_right(found: Programme, rows: list[Row]) -> bool:
    """Whether every limit can be so; what is to be limited is something of this programme."""
    new = rows[-1]
    if new.key and new.key not in quotas.addable(found, quotas.titles(found)):
        new.problem = say(g.language, quotas.NOTHING_CHOSEN)
    return not any(row.problem for row in rows)


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
