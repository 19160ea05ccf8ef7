"""The summary of a part: all its answers before they are sent."""

from flask import g, redirect, render_template
from flask.typing import ResponseReturnValue

from registration.applications import answers
from registration.core import clock
from registration.parties import contributions
from registration.parties.models import Contribution
from registration.web.party import way
from registration.web.party.blueprint import blueprint
from registration.web.shared import access
from registration.workflow import contributing


@blueprint.get("/part/<reference>/<int:number>/summary")
@access.contributor
def summary(reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Check what will be sent; once it is sent, read it instead."""
    part = access.opened_part()
    return _page(part) if contributions.is_open(part) else _to_part(part)


@blueprint.post("/part/<reference>/<int:number>/summary")
@access.contributor
def send(reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Send. A second click finds it sent and changes nothing."""
    part = access.opened_part()
    if contributions.is_open(part):
        if answers.missing_sections(part.application, by=part.party):
            return _page(part), 422
        contributing.send_part(part, now=clock.now())
    return _to_part(part)


def _page(part: Contribution) -> str:
    today = clock.now().date().isoformat()
    return render_template(
        "party/summary.html",
        part=part,
        application=part.application,
        programme=part.application.programme,
        steps=way.steps(part),
        sections=answers.shown(part.application, g.language, today=today, by=part.party),
        place=way.place(part),
    )


def _to_part(part: Contribution) -> ResponseReturnValue:
    return redirect(way.address(part, "part"), 303)
