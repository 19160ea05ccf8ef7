"""Limits of choices follow the form that a programme uses."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registration.applications.choices import chosen
from registration.applications.models import Application
from registration.applications.states import HOLDS_CHOICES
from registration.core.db import db
from registration.forms import limits
from registration.forms.document import parse
from registration.forms.models import FormVersion
from registration.programmes.models import Programme
from registration.workflow import places, quotas
from registration.workflow.errors import LimitTooLow
from registration.workflow.quotas import Limit


def use_form(programme: Programme, version: FormVersion) -> None:
    """Give a programme a version of a form, and its choices the limits that stand there.

    Applications keep the version they are filled in with, but the limits are the programme's. So a
    choice that becomes limited counts everybody who chose it in an application that was sent, in
    whichever version; one that is no longer limited counts nobody.

    Raises:
        LimitTooLow: more people chose something already; nothing was changed.
    """
    db.session.flush()  # a new programme gets its id
    document = parse(version.document)  # kept by nobody, as the version may yet be rolled back
    wanted = limits.limits(document)
    limited = places.of_choices(places.lock([programme.id]))
    kept = {quota.key: quota for quota in limited if quota.key in wanted}
    holders = _holders(programme) if wanted.keys() - kept.keys() else {}
    taken = {key: holders.get(key, Counter()).total() for key in wanted}
    taken |= {key: quota.taken for key, quota in kept.items()}
    for key, limit in wanted.items():
        if taken[key] > limit:
            _, option = limits.titles(document)[key]
            raise LimitTooLow(option=option, places=limit, taken=taken[key])
    programme.form_version = version
    quotas.remove(programme, [quota for quota in limited if quota.key not in wanted])
    for key, limit in wanted.items():
        if key in kept:
            kept[key].places = limit
        else:
            quotas.add(programme, key, holders.get(key, Counter()), Limit(limit))
    db.session.flush()  # whoever counts now counts with the new limits
    db.session.info.pop(places.HELD, None)


def _holders(programme: Programme) -> dict[str, Counter[int]]:
    """Who of those that applied chose what: places by application, by the key of a quota."""
    query = (
        select(Application)
        .where(Application.programme_id == programme.id, Application.state.in_(HOLDS_CHOICES))
        .options(selectinload(Application.answers))
    )
    found: dict[str, Counter[int]] = {}
    for application in db.session.scalars(query):
        for key in chosen(application):
            found.setdefault(key, Counter())[application.id] = application.party_size
    return found
