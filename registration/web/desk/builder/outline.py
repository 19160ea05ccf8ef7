"""The outline of a form: its parts in order; moving, copying, deleting and undoing them."""

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import N_, say
from registration.core.numbers import whole_number
from registration.forms import drafting, editing
from registration.forms.drafting import Draft
from registration.forms.editing import Place, Raw
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.builder import place
from registration.web.desk.builder.findings import findings_of
from registration.web.desk.builder.sentences import known_at, sentence
from registration.web.desk.builder.settings import texts_typed
from registration.web.desk.builder.words import type_name
from registration.web.shared import access

EDITS: dict[str, Callable[[Raw, Place], Raw]] = {
    "up": lambda document, where: editing.moved(document, where, -1),
    "down": lambda document, where: editing.moved(document, where, 1),
    "copy": editing.copied,
    "delete": editing.deleted,
}
WHOLE = {
    "undo": (drafting.undo, N_("The last change is undone.")),
    "discard": (drafting.discard, N_("The draft is discarded.")),
}


@blueprint.get("/desk/forms/<form_key>")
@access.staff(Right.BUILD)
def form(form_key: str) -> ResponseReturnValue:
    """The parts of the form, and what is still missing."""
    found = place.draft(form_key)
    programmes = scope.programmes_with([found.form.id]).get(found.form.id, [])
    findings = findings_of(found)
    return render_template(
        "desk/builder/outline.html",
        draft=found,
        name=place.name_of(found, programmes),
        programmes=programmes,
        sections=place.sections(found),
        findings=findings,
        titles={one.path: place.part(found, one.path).title for one in findings if one.path},
        sentence=lambda part: (
            sentence(part.raw["when"], known_at(found.so_far, part.place))
            if "when" in part.raw
            else ""
        ),
        type_name=lambda kind: type_name(kind, g.language),
    )


@blueprint.post("/desk/forms/<form_key>")
@access.staff(Right.BUILD)
def change_form(form_key: str) -> ResponseReturnValue:
    """Do what a button says: ``up person/email``, ``undo`` …"""
    found = place.draft(form_key)
    act, _, path = request.form.get("do", "").partition(" ")
    if act in WHOLE:
        _whole(found, act)
        return redirect(url_for("desk.form", form_key=form_key), 303)
    if act == "title":
        title = texts_typed(request.form, "title")
        place.change(found, lambda document: editing.set_values(document, (), {"title": title}))
        return redirect(url_for("desk.form", form_key=form_key), 303)
    if act not in {*EDITS, "move"}:
        abort(422)
    where = place.part(found, path).place
    if act == "move":
        where = _move(found, where)
    else:
        place.change(found, lambda document: EDITS[act](document, where))
    anchor = where[:-1] if act == "delete" else where
    here = "-".join(("part", *anchor)) if anchor else None
    return redirect(url_for("desk.form", form_key=form_key, _anchor=here), 303)


def _whole(found: Draft, act: str) -> None:
    by = access.person_or_404().name
    change, done = WHOLE[act]
    change(found, seen_revision=place.seen(), by=by, now=clock.now())
    flash(say(g.language, done), "success")


def _move(found: Draft, where: Place) -> Place:
    """Put a part where it was dropped: into ``into``, before what stands at ``at`` there."""
    owner = tuple(part for part in request.form.get("into", "").split("/") if part)
    index = whole_number(request.form.get("at", "")) or 0
    _, moved = editing.moved_to(found.document, where, owner, index)
    place.change(found, lambda document: editing.moved_to(document, where, owner, index)[0])
    return moved
