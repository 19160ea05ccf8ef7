"""Places are never given twice, whatever sixteen processes do at once.

Each test has its negative control: with lock and compare-and-swap taken out, the same assertion
must fail.
"""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select

from registration.applications.models import Application, PlaceTaken
from registration.core import clock
from registration.core.db import db, unit_of_work
from registration.forms.models import FormVersion
from registration.forms.versions import publish
from registration.mail.models import Message
from registration.programmes.models import Programme, Quota
from registration.staff.models import RoleName, StaffMember
from registration.workflow import deciding
from registration.workflow.actors import APPLICANT, Actor
from registration.workflow.acts import Act
from registration.workflow.engine import transition
from registration.workflow.limits import use_form
from tests.factories import make_application, make_programme, make_staff
from tests.forms.documents import limited_form, short_form
from tests.races.runners import RUNNERS, race

PLACES = 10
ROUNDS = 3


def submit(_number: int, application_id: int) -> str:
    application = db.session.get_one(Application, application_id)
    transition(application, Act.SUBMIT, by=APPLICANT, now=clock.now())
    return application.state


def offer(number: int, application_id: int) -> str:
    application = db.session.get_one(Application, application_id)
    transition(application, Act.OFFER, by=Actor("staff", number), now=clock.now())
    return application.state


def submit_or_limit(number: int, subject: tuple[Any, ...]) -> str:
    what, *ids = subject
    if what == "submit":
        return submit(number, ids[0])
    programme, version = (
        db.session.get_one(kind, record_id)
        for kind, record_id in zip((Programme, FormVersion), ids, strict=True)
    )
    use_form(programme, version)
    return "limited"


def offer_or_propose(number: int, subject: tuple[int, int]) -> str:
    """Decide at once, or so that the place is held until the decision takes effect."""
    application_id, staff_id = subject
    if number % 2:
        return offer(number, application_id)
    application = db.session.get_one(Application, application_id)
    coordinator = db.session.get_one(StaffMember, staff_id)
    seen = application.revision
    decision = deciding.propose(
        application, Act.OFFER, by=coordinator, now=clock.now(), seen_revision=seen
    )
    return decision.state


def leaves(number: int) -> bool:
    """Whether a runner withdraws; fewer leave than come, so that lost counts cannot even out."""
    return number % 4 == 0


def withdraw_or_submit(number: int, application_id: int) -> str:
    act = Act.WITHDRAW if leaves(number) else Act.SUBMIT
    application = db.session.get_one(Application, application_id)
    transition(application, act, by=APPLICANT, now=clock.now())
    return application.state


def places_held() -> int:
    return db.session.scalar(select(func.coalesce(func.sum(PlaceTaken.places), 0))) or 0


def holders() -> int:
    states = ("offered", "confirmed")
    query = select(func.sum(Application.party_size)).where(Application.state.in_(states))
    return db.session.scalar(query) or 0


def counter() -> int:
    return db.session.scalar(select(Quota.taken)) or 0


def first_come_race(database_url, *, unguarded: bool) -> bool:
    """Whether exactly the places were given, everybody else waits, and nobody read an error."""
    with unit_of_work():
        programme = make_programme(selection="first_come", places=PLACES)
        ids = [make_application(programme, state="draft").id for _ in range(RUNNERS * ROUNDS)]
    outcomes = race(submit, database_url, ids, unguarded=unguarded)
    expected = Counter(confirmed=PLACES, waitlisted=RUNNERS * ROUNDS - PLACES)
    return outcomes == expected and holders() == places_held() == counter() == PLACES


def approval_race(database_url, *, unguarded: bool) -> bool:
    """Whether exactly the places were offered and each other coordinator read that it is full."""
    with unit_of_work():
        programme = make_programme(selection="review", places=PLACES)
        ids = [make_application(programme, state="submitted").id for _ in range(RUNNERS * ROUNDS)]
    outcomes = race(offer, database_url, ids, unguarded=unguarded)
    expected = Counter(confirmed=PLACES, ProgrammeFull=RUNNERS * ROUNDS - PLACES)
    return outcomes == expected and holders() == places_held() == counter() == PLACES


def private_decision_race(database_url, *, unguarded: bool) -> bool:
    """Whether places that are held for decisions to come and places given are never too many."""
    with unit_of_work():
        programme = make_programme(selection="review", places=PLACES, release_together=True)
        berta = make_staff("Berta", RoleName.COORDINATOR)
        ids = [make_application(programme, state="submitted").id for _ in range(RUNNERS * ROUNDS)]
        subjects = [(one, berta.id) for one in ids]
    outcomes = race(offer_or_propose, database_url, subjects, unguarded=unguarded)
    given = outcomes["confirmed"] + outcomes["waiting"]
    return (
        given == places_held() == counter() == PLACES
        and outcomes["ProgrammeFull"] == len(ids) - PLACES
    )


def choice_race(database_url, *, unguarded: bool) -> bool:
    """Whether exactly so many sent what only so many can have; the others read that it is full."""
    with unit_of_work():
        programme = make_programme(selection="review", places=None, form=limited_form(PLACES))
        ids = [make_application(programme, state="draft").id for _ in range(RUNNERS * ROUNDS)]
    outcomes = race(submit, database_url, ids, unguarded=unguarded)
    expected = Counter(submitted=PLACES, ChoiceFull=RUNNERS * ROUNDS - PLACES)
    return outcomes == expected and places_held() == counter() == PLACES


def new_limit_race(database_url, *, unguarded: bool) -> bool:
    """Whether everybody is counted who sends while a choice becomes limited.

    Once where the programme had no limit before, so that there was nothing to lock.
    """
    return all(
        _counts_everybody(database_url, places, unguarded=unguarded) for places in (None, 1000)
    )


def _counts_everybody(database_url, places: int | None, *, unguarded: bool) -> bool:
    slug = f"race-{places}".lower()
    with unit_of_work():
        programme = make_programme(slug, selection="review", places=places, form=short_form())
        ids = [make_application(programme, state="draft").id for _ in range(RUNNERS * ROUNDS)]
        version = publish(slug, {**limited_form(len(ids)), "key": slug}, now=clock.now())
        subjects: list[tuple[Any, ...]] = [("submit", one) for one in ids[1:]]
        subjects.insert(len(ids) // 2, ("limit", programme.id, version.id))
    outcomes = race(submit_or_limit, database_url, subjects, unguarded=unguarded)
    held = func.coalesce(func.sum(PlaceTaken.places), 0)
    query = select(Quota.taken, held).join(Programme).outerjoin(PlaceTaken).group_by(Quota.id)
    with unit_of_work(writes=False):
        counts = db.session.execute(
            query.where(Programme.slug == slug, Quota.key.like("choice:%"))
        ).all()
    expected = Counter(submitted=len(ids) - 1, limited=1)
    return outcomes == expected and counts == [(len(ids) - 1, len(ids) - 1)]


def one_decision_race(database_url, *, unguarded: bool) -> bool:
    """Whether of sixteen coordinators at once one decided, and one mail waits to leave."""
    with unit_of_work():
        programme = make_programme(selection="review", places=PLACES)
        application_id = make_application(programme, state="submitted").id
    outcomes = race(offer, database_url, [application_id] * RUNNERS, unguarded=unguarded)
    refused = outcomes["AlreadyDecided"] + outcomes["IllegalTransition"]
    mails = db.session.scalar(select(func.count(Message.id)))
    return outcomes["confirmed"] == 1 and refused == RUNNERS - 1 and mails == holders() == 1


def coming_and_going_race(database_url, *, unguarded: bool) -> bool:
    """Whether places, counter and holders agree after withdrawals and arrivals at once."""
    numbers = [number for _ in range(ROUNDS) for number in range(RUNNERS)]
    leaving = sum(leaves(number) for number in numbers)
    coming = len(numbers) - leaving
    with unit_of_work():
        programme = make_programme(selection="first_come", places=2 * len(numbers))
        states = ["confirmed" if leaves(number) else "draft" for number in numbers]
        ids = [make_application(programme, state=state).id for state in states]
    outcomes = race(withdraw_or_submit, database_url, ids, unguarded=unguarded)
    return (
        outcomes == Counter(withdrawn=leaving, confirmed=coming)
        and holders() == places_held() == counter() == coming
    )


RACES = [
    first_come_race, approval_race, private_decision_race, choice_race, new_limit_race,
    one_decision_race, coming_and_going_race,
]  # fmt: skip


@pytest.mark.parametrize("run", RACES)
def test_holds_with_the_lock(app, database_url, run):
    with app.app_context():
        assert run(database_url, unguarded=False)


@pytest.mark.parametrize("run", RACES)
def test_fails_without_the_lock(app, database_url, run):
    with app.app_context():
        assert not run(database_url, unguarded=True)
