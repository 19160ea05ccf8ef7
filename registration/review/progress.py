"""How far a stage is: by reviewer, and by application."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import load_only

from registration.applications.models import Application
from registration.core.db import db
from registration.review.assignment import REVIEWABLE, standing
from registration.review.models import Assignment, ReviewStage
from registration.review.ranking import SHOWN


@dataclass
class Load:
    """What one reviewer has done in a stage, and what is still open to them."""

    done: int = 0
    open: int = 0


@dataclass
class Team:
    """An application with its reviews."""

    application: Application
    reviews: list[Assignment] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """How many reviews are in."""
        return sum(one.sent_at is not None for one in self.reviews)


@dataclass(frozen=True)
class Progress:
    """A stage's reviews: load by reviewer, and teams in the order in which applications came."""

    loads: dict[int, Load]
    teams: Sequence[Team]

    def short(self, wanted: int) -> int:
        """How many applications still under review have fewer reviewers than wanted."""
        return sum(
            len(team.reviews) < wanted and team.application.state in REVIEWABLE
            for team in self.teams
        )


def of_stage(stage: ReviewStage) -> Progress:
    """How far a stage is; applications that could still be assigned stand there, too."""
    reviews = standing(stage)
    teams = {one.id: Team(one) for one in _applications(stage)}
    loads: dict[int, Load] = {}
    for review in reviews:
        team = teams[review.application_id]
        team.reviews.append(review)
        load = loads.setdefault(review.reviewer_id, Load())
        if review.sent_at is not None:
            load.done += 1
        elif team.application.state in REVIEWABLE:
            load.open += 1
    return Progress(loads, list(teams.values()))


def _applications(stage: ReviewStage) -> Sequence[Application]:
    assigned = select(Assignment.application_id).where(Assignment.stage_id == stage.id)
    query = (
        select(Application)
        .where(
            or_(
                Application.id.in_(assigned),
                Application.state.in_(REVIEWABLE)
                & (Application.programme_id == stage.programme_id),
            )
        )
        .options(load_only(*SHOWN))
        .order_by(Application.submitted_at, Application.id)
    )
    return db.session.scalars(query).all()
