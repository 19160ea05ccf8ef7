"""The day until which accepted applicants can send what they are asked for in addition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import g

from registration.core.languages import N_, say
from registration.programmes.models import Programme
from registration.web.desk.inputs import DayField, DecisionInput
from registration.workflow.acts import Act

NEEDS_DAY = frozenset({Act.ASK_MORE, Act.MOVE_DAY})
USUAL = timedelta(days=14)
NO_DAY = N_("Please give the day by which it can be sent.")
OVER = N_("This day is over. Please give one that is still to come.")


@dataclass(frozen=True)
class Day:
    """The day as the page asks for it, with what is wrong with what was typed."""

    field: DayField
    zones: list[str]
    problem: str


def day_in(
    form: DecisionInput, act: str, programmes: Iterable[Programme], *, now: datetime
) -> Day | None:
    """The day that ``act`` needs; None where it needs none."""
    if act not in NEEDS_DAY:
        return None
    zones = sorted({one.time_zone for one in programmes})
    return Day(form.until, zones, _problem(form, zones, now) if form.is_submitted() else "")


def usual_day(now: datetime) -> date:
    """The day that is proposed."""
    return (now + USUAL).date()


def _problem(form: DecisionInput, zones: list[str], now: datetime) -> str:
    if form.until.errors:
        return say(g.language, form.until.errors[0])
    if form.until.data is None:
        return say(g.language, NO_DAY)
    today = max((now.astimezone(ZoneInfo(one)).date() for one in zones), default=now.date())
    return say(g.language, OVER) if form.until.data < today else ""
