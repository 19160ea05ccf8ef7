"""The staff of these tests: Berta (Berlin), Bo (Beijing), Ada (administrator), Rita (reviewer)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from flask import Flask

from registration.core.db import db, unit_of_work
from registration.programmes.models import Partner, Programme
from registration.staff import members
from registration.staff.models import Role, RoleName, StaffMember

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "sieben leise Kraniche am Ufer"


def hire(
    name: str = "Berta", *roles: Role, password: str | None = PASSWORD, language: str = "de"
) -> StaffMember:
    """A staff member with the address <name>@stadt.example."""
    return members.create(
        email=f"{name.lower()}@stadt.example",
        name=name,
        password=password,
        language=language,
        time_zone="Europe/Berlin",
        roles=roles,
        now=NOW,
    )


def role(
    name: RoleName, *, partner: Partner | None = None, programme: Programme | None = None
) -> Role:
    return Role(
        name=name,
        partner_id=partner.id if partner else None,
        programme_id=programme.id if programme else None,
    )


def make_partner(key: str, zone: str = "Europe/Berlin") -> Partner:
    """A city that has an unusual name, so that passwords of these tests never contain it."""
    made = Partner(
        key=key, name={"en": key.title()}, time_zone=zone, country=key[:2].upper(), language="de"
    )
    db.session.add(made)
    db.session.flush()
    return made


def make_programme(slug: str, *partners: Partner) -> Programme:
    """A past programme, because those need no form."""
    made = Programme(
        slug=slug,
        kind="seminar",
        selection="review",
        past=True,
        title={"en": slug.replace("-", " ").title()},
        summary={"en": ""},
        body={"en": ""},
        time_zone="Europe/Berlin",
        partners=list(partners),
    )
    db.session.add(made)
    db.session.flush()
    return made


def at_once(app: Flask, times: int, act: Callable[[], object]) -> list[object]:
    """What ``times`` simultaneous units of work answered; exceptions are answers too."""

    def once(_number: int) -> object:
        try:
            with app.app_context(), unit_of_work():
                return act()
        except Exception as error:  # noqa: BLE001  # the answer of this unit
            return error

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(once, range(times)))
