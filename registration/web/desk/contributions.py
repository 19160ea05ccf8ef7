"""Parts that others fill in, as the office sees them: how they stand, and giving one back."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.applications.models import Application
from registration.applications.states import TAKES_PARTS
from registration.core import clock
from registration.core.languages import say
from registration.parties import contributions
from registration.parties.models import Contribution, Progress
from registration.parties.words import MISSING, WHO
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.inputs import DecisionInput
from registration.web.shared import access
from registration.workflow import contributing
from registration.workflow.actors import staff_actor

Part = tuple[str, Contribution | None, bool]


@blueprint.get("/desk/applications/<reference>/parts/<int:number>/return")
@access.staff(Right.DECIDE)
def ask_back(reference: str, number: int) -> ResponseReturnValue:
    """Ask what to write to whoever sent the part."""
    return _page(_returnable(reference, number), DecisionInput(formdata=None))


@blueprint.post("/desk/applications/<reference>/parts/<int:number>/return")
@access.staff(Right.DECIDE)
def return_part(reference: str, number: int) -> ResponseReturnValue:
    """Give the part back with a question."""
    part, form = _returnable(reference, number), DecisionInput()
    if not form.validate() or not form.words:
        return _page(part, form, asked=True), 422
    by = staff_actor(access.person_or_404())
    contributing.return_part(part, question=form.words, by=by, now=clock.now())
    flash(say(g.language, "The part was returned; the question is on its way."), "success")
    return redirect(url_for("desk.application", reference=reference), 303)


def parts(application: Application) -> list[Part]:
    """(what it is called, who was named, whether it can be returned) of each part asked for."""
    parties = contributions.needed(application)
    named = contributions.by_party(application) if parties else {}
    decidable = application.state in TAKES_PARTS
    found = [(say(g.language, WHO[party]), named.get(party)) for party in parties]
    return [
        (who, part, part is not None and part.state == Progress.SENT and decidable)
        for who, part in found
    ]


def what_is_missing(application: Application) -> list[str]:
    """Whose parts are missing, in sentences."""
    return [say(g.language, MISSING[party]) for party in contributions.missing(application)]


def _returnable(reference: str, number: int) -> Contribution:
    application = scope.application(reference, Right.DECIDE)
    found = next((one for one in contributions.of(application) if one.id == number), None)
    if found is None or found.state != Progress.SENT:
        abort(404)
    return found


def _page(part: Contribution, form: DecisionInput, *, asked: bool = False) -> str:
    problem = ""
    if form.note.errors:
        problem = say(g.language, form.note.errors[0])
    elif asked:
        problem = say(g.language, "Please write what this person should answer or correct.")
    return render_template(
        "desk/return_part.html",
        part=part,
        application=part.application,
        who=say(g.language, WHO[part.party]),
        form=form,
        problem=problem,
    )
