"""Sections for office use only: filled in at the desk by whoever may decide."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.applications import answers, drafts, sealing
from registration.applications.models import Application
from registration.audit import trail
from registration.core import clock
from registration.core.db import one_at_a_time
from registration.forms.document import Section
from registration.forms.rules.values import COORDINATOR
from registration.forms.wtform import SectionForm
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.words import OPENED_ANSWERS
from registration.web.shared import access, filling
from registration.web.shared.filling import Filling
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/applications/<reference>/office/<section_key>")
@access.staff(Right.DECIDE)
def office(reference: str, section_key: str) -> ResponseReturnValue:
    """A section as it was left; one with sensitive answers only by its button."""
    found = _filling_or_404(reference, section_key)
    return redirect(found.later, 303) if found.section.sealed else filling.as_left(found)


@blueprint.post("/desk/applications/<reference>/office/<section_key>")
@access.staff(Right.DECIDE)
def save_office(reference: str, section_key: str) -> ResponseReturnValue:
    """Keep it, or open what is sensitive: both are in the trail, what was written is not."""
    one_at_a_time(f"application {reference}")
    found = _filling_or_404(reference, section_key)
    if filling.button() != "open":
        return filling.save(found)
    scope.application(reference, Right.SEE_SENSITIVE)
    by, fields = staff_actor(access.person_or_404()).label, sorted(found.section.sealed)
    about = found.application.about
    trail.record(OPENED_ANSWERS, about=about, by=by, now=clock.now(), fields=fields)
    return filling.as_left(found)


def _filling_or_404(reference: str, key: str) -> Filling:
    application = scope.application(reference, Right.DECIDE)
    section = answers.document_of(application).section(key)
    if section is None or section.by != COORDINATOR:
        abort(404)
    here = url_for("desk.office", reference=application.reference, section_key=key)
    leads_to = url_for("desk.application", reference=application.reference)
    return Filling(
        application=application,
        section=section,
        here=here,
        later=leads_to,
        onward=lambda: leads_to,
        keep=lambda form: _keep(application, section, form),
        page=lambda form, too_old: _page(application, form, too_old=too_old),
    )


def _keep(application: Application, section: Section, form: SectionForm) -> bool:
    """What is typed is always kept; it takes the place of what stood only where all of it can."""
    right = form.judge()
    before = _values(application, section)
    now_valid = right and filling.button() == "next"
    values = form.values() if now_valid else before
    now = clock.now()
    drafts.save_section(application, section.key, typed=form.typed(), values=values, now=now)
    changed = sorted(key for key in {*before, *values} if before.get(key) != values.get(key))
    if changed:
        by = staff_actor(access.person_or_404()).label
        trail.record(
            "office_section", about=application.about, by=by, now=now, section=section.key,
            fields=changed,
        )  # fmt: skip
    return right


def _values(application: Application, section: Section) -> dict[str, Any]:
    kept = next((one for one in application.answers if one.section == section.key), None)
    return dict(sealing.read(kept).values or {}) if kept else {}


def _page(application: Application, form: SectionForm, *, too_old: bool) -> str:
    facts = {
        "application": application,
        "action": url_for(
            "desk.office", reference=application.reference, section_key=form.section.key
        ),
        "kept_files": answers.documents_by_field(application),
        "audience": "desk",
        "place": {"reference": application.reference},
        "too_old": too_old,
        "unreadable": filling.unreadable(application, form),
    }
    return render_template("desk/office.html", form=form, **facts)
