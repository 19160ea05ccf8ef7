"""Privacy notice, accessibility statement, imprint; and the health address."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from registration.core.db import db
from registration.core.languages import N_
from registration.programmes.catalogue import site
from registration.web.public.blueprint import blueprint
from registration.web.shared import access

HEADINGS = {
    "privacy": N_("Privacy notice"),
    "accessibility": N_("Accessibility statement"),
    "imprint": N_("Imprint"),
}


@blueprint.get("/<any(privacy,accessibility,imprint):page>")
@access.public
def page(page: str) -> ResponseReturnValue:
    """One of the pages that the law asks for."""
    body = site().pages.get(page) or abort(404)
    return render_template("public/page.html", heading=HEADINGS[page], body=body)


@access.public
def health() -> ResponseReturnValue:
    """Says 200 when the database answers; tells a stranger nothing else."""
    db.session.execute(text("SELECT 1"))
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
