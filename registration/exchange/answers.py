"""The answers of a programme's applications, taken out batch by batch."""

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, raiseload

from registration.applications import answers, queue
from registration.applications.models import Application
from registration.applications.queue import Filters
from registration.applications.states import STATE_WORDS
from registration.core.db import db, unit_of_work
from registration.core.errors import RuleBroken
from registration.core.formats import show_moment
from registration.core.languages import SELF_NAMES, say, text
from registration.exchange.cells import Cell, Dated
from registration.exchange.columns import Column, columns_of, fields_of, may_show
from registration.exchange.own import MORE, OWN, own_columns
from registration.forms.document import Document
from registration.forms.fields.address import Address
from registration.forms.fields.field import Asked, Field
from registration.forms.fields.group import Group
from registration.forms.readers import Reader
from registration.forms.rules.values import APPLICANT, COORDINATOR
from registration.papers.stickers import Stickers
from registration.parties import contributions
from registration.programmes.catalogue import site
from registration.programmes.models import Programme

BATCH = 200
AT_ONCE = 5_000  # ids
BETWEEN = "; "
EVERYTHING = Filters()
USUAL_STICKERS = Stickers()


class NothingChosen(RuleBroken):
    """A table needs at least one column."""


Question = tuple[Field, Any]


@dataclass(frozen=True, kw_only=True)
class Extract:
    """What is taken out, and for whom.

    Attributes:
        programme_id: the programme whose applications it is about.
        zone: the programme's time zone.
        until: what is sent later is not in it.
        asked: the reader and what the questions need.
        labels: whether answers stand as people read them, or as codes.
        reader: who takes it out; what is hidden from them is not in it.
        office: whether what is for office use only is in it.
        columns: the answers side by side.
        keys: all columns in their order, also those of ``own``; none for all there are.
        filters: what the applications are narrowed to, within the programme.
        addresses: the keys of the questions for an address that the reader may have.
        stickers: how address labels are wanted.
        progress: hears after each batch how many applications were looked at.
    """

    programme_id: int
    zone: str
    until: datetime
    asked: Asked
    labels: bool
    reader: Reader
    office: bool
    columns: list[Column]
    keys: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    addresses: tuple[str, ...] = ()
    stickers: Stickers = USUAL_STICKERS
    progress: Callable[[int], None] = lambda _rows: None

    @property
    def order(self) -> tuple[str, ...]:
        """The keys of the columns, from the first to the last."""
        return self.keys or (*OWN, *(column.key for column in self.columns))

    @property
    def header(self) -> list[str]:
        """What the columns of the table are called."""
        if not self.labels:
            return list(self.order)
        names = {key: say(self.asked.language, words) for key, words in {**OWN, **MORE}.items()}
        names |= {column.key: column.label for column in self.columns}
        return [names[key] for key in self.order]

    def count(self) -> int:
        """How many applications are taken out."""
        query = self.selection().with_only_columns(func.count())
        return db.session.scalar(query) or 0

    def table(self) -> Iterator[list[Cell]]:
        """A row an application, in the order in which they were begun."""
        for application in self._applications():
            row = {**self._own(application)}
            keys = (column.key for column in self.columns)
            row |= zip(keys, self.cells(application), strict=True)
            yield [row[key] for key in self.order]

    def cells(self, application: Application) -> list[Cell]:
        """The answers of one application, column by column."""
        fields = {field.key: field for field in answers.document_of(application).fields()}
        given = self._given(application)
        lost = answers.lost_keys(application)
        return [
            self._unreadable if column.field in lost else self._cell(column, fields, given)
            for column in self.columns
        ]

    def records(self) -> Iterator[dict[str, Any]]:
        """A mapping an application; an answer stands whole under its field's key."""
        asked_for = {column.field for column in self.columns}
        for application in self._applications():
            given = self._given(application)
            lost = answers.lost_keys(application)
            found = {
                field.key: self._unreadable
                if field.key in lost
                else self._whole(field, given.get(field.key))
                for field in fields_of(answers.document_of(application), office=self.office)
                if may_show(field, self.reader) and (not self.keys or field.key in asked_for)
            }
            own = self._own(application)
            yield {**{key: own[key] for key in self.order if key in own}, **found}

    def shown(self) -> Iterator[tuple[Application, dict[str, Question]]]:
        """Each application with its questions that the reader may have, and the answers, by key."""
        for application in self._applications():
            given = self._given(application)
            yield (
                application,
                {
                    field.key: (field, given[field.key])
                    for field in fields_of(answers.document_of(application), office=self.office)
                    if given.get(field.key) is not None and may_show(field, self.reader)
                },
            )

    def _given(self, application: Application) -> dict[str, Any]:
        """The answers that were sent; other people's drafts are nobody's business."""
        arrived = contributions.arrived(application) | {APPLICANT}
        return answers.all_values(
            application, by=arrived | {COORDINATOR} if self.office else arrived
        )

    def _applications(self) -> Iterator[Application]:
        """All of them; each batch is read in a unit of its own, which no slow line holds up."""
        numbers = self._numbers()
        for first in range(0, len(numbers), BATCH):
            query = select(Application).where(Application.id.in_(numbers[first : first + BATCH]))
            query = query.order_by(Application.id).options(
                joinedload(Application.programme).raiseload("*"),
                *contributions.loaded(),
                raiseload("*"),
            )
            with unit_of_work(writes=False):
                batch = db.session.scalars(query).all()
                db.session.expunge_all()  # so that what was read outlives the unit
            yield from batch
            self.progress(min(first + BATCH, len(numbers)))

    def _numbers(self) -> "array[int]":
        """Their ids, eight bytes each: the filters are applied once, not again in each batch."""
        query = self.selection().with_only_columns(Application.id).order_by(Application.id)
        with unit_of_work(writes=False):
            found = db.session.scalars(query.execution_options(yield_per=AT_ONCE))
            return array("q", found)

    def selection(self) -> Select[Application]:
        """The query for the applications."""
        return queue.sent(self.filters).where(
            Application.programme_id == self.programme_id, Application.submitted_at <= self.until
        )

    def _own(self, application: Application) -> dict[str, Cell]:
        language, spoken = self.asked.language, application.language
        at = application.submitted_at or application.created_at
        state = str(application.state)
        local = at.astimezone(ZoneInfo(self.zone))
        iso = local.isoformat(timespec="seconds")
        sent = show_moment(at, language, zone=self.zone) if self.labels else iso
        return {
            "_reference": application.reference,
            "_state": say(language, STATE_WORDS[state]) if self.labels else state,
            "_sent_at": Dated(sent, local.replace(tzinfo=None)),
            "_language": SELF_NAMES.get(spoken, spoken) if self.labels else spoken,
            "_places": application.party_size,
            "_name": application.name,
            "_email": application.email,
            "_institution": application.institution,
            "_partner": self._partner(application.partner_id),
        }

    def _partner(self, number: int | None) -> str | None:
        city = next((one for one in site().partners if one.id == number), None)
        if city is None:
            return None
        return text(city.name, self.asked.language) if self.labels else city.key

    def _cell(self, column: Column, fields: dict[str, Field], given: dict[str, Any]) -> Cell:
        try:
            field, value = column.find(fields, given)
        except LookupError:
            return None
        if not may_show(field, self.reader):
            return None
        value = value if column.part else self._permitted(field, value)
        if _is_number(value) or value is None:
            return value  # type: ignore[no-any-return]  # answers are plain JSON
        words = self._words(column, field, value) if self.labels else _code(value)
        if column.part in field.days and isinstance(words, str):
            return Dated(words, date.fromisoformat(value))
        return words

    def _words(self, column: Column, field: Field, value: Any) -> str:
        if column.part:
            return field.show_part(column.part, value, self.asked)
        return field.show(value, self.asked)

    @property
    def _unreadable(self) -> str:
        return say(self.asked.language, answers.UNREADABLE)

    def _whole(self, field: Field, value: Any) -> Any:
        if value is None or _is_number(value):
            return value
        if isinstance(field, Group):
            shown = [one for one in field.fields if may_show(one, self.reader)]
            return [
                {one.key: self._whole(one, item.get(one.key)) for one in shown} for item in value
            ]
        return field.show(value, self.asked) if self.labels else value

    def _permitted(self, field: Field, value: Any) -> Any:
        """A group's items without the answers that may not be shown."""
        return field.without(self.reader.hides, value)


def extract(
    programme: Programme,
    language: str,
    *,
    now: datetime,
    labels: bool,
    reader: Reader,
    office: bool = False,
    keys: Sequence[str] = (),
    filters: Filters = EVERYTHING,
) -> Extract:
    """What is taken out of a programme's applications for a ``reader`` of ``language``.

    Args:
        programme: whose applications.
        language: of the one who reads it.
        now: the moment, aware; what is sent later is not in it.
        labels: whether answers stand as people read them, or as codes.
        reader: who takes it out; what is hidden from them is not in it, whatever the ``keys`` say.
        office: with what is for office use only.
        keys: the columns in their order; none for all that every table has.
        filters: what the applications are narrowed to.

    Raises:
        LookupError: the programme has no form.
        NothingChosen: there are keys, but of nothing that the reader may have.
    """
    asked = answers.asked_at_first(programme, language, today=now.date().isoformat())
    documents = documents_of(programme)
    columns = columns_of(documents, language, reader, office=office)
    if keys:
        known = {*own_columns(documents, reader), *(column.key for column in columns)}
        keys = [key for key in dict.fromkeys(keys) if key in known]
        columns = [column for column in columns if column.key in keys]
        if not keys:
            raise NothingChosen
    return Extract(
        programme_id=programme.id,
        zone=programme.time_zone,
        until=now,
        asked=asked,
        labels=labels,
        reader=reader,
        office=office,
        columns=columns,
        keys=tuple(keys),
        filters=filters,
        addresses=tuple(address_questions(documents, language, reader, office=office)),
    )


def address_questions(
    documents: Iterable[Document], language: str, reader: Reader, *, office: bool
) -> dict[str, str]:
    """The questions for an address that the reader may have: key → words."""
    return {
        field.key: field.question(language)
        for document in reversed([*documents])
        for field in fields_of(document, office=office)
        if isinstance(field, Address) and may_show(field, reader)
    }


def documents_of(programme: Programme) -> list[Document]:
    """All forms by which a programme asks or asked; the newest first."""
    used = select(Application.form_version_id).where(Application.programme_id == programme.id)
    versions = {programme.form_version_id or 0, *db.session.scalars(used.distinct())}
    return [answers.document_by_id(version) for version in sorted(versions, reverse=True)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _code(value: Any) -> Cell:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return BETWEEN.join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value  # type: ignore[no-any-return]  # answers are plain JSON
