"""What the rules about staff and sign-in refuse."""

from enum import StrEnum

from registration.core.errors import RuleBroken


class Weakness(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    PREDICTABLE = "predictable"


class PasswordRefused(RuleBroken):
    """The password would be guessed too easily."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(weakness)
        self.weakness = weakness


class TooManyAttempts(RuleBroken):
    """Too many failed attempts; ``retry_after`` is the number of seconds to wait."""

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class EmailTaken(RuleBroken):
    """Another staff member has this email address."""


class EmailInvalid(RuleBroken):
    """This is no email address."""


class WrongCode(RuleBroken):
    """The code of the second factor is wrong, was used before, or its time is over."""


class SecondFactorIsOn(RuleBroken):
    """The second factor is on already."""


class LinkUsedUp(RuleBroken):
    """The link to set a new password was used, replaced by a newer one, or its time is over."""
