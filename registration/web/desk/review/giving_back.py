"""A reviewer gives single sections back to the applicant, to be corrected before scoring."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registration.core import clock
from registration.core.languages import N_, SELF_NAMES, say
from registration.core.numbers import whole_number
from registration.review import scoring
from registration.review.models import Assignment
from registration.staff.permissions import Act as Right
from registration.web.desk import returning, scope
from registration.web.desk.blueprint import blueprint
from registration.web.desk.possible import refusal
from registration.web.desk.returning import Asked
from registration.web.desk.review import own
from registration.web.shared import access
from registration.workflow.actors import staff_actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition

PATH = f"{own.PATH}/return"


@blueprint.get(PATH)
@access.staff(Right.SEE)
def choose_sections(number: int) -> ResponseReturnValue:
    """The sections that the reviewer reads; of each, what is wrong with it."""
    found = _open(number)
    return _page(found, _sections(found))


@blueprint.post(PATH)
@access.staff(Right.SEE)
def give_back(number: int) -> ResponseReturnValue:
    """Return the application; the review waits until the applicant has sent it again."""
    found = _open(number)
    sections = _sections(found)
    remarks = returning.remarks_in(sections)
    if not remarks or any(one.problem for one in sections):
        return _page(found, sections, empty=not any(one.problem for one in sections)), 422
    seen = whole_number(request.form.get("revision", ""))
    transition(
        found.application,
        Act.SEND_BACK,
        by=staff_actor(access.person_or_404()),
        now=clock.now(),
        seen_revision=-1 if seen is None else seen,
        remarks=remarks,
    )
    told = N_("Given back. It stands here again as soon as the applicant has sent it.")
    flash(say(g.language, told), "success")
    return redirect(url_for("desk.my_reviews"), 303)


def _open(number: int) -> Assignment:
    """A review of this person's whose application can be given back.

    Raises:
        ConflictOfInterest, AlreadySent, ReviewOver: see ``review.scoring.require_open``.
        RuleBroken: what stands in the way, for example a decision that waits.
    """
    found = scope.own_review(number)
    scoring.require_open(found)
    refused = refusal(found.application, Act.SEND_BACK, now=clock.now())
    if refused is not None:
        raise refused
    return found


def _sections(found: Assignment) -> list[Asked]:
    """The applicant's sections, without those of which the reviewer reads nothing."""
    read = {shown.section.key for whose, shown, _ in own.sections(found) if not whose}
    return [one for one in returning.asked(found.application) if one.key in read]


def _page(found: Assignment, sections: list[Asked], *, empty: bool = False) -> str:
    return render_template(
        "desk/review/return.html",
        review=found,
        sections=sections,
        empty=empty,
        reads=SELF_NAMES[found.application.language],
        revision=request.form.get("revision", found.application.revision),
    )
