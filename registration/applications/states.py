"""The states of an application and the sets of them that have a name."""

from enum import StrEnum

from registration.core.languages import N_


class State(StrEnum):
    """Where an application stands; see ``workflow.table`` for the ways between."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    ATTENDED = "attended"
    ABSENT = "absent"


HOLDS_PLACE = frozenset({State.OFFERED, State.CONFIRMED, State.ATTENDED, State.ABSENT})
# A choice with limited places is held from sending to the end, see ``workflow.places``.
HOLDS_CHOICES = HOLDS_PLACE | {
    State.SUBMITTED,
    State.IN_REVIEW,
    State.RETURNED,
    State.WAITLISTED,
}
CORRECTABLE = frozenset({State.SUBMITTED, State.RETURNED})
TAKES_PARTS = frozenset({State.SUBMITTED, State.IN_REVIEW, State.RETURNED})
TAKES_MORE = frozenset({State.OFFERED, State.CONFIRMED, State.ATTENDED})
SENT = frozenset(State) - {State.DRAFT}

STATE_WORDS: dict[str, str] = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("Received"),
    State.IN_REVIEW: N_("In review"),
    State.RETURNED: N_("Sent back for correction"),
    State.OFFERED: N_("Place offered"),
    State.CONFIRMED: N_("Place confirmed"),
    State.WAITLISTED: N_("On the waiting list"),
    State.REJECTED: N_("No place"),
    State.DECLINED: N_("Offer declined"),
    State.LAPSED: N_("Offer lapsed"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.ATTENDED: N_("Attended"),
    State.ABSENT: N_("Did not attend"),
}
