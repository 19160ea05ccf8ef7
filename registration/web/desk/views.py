"""Saved views of the queue: keep one, open it, change or delete it."""

from collections.abc import Sequence

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField

from registration.applications import saved_views
from registration.applications.saved_views import SavedView
from registration.core import clock
from registration.core.db import db
from registration.core.errors import NotFound, RuleBroken
from registration.core.languages import N_, say
from registration.core.names import NameMissing, NameTaken, NameTooLong
from registration.staff.permissions import Act, visible_programmes
from registration.web.desk import address
from registration.web.desk.blueprint import blueprint
from registration.web.desk.chips import chips
from registration.web.shared import access

REASONS: dict[type[RuleBroken], str] = {
    NameMissing: N_("Please give the view a name."),
    NameTooLong: N_("Please use at most 80 characters for the name."),
    NameTaken: N_("You have a view with this name already. Please choose another one."),
    saved_views.TooManyViews: N_("You have 50 views already. Please delete one first."),
    saved_views.NothingToShareIn: N_(
        "Only a view of one programme can be shared. Choose a programme in the filters first."
    ),
}


class ViewInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A name, and whether others find the view."""

    name = StringField()
    shared = BooleanField()


def listed() -> Sequence[SavedView]:
    """The views that this person finds above the queue."""
    person = access.person_or_404()
    return saved_views.of(person, visible_programmes(person))


@blueprint.get("/desk/views/new")
@access.staff(Act.SEE)
def new_view() -> ResponseReturnValue:
    """Ask under which name the filters, columns and order of this address are kept."""
    return _page(None, ViewInput(formdata=None), address.read(request.args))


@blueprint.post("/desk/views/new")
@access.staff(Act.SEE)
def save_view() -> ResponseReturnValue:
    """Keep it."""
    return _keep(None, address.read(request.form))


@blueprint.get("/desk/views/<int:number>")
@access.staff(Act.SEE)
def view(number: int) -> ResponseReturnValue:
    """The queue as the view shows it to this person."""
    return redirect(_read(_visible(number)).page_link(view=str(number)), 303)


@blueprint.get("/desk/views/<int:number>/change")
@access.staff(Act.SEE)
def edit_view(number: int) -> ResponseReturnValue:
    """Another name, other people, or the filters that stand in this address."""
    mine = _own(number)
    form = ViewInput(formdata=None, obj=mine)
    given = request.args if any(name != "view" for name in request.args) else None
    return _page(mine, form, address.read(given) if given else _read(mine))


@blueprint.post("/desk/views/<int:number>/change")
@access.staff(Act.SEE)
def change_view(number: int) -> ResponseReturnValue:
    """Keep the change, or delete the view."""
    mine = _own(number)
    if request.form.get("go") == "delete":
        db.session.delete(mine)
        flash(say(g.language, "The view was deleted."), "success")
        return redirect(url_for("desk.queue"), 303)
    return _keep(mine, address.read(request.form))


def _keep(mine: SavedView | None, found: address.Address) -> ResponseReturnValue:
    form = ViewInput()
    form.validate()
    try:
        kept = saved_views.save(
            mine,
            form.name.data or "",
            pairs=found.pairs,
            programme=found.programme,
            shared=form.shared.data,
            by=access.person_or_404(),
            now=clock.now(),
        )
    except RuleBroken as broken:
        error = say(g.language, REASONS[type(broken)])
        return _page(mine, form, found, error=error), 422
    flash(say(g.language, "The view was saved."), "success")
    return redirect(url_for("desk.view", number=kept.id), 303)


def _page(
    mine: SavedView | None, form: ViewInput, found: address.Address, *, error: str = ""
) -> str:
    return render_template(
        "desk/view.html",
        view=mine,
        form=form,
        address=found,
        chips=list(chips(found)),
        error=error,
    )


def _read(kept: SavedView) -> address.Address:
    """Its address as far as it is this person's business."""
    return address.read(MultiDict([(name, value) for name, value in kept.pairs]))


def _visible(number: int) -> SavedView:
    found = next((one for one in listed() if one.id == number), None)
    if found is None:
        raise NotFound
    return found


def _own(number: int) -> SavedView:
    found = _visible(number)
    return found if found.owner_id == access.person_or_404().id else abort(404)
