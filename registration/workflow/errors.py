"""What the life of an application refuses."""

from collections.abc import Sequence
from datetime import datetime

from registration.core.errors import RuleBroken
from registration.core.languages import Texts
from registration.forms.limits import Chosen


class IllegalTransition(RuleBroken):
    """The act does not lead out of the state that the application is in."""

    def __init__(self, *, act: str, state: str) -> None:
        super().__init__(act, state)
        self.act = act
        self.state = state


class AlreadyDecided(RuleBroken):
    """Somebody changed the application since this person looked at it."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state


class DecisionWaits(RuleBroken):
    """Somebody decided about it already; the decision has not taken effect yet."""


class ProgrammeFull(RuleBroken):
    """No place is left for a party of this size."""


class ChoiceFull(RuleBroken):
    """Something that was chosen has not enough places left for the whole party.

    ``option`` is what it is called in each language, ``field`` the key of its question.
    """

    def __init__(self, chosen: Chosen, *, left: int, needed: int) -> None:
        super().__init__(chosen)
        self.field = chosen.field
        self.option = chosen.label
        self.left = left
        self.needed = needed


class LimitTooLow(RuleBroken):
    """More people chose something already than a form lets have it."""

    def __init__(self, *, option: Texts, places: int, taken: int) -> None:
        super().__init__(option)
        self.option = option
        self.places = places
        self.taken = taken


class GroupDoesNotFit(ProgrammeFull):
    """Not enough places are left for all who belong together."""


class GroupNotWhole(RuleBroken):
    """Others of its group are still open, and would be left behind without a place."""


class QuotaTooLow(RuleBroken):
    """More places are taken already under the quota ``key`` than it is to have."""

    def __init__(self, *, key: str, taken: int) -> None:
        super().__init__(key)
        self.key = key
        self.taken = taken


class NotTheTimeToDraw(RuleBroken):
    """A seed is committed to once, before the deadline; the draw is made once, after it."""


class NotTogether(RuleBroken):
    """At least two open applications of one programme are needed to belong together."""


class WindowClosed(RuleBroken):
    """The deadline has passed, and the grace after it."""

    def __init__(self, *, closes_at: datetime, time_zone: str) -> None:
        super().__init__(closes_at)
        self.closes_at = closes_at
        self.time_zone = time_zone


class NotYetOpen(RuleBroken):
    """The application window has not begun."""

    def __init__(self, *, opens_at: datetime, time_zone: str) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at
        self.time_zone = time_zone


class Incomplete(RuleBroken):
    """Sections lack an answer or hold a wrong one."""

    def __init__(self, *, sections: Sequence[str]) -> None:
        super().__init__(*sections)
        self.sections = tuple(sections)


class NothingToAsk(IllegalTransition):
    """The form asks this applicant for nothing after acceptance."""


class AskedAlready(IllegalTransition):
    """The applicant is being asked for further information, and has not sent it yet."""


class PartsMissing(RuleBroken):
    """Others have not filled in what they are asked for; ``parties`` says who."""

    def __init__(self, *, parties: Sequence[str]) -> None:
        super().__init__(*parties)
        self.parties = tuple(parties)


class TooManyInvitations(RuleBroken):
    """An application has written to other people as often as it may within a day."""


class OfferExpired(RuleBroken):
    """The time to confirm the offered place is over."""

    def __init__(self, *, expires_at: datetime, time_zone: str) -> None:
        super().__init__(expires_at)
        self.expires_at = expires_at
        self.time_zone = time_zone
