"""The forms of the office, and beginning a new one."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.audit import trail
from registration.core import clock
from registration.core.languages import say
from registration.exchange import library
from registration.forms import drafting
from registration.forms.keys import key_for
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.builder import place
from registration.web.desk.builder.settings import texts_typed
from registration.web.shared import access
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/forms")
@access.staff(Right.BUILD)
def forms() -> ResponseReturnValue:
    """The forms with their versions, drafts and programmes."""
    found = drafting.drafts_of(scope.forms())
    asking = scope.programmes_with([one.form.id for one in found])
    rows = [
        (one, place.name_of(one, asking.get(one.form.id, ())), asking.get(one.form.id, ()))
        for one in found
    ]
    return render_template("desk/builder/forms.html", rows=rows)


@blueprint.get("/desk/forms/new")
@access.staff(Right.BUILD)
def new_form() -> ResponseReturnValue:
    """What the new form is called, and what it starts from."""
    return _page()


@blueprint.post("/desk/forms/new")
@access.staff(Right.BUILD)
def begin_form() -> ResponseReturnValue:
    """Begin a draft from a template, from another form, or from nothing."""
    title = texts_typed(request.form, "title")
    if title is None:
        return _page(say(g.language, "Please give the form a title in one language at least.")), 422
    start = _start(request.form.get("start", ""))
    if start is None:
        return _page(say(g.language, "Please choose what the form starts from.")), 422
    person, now = access.person_or_404(), clock.now()
    key = drafting.free_form_key(key_for(title, "form"))
    document = {**start, "key": key, "title": title}
    made = drafting.begin(document, by=person.name, now=now)
    about = f"form:{made.form.id}"
    trail.record("begin_form", about=about, by=staff_actor(person).label, now=now)
    flash(say(g.language, "The draft is made. Applicants see it once it is published."), "success")
    return redirect(url_for("desk.form", form_key=key), 303)


def _start(wanted: str) -> dict[str, object] | None:
    """The document that a new form starts from; None for what is not offered."""
    kind, _, key = wanted.partition(":")
    if kind == "template" and key in library.TEMPLATES:
        return library.document(key)
    if kind == "form":
        return dict(place.draft(key).document)
    return None


def _page(error: str = "") -> str:
    found = drafting.drafts_of(scope.forms())
    asking = scope.programmes_with([one.form.id for one in found])
    others = [(one.form.key, place.name_of(one, asking.get(one.form.id, ()))) for one in found]
    return render_template(
        "desk/builder/new.html",
        error=error,
        typed=request.form,
        templates=library.TEMPLATES,
        others=others,
    )
