"""Further information: what an accepted applicant is asked for, a section a page, then sent."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.applications import answers, drafts
from registration.applications.models import Application
from registration.core import clock
from registration.core.languages import say, text
from registration.forms.rules.values import ACCEPTED
from registration.forms.wtform import SectionForm
from registration.parties import supplements
from registration.web.apply.blueprint import blueprint
from registration.web.shared import access, filling
from registration.web.shared.filling import Filling
from registration.web.shared.steps import Step
from registration.workflow.actors import APPLICANT
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import AlreadyDecided


@blueprint.get("/apply/<reference>/further/<section_key>")
@access.applicant
def supplement_section(reference: str, section_key: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """A section as it was left; what is not asked for any more is read on the status page."""
    application = access.opened_application()
    wanted = _filling_or_404(application, section_key)
    return filling.as_left(wanted) if supplements.is_open(application) else _to_status(application)


@blueprint.post("/apply/<reference>/further/<section_key>")
@access.applicant
def save_supplement(reference: str, section_key: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Keep what was typed; go on where all of it can stand."""
    application = access.opened_application()
    wanted = _filling_or_404(application, section_key)
    return filling.save(wanted) if supplements.is_open(application) else _to_status(application)


@blueprint.get("/apply/<reference>/further")
@access.applicant
def supplement_summary(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Check what will be sent; once it is sent, the status page shows it."""
    application = access.opened_application()
    return _summary(application) if supplements.is_open(application) else _to_status(application)


@blueprint.post("/apply/<reference>/further")
@access.applicant
def send_supplement(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Send. A second click finds it sent; the status page tells if it was closed meanwhile."""
    application = access.opened_application()
    if supplements.is_open(application):
        if answers.missing_sections(application, by=ACCEPTED):
            return _summary(application), 422
        try:
            transition(application, Act.SEND_MORE, by=APPLICANT, now=clock.now())
        except AlreadyDecided:
            return _to_status(application)
    return _to_status(application)


def goes_on(application: Application) -> str:
    """Where somebody goes on: the first open section, else the summary."""
    missing = answers.missing_sections(application, by=ACCEPTED)
    return _url(application, missing[0]) if missing else _url(application)


def _filling_or_404(application: Application, key: str) -> Filling:
    found = answers.document_of(application).section(key)
    if found is None or found.by != ACCEPTED:
        abort(404)
    return Filling(
        application=application,
        section=found,
        here=_url(application, key),
        later=url_for("apply.status", reference=application.reference),
        onward=lambda: _after(application, key),
        keep=lambda form: _keep(application, form),
        page=lambda form, too_old: _page(application, form, too_old=too_old),
    )


def _keep(application: Application, form: SectionForm) -> bool:
    right = form.judge()
    drafts.save_section(
        application,
        form.section.key,
        typed=form.typed(),
        values=form.values() if right else None,
        now=clock.now(),
        was_sent=supplements.was_sent(application),
    )
    return right


def _page(application: Application, form: SectionForm, **facts: Any) -> str:
    kept, key = answers.documents_by_field(application), form.section.key
    given = {
        "application": application,
        "programme": application.programme,
        "supplement": supplements.of(application),
        "steps": _steps(application),
        "action": _url(application, key),
        "back": _back(application, key),
        "kept_files": kept,
        "audience": "apply",
        "place": {"reference": application.reference},
        "unreadable": filling.unreadable(application, form),
    }
    return render_template(
        "apply/supplement_section.html", form=form, **{**filling.NO_FACTS, **given, **facts}
    )


def _summary(application: Application) -> str:
    today = clock.now().date().isoformat()
    return render_template(
        "apply/supplement_summary.html",
        application=application,
        programme=application.programme,
        supplement=supplements.of(application),
        steps=_steps(application),
        sections=answers.shown(application, g.language, today=today, by=ACCEPTED),
        place={"reference": application.reference},
    )


def _steps(application: Application) -> list[Step]:
    done = answers.complete_sections(application)
    found = [
        Step(one.key, text(one.title, g.language), _url(application, one.key), one.key in done)
        for one in answers.visible_sections(application, by=ACCEPTED)
    ]
    last = Step("summary", say(g.language, "Check and send"), _url(application), done=False)
    return [*found, last]


def _after(application: Application, key: str) -> str:
    keys = _keys(application)
    following = keys[keys.index(key) + 1 :] if key in keys else []
    return _url(application, following[0]) if following else _url(application)


def _back(application: Application, key: str) -> str:
    keys = _keys(application)
    before = keys[: keys.index(key)] if key in keys else []
    return (
        _url(application, before[-1])
        if before
        else url_for("apply.status", reference=application.reference)
    )


def _keys(application: Application) -> list[str]:
    return [one.key for one in answers.visible_sections(application, by=ACCEPTED)]


def _url(application: Application, key: str = "") -> str:
    """The address of a section; without a key, of the summary."""
    reference = application.reference
    if not key:
        return url_for("apply.supplement_summary", reference=reference)
    return url_for("apply.supplement_section", reference=reference, section_key=key)


def _to_status(application: Application) -> ResponseReturnValue:
    return redirect(url_for("apply.status", reference=application.reference), 303)
