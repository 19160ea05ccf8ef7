"""Who reviews what, so that everybody has as much to do; the same question has the same answer."""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping

Given = dict[int, list[int]]
TOO_FAR_APART = 2


def spread(
    wanted: Mapping[int, int],
    allowed: Mapping[int, Collection[int]],
    loads: Mapping[int, int],
) -> list[tuple[int, int]]:
    """Give each application so many reviewers, nobody more than one above anybody else.

    Conflicts of interest may leave no such way; then as near to it as they let. Among those with
    as much to do, whoever has been together least with the others of the application goes first,
    so that not always the same people meet and their scores can be compared.

    Args:
        wanted: how many reviewers each application still needs.
        allowed: who may be given it.
        loads: how much each reviewer has already; nobody else is given anything.

    Returns:
        (application, reviewer) pairs, fewer than wanted where too few are allowed.
    """
    load = dict(loads)
    free = {one: sorted(set(allowed[one]) & load.keys()) for one in wanted}
    together: dict[tuple[int, int], int] = defaultdict(int)
    given: Given = {}
    for application in sorted(wanted, key=lambda one: (len(free[one]), one)):
        team: list[int] = given.setdefault(application, [])
        while len(team) < wanted[application] and len(team) < len(free[application]):
            chosen = min(
                (one for one in free[application] if one not in team),
                key=lambda one: (load[one], sum(together[one, other] for other in team), one),
            )
            for other in team:
                together[chosen, other] += 1
                together[other, chosen] += 1
            team.append(chosen)
            load[chosen] += 1
    while _level_once(given, free, load):
        pass
    return [
        (application, one) for application in sorted(given) for one in sorted(given[application])
    ]


def _level_once(given: Given, free: Mapping[int, Collection[int]], load: dict[int, int]) -> bool:
    """Move one application from somebody with much to do, perhaps over others, to one with less."""
    for start in sorted(load, key=lambda one: (-load[one], one)):
        way = _way_down(start, given, free, load)
        if way:
            for giver, taker, application in way:
                given[application].remove(giver)
                given[application].append(taker)
            load[start] -= 1
            load[way[-1][1]] += 1
            return True
    return False


def _way_down(
    start: int, given: Given, free: Mapping[int, Collection[int]], load: Mapping[int, int]
) -> list[tuple[int, int, int]]:
    """(who gives, who takes, which application) from ``start`` to somebody with two less."""
    came: dict[int, tuple[int, int, int] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        giver = waiting.popleft()
        if load[start] - load[giver] >= TOO_FAR_APART:
            return _steps(came, giver)
        for application, team in given.items():
            if giver not in team:
                continue
            for taker in free[application]:
                if taker not in team and taker not in came:
                    came[taker] = (giver, taker, application)
                    waiting.append(taker)
    return []


def _steps(came: Mapping[int, tuple[int, int, int] | None], end: int) -> list[tuple[int, int, int]]:
    steps = []
    step = came[end]
    while step is not None:
        steps.append(step)
        step = came[step[0]]
    return steps[::-1]
