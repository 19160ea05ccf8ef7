"""The queue."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer
from sqlalchemy.orm.interfaces import ORMOption
from werkzeug.datastructures import MultiDict

from registration.applications import answers, orders
from registration.applications.models import Application
from registration.applications.orders import IN_ORDER, ORDER_WORDS
from registration.applications.queue import count
from registration.core import clock
from registration.core.formats import show_date
from registration.core.languages import N_, SELF_NAMES, say
from registration.decisions import waiting
from registration.exchange.answers import Extract
from registration.exchange.cells import Cell
from registration.exchange.columns import Column
from registration.inbox import desk as inbox
from registration.parties import contributions, supplements
from registration.parties.models import CONTRIBUTORS
from registration.parties.words import MISSING, STANDING_WORDS, WHO
from registration.programmes.models import Programme
from registration.staff.permissions import Act, may, may_everywhere, visible_programmes
from registration.web.desk import address, scope, views
from registration.web.desk.address import Address
from registration.web.desk.blueprint import blueprint
from registration.web.desk.chips import DECISIONS, chips, is_narrowed
from registration.web.desk.way import FROM
from registration.web.desk.words import ACTS
from registration.web.shared import access

MOST_FILTERS = 100
OWED_UNTIL = N_("Further information until %(day)s")
OVERDUE_SINCE = N_("Further information overdue since %(day)s")


@blueprint.get("/desk")
@access.staff(Act.SEE)
def queue() -> ResponseReturnValue:
    """Applications that were sent, as far as the filters let them through."""
    found = address.read(request.args)
    if "" in request.args.values():  # a form sends all of its fields; the address stays readable
        return redirect(found.page_link(), 303)
    page = orders.page(
        found.filters,
        found.order,
        after=request.args.get("after", ""),
        before=request.args.get("before", ""),
        also=_loaded_along(found),
    )
    return render_template(
        "desk/queue.html",
        page=page,
        address=found,
        chips=list(chips(found)),
        is_narrowed=is_narrowed(found),
        views=views.listed(),
        programmes={one.id: one for one in found.programmes},
        states=IN_ORDER,
        orders=ORDER_WORDS,
        contributors={party: WHO[party] for party in CONTRIBUTORS},
        spoken=SELF_NAMES,
        decisions=DECISIONS,
        decided=waiting.about_these([row.id for row in page.rows]),
        title_of=lambda act: say(g.language, ACTS[act].title),
        cells=_cells(found, page.rows),
        may_decide=may(access.person_or_404(), Act.DECIDE, None),
        total=_decidable(found),
        awaited=contributions.awaited([row.id for row in page.rows]),
        missing_words=MISSING,
        mail_waits=_mail_waits(page.rows),
        standings=STANDING_WORDS,
        further=_further(found, page.rows),
    )


def neighbours(application: Application) -> tuple[Application | None, Application | None] | None:
    """What stands before and after it in the queue that somebody came from; None without one."""
    if FROM not in request.args:
        return None
    try:
        given = parse_qsl(request.args[FROM], max_num_fields=MOST_FILTERS)
    except ValueError:
        given = []
    found = address.read(MultiDict(given))
    return orders.neighbours(found.filters, found.order, application)


def _mail_waits(rows: Sequence[Application]) -> frozenset[int]:
    """Of which applications somebody wrote what nobody has looked at, as far as one may read it."""
    mine = {one.id for one in scope.programmes(Act.DECIDE)}
    return inbox.waiting_for([row.id for row in rows if row.programme_id in mine])


def _further(found: Address, rows: Sequence[Application]) -> dict[int, str]:
    """By application, that further information is still to come, and until when."""
    now, zones = clock.now(), {one.id: one.time_zone for one in found.programmes}
    owed = supplements.owed([row.id for row in rows])
    return {
        row.id: _owed_words(owed[row.id], zones.get(row.programme_id, "UTC"), now)
        for row in rows
        if row.id in owed
    }


def _owed_words(due_at: datetime, zone: str, now: datetime) -> str:
    day = show_date(due_at.astimezone(ZoneInfo(zone)).date(), g.language)
    return say(g.language, OVERDUE_SINCE if due_at < now else OWED_UNTIL, day=day)


def _decidable(found: Address) -> int | None:
    """How many of all that the filters leave this person may decide; None for very many."""
    if may_everywhere(access.person(), Act.DECIDE):
        return count(found.filters)
    theirs = select(Programme.id).where(visible_programmes(access.person(), Act.DECIDE))
    own = Application.programme_id.in_(theirs)
    return count(replace(found.filters, also=(*found.filters.also, own)))


def _loaded_along(found: Address) -> Sequence[ORMOption]:
    """What the chosen columns need of each row."""
    if not found.columns:
        return ()
    more = (Application.form_version_id, Application.changed_at, Application.language)
    programme = joinedload(Application.programme).raiseload("*")
    return (*map(undefer, more), programme, *contributions.loaded())


def _cells(found: Address, rows: Sequence[Application]) -> dict[int, list[Cell]]:
    """What stands in the chosen columns, by application."""
    programme, now = found.programme, clock.now()
    if programme is None or not found.columns:
        return {}
    extract = Extract(
        programme_id=programme.id,
        zone=programme.time_zone,
        until=now,
        asked=answers.asked_at_first(programme, g.language, today=now.date().isoformat()),
        labels=True,
        reader=scope.reader(programme),
        office=may(access.person(), Act.DECIDE, programme),
        columns=[
            Column(key=one.key, label=one.question(g.language), field=one.key)
            for one in found.columns
        ],
    )
    return {row.id: extract.cells(row) for row in rows}
