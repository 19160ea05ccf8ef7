"""Tell the desk that mail has arrived: some minutes later, so that ten replies make one mail."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registration.applications.models import Application
from registration.core.db import db, locking, unit_of_work
from registration.inbox.desk import WAITS
from registration.inbox.models import ReceivedMail
from registration.notices import colleagues as notices
from registration.programmes.models import Programme
from registration.staff.models import RoleName, StaffMember
from registration.staff.permissions import Act, may, may_everywhere, roles_on

PATIENCE = timedelta(minutes=10)
MOST = 500
_UNTOLD = (ReceivedMail.told_at.is_(None), *WAITS)


def run(now: datetime) -> int:
    """Once the oldest mail of which nobody was told is ten minutes old, tell of all.

    Returns:
        How many mails left for the desk.
    """
    with unit_of_work(writes=False):
        oldest = db.session.scalar(
            select(ReceivedMail.received_at).where(*_UNTOLD).order_by(ReceivedMail.id).limit(1)
        )
    if oldest is None or now - oldest < PATIENCE:
        return 0
    with unit_of_work():
        return _tell(now)


def _tell(now: datetime) -> int:
    waiting = select(ReceivedMail).where(*_UNTOLD).order_by(ReceivedMail.id).limit(MOST)
    along = joinedload(ReceivedMail.application).joinedload(Application.programme)
    query = waiting.options(along.selectinload(Programme.partners))
    mails = db.session.scalars(locking(query, of=ReceivedMail)).unique().all()
    told: dict[StaffMember, list[ReceivedMail]] = defaultdict(list)
    people = _desk()
    for mail in mails:
        mail.told_at = now
        for person in _responsible(mail, people):
            told[person].append(mail)
    for person, theirs in told.items():
        references = {one.application.reference for one in theirs if one.application is not None}
        unknown = any(one.application is None for one in theirs)
        notices.mail_arrived(person, sorted(references), unknown=unknown, now=now)
    return len(told)


def _desk() -> Sequence[StaffMember]:
    query = select(StaffMember).where(StaffMember.active).order_by(StaffMember.id)
    return db.session.scalars(query.options(selectinload(StaffMember.roles))).all()


def _responsible(mail: ReceivedMail, people: Sequence[StaffMember]) -> list[StaffMember]:
    """The coordinators of the programme, else who administers it; of no programme, who sees all."""
    if mail.application is None:
        return [one for one in people if may_everywhere(one, Act.DECIDE)]
    programme = mail.application.programme
    coordinators = [one for one in people if RoleName.COORDINATOR in roles_on(one, programme)]
    return coordinators or [one for one in people if may(one, Act.DECIDE, programme)]
