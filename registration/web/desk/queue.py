"""The queue."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registration.applications import queue as applications
from registration.applications.queue import Filters
from registration.applications.states import SENT, State
from registration.parties import contributions
from registration.parties.words import MISSING
from registration.staff.permissions import Act, may
from registration.web.desk import scope
from registration.web.desk.blueprint import blueprint
from registration.web.shared import access

MAX_TEXT = 100


@blueprint.get("/desk")
@access.staff(Act.SEE)
def queue() -> ResponseReturnValue:
    """Applications that were sent, newest first, as far as the filters let them through."""
    programmes = scope.programmes()
    filters, kept = read_filters([one.id for one in programmes], request.args.to_dict())
    page = applications.page(
        filters, after=request.args.get("after", ""), before=request.args.get("before", "")
    )
    return render_template(
        "desk/queue.html",
        page=page,
        programmes={one.id: one for one in programmes},
        states=[state for state in State if state in SENT],
        kept=kept,
        may_decide=may(access.person_or_404(), Act.DECIDE, None),
        awaited=contributions.awaited([row.id for row in page.rows]),
        missing_words=MISSING,
    )


def read_filters(programme_ids: list[int], given: dict[str, str]) -> tuple[Filters, dict[str, str]]:
    """The filters of an address, and the same tidied, for the links of the page.

    What is not known, or not this person's, filters nothing.
    """
    chosen = next((one for one in programme_ids if str(one) == given.get("programme")), None)
    state = State(given["state"]) if given.get("state") in set(SENT) else None
    text = given.get("text", "").replace("\0", "").strip()[:MAX_TEXT]
    everything = scope.reads_everything()
    filters = Filters(
        programme_ids=None if everything or chosen is not None else programme_ids,
        programme_id=chosen,
        state=state,
        text=text,
    )
    kept = {"programme": str(chosen or ""), "state": str(state or ""), "text": text}
    return filters, {name: value for name, value in kept.items() if value}
