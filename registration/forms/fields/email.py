"""An email address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email

from registration.core.languages import N_
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only

MAX = 254
WRONG = N_("Please check the email address. It looks like this: name@example.org")


@dataclass(frozen=True, kw_only=True, eq=False)
class Email(Field):
    """An address by RFC 5321, without asking its host; at most 254 characters."""

    type = "email"

    def read(self, typed: Typed, asked: Asked) -> str | None:  # noqa: ARG002  # an address has no language
        value = only(typed)
        if not value:
            return None
        address = address_of(value)
        if address is None:
            raise Wrong(WRONG)
        return address

    def search(self, value: Any) -> Sequence[str]:
        return (value,)


def address_of(typed: str) -> str | None:
    """The address as it is kept; None where it can be none."""
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return found.normalized if len(found.normalized) <= MAX else None
