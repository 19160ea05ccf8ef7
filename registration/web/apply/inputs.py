"""The few forms of the applicants' pages that are not made from a form document."""

from flask import g
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, StringField

from registration.applications.references import tidy_reference
from registration.core.languages import LANGUAGES, N_, SELF_NAMES, say
from registration.forms.fields.email import WRONG, address_of
from registration.parties.contributions import Person
from registration.web.shared.address_input import AddressInput

MAX_NAME = 200


class EmailInput(AddressInput):
    """An address to send a link to; ``reference`` is optional."""

    reference = StringField()

    @property
    def tidy_reference(self) -> str:
        """The reference as it is kept; empty where none was given."""
        return tidy_reference(self.reference.data or "")


class PersonInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Somebody who fills in a part: the page has one for each party, told apart by its prefix."""

    class Meta:
        """The page has one token for all of them."""

        csrf = False

    name = StringField()
    email = StringField()
    language = RadioField(choices=[SelectChoice(*named) for named in SELF_NAMES.items()])

    def validate(self, extra_validators: None = None) -> bool:  # noqa: ARG002  # the signature is WTForms'
        """Whether a mail can go to this person; errors are said in the reader's language."""
        self.name.errors = self.email.errors = self.language.errors = ()
        if not self.person_name or len(self.person_name) > MAX_NAME:
            self.name.errors = [say(g.language, N_("Please give the name of this person."))]
        if address_of(self.email.data or "") is None:
            self.email.errors = [say(g.language, WRONG)]
        if self.language.data not in LANGUAGES:
            self.language.errors = [say(g.language, N_("Please choose a language."))]
        return not (self.name.errors or self.email.errors or self.language.errors)

    @property
    def person_name(self) -> str:
        """The name in one line."""
        return " ".join((self.name.data or "").replace("\0", "").split())

    @property
    def person(self) -> Person:
        """Who it is; ask ``validate`` first."""
        return Person(self.person_name, address_of(self.email.data or "") or "", self.language.data)
