"""Parts that others fill in: sent, and returned by the office; both are acts of the table."""

from collections.abc import Mapping
from datetime import datetime

from registration.applications import answers
from registration.applications.models import Application
from registration.applications.states import TAKES_PARTS
from registration.core.db import db
from registration.notices import others as notices
from registration.parties import contributions, links
from registration.parties.contributions import Person
from registration.parties.models import Contribution, Progress
from registration.workflow.actors import Actor, contributor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.errors import IllegalTransition, Incomplete, TooManyInvitations


def name_others(application: Application, people: Mapping[str, Person], *, now: datetime) -> bool:
    """Say who fills in the parts, by party; once the application is sent, the links leave at once.

    Whoever has sent their part stays.

    Returns:
        Whether a mail leaves now.

    Raises:
        TooManyInvitations: this application has mailed others as often as it may today.
    """
    mailed = False
    for party, person in people.items():
        part = contributions.by_party(application).get(party)
        if part is not None and part.state == Progress.SENT:
            continue
        part = contributions.name_somebody(application, party, person, now=now)
        if part.mailed_at is None and application.state in TAKES_PARTS:
            if not links.may_mail_others(application, now=now):
                raise TooManyInvitations
            notices.invitation(part, now=now)
            mailed = True
    return mailed


def invite_again(part: Contribution, *, now: datetime) -> bool:
    """Mail the link once more; whether it may be, see ``links.may_mail_part_again``."""
    if not (contributions.is_open(part) and links.may_mail_part_again(part, now=now)):
        return False
    notices.invitation(part, now=now)
    return True


def send_part(part: Contribution, *, now: datetime) -> Contribution:
    """Send a part with all its answers; what waited for it goes on in the same unit of work.

    Raises:
        IllegalTransition: it was sent before, or the application takes no parts any more.
        Incomplete: an answer is missing or wrong.
        AlreadyDecided: somebody changed the application at this moment.
    """
    application = part.application
    if not contributions.is_open(part):
        raise IllegalTransition(act=Act.CONTRIBUTE, state=application.state)
    missing = answers.missing_sections(application, by=part.party)
    if missing:
        raise Incomplete(sections=missing)
    part.state, part.sent_at, part.question = Progress.SENT, now, None
    db.session.flush()  # the transition looks at what is sent without writing first
    transition(application, Act.CONTRIBUTE, by=contributor(part), now=now)
    return part


def return_part(part: Contribution, *, question: str, by: Actor, now: datetime) -> Contribution:
    """Give a part back to whoever sent it, with a question; a mail with a link tells them.

    Raises:
        IllegalTransition: it was not sent, or the application is decided.
        AlreadyDecided: somebody changed the application at this moment.
    """
    if part.state != Progress.SENT:
        raise IllegalTransition(act=Act.RETURN_PART, state=part.application.state)
    transition(part.application, Act.RETURN_PART, by=by, now=now)
    part.state, part.question = Progress.BEGUN, question
    notices.part_returned(part, now=now)
    return part
