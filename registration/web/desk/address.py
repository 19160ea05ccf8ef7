"""The queue's address: what it says is what is shown, kept in every link and form of the page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import g, url_for
from sqlalchemy import ColumnElement
from werkzeug.datastructures import MultiDict

from registration.applications.models import Application
from registration.applications.orders import ORDER_WORDS, Order
from registration.applications.queue import Filters
from registration.applications.states import SENT, State
from registration.casework import tags
from registration.casework.models import Tag
from registration.core import clock
from registration.core.languages import LANGUAGES, say
from registration.core.numbers import whole_number
from registration.decisions import waiting
from registration.forms.fields.field import Field
from registration.parties import contributions, supplements
from registration.parties.models import CONTRIBUTORS
from registration.parties.supplements import Standing
from registration.programmes.catalogue import City, site
from registration.programmes.models import Programme
from registration.web.desk import scope
from registration.web.desk.answer_filters import (
    ANSWER,
    DAYS_WRONG_WAY_ROUND,
    NO_DAY,
    Narrowing,
    Question,
    narrowing,
    questions_of,
    readable,
)
from registration.web.desk.inputs import FIRST_YEAR, LAST_YEAR
from registration.web.shared import access

MAX_TEXT = 100
MOST_COLUMNS = 12
ANYBODY = "anybody"
WAITS = "waits"
UNDECIDED = "none"


@dataclass(frozen=True)
class Address:
    """An address of the queue, as far as it makes sense and is this person's business.

    Attributes:
        programmes: those that may be seen.
        programme: the one that was chosen.
        questions: what its answers can be narrowed by.
        fields: the questions that can stand in columns.
        tags: those that the chosen programme's office uses.
        pairs: the same address tidied, as (name, value).
        problems: what is wrong with what was typed, by name.
        view: the number of the saved view with which it began; empty without one.
    """

    programmes: Sequence[Programme]
    programme: Programme | None
    questions: Sequence[Question]
    fields: Sequence[Field]
    tags: Sequence[Tag]
    filters: Filters
    order: Order
    columns: Sequence[Field]
    pairs: Sequence[tuple[str, str]]
    problems: Mapping[str, str] = field(default_factory=dict)
    view: str = ""

    def one(self, name: str) -> str:
        """The value of a name that stands at most once."""
        return next((value for key, value in self.pairs if key == name), "")

    def has(self, name: str, value: str) -> bool:
        """Whether this stands in the address."""
        return (name, value) in self.pairs

    @property
    def wrong_answers(self) -> set[str]:
        """Which of the problems are with answers to the form."""
        return {name for name in self.problems if _is_of_form(name)}

    @property
    def narrowing(self) -> str:
        """What narrows the queue, whatever its order and columns."""
        kept = [pair for pair in self.pairs if pair[0] not in {"sort", "column"}]
        return urlencode(sorted(kept))

    @property
    def query(self) -> str:
        """All of it, for a link that leads back."""
        return urlencode(self.pairs)

    @property
    def order_words(self) -> str:
        """By what it is sorted."""
        return say(g.language, ORDER_WORDS[self.order])

    @property
    def values(self) -> dict[str, list[str]]:
        """All of it, for links to other pages."""
        return lists(self.pairs)

    @property
    def _view(self) -> list[tuple[str, str]]:
        return [("view", self.view)] if self.view else []

    @property
    def clear_link(self) -> str:
        """The queue in the same order, without what narrows it."""
        return link(pair for pair in self.pairs if pair[0] == "sort")

    def page_link(self, **place: str) -> str:
        """Another page of the same."""
        return link([*self.pairs, *self._view, *place.items()])

    def link_without(self, name: str, value: str) -> str:
        """The queue without this; what belongs to a programme goes with the programme."""
        return link(
            (key, kept)
            for key, kept in [*self.pairs, *self._view]
            if (key, kept) != (name, value) and not (name == "programme" and _is_of_form(key))
        )


def link(pairs: Iterable[tuple[str, str]]) -> str:
    """The queue at this address."""
    values: dict[str, Any] = {**lists(pairs)}
    return url_for("desk.queue", **values)


def lists(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """(name, value) pairs as links take them."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def read(given: MultiDict[str, str]) -> Address:
    """The address of a page, or the same in the hidden inputs of a form.

    What is not known, or not this person's, narrows nothing.
    """
    programmes = scope.programmes()
    chosen = next((one for one in programmes if _names(one, given.get("programme"))), None)
    questions = list(questions_of(chosen)) if chosen else []
    fields = readable(chosen) if chosen else []
    offered = tags.offered(chosen.id) if chosen else []
    states = tuple(state for state in State if state in SENT and state in given.getlist("state"))
    days, problems = _days(given)
    asked = narrowing(questions, given, scope.reader(chosen)) if chosen else Narrowing()
    city = next((one for one in site().partners if one.key == given.get("partner")), None)
    keys = given.getlist("column")
    columns = [one for one in fields if one.key in keys][:MOST_COLUMNS]
    order = next((one for one in Order if one == given.get("sort")), Order.NEWEST)
    simple = {
        "text": given.get("text", "").replace("\0", "").strip()[:MAX_TEXT],
        "programme": chosen.slug if chosen else "",
        "partner": city.key if city else "",
        **_beside(given, offered),
        **asked.pairs,
        "sort": "" if order == Order.NEWEST else str(order),
    }
    pairs = [
        *[(name, value) for name, value in simple.items() if value],
        *[("state", str(state)) for state in states],
        *[("column", one.key) for one in columns],
    ]
    return Address(
        programmes=programmes,
        programme=chosen,
        questions=questions,
        fields=fields,
        tags=offered,
        filters=_filters(programmes, chosen, states, city, days, simple, asked, offered),
        order=order,
        columns=columns,
        pairs=pairs,
        problems={**problems, **asked.problems},
        view=given["view"] if whole_number(given.get("view", "")) is not None else "",
    )


def _beside(given: MultiDict[str, str], offered: Sequence[Tag]) -> dict[str, str]:
    """What an address says beside the programme and its form."""
    return {
        "from": given.get("from", "").strip()[:MAX_TEXT],
        "to": given.get("to", "").strip()[:MAX_TEXT],
        "owes": _known(given.get("owes"), (ANYBODY, *CONTRIBUTORS)),
        "further": _known(given.get("further"), list(Standing)),
        "speaks": _known(given.get("speaks"), LANGUAGES),
        "decision": _known(given.get("decision"), (WAITS, UNDECIDED)),
        "tag": _known(given.get("tag"), [one.key for one in offered]),
    }


def _filters(  # what the parts of an address mean
    programmes: Sequence[Programme],
    chosen: Programme | None,
    states: tuple[State, ...],
    city: City | None,
    days: tuple[datetime | None, datetime | None],
    simple: Mapping[str, str],
    asked: Narrowing,
    offered: Sequence[Tag],
) -> Filters:
    everything = scope.reads_everything()
    return Filters(
        programme_ids=None if everything or chosen else [one.id for one in programmes],
        programme_id=chosen.id if chosen else None,
        states=states,
        partner_id=city.id if city else None,
        since=days[0],
        until=days[1],
        language=simple["speaks"],
        chosen=tuple(asked.chosen),
        within=tuple(asked.within),
        also=tuple(_conditions(simple, offered)),
        text=simple["text"],
    )


def _conditions(simple: Mapping[str, str], offered: Sequence[Tag]) -> Iterator[ColumnElement[bool]]:
    """What narrows the queue by something that stands beside the applications."""
    if owes := simple["owes"]:
        yield contributions.owing(CONTRIBUTORS if owes == ANYBODY else [owes])
    if further := simple["further"]:
        yield supplements.having(further, now=clock.now())
    if decision := simple["decision"]:
        waits = waiting.decides_about(Application.id)
        yield waits if decision == WAITS else ~waits
    yield from (tags.tagged(one) for one in offered if one.key == simple["tag"])


def _days(
    given: MultiDict[str, str],
) -> tuple[tuple[datetime | None, datetime | None], dict[str, str]]:
    """The moments from which and before which it was sent, and what is wrong with them."""
    zone = ZoneInfo(access.person_or_404().time_zone)
    days: dict[str, date] = {}
    problems: dict[str, str] = {}
    for name in ("from", "to"):
        typed = given.get(name, "").strip()
        day = _day(typed)
        if day is not None:
            days[name] = day
        elif typed:
            problems[name] = say(g.language, NO_DAY)
    first, last = days.get("from"), days.get("to")
    if first and last and last < first:
        return (None, None), {"to": say(g.language, DAYS_WRONG_WAY_ROUND)}
    since = datetime.combine(first, time(), zone) if first else None
    until = datetime.combine(last + timedelta(days=1), time(), zone) if last else None
    return (since, until), problems


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _names(programme: Programme, given: str | None) -> bool:
    """By its slug; addresses from before had its number."""
    return given in {programme.slug, str(programme.id)}


def _known(given: str | None, among: Sequence[str]) -> str:
    return given if given and given in among else ""


def _is_of_form(name: str) -> bool:
    return name in {"column", "tag"} or name.startswith(ANSWER)
