"""Who may do what to which programme."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.sql import false

from registration.core.db import db
from registration.programmes.models import Programme, programme_partners
from registration.staff.models import Role, RoleName, StaffMember


class Act(StrEnum):
    """What a role may allow."""

    SEE = "see"
    SEE_SENSITIVE = "see_sensitive"
    EXPORT = "export"
    DECIDE = "decide"
    BUILD = "build"
    ADMINISTER = "administer"


ALLOWED: dict[str, frozenset[Act]] = {
    RoleName.REVIEWER: frozenset({Act.SEE, Act.EXPORT}),
    RoleName.COORDINATOR: frozenset(
        {Act.SEE, Act.SEE_SENSITIVE, Act.EXPORT, Act.DECIDE, Act.BUILD}
    ),
    RoleName.ADMINISTRATOR: frozenset(Act),
}


def may(person: StaffMember | None, act: Act, on: Programme | None) -> bool:
    """Whether this person may do this to this programme.

    With ``on=None``: whether there may be any programme at all for which they have the right. A
    page that asks so still has to fetch each record through ``visible_programmes`` or ask again.
    """
    roles = _roles_allowing(person, act)
    return bool(roles) if on is None else any(_fits(role, on) for role in roles)


def may_everywhere(person: StaffMember | None, act: Act) -> bool:
    """Whether this person has the right for all programmes of all partners, also future ones."""
    return any(_unlimited(role) for role in _roles_allowing(person, act))


def who_may(act: Act, on: Programme) -> list[StaffMember]:
    """Everybody who may do this to this programme, by name; in a constant number of statements."""
    query = select(StaffMember).where(StaffMember.active).order_by(StaffMember.name, StaffMember.id)
    return [one for one in db.session.scalars(query) if may(one, act, on)]


def roles_on(person: StaffMember | None, programme: Programme) -> frozenset[str]:
    """What this person is to a programme, by names of roles."""
    roles = _roles_allowing(person, Act.SEE)
    return frozenset(role.name for role in roles if _fits(role, programme))


def partners_of(person: StaffMember | None, act: Act, programme: Programme) -> frozenset[int]:
    """The partners of a programme, by their ids, for whom this person may ``act``.

    Whose role is of no single partner acts for all of them.
    """
    theirs = frozenset(partner.id for partner in programme.partners)
    roles = [role for role in _roles_allowing(person, act) if _fits(role, programme)]
    if any(role.partner_id is None for role in roles):
        return theirs
    return theirs & {role.partner_id for role in roles if role.partner_id is not None}


def may_make(person: StaffMember | None, partners: Iterable[int]) -> bool:
    """Whether this person may make a programme of these partners, by their ids.

    They answer for one of them at least, so they can reach it afterwards; the other partners see
    it at their own desks from its first draft on. A role in a single programme makes none.
    """
    wanted = set(partners)
    return bool(wanted) and any(
        role.partner_id is None or role.partner_id in wanted
        for role in _roles_allowing(person, Act.DECIDE)
        if role.programme_id is None
    )


def visible_programmes(person: StaffMember | None, act: Act = Act.SEE) -> ColumnElement[bool]:
    """The condition on ``Programme`` that holds where this person may ``act``.

    Goes into any query that has ``programmes`` in it:
    ``select(Application).join(Programme).where(visible_programmes(person))``.
    """
    roles = _roles_allowing(person, act)
    if any(_unlimited(role) for role in roles):
        return true()
    return or_(false(), *(_condition(role) for role in roles))


def _roles_allowing(person: StaffMember | None, act: Act) -> list[Role]:
    if person is None or not person.active:
        return []
    return [role for role in person.roles if act in ALLOWED.get(role.name, frozenset())]


def _unlimited(role: Role) -> bool:
    return role.programme_id is None and role.partner_id is None


def _fits(role: Role, programme: Programme) -> bool:
    if role.programme_id is not None and role.programme_id != programme.id:
        return False
    if role.partner_id is None:
        return True
    return role.partner_id in {partner.id for partner in programme.partners}


def _condition(role: Role) -> ColumnElement[bool]:
    limits: list[ColumnElement[bool]] = []
    if role.programme_id is not None:
        limits.append(Programme.id == role.programme_id)
    if role.partner_id is not None:
        theirs = select(programme_partners.c.programme_id).where(
            programme_partners.c.partner_id == role.partner_id
        )
        limits.append(Programme.id.in_(theirs))
    return and_(*limits)
