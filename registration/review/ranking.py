"""The ranking of a stage: who is where, where the places end, how far reviewers agree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import load_only, raiseload

from registration.applications.models import Application
from registration.applications.states import State
from registration.core.db import db
from registration.programmes.models import Programme
from registration.review import scores, stages
from registration.review.assignment import REVIEWABLE
from registration.review.conflicts import none_declared
from registration.review.models import Assignment, ReviewStage, Score

UNSCORED = (0, 0.0)  # below every standing: stages count from 1
NEEDS_PLACE = REVIEWABLE | {State.WAITLISTED}
SHOWN = (
    Application.id, Application.reference, Application.name, Application.institution,
    Application.state, Application.revision, Application.party_size, Application.partner_id,
    Application.programme_id,
)  # fmt: skip


@dataclass(frozen=True)
class Ranked:
    """A row of the ranking.

    Attributes:
        place: shared by those who are equal; None before the first review is sent.
        raw: the total of each reviewer who sent theirs.
        normalised: the same made comparable between reviewers.
        spread: how far the raw totals lie apart; None below two.
        cut: whether the places end before this row.
    """

    application: Application
    place: int | None
    mean: float | None
    raw: Mapping[int, float]
    normalised: Mapping[int, float]
    spread: float | None
    cut: bool


@dataclass(frozen=True)
class Table:
    """A stage's ranking.

    Attributes:
        reviewers: who sent a review.
        stay_raw: those of them whose totals are not normalised.
        agreement: Krippendorff's alpha of the raw totals; None where nothing can be compared.
        within: how many rows lie before the cut line and still need a place.
        tied: whether the cut line parts rows that share a place.
    """

    rows: Sequence[Ranked]
    reviewers: frozenset[int]
    stay_raw: frozenset[int]
    agreement: float | None
    within: int
    tied: bool


def table(stage: ReviewStage, *, left: int | None, raw: bool = False) -> Table:
    """The ranking of all applications that are in a stage, the best first.

    Args:
        stage: whose reviews count; those against which a conflict stands do not.
        left: places left in the programme; None where there is no limit.
        raw: rank by the raw means instead of the normalised ones.
    """
    totals = totals_of(stage)
    plain = scores.by_application(totals)
    fair = scores.by_application(scores.normalised(totals))
    basis = plain if raw else fair
    means = {application: fmean(own.values()) for application, own in basis.items()}
    applications = _in_stage(stage)
    order = [one for one in scores.ranked(means) if one[1] in applications]
    unscored = [(None, one) for one in sorted(applications.keys() - means.keys())]
    sizes = [_needed(applications[one]) for _, one in order]
    end = cut_line(sizes, left)
    rows = [
        Ranked(
            application=applications[one],
            place=place,
            mean=means.get(one),
            raw=plain.get(one, {}),
            normalised=fair.get(one, {}),
            spread=scores.spread_of(plain.get(one, {}).values()),
            cut=number == end,
        )
        for number, (place, one) in enumerate([*order, *unscored])
    ]
    return Table(
        rows=rows,
        reviewers=frozenset(totals),
        stay_raw=frozenset(r for r, own in totals.items() if scores.stays_raw(own.values())),
        agreement=scores.agreement([list(own.values()) for own in plain.values()]),
        within=sum(size > 0 for size in sizes[:end]),
        tied=end is not None and end > 0 and order[end - 1][0] == order[end][0],
    )


def standing(programme: Programme) -> dict[int, tuple[int, float]]:
    """How each application of a programme that was reviewed stands: the greater, the better.

    Whoever came into a later stage stands above those who did not; within a stage, what counts is
    the mean of the normalised totals.

    Returns:
        By application, the number of the last stage with reviews of it and the mean there.
    """
    found: dict[int, tuple[int, float]] = {}
    for stage in stages.of_programme(programme):
        fair = scores.by_application(scores.normalised(totals_of(stage)))
        for application, own in fair.items():
            found[application] = stage.position, round(fmean(own.values()), scores.SAME)
    return found


def cut_line(sizes: Sequence[int], left: int | None) -> int | None:
    """Before which row the places end; None where all fit.

    Args:
        sizes: the places that each row still needs, the best first.
        left: places left; None where there is no limit.
    """
    if left is None:
        return None
    for number, size in enumerate(sizes):
        if size > left:
            return number
        left -= size
    return None


def totals_of(stage: ReviewStage) -> dict[int, dict[int, float]]:
    """The totals of all reviews that were sent and count: reviewer → application → total."""
    query = (
        select(Assignment.reviewer_id, Assignment.application_id, Score.criterion_id, Score.points)
        .join(Score, Score.assignment_id == Assignment.id)
        .where(Assignment.stage_id == stage.id, Assignment.sent_at.is_not(None), none_declared())
        .order_by(Assignment.id)
    )
    scales = {one.id: scores.scale_of(one) for one in stage.criteria}
    given: dict[int, dict[int, list[tuple[scores.Scale, int]]]] = {}
    for reviewer, application, criterion, points in db.session.execute(query):
        own = given.setdefault(reviewer, {})
        own.setdefault(application, []).append((scales[criterion], points))
    return {
        reviewer: {application: scores.total(points) for application, points in own.items()}
        for reviewer, own in given.items()
    }


def total_of(stage: ReviewStage, given: Iterable[Score]) -> float:
    """The total of one review."""
    scales = {one.id: scores.scale_of(one) for one in stage.criteria}
    return scores.total((scales[one.criterion_id], one.points) for one in given)


def _in_stage(stage: ReviewStage) -> dict[int, Application]:
    assigned = select(Assignment.application_id).where(
        Assignment.stage_id == stage.id, none_declared()
    )
    query = (
        select(Application)
        .where(Application.id.in_(assigned))
        .options(load_only(*SHOWN), raiseload("*"))
    )
    return {one.id: one for one in db.session.scalars(query)}


def _needed(application: Application) -> int:
    """Places that an application would still take; one that is decided takes none any more."""
    return application.party_size if application.state in NEEDS_PLACE else 0
