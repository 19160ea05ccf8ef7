"""A part's first page: what it is about, how it stands, and what was sent."""

from flask import abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.applications import answers, documents
from registration.core import clock
from registration.exchange import consents
from registration.parties import contributions
from registration.parties.models import Progress
from registration.web.party import way
from registration.web.party.blueprint import blueprint
from registration.web.shared import access
from registration.web.shared.consents import shown as record_of_consents
from registration.web.shared.downloads import download


@blueprint.get("/part/<reference>/<int:number>")
@access.contributor
def part(reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Who asks for what; the answers are shown once they were sent."""
    found = access.opened_part()
    today = clock.now().date().isoformat()
    shown = (
        answers.shown(found.application, g.language, today=today, by=found.party)
        if found.state == Progress.SENT
        else []
    )
    return render_template(
        "party/part.html",
        part=found,
        application=found.application,
        programme=found.application.programme,
        is_open=contributions.is_open(found),
        goes_on=way.goes_on(found),
        steps=way.steps(found)[:-1],
        sections=shown,
        has_consents=consents.among(shown),
        place=way.place(found),
    )


@blueprint.get("/part/<reference>/<int:number>/documents/<int:document_id>")
@access.contributor
def document(reference: str, number: int, document_id: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """A document that was handed in with this part."""
    found = access.opened_part()
    return download(documents.by_id(found.application, document_id, by={found.party}).file)


@blueprint.get("/part/<reference>/<int:number>/consents.pdf")
@access.contributor
def own_consents(reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """What was agreed to or not in this part, with the wording, to keep; once it was sent."""
    found = access.opened_part()
    if found.state != Progress.SENT:
        abort(404)
    return record_of_consents(found.application, [found.party])


@blueprint.post("/part/<reference>/<int:number>/forget")
@access.contributor
def forget(reference: str, number: int) -> ResponseReturnValue:  # noqa: ARG001  # access looked it up
    """Close the part in this browser, e.g. on a shared computer."""
    access.forget_application(access.opened_part().application_id)
    return redirect(url_for("public.start"), 303)
