"""What points come to: totals, the same made comparable between reviewers, and agreement.

Pure functions. A total is a number from 0 to 100. ``Totals`` are all totals of a stage: reviewer →
application → total.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean, pstdev

from registration.review.models import Criterion

Totals = Mapping[int, Mapping[int, float]]

FEWEST = 3  # scores by which a reviewer's own mean and spread begin to mean something
SAME = 6  # digits after the point up to which two means count as different
PAIR = 2


@dataclass(frozen=True)
class Scale:
    """A criterion as the total sees it."""

    weight: int
    lowest: int
    highest: int


def scale_of(criterion: Criterion) -> Scale:
    """The weight and scale of a criterion."""
    return Scale(criterion.weight, criterion.lowest, criterion.highest)


def total(given: Iterable[tuple[Scale, int]]) -> float:
    """The weighted mean of the points, each first moved from its own scale to 0–100."""
    pairs = list(given)
    weights = sum(scale.weight for scale, _ in pairs)
    return (
        100
        * sum(
            scale.weight * (points - scale.lowest) / (scale.highest - scale.lowest)
            for scale, points in pairs
        )
        / weights
    )


def stays_raw(totals: Iterable[float]) -> bool:
    """Whether a reviewer's totals are left as they are: fewer than three, or all the same."""
    given = list(totals)
    return len(given) < FEWEST or round(pstdev(given), SAME) == 0


def normalised(totals: Totals) -> dict[int, dict[int, float]]:
    """The totals as if every reviewer were equally strict and used the scale equally widely.

    Each total becomes a standard score of its reviewer (how many of their standard deviations it
    lies above their mean) and is mapped back onto the mean and the spread of all totals of the
    stage; so it may leave 0–100. A reviewer with fewer than three totals, or without any spread,
    stays raw: their mean says nothing yet.
    """
    everything = [one for own in totals.values() for one in own.values()]
    if not everything:
        return {}
    mean, spread = fmean(everything), pstdev(everything)
    return {reviewer: _mapped(own, mean, spread) for reviewer, own in totals.items()}


def by_application(totals: Totals) -> dict[int, dict[int, float]]:
    """The same totals: application → reviewer → total."""
    turned: dict[int, dict[int, float]] = {}
    for reviewer, own in totals.items():
        for application, one in own.items():
            turned.setdefault(application, {})[reviewer] = one
    return turned


def spread_of(totals: Iterable[float]) -> float | None:
    """How far the totals of one application lie apart: their standard deviation; None below two."""
    given = list(totals)
    return pstdev(given) if len(given) >= PAIR else None


def agreement(units: Iterable[Sequence[float]]) -> float | None:
    """Krippendorff's alpha for interval data: 1 is perfect agreement, 0 no better than chance.

    After K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), with the
    squared difference as metric.

    Args:
        units: the totals of each application, one for each reviewer; those with one do not count.

    Returns:
        Alpha; None where nothing can be compared, or all totals are the same.
    """
    pairable = [list(unit) for unit in units if len(unit) >= PAIR]
    values = list(chain.from_iterable(pairable))
    if not values:
        return None
    count = len(values)
    expected = _differences(values) / (count * (count - 1))
    if round(expected, SAME) == 0:
        return None
    observed = sum(_differences(unit) / (len(unit) - 1) for unit in pairable) / count
    return 1 - observed / expected


def ranked(means: Mapping[int, float]) -> list[tuple[int, int]]:
    """(place, application), the best first; who is equal shares a place, as in "1, 2, 2, 4".

    Among equals the order is that of their ids, so that it does not depend on anything else.
    """
    rounded = {application: round(mean, SAME) for application, mean in means.items()}
    order = sorted(rounded, key=lambda application: (-rounded[application], application))
    places: dict[float, int] = {}
    for number, application in enumerate(order, 1):
        places.setdefault(rounded[application], number)
    return [(places[rounded[application]], application) for application in order]


def _mapped(own: Mapping[int, float], mean: float, spread: float) -> dict[int, float]:
    if stays_raw(own.values()):
        return dict(own)
    own_mean, own_spread = fmean(own.values()), pstdev(own.values())
    return {
        application: mean + (one - own_mean) / own_spread * spread
        for application, one in own.items()
    }


def _differences(values: Sequence[float]) -> float:
    """The sum of the squared differences of all ordered pairs, by their squares alone."""
    middle = fmean(values)
    return 2 * len(values) * sum((one - middle) ** 2 for one in values)
