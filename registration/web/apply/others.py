"""Who fills in their part: named before sending, and looked after from the status page."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.applications import returning
from registration.applications.models import Application
from registration.applications.states import TAKES_PARTS, State
from registration.core import clock
from registration.core.languages import say
from registration.parties import contributions
from registration.parties.models import Contribution, Progress
from registration.parties.words import WHO
from registration.web.apply import way
from registration.web.apply.blueprint import blueprint
from registration.web.apply.inputs import PersonInput
from registration.web.shared import access
from registration.workflow import contributing

Part = tuple[str, str, Contribution | None]


@blueprint.get("/apply/<reference>/others")
@access.applicant
def others(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Ask for name, address and language of each."""
    application = access.opened_application()
    forms = _forms(application, formdata=None)
    return _page(application, forms) if forms else _onward(application)


@blueprint.post("/apply/<reference>/others")
@access.applicant
def name_others(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Keep who they are; once the application is sent, new addresses get their link at once."""
    application = access.opened_application()
    forms = _forms(application, formdata=request.form)
    wrong = [form for form in forms.values() if not form.validate()]
    if wrong:
        return _page(application, forms), 422
    people = {party: form.person for party, form in forms.items()}
    if contributing.name_others(application, people, now=clock.now()):
        flash(say(g.language, "The link is on its way."), "success")
    return _onward(application)


@blueprint.post("/apply/<reference>/others/<int:number>/again")
@access.applicant
def send_again(reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Mail the link to a part once more."""
    application = access.opened_application()
    part = next((one for one in contributions.of(application) if one.id == number), None)
    if part is None:
        abort(404)
    if contributing.invite_again(part, now=clock.now()):
        flash(say(g.language, "The link is on its way."), "success")
    else:
        flash(say(g.language, "The link was mailed a moment ago. Please wait a little."), "warning")
    return _onward(application)


def parts(application: Application) -> list[Part]:
    """(party, what it is called, who was named) for each part that is asked for."""
    parties = contributions.needed(application)
    named = contributions.by_party(application) if parties else {}
    return [(party, say(g.language, WHO[party]), named.get(party)) for party in parties]


def _forms(application: Application, *, formdata: Any) -> dict[str, PersonInput]:
    """A form for each part that somebody can still be named for."""
    if application.state != State.DRAFT and application.state not in TAKES_PARTS:
        return {}
    return {
        party: PersonInput(
            formdata,
            prefix=party,
            name=part.name if part else "",
            email=part.email if part else "",
            language=part.language if part else g.language,
        )
        for party, _, part in parts(application)
        if part is None or (part.state != Progress.SENT and not returning.remarks(application))
    }


def _page(application: Application, forms: dict[str, PersonInput]) -> str:
    known = contributions.by_party(application)
    return render_template(
        "apply/others.html",
        application=application,
        programme=application.programme,
        steps=way.steps(application),
        people=[(party, say(g.language, WHO[party]), form) for party, form in forms.items()],
        begun={party for party in forms if party in known and known[party].state == Progress.BEGUN},
    )


def _onward(application: Application) -> ResponseReturnValue:
    page = "apply.summary" if application.state == State.DRAFT else "apply.status"
    return redirect(url_for(page, reference=application.reference), 303)
