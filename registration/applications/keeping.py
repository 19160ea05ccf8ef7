"""How long an answer is kept: as long as its question says after the programme's end."""

from datetime import date
from zoneinfo import ZoneInfo

from registration.forms.fields.field import Which
from registration.programmes.models import Programme


def over(programme: Programme, today: str) -> Which:
    """The questions whose answers are not to be kept any more.

    Args:
        programme: whose last day counts, on its own clocks; without one nothing is ever over.
        today: ISO date.
    """
    moment = programme.ends_at or programme.starts_at
    if moment is None:
        return lambda _field: False
    last_day = moment.astimezone(ZoneInfo(programme.time_zone)).date()
    days = (date.fromisoformat(today) - last_day).days
    return lambda field: field.keep is not None and days > field.keep
