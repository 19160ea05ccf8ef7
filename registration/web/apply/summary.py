"""The summary: all answers before they are sent; sending makes one application, however often."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.applications import answers, returning
from registration.applications.models import Application
from registration.applications.states import State
from registration.core import clock
from registration.core.languages import text
from registration.forms.fields.choice import say_full
from registration.parties import contributions
from registration.programmes.windows import may_send
from registration.web.apply import others, way
from registration.web.apply.blueprint import blueprint
from registration.web.apply.way import titles_of_more
from registration.web.shared import access
from registration.workflow.actors import APPLICANT
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import AlreadyDecided, ChoiceFull

SENDS = {State.DRAFT: Act.SUBMIT, State.RETURNED: Act.RESUBMIT}


@blueprint.get("/apply/<reference>/summary")
@access.applicant
def summary(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Check what will be sent; once it is sent, see how it stands instead."""
    application = access.opened_application()
    if application.state not in SENDS:
        return _to_status(application)
    return _page(application)


@blueprint.post("/apply/<reference>/summary")
@access.applicant
def send(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Send. A second click, a replay or the back button finds it sent and changes nothing."""
    application = access.opened_application()
    act = SENDS.get(State(application.state))
    if act is None:
        return _to_status(application)
    if answers.missing_sections(application) or contributions.unnamed(application):
        return _page(application), 422
    try:
        transition(application, act, by=APPLICANT, now=clock.now())
    except AlreadyDecided:
        return _to_status(application)
    except ChoiceFull as full:
        return _page(application, full=full), 409
    return _to_status(application)


def _page(application: Application, *, full: ChoiceFull | None = None) -> str:
    now = clock.now()
    in_time = may_send(application.programme, begun_at=application.created_at, now=now)
    return render_template(
        "apply/summary.html",
        application=application,
        programme=application.programme,
        steps=way.steps(application),
        unnamed=contributions.unnamed(application),
        parts=[(part, who) for _, who, part in others.parts(application) if part],
        sections=answers.shown(application, g.language, today=now.date().isoformat()),
        later=titles_of_more(answers.document_of(application)),
        remarks=returning.remarks(application),
        locked=returning.locked(application),
        in_time=in_time or application.state == State.RETURNED,
        full=_what_is_full(application, full) if full else None,
    )


def _what_is_full(application: Application, full: ChoiceFull) -> tuple[str, str]:
    """(address of the question, what to do)."""
    section = next(
        section
        for section in answers.document_of(application).sections
        if section.field(full.field)
    )
    address = url_for(
        "apply.section",
        reference=application.reference,
        section_key=section.key,
        _anchor=f"field-{full.field}",
    )
    option = text(full.option, g.language)
    return address, say_full(g.language, option, left=full.left, needed=full.needed)


def _to_status(application: Application) -> ResponseReturnValue:
    return redirect(url_for("apply.status", reference=application.reference), 303)
