"""What must hold before a transition; each guard raises the error named after its rule."""

from registration.applications import answers
from registration.applications.models import Application
from registration.decisions.models import Progress
from registration.forms.rules.values import ACCEPTED
from registration.parties import contributions, supplements
from registration.programmes.models import Selection
from registration.programmes.windows import may_send
from registration.workflow import groups
from registration.workflow.context import Running
from registration.workflow.errors import (
    AskedAlready,
    DecisionWaits,
    GroupNotWhole,
    IllegalTransition,
    Incomplete,
    NothingToAsk,
    NotYetOpen,
    OfferExpired,
    PartsMissing,
    WindowClosed,
)


def window_open(running: Running) -> None:
    """The programme takes applications, or the deadline's grace is not over."""
    application = running.application
    programme = application.programme
    if may_send(programme, begun_at=application.created_at, now=running.now):
        return
    if programme.opens_at is not None and running.now < programme.opens_at:
        raise NotYetOpen(opens_at=programme.opens_at, time_zone=programme.time_zone)
    raise WindowClosed(closes_at=programme.closes_at or running.now, time_zone=programme.time_zone)


def complete(running: Running) -> None:
    """Every section that is asked for was answered and found right."""
    missing = answers.missing_sections(running.application)
    if missing:
        raise Incomplete(sections=missing)


def parts_sent(running: Running) -> None:
    """Everybody else who is asked for a part has sent it whole."""
    missing = contributions.missing(running.application)
    if missing:
        raise PartsMissing(parties=missing)


def others_named(running: Running) -> None:
    """The applicant has said who fills in each part that others are asked for."""
    unnamed = contributions.unnamed(running.application)
    if unnamed:
        raise Incomplete(sections=unnamed)


def offer_still_stands(running: Running) -> None:
    """The time to confirm is not over."""
    application = running.application
    expires = application.offer_expires_at
    if expires is not None and running.now >= expires:
        raise OfferExpired(expires_at=expires, time_zone=application.programme.time_zone)


def offer_is_over(running: Running) -> None:
    """The time to confirm is over, so the offer may lapse."""
    expires = running.application.offer_expires_at
    if expires is None or running.now < expires:
        raise IllegalTransition(act=running.act, state=running.came_from)


def not_decided_yet(running: Running) -> None:
    """No decision about it waits to take effect; that one has to be undone first."""
    decisions = running.application.decisions  # type: ignore[attr-defined]  # a backref
    if any(one.state == Progress.WAITING for one in decisions):
        raise DecisionWaits


def group_whole(running: Running) -> None:
    """Nobody of its group is left behind without a place."""
    if not running.together and groups.would_split(running.application):
        raise GroupNotWhole


def has_more_to_ask(running: Running) -> None:
    """The form asks this applicant for something after acceptance."""
    if not supplements.to_ask(running.application):
        raise NothingToAsk(act=running.act, state=running.came_from)


def not_asked_yet(running: Running) -> None:
    """The applicant is not being asked for it already."""
    if supplements.is_open(running.application):
        raise AskedAlready(act=running.act, state=running.came_from)


def asked_for_more(running: Running) -> None:
    """The applicant is being asked for it and has not sent it yet."""
    if not supplements.is_open(running.application):
        raise IllegalTransition(act=running.act, state=running.came_from)


def more_complete(running: Running) -> None:
    """Every section that is asked for after acceptance was answered and found right."""
    missing = answers.missing_sections(running.application, by=ACCEPTED)
    if missing:
        raise Incomplete(sections=missing)


def not_first_come(running: Running) -> None:
    """Places are given by a person, not by the order of arrival."""
    if is_first_come(running.application):
        raise IllegalTransition(act=running.act, state=running.came_from)


def not_over(running: Running) -> None:
    """The programme has not ended."""
    ends = running.application.programme.ends_at
    if ends is not None and running.now >= ends:
        raise IllegalTransition(act=running.act, state=running.came_from)


def has_begun(running: Running) -> None:
    """The programme has begun, so that somebody can have attended it."""
    starts = running.application.programme.starts_at
    if starts is not None and running.now < starts:
        raise IllegalTransition(act=running.act, state=running.came_from)


def is_first_come(application: Application) -> bool:
    """Whether the order of arrival alone gives the places."""
    return application.programme.selection == Selection.FIRST_COME
