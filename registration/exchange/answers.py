"""The answers of a programme's applications, taken out batch by batch."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, raiseload

from registration.applications import answers
from registration.applications.models import Application
from registration.applications.states import STATE_WORDS
from registration.core.db import db, unit_of_work
from registration.core.formats import show_moment
from registration.core.languages import N_, SELF_NAMES, say
from registration.exchange.cells import Cell, Dated
from registration.exchange.columns import Column, columns_of, fields_of, may_show
from registration.forms.fields.field import Asked, Field
from registration.forms.fields.group import Group
from registration.forms.readers import Reader
from registration.forms.rules.values import APPLICANT, COORDINATOR
from registration.parties import contributions
from registration.programmes.models import Programme

BATCH = 200
BETWEEN = "; "
OWN = {  # what the system says of an application; no field's key begins like this
    "_reference": N_("Reference"),
    "_state": N_("State"),
    "_sent_at": N_("Sent"),
    "_language": N_("Language"),
    "_places": N_("Places"),
}


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
    """

    programme_id: int
    zone: str
    until: datetime
    asked: Asked
    labels: bool
    reader: Reader
    office: bool
    columns: list[Column]

    @property
    def header(self) -> list[str]:
        """What the columns of the table are called."""
        if not self.labels:
            return [*OWN, *(column.key for column in self.columns)]
        own = (say(self.asked.language, words) for words in OWN.values())
        return [*own, *(column.label for column in self.columns)]

    def count(self) -> int:
        """How many applications are taken out."""
        query = self._sent().with_only_columns(func.count())
        return db.session.scalar(query) or 0

    def table(self) -> Iterator[list[Cell]]:
        """A row an application, in the order in which they were begun."""
        for application in self._applications():
            yield [*self._own(application).values(), *self.cells(application)]

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
        for application in self._applications():
            given = self._given(application)
            lost = answers.lost_keys(application)
            found = {
                field.key: self._unreadable
                if field.key in lost
                else self._whole(field, given.get(field.key))
                for field in fields_of(answers.document_of(application), office=self.office)
                if may_show(field, self.reader)
            }
            yield {**self._own(application), **found}

    def _given(self, application: Application) -> dict[str, Any]:
        """The answers that were sent; other people's drafts are nobody's business."""
        arrived = contributions.arrived(application) | {APPLICANT}
        return answers.all_values(
            application, by=arrived | {COORDINATOR} if self.office else arrived
        )

    def _applications(self) -> Iterator[Application]:
        """All of them; each batch is read in a unit of its own, which no slow line holds up."""
        last, more = 0, True
        while more:
            query = self._sent().where(Application.id > last).order_by(Application.id).limit(BATCH)
            query = query.options(
                joinedload(Application.programme).raiseload("*"),
                *contributions.loaded(),
                raiseload("*"),
            )
            with unit_of_work(writes=False):
                batch = db.session.scalars(query).all()
                db.session.expunge_all()  # so that what was read outlives the unit
            yield from batch
            last, more = batch[-1].id if batch else 0, len(batch) == BATCH

    def _sent(self) -> Select[Application]:
        return select(Application).where(
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
        }

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
) -> Extract:
    """What is taken out of a programme's applications for a ``reader`` of ``language``.

    ``office``: with what is for office use only.

    Raises:
        LookupError: the programme has no form.
    """
    asked = answers.asked_at_first(programme, language, today=now.date().isoformat())
    used = select(Application.form_version_id).where(Application.programme_id == programme.id)
    versions = {programme.form_version_id or 0, *db.session.scalars(used.distinct())}
    documents = (answers.document_by_id(version) for version in sorted(versions, reverse=True))
    return Extract(
        programme_id=programme.id,
        zone=programme.time_zone,
        until=now,
        asked=asked,
        labels=labels,
        reader=reader,
        office=office,
        columns=columns_of(documents, language, reader, office=office),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _code(value: Any) -> Cell:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return BETWEEN.join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value  # type: ignore[no-any-return]  # answers are plain JSON
