"""The applicant's own page: where the application stands and what can be done."""

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.applications import answers, returning
from registration.applications.answers import ShownSection
from registration.applications.models import Application
from registration.applications.states import CORRECTABLE, TAKES_PARTS, State
from registration.core import clock
from registration.exchange import consents
from registration.forms.rules.values import ACCEPTED
from registration.forms.rules.values import APPLICANT as APPLICANT_PARTY
from registration.parties import contributions, supplements
from registration.web.apply import others, supplement, way
from registration.web.apply.blueprint import blueprint
from registration.web.shared import access
from registration.web.shared.consents import shown
from registration.workflow.actors import APPLICANT
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import AlreadyDecided, IllegalTransition
from registration.workflow.table import acts_open

OWN_ACTS = (Act.CONFIRM, Act.DECLINE, Act.WITHDRAW)
LEADS_TO = {
    Act.CONFIRM: State.CONFIRMED,
    Act.DECLINE: State.DECLINED,
    Act.WITHDRAW: State.WITHDRAWN,
}


@blueprint.get("/apply/<reference>")
@access.applicant
def status(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """How the application stands."""
    application = access.opened_application()
    if application.state == State.DRAFT:
        return redirect(way.goes_on(application), 303)
    open_acts = acts_open(application.state, "applicant")
    sections = answers.shown(application, g.language, today=clock.now().date().isoformat())
    further = _further(application)
    return render_template(
        "apply/status.html",
        application=application,
        programme=application.programme,
        acts=[act for act in OWN_ACTS if act in open_acts],
        sections=sections,
        remarks=returning.remarks(application),
        locked=returning.locked(application),
        correctable=application.state in CORRECTABLE,
        chosen=application.chosen_dates,
        parts=others.parts(application),
        supplement=supplements.of(application),
        asks_more=supplements.is_open(application),
        more_goes_on=supplement.goes_on(application),
        further=further,
        has_consents=consents.among([*sections, *further]),
        now=clock.now(),
        waits_for_others=bool(contributions.missing(application))
        and application.state in TAKES_PARTS,
    )


@blueprint.get("/apply/<reference>/consents.pdf")
@access.applicant
def own_consents(reference: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """What the applicant agreed to or not, with the wording, to keep."""
    application = access.opened_application()
    if application.submitted_at is None:
        abort(404)
    more = [ACCEPTED] if supplements.was_sent(application) else []
    return shown(application, [APPLICANT_PARTY, *more])


def _further(application: Application) -> list[ShownSection]:
    """What was sent after acceptance."""
    if supplements.is_open(application) or not supplements.was_sent(application):
        return []
    today = clock.now().date().isoformat()
    return answers.shown(application, g.language, today=today, by=ACCEPTED)


@blueprint.get("/apply/<reference>/<any(confirm,decline,withdraw):act>")
@access.applicant
def ask(reference: str, act: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Ask once more; links that a mail scanner opens change nothing."""
    application = access.opened_application()
    if Act(act) not in acts_open(application.state, "applicant"):
        return redirect(url_for("apply.status", reference=application.reference), 303)
    return render_template(
        f"apply/{act}.html", application=application, programme=application.programme
    )


@blueprint.post("/apply/<reference>/<any(confirm,decline,withdraw):act>")
@access.applicant
def do(reference: str, act: str) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Confirm, decline or withdraw; a second click finds it done."""
    application = access.opened_application()
    if application.state != LEADS_TO[Act(act)]:
        try:
            transition(application, Act(act), by=APPLICANT, now=clock.now())
        except AlreadyDecided as error:
            if error.state != LEADS_TO[Act(act)]:
                raise IllegalTransition(act=act, state=error.state) from error
    return redirect(url_for("apply.status", reference=application.reference), 303)
