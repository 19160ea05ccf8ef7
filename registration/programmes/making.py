"""Making a programme: from what its kind usually needs, or from one that exists."""

from collections.abc import Mapping, Sequence
from itertools import chain, count
from typing import Any

from sqlalchemy import select

from registration.core.db import db, one_at_a_time
from registration.core.languages import Texts
from registration.forms.keys import key_for
from registration.forms.models import FormVersion
from registration.programmes.models import PARTNER, Kind, Partner, Programme, Quota, Selection

RESERVED = frozenset({"new"})  # addresses of the desk
USUAL: Mapping[Kind, Mapping[str, Any]] = {
    Kind.SEMINAR: {
        "selection": Selection.REVIEW, "confirm_within_days": 14, "party_max": 1,
        "retention_days": 365,
    },
    Kind.EXCHANGE: {
        "selection": Selection.REVIEW, "confirm_within_days": 14, "party_max": 1,
        "retention_days": 730,
    },
    Kind.EVENT: {
        "selection": Selection.FIRST_COME, "confirm_within_days": None, "party_max": 4,
        "retention_days": 90,
    },
}  # fmt: skip
COPIED = (
    "kind", "selection", "summary", "body", "who", "data", "venue", "contact", "time_zone",
    "party_max", "confirm_within_days", "more_within_days", "every_partner_approves",
    "release_together", "retention_days",
    "waiting_order",
)  # fmt: skip


def of_kind(
    kind: Kind, *, title: Texts, partners: Sequence[Partner], form: FormVersion
) -> Programme:
    """A programme to be prepared, with what such programmes usually need; nobody sees it yet."""
    values = {**USUAL[kind], "kind": kind, "summary": {}, "body": {}, "form_version": form}
    return _make(values, title, partners)


def like(
    source: Programme, *, title: Texts, partners: Sequence[Partner], form: FormVersion
) -> Programme:
    """A programme to be prepared after ``source``: its texts, places and rules, but no dates and
    nothing of who applied.

    The limits of choices in ``form`` are left to ``workflow.limits.use_form``.
    """
    copied = {name: getattr(source, name) for name in COPIED}
    made = _make({**copied, "form_version": form}, title, partners)
    others = {f"{PARTNER}{one.key}" for one in source.partners if one not in partners}
    made.quotas = [
        Quota(key=quota.key, places=quota.places, overbooking=quota.overbooking, taken=0)
        for quota in source.quotas
        if (quota.key == "total" or quota.of_group) and quota.key not in others
    ]
    return made


def free_slug(title: Texts) -> str:
    """A part of an address that reads like the title, in English if there is one; none has it."""
    wanted = key_for(title, "programme").replace("_", "-")
    taken = set(db.session.scalars(select(Programme.slug).where(Programme.slug.startswith(wanted))))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(
        slug for slug in chain([wanted], numbered) if slug not in taken and slug not in RESERVED
    )


def slug_is_taken(slug: str, *, but_by: Programme) -> bool:
    """Whether another programme has this address, or the desk itself."""
    found = select(Programme.id).where(Programme.slug == slug, Programme.id != but_by.id)
    return slug in RESERVED or db.session.scalar(found) is not None


def _make(values: Mapping[str, Any], title: Texts, partners: Sequence[Partner]) -> Programme:
    one_at_a_time("addresses of programmes")
    made = Programme(
        **{"time_zone": partners[0].time_zone, **values},
        slug=free_slug(title),
        title=dict(title),
        partners=list(partners),
        opened=False,
    )
    db.session.add(made)
    db.session.flush()  # it gets its id
    return made
