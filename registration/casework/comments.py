"""Comments: written for colleagues, who are mailed where they are mentioned.

Coordinators of the programme read all; whoever else may see the application, e.g. a reviewer who
proposes to give it back, writes to them and reads only what they wrote: comments may hold names
that a review must not know.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registration.applications.models import Application
from registration.audit import trail
from registration.casework.errors import NotAColleague, NotTheirs, TooLateToChange
from registration.casework.models import Comment
from registration.core.db import db
from registration.core.errors import NotFound
from registration.notices import colleagues as notices
from registration.staff.models import StaffMember
from registration.staff.permissions import Act, may, who_may

TIME_TO_CHANGE = timedelta(minutes=15)
MOST_WORDS = 4000


def readable(application: Application, *, by: StaffMember) -> Sequence[Comment]:
    """The comments that ``by`` may read, the oldest first; in three statements however many."""
    query = select(Comment).where(Comment.application_id == application.id)
    if not may(by, Act.DECIDE, application.programme):
        query = query.where(Comment.author_id == by.id)
    query = query.options(joinedload(Comment.author), selectinload(Comment.mentioned))
    return db.session.scalars(query.order_by(Comment.id)).all()


def by_id(application: Application, comment_id: int, *, by: StaffMember) -> Comment:
    """One of the comments that ``by`` may read.

    Raises:
        NotFound: there is none.
    """
    for comment in readable(application, by=by):
        if comment.id == comment_id:
            return comment
    raise NotFound


def write(
    application: Application,
    words: str,
    *,
    mentioned: Iterable[int],
    by: StaffMember,
    now: datetime,
) -> Comment:
    """Keep a comment, and mail everybody whom it mentions.

    Raises:
        NotAColleague: somebody is mentioned who could not read it.
    """
    colleagues = {one.id: one for one in who_may(Act.DECIDE, application.programme)}
    wanted = sorted(set(mentioned))
    if not colleagues.keys() >= set(wanted):
        raise NotAColleague
    comment = Comment(
        application=application,
        author=by,
        words=words,
        written_at=now,
        mentioned=[colleagues[one] for one in wanted],
    )
    db.session.add(comment)
    db.session.flush()  # its mails and the trail name the id
    _record("comment", comment, by=by, now=now)
    for person in comment.mentioned:
        if person is not by:
            notices.mentioned(application, person, author=by.name, comment=comment.id, now=now)
    return comment


def change(comment: Comment, words: str, *, by: StaffMember, now: datetime) -> Comment:
    """Let the author correct what they just wrote; that they did stays to be seen.

    Raises:
        NotTheirs: somebody else wrote it.
        TooLateToChange: more than 15 minutes ago, or it is deleted.
    """
    if comment.author_id != by.id:
        raise NotTheirs
    if not may_change(comment, by=by, now=now):
        raise TooLateToChange
    if words != comment.words:
        comment.words, comment.changed_at = words, now
        _record("comment_changed", comment, by=by, now=now)
    return comment


def delete(comment: Comment, *, by: StaffMember, now: datetime) -> Comment:
    """Take the words of one's own comment away for good; a second time changes nothing.

    Raises:
        NotTheirs: somebody else wrote it.
    """
    if comment.author_id != by.id:
        raise NotTheirs
    if comment.deleted_at is None:
        comment.words, comment.deleted_at = "", now
        _record("comment_deleted", comment, by=by, now=now)
    return comment


def may_change(comment: Comment, *, by: StaffMember, now: datetime) -> bool:
    """Whether ``by`` may still correct the comment."""
    fresh = now - comment.written_at <= TIME_TO_CHANGE
    return comment.author_id == by.id and comment.deleted_at is None and fresh


def _record(act: str, comment: Comment, *, by: StaffMember, now: datetime) -> None:
    about = f"application:{comment.application_id}"
    trail.record(act, about=about, by=f"staff:{by.id}", now=now, comment=comment.id)
