"""What follows a transition, in the same transaction; an effect may return follow-up acts."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update

from registration.applications import answers, hidden, indexing
from registration.applications.models import Application
from registration.core.db import db
from registration.decisions.models import Decision, Progress
from registration.notices import catalogue as notices
from registration.notices import others as notices_to_others
from registration.notices.catalogue import Notice
from registration.parties import contributions, supplements
from registration.parties.models import Asking, Supplement
from registration.programmes.models import Programme, Quota, Selection
from registration.programmes.windows import DAYS_AFTER_MOVING_UP, end_of_day, end_of_offer
from registration.workflow import groups, places, waiting_list
from registration.workflow.acts import Act
from registration.workflow.context import Effect, FollowUp, Running
from registration.workflow.guards import is_first_come


def notify(notice: Notice) -> Effect:
    """The effect that queues a notice to the applicant."""

    def queue(running: Running) -> list[FollowUp]:
        notice(running.application, now=running.now, note=running.note, question=running.question)
        return []

    return queue


def receipt_or_place(running: Running) -> list[FollowUp]:
    """By order of arrival the place, or a place in the queue, comes at once; else a receipt."""
    application = running.application
    if not is_first_come(application) or contributions.missing(application):
        notices.receipt(application, now=running.now)
        return []
    return _next_in_line(application)


def place_once_whole(running: Running) -> list[FollowUp]:
    """By order of arrival what waited for others gets its place when nothing is missing any more.

    The order is that in which applications became whole: nobody holds a place for a part that may
    never come. Once the programme has begun, no place is given by itself any more.
    """
    application = running.application
    starts = application.programme.starts_at
    if not is_first_come(application) or (starts is not None and running.now >= starts):
        return []
    if contributions.missing(application):
        return []
    return [] if answers.missing_sections(application) else _next_in_line(application)


def _next_in_line(application: Application) -> list[FollowUp]:
    quotas = places.of_programme(places.lock([application.programme_id]))
    others = groups.waiting_with(application)
    party = [application, *others]
    if groups.left_behind(party) or waiting_list.must_queue_up(party, quotas):
        return [FollowUp(application, Act.QUEUE_UP)]
    return [FollowUp(application, Act.ADMIT), *[FollowUp(one, Act.MOVE_UP) for one in others]]


def ask_others(running: Running) -> list[FollowUp]:
    """Whoever is asked for a part gets the link to it."""
    application = running.application
    parties = contributions.needed(application)
    for part in contributions.of(application) if parties else ():
        if part.party in parties and part.mailed_at is None:
            notices_to_others.invitation(part, now=running.now)
    return []


def ask_nobody(running: Running) -> list[FollowUp]:
    """Nobody is asked for a part of what was withdrawn."""
    for part in contributions.of(running.application):
        notices_to_others.cancel(part)
    return []


def ask_more(running: Running) -> list[FollowUp]:
    """The applicant is asked for what the form asks after acceptance."""
    supplements.ask(running.application, due_at=_last_second(running), now=running.now)
    notices.supplement(running.application, now=running.now, note=running.note)
    return []


def ask_by_itself(running: Running) -> list[FollowUp]:
    """Where the programme says so, whoever has a place for certain is asked for more at once."""
    application = running.application
    if application.programme.more_within_days is None or supplements.of(application) is not None:
        return []
    return [FollowUp(application, Act.ASK_MORE)] if supplements.to_ask(application) else []


def move_day(running: Running) -> list[FollowUp]:
    """There is another day until which the applicant is asked for it."""
    supplements.move(_asked(running), due_at=_last_second(running), now=running.now)
    notices.supplement(running.application, now=running.now, note=running.note, moved=True)
    return []


def close_more(running: Running) -> list[FollowUp]:
    """It is no longer needed; whoever has not read that it is, need not read this either."""
    _asked(running).state = Asking.CLOSED
    notices.supplement_closed(running.application, now=running.now, note=running.note)
    return []


def keep_more(running: Running) -> list[FollowUp]:
    """It has arrived."""
    found = _asked(running)
    found.state, found.sent_at = Asking.SENT, running.now
    notices.supplement_receipt(running.application, now=running.now)
    return []


def ask_no_more(running: Running) -> list[FollowUp]:
    """Who has no place is not asked for anything; mails that ask for it do not leave any more."""
    notices.cancel_supplement(running.application)
    return []


def _asked(running: Running) -> Supplement:
    found = supplements.of(running.application)
    if found is None:
        raise LookupError(running.application.reference)
    return found


def _last_second(running: Running) -> datetime:
    """Of the day that was given; else of so many days on as the programme gives by itself."""
    programme, day = running.application.programme, running.until
    if day is None and programme.more_within_days is None:
        raise ValueError(running.act)
    if day is None:
        local = running.now.astimezone(ZoneInfo(programme.time_zone))
        day = local.date() + timedelta(days=programme.more_within_days or 0)
    return end_of_day(programme, day)


def take_place(running: Running) -> list[FollowUp]:
    """The whole party gets its places or the transition fails."""
    application = running.application
    places.take(application, places.lock([application.programme_id]))
    if application.waiting_since is not None:
        application.waiting_since = None
    return []


def offer_or_settle(running: Running) -> list[FollowUp]:
    """Ask the applicant to confirm in time, or settle it where the programme asks nobody."""
    application = running.application
    days = application.programme.confirm_within_days
    if days is None:
        return [FollowUp(application, Act.SETTLE)]
    application.offer_expires_at = end_of_offer(application.programme, days, now=running.now)
    notices.offer(application, now=running.now, note=running.note)
    return []


def offer_after_waiting(running: Running) -> list[FollowUp]:
    """Who waited is always asked: after weeks the evening may be taken."""
    application = running.application
    days = application.programme.confirm_within_days or DAYS_AFTER_MOVING_UP
    application.offer_expires_at = end_of_offer(application.programme, days, now=running.now)
    notices.moved_up(application, now=running.now)
    return []


def take_places(steps: Sequence[Running]) -> None:
    """The same as ``take_place`` for several in one programme."""
    applications = [one.application for one in steps]
    places.take_together(applications, places.lock([applications[0].programme_id]))
    for application in applications:
        application.waiting_since = None


def offer_all_after_waiting(steps: Sequence[Running]) -> None:
    """The same as ``offer_after_waiting`` for several."""
    for running in steps:
        application = running.application
        days = application.programme.confirm_within_days or DAYS_AFTER_MOVING_UP
        application.offer_expires_at = end_of_offer(application.programme, days, now=running.now)
    notices.moved_up_all([one.application for one in steps], now=steps[0].now)


def forget_deadline(running: Running) -> list[FollowUp]:
    """An answered or withdrawn offer has no deadline any more."""
    running.application.offer_expires_at = None
    return []


def join_waiting_list(running: Running) -> list[FollowUp]:
    """The end of the waiting list."""
    running.application.waiting_since = running.now
    return []


def leave_waiting_list(running: Running) -> list[FollowUp]:
    """Not waiting any more."""
    running.application.waiting_since = None
    return []


def release_place(running: Running) -> list[FollowUp]:
    """Give the places back; whoever now fits moves up from the waiting list."""
    application = running.application
    quotas = places.of_programme(places.lock([application.programme_id]))
    freed = places.release(application, quotas)
    return who_moves_up(application.programme, freed=freed, now=running.now)


def hold_choices(running: Running) -> list[FollowUp]:
    """What is chosen is held from now on, or the transition fails."""
    application = running.application
    places.hold_choices(application, places.lock([application.programme_id]))
    return []


def release_choices(running: Running) -> list[FollowUp]:
    """Others can have what was chosen."""
    application = running.application
    quotas = places.of_choices(places.lock([application.programme_id]))
    places.release(application, quotas)
    return []


def who_moves_up(programme: Programme, *, freed: int, now: datetime) -> list[FollowUp]:
    """The acts by which places go to the waiting list; none once the programme has begun.

    ``freed`` says how many people's places were given back or added just now.
    """
    if programme.starts_at is not None and now >= programme.starts_at:
        return []
    quotas = places.of_programme(places.lock([programme.id]))
    at_most = None if programme.selection == Selection.FIRST_COME else freed
    return [
        FollowUp(application, Act.MOVE_UP)
        for application in waiting_list.next_up(programme, quotas, at_most=at_most)
    ]


def drop_decision(running: Running) -> list[FollowUp]:
    """A decision that waits is void; a place that it held was given to nobody yet."""
    application = running.application
    dropped = db.session.execute(
        update(Decision)
        .where(Decision.application_id == application.id, Decision.state == Progress.WAITING)
        .values(state=Progress.UNDONE, settled_at=running.now)
        .returning(Decision.id)
    ).all()
    if dropped:
        quotas = places.of_programme(places.lock([application.programme_id]))
        places.release(application, quotas)
    return []


def forget_hidden(running: Running) -> list[FollowUp]:
    """What nobody is asked for is not kept, and what is kept is found by its words."""
    hidden.forget_hidden(running.application)
    indexing.index(running.application)
    return []


def keep_question(running: Running) -> list[FollowUp]:
    """Remember what the applicant is asked."""
    running.application.question = running.question
    running.application.remarks = dict(running.remarks)
    return []


def clear_question(running: Running) -> list[FollowUp]:
    """The question was answered."""
    running.application.question = None
    running.application.remarks = {}
    return []


# Effects that take or release places, and what must hold before one of them begins.
PLACE_EFFECTS: dict[Effect, Callable[[Application, Sequence[Quota]], None] | None] = {
    take_place: places.require_room,
    release_place: None,
    hold_choices: places.require_choices,
    release_choices: None,
    place_once_whole: None,
}

# The effects that several transitions of one kind in one programme can have at once.
TOGETHER: dict[Effect, Callable[[Sequence[Running]], None]] = {
    take_place: take_places,
    offer_after_waiting: offer_all_after_waiting,
}
