"""The few forms of the applicants' pages that are not made from a form document."""

from flask import g
from flask_wtf import FlaskForm
from wtforms import StringField

from registration.applications.references import tidy_reference
from registration.core.languages import say
from registration.forms.fields.email import WRONG, address_of


class EmailInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """An address to send a link to; ``reference`` is optional."""

    email = StringField()
    reference = StringField()

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

    @property
    def tidy_reference(self) -> str:
        """The reference as it is kept; empty where none was given."""
        return tidy_reference(self.reference.data or "")
