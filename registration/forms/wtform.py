"""A section of a form document as a Flask-WTF form: what was typed, what it means."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field as WTField
from wtforms.fields.core import UnboundField
from wtforms.utils import unset_value

from registration.core.languages import say, text
from registration.forms.document import Section
from registration.forms.fields.choice import Choice, places_left
from registration.forms.fields.field import Asked, Field, Wrong
from registration.forms.fields.group import Group
from registration.forms.rules.reader import Condition, holds
from registration.forms.rules.words import in_words

Answers = Mapping[str, Any]
TypedPairs = list[list[str]]


class AnswerField(WTField):  # type: ignore[misc]  # WTForms is untyped
    """A question bound to what was typed for it in this request."""

    def __init__(
        self, spec: Field, scope: str = "", before: tuple[Field, ...] = (), **bound: Any
    ) -> None:
        super().__init__(**bound)
        self.spec = spec
        self.scope = scope
        self.before = before
        self.raw: dict[str, list[str]] = {}
        self.value: Any = None
        self.wrong_part: str | None = None

    def process(  # WTForms calls it with what was posted
        self,
        formdata: Any,
        data: Any = unset_value,  # noqa: ARG002  # answers are kept as typed, never as data
        extra_filters: Any = None,  # noqa: ARG002  # there are none
    ) -> None:
        self.errors: list[str] = []
        self.raw = {
            part: [value.replace("\0", "") for value in formdata.getlist(self.input_name(part))]
            for part in self.spec.parts
        }

    def input_name(self, part: str = "") -> str:
        """The name of the input of a part."""
        return f"{self.name}-{part}" if part else str(self.name)

    def typed(self, part: str = "") -> str:
        """What was typed into a part, as it was typed."""
        return next(iter(self.raw.get(part, ())), "")

    def ticked(self, key: str, part: str = "") -> bool:
        """Whether a choice was ticked."""
        return key in self.raw.get(part, ())

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was typed."""
        return not any(value.strip() for values in self.raw.values() for value in values)

    def judge(self, asked: Asked, known: Answers) -> None:
        """Find the value or what is wrong; what is not asked for has neither."""
        self.value, self.errors, self.wrong_part = None, [], None
        if not holds(self.spec.when, known, asked.facts):
            return
        try:
            self.value = self.read(asked, known)
        except Wrong as wrong:
            self.errors = [say(asked.language, wrong.message, **wrong.values)]
            self.wrong_part = wrong.part
            return
        if self.value is not None:
            self._hold_against_checks(asked, known)
        elif self.spec.is_required(known, asked.facts) and not self.errors:
            self.errors = [self.spec.say_missing(asked.language)]

    def read(self, asked: Asked, known: Answers) -> Any:
        """The value of what was typed."""
        return self.spec.answer(self.raw, asked, known)

    def _hold_against_checks(self, asked: Asked, known: Answers) -> None:
        given = {**known, self.spec.key: self.value}
        self.errors = [
            text(check.message, asked.language)
            for check in self.spec.valid
            if not holds(check.rule, given, asked.facts)
        ]
        if self.errors:
            self.value = None

    def pairs(self) -> Iterator[list[str]]:
        """What was typed, as names and values of inputs."""
        for part, values in self.raw.items():
            yield from ([self.input_name(part), value] for value in values)

    def problems(self) -> Iterator[tuple[str, str]]:
        """(id of an element, message) of each error."""
        yield from ((f"field-{self.name}", error) for error in self.errors)


class GroupField(AnswerField):
    """A repeated group; its inputs are named ``<group>-<index>-<field>``."""

    def process(
        self,
        formdata: Any,
        data: Any = unset_value,  # noqa: ARG002  # as above
        extra_filters: Any = None,  # noqa: ARG002  # as above
    ) -> None:
        self.errors = []
        pattern = re.compile(rf"{re.escape(str(self.name))}-(\d{{1,3}})-")
        found = {int(match[1]) for name in formdata if (match := pattern.match(name))}
        spec = self.group
        self.items = [self._item(index, formdata) for index in sorted(found)[: spec.max]]
        self._renumber()
        while len(self.items) < spec.min:
            self.add_item()

    @property
    def group(self) -> Group:
        """The question as what it is."""
        if not isinstance(self.spec, Group):
            raise TypeError(self.spec.type)
        return self.spec

    def add_item(self) -> None:
        """One more empty item, if there may be one more."""
        if len(self.items) < self.group.max:
            self.items.append(self._item(len(self.items), _Nothing()))

    def remove_item(self, index: int) -> None:
        """Take an item away."""
        if 0 <= index < len(self.items):
            del self.items[index]
        self._renumber()

    def read(self, asked: Asked, known: Answers) -> list[dict[str, Any]] | None:
        """The items; one that was left blank altogether is none."""
        values = []
        within = replace(asked, left={})  # choices are limited outside of groups only
        for item in self.items:
            if all(field.is_blank for field in item):
                continue
            given: dict[str, Any] = {}
            for field in item:
                field.judge(within, {**known, **given})
                if field.value is not None:
                    given[field.spec.key] = field.value
            values.append(given)
        if any(field.errors for item in self.items for field in item):
            return None
        return values or None

    def judge(self, asked: Asked, known: Answers) -> None:
        """Find the value or what is wrong, in the items or with their number."""
        super().judge(asked, known)
        if any(field.errors for item in self.items for field in item):
            self.value, self.errors = None, []

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed in any item."""
        return all(field.is_blank for item in self.items for field in item)

    def pairs(self) -> Iterator[list[str]]:
        """What was typed in all items."""
        for item in self.items:
            for field in item:
                yield from field.pairs()

    def problems(self) -> Iterator[tuple[str, str]]:
        """The errors of the group itself, then of its items."""
        yield from super().problems()
        for item in self.items:
            for field in item:
                yield from field.problems()

    def _item(self, index: int, formdata: Any) -> list[AnswerField]:
        scope = f"{self.name}-{index}-"
        item: list[AnswerField] = []
        for spec in self.group.fields:
            before = (*self.before, *(field.spec for field in item))
            unbound = _unbound(spec, scope, before)
            field = unbound.bind(form=None, name=scope + spec.key, _meta=self.meta)
            field.process(formdata)
            item.append(field)
        return item

    def _renumber(self) -> None:
        for index, item in enumerate(self.items):
            scope = f"{self.name}-{index}-"
            for field in item:
                field.scope, field.name = scope, scope + field.spec.key
                field.id = field.name
                if isinstance(field, GroupField):
                    field._renumber()  # noqa: SLF001  # a group within this one


class _Nothing:
    """An empty post."""

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def getlist(self, _name: str) -> list[str]:
        return [""]


class SectionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A page of the form. Made by ``section_form``; ``section`` says what it asks."""

    section: Section
    looked_at: frozenset[str]

    def __init__(
        self, typed: Any, *, asked: Asked, answers: Answers, from_page: bool = True
    ) -> None:
        """Bind what was typed.

        Args:
            typed: a multidict of input names and values.
            asked: the reader and what the questions need.
            answers: the values of the *other* sections.
            from_page: whether it comes from a page and so needs its token.
        """
        super().__init__(formdata=typed, meta={} if from_page else {"csrf": False})
        self.posted = typed
        self.asked = asked
        self.elsewhere = answers
        self.judged = False

    @property
    def known(self) -> dict[str, Any]:
        """The answers of other sections that rules on this page look at."""
        return {key: self.elsewhere[key] for key in self.looked_at & set(self.elsewhere)}

    @property
    def facts(self) -> dict[str, str]:
        """What rules may look at beside the answers, for the browser."""
        return asdict(self.asked.facts)

    @property
    def questions(self) -> list[AnswerField]:
        """The fields that can come into sight on this page, notes among them."""
        here = {field.key for field in self.section.fields}
        return [
            field
            for field in self._answer_fields()
            if (field.spec.when and field.spec.when.fields & here)
            or holds(field.spec.when, self.elsewhere, self.asked.facts)
        ]

    @property
    def is_begun(self) -> bool:
        """Whether anything was typed."""
        return not all(field.is_blank for field in self._answer_fields())

    def judge(self) -> bool:
        """Find out what the answers mean; whether all of them can stand."""
        self.judged = True
        known = dict(self.elsewhere)
        for field in self._answer_fields():
            field.judge(self.asked, known)
            if field.value is not None:
                known[field.spec.key] = field.value
        return not self.problems()

    def values(self) -> dict[str, Any]:
        """The answers as values, by field key; call ``judge`` first."""
        return {f.spec.key: f.value for f in self._answer_fields() if f.value is not None}

    def problems(self) -> list[tuple[str, str]]:
        """(id of an element, message), in the order of the page."""
        return [problem for field in self._answer_fields() for problem in field.problems()]

    def typed(self) -> TypedPairs:
        """All that was typed, to be kept as it is."""
        return [pair for field in self._answer_fields() for pair in field.pairs()]

    def say_wrong(self, key: str, message: str) -> None:
        """Add an error to a field that something outside found, e.g. a refused file."""
        field = next(field for field in self._answer_fields() if field.spec.key == key)
        field.errors.append(message)

    def rearranged(self, *, add: str | None, remove: str | None) -> bool:
        """Add or remove an item of a group as a button asked; whether one did."""
        for field in _groups(self._answer_fields()):
            if add == field.name:
                field.add_item()
                return True
            index = (remove or "").removeprefix(f"{field.name}-")
            if index != remove and index.isdecimal():
                field.remove_item(int(index))
                return True
        return False

    def csrf_failed(self) -> bool:
        """Whether the post did not come from a page of ours, or from one that is too old."""
        return "csrf_token" in self and not self["csrf_token"].validate(self)

    def only_when(self, field: AnswerField) -> str:
        """In words, when a question counts that stands here for every reader without JavaScript."""
        return self._on_this_page(field, field.spec.when)

    def needed_when(self, field: AnswerField) -> str:
        """In words, when an answer is needed; empty where that depends on nothing here."""
        required = field.spec.required
        return self._on_this_page(field, None if isinstance(required, bool) else required)

    def is_needed(self, field: AnswerField) -> bool:
        """Whether an answer is needed, as far as it depends on nothing on this page."""
        return field.spec.is_required(self.elsewhere, self.asked.facts)

    def left(self, field: AnswerField, option: str) -> int | None:
        """How many can still have an option; None where there is no limit."""
        return None if field.scope else places_left(field.spec.key, option, self.asked)

    def worked_out(self, field: AnswerField) -> str:
        """A calculated value as it stands."""
        return field.spec.show(self._weighed.get(field.name), self.asked)

    @cached_property
    def _weighed(self) -> dict[str, Any]:
        """What the answers come to by now, by name; a page that is only looked at has no errors."""
        twin = type(self)(self.posted, asked=self.asked, answers=self.elsewhere)
        twin.judge()
        fields = twin._answer_fields()  # noqa: SLF001  # its own twin
        within = (inner for group in _groups(fields) for item in group.items for inner in item)
        return {field.name: field.value for field in chain(fields, within)}

    def _on_this_page(self, field: AnswerField, rule: Condition | None) -> str:
        before = {spec.key: spec for spec in (*self.section.fields, *field.before)}
        if rule is None or not rule.fields & set(before):
            return ""
        return in_words(rule.raw, before, self.asked)

    def _answer_fields(self) -> list[Any]:
        return [field for field in self if isinstance(field, AnswerField)]


@lru_cache(maxsize=512)
def section_form(section: Section) -> type[SectionForm]:
    """The form class of a section; made once, then kept."""
    fields = {f"question_{spec.key}": _unbound(spec) for spec in section.fields}
    looked_at = frozenset(_looked_at_in_the_browser(section.fields, frozenset()))
    return type(
        "SectionForm", (SectionForm,), {"section": section, "looked_at": looked_at, **fields}
    )


def is_select(spec: Field) -> bool:
    """Whether a choice is so long that it is shown as a list."""
    return isinstance(spec, Choice) and not spec.several_inputs


def _unbound(spec: Field, scope: str = "", before: tuple[Field, ...] = ()) -> Any:
    kind = GroupField if isinstance(spec, Group) else AnswerField
    return UnboundField(kind, spec, scope, before, name=scope + spec.key)


def _groups(fields: Iterable[AnswerField]) -> Iterator[GroupField]:
    for field in fields:
        if isinstance(field, GroupField):
            yield field
            yield from _groups(inner for item in field.items for inner in item)


def _looked_at_in_the_browser(fields: Iterable[Field], around: frozenset[str]) -> Iterator[str]:
    """The questions that rules look at which are weighed anew while somebody types.

    Whatever depends on other pages alone was decided before: its answers are not handed out.
    """
    fields = tuple(fields)
    here = around | {field.key for field in fields}
    for field in fields:
        for rule in field.rules():
            if rule.fields & here or rule not in (field.when, field.required):
                yield from rule.fields
        if isinstance(field, Group):
            yield from _looked_at_in_the_browser(field.fields, here)
