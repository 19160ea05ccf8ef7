"""Stages of review: making and changing them, and what is fixed once points were given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from registration.audit import trail
from registration.core.db import db, one_at_a_time
from registration.core.languages import Texts, say, text
from registration.mail.outbox import messages_about
from registration.programmes.models import Programme, Selection
from registration.review.errors import CriteriaFixed, NotReviewed, StageInUse
from registration.review.models import Assignment, Criterion, ReviewStage, Score
from registration.staff.models import StaffMember
from registration.staff.permissions import Act, may


@dataclass(frozen=True)
class Wanted:
    """A criterion as the office wants it; ``id`` is None for a new one."""

    id: int | None
    title: dict[str, str]
    hint: dict[str, str] | None
    weight: int
    lowest: int
    highest: int

    @property
    def measure(self) -> tuple[int | None, int, int, int]:
        """What points depend on: which criterion, its weight and its scale."""
        return self.id, self.weight, self.lowest, self.highest


@dataclass(frozen=True)
class Plan:
    """A stage as the office wants it; the criteria in their order."""

    title: dict[str, str] | None
    due_at: datetime | None
    per_application: int
    blind_names: bool
    blind_scores: bool
    criteria: Sequence[Wanted]


def create(programme: Programme, plan: Plan, *, by: str, now: datetime) -> ReviewStage:
    """A new stage, after those there are.

    Raises:
        NotReviewed: places go by order of arrival.
    """
    if programme.selection == Selection.FIRST_COME:
        raise NotReviewed
    last = select(func.max(ReviewStage.position)).where(ReviewStage.programme_id == programme.id)
    stage = ReviewStage(
        programme=programme,
        position=(db.session.scalar(last) or 0) + 1,
        criteria=[],
        **_settings(plan),
    )
    db.session.add(stage)
    _set_criteria(stage, plan.criteria)
    db.session.flush()  # the trail names it by its id
    _record("create_review_stage", stage, by=by, now=now)
    return stage


def change(stage: ReviewStage, plan: Plan, *, by: str, now: datetime) -> ReviewStage:
    """Change a stage.

    Once points were given, criteria keep their number, weights and scales: else points given
    before and after would not mean the same. Their words and their order may still change.

    Raises:
        CriteriaFixed: more than words would change.
    """
    if has_scores(stage) and {one.measure for one in plan.criteria} != {
        (one.id, one.weight, one.lowest, one.highest) for one in stage.criteria
    }:
        raise CriteriaFixed
    for name, value in _settings(plan).items():
        setattr(stage, name, value)
    _set_criteria(stage, plan.criteria)
    _record("change_review_stage", stage, by=by, now=now)
    return stage


def delete(stage: ReviewStage, *, by: str, now: datetime) -> None:
    """Take a stage away in which nothing has happened; the others keep their numbers.

    Raises:
        StageInUse: somebody reviews in it, or was written to about it.
    """
    if is_in_use(stage):
        raise StageInUse
    _record("delete_review_stage", stage, by=by, now=now)
    db.session.delete(stage)


def is_in_use(stage: ReviewStage) -> bool:
    """Whether somebody was assigned in this stage or written to about it."""
    assigned = exists().where(Assignment.stage_id == stage.id)
    return bool(db.session.scalar(select(assigned))) or bool(messages_about(stage.about, limit=1))


def has_scores(stage: ReviewStage) -> bool:
    """Whether anybody gave points in this stage, be it in a draft."""
    given = exists().where(Score.assignment_id == Assignment.id, Assignment.stage_id == stage.id)
    return bool(db.session.scalar(select(given)))


def of_programme(programme: Programme) -> Sequence[ReviewStage]:
    """The stages of a programme in their order."""
    query = select(ReviewStage).where(ReviewStage.programme_id == programme.id)
    return db.session.scalars(query.order_by(ReviewStage.position, ReviewStage.id)).all()


def open_to(person: StaffMember | None, programme: Programme) -> bool:
    """Whether all applications of a programme that somebody may see are open to them.

    Once a programme has stages, whoever only reviews there reads what is assigned to them, over
    the pages of review, and nothing else.
    """
    return may(person, Act.DECIDE, programme) or not of_programme(programme)


def exist() -> ColumnElement[bool]:
    """The condition on ``Programme`` that holds where it has stages of review."""
    return exists().where(ReviewStage.programme_id == Programme.id)


def take_turn(stage_id: int) -> None:
    """Let whoever assigns, scores or changes criteria in a stage come one after the other."""
    one_at_a_time(f"review stage {stage_id}")


def title_of(stage: ReviewStage, language: str) -> str:
    """What a stage is called; without a title of its own, by its number."""
    own: Texts | None = stage.title
    return text(own, language) or say(language, "Review %(number)s", number=stage.position)


def _settings(plan: Plan) -> dict[str, object]:
    return {
        "title": plan.title,
        "due_at": plan.due_at,
        "per_application": plan.per_application,
        "blind_names": plan.blind_names,
        "blind_scores": plan.blind_scores,
    }


def _set_criteria(stage: ReviewStage, wanted: Sequence[Wanted]) -> None:
    """Those that are not wanted any more go; the others follow the order wanted."""
    known = {criterion.id: criterion for criterion in stage.criteria}
    kept = []
    for position, one in enumerate(wanted, 1):
        criterion = known.get(one.id) if one.id is not None else None
        if criterion is None:
            criterion = Criterion()
        criterion.position, criterion.title, criterion.hint = position, one.title, one.hint
        criterion.weight, criterion.lowest, criterion.highest = one.weight, one.lowest, one.highest
        kept.append(criterion)
    stage.criteria = kept


def _record(act: str, stage: ReviewStage, *, by: str, now: datetime) -> None:
    trail.record(act, about=f"programme:{stage.programme_id}", by=by, now=now, stage=stage.id)
