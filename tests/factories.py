"""Records for the tests, written straight into the database; the caller has a unit of work."""

from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import select

from registration.applications import answers, indexing, sealing
from registration.applications.choices import chosen
from registration.applications.models import Application, PlaceTaken, SectionAnswers
from registration.applications.references import new_reference
from registration.applications.states import HOLDS_CHOICES, HOLDS_PLACE, State
from registration.core import clock
from registration.core.db import db
from registration.core.formats import order_key
from registration.forms.document import parse
from registration.forms.limits import limits as limits_of
from registration.forms.models import Form, FormVersion
from registration.programmes.models import (
    Partner,
    Partnership,
    Programme,
    ProgrammeDate,
    Quota,
)
from registration.staff import members, passwords
from registration.staff.models import Role, RoleName, StaffMember
from registration.workflow.places import quota_keys
from tests.forms.documents import short_form, words

PASSWORD = "sieben leise Kraniche am Ufer"
CITIES = {"berlin": ("Europe/Berlin", "DE", "de"), "beijing": ("Asia/Shanghai", "CN", "zh")}
_numbers = count(1)


def make_partner(key: str) -> Partner:
    """The city with this key, made at its first use, with the partnership around it."""
    found = db.session.scalar(select(Partner).where(Partner.key == key))
    if found is not None:
        return found
    page = words("Words of the office.")
    if db.session.scalar(select(Partnership.id).limit(1)) is None:
        pages = {"privacy": page, "accessibility": page, "imprint": page}
        db.session.add(
            Partnership(
                name=words("Two cities"), office=words("Office"), intro=page, pages=pages,
                sample_notice=None,
            )
        )  # fmt: skip
    zone, country, language = CITIES[key]
    partner = Partner(
        key=key, name=words(key.title()), time_zone=zone, country=country, language=language
    )
    db.session.add(partner)
    db.session.flush()
    return partner


def make_programme(
    slug: str | None = None,
    *,
    partners: tuple[str, ...] = ("berlin", "beijing"),
    places: int | None = 10,
    dates: dict[str, int | None] | None = None,
    form: dict[str, Any] | None = None,
    now: datetime | None = None,
    **more: Any,
) -> Programme:
    """A programme that takes applications; ``dates`` are its dates with their places."""
    now, slug = now or clock.now(), slug or f"programme-{next(_numbers)}"
    form = form or short_form()
    limits = {"total": places, **{f"date:{key}": left for key, left in (dates or {}).items()}}
    limits |= limits_of(parse(form))
    version = FormVersion(number=1, document=form, published_at=now, form=Form(key=slug))
    values = {
        "kind": "seminar", "selection": "review", "title": words(slug.replace("-", " ").title()),
        "summary": words("Summary"), "body": words("Body"), "venue": words("Town hall"),
        "time_zone": "Europe/Berlin", "contact": "office@stadt.example",
        "opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=30),
        "starts_at": now + timedelta(days=60), "ends_at": now + timedelta(days=70), "party_max": 4,
    }  # fmt: skip
    programme = Programme(
        slug=slug,
        form_version=version,
        partners=[make_partner(key) for key in partners],
        dates=[_date(key, now) for key in dates or {}],
        quotas=[Quota(key=key, places=left) for key, left in limits.items() if left is not None],
        **{**values, **more},
    )
    db.session.add(programme)
    db.session.flush()
    return programme


def make_application(
    programme: Programme,
    *,
    state: str = "submitted",
    name: str = "",
    given: str = "Anna",
    family: str = "Beispiel",
    native: str = "",
    now: datetime | None = None,
    **more: Any,
) -> Application:
    """A complete application in ``state``; it takes what it holds.

    ``city`` and ``school`` are answers to ``city_form``, ``diet`` (``none``) to every short one;
    ``more`` are all the answers on the second page.
    """
    now = now or clock.now()
    number = next(_numbers)
    belongs = {name: more.pop(name) for name in ("city", "school") if name in more}
    diet = more.pop("diet", "none")
    email = more.pop("email", f"anna{number}@stadt.example")
    second_page = more.pop("more", {"diet": diet, "data_read": True})
    person = {"family": family, "given": given, "native": native}
    values = {
        "language": "en", "created_at": now, "changed_at": now, "party_size": 1, "date_keys": [],
        "submitted_at": None if state == State.DRAFT else now,
        "waiting_since": now if state == State.WAITLISTED else None,
    }  # fmt: skip
    application = Application(
        reference=new_reference(),
        programme=programme,
        form_version_id=programme.form_version_id or 0,
        state=state,
        documents=[],
        answers=[
            _answers("person", {"name": person, "email": email, **belongs}, now),
            _answers("more", second_page, now),
        ],
        **{**values, **more},
    )
    db.session.add(application)
    db.session.flush()
    names = {"party_size", "date_keys", "institution"} | {"quota_keys", "partner_id"} & more.keys()
    kept = {name: getattr(application, name) for name in names}
    answers.take_over(application)
    for column, value in kept.items():
        setattr(application, column, value)
    application.institution_key = order_key(application.institution or "")
    indexing.index(application)
    application.name = name or application.name
    _seal(application)
    _take_places(application)
    db.session.flush()
    return application


def make_staff(name: str, role: RoleName | str, *, partner: str | None = None) -> StaffMember:
    """A staff member with the address <name>@stadt.example and the password of the tests."""
    city = make_partner(partner) if partner else None
    person = members.create(
        email=f"{name.lower()}@stadt.example", name=name, language="de",
        time_zone=city.time_zone if city else "Europe/Berlin",
        roles=[Role(name=str(role), partner_id=city.id if city else None)], now=clock.now(),
    )  # fmt: skip
    person.password_hash = _hash_of_the_password()
    return person


@cache
def _hash_of_the_password() -> str:
    """Worked out once: it costs a tenth of a second, as it should."""
    return passwords.hash_password(PASSWORD)


def _date(key: str, now: datetime) -> ProgrammeDate:
    starts = now + timedelta(days=61)
    return ProgrammeDate(
        key=key, title=words(key.title()), venue=words("Cinema"), starts_at=starts,
        ends_at=starts + timedelta(hours=2),
    )  # fmt: skip


def _answers(section: str, values: dict[str, Any], now: datetime) -> SectionAnswers:
    return SectionAnswers(section=section, typed=[], values=values, saved_at=now)


def _seal(application: Application) -> None:
    for kept in application.answers:
        sealed = answers.sealed_in(application, kept.section)
        sealing.write(kept, sealed, typed=kept.typed, values=kept.values)


def _take_places(application: Application) -> None:
    keys: set[str] = set()
    if application.state in HOLDS_PLACE:
        keys |= quota_keys(application.date_keys, application.quota_keys)
    if application.state in HOLDS_CHOICES:
        keys |= set(chosen(application))
    for quota in application.programme.quotas:
        if quota.key in keys:
            quota.taken = (quota.taken or 0) + application.party_size
            db.session.add(
                PlaceTaken(
                    application_id=application.id, quota_id=quota.id, places=application.party_size
                )
            )
