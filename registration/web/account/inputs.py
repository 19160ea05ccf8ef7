"""What the account pages take: sign-in, codes, passwords, language."""

from flask import g
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    Field,
    Form,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
    ValidationError,
)

from registration.core.languages import SELF_NAMES, say, say_many
from registration.staff.errors import PasswordRefused, TooManyAttempts, Weakness
from registration.staff.passwords import LONGEST, SHORTEST

LONGEST_EMAIL = 254
LONGEST_CODE = 60


class AccountInput(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What the inputs of these pages have in common: the check of where they come from."""


class SignInInput(AccountInput):
    """The first step: who and the password."""

    email = EmailField()
    password = PasswordField()

    def validate_email(self, field: Field) -> None:
        _refuse_empty(field, say(g.language, "Enter your email address."))
        _refuse_longer(field, LONGEST_EMAIL, say(g.language, "This is no email address."))

    def validate_password(self, field: Field) -> None:
        _refuse_empty(field, say(g.language, "Enter your password."))


class CodeInput(AccountInput):
    """The second step: a code of the app, or a recovery code."""

    code = StringField()

    def validate_code(self, field: Field) -> None:
        _refuse_empty(field, say(g.language, "Enter the code."))
        _refuse_longer(field, LONGEST_CODE, say(g.language, "This code is too long."))


class ResetRequestInput(AccountInput):
    """Where to send the link."""

    email = EmailField()

    def validate_email(self, field: Field) -> None:
        _refuse_empty(field, say(g.language, "Enter your email address."))
        _refuse_longer(field, LONGEST_EMAIL, say(g.language, "This is no email address."))


class NewPasswordInput(AccountInput):
    """A new password, typed twice because it cannot be seen."""

    shortest = SHORTEST
    new_password = PasswordField()
    new_password_again = PasswordField()

    def validate_new_password(self, field: Field) -> None:
        _refuse_empty(field, say(g.language, "Enter a new password."))

    def validate_new_password_again(self, field: Field) -> None:
        if (field.data or "") != (self.new_password.data or ""):
            raise ValidationError(say(g.language, "The two new passwords are not the same."))


class PasswordAgainInput(AccountInput):
    """The own password, asked for again before a grave change."""

    password = PasswordField()

    def validate_password(self, field: Field) -> None:
        _refuse_empty(field, say(g.language, "Enter your password."))


class ChangePasswordInput(PasswordAgainInput, NewPasswordInput):
    """The password of today and the new one."""


class TurnOnInput(PasswordAgainInput, CodeInput):
    """The first code of the app, and the own password."""


class LanguageInput(AccountInput):
    """The language in which a staff member gets mail."""

    language = RadioField(choices=[SelectChoice(*named) for named in SELF_NAMES.items()])


def add_error(field: Field, message: str) -> None:
    """Say at a field what a rule refused after the input itself was fine."""
    field.errors = [*field.errors, message]


def explain_weakness(field: Field, refusal: PasswordRefused) -> None:
    """Say at the field why the new password was refused."""
    words = {
        Weakness.TOO_SHORT: say(
            g.language, "The password needs at least %(number)s characters.", number=SHORTEST
        ),
        Weakness.TOO_LONG: say(
            g.language, "The password may have at most %(number)s characters.", number=LONGEST
        ),
        Weakness.PREDICTABLE: say(
            g.language,
            "This password is easy to guess. Leave out common passwords, your name and the names "
            "of our cities and programmes, or add words of your own.",
        ),
    }
    add_error(field, words[refusal.weakness])


def explain_waiting(form: Form, refusal: TooManyAttempts) -> None:
    """Say on the form how long to wait."""
    minutes = max(1, -(-refusal.retry_after // 60))
    form.form_errors.append(
        say_many(
            g.language,
            minutes,
            "There were too many failed attempts. Try again in one minute.",
            "There were too many failed attempts. Try again in %(num)s minutes.",
        )
    )


def _refuse_empty(field: Field, message: str) -> None:
    if not (field.data or "").strip():
        raise ValidationError(message)


def _refuse_longer(field: Field, longest: int, message: str) -> None:
    if len(field.data or "") > longest:
        raise ValidationError(message)
