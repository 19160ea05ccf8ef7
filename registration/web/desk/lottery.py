"""The lottery of a programme: commit to a seed, and draw once."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import say
from registration.programmes.catalogue import places_left
from registration.programmes.models import Programme, Selection
from registration.staff.permissions import Act as Right
from registration.staff.permissions import may
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.shared import access
from registration.workflow import lottery
from registration.workflow.actors import staff_actor


@blueprint.get("/desk/programmes/<slug>/draw")
@access.staff(Right.SEE)
def draw(slug: str) -> ResponseReturnValue:
    """How the lottery stands, and what the next step will do."""
    found = _lottery(slug, Right.SEE)
    now, made = clock.now(), lottery.of(found)
    in_draw = lottery.entries(found)
    whole = lottery.whole(in_draw)
    return render_template(
        "desk/draw.html",
        programme=found,
        draw=made,
        may_change=may(access.person(), Right.DECIDE, found),
        may_commit=lottery.may_commit(found, made, now=now),
        may_draw=lottery.may_draw(found, made, now=now),
        draw_from=lottery.may_draw_from(found),
        taking_part=len(whole),
        people=sum(one.party_size for one in whole),
        left_out=len(in_draw) - len(whole),
        places_left=places_left(found),
    )


@blueprint.post("/desk/programmes/<slug>/draw/commit")
@access.staff(Right.DECIDE)
def commit_to_draw(slug: str) -> ResponseReturnValue:
    """Bind the programme to a seed that nobody knows yet."""
    found = _lottery(slug, Right.DECIDE)
    lottery.commit(found, by=staff_actor(access.person_or_404()), now=clock.now())
    flash(say(g.language, "The seed is fixed, and its commitment is published."), "success")
    return redirect(url_for("desk.draw", slug=slug), 303)


@blueprint.post("/desk/programmes/<slug>/draw")
@access.staff(Right.DECIDE)
def make_draw(slug: str) -> ResponseReturnValue:
    """Draw; a second click finds it done."""
    found = _lottery(slug, Right.DECIDE)
    made = lottery.of(found)
    if made is None or made.drawn_at is None:
        lottery.make(found, by=staff_actor(access.person_or_404()), now=clock.now())
        flash(say(g.language, "It is drawn. The mails are on their way."), "success")
    return redirect(url_for("desk.draw", slug=slug), 303)


def _lottery(slug: str, right: Right) -> Programme:
    found = scope.programme(slug, right)
    return found if found.selection == Selection.LOTTERY else abort(404)
