"""Who reads answers, and what is hidden from them."""

from dataclasses import dataclass

from registration.forms.fields.field import Field


@dataclass(frozen=True)
class Reader:
    """A reader of answers.

    Attributes:
        roles: what they are to the programme; None for applicants, who read their own answers.
        opened: whether sensitive answers are open to them now.
    """

    roles: frozenset[str] | None = None
    opened: bool = True

    def is_meant(self, field: Field) -> bool:
        """Whether an answer is for somebody like them."""
        return self.roles is None or bool(self.roles & field.visible_to)

    def hides(self, field: Field) -> bool:
        """Whether the answer is hidden from them."""
        return not self.is_meant(field) or (field.sensitive and not self.opened)


APPLICANT = Reader()
