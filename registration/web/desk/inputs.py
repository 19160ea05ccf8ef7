"""The forms of the desk."""

from datetime import date, datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from registration.casework import comments, tags
from registration.core.languages import N_
from registration.core.numbers import whole_number
from registration.mail.compose import SUBJECT_LENGTH, clean_line, clean_text
from registration.papers.stickers import SHEETS, USUAL, Stickers

MOST_WORDS = 3000
MOST_REASON = 500
MOST_OF_A_MAIL = 20_000
MOST_TASK = 300
MOST_PLACES = 1_000_000
MOST_DAYS = 365
FIRST_YEAR, LAST_YEAR = 2000, 2199


class OfThisAge:
    """A day of this age, so that it exists in every time zone; its errors are ours."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is no day or moment of these years; ``data`` is then None.
        """
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]  # the field's own
        except ValueError:
            raise ValueError(
                N_("There is no such day. Please check day, month and year.")
            ) from None
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            self.data = None
            raise ValueError(N_("Please give the year with four digits, for example 2009."))


class MomentField(OfThisAge, DateTimeLocalField):  # type: ignore[misc]  # WTForms is untyped
    """A moment of this age."""

    data: datetime | None


class DayField(OfThisAge, DateField):  # type: ignore[misc]  # WTForms is untyped
    """A day of this age."""

    data: date | None


class WholeNumberField(IntegerField):  # type: ignore[misc]  # WTForms is untyped
    """A whole number whose error is ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is no whole number.
        """
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(N_("Please give a whole number.")) from None


class DecisionInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A decision: words for the applicant, and which revision the coordinator saw.

    ``until`` is the last day on which to answer; what it lacks, ``web.desk.asking`` says.
    """

    note = TextAreaField(
        validators=[Length(max=MOST_WORDS, message=N_("Please use at most 3,000 characters."))]
    )
    revision = HiddenField()
    until = DayField(validators=[Optional()])

    @property
    def words(self) -> str | None:
        """What was written, or None."""
        return (self.note.data or "").replace("\0", "").replace("\r\n", "\n").strip() or None

    @property
    def seen(self) -> int:
        """The revision that was on the coordinator's page; one that never was if it was altered."""
        seen = whole_number(self.revision.data or "")
        return -1 if seen is None else seen


class ProgrammeInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The window and the offers of a programme; its places are added quota by quota."""

    opens_at = MomentField(validators=[Optional()])
    closes_at = MomentField(validators=[Optional()])
    confirm_within_days = WholeNumberField(
        validators=[
            Optional(),
            NumberRange(1, MOST_DAYS, message=N_("Please give a number from 1 to 365.")),
        ]
    )
    more_within_days = WholeNumberField(
        validators=[
            Optional(),
            NumberRange(1, MOST_DAYS, message=N_("Please give a number from 1 to 365.")),
        ]
    )


class RulesInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Who has to approve decisions in a programme, and when applicants learn of them."""

    every_partner_approves = BooleanField()
    release_together = BooleanField()
    release_at = MomentField(validators=[Optional()])


class MailingInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """When a mailing is sent; empty for at once."""

    send_at = MomentField(validators=[Optional()])


class MessageInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Other words and another time for a message that waits."""

    subject = StringField()
    text = TextAreaField()
    not_before = MomentField(validators=[Optional()])
    seen = HiddenField()

    def validate_subject(self, field: StringField) -> None:
        """Ask for one line.

        Raises:
            ValidationError: it is empty or too long.
        """
        if not self.words[0]:
            raise ValidationError(N_("Please write a subject."))
        if clean_line(self.words[0], SUBJECT_LENGTH) != " ".join((field.data or "").split()):
            raise ValidationError(N_("Please use at most 250 characters in one line."))

    def validate_text(self, field: TextAreaField) -> None:
        """Ask for a text of a length that can be read.

        Raises:
            ValidationError: it is empty or too long.
        """
        if not self.words[1]:
            raise ValidationError(N_("Please write what the mail should say."))
        if len(field.data or "") > MOST_OF_A_MAIL:
            raise ValidationError(N_("Please use at most 20,000 characters."))

    @property
    def words(self) -> tuple[str, str]:
        """Subject and text as a mail takes them."""
        subject, text = self.subject.data or "", self.text.data or ""
        return " ".join(clean_text(subject).split()), clean_text(text).strip()


class ExportInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """How answers are taken away, and why the sensitive ones are needed."""

    shown = RadioField(choices=["labels", "codes"], default="labels", validate_choice=False)
    sensitive = BooleanField()
    reason = TextAreaField()
    layout_name = StringField()
    sheet = SelectField(choices=list(SHEETS), default=USUAL, validate_choice=False)
    first = StringField(default="1")
    address = StringField()

    def validate_first(self, field: StringField) -> None:
        """Where the first label is printed is a place of the sheet.

        Raises:
            ValidationError: the sheet has no such place.
        """
        typed = (field.data or "1").strip()
        places = SHEETS[self.on].places
        if typed not in map(str, range(1, places + 1)):
            told = N_("Please give the number of a label on the sheet, for example 1.")
            raise ValidationError(told)

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask why where sensitive answers are wanted.

        Raises:
            ValidationError: no reason is given, or a long one.
        """
        if self.sensitive.data and not self.words:
            raise ValidationError(N_("Please write why you need the sensitive answers."))
        if len(field.data or "") > MOST_REASON:
            raise ValidationError(N_("Please use at most 500 characters."))

    @property
    def on(self) -> str:
        """The sheet for address labels."""
        return self.sheet.data if self.sheet.data in SHEETS else USUAL

    def stickers(self, *, home: str) -> Stickers:
        """How address labels are wanted; they are posted in the country ``home``."""
        first = int((self.first.data or "1").strip())
        return Stickers(sheet=self.on, first=first, address=self.address.data or "", home=home)

    @property
    def labels(self) -> bool:
        """Whether answers stand as people read them."""
        return bool(self.shown.data != "codes")

    @property
    def words(self) -> str:
        """The reason in one line."""
        return " ".join((self.reason.data or "").replace("\0", "").split())


class SaidInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form whose ``words`` cannot be empty."""

    words = StringField()

    @property
    def said(self) -> str:
        """What was written, without what no database keeps."""
        return (self.words.data or "").replace("\0", "").replace("\r\n", "\n").strip()

    def validate_words(self, _field: StringField) -> None:
        """Ask for words.

        Raises:
            ValidationError: there are none.
        """
        if not self.said:
            raise ValidationError(N_("Please write something first."))


class CommentInput(SaidInput):
    """A comment, and the colleagues whom it mentions."""

    words = TextAreaField(
        validators=[
            Length(max=comments.MOST_WORDS, message=N_("Please use at most 4,000 characters."))
        ]
    )
    mentioned = SelectMultipleField(validate_choice=False)

    @property
    def chosen(self) -> list[int]:
        """The ids of those mentioned; one that nobody has where it was altered."""
        given = map(whole_number, self.mentioned.data or ())
        return [-1 if one is None else one for one in given]


class TagInput(SaidInput):
    """A tag."""

    words = StringField(
        validators=[Length(max=tags.MOST_SIGNS, message=N_("Please use at most 40 characters."))]
    )


class TaskInput(SaidInput):
    """What is to be done, by whom, until when."""

    words = StringField(
        validators=[Length(max=MOST_TASK, message=N_("Please use at most 300 characters."))]
    )
    assignee = SelectField(validate_choice=False)
    due_on = DayField(validators=[Optional()])

    def validate_assignee(self, field: SelectField) -> None:
        """Take only somebody who is offered.

        Raises:
            ValidationError: nobody of them was chosen.
        """
        if field.data not in {key for key, _ in field.choices or ()}:
            raise ValidationError(N_("Please choose who does it."))
