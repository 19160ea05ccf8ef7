"""The rules of the outbox that can be broken."""

from registration.core.errors import RuleBroken


class Unsendable(RuleBroken):
    """Something cannot be put into a mail without changing its meaning; ``part`` says what."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class TooLate(RuleBroken):
    """The message has left, is leaving right now, or is in a state that does not allow the act."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class NewsRefused(RuleBroken):
    """The owner of the address wants no news."""


class ChangedMeanwhile(RuleBroken):
    """Somebody changed it after it was looked at; nothing was overwritten."""
