"""The answers by which the queue is narrowed: to one of a few, or to those between two."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf

from flask import g
from werkzeug.datastructures import MultiDict

from registration.applications import answers, keeping
from registration.applications.search import facets_for, ranges_for
from registration.core import clock
from registration.core.formats import show_date, show_number
from registration.core.languages import N_, say
from registration.exchange.columns import fields_of, may_show
from registration.forms.fields.date import FIRST_YEAR, LAST_YEAR
from registration.forms.fields.field import Field
from registration.forms.fields.number import PLAIN
from registration.forms.readers import Reader
from registration.forms.rules.values import APPLICANT
from registration.programmes.models import Programme
from registration.staff.permissions import Act, may
from registration.web.desk import scope
from registration.web.shared import access

ANSWER = "answer."
MOST_SIGNS = 100
NO_DAY = N_("There is no such day. Please check day, month and year.")
NO_NUMBER = N_("Please give a number in digits, without separators for thousands.")
DAYS_WRONG_WAY_ROUND = N_("The last day is before the first.")
NUMBERS_WRONG_WAY_ROUND = N_("The greatest number is below the least.")


@dataclass(frozen=True)
class Question:
    """A question of the chosen programme's form by which the queue can be narrowed.

    ``options`` are the answers to choose from; where there are none, it is narrowed from one answer
    to another, which are numbers or days as ``measured_in`` says.
    """

    key: str
    label: str
    options: Mapping[str, str]
    measured_in: str

    @property
    def name(self) -> str:
        """Its name in the address."""
        return ANSWER + self.key

    @property
    def ends(self) -> tuple[str, str]:
        """The names of its least and its greatest answer in the address."""
        return f"{self.name}.from", f"{self.name}.to"

    def show(self, typed: str) -> str:
        """One of these answers in words."""
        if self.options:
            return self.options[typed]
        number = measure(self.measured_in, typed)
        if self.measured_in == "day":
            return show_date(date.fromordinal(int(number)), g.language)
        return show_number(number, g.language)


@dataclass
class Narrowing:
    """What an address says of answers: as it stands there, what is wrong with it, and the terms."""

    pairs: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    chosen: list[tuple[str, ...]] = field(default_factory=list)
    within: list[tuple[tuple[str, str], ...]] = field(default_factory=list)


def narrowing(
    questions: Sequence[Question], given: MultiDict[str, str], reader: Reader
) -> Narrowing:
    """What an address narrows of these questions' answers, as far as ``reader`` may know them."""
    found = Narrowing()
    for question in questions:
        typed = given.get(question.name, "")
        if typed in question.options:
            found.pairs[question.name] = typed
            found.chosen.append(tuple(facets_for(reader, question.key, typed)))
        typed_ends = {end: given.get(end, "").strip()[:MOST_SIGNS] for end in question.ends}
        if not question.options and any(typed_ends.values()):
            found.pairs |= {end: value for end, value in typed_ends.items() if value}
            ends = _read_ends(question, typed_ends, found.problems)
            if ends:
                found.within.append(tuple(ranges_for(reader, question.key, *ends)))
    return found


def measure(measured_in: str, typed: str) -> float:
    """The number that was typed, or the ordinal of the day.

    Raises:
        ValueError: it is none.
    """
    if measured_in == "day":
        day = date.fromisoformat(typed)
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day.toordinal()
    else:
        plain = typed.replace(",", ".")
        if PLAIN.fullmatch(plain):
            return float(plain)
    raise ValueError


def _read_ends(
    question: Question, typed: Mapping[str, str], problems: dict[str, str]
) -> tuple[float, float] | None:
    """The least and the greatest answer; None where something is wrong, which is then noted."""
    ends = dict(zip(question.ends, (-inf, inf), strict=True))
    days = question.measured_in == "day"
    wrong = {}
    for name, value in typed.items():
        try:
            ends[name] = measure(question.measured_in, value) if value else ends[name]
        except ValueError:
            wrong[name] = NO_DAY if days else NO_NUMBER
    lowest, highest = ends.values()
    if not wrong and highest < lowest:
        wrong[question.ends[1]] = DAYS_WRONG_WAY_ROUND if days else NUMBERS_WRONG_WAY_ROUND
    problems |= {name: say(g.language, words) for name, words in wrong.items()}
    return None if wrong else (lowest, highest)


def questions_of(programme: Programme) -> Iterator[Question]:
    """What was asked of the applicants, can be narrowed by, and may be read by this person."""
    asked = answers.asked_at_first(programme, g.language, today=clock.now().date().isoformat())
    theirs = {
        one.key
        for section in answers.document_for(programme).sections_by(APPLICANT)
        for one in section.fields
    }
    for one in readable(programme):
        options = one.to_filter_by(asked)
        if one.key in theirs and (options or one.measured_in):
            yield Question(one.key, one.question(g.language), options, one.measured_in)


def readable(programme: Programme) -> Sequence[Field]:
    """The questions whose answers this person may read at once; never sensitive ones."""
    reader = scope.reader(programme)
    office = may(access.person(), Act.DECIDE, programme)
    over = keeping.over(programme, clock.now().date().isoformat())
    return [
        one
        for one in fields_of(answers.document_for(programme), office=office)
        if one.shows and not one.sealed and not over(one) and may_show(one, reader)
    ]
