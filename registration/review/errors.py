"""What the rules of review refuse."""

from collections.abc import Sequence

from registration.core.errors import RuleBroken


class NotReviewed(RuleBroken):
    """Places of this programme go by order of arrival; there is nothing to review."""


class CriteriaFixed(RuleBroken):
    """Points were given already, so that criteria keep their number, weights and scales."""


class StageInUse(RuleBroken):
    """Somebody reviews in this stage, or was written to about it."""


class NotAReviewer(RuleBroken):
    """Somebody is neither reviewer nor coordinator of the programme, or has left."""


class ConflictOfInterest(RuleBroken):
    """Somebody who must not review this application would."""


class AlreadySent(RuleBroken):
    """The review was sent; only the office can give it back."""


class ReviewOver(RuleBroken):
    """The application was decided, returned or withdrawn; it is not reviewed any more."""


class PointsMissing(RuleBroken):
    """Not every criterion has points; ``criteria`` are the ids of those without."""

    def __init__(self, *, criteria: Sequence[int]) -> None:
        super().__init__(*criteria)
        self.criteria = tuple(criteria)
