"""All types of fields, by the name that form documents use."""

from registration.forms.fields.address import Address
from registration.forms.fields.calculated import Calculated
from registration.forms.fields.choice import Choice
from registration.forms.fields.choices import Choices
from registration.forms.fields.consent import Consent
from registration.forms.fields.country import Country
from registration.forms.fields.date import Date
from registration.forms.fields.date_range import DateRange
from registration.forms.fields.dates import Dates
from registration.forms.fields.declaration import Declaration
from registration.forms.fields.email import Email
from registration.forms.fields.field import Field
from registration.forms.fields.file import File
from registration.forms.fields.grid import Grid
from registration.forms.fields.group import Group
from registration.forms.fields.hidden import Hidden
from registration.forms.fields.institution import Institution
from registration.forms.fields.language import Language
from registration.forms.fields.long_text import LongText
from registration.forms.fields.name import Name
from registration.forms.fields.nationality import Nationality
from registration.forms.fields.note import Note
from registration.forms.fields.number import Number
from registration.forms.fields.passport import Passport
from registration.forms.fields.passport_name import PassportName
from registration.forms.fields.picture import Picture
from registration.forms.fields.ranking import Ranking
from registration.forms.fields.rating import Rating
from registration.forms.fields.signature import Signature
from registration.forms.fields.telephone import Telephone
from registration.forms.fields.text import Text
from registration.forms.fields.time import Time
from registration.forms.fields.yes_no import YesNo

TYPES: dict[str, type[Field]] = {
    kind.type: kind
    for kind in (
        Address, Calculated, Choice, Choices, Consent, Country, Date, DateRange, Dates,
        Declaration, Email, File, Grid, Group, Hidden, Institution, Language, LongText, Name,
        Nationality, Note, Number, Passport, PassportName, Picture, Ranking, Rating, Signature,
        Telephone, Text, Time, YesNo,
    )
}  # fmt: skip
