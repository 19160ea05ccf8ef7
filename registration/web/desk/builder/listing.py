"""The forms of the office, and beginning a new one."""

from collections.abc import Sequence

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.audit import trail
from registration.core import clock
from registration.core.languages import N_, say
from registration.exchange import documents, library
from registration.forms import drafting
from registration.forms.drafting import Draft
from registration.forms.keys import key_for
from registration.programmes.models import Programme
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.builder import place
from registration.web.desk.builder.bringing import Brought, CannotBring, bring
from registration.web.desk.builder.settings import texts_typed
from registration.web.shared import access
from registration.workflow.actors import staff_actor

MEDIA_TYPES = {"yaml": "application/yaml", "json": "application/json"}


@blueprint.get("/desk/forms")
@access.staff(Right.BUILD)
def forms() -> ResponseReturnValue:
    """The forms with their versions, drafts and programmes."""
    return render_template("desk/builder/forms.html", rows=_rows())


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
        error = say(g.language, "Please give the form a title in one language at least.")
        return _page([("field-title", error)]), 422
    key = drafting.free_form_key(key_for(title, "form"))
    try:
        start = _start(request.form.get("start", ""), key)
    except CannotBring as refused:
        return _page([("start", reason) for reason in refused.reasons]), 422
    person, now = access.person_or_404(), clock.now()
    document = {**start.document, "key": key, "title": title}
    made = drafting.begin(document, by=person.name, now=now)
    about = f"form:{made.form.id}"
    trail.record("begin_form", about=about, by=staff_actor(person).label, now=now)
    flash(say(g.language, "The draft is made. Applicants see it once it is published."), "success")
    for remark in start.left_out:
        told = N_("Not taken over from the file: %(what)s")
        flash(say(g.language, told, what=remark), "warning")
    return redirect(url_for("desk.form", form_key=key), 303)


@blueprint.get("/desk/forms/<form_key>/form.<any(yaml,json):file_type>")
@access.staff(Right.BUILD)
def take_form(form_key: str, file_type: str) -> ResponseReturnValue:
    """The form as it stands, as a file to keep or to bring along elsewhere."""
    found = place.draft(form_key)
    answer = Response(
        documents.write(found.document, file_type), content_type=MEDIA_TYPES[file_type]
    )
    answer.headers.set("Content-Disposition", "attachment", filename=f"{form_key}.{file_type}")
    return answer


def _start(wanted: str, new_key: str) -> Brought:
    """What a new form starts from.

    Raises:
        CannotBring: nothing that is offered was chosen, or the file gives no form.
    """
    kind, _, key = wanted.partition(":")
    if kind == "template" and key in library.TEMPLATES:
        return Brought(library.document(key), [])
    if kind == "form":
        return Brought(place.draft(key).document, [])
    if kind == "file":
        return bring(request.files.get("file"), new_key)
    raise CannotBring([say(g.language, "Please choose what the form starts from.")])


def _rows() -> list[tuple[Draft, str, Sequence[Programme]]]:
    """(how it stands, its name, the programmes that ask by it) of each form."""
    found = drafting.drafts_of(scope.forms())
    asking = scope.programmes_with([one.form.id for one in found])
    programmes = [asking.get(one.form.id, ()) for one in found]
    return [
        (one, place.name_of(one, those), those)
        for one, those in zip(found, programmes, strict=True)
    ]


def _page(errors: Sequence[tuple[str, str]] = ()) -> str:
    return render_template(
        "desk/builder/new.html",
        errors=errors,
        typed=request.form,
        templates=library.TEMPLATES,
        others=[(one.form.key, name) for one, name, _ in _rows()],
    )
