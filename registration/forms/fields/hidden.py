"""A value that nobody sees while filling in, e.g. where a form is used twice."""

from dataclasses import dataclass

from registration.forms.fields.calculated import Calculated


@dataclass(frozen=True, kw_only=True, eq=False)
class Hidden(Calculated):
    """Like ``calculated``, but kept only: for exports and for the conditions that follow."""

    type = "hidden"
    shows = False
