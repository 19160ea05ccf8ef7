"""What can be done to an application."""

from enum import StrEnum


class Act(StrEnum):
    """The verbs of the table of transitions."""

    SUBMIT = "submit"
    CORRECT = "correct"
    CONTRIBUTE = "contribute"
    RETURN_PART = "return_part"
    ADMIT = "admit"
    QUEUE_UP = "queue_up"
    BEGIN_REVIEW = "begin_review"
    OFFER = "offer"
    SETTLE = "settle"
    WAITLIST = "waitlist"
    REJECT = "reject"
    SEND_BACK = "send_back"
    RESUBMIT = "resubmit"
    RECONSIDER = "reconsider"
    CONFIRM = "confirm"
    DECLINE = "decline"
    LAPSE = "lapse"
    MOVE_UP = "move_up"
    WITHDRAW = "withdraw"
    ASK_MORE = "ask_more"
    MOVE_DAY = "move_day"
    CLOSE_MORE = "close_more"
    SEND_MORE = "send_more"
    ATTEND = "attend"
    MISS = "miss"
