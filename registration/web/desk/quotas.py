"""The limits of places on a programme's page: what stands, what was typed, and what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import g, request

from registration.applications import answers, belonging
from registration.applications.models import Application
from registration.core.languages import N_, say, text
from registration.decisions.batches import PartyRow
from registration.forms import limits
from registration.programmes.models import Programme, Quota
from registration.web.desk.inputs import FIRST_YEAR, LAST_YEAR, MOST_PLACES
from registration.workflow import places
from registration.workflow.places import TOTAL
from registration.workflow.quotas import Limit
from registration.workflow.waiting_list import demand

NO_NUMBER = N_("Please give a whole number.")
TAKEN_ALREADY = N_("%(taken)s places are taken already; the number cannot be smaller.")
NOTHING_CHOSEN = N_("Please choose what is to be limited.")
NO_DAY = N_("There is no such day. Please check day, month and year.")
NO_TOTAL = N_("Places can only be returned within a limit of all places. Please add that first.")
NEW = "new"
ONE_DAY = timedelta(days=1)


@dataclass
class Row:
    """A limit as the page shows it: the names of its inputs end in ``id``.

    ``places`` and ``overbooking`` are as they were typed. Without ``quota`` it is to be added.
    """

    id: str
    key: str
    places: str
    overbooking: str
    zone: str
    returns: str = ""
    quota: Quota | None = None
    ends: bool = False
    problem: str = ""

    @property
    def limit(self) -> Limit | None:
        """What was typed; None where that is none."""
        numbers = [_number(typed) for typed in (self.places, self.overbooking or "0")]
        if numbers[0] is None or numbers[1] is None:
            return None
        return Limit(numbers[0], numbers[1], self.return_at)

    @property
    def return_at(self) -> datetime | None:
        """The end of the day that was typed; None where that is none."""
        day = _day(self.returns)
        if day is None:
            return None
        return datetime.combine(day + ONE_DAY, time(), ZoneInfo(self.zone)).astimezone(UTC)


def as_they_stand(quotas: Sequence[Quota], zone: str) -> list[Row]:
    """The rows of the limits that there are, and an empty one for another."""
    rows = [
        Row(
            str(one.id), one.key, str(one.places), str(one.overbooking or ""), zone,
            returns=_last_day(one, zone), quota=one,
        )
        for one in quotas
    ]  # fmt: skip
    return [*rows, Row(NEW, "", "", "", zone)]


def as_typed(quotas: Sequence[Quota], zone: str) -> list[Row]:
    """The same with what was typed; each row knows its problem."""
    rows = as_they_stand(quotas, zone)
    for row in rows:
        row.places = _typed(f"places-{row.id}")
        row.overbooking = _typed(f"overbooking-{row.id}")
        row.returns = _typed(f"returns-{row.id}") if row.quota and row.quota.of_partner else ""
        row.ends = bool(row.quota and row.quota.of_group and request.form.get(f"ends-{row.id}"))
    rows[-1].key = _typed("key-new")
    has_total = any(one.key == TOTAL for one in quotas)
    for row in rows:
        row.problem = _problem(row)
        if row.returns and not row.problem and not has_total:
            row.problem = say(g.language, NO_TOTAL)
    return rows


def wanted(rows: Sequence[Row]) -> dict[str, Limit]:
    """The limits that are to be, by the keys of their quotas; the rows have no problem."""
    return {
        row.key: row.limit for row in rows if row.limit is not None and row.key and not row.ends
    }


def titles(programme: Programme) -> dict[str, str]:
    """What can be limited, by the key of its quota."""
    document = answers.document_for(programme)
    found = {TOTAL: say(g.language, "All places")}
    found |= {f"date:{date.key}": text(date.title, g.language) for date in programme.dates}
    found |= belonging.titles(programme, document, g.language)
    for key, words in limits.titles(document).items():
        found[key] = belonging.title_of(*words, g.language)
    return found


def left_for(application: Application) -> list[tuple[str, int]]:
    """(what is limited, places left) of each limit under which a place for it would count.

    The limit of the whole programme is not among them.
    """
    named = titles(application.programme)
    counted = places.of_programme(application.programme.quotas)
    return [
        (named.get(one.key, one.key), one.left)
        for one in places.needed(application, counted)
        if one.key != places.TOTAL
    ]


def needed_of(programme: Programme, parties: Sequence[PartyRow]) -> list[tuple[str, int, int]]:
    """(what is limited, places needed, places left) of each limit but that of the whole programme.

    Those of the limits under which these parties need places.
    """
    named = titles(programme)
    counted = places.of_programme(programme.quotas)
    needs = demand(parties, counted)
    return [
        (named.get(one.key, one.key), needs[one.id], one.left)
        for one in counted
        if one.key != places.TOTAL and one.id in needs
    ]


def addable(programme: Programme, named: dict[str, str]) -> dict[str, str]:
    """What could be limited besides, by the key that its quota would have."""
    there = {quota.key for quota in programme.quotas}
    return {
        key: name
        for key, name in named.items()
        if key not in there and not Quota(key=key).of_choice
    }


def _problem(row: Row) -> str:
    if row.ends or (row.quota is None and not (row.key or row.places or row.overbooking)):
        return ""
    if not row.key:
        return say(g.language, NOTHING_CHOSEN)
    if row.limit is None:
        return say(g.language, NO_NUMBER)
    if row.returns and row.return_at is None:
        return say(g.language, NO_DAY)
    if row.quota is not None and row.quota.taken > row.limit.most:
        return say_taken(row.quota.taken)
    return ""


def say_taken(taken: int) -> str:
    """That a limit cannot be so low."""
    return say(g.language, TAKEN_ALREADY, taken=taken)


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _last_day(quota: Quota, zone: str) -> str:
    if quota.return_at is None:
        return ""
    return (quota.return_at.astimezone(ZoneInfo(zone)).date() - ONE_DAY).isoformat()


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _number(typed: str) -> int | None:
    if not (typed.isascii() and typed.isdecimal()):
        return None
    digits = typed.lstrip("0") or "0"
    number = int(digits) if len(digits) <= len(str(MOST_PLACES)) else MOST_PLACES + 1
    return number if number <= MOST_PLACES else None
