"""Which error becomes which status and which words, in one table."""

from dataclasses import dataclass

from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError

from registration.applications.returning import SectionLocked
from registration.casework import errors as casework
from registration.core.errors import Forbidden, NotFound
from registration.core.languages import N_
from registration.files.storage import UnreadableFile
from registration.forms import drafting, editing
from registration.notices.letters import Unreachable
from registration.papers.typesetting import NoFont
from registration.review import errors as review
from registration.workflow import errors as workflow


@dataclass(frozen=True)
class Page:
    """Status and words of an error page."""

    status: int
    title: str
    message: str


WRONG_INPUT = Page(
    400, N_("This request could not be read"), N_("Please go back, reload the page and try again.")
)
PAGES: dict[type[Exception], Page] = {
    workflow.AlreadyDecided: Page(
        409,
        N_("Somebody else was faster"),
        N_(
            "This application was changed in the meantime. Nothing that you did was carried out. "
            "Look at how it stands now and decide again if need be."
        ),
    ),
    workflow.IllegalTransition: Page(
        409,
        N_("This is not possible any more"),
        N_(
            "The application is in a state in which this cannot be done. Look at how it stands now."
        ),
    ),
    workflow.DecisionWaits: Page(
        409,
        N_("It is decided already"),
        N_(
            "A decision about this application waits to take effect. "
            "Undo that decision first if it is to be another one."
        ),
    ),
    workflow.ProgrammeFull: Page(
        409,
        N_("No place is left"),
        N_(
            "All places are taken. Put the application on the waiting list, "
            "or raise the number of places first."
        ),
    ),
    workflow.GroupNotWhole: Page(
        409,
        N_("Others belong to this application"),
        N_(
            "Those who belong together get places all of them or none, and others of this group "
            "are not decided yet. Nothing was changed. Decide about the whole group on the page "
            "of the application, or take the group apart on the page “Groups and order”."
        ),
    ),
    workflow.ChoiceFull: Page(
        409,
        N_("No place is left"),
        N_(
            "“%(option)s” does not have enough places left for everybody in this application. "
            "Nothing was changed. Choose another answer there, or ask the office for more places."
        ),
    ),
    workflow.LimitTooLow: Page(
        409,
        N_("More places are taken already"),
        N_(
            "In this form, “%(option)s” is limited to %(places)s, but %(taken)s are taken already. "
            "Nothing was published. Raise the number of places in the form and publish it again."
        ),
    ),
    workflow.NotTheTimeToDraw: Page(
        409,
        N_("This is not the time for it"),
        N_(
            "A seed is committed to once, before the deadline; the draw is made once, after it. "
            "Look at how the draw stands now."
        ),
    ),
    workflow.WindowClosed: Page(
        409,
        N_("The deadline has passed"),
        N_(
            "Applications were possible until %(closes_at)s. What you typed is kept. "
            "If something prevented you from sending in time, write to the office."
        ),
    ),
    workflow.NotYetOpen: Page(
        409,
        N_("Applications are not open yet"),
        N_("Applications are possible from %(opens_at)s."),
    ),
    workflow.Incomplete: Page(
        422,
        N_("Something is missing"),
        N_(
            "Some answers are missing or need a correction. Go back to the summary; it shows which."
        ),
    ),
    workflow.PartsMissing: Page(
        409,
        N_("A part of this application is missing"),
        N_("%(parts)s Nothing was changed. This becomes possible once all parts have arrived."),
    ),
    workflow.TooManyInvitations: Page(
        429,
        N_("Too many mails for today"),
        N_(
            "Nothing was changed. From this application we have written to other people as often "
            "as we do within a day. Please try again tomorrow, or write to the office."
        ),
    ),
    workflow.OfferExpired: Page(
        409,
        N_("This offer has lapsed"),
        N_(
            "The place was offered until %(expires_at)s and may have been given to somebody else. "
            "Write to the office if you are still interested."
        ),
    ),
    review.ConflictOfInterest: Page(
        403,
        N_("This application is closed to you"),
        N_(
            "A conflict of interest was declared, so you neither read nor score it, and your "
            "points do not count. If that is a mistake, ask the office."
        ),
    ),
    review.ReviewOver: Page(
        409,
        N_("This application is not reviewed any more"),
        N_("It was decided, returned or withdrawn in the meantime. Nothing was changed."),
    ),
    NoFont: Page(
        503,
        N_("No PDF can be made"),
        N_(
            "This system has no font with Chinese characters. Nothing was changed. Please tell the "
            "office; it can have one installed."
        ),
    ),
    review.AlreadySent: Page(
        409,
        N_("This review was sent already"),
        N_("Nothing was changed. The office can give it back if it needs a correction."),
    ),
    review.CriteriaFixed: Page(
        409,
        N_("Points were given already"),
        N_(
            "Nothing was changed. Criteria keep their number, weights and scales once points "
            "were given. Change words and order only, or make a new stage."
        ),
    ),
    review.StageInUse: Page(
        409,
        N_("This stage is in use"),
        N_(
            "Somebody was assigned in it or written to about it, so it was not deleted. Take "
            "the reviewers off first; a stage about which mail was sent stays."
        ),
    ),
    review.NotAReviewer: Page(
        409,
        N_("This person cannot review here"),
        N_("They are neither reviewer nor coordinator of this programme. Nothing was changed."),
    ),
    review.NotReviewed: Page(
        409,
        N_("Nothing is reviewed here"),
        N_("Places of this programme go by order of arrival, so nobody reviews its applications."),
    ),
    UnreadableFile: Page(
        409,
        N_("This file cannot be read"),
        N_(
            "It is kept encrypted, and the key that opens it is missing. Tell whoever runs the "
            "system; the file itself is still there."
        ),
    ),
    casework.NotTheirs: Page(
        403, N_("You may not do this"), N_("Only who wrote a comment can change or delete it.")
    ),
    casework.TooLateToChange: Page(
        409,
        N_("This comment cannot be changed any more"),
        N_(
            "A comment can be corrected for 15 minutes after it was written. Write another one, "
            "or delete this one."
        ),
    ),
    casework.NotAColleague: Page(
        422,
        N_("Somebody cannot be chosen any more"),
        N_(
            "A colleague whom you chose may not decide about this programme any more. Nothing was "
            "saved; what you typed is shown below. Go back and choose again."
        ),
    ),
    Unreachable: Page(
        409,
        N_("No mail can be written here"),
        N_(
            "Nothing was sent. This application has no email address that the applicant has "
            "confirmed."
        ),
    ),
    SectionLocked: Page(
        409,
        N_("This section cannot be changed now"),
        N_(
            "The office has given back other sections of this application; this one stays as it "
            "was sent. Nothing was changed. Write to the office if something here is wrong."
        ),
    ),
    drafting.ChangedMeanwhile: Page(
        409,
        N_("Somebody else was faster"),
        N_(
            "This form was changed in the meantime, perhaps in another window of yours. Nothing "
            "of this step was kept in the form; what you typed is shown below. Look at the form "
            "as it stands now and make the change again."
        ),
    ),
    drafting.NothingToUndo: Page(
        409,
        N_("There is nothing to undo"),
        N_("The form stands as the draft began. Go back to the form."),
    ),
    drafting.FormExists: Page(
        409,
        N_("Somebody else was faster"),
        N_("A form with this name was begun at the same moment. Give yours another title."),
    ),
    editing.NoSuchPlace: Page(
        409,
        N_("This part cannot stand there"),
        N_(
            "The part was moved or deleted, or it does not fit there. "
            "Look at the form as it stands now."
        ),
    ),
    NotFound: Page(
        404,
        N_("Page not found"),
        N_(
            "There is no page at this address, or it is not meant for you. "
            "If you came over a link in an email, open that link again."
        ),
    ),
    Forbidden: Page(
        403, N_("You may not do this"), N_("Ask an administrator if you need this right.")
    ),
    CSRFError: Page(
        400,
        N_("This page was open for too long"),
        N_(
            "For your safety the form was not sent. What you typed is shown below. "
            "Go back, reload the page and send it again."
        ),
    ),
    IntegrityError: Page(
        409,
        N_("Somebody else was faster"),
        N_("The same thing was saved at the same moment. Go back, reload the page and check."),
    ),
    OperationalError: Page(
        503,
        N_("Please try again in a moment"),
        N_(
            "The system is very busy. Nothing was saved by this step; what you typed is shown "
            "below."
        ),
    ),
}
HTTP_PAGES = {
    400: WRONG_INPUT,
    403: PAGES[Forbidden],
    404: PAGES[NotFound],
    405: Page(405, N_("This page cannot be called this way"), N_("Go back and try again.")),
    409: PAGES[IntegrityError],
    410: PAGES[NotFound],
    413: Page(
        413,
        N_("Too large"),
        N_("What you sent is larger than this page takes. Choose a smaller file and try again."),
    ),
    422: Page(422, N_("Something needs a correction"), N_("Go back and check what you typed.")),
    429: Page(429, N_("Too many attempts"), N_("Please wait a few minutes and try again.")),
}
BROKEN = Page(
    500,
    N_("Something went wrong on our side"),
    N_(
        "We were told and will look into it. What you typed is shown below where possible. "
        "Please try again later."
    ),
)
