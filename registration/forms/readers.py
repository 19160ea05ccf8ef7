"""Who reads answers, and what is hidden from them."""

from collections.abc import Iterable
from dataclasses import dataclass

from registration.forms.fields.calculated import Calculated
from registration.forms.fields.field import Field
from registration.forms.fields.group import Group

TELLING_TYPES = frozenset({
    "name", "passport_name", "passport", "email", "telephone", "address", "signature", "picture",
    "file", "institution",
})  # fmt: skip
TELLING_ROLES = frozenset({"name", "email", "telephone", "institution"})


@dataclass(frozen=True)
class Reader:
    """A reader of answers.

    Attributes:
        roles: what they are to the programme; None for applicants, who read their own answers.
        opened: whether sensitive answers are open to them now.
        blind: None where they may know who applied; else the keys of the questions that say so,
            see ``telling``, and nothing that says so or is worked out from it is shown.
    """

    roles: frozenset[str] | None = None
    opened: bool = True
    blind: frozenset[str] | None = None

    def is_meant(self, field: Field) -> bool:
        """Whether an answer is for somebody like them."""
        return self.roles is None or bool(self.roles & field.visible_to)

    def hides(self, field: Field) -> bool:
        """Whether the answer is hidden from them."""
        if self.blind is not None and (tells_who(field) or _looks_at(field, self.blind)):
            return True
        return not self.is_meant(field) or (field.sensitive and not self.opened)


def tells_who(field: Field) -> bool:
    """Whether an answer says who somebody is, or how to reach them."""
    return field.type in TELLING_TYPES or field.role in TELLING_ROLES


def telling(fields: Iterable[Field]) -> frozenset[str]:
    """The keys of the questions whose answers say who applied, or are worked out from those."""
    found: frozenset[str] = frozenset()
    for field in fields:
        if tells_who(field) or _looks_at(field, found):
            found |= {field.key}
        elif isinstance(field, Group):
            found |= telling(field.fields)
    return found


def _looks_at(field: Field, keys: frozenset[str]) -> bool:
    if not isinstance(field, Calculated):
        return False
    inner = {part for pair in field.value.inner_fields for part in pair}
    return not keys.isdisjoint(field.value.fields | inner)


APPLICANT = Reader()
