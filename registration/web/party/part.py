"""A part's first page: what it is about, how it stands, and what was sent."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.applications import answers, documents
from registration.core import clock
from registration.parties import contributions
from registration.web.party import way
from registration.web.party.blueprint import blueprint
from registration.web.shared import access
from registration.web.shared.downloads import download


@blueprint.get("/part/<reference>/<int:number>")
@access.contributor
def part(reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Who asks for what; the answers are shown once they were sent."""
    found = access.opened_part()
    today = clock.now().date().isoformat()
    sent = found.state == "sent"
    return render_template(
        "party/part.html",
        part=found,
        application=found.application,
        programme=found.application.programme,
        is_open=contributions.is_open(found),
        goes_on=way.goes_on(found),
        steps=way.steps(found)[:-1],
        sections=answers.shown(found.application, g.language, today=today, by=found.party)
        if sent
        else [],
        place=way.place(found),
    )


@blueprint.get("/part/<reference>/<int:number>/documents/<int:document_id>")
@access.contributor
def document(reference: str, number: int, document_id: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """A document that was handed in with this part."""
    found = access.opened_part()
    return download(documents.by_id(found.application, document_id, by={found.party}).file)


@blueprint.post("/part/<reference>/<int:number>/forget")
@access.contributor
def forget(reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Close the part in this browser, e.g. on a shared computer."""
    access.forget_application(access.opened_part().application_id)
    return redirect(url_for("public.start"), 303)
