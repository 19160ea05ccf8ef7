"""The states of an application and the sets of them that have a name."""

from enum import StrEnum


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
CORRECTABLE = frozenset({State.SUBMITTED, State.RETURNED})
SENT = frozenset(State) - {State.DRAFT}
