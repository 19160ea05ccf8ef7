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

from registration.applications import answers, keeping
from registration.applications.orders import MOST_DIGITS, ORDER_WORDS, Order
from registration.applications.queue import Filters
from registration.applications.search import facets_for
from registration.applications.states import SENT, State
from registration.core import clock
from registration.core.languages import LANGUAGES, N_, say
from registration.exchange.columns import fields_of, may_show
from registration.forms.fields.field import Field
from registration.forms.rules.values import APPLICANT
from registration.parties import contributions, supplements
from registration.parties.models import CONTRIBUTORS
from registration.parties.supplements import Standing
from registration.programmes.catalogue import City, site
from registration.programmes.models import Programme
from registration.staff.permissions import Act, may
from registration.web.desk import scope
from registration.web.desk.inputs import FIRST_YEAR, LAST_YEAR
from registration.web.shared import access

MAX_TEXT = 100
MOST_COLUMNS = 12
ANSWER = "answer."
ANYBODY = "anybody"
NO_DAY = N_("There is no such day. Please check day, month and year.")
WRONG_WAY_ROUND = N_("The last day is before the first.")


@dataclass(frozen=True)
class Question:
    """A question of the chosen programme's form by which the queue can be narrowed."""

    key: str
    label: str
    options: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its name in the address."""
        return ANSWER + self.key


@dataclass(frozen=True)
class Address:
    """An address of the queue, as far as it makes sense and is this person's business.

    Attributes:
        programmes: those that may be seen.
        programme: the one that was chosen.
        questions: what its answers can be narrowed by.
        fields: the questions that can stand in columns.
        pairs: the same address tidied, as (name, value).
        problems: what is wrong with what was typed, by name.
        view: the number of the saved view with which it began; empty without one.
    """

    programmes: Sequence[Programme]
    programme: Programme | None
    questions: Sequence[Question]
    fields: Sequence[Field]
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
    questions = list(_questions(chosen)) if chosen else []
    fields = list(_columns(chosen)) if chosen else []
    states = tuple(state for state in State if state in SENT and state in given.getlist("state"))
    days, problems = _days(given)
    city = next((one for one in site().partners if one.key == given.get("partner")), None)
    asked = {one.name: given[one.name] for one in questions if given.get(one.name) in one.options}
    keys = given.getlist("column")
    columns = [one for one in fields if one.key in keys][:MOST_COLUMNS]
    order = next((one for one in Order if one == given.get("sort")), Order.NEWEST)
    simple = {
        "text": given.get("text", "").replace("\0", "").strip()[:MAX_TEXT],
        "programme": chosen.slug if chosen else "",
        "partner": city.key if city else "",
        "from": given.get("from", "").strip()[:MAX_TEXT],
        "to": given.get("to", "").strip()[:MAX_TEXT],
        "owes": _known(given.get("owes"), (ANYBODY, *CONTRIBUTORS)),
        "further": _known(given.get("further"), list(Standing)),
        "speaks": _known(given.get("speaks"), LANGUAGES),
        **asked,
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
        filters=_filters(programmes, chosen, states, city, days, simple, asked),
        order=order,
        columns=columns,
        pairs=pairs,
        problems=problems,
        view=_number(given.get("view", "")),
    )


def _filters(  # what the parts of an address mean
    programmes: Sequence[Programme],
    chosen: Programme | None,
    states: tuple[State, ...],
    city: City | None,
    days: tuple[datetime | None, datetime | None],
    simple: Mapping[str, str],
    asked: Mapping[str, str],
) -> Filters:
    everything = scope.reads_everything()
    reader = scope.reader(chosen) if chosen else None
    return Filters(
        programme_ids=None if everything or chosen else [one.id for one in programmes],
        programme_id=chosen.id if chosen else None,
        states=states,
        partner_id=city.id if city else None,
        since=days[0],
        until=days[1],
        language=simple["speaks"],
        chosen=tuple(
            tuple(facets_for(reader, name.removeprefix(ANSWER), option))
            for name, option in asked.items()
            if reader
        ),
        also=tuple(_also(simple["owes"], simple["further"])),
        text=simple["text"],
    )


def _also(owes: str, further: str) -> Iterator[ColumnElement[bool]]:
    """What stands outside of the application itself."""
    if owes:
        yield contributions.owing(CONTRIBUTORS if owes == ANYBODY else [owes])
    if further:
        yield supplements.having(further, now=clock.now())


def _questions(programme: Programme) -> Iterator[Question]:
    """What was asked of the applicants, has few answers, and may be read by this person."""
    today = clock.now().date().isoformat()
    asked = answers.asked_at_first(programme, g.language, today=today)
    theirs = {
        one.key
        for section in answers.document_for(programme).sections_by(APPLICANT)
        for one in section.fields
    }
    for question in _columns(programme):
        options = question.to_filter_by(asked)
        if question.key in theirs and options:
            yield Question(question.key, question.question(g.language), options)


def _columns(programme: Programme) -> Iterator[Field]:
    """The questions whose answers this person may read at once; never sensitive ones."""
    reader = scope.reader(programme)
    office = may(access.person(), Act.DECIDE, programme)
    over = keeping.over(programme, clock.now().date().isoformat())
    for one in fields_of(answers.document_for(programme), office=office):
        closed = one.sealed or over(one)
        if one.shows and not closed and may_show(one, reader):
            yield one


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
        return (None, None), {"to": say(g.language, WRONG_WAY_ROUND)}
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


def _number(given: str) -> str:
    return given if given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS else ""


def _is_of_form(name: str) -> bool:
    return name == "column" or name.startswith(ANSWER)
