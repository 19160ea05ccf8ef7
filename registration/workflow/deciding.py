"""Decisions about one or many applications, from being looked at to taking effect.

``consider`` → ``decide`` → (``approve`` by each partner, ``release`` where decisions are private)
→ ``carry_out``, which makes the transition; ``undo`` takes a decision back while it waits. Nothing
of a decision is to be seen by the applicant before it takes effect.

A decision that gives a place holds the place from the moment it is made, under the lock of
``workflow.places``, so what waits is never refused for want of a place.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from registration.applications.models import Application
from registration.audit import trail
from registration.core.db import db, table_of
from registration.core.errors import RuleBroken
from registration.decisions import waiting
from registration.decisions.models import Approval, Batch, Decision, Progress
from registration.parties import contributions
from registration.programmes.models import Programme
from registration.staff.models import StaffMember
from registration.staff.permissions import Act as Right
from registration.staff.permissions import partners_of
from registration.workflow import groups, places, waiting_list
from registration.workflow.actors import Actor, staff_actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import (
    AlreadyDecided,
    GroupNotWhole,
    ProgrammeFull,
)
from registration.workflow.outlook import refusal

DECISIONS = frozenset({Act.OFFER, Act.WAITLIST, Act.REJECT})
DECIDED, APPROVED, UNDONE, RELEASED = "decide", "approve", "undo_decision", "release_decisions"
AT_ONCE = timedelta(0)


def is_carried_out_at_once(programme: Programme, act: Act, *, by: StaffMember) -> bool:
    """Whether a decision about one application needs nobody's approval and no release."""
    if act not in DECISIONS:
        return True
    return not programme.release_together and not _others_approve(programme, by)


def consider(
    act: Act, applications: Sequence[Application], *, by: StaffMember, now: datetime
) -> Batch:
    """Note what would be decided about applications as they stand; changes nothing about them.

    Those for which a rule stands in the way are in the batch as refused. ``applications`` have
    their programmes, decisions and parts loaded.
    """
    batch = Batch(act=act, made_by_id=by.id, made_at=now)
    db.session.add(batch)
    db.session.flush()  # the decisions name its id
    refused = _refusals(act, applications, by=by, now=now)
    rows = [
        {
            "batch_id": batch.id, "application_id": one.id, "revision": one.revision,
            **_considered(refused.get(one.id)),
        }
        for one in applications
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(table_of(Decision)), rows)
    return batch


def decide(
    batch: Batch,
    *,
    by: StaffMember,
    now: datetime,
    note: str | None = None,
    undo_for: timedelta = AT_ONCE,
    until: date | None = None,
) -> None:
    """Decide as it was considered; what a rule refuses meanwhile is refused alone.

    Only places are not: those who belong together get them all of them or none.

    Args:
        batch: considered.
        by: who decides; their yes counts for the partners whose coordinator they are.
        now: the moment, aware.
        note: words for the applicants, added to the mails.
        undo_for: how long the decisions can be undone before they take effect, where they
            cause mails.
        until: the last day on which to answer, where the applicants are asked for something.

    Raises:
        AlreadyDecided: this batch was decided about or dropped before.
    """
    changed = update(Batch).where(Batch.id == batch.id, Batch.decided_at.is_(None))
    changed = changed.values(decided_at=now, note=note, until=until)
    answer = db.session.execute(changed.returning(Batch.id))
    if answer.first() is None:
        raise AlreadyDecided(state=Progress.WAITING)
    db.session.refresh(batch)
    found = _lock_and_load(Decision.batch_id == batch.id, Decision.state == Progress.CONSIDERED)
    due = now + (undo_for if batch.act in DECISIONS else AT_ONCE)
    standing = _refuse_what_changed(found, Act(batch.act), by=by, now=now)
    for party in _parties(standing):
        applications = [one.application for one in party]
        broken = groups.why_not_together(applications) if batch.act == Act.OFFER else None
        for decision in party:
            if broken is not None:
                _refuse(decision, broken, now=now)
            else:
                _decide(decision, Act(batch.act), by=by, now=now, due=due)
    kept = [one.application.about for one in found if one.state == Progress.WAITING]
    if batch.act in DECISIONS:
        trail.record_all(DECIDED, about=kept, by=staff_actor(by).label, now=now, what=batch.act)


def propose(  # see transition
    application: Application,
    act: Act,
    *,
    by: StaffMember,
    now: datetime,
    seen_revision: int,
    note: str | None = None,
) -> Decision:
    """Decide about one application where others approve or decisions are kept private.

    Raises:
        RuleBroken: a rule refuses, as ``transition`` would; nothing was changed.
    """
    if application.revision != seen_revision:
        raise AlreadyDecided(state=application.state)
    quotas = places.lock([application.programme_id])
    refused = refusal(application, act, by=staff_actor(by), now=now)
    if refused is not None:
        raise refused
    if act is Act.OFFER:
        places.require_room(application, quotas)
    batch = consider(act, [application], by=by, now=now)
    decide(batch, by=by, now=now, note=note)
    return db.session.scalars(select(Decision).where(Decision.batch_id == batch.id)).one()


def approve(decisions: Sequence[Decision], *, by: StaffMember, now: datetime) -> int:
    """Say yes for the partners whose coordinator ``by`` is.

    Returns:
        How many were waiting for that; the others are left as they are.
    """
    approved = []
    for decision in decisions:
        wanted = {one.id for one in waiting.still_to_approve(decision)}
        mine = wanted & partners_of(by, Right.DECIDE, decision.application.programme)
        if mine and decision.state == Progress.WAITING:
            _add_approvals(decision, mine, by=by, now=now)
            decision.approved_at = now if mine == wanted else None
            approved.append(decision.application.about)
    trail.record_all(APPROVED, about=approved, by=staff_actor(by).label, now=now)
    return len(approved)


def undo(ids: Collection[int], *, by: StaffMember, now: datetime) -> int:
    """Take back decisions that still wait, and the places that they held.

    These were given to nobody yet, so that the waiting list does not move up by itself. What
    waits about others of a group is taken back along with it.

    Returns:
        How many were taken back; those that took effect meanwhile are not among them.
    """
    which = waiting.with_their_groups(ids)
    found = _lock_and_load(which, Decision.state == Progress.WAITING)
    taken_back = [one for one in found if _claim(one, Progress.UNDONE, now=now)]
    for decision in taken_back:
        _release_held(decision)
    about = [one.application.about for one in taken_back]
    trail.record_all(UNDONE, about=about, by=staff_actor(by).label, now=now)
    return len(taken_back)


def drop(batch: Batch) -> None:
    """Forget a batch that was only looked at; harmless where it was decided."""
    if batch.decided_at is None:
        db.session.delete(batch)


def release(programme: Programme, *, by: Actor, now: datetime) -> int:
    """Let the decisions of a programme take effect that everybody approved.

    Returns:
        How many were kept until now.
    """
    theirs = select(Application.id).where(Application.programme_id == programme.id)
    changed = db.session.execute(
        update(Decision)
        .where(
            Decision.state == Progress.WAITING,
            Decision.approved_at.is_not(None),
            Decision.due_at.is_(None),
            Decision.application_id.in_(theirs),
        )
        .values(due_at=now)
        .returning(Decision.id)
        .execution_options(synchronize_session=False)
    ).all()
    if changed:
        about = f"programme:{programme.id}"
        trail.record(RELEASED, about=about, by=by.label, now=now, count=len(changed))
    return len(changed)


def settle_rules(programme: Programme, *, now: datetime) -> None:
    """Let what waits follow the programme's rules after they were changed."""
    theirs = select(Application.id).where(Application.programme_id == programme.id)
    of_programme = (Decision.state == Progress.WAITING, Decision.application_id.in_(theirs))
    if not programme.every_partner_approves:
        _set(Decision.approved_at.is_(None), *of_programme, approved_at=now)
    if not programme.release_together:
        _set(Decision.due_at.is_(None), *of_programme, due_at=now)


def carry_out(ids: Collection[int], *, now: datetime) -> int:
    """Make the transitions of decisions whose time has come, in the running unit of work.

    Those about others of a group come along, so that no two units share a group.

    Returns:
        How many took effect; others had been undone, or a rule refused them.
    """
    found = _lock_and_load(waiting.with_their_groups(ids), waiting.is_due(now))
    return sum(_carry_out(one, now=now) for one in found if _claim(one, Progress.DONE, now=now))


def _others_approve(programme: Programme, by: StaffMember) -> bool:
    mine = partners_of(by, Right.DECIDE, programme)
    return programme.every_partner_approves and {one.id for one in programme.partners} > mine


def _refusals(
    act: Act, applications: Collection[Application], *, by: StaffMember, now: datetime
) -> dict[int, RuleBroken]:
    """Which rules stand in the way of an act to all of these, by the id of the application.

    Where one of a group gets no place, none of the group does.
    """
    actor = staff_actor(by)
    seen = {one.id: refusal(one, act, by=actor, now=now, together=True) for one in applications}
    found = {number: broken for number, broken in seen.items() if broken is not None}
    if act is Act.OFFER:
        standing = [one for one in applications if one.id not in found]
        split = groups.left_behind(standing)
        found |= {one.id: GroupNotWhole() for one in standing if groups.of(one) in split}
    return found


def _considered(broken: RuleBroken | None) -> dict[str, Any]:
    if broken is None:
        return {"state": Progress.CONSIDERED, "reason": None}
    return {"state": Progress.REFUSED, "reason": type(broken).__name__}


def _lock_and_load(*which: Any) -> list[Decision]:
    """Decisions with all that judging them needs, read under the lock of their places."""
    programmes = select(Application.programme_id).join(Decision).where(*which).distinct()
    places.lock(db.session.scalars(programmes))
    applications = (
        select(Application)
        .where(Application.id.in_(select(Decision.application_id).where(*which)))
        .join(Programme)
        .options(
            contains_eager(Application.programme).selectinload(Programme.partners),
            selectinload(Application.decisions),  # type: ignore[attr-defined]  # a backref
            *contributions.loaded(),
        )
        .execution_options(populate_existing=True)
    )
    kept = set(db.session.scalars(applications).unique())  # the decisions find them in the session
    decisions = (
        select(Decision)
        .where(*which)
        .order_by(Decision.id)
        .options(joinedload(Decision.batch), selectinload(Decision.approvals))
        .execution_options(populate_existing=True)
    )
    return [one for one in db.session.scalars(decisions) if one.application in kept]


def _refuse_what_changed(
    decisions: Sequence[Decision], act: Act, *, by: StaffMember, now: datetime
) -> list[Decision]:
    """Refuse what is not as it was considered; the decisions that still can be made."""
    changed = {one.id for one in decisions if one.application.revision != one.revision}
    as_seen = [one.application for one in decisions if one.id not in changed]
    refused = _refusals(act, as_seen, by=by, now=now)
    standing = []
    for decision in decisions:
        broken = refused.get(decision.application_id)
        if decision.id in changed:
            broken = AlreadyDecided(state=decision.application.state)
        if broken is None:
            standing.append(decision)
        else:
            _refuse(decision, broken, now=now)
    return standing


def _parties(decisions: Sequence[Decision]) -> list[list[Decision]]:
    """The decisions about those who belong together side by side."""
    by_application = {one.application_id: one for one in decisions}
    applications = (one.application for one in decisions)
    return [
        [by_application[one.id] for one in party] for party in waiting_list.together(applications)
    ]


def _decide(decision: Decision, act: Act, *, by: StaffMember, now: datetime, due: datetime) -> None:
    application, programme = decision.application, decision.application.programme
    if act is Act.OFFER:
        try:
            places.take(application, places.lock([programme.id]))
        except ProgrammeFull as broken:
            _refuse(decision, broken, now=now)
            return
    decision.state = Progress.WAITING
    decision.due_at = None if act in DECISIONS and programme.release_together else due
    if act in DECISIONS and programme.every_partner_approves:
        mine = partners_of(by, Right.DECIDE, programme)
        _add_approvals(decision, mine, by=by, now=now)
        decision.approved_at = None if {one.id for one in programme.partners} > mine else now
    else:
        decision.approved_at = now


def _add_approvals(
    decision: Decision, partner_ids: Collection[int], *, by: StaffMember, now: datetime
) -> None:
    decision.approvals += [
        Approval(partner_id=partner_id, staff_member_id=by.id, at=now) for partner_id in partner_ids
    ]


def _refuse(decision: Decision, broken: RuleBroken, *, now: datetime) -> None:
    decision.state, decision.reason = Progress.REFUSED, type(broken).__name__
    decision.settled_at = now


def _claim(decision: Decision, state: Progress, *, now: datetime) -> bool:
    """Settle a decision that waits; False where somebody else did so in this very moment."""
    claimed = db.session.execute(
        update(Decision)
        .where(Decision.id == decision.id, Decision.state == Progress.WAITING)
        .values(state=state, settled_at=now)
        .returning(Decision.id)
    )
    return claimed.first() is not None


def _carry_out(decision: Decision, *, now: datetime) -> int:
    application, batch = decision.application, decision.batch
    _release_held(decision)  # the transition takes them itself, still under the lock
    try:
        transition(
            application,
            Act(batch.act),
            by=Actor("staff", batch.made_by_id),
            now=now,
            seen_revision=decision.revision,
            note=batch.note,
            until=batch.until,
        )
    except RuleBroken as broken:
        _refuse(decision, broken, now=now)
        return 0
    return 1


def _release_held(decision: Decision) -> None:
    if decision.batch.act == Act.OFFER:
        quotas = places.lock([decision.application.programme_id])
        places.release(decision.application, places.of_programme(quotas))


def _set(*which: Any, **values: Any) -> None:
    statement = update(Decision).where(*which).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
