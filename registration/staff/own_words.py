"""The words of this office, out of which no password may be made (ASVS v5.0.0-6.2.11)."""

from sqlalchemy import select

from registration.core.db import db
from registration.programmes.models import Partner, Partnership, Programme
from registration.staff.models import StaffMember


def of_this_office() -> list[str]:
    """Names of the partnership, its office, partners and programmes in all languages."""
    texts: list[str] = []
    for name, office in db.session.execute(select(Partnership.name, Partnership.office)):
        texts += [*name.values(), *office.values()]
    for key, name in db.session.execute(select(Partner.key, Partner.name)):
        texts += [key, *name.values()]
    for slug, title in db.session.execute(select(Programme.slug, Programme.title)):
        texts += [slug, *title.values()]
    return texts


def of_person(person: StaffMember) -> list[str]:
    """The person's own name and email address."""
    return [person.name, person.email]
