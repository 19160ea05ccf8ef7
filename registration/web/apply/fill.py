"""Fill in: a section a page, by the applicant."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.applications import answers, documents, drafts, returning
from registration.applications.models import Application
from registration.applications.states import CORRECTABLE, State
from registration.core import clock
from registration.forms.document import Section
from registration.forms.rules.values import ACCEPTED
from registration.forms.rules.values import APPLICANT as APPLICANTS
from registration.forms.wtform import SectionForm
from registration.web.apply import way
from registration.web.apply.blueprint import blueprint
from registration.web.shared import access, filling
from registration.web.shared.downloads import download
from registration.web.shared.filling import Filling
from registration.workflow import places
from registration.workflow.actors import APPLICANT
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import IllegalTransition


@blueprint.get("/apply/<reference>/sections/<section_key>")
@access.applicant
def section(reference: str, section_key: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """A section as it was left; one that is locked is read on the summary."""
    application = _fillable()
    wanted = _section_or_404(application, section_key)
    if section_key in returning.locked(application):
        return redirect(way.summary(application, section_key), 303)
    return filling.as_left(_filling(application, wanted))


@blueprint.post("/apply/<reference>/sections/<section_key>")
@access.applicant
def save(reference: str, section_key: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Keep what was typed; go on where all of it can stand."""
    application = _fillable()
    _lock_first(application)
    wanted = _section_or_404(application, section_key)
    returning.require_open(application, section_key)
    return filling.save(_filling(application, wanted))


@blueprint.get("/apply/<reference>/documents/<int:document_id>")
@access.applicant
def document(reference: str, document_id: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """One's own document, to look at again."""
    application = access.opened_application()
    return download(documents.by_id(application, document_id, by={APPLICANTS, ACCEPTED}).file)


def answer(application: Application, asked_for: Section) -> ResponseReturnValue:
    """What every post of a section does, once it is known to come from a page of ours."""
    _lock_first(application)
    return filling.answer(_filling(application, asked_for))


def page(form: SectionForm, **facts: Any) -> str:
    """The page of a section; ``facts`` are what the template asks for."""
    return render_template("apply/section.html", form=form, **{**filling.NO_FACTS, **facts})


def _fillable() -> Application:
    application = access.opened_application()
    if application.state != State.DRAFT and application.state not in CORRECTABLE:
        raise IllegalTransition(act=Act.CORRECT, state=application.state)
    return application


def _section_or_404(application: Application, key: str) -> Section:
    found = answers.document_of(application).section(key)
    return found if found and found.by == APPLICANTS else abort(404)


def _filling(application: Application, asked_for: Section) -> Filling:
    reference, key = application.reference, asked_for.key
    return Filling(
        application=application,
        section=asked_for,
        here=url_for("apply.section", reference=reference, section_key=key),
        later=url_for("apply.later", reference=reference),
        onward=lambda: _next(application, asked_for),
        keep=lambda form: _keep(application, form),
        page=lambda form, too_old: _page(application, form, too_old=too_old),
    )


def _lock_first(application: Application) -> None:
    """A correction may take a place: quotas before the application, see ``workflow.places``."""
    if application.state == State.SUBMITTED:
        places.lock([application.programme_id])


def _page(application: Application, form: SectionForm, *, too_old: bool = False) -> str:
    key = form.section.key
    return page(
        form,
        application=application,
        programme=application.programme,
        steps=way.steps(application),
        action=url_for("apply.section", reference=application.reference, section_key=key),
        back=way.back(application, key),
        kept_files=answers.documents_by_field(application),
        audience="apply",
        place={"reference": application.reference},
        too_old=too_old,
        unreadable=filling.unreadable(application, form),
    )


def _keep(application: Application, form: SectionForm) -> bool:
    right = form.judge()
    if application.state == State.DRAFT:
        application.language = g.language
    if right or application.state != State.SUBMITTED:
        drafts.save_section(
            application,
            form.section.key,
            typed=form.typed(),
            values=form.values() if right else None,
            now=clock.now(),
            was_sent=application.state != State.DRAFT,
        )
    if right and application.state == State.SUBMITTED:
        transition(application, Act.CORRECT, by=APPLICANT, now=clock.now())
    return right


def _next(application: Application, asked_for: Section) -> str:
    if filling.button() == "summary" or application.state != State.DRAFT:
        return url_for("apply.summary", reference=application.reference)
    return way.after(application, asked_for.key)
