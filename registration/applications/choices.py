"""Limited choices: what an application chose, and what is left for it."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from registration.applications import answers
from registration.applications.models import Application, PlaceTaken
from registration.applications.states import State
from registration.core.db import db
from registration.forms import limits
from registration.forms.fields.choice import Choice
from registration.forms.fields.choices import Choices
from registration.forms.fields.field import Asked
from registration.forms.limits import Chosen
from registration.programmes.models import Programme


def chosen(application: Application) -> dict[str, Chosen]:
    """Everything that stands chosen, limited or not, by the key of its quota.

    What rules hide is not chosen.
    """
    known = answers.all_values(application)
    return limits.chosen(answers.document_of(application), known)


def held_by(application: Application) -> dict[int, int]:
    """The places that an application holds, by the id of their quota."""
    query = select(PlaceTaken).where(PlaceTaken.application_id == application.id)
    return {held.quota_id: held.places for held in db.session.scalars(query)}


def with_places_left(asked: Asked, application: Application) -> Asked:
    """The same, with the places left of limited choices; what it holds already it may keep."""
    if not answers.document_of(application).types & {Choice.type, Choices.type}:
        return asked
    programme = application.programme
    is_limited = any(quota.of_choice for quota in programme.quotas)
    held = held_by(application) if is_limited and application.state != State.DRAFT else {}
    return replace(asked, left=_left(programme, held), party=application.party_size)


def with_places_left_at_first(asked: Asked, programme: Programme) -> Asked:
    """The same before there is an application."""
    if not answers.document_for(programme).types & {Choice.type, Choices.type}:
        return asked
    return replace(asked, left=_left(programme, {}))


def _left(programme: Programme, held: Mapping[int, int]) -> dict[str, int]:
    return {
        quota.key: quota.left + held.get(quota.id, 0)
        for quota in programme.quotas
        if quota.of_choice
    }
