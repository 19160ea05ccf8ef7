"""Start page, a page a programme, Retrospective."""

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue

from registration.applications import answers, belonging
from registration.core import clock
from registration.programmes import catalogue
from registration.programmes import retrospective as retrospectives
from registration.programmes.models import Programme, Selection
from registration.web.public.blueprint import blueprint
from registration.web.shared import access
from registration.workflow import lottery

SHOWN_OF_PAST = 3


@blueprint.get("/")
@access.public
def start() -> ResponseReturnValue:
    """The partnership, what is planned, and the newest of what is past."""
    now = clock.now()
    return render_template(
        "public/start.html",
        planned=catalogue.planned(now),
        past=catalogue.past(now)[:SHOWN_OF_PAST],
    )


@blueprint.get("/retrospective")
@access.public
def retrospective() -> ResponseReturnValue:
    """All past programmes."""
    past = catalogue.past(clock.now())
    return render_template(
        "public/retrospective.html", past=past, accounts=retrospectives.glances(past)
    )


@blueprint.get("/programmes/<slug>")
@access.public
def programme(slug: str) -> ResponseReturnValue:
    """Everything about one programme."""
    found = catalogue.by_slug(slug) or abort(404)
    rows = [(date, catalogue.places_left(found, f"date:{date.key}")) for date in found.dates]
    return render_template(
        "public/programme.html",
        card=catalogue.card(found, clock.now()),
        date_rows=rows,
        group_rows=_groups(found),
        draw=lottery.of(found) if found.selection == Selection.LOTTERY else None,
        account=retrospectives.account(found),
    )


def _groups(found: Programme) -> list[tuple[str, int]]:
    """(who, places left) for each partner, institution or category with a limit of its own."""
    limited = [quota for quota in found.quotas if quota.of_group]
    if not limited or found.form_version_id is None:
        return []
    titles = belonging.titles(found, answers.document_for(found), g.language)
    total = catalogue.places_left(found)
    return [
        (titles[quota.key], quota.left if total is None else min(quota.left, total))
        for quota in limited
        if quota.key in titles
    ]
