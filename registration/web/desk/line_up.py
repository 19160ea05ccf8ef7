"""Who belongs together in a programme, ranks of nominations, and the order of the waiting list."""

from collections.abc import Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.applications.models import Application
from registration.applications.references import tidy_reference
from registration.core import clock
from registration.core.languages import N_, say
from registration.core.numbers import whole_number
from registration.programmes.models import Programme, WaitingOrder
from registration.staff.permissions import Act as Right
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.shared import access
from registration.workflow import line_up as rules
from registration.workflow.actors import staff_actor
from registration.workflow.errors import NotTogether

ORDERS = {
    WaitingOrder.ARRIVAL: N_("Who has waited longest"),
    WaitingOrder.SCORE: N_("Who was scored highest"),
    WaitingOrder.RANK: N_("The rank below, as nominated or drawn"),
}
NO_RANK = N_("A rank is a whole number, for example 1 for the first.")
TOO_FEW = N_("Please choose at least two applications that belong together.")


@blueprint.get("/desk/programmes/<slug>/line-up")
@access.staff(Right.DECIDE)
def line_up(slug: str) -> ResponseReturnValue:
    """The open applications of a programme, by name, with their groups and ranks."""
    return _page(scope.programme(slug, Right.DECIDE), "")


@blueprint.post("/desk/programmes/<slug>/line-up")
@access.staff(Right.DECIDE)
def change_line_up(slug: str) -> ResponseReturnValue:
    """Save order and ranks, with any button; put the ticked ones together, or take them apart."""
    found = scope.programme(slug, Right.DECIDE)
    by, now = staff_actor(access.person_or_404()), clock.now()
    ranks, order = _ranks(), request.form.get("order", "")
    if ranks is None or order not in set(WaitingOrder):
        return _page(found, say(g.language, NO_RANK)), 422
    chosen = [tidy_reference(one) for one in request.form.getlist("reference")]
    try:
        if request.form.get("go") == "together":
            rules.put_together(found, chosen, by=by, now=now)
        elif request.form.get("go") == "apart":
            rules.take_apart(found, chosen, by=by, now=now)
    except NotTogether:
        return _page(found, say(g.language, TOO_FEW)), 422
    rules.set_order(found, WaitingOrder(order), ranks, by=by, now=now)
    flash(say(g.language, "Saved."), "success")
    return redirect(url_for("desk.line_up", slug=slug), 303)


def _page(found: Programme, problem: str) -> str:
    rows = rules.open_applications(found)
    return render_template(
        "desk/line_up.html",
        programme=found,
        rows=rows,
        groups=_numbers(rows),
        orders=ORDERS,
        order=request.form.get("order", found.waiting_order),
        typed=request.form,
        ticked=set(request.form.getlist("reference")),
        problem=problem,
        limit=rules.MOST if len(rows) == rules.MOST else None,
    )


def _numbers(rows: Sequence[Application]) -> dict[str, int]:
    """A number for each group, in the order in which they stand on the page."""
    keys = dict.fromkeys(one.group_key for one in rows if one.group_key is not None)
    return {key: number for number, key in enumerate(keys, 1)}


def _ranks() -> dict[str, int | None] | None:
    """The ranks that were typed, by reference; None where one is no number."""
    found: dict[str, int | None] = {}
    for name, raw in request.form.items():
        if not name.startswith("rank-"):
            continue
        digits = raw.strip()
        rank = whole_number(digits)
        if digits and rank is None:
            return None
        found[tidy_reference(name.removeprefix("rank-"))] = rank
    return found
