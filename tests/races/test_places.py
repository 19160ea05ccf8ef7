"""Places are never given twice, whatever sixteen processes do at once.

Each test has its negative control: with lock and compare-and-swap taken out, the same assertion
must fail.
"""

from collections import Counter
from datetime import timedelta
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
from registration.workflow import deciding, lottery
from registration.workflow.actors import APPLICANT, Actor
from registration.workflow.acts import Act
from registration.workflow.engine import fill_places, transition
from registration.workflow.limits import use_form
from registration.workflow.quotas import Limit, set_limits
from tests.factories import make_application, make_programme, make_staff
from tests.forms.documents import city_form, limited_form, short_form
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


def nested_race(database_url, *, unguarded: bool) -> bool:
    """Whether each limit, overbooked as allowed, and the total within which all lie are kept."""
    with unit_of_work():
        programme = make_programme(selection="review", places=PLACES, form=city_form())
        cities = [("berlin", "beijing")[number % 2] for number in range(RUNNERS * ROUNDS)]
        ids = [make_application(programme, city=city).id for city in cities]
        berlin = Limit(PLACES // 2, overbooking=1)
        limits = {"total": Limit(PLACES), "partner:berlin": berlin}
        set_limits(programme, {**limits, "category:diet:none": Limit(PLACES - 1)})
    outcomes = race(offer, database_url, ids, unguarded=unguarded)
    given = PLACES - 1
    with unit_of_work(writes=False):
        held = func.coalesce(func.sum(PlaceTaken.places), 0)
        query = select(Quota.key, Quota.taken, held).outerjoin(PlaceTaken).group_by(Quota.id)
        counts = {key: (taken, rows) for key, taken, rows in db.session.execute(query)}
    city_taken, city_held = counts.pop("partner:berlin")
    return (
        outcomes == Counter(confirmed=given, ProgrammeFull=len(ids) - given)
        and set(counts.values()) == {(given, given)}
        and city_taken == city_held <= berlin.most
        and holders() == given
    )


def offer_or_set_limit(number: int, subject: tuple[Any, ...]) -> str:
    what, record_id = subject
    if what == "offer":
        return offer(number, record_id)
    wanted = {"total": Limit(1000), "partner:berlin": Limit(1000)}
    set_limits(db.session.get_one(Programme, record_id), wanted)
    return "limited"


def new_quota_race(database_url, *, unguarded: bool) -> bool:
    """Whether everybody is counted who gets a place while a partner becomes limited."""
    with unit_of_work():
        programme = make_programme(selection="review", places=1000, form=city_form())
        ids = [make_application(programme, city="berlin").id for _ in range(RUNNERS * ROUNDS - 1)]
        subjects = [("offer", one) for one in ids]
        subjects.insert(len(ids) // 2, ("limit", programme.id))
    outcomes = race(offer_or_set_limit, database_url, subjects, unguarded=unguarded)
    with unit_of_work(writes=False):
        counts = db.session.execute(select(Quota.key, Quota.taken)).all()
    expected = Counter(confirmed=len(ids), limited=1)
    return outcomes == expected and dict(counts) == {
        "total": len(ids), "partner:berlin": len(ids),
    }  # fmt: skip


def move_up(_number: int, programme_id: int) -> str:
    programme = db.session.get_one(Programme, programme_id)
    return "moved" if fill_places(programme, added=RUNNERS, now=clock.now()) else "nobody"


def moving_up_race(database_url, *, unguarded: bool) -> bool:
    """Whether of sixteen workers at once one lets the list move up, each with one mail."""
    with unit_of_work():
        programme = make_programme(selection="review", places=PLACES)
        for _ in range(RUNNERS):
            make_application(programme, state="waitlisted")
        subject = programme.id
    outcomes = race(move_up, database_url, [subject] * RUNNERS, unguarded=unguarded)
    mails = db.session.scalar(select(func.count(Message.id)))
    return (
        outcomes == Counter(moved=1, nobody=RUNNERS - 1)
        and holders() == places_held() == counter() == mails == PLACES
    )


def draw(number: int, programme_id: int) -> str:
    programme = db.session.get_one(Programme, programme_id)
    lottery.of(programme)  # as the page knows it before its turn
    lottery.make(programme, by=Actor("staff", number), now=clock.now())
    return "drawn"


def draw_race(database_url, *, unguarded: bool) -> bool:
    """Whether of sixteen coordinators at once one draws, and everybody gets one mail."""
    with unit_of_work():
        begun = clock.now() - timedelta(days=40)
        programme = make_programme(selection="lottery", places=PLACES, now=begun)
        for _ in range(RUNNERS):
            make_application(programme)
        lottery.commit(programme, by=Actor("staff", 1), now=begun)
        subject = programme.id
    outcomes = race(draw, database_url, [subject] * RUNNERS, unguarded=unguarded)
    mails = db.session.scalar(select(func.count(Message.id)))
    return (
        outcomes == Counter(drawn=1, NotTheTimeToDraw=RUNNERS - 1)
        and holders() == places_held() == counter() == PLACES
        and mails == RUNNERS
    )


RACES = [
    first_come_race, approval_race, private_decision_race, choice_race, new_limit_race,
    one_decision_race, coming_and_going_race, nested_race, new_quota_race, moving_up_race,
    draw_race,
]  # fmt: skip


@pytest.mark.parametrize("run", RACES)
def test_holds_with_the_lock(app, database_url, run):
    with app.app_context():
        assert run(database_url, unguarded=False)


@pytest.mark.parametrize("run", RACES)
def test_fails_without_the_lock(app, database_url, run):
    with app.app_context():
        assert not run(database_url, unguarded=True)
