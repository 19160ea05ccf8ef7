"""One part of a form: adding it, and setting what it asks."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core.languages import N_, say
from registration.forms import editing
from registration.forms.disclosure import PURPOSES, VIEWERS
from registration.forms.drafting import Draft
from registration.forms.editing import FIELD_DEPTH, Place, Raw
from registration.forms.keys import key_for
from registration.forms.register import TYPES
from registration.staff.permissions import Act as Right
from registration.web.desk.blueprint import blueprint
from registration.web.desk.builder import place, words
from registration.web.desk.builder.findings import findings_of
from registration.web.desk.builder.formulas import formula_in_words, is_worked_out
from registration.web.desk.builder.place import Part
from registration.web.desk.builder.sentences import known_at, sentences_of
from registration.web.desk.builder.settings import (
    EMPTY_ROWS,
    LONG,
    controls,
    problems_of,
    texts_typed,
    typed_part,
)
from registration.web.shared import access

KEY_TAKEN = N_("Another part has this short name already. Choose another one.")


@blueprint.get("/desk/forms/<form_key>/add")
@blueprint.get("/desk/forms/<form_key>/add/<path:path>")
@access.staff(Right.BUILD)
def add_part(form_key: str, path: str = "") -> ResponseReturnValue:
    """Which kind of question is added to a section or group; a section to the form itself."""
    return _add_page(place.draft(form_key), path)


@blueprint.post("/desk/forms/<form_key>/add")
@blueprint.post("/desk/forms/<form_key>/add/<path:path>")
@access.staff(Right.BUILD)
def make_part(form_key: str, path: str = "") -> ResponseReturnValue:
    """Add it, then set what it asks."""
    found = place.draft(form_key)
    owner = _owner(found, path).place if path else ()
    label, kind = texts_typed(request.form, "label"), request.form.get("type", "")
    if label is None:
        return _add_page(
            found, path, say(g.language, "Please write it in one language at least.")
        ), 422
    if owner and kind not in TYPES:
        return _add_page(found, path, say(g.language, "Please choose a kind of question.")), 422
    made = _new_field(kind, label) if owner else _new_section(label)
    _, at = editing.added(found.document, owner, made)
    place.change(found, lambda document: editing.added(document, owner, made)[0])
    return redirect(_address(form_key, at), 303)


@blueprint.get("/desk/forms/<form_key>/parts/<path:path>")
@access.staff(Right.BUILD)
def part(form_key: str, path: str) -> ResponseReturnValue:
    """What a part asks, in all languages."""
    found = place.draft(form_key)
    shown = place.part(found, path)
    return _page(found, shown, shown.raw)


@blueprint.post("/desk/forms/<form_key>/parts/<path:path>")
@access.staff(Right.BUILD)
def save_part(form_key: str, path: str) -> ResponseReturnValue:
    """Keep what was typed, if it can stand in a draft."""
    found = place.draft(form_key)
    shown = place.part(found, path)
    depth = len(shown.place)
    wanted = typed_part(shown.raw, depth, request.form)
    merged = {name: value for name, value in {**shown.raw, **wanted}.items() if value is not None}
    errors = [
        (
            str(problem.values.get("name", "key")),
            words.problem_words(problem, shown.kind, g.language),
        )
        for problem in problems_of(merged, depth)
    ]
    if errors:
        return _page(found, shown, merged, errors), 422
    try:
        place.change(found, lambda document: editing.set_values(document, shown.place, wanted))
    except editing.KeyTaken:
        return _page(found, shown, merged, [("key", say(g.language, KEY_TAKEN))]), 422
    flash(say(g.language, "Saved in the draft."), "success")
    now_at = (*shown.place[:-1], str(merged["key"]))
    if request.form.get("go") == "outline":
        anchor = "-".join(("part", *now_at))
        return redirect(url_for("desk.form", form_key=form_key, _anchor=anchor), 303)
    return redirect(_address(form_key, now_at), 303)


def _owner(found: Draft, path: str) -> Part:
    """The section or group that questions are added to; anything else answers 404."""
    owner = place.part(found, path)
    return owner if owner.kind in {"", "group"} else abort(404)


def _worked_out(found: Draft, shown: Part) -> str | None:
    """What a value follows from, in words; None for parts that are no such value."""
    if not is_worked_out(shown):
        return None
    known = known_at(found.so_far, shown.place)
    return formula_in_words(shown.raw.get("value"), known)


def _new_section(title: dict[str, str]) -> Raw:
    return {"key": key_for(title, "section"), "title": title, "fields": []}


def _new_field(kind: str, label: dict[str, str]) -> Raw:
    """A question of a type; where it shows no label, what was written is its text."""
    made: Raw = {"key": key_for(label, kind), "type": kind, "label": label}
    settings = TYPES[kind].settings
    if kind == "note":
        made["text"] = made.pop("label")
    if "fields" in settings:
        made |= {"item": label, "fields": []}
    return made


def _address(form_key: str, at: Place) -> str:
    return url_for("desk.part", form_key=form_key, path="/".join(at))


def _add_page(found: Draft, path: str, error: str = "") -> str:
    return render_template(
        "desk/builder/add.html",
        draft=found,
        name=place.name_of(found),
        owner=_owner(found, path) if path else None,
        path=path,
        groups=words.GROUPS,
        typed=request.form,
        error=error,
    )


def _page(found: Draft, shown: Part, raw: Raw, errors: list[tuple[str, str]] | None = None) -> str:
    depth, kind = len(shown.place), TYPES.get(shown.kind)
    missing = [one.message for one in findings_of(found) if one.place == shown.place]
    return render_template(
        "desk/builder/part.html",
        draft=found,
        name=place.name_of(found),
        part=shown,
        raw=raw,
        controls=controls(raw, depth),
        errors=errors or [],
        missing=missing,
        sentences=sentences_of(found, shown),
        roles=words.roles_of(shown.kind) if depth == FIELD_DEPTH else (),
        worked_out=_worked_out(found, shown),
        asks=bool(kind and kind.asks),
        sensitive=bool(kind and kind.sensitive_by_default),
        setting_name=lambda name: words.setting_name(name, shown.kind, g.language),
        words=words,
        purposes=PURPOSES,
        viewers=VIEWERS,
        long=LONG,
        empty_rows=EMPTY_ROWS,
    )
