"""A telephone number, kept as E.164."""

from dataclasses import dataclass
from typing import Any

import phonenumbers

from registration.core.languages import N_
from registration.forms.fields.field import Asked, Field, Typed, Wrong, only

WRONG = N_(
    "Please check the telephone number. Begin with the country code, for example +49 30 90260 "
    "or +86 10 6519 2708."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Telephone(Field):
    """A number with its country code (ITU-T E.164)."""

    type = "telephone"

    def read(self, typed: Typed, asked: Asked) -> str | None:  # noqa: ARG002  # the same in every language
        value = only(typed)
        if not value:
            return None
        try:
            number = phonenumbers.parse(_with_plus(value))
        except phonenumbers.NumberParseException:
            raise Wrong(WRONG) from None
        if not phonenumbers.is_possible_number(number):
            raise Wrong(WRONG)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def show(self, value: Any, asked: Asked) -> str:  # noqa: ARG002  # the same in every language
        if not value:
            return ""
        number = phonenumbers.parse(value)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _with_plus(value: str) -> str:
    return f"+{value.removeprefix('00')}" if value.startswith("00") else value
