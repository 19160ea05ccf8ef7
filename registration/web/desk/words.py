"""What acts are called on buttons, on their pages and in the history."""

from dataclasses import dataclass

from registration.applications.alike import Likeness
from registration.applications.forgetting import FORGOTTEN
from registration.casework import duplicates
from registration.core.languages import N_
from registration.inbox import desk as inbox
from registration.inbox import forgetting, receiving
from registration.notices import editing, letters, news
from registration.notices.incoming import RETURNED
from registration.review import assignment, conflicts, scoring
from registration.workflow import deciding
from registration.workflow.acts import Act


@dataclass(frozen=True)
class Words:
    """An act on its button, as the heading of its page, and in what it was once done."""

    button: str
    title: str
    done: str


ACTS: dict[str, Words] = {
    Act.BEGIN_REVIEW: Words(
        N_("Begin the review"), N_("Begin the review"), N_("The review has begun.")
    ),
    Act.OFFER: Words(
        N_("Approve: give a place"),
        N_("Give a place"),
        N_("The place was given; the mail is on its way."),
    ),
    Act.WAITLIST: Words(
        N_("Put on the waiting list"),
        N_("Put on the waiting list"),
        N_("The application is on the waiting list; the mail is on its way."),
    ),
    Act.REJECT: Words(
        N_("Reject"),
        N_("Reject the application"),
        N_("The application was rejected; the mail is on its way."),
    ),
    Act.SEND_BACK: Words(
        N_("Return with a question"),
        N_("Return with a question"),
        N_("The application was returned; the question is on its way."),
    ),
    Act.RECONSIDER: Words(
        N_("Take the decision back"),
        N_("Take the decision back"),
        N_("The decision was taken back. A mail that had not left was cancelled."),
    ),
    Act.WITHDRAW: Words(
        N_("Withdraw for the applicant"),
        N_("Withdraw for the applicant"),
        N_("The application was withdrawn; the mail is on its way."),
    ),
    Act.ASK_MORE: Words(
        N_("Ask for further information"),
        N_("Ask for further information"),
        N_("The applicant is asked for further information; the mail is on its way."),
    ),
    Act.MOVE_DAY: Words(
        N_("Another day for the further information"),
        N_("Another day for the further information"),
        N_("There is another day for the further information; the mail is on its way."),
    ),
    Act.CLOSE_MORE: Words(
        N_("Further information is no longer needed"),
        N_("Further information is no longer needed"),
        N_("The applicant is no longer asked for further information."),
    ),
    Act.ATTEND: Words(N_("Was there"), N_("Note attendance"), N_("Attendance was noted.")),
    Act.MISS: Words(N_("Was not there"), N_("Note absence"), N_("Absence was noted.")),
}
IN_BULK = (
    Act.BEGIN_REVIEW, Act.OFFER, Act.WAITLIST, Act.REJECT, Act.ASK_MORE, Act.MOVE_DAY,
    Act.CLOSE_MORE, Act.ATTEND, Act.MISS,
)  # fmt: skip
TELLS = deciding.DECISIONS | {Act.ASK_MORE, Act.MOVE_DAY, Act.CLOSE_MORE}

OPENED_ANSWERS = "open_sensitive"
OPENED_DOCUMENT = "open_document"
ENTRIES: dict[str, str] = {
    Act.SUBMIT: N_("Sent"),
    Act.CORRECT: N_("Corrected"),
    Act.CONTRIBUTE: N_("Part sent"),
    Act.RETURN_PART: N_("Part returned with a question"),
    "office_section": N_("Section for office use changed"),
    Act.ADMIT: N_("Place given in the order of arrival"),
    Act.QUEUE_UP: N_("Joined the waiting list"),
    Act.BEGIN_REVIEW: N_("Review begun"),
    Act.OFFER: N_("Approved"),
    deciding.DECIDED: N_("Decided, not in effect yet"),
    deciding.APPROVED: N_("Decision approved"),
    deciding.UNDONE: N_("Decision undone before it took effect"),
    Act.SETTLE: N_("Place confirmed"),
    Act.WAITLIST: N_("Put on the waiting list"),
    Act.REJECT: N_("Rejected"),
    Act.SEND_BACK: N_("Returned with a question"),
    Act.RESUBMIT: N_("Sent again"),
    Act.RECONSIDER: N_("Decision taken back"),
    Act.CONFIRM: N_("Place confirmed by the applicant"),
    Act.DECLINE: N_("Place declined"),
    Act.LAPSE: N_("Offer lapsed"),
    Act.MOVE_UP: N_("Moved up from the waiting list"),
    Act.WITHDRAW: N_("Withdrawn"),
    Act.ASK_MORE: N_("Asked for further information"),
    Act.MOVE_DAY: N_("Another day set for the further information"),
    Act.CLOSE_MORE: N_("Further information no longer asked for"),
    Act.SEND_MORE: N_("Further information sent"),
    Act.ATTEND: N_("Attendance noted"),
    Act.MISS: N_("Absence noted"),
    "put_together": N_("Put together with others"),
    "take_apart": N_("Taken out of its group"),
    OPENED_ANSWERS: N_("Sensitive answers opened"),
    OPENED_DOCUMENT: N_("Document opened"),
    "comment": N_("Comment written"),
    "comment_changed": N_("Comment changed"),
    "comment_deleted": N_("Comment deleted"),
    "tag_added": N_("Tag added"),
    "tag_removed": N_("Tag taken away"),
    "task_given": N_("Task added"),
    "task_done": N_("Task done"),
    "task_reopened": N_("Task opened again"),
    letters.WRITTEN: N_("A mail was written to the applicant"),
    letters.WRITTEN_TO_OTHER: N_("A mail was written to somebody with a part in it"),
    RETURNED: N_("A mail came back"),
    news.REFUSED: N_("News by mail refused"),
    news.ALLOWED: N_("News by mail wanted again"),
    editing.EDITED: N_("A waiting mail was changed"),
    receiving.RECEIVED: N_("A mail was received"),
    inbox.DONE: N_("A mail received was noted as done"),
    inbox.REOPENED: N_("A mail received was opened again"),
    inbox.ASIDE: N_("A mail received was put aside"),
    inbox.GIVEN: N_("A mail received was assigned to this application"),
    inbox.TAKEN_OFF: N_("A mail received was assigned to another application"),
    forgetting.FORGOTTEN: N_("Mails received deleted whose time was over"),
    "mail_hold": N_("A mail was held back"),
    "mail_release": N_("A mail that was held back was let go"),
    "mail_cancel": N_("A mail was cancelled"),
    "mail_resend": N_("A mail was sent once more"),
    duplicates.TOLD_APART: N_("Marked as not the same person as another applicant"),
    duplicates.TAKEN_BACK: N_("Mark “not the same person” taken back"),
    FORGOTTEN: N_("Answers deleted whose time was over"),
    assignment.ASSIGNED: N_("Reviewers assigned"),
    assignment.UNASSIGNED: N_("A reviewer was taken off"),
    conflicts.DECLARED: N_("Conflict of interest declared"),
    conflicts.LIFTED: N_("Conflict of interest lifted"),
    scoring.SENT: N_("Review sent"),
    scoring.REOPENED: N_("Review given back to its reviewer"),
}

LIKENESS: dict[str, str] = {
    Likeness.EMAIL: N_("same email address"),
    Likeness.TELEPHONE: N_("same telephone number"),
    Likeness.NAME: N_("same name"),
    Likeness.SPELLING: N_("same name in another spelling"),
    Likeness.SCRIPT: N_("same name in another script"),
    Likeness.BIRTH_DATE: N_("same birth date"),
}
