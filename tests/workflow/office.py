"""An office with one programme, in which applications live: the cast of the workflow's tests."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from registration.applications.models import Application, PlaceTaken
from registration.applications.states import HOLDS_PLACE
from registration.audit.models import AuditEntry
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.mail.models import Message
from registration.parties import links
from registration.programmes.models import Programme, Quota
from registration.workflow.actors import APPLICANT, SYSTEM, Actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from tests.factories import make_application, make_programme

STAFF = Actor("staff", 1)
GUARDIAN = Actor("guardian")
ACTORS = {"applicant": APPLICANT, "guardian": GUARDIAN, "staff": STAFF, "system": SYSTEM}
DAY = timedelta(days=1)


@dataclass
class Office:
    """Each method is a unit of work of its own."""

    hour = timedelta(hours=1)
    now: datetime = field(default_factory=clock.now)
    programme_id: int = 0

    def announce(self, **what: Any) -> None:
        """A programme; its places, selection and days as given."""
        with unit_of_work():
            self.programme_id = make_programme(now=self.now, **what).id

    def change(self, **what: Any) -> None:
        """Change the programme behind the system's back."""
        with unit_of_work():
            programme = db.session.get_one(Programme, self.programme_id)
            for name, value in what.items():
                setattr(programme, name, value)

    def add(self, name: str, state: str = "submitted", **more: Any) -> int:
        """An application of the person with this family name."""
        email = f"{name.lower()}@stadt.example"
        with unit_of_work():
            programme = db.session.get_one(Programme, self.programme_id)
            return make_application(
                programme, state=state, family=name, email=email, now=self.now, **more
            ).id

    def do(self, act: Act, who: int, by: str = "staff", **more: Any) -> None:
        with unit_of_work():
            application = db.session.get_one(Application, who)
            transition(application, act, by=ACTORS[by], now=self.now, **more)

    def change_places(self, places: int) -> None:
        """Give the programme so many places, behind the system's back."""
        with unit_of_work():
            query = select(Quota).where(Quota.programme_id == self.programme_id)
            db.session.scalars(query).one().places = places

    def get(self, who: int) -> Application:
        """An application within a unit of work that the caller has."""
        return db.session.get_one(Application, who)

    def states(self) -> dict[str, str]:
        """The state of each application by the family name."""
        query = select(Application).order_by(Application.id)
        return {one.name.split()[-1]: one.state for one in self._all(query)}

    def state(self, who: int) -> str:
        return self._one(select(Application.state).where(Application.id == who))

    def mails(self, *states: str) -> list[tuple[str, str]]:
        """(notice, first part of the address) of each message in one of these states, or of all."""
        query = select(Message).order_by(Message.id)
        return [
            (one.notice, one.recipient.partition("@")[0])
            for one in self._all(query)
            if not states or one.state in states
        ]

    def mail(self) -> str:
        """The text of the newest message."""
        return self._one(select(Message.text).order_by(Message.id.desc()).limit(1))

    def history(self, who: int) -> list[tuple[str, str]]:
        """(act, by whom) of each audit entry about an application."""
        query = select(AuditEntry).where(AuditEntry.about == f"application:{who}")
        return [(one.act, one.actor) for one in self._all(query.order_by(AuditEntry.id))]

    def expiry(self, zone: str = "UTC") -> datetime:
        """When the one open offer ends."""
        query = select(Application.offer_expires_at).where(
            Application.offer_expires_at.is_not(None)
        )
        return self._one(query).astimezone(ZoneInfo(zone))

    def programme_start(self) -> datetime:
        return self._one(select(Programme.starts_at))

    def mail_link(self, who: int) -> None:
        """As if the applicant had asked to go on later."""
        with unit_of_work():
            application = db.session.get_one(Application, who)
            links.issue(application, emailed_to=application.email, now=self.now)

    def taken(self) -> list[int]:
        """The counters of the quotas; the same as the rows behind them."""
        quotas = self._all(select(Quota).order_by(Quota.id))
        rows = self._all(select(PlaceTaken))
        counted = [sum(r.places for r in rows if r.quota_id == quota.id) for quota in quotas]
        assert counted == [quota.taken for quota in quotas]
        return counted

    def counted(self) -> int:
        """How many places of the newest programme are taken in all."""
        query = select(Quota.taken).where(
            Quota.programme_id == self.programme_id, Quota.key == "total"
        )
        return self._one(query)

    def holders(self) -> int:
        """How many people of the newest programme are in a state that holds a place."""
        query = select(func.coalesce(func.sum(Application.party_size), 0)).where(
            Application.programme_id == self.programme_id, Application.state.in_(HOLDS_PLACE)
        )
        return self._one(query)

    def _all(self, query: Any) -> list[Any]:
        with unit_of_work(writes=False):
            return list(db.session.scalars(query))

    def _one(self, query: Any) -> Any:
        with unit_of_work(writes=False):
            return db.session.scalars(query).one()
