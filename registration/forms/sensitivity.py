"""What is sensitive in a form: what it marks so, and whatever follows from that.

An answer that is worked out from a sensitive one, or asked for only after a certain one, would
give it away.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from registration.forms.fields.field import Field
from registration.forms.fields.group import Group
from registration.forms.rules.reader import Condition, Formula


@dataclass
class Sensitivity:
    """Marks questions in the order of the form; remembers which of them were sensitive.

    Attributes:
        keys: the sensitive questions so far.
        groups: the groups with sensitive questions.
        inner: those questions, each with its group.
    """

    keys: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    inner: set[tuple[str, str]] = field(default_factory=set)

    def follows(self, rule: Condition | Formula | None) -> bool:
        """Whether what a rule comes to depends on a sensitive answer."""
        if rule is None:
            return False
        whole = isinstance(rule, Formula) and _takes_whole(rule.raw, self.groups)
        return whole or bool(rule.fields & self.keys or rule.inner_fields & self.inner)

    def mark(self, question: Field, *, follows: bool = False) -> Field:
        """The question, sensitive where it follows from what is; ``follows`` says that it does."""
        sensitive = question.sensitive or follows or any(map(self.follows, question.rules()))
        question = replace(question, sensitive=sensitive)
        if isinstance(question, Group):
            within = Sensitivity({*self.keys}, {*self.groups}, {*self.inner})
            inner = tuple(within.mark(one, follows=sensitive) for one in question.fields)
            question = replace(question, fields=inner)
            self.inner |= {(question.key, one.key) for one in inner if one.sealed}
            self.groups |= {question.key} if question.sealed else set()
        self.keys |= {question.key} if sensitive else set()
        return question


def _takes_whole(raw: Any, groups: AbstractSet[str]) -> bool:
    """Whether a formula takes all answers of one of the groups, not only their number."""
    if isinstance(raw, dict):
        return raw.get("field") in groups or any(_takes_whole(v, groups) for v in raw.values())
    return isinstance(raw, list) and any(_takes_whole(one, groups) for one in raw)
