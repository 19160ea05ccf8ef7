"""The forms of the desk."""

from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from registration.core.languages import N_

MOST_WORDS = 3000
MOST_PLACES = 1_000_000
MOST_DAYS = 365


class DecisionInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A decision: words for the applicant, and which revision the coordinator saw."""

    note = TextAreaField(
        validators=[Length(max=MOST_WORDS, message=N_("Please use at most 3,000 characters."))]
    )
    revision = HiddenField()

    @property
    def words(self) -> str | None:
        """What was written, or None."""
        return (self.note.data or "").replace("\0", "").replace("\r\n", "\n").strip() or None

    @property
    def seen(self) -> int:
        """The revision that was on the coordinator's page; one that never was if it was altered."""
        raw = self.revision.data or ""
        return int(raw) if raw.isdecimal() and len(raw) < len(str(10**9)) else -1


class ProgrammeInput(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The window and the offers of a programme; its places are added quota by quota."""

    opens_at = DateTimeLocalField(validators=[Optional()])
    closes_at = DateTimeLocalField(validators=[Optional()])
    confirm_within_days = IntegerField(
        validators=[
            Optional(),
            NumberRange(1, MOST_DAYS, message=N_("Please give a number from 1 to 365.")),
        ]
    )
