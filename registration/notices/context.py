"""The facts that the words of every notice may use, already in the recipient's language."""

from collections.abc import Mapping
from datetime import datetime

from registration.applications import answers
from registration.applications.models import Application
from registration.core.formats import show_moment
from registration.core.languages import text
from registration.core.settings import settings
from registration.parties import supplements
from registration.programmes.catalogue import City, site

Clock = tuple[str, str]


def context_of(
    application: Application,
    *,
    link: str,
    name: str,
    offer_ends: datetime | None = None,
    language: str | None = None,
) -> dict[str, object]:
    """What templates under ``templates/mail`` know of an application.

    Moments are lists of (city, time on its clocks). ``offer_ends`` stands in for the deadline of
    an offer that is not made yet, ``language`` for the applicant's.
    """
    programme, language = application.programme, language or application.language
    cities = site().partners
    return {
        "name": name,
        "reference": application.reference,
        "programme": text(programme.title, language),
        "venue": text(programme.venue, language),
        "starts": _clocks(programme.starts_at, cities, language),
        "deadline": _clocks(programme.closes_at, cities, language),
        "offer_ends": _clocks(offer_ends or application.offer_expires_at, cities, language),
        "dates": [
            {
                "title": text(date.title, language),
                "venue": text(date.venue, language),
                "starts": _clocks(date.starts_at, cities, language),
            }
            for date in application.chosen_dates
        ],
        "party_size": application.party_size,
        "first_come": programme.selection == "first_come",
        "contact": programme.contact or "",
        "link": link,
        "office": text(site().office, language),
        "imprint": f"{settings.public_url}/{language}/imprint",
        "answer_by": [],
        "asked_for": [],
        "note": None,
        "question": None,
        "sections": [],
    }


def titled(application: Application, remarks: Mapping[str, str]) -> list[tuple[str, str]]:
    """(title of the section, what is asked in it), in the order of the form."""
    return [
        (text(section.title, application.language), remarks[section.key])
        for section in answers.document_of(application).sections
        if section.key in remarks
    ]


def asked_after(application: Application, due_at: datetime | None = None) -> dict[str, object]:
    """What an accepted applicant is asked for, and until when: ``due_at``, or as it is noted."""
    language, found = application.language, supplements.of(application)
    if due_at is None and found is not None:
        due_at = found.due_at
    sections = supplements.to_ask(application)
    return {
        "answer_by": clocks(due_at, language),
        "asked_for": [text(section.title, language) for section in sections],
    }


def clocks(value: datetime | None, language: str) -> list[Clock]:
    """A moment as (city, time on its clocks)."""
    return _clocks(value, site().partners, language)


def _clocks(value: datetime | None, cities: tuple[City, ...], language: str) -> list[Clock]:
    if value is None:
        return []
    return [
        (text(city.name, language), show_moment(value, language, zone=city.time_zone))
        for city in cities
    ]
