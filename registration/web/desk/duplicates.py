"""Tell applications of different people apart, on an application's page."""

from flask import flash, g, redirect
from flask.typing import ResponseReturnValue

from registration.casework import duplicates
from registration.core import clock
from registration.core.languages import say
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.way import to_application
from registration.web.shared import access


@blueprint.post("/desk/applications/<reference>/doubles/<other>/<any(apart,open):verdict>")
@access.staff(Right.DECIDE)
def tell_apart(reference: str, other: str, verdict: str) -> ResponseReturnValue:
    """Mark another application as not of the same person, or take that back."""
    found = scope.application(reference, Right.DECIDE)
    second, me = scope.application(other, Right.DECIDE), access.person_or_404()
    if verdict == "apart":
        duplicates.tell_apart(found, second, by=me, now=clock.now())
        flash(say(g.language, "Marked as not the same person."), "success")
    else:
        duplicates.take_back(found, second, by=me, now=clock.now())
        flash(say(g.language, "The mark was taken back."), "success")
    return redirect(to_application(found, anchor="doubles"), 303)
