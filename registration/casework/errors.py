"""What casework refuses."""

from registration.core.errors import RuleBroken


class NotTheirs(RuleBroken):
    """Only who wrote a comment changes or deletes it."""


class TooLateToChange(RuleBroken):
    """The time in which a comment can be changed is over, or it was deleted."""


class NotAColleague(RuleBroken):
    """Somebody was named who may not decide about this programme."""
