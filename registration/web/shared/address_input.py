"""The form of every page that sends a link to an address."""

from flask import g
from flask_wtf import FlaskForm
from wtforms import StringField

from registration.core.languages import say
from registration.forms.fields.email import WRONG, address_of


class AddressInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """An address to send a link to."""

    email = StringField()

    def validate_on_submit(self, extra_validators: None = None) -> bool:  # noqa: ARG002  # the signature is WTForms'
        """Whether the address can be one; its error is said in the reader's language."""
        if address_of(self.email.data or "") is None:
            self.email.errors = [say(g.language, WRONG)]
            return False
        return True

    @property
    def address(self) -> str:
        """The address as it is kept."""
        return address_of(self.email.data or "") or ""
