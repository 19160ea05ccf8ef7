"""What a question passes on to those that depend on it.

An answer that is worked out from another, or asked for only after a certain one, would give the
other away: so it is as sensitive, seen by nobody who may not see the other, and kept no longer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from registration.forms.fields.field import Field
from registration.forms.fields.group import Group
from registration.forms.rules.reader import Condition, Formula


@dataclass
class Dependents:
    """Goes over the questions in the order of the form; remembers them as they came to be.

    Attributes:
        known: the questions so far, by key.
        inner: those in groups, by the keys of the group and of the question.
    """

    known: dict[str, Field] = field(default_factory=dict)
    inner: dict[tuple[str, str], Field] = field(default_factory=dict)

    def sources(self, rule: Condition | Formula | None) -> Iterator[Field]:
        """The questions on whose answers a rule depends."""
        if rule is None:
            return
        yield from (self.known[key] for key in rule.fields & set(self.known))
        yield from (self.inner[pair] for pair in rule.inner_fields & set(self.inner))
        if isinstance(rule, Formula):
            taken = set(_taken_whole(rule.raw))
            yield from (one for pair, one in self.inner.items() if pair[0] in taken)

    def mark(self, question: Field, *, within: Iterable[Field] = ()) -> Field:
        """The question with what it takes over; ``within`` are further ones it depends on."""
        sources = [*within]
        for rule in question.rules():
            sources += self.sources(rule)
        question = replace(
            question,
            sensitive=question.sensitive or any(one.sensitive for one in sources),
            visible_to=question.visible_to.intersection(*(one.visible_to for one in sources)),
            keep=_shortest(one.keep for one in (question, *sources)),
        )
        if isinstance(question, Group):
            inside = Dependents({**self.known}, {**self.inner})
            fields = tuple(inside.mark(one, within=[question]) for one in question.fields)
            question = replace(question, fields=fields)
            self.inner |= {(question.key, one.key): one for one in fields}
        self.known[question.key] = question
        return question


def _shortest(days: Iterable[int | None]) -> int | None:
    return min((one for one in days if one is not None), default=None)


def _taken_whole(raw: Any) -> Iterator[str]:
    """The questions of which a formula takes all of the answer, not only a number."""
    if isinstance(raw, dict):
        if "field" in raw:
            yield raw["field"]
        for inner in raw.values():
            yield from _taken_whole(inner)
    elif isinstance(raw, list):
        for inner in raw:
            yield from _taken_whole(inner)
