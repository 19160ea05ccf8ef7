"""The lottery: commit to a seed while applications still arrive, draw once after the deadline.

What is drawn by which rule stands in ``docs/lottery.md``; ``docs/check_draw.py`` follows it from
what is published alone. The order of any two applications depends on the seed and their own
references only, so that nobody who comes or withdraws in between changes it for others.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registration.applications.models import Application
from registration.applications.states import State
from registration.audit import trail
from registration.core.db import db, locking, one_at_a_time
from registration.core.settings import settings
from registration.parties import contributions
from registration.programmes.models import Draw, Programme, Quota, Selection, WaitingOrder
from registration.workflow import groups, places, waiting_list
from registration.workflow.actors import Actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition_together
from registration.workflow.errors import NotTheTimeToDraw
from registration.workflow.waiting_list import Line

SEED_BYTES = 32
PLACE, WAITING = "place", "waiting"
UNDECIDED = (State.SUBMITTED, State.IN_REVIEW)


def of(programme: Programme) -> Draw | None:
    """The draw that the programme has committed to, if any; always as the database has it."""
    query = select(Draw).where(Draw.programme_id == programme.id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def may_commit(programme: Programme, draw: Draw | None, *, now: datetime) -> bool:
    """Whether it is the time to commit to a seed: before the deadline, and only once."""
    closes = programme.closes_at
    is_lottery = programme.selection == Selection.LOTTERY
    return is_lottery and draw is None and closes is not None and now < closes


def may_draw(programme: Programme, draw: Draw | None, *, now: datetime) -> bool:
    """Whether it is the time to draw: nobody can send any more, and nothing was drawn yet."""
    opens = may_draw_from(programme)
    return draw is not None and draw.drawn_at is None and opens is not None and now >= opens


def may_draw_from(programme: Programme) -> datetime | None:
    """The end of the deadline's grace, from which nobody can send an application any more."""
    grace = timedelta(minutes=settings.submit_grace_minutes)
    return programme.closes_at + grace if programme.closes_at else None


def commit(programme: Programme, *, by: Actor, now: datetime) -> Draw:
    """Bind the programme to a new random seed, which nobody is told before the draw.

    Raises:
        NotTheTimeToDraw: the deadline has passed, there is a seed already, or it is no lottery.
    """
    one_at_a_time(f"draw of programme {programme.id}")
    if not may_commit(programme, of(programme), now=now):
        raise NotTheTimeToDraw
    draw = Draw(programme_id=programme.id, seed=secrets.token_hex(SEED_BYTES), committed_at=now)
    db.session.add(draw)
    about = f"programme:{programme.id}"
    trail.record("commit_to_draw", about=about, by=by.label, now=now, commitment=draw.commitment)
    return draw


def entries(programme: Programme, *, lock: bool = False) -> Sequence[Application]:
    """The undecided applications, in the order of their references.

    Those that still wait for the parts of others are among them.
    """
    query = (
        select(Application)
        .where(Application.programme_id == programme.id, Application.state.in_(UNDECIDED))
        .order_by(Application.reference)
        .options(selectinload(Application.answers), *contributions.loaded())
    )
    return db.session.scalars(locking(query, of=Application) if lock else query).unique().all()


def whole(applications: Sequence[Application]) -> list[Application]:
    """Those that take part in a draw: all parts of others have arrived, for all of their group."""
    complete = [one for one in applications if not contributions.missing(one)]
    torn = groups.left_behind(complete)
    return [one for one in complete if groups.of(one) not in torn]


def make(programme: Programme, *, by: Actor, now: datetime) -> Draw:
    """Draw: give the places in the drawn order; everybody else waits in that order.

    Raises:
        NotTheTimeToDraw: the deadline is not over, or it was drawn already.
        AlreadyDecided: somebody decided about an application at this moment; nothing was drawn.
    """
    quotas = places.of_programme(places.lock([programme.id]))
    draw = of(programme)
    if draw is None or not may_draw(programme, draw, now=now):
        raise NotTheTimeToDraw
    order = drawn_order(draw.seed, whole(entries(programme, lock=True)))
    draw.result = _published(order, quotas)
    draw.drawn_at = now
    programme.waiting_order = WaitingOrder.RANK
    outcome = {one["reference"]: one["outcome"] for one in draw.result["entries"]}
    drawn = [one for party in order for one in party]
    for position, application in enumerate(drawn, 1):
        application.rank = position
    acts = {PLACE: Act.OFFER, WAITING: Act.WAITLIST}
    steps = [(one, acts[outcome[one.reference]]) for one in drawn]
    transition_together(steps, by=by, now=now)
    trail.record("draw", about=f"programme:{programme.id}", by=by.label, now=now, drawn=len(drawn))
    return draw


def ticket(seed: str, reference: str) -> str:
    """By what a draw sorts: SHA-256 of the seed's 32 bytes followed by the reference, in hex."""
    return hashlib.sha256(bytes.fromhex(seed) + reference.encode()).hexdigest()


def drawn_order(seed: str, applications: Sequence[Application]) -> list[list[Application]]:
    """The parties in the drawn order; a group has one ticket, that of its first reference.

    Args:
        seed: 64 hexadecimal digits.
        applications: in the order of their references.
    """
    parties = list(waiting_list.together(applications))
    return sorted(parties, key=lambda party: ticket(seed, party[0].reference))


def _published(order: Sequence[Sequence[Application]], quotas: Sequence[Quota]) -> dict[str, Any]:
    """The result without a word on who or what anybody is: limits and groups are numbers."""
    line, number = Line(quotas), {quota.id: str(n) for n, quota in enumerate(quotas, 1)}
    limits = {number[quota.id]: {"free": quota.left, "nested": quota.of_group} for quota in quotas}
    found: list[dict[str, Any]] = []
    for party_number, party in enumerate(order, 1):
        is_served = line.serve(waiting_list.demand(party, quotas))
        found += [
            {
                "position": len(found) + position,
                "reference": one.reference,
                "party": party_number,
                "places": one.party_size,
                "limits": sorted(number[quota.id] for quota in places.needed(one, quotas)),
                "outcome": PLACE if is_served else WAITING,
            }
            for position, one in enumerate(party, 1)
        ]
    return {"limits": limits, "entries": found}


def published(draw: Draw, programme: Programme) -> dict[str, Any]:
    """All that is to be known about a draw, for people and programs that check it."""
    return {
        "programme": programme.slug,
        "committed_at": draw.committed_at.isoformat(),
        "commitment": draw.commitment,
        **(
            {"drawn_at": draw.drawn_at.isoformat(), "seed": draw.seed, **draw.result}
            if draw.drawn_at is not None and draw.result is not None
            else {}
        ),
    }
